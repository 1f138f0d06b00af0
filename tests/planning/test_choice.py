"""The best set of measures within limits: against every set there is."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.planning.choice import best_set, worth

MONEY = st.integers(-50, 50)


@st.composite
def questions(draw):
    n = draw(st.integers(1, 6))
    two = list(combinations(range(n), 2))
    pairs = {pair: draw(MONEY) for pair in two if draw(st.booleans())}
    apart = [pair for pair in two if draw(st.integers(0, 5)) == 0]
    costs = st.lists(st.integers(0, 20), min_size=n, max_size=n)
    limits = [(draw(costs), draw(st.integers(0, 60))) for _ in range(draw(st.integers(0, 2)))]
    return draw(st.lists(MONEY, min_size=n, max_size=n)), pairs, limits, apart


@given(questions())
@settings(max_examples=150, deadline=None)
def test_no_set_that_keeps_to_the_limits_is_worth_more(question):
    values, pairs, limits, apart = question
    every = range(len(values))
    allowed = [
        some
        for some in chain.from_iterable(combinations(every, k) for k in range(len(values) + 1))
        if all(sum(costs[i] for i in some) <= most for costs, most in limits)
        and not any(i in some and j in some for i, j in apart)
    ]
    found = best_set(values, pairs, limits=limits, apart=apart)
    assert found in allowed
    assert worth(found, values, pairs) == max(worth(some, values, pairs) for some in allowed)


def test_a_member_that_is_worth_nothing_alone_comes_in_through_a_pair():
    assert best_set([10.0, -1.0], {(0, 1): 5.0}) == (0, 1)
    assert best_set([10.0, -1.0], {(0, 1): 0.5}) == (0,)


def test_what_adds_nothing_is_left_out():
    assert best_set([3.0, 0.0, -2.0]) == (0,)
    assert best_set([0.0, -1.0]) == () == best_set([])


def test_no_money_leaves_what_costs_nothing():
    assert best_set([5.0, 9.0], limits=[([0.0, 1.0], 0.0)]) == (0,)


def test_a_cost_below_zero_is_refused():
    with pytest.raises(ValueError, match="below 0"):
        best_set([1.0], limits=[([-1.0], 5.0)])
