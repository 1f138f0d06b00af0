"""Hiring without a season: the chance that enough stay, the cheapest mix, the frontier, the need of a period."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.planning.heads import busy_day, heads
from sim.planning.hiring.leaving import chance_enough, to_hire
from sim.planning.hiring.mix import ALMOST, GAP, Option, cheapest, frontier, prices, surely
from sim.planning.hiring.need import curve
from sim.planning.patience import ExponentialPatience
from sim.planning.promises import Answered, Line

CHEAP, FAR = np.ones((1, 1)), np.full((1, 1), 1e6)


def way(kind="temps", gives=1.0, cost=10.0, most=50, **more) -> Option:
    return Option(kind, kind, np.atleast_2d(np.asarray(gives, float)), cost, most, **more)


def units(mix) -> dict[int, float]:
    return {i: n for i, n in enumerate(mix.units.tolist()) if n}


# ---- leaving


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.floats(0, 1), st.sampled_from([0.0, 0.5, 1.0])), max_size=3),
    st.floats(-1, 6),
)
def test_the_chance_that_enough_stay_is_that_of_all_ways_to_stay(people, wanted):
    each = [(stays, worth) for count, stays, worth in people for _ in range(count)]
    total = 0.0
    for here in itertools.product((0, 1), repeat=len(each)):
        chance = math.prod(stays if one else 1 - stays for one, (stays, _) in zip(here, each, strict=True))
        value = sum(one * worth for one, (_, worth) in zip(here, each, strict=True))
        total += chance * (value >= wanted - 1e-6)
    assert chance_enough(people, wanted) == pytest.approx(total, abs=1e-9)


def test_six_are_hired_to_have_five():
    """0.95⁶ + 6 · 0.95⁵ · 0.05 = 0.967; five alone all stay with 0.774."""
    assert to_hire(5, 0.95, 0.9) == 6 and to_hire(5, 0.95, 0.75) == 5 and to_hire(5, 1.0, 0.999) == 5
    with pytest.raises(ValueError):
        to_hire(1, 0.0, 0.9, most=10)


# ---- the mix


@given(st.floats(0.1, 40), st.sampled_from([0.5, 0.9]))
@settings(max_examples=30, deadline=None)
def test_who_neither_leaves_nor_learns_is_hired_as_often_as_somebody_is_missing(missing, sure):
    made = surely([way("hire", stays=np.ones(1))], np.full((1, 1), missing), sure, CHEAP)
    assert made.units[0] == math.ceil(missing - ALMOST) and made.chance == 1 and not made.short.any()


def test_with_a_chance_to_leave_more_are_hired_until_enough_stay_surely():
    hire = way("hire", 0.95, stays=np.array([0.95]))
    made = surely([hire], np.full((1, 1), 5.0), 0.9, CHEAP)
    assert made.units[0] == to_hire(5, 0.95, 0.9)
    assert made.chance == pytest.approx(chance_enough([(6, 0.95, 1.0)], 5.0))


@pytest.mark.parametrize("fractile", [0.6, 0.8, 0.95])
def test_one_group_and_one_week_is_the_newsvendor(fractile):
    """A person costs 1, one short costs 1 ÷ (1 − fractile): hiring for the days below that chance costs least."""
    cv, mean, short = 0.4, 20.0, 1 / (1 - fractile)
    need = mean * busy_day(fractile, cv)
    made = surely([way("hire", stays=np.ones(1), cost=1.0)], np.full((1, 1), need), 0.5, CHEAP)
    from scipy.stats import gamma

    demand = gamma.ppf((np.arange(20_000) + 0.5) / 20_000, 1 / cv**2, scale=mean * cv**2)
    cost = [n + short * np.maximum(demand - n, 0).mean() for n in range(60)]
    assert made.units[0] == int(np.argmin(cost)) or cost[int(made.units[0])] == pytest.approx(min(cost), rel=2e-3)


def test_who_comes_too_late_is_not_hired():
    """Two periods, the advert of a hire is through in the second: the first is temps' alone."""
    hire = way("hire", [[0.0, 1.0]], 1.0, stays=np.array([0.0, 1.0]))
    temps = way("temps", [[1.0, 0.0]], 30.0)
    made = surely([hire, temps], np.array([[3.0, 0.0]]), 0.9, np.ones((1, 2)))
    assert units(made) == {1: 3.0}


def test_the_cheapest_mix_is_that_of_all_mixes():
    ways = [way("hire", [[1.0, 0.8]], 7.0, 4, stays=np.ones(2)), way("temps", [[0.6, 0.0]], 3.0, 4),
            way("overtime", [[0.3, 0.3]], 2.5, 3)]  # fmt: skip
    missing = np.array([[2.5, 1.2]])
    made = cheapest(ways, missing, np.full((1, 2), 1e4))
    best = min(
        sum(n * one.cost for n, one in zip(mix, ways, strict=True))
        for mix in itertools.product(range(5), range(5), range(4))
        if (sum(n * one.gives for n, one in zip(mix, ways, strict=True)) >= missing - ALMOST).all()
    )
    assert made.cost == pytest.approx(best, rel=GAP) and not made.short.any()


