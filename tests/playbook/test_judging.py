"""How a challenge is judged: on paired differences, with the margin in standard errors."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook.lab.judging import MOST, judge, reached
from playbook.lab.seasons import Seasons
from playbook.practices import Bound

figures = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=2, max_size=12)


def seasons(**totals: list[float]) -> Seasons:
    return Seasons({kpi: np.array(values, float) for kpi, values in totals.items()})


def test_goal_and_budget_must_both_hold() -> None:
    """Service rises by 0.3 and 0.2 is asked for; cost is 11 % up and 10 % is allowed."""
    start = seasons(service=[0.4, 0.5, 0.6], cost=[100, 100, 100])
    mine = seasons(service=[0.7, 0.8, 0.9], cost=[110, 111, 112])
    bounds = Bound(kpi="service", at_least=0.2, of="change"), Bound(kpi="cost", at_most=1.1, of="start")
    verdict = judge(bounds, mine, start)
    assert [line.holds for line in verdict.lines] == [True, False] and not verdict.passed
    assert [line.value for line in verdict.lines] == pytest.approx([0.3, 1.11])
    # one over the limit on average, with a standard deviation of one in three seasons
    assert verdict.margin == pytest.approx(-1 / (1 / math.sqrt(3)))
    assert not verdict.sure


@pytest.mark.parametrize(
    ("bound", "value", "holds"),
    [
        (Bound(kpi="quits", at_most=2), 4.0, False),
        (Bound(kpi="quits", at_most=0.5, of="start"), 0.4, True),
        (Bound(kpi="quits", at_least=-7, of="change"), -6.0, True),
        (Bound(kpi="quits", at_least=4), 4.0, True),
        (Bound(kpi="quits", at_most=3.9), 4.0, False),
    ],
)
def test_bounds_count_from_zero_from_the_start_or_as_a_multiple(bound: Bound, value: float, holds: bool) -> None:
    """Four left where ten had: the three ways to say how much is asked for; what is just reached is reached."""
    (line,) = judge([bound], seasons(quits=[4, 4]), seasons(quits=[10, 10])).lines
    assert (line.value, line.holds) == (pytest.approx(value), holds)


def test_luck_that_both_share_drops_out() -> None:
    """Totals scatter by hundreds, the difference is ten in every season: nothing is surer."""
    start, mine = seasons(profit=[100, 500, 900]), seasons(profit=[110, 510, 910])
    assert judge([Bound(kpi="profit", at_least=9, of="change")], mine, start).margin == MOST
    assert judge([Bound(kpi="profit", at_least=11, of="change")], mine, start).margin == -MOST
    alone = judge([Bound(kpi="profit", at_least=480)], mine, start)
    assert alone.passed and alone.margin < 1


def test_only_seasons_that_both_have_are_compared() -> None:
    """The start has a fourth season, in which all was different."""
    start, mine = seasons(profit=[1, 2, 3, 1000]), seasons(profit=[2, 3, 4])
    assert reached(Bound(kpi="profit", at_least=0, of="change"), mine, start) == pytest.approx(1)


def test_a_few_bad_seasons_count() -> None:
    """The middle season gains, the average loses: the average is what a shop lives on."""
    start, mine = seasons(profit=[0, 0, 0, 0, 0]), seasons(profit=[1, 1, 1, 1, -9])
    assert not judge([Bound(kpi="profit", at_least=0, of="change")], mine, start).passed


@given(figures)
def test_doing_nothing_reaches_no_goal_above_the_start(values: list[float]) -> None:
    """Any change asked for above nought is lost by the start itself, as surely as can be."""
    start = seasons(x=values)
    verdict = judge([Bound(kpi="x", at_least=0.5, of="change")], start, start)
    assert not verdict.passed and verdict.margin == -MOST


@given(figures, st.floats(-100, 100))
def test_at_least_and_at_most_are_each_others_opposite(values: list[float], number: float) -> None:
    """Where the one has room the other lacks as much."""
    start, mine = seasons(x=[0.0] * len(values)), seasons(x=values)
    up, down = (judge([Bound(kpi="x", **{side: number})], mine, start).margin for side in ("at_least", "at_most"))
    assert up == pytest.approx(-down)
