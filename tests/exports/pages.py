"""Exports of every shape with known truth, as pages of cells that can be damaged before they are written as a file.

A `Page` is what a program would print: titles, a heading, rows, a footer. Each row belongs to a record, and each record
has a key that has to come back: an order its minute and whether it counts, a contact its minute, answer and length, an
interval its count, a shift its hours.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from random import Random

import numpy as np
import xlsxwriter

from sim.exports.agent_days import AgentDays
from sim.exports.contact_file import ContactFile
from sim.exports.intervals import Intervals
from sim.exports.order_counts import OrderCounts
from sim.exports.orders import Orders
from sim.exports.reading import Reading
from sim.exports.rosters import Roster
from sim.exports.tickets import Tickets
from tests.exports.made import DATES

Cell = str | int | float | dt.datetime
Row = list[Cell]
START = dt.datetime(2026, 10, 5)
EPOCH = dt.datetime(1970, 1, 1)
PEOPLE = ("小安", "小北", "小陈", "小丁")


@dataclass
class Page:
    """`body`: (record, row); `keys`: what each record has to be read as; `free`: the column of a product or a topic;
    `ids`: that of numbers that Excel may spoil. `date`, `sign`, `encoding`, `line_end`: how it is written."""

    kind: str
    heading: Row
    body: list[tuple[int, Row]]
    keys: dict[int, Hashable]
    free: int | None = None
    ids: int | None = None
    above: list[Row] = field(default_factory=list)
    below: list[Row] = field(default_factory=list)
    date: str = "iso"
    sign: str = ","
    encoding: str = "utf-8"
    line_end: str = "\n"
    text: list[Callable[[str], str]] = field(default_factory=list)  # what happens to the written text
    data: list[Callable[[bytes], bytes]] = field(default_factory=list)  # and to the bytes
    workbook: bool = False
    typed: bool = True  # a workbook's moments are moments and not text
    cut: bool = False  # its end is lost: the last rows with it
    knowable: bool = True

    def truth(self) -> Counter[Hashable]:
        """What is in the file, by key."""
        there = {record for record, _ in self.body}
        return Counter(key for record, key in self.keys.items() if record in there)

    def rows(self) -> list[Row]:
        return [*self.above, self.heading, *(row for _, row in self.body), *self.below]

    def written(self) -> bytes:
        return self._workbook() if self.workbook else self._text()

    def shown(self, cell: Cell) -> str:
        if isinstance(cell, dt.datetime):
            return DATES[self.date](cell)
        return str(cell)

    def _text(self) -> bytes:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self.sign, lineterminator=self.line_end)
        for row in self.rows():
            writer.writerow([self.shown(cell) for cell in row])
        text = out.getvalue()
        for change in self.text:
            text = change(text)
        data = text.encode(self.encoding, errors="replace")
        for alter in self.data:
            data = alter(data)
        return data

    def _workbook(self) -> bytes:
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            sheet, moment = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
            for y, row in enumerate(self.rows()):
                for x, cell in enumerate(row):
                    if isinstance(cell, dt.datetime) and self.typed:
                        sheet.write_datetime(y, x, cell, moment)
                    elif isinstance(cell, int | float):
                        sheet.write_number(y, x, cell)
                    elif cell != "":
                        sheet.write_string(y, x, self.shown(cell))
        data = out.getvalue()
        for alter in self.data:
            data = alter(data)
        return data


def keys_of(reading: Reading) -> Counter[Hashable]:
    """What a table was read as, in the form of a page's keys."""
    match reading.read:
        case Orders() as read:
            counted = read.counted.tolist()
            return Counter(("order", minute, c) for minute, c in zip(_minutes(read.placed), counted, strict=True))
        case OrderCounts() as read:
            pairs = zip(_minutes(read.start), read.orders.tolist(), strict=True)
            return Counter(("count", minute, orders) for minute, orders in pairs if orders)
        case ContactFile() as read:
            c = read.contacts
            days = np.array([(date - EPOCH.date()).days if date else 0 for date in c.dates] or [0])[c.day]
            came = _minutes(days * 86400.0 + c.arrival)
            return Counter(("contact", *pair) for pair in zip(came, c.answered.tolist(), strict=True))
        case Intervals() as read:
            return Counter(
                ("interval", *pair) for pair in zip(_minutes(read.start), read.offered.tolist(), strict=True)
            )
        case AgentDays() as read:
            contacts = np.where(np.isnan(read.contacts), read.conversations - 5, read.contacts)
            pairs = zip(read.agent.tolist(), contacts.tolist(), strict=True)
            return Counter(("agent", read.agents[agent], contacts) for agent, contacts in pairs)
        case Tickets() as read:
            return Counter(("ticket", minute) for minute in _minutes(read.created))
        case Roster() as read:
            h = read.hours
            rows = zip(h.agent.tolist(), _minutes(h.on), _minutes(h.off), strict=True)
            return Counter(("shift", h.agents[agent], on, off) for agent, on, off in rows)
    return Counter()


