"""Contacts outside the hours of the shop: left to the opening where a person there would cost more than they bring."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.planning.strays import strays

PAY, WORTH = 40.0, np.array([10.0, 20.0])  # an hour of a person; a customer of each type: 20 for half an hour


def test_three_a_week_at_night_are_left_and_counted():
    came, there = np.zeros((2, 6)), np.array([0.0, 0.0, 0.0, 2.0, 2.0, 0.0])
    came[0, 0], came[1, 1], came[:, 3:5] = 1.5, 0.9, 8.0
    found = strays(came, WORTH, there, PAY, 0.5)
    assert found.left.tolist() == [True, True, True, False, False, True]
    assert found.contacts == pytest.approx(2.4) and found.loss == pytest.approx(1.5 * 10 + 0.9 * 20)
    assert found.hours == 1.0 and found.pay == 40.0  # of the two half hours in which somebody comes


def test_where_more_come_people_come_back_and_where_somebody_is_there_nothing_is_left():
    few, there = np.array([[1.9, 1.9]]), np.array([0.0, 1.0])
    assert strays(few, WORTH[:1], there, PAY, 0.5).left.tolist() == [True, False]
    assert not strays(few * 1.1, WORTH[:1], there, PAY, 0.5).left.any()  # 2.09 at 10 are worth half an hour of 40


@given(st.lists(st.floats(0, 10), min_size=4, max_size=4), st.lists(st.floats(0, 3), min_size=4, max_size=4),
       st.floats(1, 5))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_what_is_lost_is_below_what_a_person_would_cost_and_more_contacts_leave_no_more_half_hours(came, there, times):
    rates, people = np.array([came]), np.array(there)
    found, more = (strays(one, WORTH[:1], people, PAY, 0.5) for one in (rates, rates * times))
    assert found.loss <= found.pay and not (found.left & (people > 0)).any() and (more.left <= found.left).all()


@pytest.fixture(scope="module")
def shop():
    """A few weeks of a small shop, with nobody at night, and its case."""
    *_, week = weeks(team("starter"), "usual", replications=3)
    return week


def case_of(week: Week, cover_at_night: bool = False) -> WeekCase:
    return WeekCase(week, desk_of(week), (Answered(0.8, 60.0),) * len(week.kinds), 0.8)


def with_night(week: Week, count: int) -> Week:
    """`count` of Monday's contacts of each replication come in its first half hour."""
    made = []
    for run in week.runs:
        tape = run[0].tape
        enter = tape.enter.copy()
        mine = np.flatnonzero(np.isin(tape.kind, week.kinds) & (tape.cause == Cause.FRESH) & ~tape.queued)[:count]
        assert len(mine) == count
        enter[mine] = 60.0
        made.append((replace(run[0], tape=replace(tape, enter=np.sort(enter))), *run[1:]))
    return replace(week, runs=tuple(made))
