"""Files that went through several hands: joined, half opened in Excel, with hidden sheets, with its own clock."""

from __future__ import annotations

import datetime as dt
import io
import random
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import xlsxwriter

from sim.exports.clock_names import zone_in
from sim.exports.moments import moments
from sim.exports.orders import Orders
from sim.exports.reading import Answers, read_file
from sim.exports.separators import unwrapped
from sim.exports.sources import from_bytes
from tests.exports.test_other_words import CALLS, calls, same_calls
from tests.exports.test_plausible_files import HEADING, MOMENTS, ORDERS, SUM, csv_of, keys, read, readings, same_orders


def serial(at: dt.datetime) -> str:
    return f"{(at - dt.datetime(1899, 12, 30)).total_seconds() / 86400:.9f}"


@pytest.mark.parametrize("order", [(0, 2, 1, 3), (3, 2, 1, 0), (1, 0, 3, 2)])
def test_a_second_export_with_its_columns_in_another_order(order):
    again = [tuple(row[i] for i in order) for row in (HEADING, *ORDERS[20:30])]
    made = read(csv_of([HEADING, *ORDERS[:20], *again, HEADING, *ORDERS[30:]]))
    assert same_orders(made) and "remark.headings_again" in keys(made)


def test_a_second_export_with_a_column_more():
    below = [("买家会员名", *row) for row in (HEADING, *ORDERS[20:])]
    parts = [one.read for one in readings(csv_of([HEADING, *ORDERS[:20], *below]))]
    assert [len(part) for part in parts] == [20, 20] and sum(int(part.counted.sum()) for part in parts) == 32
    assert sum(np.nansum(part.amount) for part in parts) == SUM


def test_a_row_that_says_the_words_of_headings_stays_a_row():
    """A product may be called as a column is."""
    rows = [(*row, "订单状态" if i == 7 else "杯") for i, row in enumerate(ORDERS)]
    assert same_orders(read(csv_of([(*HEADING, "商品"), *rows])))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_excel_days_among_dates(share):
    drawn = random.Random(3)
    cells = [serial(at) if drawn.random() < share else f"{at}" for at in MOMENTS]
    rows = [(row[0], at, *row[2:]) for row, at in zip(ORDERS, cells, strict=True)]
    assert same_orders(read(csv_of([HEADING, *rows])))


def test_excel_days_among_dates_that_it_could_not_read():
    """Up to the 12th the day was taken for the month: who knows which day it was."""
    days = [at + dt.timedelta(days=i % 21) for i, at in enumerate(MOMENTS)]
    cells = [serial(at.replace(day=at.month, month=at.day)) if at.day <= 12 else f"{at:%d/%m/%Y %H:%M}" for at in days]
    assert moments(cells).mixed
    assert not moments(["2026-10-05 09:00", *[f"{day}" for day in (12, 7, 99999)]]).mixed


def test_numbers_that_are_no_days_stay_unread():
    found = moments(["2026-10-05 09:00", "2026-10-06 09:00", "2026-10-07 09:00", "12", "99999", "46300.5"])
    assert np.isnan(found.seconds).tolist() == [False, False, False, True, True, False] and found.unread == 2


def test_sheets_that_somebody_hid_are_not_read():
    def book(hidden: bool) -> bytes:
        out = io.BytesIO()
        with xlsxwriter.Workbook(out) as made:
            for name in ("数据", "旧数据"):
                sheet = made.add_worksheet(name)
                for y, row in enumerate([HEADING, *ORDERS]):
                    sheet.write_row(y, 0, row)
            if hidden:
                sheet.hide()
        return out.getvalue()

    assert same_orders(read(book(True)))
    assert [len(one.read) for one in readings(book(False))] == [40, 40]


