"""Files as shops, desks and colleagues hand them on, each with a known truth: packed twice, merged, renamed."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

import numpy as np
import pytest

from sim.exports.contact_file import ContactFile
from sim.exports.folding import grouped
from sim.exports.headings import heading_at
from sim.exports.moments import moments
from sim.exports.numbers import amount, numbers
from sim.exports.orders import Orders
from sim.exports.reading import Answers, Reading, read_file
from sim.exports.sources import from_bytes
from sim.exports.tickets import Tickets
from sim.files.bad_input import BadInput

FIRST = dt.datetime(2026, 10, 5, 9, 0, 30)
EPOCH = dt.datetime(1970, 1, 1)
MOMENTS = [FIRST + dt.timedelta(minutes=97 * i, seconds=7 * i) for i in range(40)]
HEADING = ("订单编号", "订单创建时间", "订单状态", "实付金额")
ORDERS = [
    (f"20261005{i:09d}", f"{at}", "交易关闭" if i % 5 == 4 else "交易成功", f"{50 + i}.50")
    for i, at in enumerate(MOMENTS)
]
SUM = sum(50.5 + i for i in range(40))


def csv_of(rows: list[tuple[object, ...]], sign: str = ",") -> bytes:
    return "\n".join(sign.join(map(str, row)) for row in rows).encode()


def packed(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as folder:
        for name, data in files:
            folder.writestr(name, data)
    return out.getvalue()


def readings(data: bytes, zone: str = "Asia/Shanghai") -> list[Reading]:
    return read_file(from_bytes("file", data), Answers(zone))


def read(data: bytes, zone: str = "Asia/Shanghai"):
    (reading,) = readings(data, zone)
    assert reading.problem is None, reading.problem.text("en")
    return reading.read


def keys(made) -> set[str]:
    return {remark.key for remark in made.remarks}


def same_orders(made, money: float = SUM) -> bool:
    wanted = [(at - EPOCH).total_seconds() for at in MOMENTS]
    assert isinstance(made, Orders)
    return np.sort(made.placed).tolist() == wanted and made.counted.sum() == 32 and np.nansum(made.amount) == money


@pytest.mark.parametrize("form", ["¥{}", "￥ {}元", "US${}", "NT${}", "{} €", "人民币{}", "{}kr", "{} RMB", "CHF {}"])
def test_money_with_its_mark_is_money(form):
    made = read(csv_of([HEADING, *((*row[:3], form.format(row[3])) for row in ORDERS)]))
    assert same_orders(made)


def test_one_amount_and_a_column_of_them_agree():
    for cell in ("US$1,050.50", "￥ 1,050.50元", "1.050,50 €"):
        assert amount(cell) == numbers([cell])[0] == 1050.5
    assert np.isnan(amount("元"))


def test_of_two_columns_of_one_name_the_filled_one_is_taken():
    heading = ("订单编号", "订单创建时间", "订单创建时间", "订单状态", "订单状态", "实付金额")
    assert same_orders(read(csv_of([heading, *((a, "", b, "", c, d) for a, b, c, d in ORDERS)])))


def test_columns_left_empty_between_others_hide_no_heading():
    spread = [("", a, "", b, "", "", c, d, "") for a, b, c, d in (HEADING, *ORDERS)]
    assert same_orders(read(csv_of(spread)))
    assert heading_at([["某店报表", "", ""], ["编号", "", "金额"], ["1", "", "2"], ["2", "", "3"]]) == 1


def test_what_a_system_puts_beside_a_packed_file_does_not_count():
    data = csv_of([HEADING, *ORDERS])
    beside = (("__MACOSX/._a.csv", b"\0\5"), (".DS_Store", b"x"), ("导出/Thumbs.db", b"x"), ("导出/._a.csv", b"x"))
    assert same_orders(read(packed(("导出/a.csv", data), *beside)))
    with pytest.raises(BadInput, match="2 files"):
        readings(packed(("a.csv", data), ("b.csv", data)))


def test_a_zip_in_a_zip():
    data = csv_of([HEADING, *ORDERS])
    assert same_orders(read(packed(("a.zip", packed(("a.csv", data))))))
    deep = data
    for _ in range(9):
        deep = packed(("a.zip", deep))
    with pytest.raises(BadInput):
        readings(deep)


def test_merged_cells_of_order_numbers():
    rows = [row for i, one in enumerate(ORDERS) for row in ([one, ("", *one[1:])] if i % 3 == 0 else [one])]
    made = read(csv_of([HEADING, *rows]))
    assert same_orders(made) and "remark.folded" in keys(made)


def test_rows_that_lost_their_number_stay_orders():
    """One of them at the moment of the row above, the others not: no merged cells."""
    placed = np.array([1.0, 1.0, 5.0, 9.0, 9.0, 12.0])
    assert len(grouped(["a", "", "", "b", "", ""], placed)) == 6
    assert len(grouped(["a", "", "b", "b", "", ""], np.array([1.0, 1.0, 5.0, 5.0, 5.0, 5.0]))) == 2


def test_an_answer_that_wraps_its_records():
    rows = [dict(zip(("order_id", "created_at", "status", "total"), row, strict=True)) for row in ORDERS]
    wrapped = {"code": 0, "errors": [], "data": {"total": 40, "page": {"size": 40}, "list": rows}}
    assert same_orders(read(json.dumps(wrapped, ensure_ascii=False).encode()))


def test_a_single_record_with_a_list_in_it_stays_one_record():
    from sim.exports.json_lines import rows

    headings, body = rows("a", '{"id": 1, "tags": ["x", "y"]}')
    assert headings == ["id", "tags"] and len(body) == 1


def test_null_is_no_agent():
    moment = "{:%Y-%m-%dT%H:%M:%SZ}".format
    heading = ("ContactId", "Channel", "Queue.Name", "Queue.EnqueueTimestamp", "Queue.DequeueTimestamp",
               "Agent.Username", "Agent.ConnectedToAgentTimestamp", "DisconnectTimestamp")  # fmt: skip
    rows = []
    for i, at in enumerate(MOMENTS):
        out, end = moment(at + dt.timedelta(seconds=20)), moment(at + dt.timedelta(seconds=20 if i % 8 == 7 else 200))
        who = ("null", "null") if i % 8 == 7 else ("Ana", out)
        rows.append((f"c{i}", "VOICE", "售前", moment(at), out, *who, end))
    made = read(csv_of([heading, *rows]))
    assert isinstance(made, ContactFile) and len(made.contacts) == 40 and made.contacts.answered.sum() == 35


def test_excel_days_with_a_decimal_comma():
    serial = [f"{(at - dt.datetime(1899, 12, 30)).total_seconds() / 86400:.9f}".replace(".", ",") for at in MOMENTS]
    rows = [(row[0], at, *row[2:]) for row, at in zip(ORDERS, serial, strict=True)]
    assert same_orders(read(csv_of([HEADING, *rows], ";")))


def test_days_with_the_month_in_letters_between_slashes():
    assert moments(["05/Oct/26 9:00 AM"]).seconds[0] == (dt.datetime(2026, 10, 5, 9) - EPOCH).total_seconds()
    rows = [
        (f"HD-{i}", f"{at:%d/%b/%y %I:%M %p}", f"{at + dt.timedelta(hours=9):%d/%b/%y %I:%M %p}", "Ana")
        for i, at in enumerate(MOMENTS)
    ]
    made = read(csv_of([("Issue key", "Created", "Resolved", "Assignee"), *rows]))
    assert isinstance(made, Tickets) and len(made) == 40
