"""Stock against the newsvendor and base stock, and on a season's books."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.evidence import parameters
from sim.mechanisms.supply import best_stock, bought, unfilled, unit_loss
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

RNG = np.random.default_rng(7)
LUCK = RNG.standard_normal(20_000)


@settings(max_examples=20, deadline=None)
@given(spread=st.floats(0.05, 0.6), short=st.floats(5.0, 50.0), left=st.floats(5.0, 50.0))
def test_the_critical_ratio_is_the_cheapest_stock(spread, short, left):
    """Cost of what is missing and left over, over many sales, is least at the newsvendor's stock."""
    wanted = np.exp(spread * LUCK - spread**2 / 2)

    def cost(stock: float) -> float:
        sales = [bought([float(want)], [stock]) for want in wanted[:4000]]
        return float(np.mean([short * sale.missing + left * sale.left for sale in sales]))

    best = best_stock(spread, short, left)
    assert cost(best) < min(cost(best * math.exp(-0.3 * spread)), cost(best * math.exp(0.3 * spread)))


@given(spread=st.floats(0.05, 0.4))
def test_what_the_best_stock_costs_is_the_newsvendors_formula(spread):
    """(cu + co) σ φ(z), for a normal demand."""
    short, left, z = 3.0, 2.0, 0.2533471  # the normal's 60 % point
    missing, over = spread * unit_loss(z), spread * (unit_loss(z) + z)
    expected = (short + left) * spread * math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    assert short * missing + left * over == pytest.approx(expected, rel=1e-6)


@given(spread=st.floats(0.1, 0.6), lead=st.floats(0.5, 8.0), safety=st.floats(0.0, 2.0))
def test_base_stock_leaves_unfilled_what_simulated_weeks_do(spread, lead, safety):
    deviation = spread * math.sqrt(lead)
    simulated = np.maximum(deviation * LUCK - safety, 0).mean()
    assert unfilled(spread, lead, safety) == pytest.approx(min(1.0, simulated), abs=0.02 * deviation + 1e-3)


@given(
    wanted=st.lists(st.floats(0, 3), min_size=1, max_size=4),
    stock=st.floats(0, 3),
    second=st.floats(0, 2),
    missing=st.floats(0, 1),
)
def test_every_piece_is_somewhere(wanted, stock, second, missing):
    """Sold + left over = bought, missing + sold = wanted; a second supplier never sends what nobody wants."""
    found = bought(wanted, [stock] * len(wanted), second, missing)
    sold = sum(wanted) - found.missing
    assert sold + found.left == pytest.approx(stock * len(wanted) + found.second, abs=1e-9)
    assert 0 <= found.second <= second
    assert found.missing >= 0 and found.left >= 0
    assert found.missing == pytest.approx(0, abs=1e-9) or found.second == pytest.approx(second)


def books(numbers: dict[str, float] | None = None, **levers) -> dict[str, float]:
    setup = Setup(small_shop(**{"money.order_value": 100.0} | levers), parameters().holding(numbers or {}))
    season = run_season(setup, 5)
    assert not season.laws
    return {name: float(values.sum()) for name, values in season.ledger.items()}


def test_todays_way_of_buying_is_the_season_as_it_was():
    before, same = books(), books(**{"supply.safety": 1.0 + 1e-12})
    for account, amount in before.items():
        assert same[account] == pytest.approx(amount, abs=1e-3), account


def test_where_nothing_is_lost_stock_only_costs():
    free = {"supply.lost": 0.0}
    before, more = books(free), books(free, **{"supply.peak_stock": 1.5, "supply.safety": 3.0})
    assert more["revenue"] == pytest.approx(before["revenue"])
    assert more["leftovers"] < 0 and more["shelf"] < 0


def test_leftovers_are_half_of_the_plan_at_cost_less_salvage():
    """Nobody's luck moves, one family, half again as much as the plan: half of the plan is left."""
    still = {"supply.mix": 0.0, "supply.late": 0.0, "luck.season": 0.0, "luck.campaign": 0.0}
    shop = small_shop(**{"goods.families": (1.0,)})
    from sim.mechanisms.supply import extra_orders

    event, money = shop.calendar.campaigns[0], shop.money
    found = books(still, **{"goods.families": (1.0,), "supply.peak_stock": 1.5, "money.order_value": money.order_value})
    pieces = extra_orders(shop, event) / 2
    cost = money.order_value * (1 - money.gross_margin)
    assert found["leftovers"] == pytest.approx(-pieces * cost * (1 - shop.goods.salvage))


def courier(share: float, slower: float = 2.0):
    setup = Setup(small_shop(**{"supply.cheap_courier": share}), parameters().holding({"supply.slower": slower}))
    season = run_season(setup, 5)
    assert not season.laws
    return season


def test_a_cheaper_courier_saves_his_part_of_each_parcel_and_loses_what_the_days_are_worth():
    """Half of the parcels four days slower sell as all of them two days slower, and save half as much a parcel."""
    none, half, all_of_them = courier(0.0), courier(0.5, 4.0), courier(1.0)
    assert (half.days["orders"] == all_of_them.days["orders"]).all()
    saved = small_shop().money.parcel_cost * parameters()["supply.cheaper"]
    assert all_of_them.ledger["courier_saved"] == pytest.approx(saved * all_of_them.days["shipped"])
    assert half.ledger["courier_saved"] == pytest.approx(saved / 2 * half.days["shipped"])
    kept = 1 - 2 * parameters()["supply.day_worth"]
    assert all_of_them.days["orders"].sum() / none.days["orders"].sum() == pytest.approx(kept, abs=0.01)
    assert not none.ledger["courier_saved"].any()
