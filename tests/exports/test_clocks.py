"""Nights in which the clocks are changed: what lies between two moments is what passed, not what the clock shows."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.exports.clocks import elapsed
from sim.exports.reading import Answers, read_file
from sim.exports.sources import from_bytes

BERLIN = "Europe/Berlin"
NIGHTS = (dt.datetime(2026, 3, 29), dt.datetime(2026, 10, 25), dt.datetime(2026, 7, 1))


def wall(utc: dt.datetime) -> float:
    """Seconds since 1970 as a clock in Berlin shows a moment in UTC."""
    shown = utc.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(BERLIN)).replace(tzinfo=None)
    return (shown - dt.datetime(1970, 1, 1)).total_seconds()


@given(night=st.sampled_from(NIGHTS), start=st.integers(0, 4 * 3600), length=st.integers(0, 1800))
def test_half_an_hour_is_half_an_hour_in_every_night(night, start, length):
    begin = night - dt.timedelta(hours=2) + dt.timedelta(seconds=start)
    shown = [np.array([wall(begin + dt.timedelta(seconds=s))]) for s in (0, length)]
    # within the hour that comes twice a clock cannot say which of the two a begin is in; the shorter time is taken
    assert elapsed(*shown, BERLIN)[0] == pytest.approx(length)


def test_without_a_zone_the_clock_is_taken_at_its_word():
    assert elapsed(np.array([7200.0]), np.array([3600.0]), None)[0] == -3600.0


def test_a_call_that_is_answered_after_the_clock_was_put_back_waited_for_minutes():
    clocks = [f"{8 + i // 4:02d}:{10 + 10 * (i % 4)}" for i in range(40)]
    rows = "".join(f"c{i},2026-10-24 {at}:00,2026-10-24 {at}:30,A,90\n" for i, at in enumerate(clocks))
    text = f"Call Id,Call Start,Time Answered,Agent,Talk Time\n{rows}c99,2026-10-25 02:58:00,2026-10-25 02:03:00,A,90\n"
    (reading,) = read_file(from_bytes("calls.csv", text.encode()), Answers(BERLIN))
    assert len(reading.read.contacts) == 41
    assert reading.read.contacts.wait[-1] == 300.0
