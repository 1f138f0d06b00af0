"""Types of work that come at other hours and on other weekdays than the orders."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.evidence import parameters
from sim.mechanisms import demand
from sim.mechanisms.customers import on_weekday
from sim.scenario import Scenario
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.shop.calendar import floor_days
from tests.season.shop import small_shop

NIGHT = (1.0,) * 6 + (0.0,) * 18
HOUR_S, USUAL_DAYS = 3600.0, 14


def season(shop: Scenario, each=None):
    return run_season(Setup(shop, parameters()), 5, each_floor=each)


def came(shop: Scenario, work: str) -> np.ndarray:
    """(days, 24) first contacts of a type on each day before the campaign, by hour."""
    k = [one.id for one in shop.work].index(work)
    found = np.zeros((USUAL_DAYS, 24))

    def each(day, tape, crew, log):
        if day < USUAL_DAYS:
            rows = (tape.kind == k) & (tape.cause == 0) & ~tape.queued
            np.add.at(found[day], (tape.enter[rows] // HOUR_S).astype(int) % 24, 1.0)

    season(shop, each)
    return found


@pytest.mark.parametrize("hours", [(1.0,) * 8 + (4.0,) * 16, tuple(np.repeat((1.0,) * 8 + (4.0,) * 16, 2))])
def test_hours_that_are_those_of_the_orders_change_nothing(hours):
    plain, same = small_shop(), small_shop(**{"work.ask.hourly": hours, "work.call.hourly": hours})
    assert small_shop(**{"work.ask.hourly": (), "work.call.weekday": ()}).key == plain.key != same.key
    after = season(same).days
    for name, column in season(plain).days.items():
        assert np.asarray(after[name], float) == pytest.approx(np.asarray(column, float), rel=1e-9, nan_ok=True), name


@pytest.mark.parametrize("work", ["ask", "call"])
def test_a_type_comes_in_its_own_hours_and_as_often(work):
    plain, moved = came(small_shop(), work), came(small_shop(**{f"work.{work}.hourly": NIGHT}), work)
    assert moved[:, 6:].sum() == 0 and plain[:, 6:].sum() > 0
    assert moved.sum() == pytest.approx(plain.sum(), abs=4 * np.sqrt(2 * plain.sum()))


def test_half_hours_are_told_apart():
    shop = small_shop()
    day = floor_days(shop.calendar.start, 1, shop.timezone)[0]
    halves = demand.usual_day(shop, day, (0.0, 3.0) + (1.0,) * 46)
    np.testing.assert_allclose(halves.means[:6] * 49, [0, 0, 1.5, 1.5, 0.5, 0.5])


def test_a_campaigns_big_day_keeps_its_curve():
    shop = small_shop()
    days = floor_days(shop.calendar.start, shop.calendar.days, shop.timezone)
    sale = next(day for day in days if day.date == shop.calendar.campaigns[0].day)
    orders = demand.expected_orders(shop, sale, None, 1, 1.0, {})
    alone, own = (demand.questions(shop, sale, orders, None, hours) for hours in ((), NIGHT))
    assert np.array_equal(alone.means, own.means) and np.array_equal(alone.edges, own.edges)


def test_parcels_ask_on_their_weekdays():
    """Nothing on six of seven days, and seven times as much on the other."""
    plain = came(small_shop(), "call").sum(axis=1)
    monday = came(small_shop(**{"work.call.weekday": (1.0,) + (0.0,) * 6}), "call").sum(axis=1)
    assert monday[1:7].sum() == 0
    many = monday[7]
    assert many == pytest.approx(7 * plain.mean(), abs=4 * np.sqrt(many + 49 * plain.mean() / USUAL_DAYS) + 20)


@given(
    weights=st.lists(st.lists(st.floats(0, 10), min_size=7, max_size=7).filter(sum), min_size=2, max_size=2),
    weekday=st.integers(0, 6),
)
def test_before_the_sale_weekdays_shift_what_is_asked_and_not_how_much(weights, weekday):
    shop = small_shop()
    ask = shop.work[0]
    two = shop.model_copy(update={"work": tuple(ask.model_copy(update={"weekday": tuple(one)}) for one in weights)})
    reach = np.array([0.4, 0.2])
    made = on_weekday(two, np.arange(2), reach, weekday)
    assert made.sum() == pytest.approx(0.6) and (made >= 0).all()
    first, second = (work.on_weekday(weekday) for work in two.work)
    if first > 1e-9 and second > 1e-9:
        assert made[0] / made[1] == pytest.approx(2 * first / second)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ask.hourly", (1.0,) * 23), ("ask.hourly", (0.0,) * 24), ("ask.weekday", (1.0,) * 6),
        ("ask.weekday", (0.0,) * 7), ("ask.hourly", (-1.0,) * 24), ("pack.hourly", (1.0,) * 24),
    ],
)  # fmt: skip
def test_times_that_cannot_be_are_refused(field, value):
    with pytest.raises(ValueError):
        small_shop(**{f"work.{field}": value})
