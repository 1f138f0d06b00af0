"""Back-orders: known answers, who waits is never lost sight of, and a shop that offers nothing is as it was."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.evidence import parameters
from sim.mechanisms.back_orders import Numbers, cancelled, later_loss, longest_wait, offered, spread, won
from sim.mechanisms.supply import best_stock, unfilled, unit_loss
from sim.season.clock import SeasonResult, run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

NUMBERS = parameters().bind(Numbers, "back_orders")


def season(within_days: int, numbers: dict[str, float] | None = None, **levers) -> SeasonResult:
    shop = small_shop(**{"back_orders.within_days": within_days} | levers)
    found = run_season(Setup(shop, parameters().holding(numbers or {})), 5)
    assert not found.laws
    return found


def total(found: SeasonResult, count: str) -> float:
    return float(found.days[count].sum())


@pytest.mark.parametrize(("lead", "safety"), [(1, 0.3), (2, 0.5), (4, 0.0)])
def test_weeks_of_a_base_stock_leave_the_backorders_of_the_formula(lead, safety):
    """Week by week, goods ordered as they are sold and on the shelf `lead` weeks later: E[backorders] = σ_L · L(z)."""
    sales = 1 + 0.2 * np.random.default_rng(3).standard_normal(200_000)
    position = lead * 1.0 + safety  # on the shelf and on the way
    in_lead_time = np.convolve(sales, np.ones(lead), "valid")
    waiting = np.maximum(in_lead_time - position, 0).mean()
    sigma = 0.2 * math.sqrt(lead)
    assert waiting == pytest.approx(sigma * unit_loss(safety / sigma), rel=0.03)
    assert unfilled(0.2, lead, safety) == pytest.approx(sigma * unit_loss(safety / sigma))


def test_the_newsvendor_buys_as_before():
    """With equal costs of a piece missing and one left over, the median of demand."""
    assert best_stock(0.3, 2.0, 2.0) == pytest.approx(math.exp(-(0.3**2) / 2))


def test_the_best_longest_wait_is_where_as_many_cancel_as_would_have_been_lost():
    """c(w) = lost at w = −ln(1 − lost) ÷ rate."""
    turn = -math.log1p(-0.45) / NUMBERS.cancel
    assert won(NUMBERS, 0.45, turn) == pytest.approx(0, abs=1e-12)
    assert won(NUMBERS, 0.45, turn - 1) > 0 > won(NUMBERS, 0.45, turn + 1)


@given(days=st.floats(0, 200), more=st.floats(0, 50))
def test_longer_waits_cancel_and_cost_more(days, more):
    assert 0 <= cancelled(NUMBERS, days) <= cancelled(NUMBERS, days + more) < 1
    assert later_loss(NUMBERS, days) <= later_loss(NUMBERS, days + more)


def test_a_year_after_more_than_ten_days_loses_what_was_published():
    assert (later_loss(NUMBERS, 10), later_loss(NUMBERS, 11)) == (0.021, 0.061)


@given(orders=st.integers(0, 500), most=st.integers(1, 60), luck=st.floats(0, 1, exclude_max=True))
def test_spread_loses_nobody(orders, most, luck):
    found = spread(orders, most, luck)
    assert sum(found) == orders and len(found) == most
    assert max(found) - min(found) <= 1


@given(within=st.integers(0, 120), lead=st.floats(0.01, 52))
def test_the_offer_is_a_share(within, lead):
    longest = longest_wait(NUMBERS, lead)
    assert longest >= 1 and 0 <= offered(within, longest) <= 1
    assert offered(within, longest) <= offered(within + 1, longest)


def test_no_offer_is_the_season_as_it_was_to_the_bit():
    """Nothing offered, and offered with nobody who takes it."""
    none, nobody = season(0), season(10, {"back_orders.takes": 0.0})
    for name, values in none.days.items():
        assert (values == nobody.days[name]).all(), name
    for name, values in none.ledger.items():
        assert (values == nobody.ledger[name]).all(), name


@settings(max_examples=4, deadline=None)
@given(within=st.integers(1, 40), takes=st.floats(0.1, 1), lead=st.floats(0.2, 4))
def test_who_orders_is_sent_the_goods_cancels_or_waits(within, takes, lead):
    found = season(within, {"back_orders.takes": takes}, **{"goods.lead_weeks": lead})
    waits = found.days["back_orders_waiting"]
    ended = total(found, "back_orders_came") + total(found, "back_orders_cancelled")
    assert total(found, "back_orders") == ended + waits[-1]
    assert (waits >= 0).all()


def test_nobody_cancels_where_nobody_is_impatient_and_all_come_within_the_days():
    found = season(3, {"back_orders.cancel": 0.0, "back_orders.takes": 1.0})
    taken, came = (found.days[name].cumsum() for name in ("back_orders", "back_orders_came"))
    assert total(found, "back_orders") > 0 and total(found, "back_orders_cancelled") == 0
    assert (came <= np.concatenate([[0.0], taken[:-1]])).all() and (came[3:] >= taken[:-3]).all()


def test_each_of_them_takes_its_share_of_a_customer_away():
    """Nobody else is hurt: customers hurt = 2.1 % of those whose wait is over, none waits for more than ten days."""
    free = {"base.late": 0.0, "base.failed": 0.0, "back_orders.takes": 1.0}
    found = season(8, free)
    ended = found.days["back_orders_came"] + found.days["back_orders_cancelled"]
    assert ended.sum() > 0
    assert found.days["customers_hurt"] == pytest.approx(0.021 * ended)


def test_beyond_ten_days_each_takes_more_away():
    """Waits of 1 to 24 days: what each takes away lies between the two numbers, by how many waited longer. The season
    is long enough for most of those who wait to be sent their goods within it."""
    free = {"base.late": 0.0, "base.failed": 0.0, "back_orders.takes": 1.0, "back_orders.longest": 3.0}
    found = season(24, free, **{"goods.lead_weeks": 8 / 7, "calendar.weeks": 10})
    ended = total(found, "back_orders_came") + total(found, "back_orders_cancelled")
    each = total(found, "customers_hurt") / ended
    assert 0.021 < each < 0.061
    assert each == pytest.approx(0.021 + 0.04 * 14 / 24, abs=0.008)  # 14 of 24 days are beyond the tenth


def test_who_waits_asks_where_the_parcel_is():
    quiet, loud = (season(30, {"back_orders.takes": 1.0, "back_orders.asks": asks}) for asks in (0.0, 3.0))
    assert total(loud, "contacts") > total(quiet, "contacts")


def test_where_nobody_would_have_been_lost_an_offer_only_makes_people_wait():
    """Each order that waits is one that something else would have had: cancelled, it is an order fewer."""
    kind = {"supply.lost": 0.0, "back_orders.takes": 1.0, "back_orders.cancel": 0.2}
    assert total(season(30, kind), "orders") < total(season(0, kind), "orders")


def test_where_all_would_have_been_lost_it_only_wins():
    hard = {"supply.lost": 1.0, "back_orders.takes": 1.0}
    assert total(season(5, hard), "orders") > total(season(0, hard), "orders")