def test_what_cannot_be_met_is_bought_as_far_as_it_pays():
    few = way("temps", cost=10.0, most=3)
    missing = np.full((1, 1), 5.0)
    assert units(surely([few], missing, 0.5, np.full((1, 1), 9.0))) == {}
    paid = surely([few], missing, 0.5, np.full((1, 1), 11.0))
    assert units(paid) == {0: 3.0} and paid.short[0, 0] == pytest.approx(2.0)


def test_people_in_a_course_are_missed_where_nobody_is_to_spare():
    course = way("cross", [[-1.0, 2.0]], 1.0, 5)
    temps = way("temps", [[1.0, 1.0]], 100.0, 9)
    price = np.full((1, 2), 1e5)
    assert units(cheapest([course, temps], np.array([[-3.0, 4.0]]), price)) == {0: 2.0}
    # the second course would take a second temp, who is enough without it
    assert units(cheapest([course, temps], np.array([[0.0, 4.0]]), price)) == {0: 1.0, 1: 2.0}


def test_steps_that_are_no_people_end_on_a_whole_one_and_suffice():
    part = way("robot", 0.07, 3.0, 100, whole=False)
    made = cheapest([part], np.full((1, 1), 1.0), FAR)
    assert made.units[0] == math.ceil(1 / 0.07) and not made.short.any()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0, 30), min_size=3, max_size=3), st.floats(0.3, 1.0))
def test_a_higher_promise_never_costs_less(steps, gives):
    ways = [way("hire", gives, 12.0, 900, stays=np.array([0.9])), way("temps", 0.6, 5.0, 8)]
    levels = dict(zip((0.7, 0.8, 0.9), np.cumsum(steps).tolist(), strict=True))
    points = frontier(ways, {level: np.full((1, 1), need) for level, need in levels.items()}, 0.8, CHEAP)
    cost = [one.mix.cost for one in points]
    assert [one.promise for one in points] == [0.7, 0.8, 0.9]
    assert all(b >= a * (1 - 2 * GAP) - 12.0 for a, b in itertools.pairwise(cost))  # a person of the search's gap
    assert not any(one.mix.short.any() for one in points)


def test_where_each_promise_takes_more_than_the_one_before_the_frontier_bends_upwards():
    ways = [way("temps", 1.0, 5.0, 10), way("hire", 1.0, 12.0, 500, stays=np.ones(1))]
    needs = {0.7: 5.0, 0.8: 10.0, 0.9: 20.0, 0.99: 60.0}
    points = frontier(ways, {level: np.full((1, 1), need) for level, need in needs.items()}, 0.8, CHEAP)
    cost, share = [one.mix.cost for one in points], [one.promise for one in points]
    slopes = np.diff(cost) / np.diff(share)
    assert (np.diff(slopes) > 0).all() and cost == [25.0, 50.0, 170.0, 650.0]


def test_a_price_lies_beyond_every_way_only_where_the_ways_are_enough():
    ways = [way("temps", 0.5, 40.0, 4)]
    found = prices(ways, np.array([[2.0]]), np.ones((1, 1))), prices(ways, np.array([[2.1]]), np.ones((1, 1)))
    assert found[0][0, 0] > 40.0 / 0.5 and found[1][0, 0] == 1.0


# ---- the need of a period


def line(rate: float, slots: int = 6) -> Line:
    return Line(np.full(slots, rate), 3600.0, 240.0, ExponentialPatience(180.0), (Answered(0.8, 20.0),))


@pytest.mark.parametrize("rate", [30.0, 150.0, 600.0])
def test_a_level_day_needs_what_an_interval_needs(rate):
    """With the same people in every slot the whole is each of its slots."""
    found = curve(line(rate), np.ones(6)).need(0.8)
    assert abs(math.ceil(found) - int(heads(line(rate))[0])) <= 1


@settings(max_examples=20, deadline=None)
@given(st.floats(5, 400), st.floats(0.5, 0.98), st.floats(1.0, 2.0))
def test_a_higher_promise_and_more_customers_take_more_people(rate, promise, load):
    profile = np.array([1.0, 1.0, 0.5, 1.5, 1.0, 1.0])
    usual, busy = curve(line(rate), profile), curve(line(rate), profile, load)
    assert usual.need(promise) <= usual.need(min(promise + 0.01, 0.99)) + 1e-9
    assert busy.need(promise) >= usual.need(promise) * (1 - 1e-6)
    assert (np.diff(usual.kept) >= 0).all() and usual.reach > 0.9


def test_nobody_keeps_a_promise_to_those_who_come_when_nobody_is_there():
    profile = np.array([1.0, 1.0, 1.0, 1.0, 0.0, 0.0])
    found = curve(line(60.0), profile)
    assert found.reach == pytest.approx(4 / 6, abs=1e-3)
    assert found.need(0.9) == found.need(0.99) < found.people[-1]  # the same: as much as can be


def test_without_customers_nobody_is_needed():
    assert curve(line(0.0), np.ones(6)).need(0.9) == 0.0
