"""A coupon after a failure: the best one by hand, what it teaches, and the season's customers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.mechanisms.recovery import Recovery, best_coupon, won_back
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

NUMBERS: Recovery = bind(Recovery, "recovery", parameters())


@given(most=st.floats(0.1, 1.0), enough=st.floats(1.0, 20.0), at_risk=st.floats(1.0, 200.0))
def test_the_best_coupon_earns_most(most, enough, at_risk):
    plain = replace(NUMBERS, theirs=1.0, generous=0.0, most=most, enough=enough)

    def earned(coupon: float) -> float:
        return at_risk * won_back(plain, coupon, 1.0) - coupon

    best = best_coupon(most, enough, at_risk)
    assert earned(best) >= max(earned(best * 0.9), earned(best * 1.1), earned(0.0)) - 1e-9
    if most * at_risk <= enough:
        assert best == 0.0


def test_money_that_wins_nobody_back_is_best_not_given():
    assert best_coupon(0.0, 8.0, 100.0) == 0.0
    assert won_back(replace(NUMBERS, most=0.0), 0.3, 1.0) == 0.0


@given(coupon=st.floats(0, 0.5), authority=st.floats(0, 1), second=st.floats(0, 1))
def test_never_more_than_the_harm_of_those_who_complain(coupon, authority, second):
    found = won_back(NUMBERS, coupon, authority, second)
    assert 0 <= found <= NUMBERS.theirs * NUMBERS.most
    assert found <= won_back(NUMBERS, coupon, authority, 0.0)
    assert found <= won_back(NUMBERS, coupon, 1.0, second) + 1e-12


def test_who_failed_before_is_not_won_back():
    assert won_back(NUMBERS, 0.1, 1.0, second=1.0) == 0.0


def test_a_smaller_coupon_at_once_wins_back_more_than_a_larger_one_later():
    """Also where the first person gives nothing more, and where customers wait more patiently than assumed."""
    for numbers in (NUMBERS, replace(NUMBERS, generous=0.0), replace(NUMBERS, waiting=0.2)):
        assert won_back(numbers, 0.07, 1.0) > won_back(numbers, 0.1, 0.0)


def test_coupons_are_paid_to_those_who_complain_and_to_those_taught():
    shop = small_shop(**{"recovery.coupon": 0.1, "people.early.count": 1, "people.late.count": 1})
    numbers = parameters().holding({"recovery.taught": 0.2})
    season = run_season(Setup(shop, numbers), 2)
    days = season.days
    failures = days["wrong_after"] + days["misled"] + days["lost_after"] + days["late_after"] + days["late"]
    claims = NUMBERS.complain * failures + 0.2 * 0.1 * days["orders"]
    assert season.ledger["coupons"] == pytest.approx(-claims * 0.1 * shop.money.order_value)
    assert days["claims_taught"] == pytest.approx(0.02 * days["orders"])
