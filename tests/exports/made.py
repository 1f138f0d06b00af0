"""Orders with known numbers, and the files that shops would make of them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import dataclass, field
from random import Random

from hypothesis import strategies as st

START = dt.datetime(2026, 10, 20)
STATES = {
    "ordinary": ("已发货，待签收", "Shipped"),
    "cancelled": ("已取消", "Cancelled"),
    "unpaid": ("待付款", "Pending"),
}


@dataclass(frozen=True)
class Order:
    number: str
    placed: dt.datetime
    items: int = 1
    state: str = "ordinary"


DATES = {
    "iso": lambda t: t.strftime("%Y-%m-%d %H:%M:%S"),
    "iso_t": lambda t: t.strftime("%Y-%m-%dT%H:%M:%S"),
    "offset": lambda t: t.strftime("%Y-%m-%d %H:%M:%S +0800"),
    "excel": lambda t: f"{t.year}/{t.month}/{t.day} {t.hour}:{t:%M}",
    "chinese": lambda t: f"{t.year}年{t.month}月{t.day}日 {t.hour}:{t:%M}",
    "month_first": lambda t: f"{t.month}/{t.day}/{t.year} {t.hour}:{t:%M}",
    "day_first": lambda t: f"{t.day:02d}-{t.month:02d}-{t.year} {t:%H:%M}",
    "named": lambda t: t.strftime("%b ") + f"{t.day}, {t.year}, " + t.strftime("%I:%M:%S %p").lstrip("0"),
    "serial": lambda t: f"{(t - dt.datetime(1899, 12, 30)).total_seconds() / 86400:.10f}",
    "epoch": lambda t: str(int((t - dt.datetime(1970, 1, 1)).total_seconds())),
    "epoch_ms": lambda t: str(int((t - dt.datetime(1970, 1, 1)).total_seconds() * 1000)),
}
HEADINGS = {
    "zh": ("订单编号", "宝贝标题", "订单创建时间 ", "订单状态", "实付金额"),
    "en": ("Order ID", "Product", "Created at", "Status", "Total"),
}


@dataclass(frozen=True)
class Form:
    """How a file is written."""

    language: str = "en"
    encoding: str = "utf-8"
    separator: str = ","
    date: str = "iso"
    titles: int = 0
    total: bool = False
    formula: bool = False  # order numbers as ="…"
    quote_all: bool = False
    line_end: str = "\n"
    sep_line: bool = False
    blank_every: int = 0  # an empty line after so many rows
    trailing: bool = False  # a separator at the end of each row
    columns: tuple[int, ...] = field(default=(0, 1, 2, 3, 4))


def rows(orders: list[Order], form: Form) -> tuple[list[str], list[list[str]]]:
    """Heading and rows, one for each item."""
    language = 0 if form.language == "zh" else 1
    product = ("马克杯，蓝色", 'Mug 12" blue, large')[1 - language] if language == 0 else 'Mug 12" blue, large'
    body = []
    for order in orders:
        number = f'="{order.number}"' if form.formula else order.number
        for item in range(order.items):
            state = STATES[order.state][language]
            body.append([number, f"{product} {item}", DATES[form.date](order.placed), state, "59.00"])
    heading = list(HEADINGS[form.language])
    return [heading[i] for i in form.columns], [[row[i] for i in form.columns] for row in body]


def written(orders: list[Order], form: Form) -> bytes:
    """The bytes of the file."""
    heading, body = rows(orders, form)
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if form.quote_all else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=form.separator, quoting=quoting, lineterminator=form.line_end)
    if form.sep_line:
        out.write(f"sep={form.separator}{form.line_end}")
    for i in range(form.titles):
        out.write(("订单报表" if form.language == "zh" else "Order report") + f" {i}" + form.line_end)
    tail = [""] if form.trailing else []
    writer.writerow(heading + tail)
    for i, row in enumerate(body, start=1):
        writer.writerow(row + tail)
        if form.blank_every and i % form.blank_every == 0:
            out.write(form.line_end)
    if form.total:
        total = ["合计" if form.language == "zh" else "Total", *[""] * (len(heading) - 2), f"{59 * len(body)}"]
        writer.writerow(total + tail)
    return out.getvalue().encode(form.encoding)


def as_json(orders: list[Order], form: Form) -> bytes:
    heading, body = rows(orders, form)
    lines = [json.dumps(dict(zip(heading, row, strict=True)), ensure_ascii=False) for row in body]
    return "\n".join(lines).encode()


def orders(seed: int, most: int = 60) -> list[Order]:
    """Orders of four weeks, each at a minute of its own. Made from a number: long lists are slow to draw one by one."""
    random = Random(seed)
    count = random.randint(20, most)
    states = ("ordinary", "ordinary", "ordinary", "cancelled", "unpaid")
    return [
        Order(f"2026{i:09d}", START + dt.timedelta(minutes=at), random.choice((1, 1, 1, 2, 3)), random.choice(states))
        for i, at in enumerate(random.sample(range(28 * 24 * 60), count))
    ]


def forms() -> st.SearchStrategy[Form]:
    """Ways to write a file that a shop's tools are known for."""
    return st.builds(
        Form,
        language=st.sampled_from(("zh", "en")),
        encoding=st.sampled_from(("utf-8", "utf-8-sig", "gb18030", "utf-16")),
        separator=st.sampled_from((",", ";", "\t", "|")),
        date=st.sampled_from(tuple(DATES)),
        titles=st.integers(0, 3),
        total=st.booleans(),
        formula=st.booleans(),
        quote_all=st.booleans(),
        line_end=st.sampled_from(("\n", "\r\n", "\r")),
        sep_line=st.booleans(),
        blank_every=st.sampled_from((0, 0, 7)),
        trailing=st.booleans(),
        columns=st.sampled_from(((0, 1, 2, 3, 4), (2, 0, 3), (4, 3, 2, 1, 0), (0, 2, 1, 4, 3))),
    )
