"""Plausible files of other habits: wide digits, rare separators, day and time apart, hours beside their date."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.exports.cells import clean, packed
from sim.exports.contact_file import ContactFile
from sim.exports.intervals import Intervals
from sim.exports.orders import Orders
from sim.exports.reading import Answers, read_file
from sim.exports.rosters import Roster
from sim.exports.sources import from_bytes
from sim.exports.split_moments import joined

FIRST = dt.datetime(2026, 10, 5, 9, 0, 30)
WIDE = str.maketrans("0123456789:-/.", "０１２３４５６７８９：－／．")
HEADING = ("订单编号", "订单创建时间", "订单状态", "买家实际支付金额")


def orders(count=30):
    return [
        (f"20261005{i:09d}", f"{FIRST + dt.timedelta(hours=7 * i):%Y-%m-%d %H:%M:%S}",
         "交易关闭" if i % 5 == 4 else "交易成功", f"{50 + i}.50")
        for i in range(count)
    ]  # fmt: skip


def read(rows, sign=","):
    text = "\n".join(sign.join(map(str, row)) for row in rows)
    (reading,) = read_file(from_bytes("odd.csv", text.encode()), Answers("Asia/Shanghai"))
    assert reading.problem is None, reading.problem.text("en")
    return reading.read


def same(made, moments):
    epoch = dt.datetime(1970, 1, 1)
    wanted = [(dt.datetime.fromisoformat(one) - epoch).total_seconds() for one in moments]
    return isinstance(made, Orders) and np.sort(made.placed).tolist() == sorted(wanted)


@pytest.mark.parametrize("sign", [*"\t;|,~^"])
def test_signs_between_cells(sign):
    made = read([HEADING, *orders()], sign)
    assert same(made, [row[1] for row in orders()]) and int(made.counted.sum()) == 24


def test_a_rare_sign_within_cells_parts_nothing():
    """~ in one title, ^ in all of them, beside commas."""
    rows = [(*row, "a~b^c" if i == 3 else "a^b") for i, row in enumerate(orders())]
    assert same(read([(*HEADING, "标题^"), *rows]), [row[1] for row in orders()])


@pytest.mark.parametrize("column", [0, 1, 3])
def test_wide_digits(column):
    rows = [tuple(cell.translate(WIDE) if i == column else cell for i, cell in enumerate(row)) for row in orders()]
    made = read([HEADING, *rows])
    assert same(made, [row[1] for row in orders()])
    assert np.nansum(made.amount) == sum(50.5 + i for i in range(30))


def test_wide_signs_are_changed_between_digits_only():
    assert clean("２０２６－１０－０５　０９：００") == "2026-10-05 09:00"
    assert clean("客服０１，早班：９：００－１８：００") == "客服01，早班：9:00-18:00"
    assert packed(["１，２３４", "五：六"]) == "1,234\n五：六"


def test_the_day_and_the_time_of_an_order_in_two_columns():
    rows = [(row[0], row[1][:10], row[1][11:], row[2]) for row in orders()]
    for heading in (
        ("订单编号", "下单日期", "下单时间", "订单状态"),
        ("Order ID", "Order Date", "Order Time", "Status"),
    ):
        made = read([heading, *rows])
        assert same(made, [row[1] for row in orders()])
        assert any(one.key == "remark.clock_beside" for one in made.remarks)
    assert joined(["2026-10-05 00:00:00", ""], ["09:00", "10:00"]) == ["2026-10-05 09:00", ""]


def test_a_time_of_something_else_is_no_time_of_an_order():
    rows = [(row[0], row[1][:10], row[1][11:], row[2]) for row in orders()]
    text = "\n".join(",".join(row) for row in [("订单编号", "下单日期", "发货钟点", "订单状态"), *rows])
    (reading,) = read_file(from_bytes("odd.csv", text.encode()), Answers("Asia/Shanghai"))
    assert reading.read is None and "下单日期" in reading.problem.text("zh")


@pytest.mark.parametrize("dash", ["-", "–", "~", "至", " - ", "－"])
def test_hours_with_their_date_in_one_cell_are_no_offset_from_utc(dash):
    rows = [("时间段", "呼入量", "接听量", "放弃量", "平均处理时长")]
    for slot in range(18, 47):
        begin, end = (
            FIRST.replace(hour=0, minute=0, second=0) + dt.timedelta(minutes=30 * n) for n in (slot, slot + 1)
        )
        rows.append((f"{begin:%Y-%m-%d %H:%M}{dash}{end:%H:%M}", 30, 28, 2, 200))
    made = read(rows)
    assert isinstance(made, Intervals) and len(made) == 29 and made.offered.sum() == 870
    assert set(made.length_s) == {1800.0} and made.start[0] % 86400 == 9 * 3600


@pytest.mark.parametrize(
    "heading",
    [("来电开始", "应答", "结束", "接听人", "队列名称"), ("Inbound time", "Pickup time", "Finish time", "Rep", "Line")],
)
def test_calls_in_other_words_are_calls(heading):
    """They are no orders, however much their times look like those of some."""
    rows = [heading]
    for i in range(40):
        came, lost = FIRST + dt.timedelta(minutes=13 * i), i % 8 == 7
        rows.append(
            (f"{came}", "" if lost else f"{came + dt.timedelta(seconds=15)}", f"{came + dt.timedelta(seconds=200)}",
             "" if lost else f"坐席{i % 3}", "售前")
        )  # fmt: skip
    made = read(rows)
    assert isinstance(made, ContactFile) and (len(made.contacts), int(made.contacts.answered.sum())) == (40, 35)


def test_a_legend_in_wide_digits():
    rows = [
        ("姓名", "10月5日", "10月6日"),
        ("张三", "早", "晚"),
        ("李四", "晚", "休"),
        (),
        ("早：９：００－１８：００",),
        ("晚：１３：００－２２：００",),
    ]
    made = read(rows)
    assert isinstance(made, Roster) and len(made.hours) == 3