@pytest.mark.parametrize(
    ("heading", "hours"),
    [("Created at (UTC)", 0), ("Created at UTC", 0), ("Created at (GMT+0)", 0), ("Created at (GMT-5)", -5),
     ("下单时间（北京时间）", 8), ("下單時間（UTC+08:00）", 8), ("下单时间 GMT+8", 8), ("Created at [UTC +2]", 2)],
)  # fmt: skip
def test_a_heading_that_names_its_clock(heading, hours):
    rows = [(row[0], at + dt.timedelta(hours=hours - 8), *row[2:]) for row, at in zip(ORDERS, MOMENTS, strict=True)]
    (reading,) = read_file(
        from_bytes("a", csv_of([("订单编号", heading, *HEADING[2:]), *rows])), Answers("Asia/Shanghai")
    )
    assert same_orders(reading.read) and {"remark.clock_named"} == keys(reading.read) & {
        "remark.clock_named", "remark.clock",
    }  # fmt: skip
    assert reading.answers.clock is None  # nobody has said it, the file has


def test_what_is_no_name_of_a_clock():
    for heading in (
        "Created at",
        "Outcome",
        "Nutcutter",
        "UTC+05:30",
        "UTC+15",
        "GMT-13",
        "utcoffset",
        "local (UTC+5:30)",
    ):
        assert zone_in(heading) is None, heading
    assert zone_in("Start GMT+8") == ("Etc/GMT-8", "GMT+8")
    assert ZoneInfo("Etc/GMT-8").utcoffset(MOMENTS[0]) == dt.timedelta(hours=8)


def test_a_clock_that_somebody_said_comes_first():
    (reading,) = read_file(
        from_bytes("a", csv_of([("订单编号", "Created at (UTC)", *HEADING[2:]), *ORDERS])),
        Answers("Asia/Shanghai", "Asia/Shanghai"),
    )
    assert same_orders(reading.read)


def test_local_time_beside_utc_is_the_shops():
    rows = [(a, b, f"{at - dt.timedelta(hours=8)}", c, d) for (a, b, c, d), at in zip(ORDERS, MOMENTS, strict=True)]
    heading = ("订单编号", "Created at (local time)", "Created at (UTC)", *HEADING[2:])
    assert same_orders(read(csv_of([heading, *rows])))


def test_calls_with_a_clock_in_their_heading():
    heading = ("Start time (UTC)", "Waiting time (s)", "Talk time (s)", "Agent", "Status")
    eight = dt.timedelta(hours=8)
    made = calls(heading, lambda at, wait, talk, who: (at - eight, wait, talk or "", who if talk else "",
                                                       "Answered" if talk else "Abandoned"))  # fmt: skip
    made = read(made)
    assert same_calls(made) and len(CALLS) == len(made.contacts) and "doubts.clock" not in keys(made)


def test_a_named_column_that_cannot_be_read_is_named():
    """It is not said that there is none."""
    rows = [(row[0], row[2], row[1], row[3]) if i >= 20 else row for i, row in enumerate(ORDERS)]
    (reading,) = readings(csv_of([HEADING, *rows]))
    assert not isinstance(reading.read, Orders)
    assert '"订单创建时间" holds 20 cells' in reading.problem.text("en") and "row 22" in reading.problem.text("en")


@pytest.mark.parametrize("sign", ",;\t")
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_that_are_one_cell_each(sign, end):
    """A text that was pasted into the first column and saved."""
    rows = [(*row, f'"杯{sign}蓝"' if i % 3 else "碟") for i, row in enumerate((HEADING, *ORDERS))]
    lines = csv_of(rows, sign).decode().split("\n")
    wrapped = end.join('"' + line.replace('"', '""') + '"' for line in lines) + end
    assert same_orders(read(wrapped.encode()))


def test_one_column_of_quoted_words_stays_one():
    assert unwrapped('"a"\n"b"\n"c"\n') == '"a"\n"b"\n"c"\n'
    assert unwrapped('"a","b"\n"1","2"\n"3","4"\n') == '"a","b"\n"1","2"\n"3","4"\n'
