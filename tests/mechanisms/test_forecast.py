"""A forecast of campaigns: Kalman's gain, and what a plan that follows it is worth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.evidence import parameters
from sim.mechanisms.forecast import Forecast, error, gain, noise
from sim.mechanisms.supply import unit_loss
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

SD = st.floats(0.02, 1.0)


@given(luck=SD, heard=SD, away=st.floats(0.01, 0.5))
def test_kalmans_gain_errs_least(luck, heard, away):
    best = gain(luck, heard)
    assert error(luck, heard, best) == pytest.approx(luck * heard / math.hypot(luck, heard))
    for other in (best - away, best + away):
        assert error(luck, heard, other) > error(luck, heard, best)


@given(luck=SD, heard=SD)
def test_deaf_errs_by_the_luck_and_believing_everything_by_the_noise(luck, heard):
    assert error(luck, heard, 0.0) == luck
    assert error(luck, heard, 1.0) == heard


def test_hours_halve_the_noise_and_the_cost_of_stock_falls_with_it():
    """The newsvendor's cost is linear in the error of the forecast."""
    forecast = Forecast(unaided=0.3, half_hours=12.0)
    assert noise(forecast, 12.0) == pytest.approx(0.15)
    cost = [noise(forecast, hours) * (unit_loss(0.0) * 2) for hours in (0.0, 12.0, 24.0)]
    assert cost[0] - cost[1] == pytest.approx(2 * (cost[1] - cost[2]))


def planned(seed: int, **levers: float) -> tuple[float, float]:
    """Log of the temps that came over those planned, and of the campaign's luck."""
    setup = Setup(small_shop(**{"peak.temps": 100} | levers), parameters())
    season = run_season(setup, seed)
    luck = season.state.memory["luck"]
    (lift,) = luck.lifts.values()
    return math.log(int(season.state.people.temp.sum()) / 100), math.log(luck.level * lift)


def test_temps_follow_what_is_foreseen():
    seen = np.array([planned(seed, **{"forecast.follow": 1.0, "forecast.hours_week": 80.0}) for seed in range(6)])
    assert seen[:, 0] == pytest.approx(seen[:, 1], abs=0.02)  # whole people
    deaf = np.array([planned(seed) for seed in range(3)])
    assert not deaf[:, 0].any()


def test_hours_on_figures_that_nobody_follows_only_cost():
    """The pay of eight hours a week, and nothing else of the season moves."""
    shop = small_shop(**{"forecast.hours_week": 8.0})
    setup = Setup(shop, parameters())
    usual, paid = (run_season(one, 4) for one in (Setup(small_shop(), parameters()), setup))
    assert not paid.laws
    assert paid.ledger["analysis"] == pytest.approx(-8.0 / 7 * setup.facts.pay_hour.max())
    for name in usual.ledger:
        assert name == "analysis" or np.array_equal(usual.ledger[name], paid.ledger[name]), name
    for name in usual.days:
        assert name == "cash" or np.array_equal(usual.days[name], paid.days[name]), name