def _minutes(seconds: np.ndarray) -> list[int]:
    return np.floor(seconds / 60 + 1e-6).astype(np.int64).tolist()


def minute(moment: dt.datetime) -> int:
    return int((moment - EPOCH).total_seconds()) // 60


# Orders: heading, and the row of an item out of (number, item, moment, state); the first that has no "" repeats it.
STATES = {
    "taobao": ("买家已付款，等待卖家发货", "交易关闭", "等待买家付款"),
    "jd": ("完成", "(删除)等待出库", "等待付款"),
    "douyin": ("已发货", "已关闭", "待支付"),
    "amazon": ("Shipped", "Cancelled", "Pending"),
    "shopee": ("Selesai", "Batal", "Belum Bayar"),
    "magento": ("complete", "canceled", "pending"),
    "shopify": ("paid", "voided", "pending"),
}
ORDERS: dict[str, tuple[Row, Callable[[str, int, dt.datetime, str, dt.datetime | str], Row], int, int]] = {
    "taobao": (
        ["订单编号", "买家会员名", "总金额", "订单状态", "宝贝标题", "订单创建时间", "订单付款时间 "],
        lambda n, i, t, s, p: [n, "买家", 59.5, s, f"杯 {i}", t, p], 4, 0,
    ),
    "jd": (
        ["订单号", "商品名称", "下单时间", "京东价", "订单金额", "订单状态", "付款确认时间"],
        lambda n, i, t, s, p: [n, f"碟 {i}", t, 59, 118, s, p], 1, 0,
    ),
    "douyin": (
        ["主订单编号", "子订单编号", "选购商品", "订单应付金额",
         "订单提交时间", "支付完成时间", "流量来源", "订单状态"],
        lambda n, i, t, s, p: [f"\t{n}", f"\t{n}{i}", f"杯 {i}", 59.0, t, p or "-", "搜索", s], 2, 0,
    ),
    "amazon": (
        ["amazon-order-id", "purchase-date", "order-status", "product-name", "item-status", "quantity", "item-price"],
        lambda n, i, t, s, p: [n, t, s, f"Mug {i}", s, 1, 19.99], 3, 0,
    ),
    "shopee": (
        ["No. Pesanan", "Status Pesanan", "Waktu Pesanan Dibuat",
         "Waktu Pembayaran Dilakukan", "Nama Produk", "Jumlah"],
        lambda n, i, t, s, p: [n, s, t, p, f"Gelas {i}", 1], 4, 0,
    ),
    "magento": (
        ["ID", "Purchase Point", "Purchase Date", "Bill-to Name", "Grand Total (Base)", "Status"],
        lambda n, i, t, s, p: [n, f"Shop {i}", t, "Test A", 59.5, s], 1, 0,
    ),
    "shopify": (
        ["Name", "Financial Status", "Paid at", "Total", "Created at", "Lineitem quantity", "Lineitem name"],
        lambda n, i, t, s, p: [n, "" if i else s, "" if i else p, "" if i else 70.5, t, 1, f"Plate {i}"], 6, 0,
    ),
}  # fmt: skip


def orders(random: Random, shop: str) -> Page:
    heading, row, free, ids = ORDERS[shop]
    body, keys = [], {}
    for record in range(random.randint(24, 60)):
        state = random.choice((0, 0, 0, 1, 2))
        placed = _moment(random, record)
        paid: dt.datetime | str = placed + dt.timedelta(minutes=1) if state == 0 else ""
        number = f"2026{random.randrange(10**8):08d}{record:03d}"
        items = 1 if shop == "magento" else random.choice((1, 1, 1, 2, 3))
        body += [(record, row(number, i, placed, STATES[shop][state], paid)) for i in range(items)]
        keys[record] = ("order", minute(placed), state == 0)
    return Page("orders", list(heading), body, keys, free, ids)


def order_counts(random: Random) -> Page:
    body, keys = [], {}
    for record in range(24 * random.randint(2, 4)):
        start, count = START + dt.timedelta(hours=record), random.randint(1, 1500)
        body.append((record, [start, count]))
        keys[record] = ("count", minute(start), float(count))
    return Page("order_counts", ["时间", "订单数"], body, keys)


