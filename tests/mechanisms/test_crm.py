"""Messages and coupons to known customers, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.mechanisms.crm import WEEKLY, Crm, from_coupon, moved, readers, taken_anyway
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
