"""Made exports: whatever form a file has, what is read back is what was written."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter

import numpy as np
import xlsxwriter
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim.exports.orders import Orders, read_orders
from sim.exports.sources import from_bytes
from sim.exports.tables import read_tables
from tests.exports import made

QUICK = settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.generate])  # a form says enough
SEEDS = st.integers(0, 10**6)


def read(data: bytes) -> Orders:
    tables = read_tables(from_bytes("orders.csv", data))
    assert len(tables) == 1
    return read_orders(tables[0])


def by_hour(read_back: Orders) -> Counter[dt.datetime]:
    hours = np.floor(read_back.placed / 3600).astype(int).tolist()
    return Counter(dt.datetime(1970, 1, 1) + dt.timedelta(hours=hour) for hour in hours)


def check(read_back: Orders, orders: list[made.Order]) -> None:
    assert len(read_back) == len(orders)
    assert by_hour(read_back) == Counter(order.placed.replace(minute=0) for order in orders)
    assert read_back.cancelled.sum() == sum(order.state == "cancelled" for order in orders)
    assert read_back.unpaid.sum() == sum(order.state == "unpaid" for order in orders)
    assert read_back.counted.sum() == sum(order.state == "ordinary" for order in orders)


@QUICK
@given(SEEDS, made.forms())
def test_any_form_of_text_gives_back_the_orders(seed, form):
    orders = made.orders(seed)
    check(read(made.written(orders, form)), orders)


@QUICK
@given(SEEDS, made.forms())
def test_json_lines_give_back_the_orders(seed, form):
    orders = made.orders(seed)
    check(read(made.as_json(orders, form)), orders)


@settings(QUICK, max_examples=20)
@given(SEEDS, st.integers(0, 3), st.booleans(), st.booleans())
def test_a_workbook_gives_back_the_orders(seed, titles, total, as_numbers):
    """Moments as Excel keeps them, order numbers as text or as numbers."""
    orders = made.orders(seed)
    heading, body = made.rows(orders, made.Form("zh"))
    moments = [order.placed for order in orders for _ in range(order.items)]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy/m/d h:mm"}) as book:
        sheet = book.add_worksheet("订单")
        for i in range(titles):
            sheet.write(i, 0, f"订单报表{i}")
        sheet.write_row(titles, 0, heading)
        for i, (row, moment) in enumerate(zip(body, moments, strict=True), start=titles + 1):
            sheet.write_row(i, 0, [float(row[0]) if as_numbers else row[0], row[1], moment, row[3], float(row[4])])
        if total:
            sheet.write_row(titles + 1 + len(body), 0, ["合计", "", "", "", 59.0 * len(body)])
    check(read(out.getvalue()), orders)