def calls(random: Random) -> Page:
    body, keys = [], {}
    for record in range(random.randint(40, 90)):
        came, served = _moment(random, record), record == 0 or random.random() < 0.8
        talk: Cell = random.randint(30, 400) if served else ""
        agent = random.choice(PEOPLE) if served else ""
        row = [f"c{record}", agent, came, random.choice(("售前", "售后")), "Y" if served else "N",
               random.randint(3, 90), talk]  # fmt: skip
        body.append((record, row))
        keys[record] = ("contact", minute(came), served)
    heading = ["Call Id", "Agent", "Call Start", "Topic", "Answered (Y/N)", "Wait Time", "Talk Time"]
    return Page("calls", list(heading), body, keys, 3, 0)


def chats(random: Random) -> Page:
    body, keys = [], {}
    for record in range(random.randint(40, 90)):
        began = _moment(random, record)
        row = [f"h{record}", random.choice(PEOPLE), began, began + dt.timedelta(minutes=random.randint(1, 9)), "售前"]
        body.append((record, row))
        keys[record] = ("contact", minute(began), True)
    return Page("chats", ["会话ID", "接待客服", "会话开始时间", "会话结束时间", "咨询类型"], body, keys, 4, 0)


def records(random: Random) -> Page:
    heading = ["ContactId", "Channel", "InitiationMethod", "Queue.Name", "Queue.EnqueueTimestamp",
               "Queue.Duration", "Agent.Username", "Agent.AgentInteractionDuration", "DisconnectReason"]  # fmt: skip
    body, keys = [], {}
    for record in range(random.randint(40, 90)):
        came, served = _moment(random, record), record == 0 or random.random() < 0.8
        row = [f"id-{record}", "VOICE", "INBOUND", "售前", came, random.randint(3, 90),
               random.choice(PEOPLE) if served else "", random.randint(30, 400) if served else "",
               "CUSTOMER_DISCONNECT"]  # fmt: skip
        body.append((record, row))
        keys[record] = ("contact", minute(came), served)
    return Page("records", list(heading), body, keys, 3, 0)


def tickets(random: Random) -> Page:
    body, keys = [], {}
    for record in range(random.randint(30, 60)):
        made, reply = _moment(random, record), random.randint(20, 300)
        row = [7000 + record, "Solved", made, random.choice(PEOPLE), reply, reply + random.randint(30, 900)]
        body.append((record, row))
        keys[record] = ("ticket", minute(made))
    heading = ["Ticket ID", "Status", "Created at", "Assignee", "First reply time in minutes",
               "Full resolution time in minutes"]  # fmt: skip
    return Page("tickets", list(heading), body, keys, None, 0)


def intervals(random: Random) -> Page:
    body, keys = [], {}
    for record in range(48 * random.randint(1, 2)):
        start, offered = START + dt.timedelta(minutes=30 * record), random.randint(5, 1400)
        lost = random.randint(0, 4)
        row = [start, "售前", offered, offered - lost, lost, random.randint(5, 60), random.randint(150, 400)]
        body.append((record, row))
        keys[record] = ("interval", minute(start), float(offered))
    heading = ["Interval Start", "Queue Name", "Offered", "Answered", "Abandoned", "ASA", "Avg Handle Time"]
    return Page("intervals", list(heading), body, keys)


def agent_days(random: Random) -> Page:
    body, keys = [], {}
    for record, agent in enumerate(PEOPLE * 4):
        contacts = random.randint(40, 1400)
        day = START + dt.timedelta(days=record // len(PEOPLE))
        body.append((record, [agent, day.strftime("%Y-%m-%d"), contacts, contacts + 5, random.randint(5, 30)]))
        keys[record] = ("agent", agent, float(contacts))
    return Page("agent_days", ["客服昵称", "日期", "接待人数", "会话量", "首次响应时间"], body, keys)


def shifts(random: Random) -> Page:
    body, keys = [], {}
    for record in range(40):
        agent, day = PEOPLE[record % 4], START + dt.timedelta(days=record // 4)
        begin, hours = random.randint(7, 15), random.choice((4, 8, 10))
        on, off = day + dt.timedelta(hours=begin), day + dt.timedelta(hours=begin + hours)
        body.append((record, [agent, day.strftime("%Y-%m-%d"), f"{on:%H:%M}", f"{off:%H:%M}"]))
        keys[record] = ("shift", agent, minute(on), minute(off))
    return Page("shifts", ["Employee", "Date", "Start Time", "End Time"], body, keys)


MAKERS: dict[str, Callable[[Random], Page]] = {
    **{f"orders_{shop}": (lambda random, shop=shop: orders(random, shop)) for shop in ORDERS},  # type: ignore[misc]
    "order_counts": order_counts, "calls": calls, "chats": chats, "records": records, "tickets": tickets,
    "intervals": intervals, "agent_days": agent_days, "shifts": shifts,
}  # fmt: skip


def _moment(random: Random, record: int) -> dt.datetime:
    """A minute of its own for each record, in order: two days at the least, so that days are days."""
    return START + dt.timedelta(minutes=83 * record + random.randint(0, 80))
