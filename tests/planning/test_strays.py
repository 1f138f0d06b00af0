"""Contacts outside the hours of the shop: left to the opening where a person there would cost more than they bring."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.planning.strays import strays, worked

PAY, WORTH = 40.0, np.array([10.0, 20.0])  # an hour of a person; a customer of each type: 20 for half an hour


def test_three_a_week_at_night_are_left_and_counted():
    came, there = np.zeros((2, 6)), np.array([0, 0, 0, 1, 1, 0], dtype=bool)
    came[0, 0], came[1, 1], came[:, 3:5] = 1.5, 0.9, 8.0
    found = strays(came, WORTH, there, PAY, 0.5)
    assert found.left.tolist() == [True, True, True, False, False, True]
    assert found.contacts == pytest.approx(2.4) and found.loss == pytest.approx(1.5 * 10 + 0.9 * 20)
    assert found.hours == 1.0 and found.pay == 40.0  # of the two half hours in which somebody comes


def test_where_more_come_people_come_back_and_where_somebody_is_there_nothing_is_left():
    few, there = np.array([[1.9, 1.9]]), np.array([False, True])
    assert strays(few, WORTH[:1], there, PAY, 0.5).left.tolist() == [True, False]
    assert not strays(few * 1.1, WORTH[:1], there, PAY, 0.5).left.any()  # 2.09 at 10 are worth half an hour of 40


@given(st.lists(st.floats(0, 10), min_size=4, max_size=4), st.lists(st.floats(0, 3), min_size=4, max_size=4),
       st.floats(1, 5))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_what_is_lost_is_below_what_a_person_would_cost_and_more_contacts_leave_no_more_half_hours(came, there, times):
    rates, people = np.array([came]), np.array(there) > 1
    found, more = (strays(one, WORTH[:1], people, PAY, 0.5) for one in (rates, rates * times))
    assert found.loss <= found.pay and not (found.left & people).any() and (more.left <= found.left).all()


def test_a_shop_works_through_breaks_and_on_a_night_off_but_not_on_a_closed_day():
    there = np.zeros((3, 12))
    there[0, 2:5] = there[0, 7:9] = there[1, 2:5] = (
        1.0  # a break of two half hours; the second day's late person is off
    )
    found = worked(there.ravel(), 3).reshape(3, 12)
    assert np.flatnonzero(found[0]).tolist() == [2, 3, 4, 5, 6, 7, 8] and (found[1] == found[0]).all()
    assert not found[2].any()
