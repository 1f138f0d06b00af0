"""Demand over the day: published curves come back out of the simulation, questions keep their own hours."""

from __future__ import annotations

import numpy as np
import pytest

from sim.evidence import parameters
from sim.floor import tape
from sim.mechanisms import demand
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.shop.calendar import floor_days
from tests.season.shop import small_shop

CURVE_2019 = {96: 0.037, 3600: 0.313, 5167: 0.450, 51687: 0.745}


def big_day(scenario):
    calendar = scenario.calendar
    days = floor_days(calendar.start, calendar.days, scenario.timezone)
    return next(day for day in days if day.date == calendar.campaigns[0].day)


def test_the_orders_of_a_simulated_11_11_follow_the_published_curve():
    """3.7 % of the day by 96 s, 31 % by 1 h, 45 % by 1:26, 74.5 % by 14:21, within three standard errors."""
    shop = small_shop()
    day = big_day(shop)
    wanted = demand.expected_orders(shop, day, None, 1, 1.0, {})
    times = np.concatenate([demand.order_times(seed, day.index, wanted, 10_000) for seed in range(4)])
    for second, share in CURVE_2019.items():
        error = (share * (1 - share) / len(times)) ** 0.5
        assert np.mean(times <= second) == pytest.approx(share, abs=3 * error), second


def test_the_season_places_its_orders_on_that_curve():
    """The kept big day of a whole season: as many orders as the books have, a third of them in the first hour."""
    world = Setup(small_shop(), parameters())
    result = run_season(world, 3, keep=frozenset({16}))
    placed = result.profiles[16]["orders"]
    assert placed.sum() == result.days["orders"][16]
    share = placed[:4].sum() / placed.sum()
    assert share == pytest.approx(0.313, abs=3 * (0.313 * 0.687 / placed.sum()) ** 0.5)


def test_questions_of_the_big_day_come_earlier_than_its_orders_and_lose_none():
    shop = small_shop()
    days = floor_days(shop.calendar.start, shop.calendar.days, shop.timezone)
    day = big_day(shop)
    eve = days[day.index - 1]
    orders = demand.expected_orders(shop, day, None, 1, 1.0, {})
    usual = demand.expected_orders(shop, eve, None, 1, 1.0, {})
    assert demand.asked_early(shop, eve) and not demand.asked_early(shop, day)
    on_eve = demand.questions(shop, eve, usual, orders)
    on_day = demand.questions(shop, day, orders, None)
    assert on_eve.total + on_day.total == pytest.approx(usual.total + orders.total)
    assert on_eve.total > usual.total
    hour = [np.interp(3600, one.edges, np.concatenate([[0], np.cumsum(one.means)])) for one in (orders, on_day)]
    assert hour[1] < hour[0]


def test_day_levels_are_more_spread_than_poisson_and_keep_their_mean():
    shop = small_shop(**{"demand.dispersion_cv": 0.3})
    levels = np.array([demand.level(shop, seed, 5) for seed in range(4000)])
    assert levels.mean() == pytest.approx(1, abs=3 * 0.3 / 4000**0.5)
    assert levels.std() == pytest.approx(0.3, rel=0.05)
    assert demand.level(small_shop(**{"demand.dispersion_cv": 0.0}), 1, 5) == 1


def test_arrivals_have_the_mean_and_variance_of_poisson():
    means, edges = np.array([3.0, 0.0, 12.0]), np.array([0.0, 100.0, 200.0, 400.0])
    counts = np.array([
        np.histogram(tape.arrivals(seed, 0, "chat", means, edges)[1], edges)[0] for seed in range(3000)
    ])  # fmt: skip
    error = np.sqrt(means / 3000)
    assert (np.abs(counts.mean(axis=0) - means) <= 3.5 * error + 1e-12).all()
    assert counts.var(axis=0)[[0, 2]] == pytest.approx(means[[0, 2]], rel=0.1)


def test_a_file_of_orders_replaces_the_profile():
    shop = small_shop()
    day = big_day(shop)
    counts = {(day.date, hour): (50 if hour == 9 else 0) for hour in range(24)}
    wanted = demand.expected_orders(shop, day, counts, 1, 1.0, {})
    assert wanted.total == 50
    by_nine, by_ten = np.interp([9 * 3600, 10 * 3600], wanted.edges, np.concatenate([[0], np.cumsum(wanted.means)]))
    assert (by_nine, by_ten) == (0, 50)
