"""Columns of moments, durations and numbers: known answers, and the order of day and month decided on the column."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.exports.moments import DAY_FIRST, MONTH_FIRST, moments
from sim.exports.numbers import numbers
from sim.exports.spans import spans, unit_of
from tests.exports.made import DATES


def shown(cells: list[str], **more: str) -> list[str | None]:
    seconds = moments(cells, **more).seconds
    return [None if math.isnan(s) else str(np.datetime64(int(s), "s")).replace("T", " ") for s in seconds]


@pytest.mark.parametrize(
    "cell, read",
    [
        ("2026-11-11 00:05:09", "2026-11-11 00:05:09"),
        ("2026-11-11T00:05:09.000Z", "2026-11-11 00:05:09"),
        ("2026-11-11 00:05:09 UTC", "2026-11-11 00:05:09"),
        ("2026-11-11 00:05:09 +0800", "2026-11-11 00:05:09"),
        ("2026/11/11 0:05", "2026-11-11 00:05:00"),
        ("2026/11/11 下午8:05", "2026-11-11 20:05:00"),
        ("2026年11月11日 0:05", "2026-11-11 00:05:00"),
        ("2026年11月11日 20时5分", "2026-11-11 20:05:00"),
        ("Nov 2, 2026, 2:01:03 AM", "2026-11-02 02:01:03"),
        ("Nov 2, 2026, 12:01:03 PM", "2026-11-02 12:01:03"),
        ("2-Nov-26 12:01 AM", "2026-11-02 00:01:00"),
        ("11/22/2026 21:13", "2026-11-22 21:13:00"),
        ("22.11.2026 21:13", "2026-11-22 21:13:00"),
        ("20261111000509", "2026-11-11 00:05:09"),
        ("46337.0035", "2026-11-11 00:05:02"),
        ("1794358800", "2026-11-11 01:00:00"),
        ("1794358800123", "2026-11-11 01:00:00"),
        ("2026-11-11 24:00", "2026-11-12 00:00:00"),
        ("-", None),
    ],
)
def test_a_moment_in_every_form(cell, read):
    found = moments([cell])
    assert shown([cell]) == [read] and found.unread == 0


@pytest.mark.parametrize("cell", ["hello", "2026-11-31 10:00", "2026-11-11 25:00", "2026-11-11 10:61", "1 2 3", "12"])
def test_what_is_no_moment_is_counted_with_its_place(cell):
    found = moments(["2026-11-11 10:00", "", cell])
    assert (found.unread, found.first_unread, found.empty) == (1, 2, 1)


def test_an_impossible_offset_is_no_moment():
    assert moments(["2026-11-11 08:05+99:00"]).unread == 1


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2029, 1, 1)), min_size=1, max_size=12),
    st.sampled_from(sorted(DATES)),
)
def test_whatever_is_written_is_read(written, form):
    """To the second where the form has seconds, else to the minute."""
    coarse = form in ("excel", "chinese", "month_first", "day_first")
    whole = [moment.replace(microsecond=0, **({"second": 0} if coarse else {})) for moment in written]
    order = {"month_first": MONTH_FIRST, "day_first": DAY_FIRST}.get(form)
    assert shown([DATES[form](moment) for moment in whole], order=order) == [str(moment) for moment in whole]


def test_one_number_above_twelve_decides_for_the_column():
    assert moments(["11/2/2026 8:00", "11/13/2026 8:00"]).order == MONTH_FIRST
    assert moments(["02-10-2017 11:07", "24-07-2018 20:41"]).order == DAY_FIRST
    assert not moments(["02-10-2017 11:07", "24-07-2018 20:41"]).ambiguous


def test_without_such_a_number_the_column_is_open_and_says_so():
    found = moments([f"11/{day}/2026 8:00" for day in range(1, 13)])
    assert found.ambiguous and found.order == MONTH_FIRST  # twelve days in a row, not a day in each month


def test_dates_that_contradict_each_other_are_said():
    assert moments(["11/13/2026 8:00", "13/11/2026 8:00"]).mixed


def test_cells_with_an_offset_are_turned_to_the_zone_and_those_without_are_not_trusted():
    found = moments(["2026-11-11T00:05:09Z", "2026-11-11 08:05:09"], "Asia/Shanghai")
    assert found.zone_known and found.unzoned == found.unread == 1
    assert shown(["2026-11-11T00:05:09Z"], zone="Asia/Shanghai") == ["2026-11-11 08:05:09"]


def test_a_clock_that_somebody_names_is_turned_to_the_zone():
    assert shown(["2026-11-10 16:05:00"], zone="Asia/Shanghai", clock="UTC") == ["2026-11-11 00:05:00"]
    summer, winter = "2026-07-01 12:00:00", "2026-12-01 12:00:00"
    assert shown([summer, winter], zone="Europe/Berlin", clock="UTC") == ["2026-07-01 14:00:00", "2026-12-01 13:00:00"]


def test_the_hour_that_comes_twice_in_autumn_is_one_hour_on_the_wall():
    cells = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]
    assert shown(cells, zone="Europe/Berlin") == ["2026-10-25 02:30:00"] * 2


def test_dates_alone_are_told_apart():
    assert moments(["2026-11-11", "2026-11-12"]).date_only
    assert moments(["46337", "46338"]).date_only
    assert not moments(["2026-11-11", "2026-11-12 10:00"]).date_only


@pytest.mark.parametrize(
    "cell, heading, seconds",
    [
        ("264", "", 264.0),
        ("264,5", "", 264.5),
        ("0:02:14", "", 134.0),
        (":38", "", 38.0),
        ("2:58", "", 178.0),
        ("4分37秒", "", 277.0),
        ("3 minutes 20 seconds", "", 200.0),
        ("10 hours 38 minutes", "", 38280.0),
        ("1 day, 2:00:00", "", 93600.0),
        ("1小时2分", "", 3720.0),
        ("115651", "Avg Talk (ms)", 115.651),
        ("1.5", "First reply time in minutes", 90.0),
        ("2", "平均响应时间(分钟)", 120.0),
        ("2", "等待时长（秒）", 2.0),
    ],
)
def test_a_duration_in_every_form(cell, heading, seconds):
    assert spans([cell], heading).seconds[0] == pytest.approx(seconds)


@pytest.mark.parametrize("cell", ["abc", "-5", "3 apples", "1:75", "minutes"])
def test_what_is_no_duration_is_counted(cell):
    found = spans(["10", cell, ""])
    assert (found.unread, found.first_unread) == (1, 1)


def test_a_heading_without_a_unit_names_none():
    assert unit_of("AvgTalkDuration") is None and not spans(["3"], "Wait").told


def test_numbers_with_either_mark():
    assert numbers(["1,040", "2.50", "¥59", "59元", ""]).tolist()[:4] == [1040.0, 2.5, 59.0, 59.0]
    assert numbers(["1.040,50", "3,20"]).tolist() == [1040.5, 3.2]
    assert numbers(["45.000", "12.500"]).tolist() == [45000.0, 12500.0]  # a whole column with three digits
    assert numbers(["45.000", "12.5"]).tolist() == [45.0, 12.5]
