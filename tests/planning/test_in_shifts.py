"""More people in today's shifts: what that takes against people who come when customers do, and who is reached."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.planning.heads import heads
from sim.planning.hiring.in_shifts import in_shifts, unattended
from sim.planning.patience import ExponentialPatience
from sim.planning.promises import Answered, Line

DAY = 48


def line(arrivals) -> Line:
    return Line(np.asarray(arrivals, float), 1800.0, 240.0, ExponentialPatience(120.0), (Answered(0.8, 60.0),))


def test_where_customers_come_evenly_both_ways_are_nearly_the_same():
    """Nothing to be gained by other shifts: the only difference is that heads are whole people."""
    even = line(np.full(DAY, 100.0))
    found = in_shifts(even, np.full(DAY, 7.0), 0.8)
    assert found.alone == 0.0 and found.hours == pytest.approx(heads(even).sum() / 2, abs=DAY / 2)


def test_people_who_come_at_other_times_than_customers_take_many_more_hours():
    """Ten times as many customers by day, the same people day and night."""
    by_day = line(np.where(np.arange(DAY) // 24 == 1, 200.0, 20.0))
    found = in_shifts(by_day, np.full(DAY, 7.0), 0.8)
    assert found.hours is not None and found.hours > 1.3 * heads(by_day).sum() / 2


def test_no_number_of_people_answers_those_who_come_when_nobody_is_there():
    cover = np.where(np.arange(DAY) < 24, 0.0, 5.0)
    half = line(np.full(DAY, 100.0))
    assert in_shifts(half, cover, 0.8).hours is None and in_shifts(half, cover, 0.8).alone == pytest.approx(0.5)
    assert in_shifts(half, cover, 0.4).hours is not None
    assert in_shifts(half, np.zeros(DAY), 0.1).hours is None


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(10, 60), min_size=DAY, max_size=DAY), st.floats(1.0, 1.5))
def test_a_busier_season_never_takes_fewer_hours(arrivals, load):
    usual, busy = (in_shifts(line(arrivals), np.full(DAY, 3.0), 0.8, one).hours for one in (1.0, load))
    assert usual is not None and busy is not None and busy >= usual - 1e-6


def test_nobody_comes_nobody_is_left_alone():
    assert unattended(np.zeros(4), np.zeros(4)) == 0.0
