"""Excel's binary workbooks, built byte by byte, through the importer: moments, numbers, long ids, empty cells."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.exports.orders import Orders
from sim.exports.reading import read_file
from sim.exports.sources import from_bytes
from sim.exports.workbooks import sheets
from sim.files.bad_input import BadInput
from tests.exports.binary_books import Formula, xls, xlsb

BOOKS = {"xls": xls, "xlsb": xlsb}
FIRST = dt.datetime(2026, 11, 2, 9, 0, 30)
ORDERS = {
    "zh": ("订单编号", "订单创建时间", "订单付款时间", "订单状态", "买家实付金额", "宝贝数量"),
    "en": ("Order ID", "Created at", "Paid at", "Order Status", "Total", "Quantity"),
}
STATES = {"zh": ("交易成功", "交易关闭"), "en": ("completed", "cancelled")}


def orders(language, count=30):
    """Every fifth was cancelled before it was paid; ids are texts of 19 digits, which no number keeps."""
    done, closed = STATES[language]
    rows = [ORDERS[language]]
    for i in range(count):
        placed, lost = FIRST + dt.timedelta(hours=7 * i, seconds=i), i % 5 == 4
        paid = None if lost else placed + dt.timedelta(minutes=3)
        worth = Formula(59.5 + i) if i % 2 else 59.5 + i
        rows.append((f"1234567890123456{i:03d}", placed, paid, closed if lost else done, worth, 1 + i % 3))
    return rows


@pytest.mark.parametrize("kind", BOOKS)
def test_cells_come_back_as_they_were(kind):
    row = (
        "文字",
        "0012345678901234567",
        3,
        -7,
        0.25,
        True,
        dt.datetime(2026, 11, 11, 0, 5, 9),
        None,
        Formula(12.5),
        10.0**15,
    )
    ((name, found),) = sheets(from_bytes(f"a.{kind}", BOOKS[kind]([("头",) * 10, row], "表一")))
    assert name == "表一" and list(found)[1] == [
        "文字", "0012345678901234567", "3", "-7", "0.25", "true", "2026-11-11 00:05:09", "", "12.5", "1000000000000000",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", BOOKS)
@pytest.mark.parametrize("language", ORDERS)
def test_orders_of_a_binary_workbook(kind, language):
    (reading,) = read_file(from_bytes(f"orders.{kind}", BOOKS[kind](orders(language))))
    assert reading.problem is None and isinstance(reading.read, Orders)
    assert (len(reading.read), int(reading.read.counted.sum())) == (30, 24)
    moments = [(row[1] - dt.datetime(1970, 1, 1)).total_seconds() for row in orders(language)[1:]]
    assert np.sort(reading.read.placed).tolist() == moments and np.isnan(reading.read.paid).sum() == 6
    assert np.nansum(reading.read.amount) == sum(59.5 + i for i in range(30))


@pytest.mark.parametrize("kind", BOOKS)
@pytest.mark.parametrize(
    "heading",
    [
        ("呼入时间", "接通时间", "挂断时间", "坐席", "技能组"),
        ("Called at", "Answered at", "Ended at", "Agent", "Queue"),
    ],
)
def test_calls_of_a_binary_workbook(kind, heading):
    """Who gave up has an empty cell where the answer would be."""
    rows = [heading]
    for i in range(40):
        came = FIRST + dt.timedelta(minutes=11 * i)
        lost = i % 8 == 7
        answered = None if lost else came + dt.timedelta(seconds=20)
        ended = came + dt.timedelta(seconds=45 if lost else 200)
        rows.append((came, answered, ended, None if lost else f"坐席{i % 3}", "售前"))
    (reading,) = read_file(from_bytes(f"calls.{kind}", BOOKS[kind](rows)))
    assert reading.problem is None
    contacts = reading.read.contacts
    assert (len(contacts), int(contacts.answered.sum())) == (40, 35)
    assert contacts.service[contacts.answered] == pytest.approx(180.0)


@pytest.mark.parametrize("kind", BOOKS)
def test_half_a_binary_workbook_is_one_sentence(kind):
    data = BOOKS[kind](orders("zh"))
    with pytest.raises(BadInput):
        for one in read_file(from_bytes(f"half.{kind}", data[: len(data) // 3])):
            assert one.read is None and one.problem is not None
            raise one.problem
