"""Messages and coupons to known customers, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.mechanisms.crm import WEEKLY, Crm, from_coupon, list_days, moved, readers, taken_anyway
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

NUMBERS: Crm = bind(Crm, "crm", parameters())


def test_where_nobody_leaves_the_best_number_is_the_one_that_wears():
    best = moved(NUMBERS, NUMBERS.worn)
    assert best > max(moved(NUMBERS, NUMBERS.worn * 0.95), moved(NUMBERS, NUMBERS.worn * 1.05))
    assert readers(replace(NUMBERS, leaving=0.0), 1.0, 9.0) == 1.0


def test_one_to_five_messages_a_week_share_the_effect_as_one_retailer_saw():
    """Of what five bring: 49, 83, 93, 98 and 100 per cent (CRM-02)."""
    shares = [moved(NUMBERS, week) / moved(NUMBERS, 5.0) for week in (1.0, 2.0, 3.0, 4.0, 5.0)]
    assert shares == pytest.approx([0.49, 0.83, 0.93, 0.98, 1.0], abs=0.04)


@given(messages=st.floats(0.2, 10.0))
def test_the_list_comes_to_rest_at_one_over_the_messages(messages):
    share = 1.0
    for _ in range(40_000):
        share = readers(NUMBERS, share, messages)
    assert share == pytest.approx(WEEKLY / messages, rel=1e-3)


def test_the_list_is_worth_what_comes_until_it_is_back():
    """By hand, day by day, for a list that a season wore down."""
    share, missed = 0.85, 0.0
    for _ in range(20_000):
        missed += (share - 1) * moved(NUMBERS, WEEKLY) / (1 + moved(NUMBERS, WEEKLY))
        share = readers(NUMBERS, share, WEEKLY)
    assert list_days(NUMBERS, 0.85) == pytest.approx(missed, rel=1e-6)
    assert list_days(NUMBERS, 1.0) == 0.0 == list_days(replace(NUMBERS, leaving=0.0), 0.85)


@pytest.mark.parametrize("leaving", [0.005, 0.015, 0.03])  # the range of the register
@pytest.mark.parametrize("messages", [2.0, 3.0])
def test_more_messages_lose_more_the_year_after_than_they_bring(messages, leaving):
    crm, share, brought = replace(NUMBERS, leaving=leaving), 1.0, 0.0
    for _ in range(84):
        brought += (1 + share * moved(crm, messages)) / (1 + moved(crm, WEEKLY)) - 1
        share = readers(crm, share, messages)
    assert brought > 0
    assert -list_days(crm, share) > 1.5 * brought


@given(share=st.floats(0, 1), choosing=st.floats(0, 1), coupon=st.floats(0, 0.5))
def test_choosing_well_moves_more_and_gives_less_away(share, choosing, coupon):
    assert from_coupon(NUMBERS, coupon, share, choosing) >= from_coupon(NUMBERS, coupon, share, 0.0) - 1e-12
    assert taken_anyway(NUMBERS, share, choosing) <= share
    assert taken_anyway(NUMBERS, 1.0, choosing) == 1.0  # a coupon for all is taken by all


def test_a_coupon_that_moves_nobody_costs_its_price_on_every_order_of_a_known_customer():
    levers = {"crm.coupon": 0.1, "crm.coupon_share": 1.0}
    shop = small_shop(**levers)
    season = run_season(Setup(shop, parameters().holding({"crm.coupon": 0.0})), 4)
    before = run_season(Setup(small_shop(), parameters()), 4)
    assert season.days["orders"] == pytest.approx(before.days["orders"])
    known = season.days["orders"] * shop.customers.returning_share
    assert season.ledger["customer_coupons"] == pytest.approx(-known * 0.1 * shop.money.order_value)
