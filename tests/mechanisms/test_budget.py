"""Advertising, prices and reviews against their closed forms, and on a season's books."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.mechanisms import budget
from sim.mechanisms.budget import (
    MONTHLY,
    Budget,
    best_price,
    best_review_weeks,
    demand,
    on_target,
    paid,
    revealed,
    working,
)
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

NUMBERS: Budget = bind(Budget, "budget", parameters())


@given(elasticity=st.floats(0.05, 0.8), contribution=st.floats(5.0, 200.0), orders=st.floats(10.0, 10_000.0))
def test_who_spends_what_pays_best_spends_the_elasticity_of_what_orders_contribute(elasticity, contribution, orders):
    """Dorfman & Steiner: the most profitable amount is `elasticity` × contribution of the orders that it brings."""

    def loss(log_level: float) -> float:
        spending = elasticity * orders * contribution * math.exp(log_level)
        return spending - orders * demand(elasticity, log_level, 0.0, 1.0) * contribution

    best = minimize_scalar(loss, bounds=(-4, 4), method="bounded", options={"xatol": 1e-9})
    assert best.x == pytest.approx(0.0, abs=1e-4)


@given(cost=st.floats(1.0, 500.0), elasticity=st.floats(1.2, 6.0))
def test_the_best_price_is_cost_times_e_over_e_less_1(cost, elasticity):
    price = best_price(cost, elasticity)
    earned = [(p - cost) * demand(0.0, 0.0, elasticity, p) for p in (0.98 * price, price, 1.02 * price)]
    assert earned[1] > max(earned[0], earned[2])


@given(stray=st.floats(0.002, 0.1), relearn=st.floats(0.002, 0.1))
def test_looking_too_often_loses_as_much_as_looking_too_rarely(stray, relearn):
    numbers = replace(NUMBERS, stray=stray, relearn=relearn)
    best = best_review_weeks(numbers)
    assert on_target(numbers, best) == pytest.approx(math.exp(-math.sqrt(2 * stray * relearn)))
    assert on_target(numbers, best / 3) == pytest.approx(on_target(numbers, best * 3))
    assert on_target(numbers, best) > on_target(numbers, best * 1.5)


def test_todays_plan_is_1_and_own_name_is_paid_for_nothing():
    assert working(NUMBERS, 1.0, 1.0, MONTHLY) == paid(NUMBERS, 1.0, 1.0) == 1.0
    nothing = replace(NUMBERS, own_works=0.0)
    assert working(nothing, 1.0, 0.0, MONTHLY) == 1.0
    assert paid(nothing, 1.0, 0.0) == pytest.approx(1 - NUMBERS.own_name)


def season(numbers: dict[str, float], seed: int = 3, **levers: float):
    values = parameters().holding({"luck.season": 0.0, "luck.campaign": 0.0} | numbers)
    setup = Setup(small_shop(**{"demand.dispersion_cv": 0.0, "money.ad_share": 0.15} | levers), values)
    result = run_season(setup, seed)
    assert not result.laws
    return setup, result


def test_advertising_and_prices_are_booked_as_decided():
    _, before = season({})
    setup, after = season({"budget.reveals": 0.0, "budget.price": 0.0},
                          **{"budget.advertising": 1.5, "budget.price": 1.2})  # fmt: skip
    assert after.ledger["advertising"] == pytest.approx(1.5 * before.ledger["advertising"])
    assert after.days["orders"] == pytest.approx(before.days["orders"])  # nobody answers to either
    raised = -after.ledger["discounts"] + before.ledger["discounts"]
    assert -raised == pytest.approx(0.2 * after.days["orders"] * setup.scenario.money.order_value)


def test_half_of_the_effect_is_remembered_and_what_is_left_is_told():
    setup, result = season({"budget.at_once": 0.5, "budget.half_life_days": 7.0}, **{"budget.advertising": 2.0})
    remembered = result.state.memory["budget"].remembered
    weeks = setup.scenario.calendar.weeks
    assert remembered == pytest.approx(math.log(2.0) * (1 - 0.5**weeks))
    left = budget.still_to_come(setup.scenario, bind(Budget, "budget", setup.parameters), remembered)
    days = 1 / (1 - 0.5 ** (1 / 7))
    usual = setup.scenario.demand.orders_day * setup.scenario.contribution
    assert left == pytest.approx(0.5 * revealed(setup.scenario) * remembered * days * usual)
    assert left > 0
