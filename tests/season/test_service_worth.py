"""What bad service, late parcels and wrong answers cost: each price known beforehand, each neutral at its switch."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contract.flows import Lot
from sim.evidence import Parameters, parameters
from sim.experiment import replication_seed
from sim.mechanisms import base, luck, redress, sale, score
from sim.mechanisms.base import Base
from sim.mechanisms.fulfilment import Warehouse
from sim.mechanisms.luck import Luck
from sim.mechanisms.redress import Redress
from sim.mechanisms.score import Score
from sim.season import kpi
from sim.season.clock import SeasonResult, run_season
from sim.season.setup import Setup
from sim.shop.facts import Fulfilment
from tests.season.shop import small_shop

PRICES = (
    "conversion.slow_loss", "redress.misfit", "redress.goodwill", "redress.claim", "fulfilment.cancelled",
    "base.late", "base.failed", "score.demand", "luck.season", "luck.campaign",
)  # fmt: skip
FREE = {**dict.fromkeys(PRICES, 0.0), "conversion.answered_lift": 1.0, "contentment.delay_loss": 0.0}


def with_numbers(**changed: float) -> Parameters:
    return Parameters({**parameters(), **changed})


def season(numbers: dict[str, float], seed: int = 3, **levers) -> tuple[Setup, SeasonResult]:
    world = Setup(small_shop(**levers), with_numbers(**numbers))
    return world, run_season(world, seed)


def total(result: SeasonResult, account: str) -> float:
    return float(result.ledger[account].sum())


def counted(result: SeasonResult, count: str) -> float:
    return float(result.days[count].sum())


# ---- events at once


def test_without_prices_failures_cost_nothing_and_everything_else_is_as_it_was():
    """Orders are the would-be ones, and the books hold no line of a failure but the shop's own late fee."""
    _, result = season(FREE, **{"money.late_compensation": 0.0, "people.stock.count": 1})
    assert result.laws == ()
    assert counted(result, "misled") > 0 and counted(result, "late") > 0
    for account in ("goodwill", "late_compensation", "claims"):
        assert total(result, account) == 0
    assert counted(result, "misfits") == counted(result, "lost_slow") == counted(result, "lost_unanswered") == 0
    assert counted(result, "customers_hurt") == 0 == counted(result, "lost_score")


@pytest.mark.parametrize(
    ("numbers", "account", "each"),
    [
        ({"redress.goodwill": 1.0, "redress.goodwill_share": 0.1}, "goodwill", lambda shop: 0.1 * 150.0),
        ({}, "late_compensation", lambda shop: shop.late_fee),
        ({"redress.claim": 0.5}, "claims", lambda shop: 0.5 * 150.0 * 0.9),
    ],
)
def test_an_event_changes_the_ledger_by_its_price(numbers, account, each):
    levers = {"money.late_share": 0.05, "money.platform_fee": 0.1, "people.stock.count": 1}
    world, result = season({**FREE, **numbers}, **levers)
    counts = {"goodwill": ("wrong_after",), "late_compensation": ("late",), "claims": ("lost_after", "late_after")}
    events = sum(counted(result, count) for count in counts[account])
    assert events > 0
    assert total(result, account) == pytest.approx(-events * each(world.scenario))


def test_the_late_fee_has_a_least_and_a_most():
    def fee(share: float, least: float, most: float | None = None) -> float:
        money = {"money.late_share": share, "money.late_compensation": least, "money.late_most": most}
        return small_shop(**money).late_fee

    assert fee(0.05, 1.0) == pytest.approx(7.5)
    assert fee(0.05, 20.0) == 20.0
    assert fee(0.5, 1.0, 30.0) == 30.0


def test_wrong_advice_comes_back_and_takes_exactly_its_loss():
    """Each order after wrong advice comes back for certain: refunds, goods, handling and nothing else."""
    shop = {"fulfilment.return_share": 0.0, "fulfilment.return_after_days": 1}
    world, with_it = season({**FREE, "redress.misfit": 1.0}, **shop)
    _, without = season(FREE, **shop)
    back = counted(with_it, "misfits")
    assert back > 0 and counted(without, "misfits") == 0
    first = back_by_refund(with_it)
    assert first == pytest.approx(back)
    money = world.scenario.money
    change = sum(total(with_it, a) - total(without, a) for a in ("refunds", "goods", "goods_back", "return_handling"))
    orders = counted(with_it, "orders") - counted(without, "orders")  # returns make contacts, these orders
    goods = money.order_value * (1 - money.gross_margin)
    assert change == pytest.approx(-back * world.scenario.return_loss - orders * goods)


def back_by_refund(result: SeasonResult) -> float:
    return -total(result, "refunds") / 150.0


@given(st.integers(0, 500), st.floats(0, 1), st.floats(0, 0.999))
def test_cancelled_orders_leave_the_warehouse_with_their_price(orders, share, chance):
    warehouse = Warehouse(Fulfilment(ship_within_days=2))
    warehouse.take_orders(0, orders, 0.8)
    warehouse.take_orders(1, 50)
    assert warehouse.cancel(2, share, chance) == Lot()
    gone = warehouse.cancel(3, share, chance)
    assert abs(gone.parcels - share * orders) < 1 and gone.parcels <= orders
    assert gone.worth == pytest.approx(0.8 * gone.parcels)
    assert warehouse.backlog() == orders + 50 - gone.parcels


def test_a_cancelled_order_costs_what_it_brought_and_is_never_shipped():
    levers = {"people.stock.count": 1, "money.platform_fee": 0.1}
    _, result = season({**FREE, "fulfilment.cancelled": 1.0}, **levers)
    late = counted(result, "late")
    assert late > 0
    assert total(result, "cancelled") == pytest.approx(-late * 150.0 * (0.4 - 0.1))
    waiting = result.state.memory["fulfilment"].warehouse.backlog()
    assert counted(result, "orders") == counted(result, "shipped") + late + waiting


# ---- score

SCORE = Score(demand=0.1, window_days=100.0, bad=0.1, bad_late=0.6, bad_failed=0.35)


@pytest.mark.parametrize(("late", "failed"), [(0.0, 0.0), (0.2, 0.0), (0.0, 0.4), (1.0, 1.0)])
def test_the_score_goes_to_the_mean_of_its_reviews_as_fast_as_the_window_says(late, failed):
    usual = 50.0
    mean = 5 - 4 * min(1, 0.1 + 0.5 * late + 0.25 * failed)
    stars = 4.8
    for day in range(1, 301):
        stars = score.reviewed(SCORE, stars, usual, usual, late * usual, failed * usual)
        assert stars - mean == pytest.approx((4.8 - mean) * (1 - 1 / 100) ** day)


@given(st.floats(1, 5), st.floats(0, 1e4), st.floats(0, 1), st.floats(0, 3))
def test_the_score_stays_between_one_and_five_stars(stars, parcels, late, failed):
    assert 1 <= score.reviewed(SCORE, stars, 100.0, parcels, late * parcels, failed * parcels) <= 5


def test_a_star_moves_new_customers_by_its_factor():
    assert score.demand_factor(SCORE, 4.0, 5.0) == pytest.approx(math.exp(-0.1))
    assert score.demand_factor(SCORE, 4.5, 4.5) == 1.0


def test_the_year_after_washes_the_gap_out():
    """Against the sum over days of an exponential with the window's time constant."""
    days = np.arange(365) + 0.5
    expected = (math.exp(-0.1 * 0.3) - 1) * np.exp(-days / 100).sum()
    assert score.year_after(SCORE, 4.2, 4.5) == pytest.approx(expected, rel=1e-4)


def test_a_score_that_nobody_reads_changes_nothing():
    free, full = ({**FREE, "score.demand": value} for value in (0.0, 0.5))
    _, deaf = season(free)
    _, read = season({**free, "score.bad_late": 0.3})
    assert np.array_equal(deaf.days["orders"], read.days["orders"])
    _, moved = season(full)
    assert not np.array_equal(deaf.days["orders"], moved.days["orders"])


# ---- base

BASE = Base(years=1.0, late=0.04, failed=0.05)


@given(st.floats(0.3, 3), st.floats(0, 0.9), st.integers(1, 400))
def test_without_failures_usual_buyers_keep_the_base_where_it_is(years, returning, days):
    shop = small_shop(**{"customers.returning_share": returning})
    numbers = Base(years, 0.0, 0.0)
    known = start = base.at_start(numbers, shop)
    for _ in range(days):
        known = base.evening(numbers, known, shop.demand.orders_day * (1 - returning), 3.0, 5.0).known
    assert known == pytest.approx(start)
    assert base.traffic(returning, 1.0, 1.0) == pytest.approx(1.0)


def test_one_customer_lost_takes_exactly_its_years_margin():
    numbers = Base(1.0, 0.0, 1.0)
    whole, hurt = (base.evening(numbers, 1000.0, 10.0, 0.0, failed).known for failed in (0.0, 1.0))
    assert whole - hurt == 1
    assert base.orders_a_year(numbers, 0.4) == pytest.approx(0.4 / 0.6 * (1 - math.exp(-1)))


@given(st.floats(0, 1e4), st.floats(0, 1e3), st.floats(0, 1e6), st.floats(0, 1e6))
def test_nobody_is_lost_twice(known, buyers, late, failed):
    after = base.evening(BASE, known, buyers, late, failed)
    assert after.known >= 0
    assert after.known == pytest.approx(known + after.joined - after.left - after.hurt, abs=1e-6)


def test_orders_and_customers_add_up_on_every_day():
    """The laws would say it; here they are asked directly, and a broken count is found."""
    world, result = season({})
    assert result.laws == ()
    law = next(one for one in world.mechanisms if one.name == "customers").law
    assert law is not None
    assert law(result.days) == []
    assert law({**result.days, "orders_slow": result.days["orders_slow"] + 1})
    kept = next(one for one in world.mechanisms if one.name == "base").law
    assert kept is not None
    assert kept(result.days) == []
    assert kept({**result.days, "customers_hurt": result.days["customers_hurt"] + 1})


def test_would_be_orders_split_into_what_came_and_what_was_kept_away():
    """By day: the usual demand less what the score, lost customers and late parcels took is what was wanted."""
    _world, result = season({**FREE, "score.demand": 0.2, "base.late": 0.05, "contentment.delay_loss": 0.015})
    _free_world, free = season(FREE)
    away = sum(result.days[name] for name in ("lost_score", "lost_known", "lost_delay"))
    assert np.abs(away).sum() > 1
    # orders are Poisson at a quantile, so they follow the mean of what was wanted within its rounding
    gap = free.days["orders"] - result.days["orders"] - away + free.days["lost_known"]
    assert abs(gap.mean()) < 3 * np.abs(gap).std() / math.sqrt(len(gap)) + 1


# ---- the price of a sale


def test_a_discount_takes_its_share_off_orders_of_the_sale_alone():
    world, result = season(FREE, **{"calendar.campaigns.0.discount": 0.2, "fulfilment.return_share": 0.0})
    on = np.array([sale.price(world.scenario, day) < 1 for day in world.facts.days])
    assert 0 < on.sum() < len(on)
    assert np.allclose(result.ledger["discounts"][on], -0.2 * result.ledger["revenue"][on])
    assert not result.ledger["discounts"][~on].any()


def test_returned_orders_of_a_sale_give_back_what_was_paid():
    """Everything comes back: what was paid in the season's first weeks leaves the till again."""
    levers = {"calendar.campaigns.0.discount": 0.5, "fulfilment.return_share": 1.0, "fulfilment.return_after_days": 1}
    _world, result = season({**FREE}, **levers)
    paid = -total(result, "refunds") / 150.0
    memory = result.state.memory["fulfilment"].warehouse
    worth = sum(lot.worth for day, lot in memory.shipped.items() if 0 <= day + 1 < result.last)
    assert paid == pytest.approx(worth)
    assert worth < sum(lot.parcels for day, lot in memory.shipped.items() if 0 <= day + 1 < result.last)


@pytest.mark.parametrize(("follows", "share"), [(0.0, None), (1.0, 0.1)])
def test_advertising_follows_the_lift_by_its_power(follows, share):
    """With power 1 it keeps its share of planned sales, with 0 it is the same every day."""
    levers = {"calendar.campaigns.0.ad_follows": follows, "money.ad_spend_day": 0.0, "money.ad_share": 0.1}
    world, result = season(FREE, **levers)
    shop = world.scenario
    spent = -result.ledger["advertising"]
    usual = 0.1 * shop.demand.orders_day * shop.money.order_value
    if share is None:
        assert np.allclose(spent, usual)
    else:
        event = shop.calendar.campaigns[0]
        big = (event.day - shop.calendar.start).days
        assert spent[big] == pytest.approx(usual * event.lift)


def test_more_people_ask_before_a_sale_and_no_order_is_made_of_it():
    """Twice the questions on the big day, about the same orders where all are answered at once."""
    asked = {"calendar.campaigns.0.ask_more": 2.0}
    (_, usual), (_, more) = season(FREE), season(FREE, **asked)
    assert counted(more, "contacts") > counted(usual, "contacts")
    assert counted(more, "orders") == pytest.approx(counted(usual, "orders"), rel=0.03)


def test_robot_and_outsourced_desk_take_their_share_of_the_contacts():
    base_line = season(FREE)[1]
    _world, helped = season(
        FREE, **{"work.ask.robot": 0.5, "work.call.outsourced": 0.5, "money.outsourced_contact": 2.0}
    )
    assert counted(helped, "contacts") < 0.8 * counted(base_line, "contacts")
    calls = -total(helped, "outsourced") / 2.0
    assert calls > 0
    assert counted(helped, "orders") == pytest.approx(counted(base_line, "orders"), rel=0.03)


def test_who_asks_first_is_a_fact_of_the_shop():
    shop = small_shop(**{"customers.ask_first": 0.3, "customers.asked_buy": 0.5})
    assert Setup(shop, parameters()).facts.asks == pytest.approx(0.6)


# ---- luck that lasts


def test_season_orders_vary_as_the_three_sources_say():
    """Var = of the season's level, of the campaign's and of the days': the analytic sum, by the planned orders."""
    numbers = {**FREE, "luck.season": 0.2, "luck.campaign": 0.5}
    shop = small_shop(**{"demand.dispersion_cv": 0.1})
    world = Setup(shop, with_numbers(**numbers))
    seeds = [replication_seed(1, r) for r in range(150)]
    seen = np.array([run_season(world, seed).days["orders"].sum() for seed in seeds])
    plain = np.array([demand_of(world, day, 0.0) for day in range(world.days)])
    full = np.array([demand_of(world, day, 1.0) for day in range(world.days)])
    mean, extra = full.sum(), (full - plain).sum()
    s2, l2 = math.expm1(0.2**2), math.expm1(0.5**2)
    variance = s2 * mean**2 + (1 + s2) * l2 * extra**2 + 0.1**2 * (1 + s2) * (full**2).sum() + mean
    assert seen.mean() == pytest.approx(mean, rel=4 * math.sqrt(variance) / mean / math.sqrt(150) + 0.02)
    assert seen.std() == pytest.approx(math.sqrt(variance), rel=0.25)


def demand_of(world: Setup, day: int, lift: float) -> float:
    from sim.mechanisms.demand import expected_orders

    usual = world.scenario.with_levers({"demand.dispersion_cv": 0.0})
    key = usual.calendar.campaigns[0].day.isoformat()
    ready = lift * readiness(world)
    return expected_orders(usual, world.facts.days[day], None, 0, 1.0, {key: ready}).total


def readiness(world: Setup) -> float:
    memory = run_season(world, 1).state.memory["preparation"]
    return next(iter(memory.realised.values()))


@given(st.floats(0, 0.5), st.integers(0, 10_000))
def test_no_spread_is_no_luck_and_luck_is_the_seeds(spread, seed):
    numbers = Luck(spread, spread)
    assert luck.season_level(numbers, seed) == luck.season_level(numbers, seed)
    if spread == 0:
        assert luck.season_level(numbers, seed) == 1.0 == luck.campaign_level(numbers, seed, 16)


def test_luck_has_mean_one():
    levels = np.array([luck.season_level(Luck(0.3, 0.0), seed) for seed in range(4000)])
    assert levels.mean() == pytest.approx(1, abs=4 * levels.std() / 4000**0.5)
    assert np.log(levels).std() == pytest.approx(0.3, rel=0.05)


# ---- redress, pure


@given(st.integers(0, 1000), st.floats(0.1, 1), st.floats(0, 1), st.floats(0, 1))
def test_nothing_comes_back_twice(misled, price, misfit, usual):
    lot = redress.misfits(Redress(misfit, 0.0, 0.0, 0.0), misled, price, usual)
    assert lot.parcels + usual * misled <= misled + 1e-9
    assert lot.worth == pytest.approx(lot.parcels * price)


def test_the_end_state_counts_customers_and_score():
    world, result = season({})
    left = kpi.end_state(world, result).by_kind
    known = result.days["customers_known"][-1] - base.at_start(world.numbers["base"], world.scenario)
    year = base.orders_a_year(world.numbers["base"], world.scenario.customers.returning_share)
    assert left["customers"] == pytest.approx(known * year * world.scenario.contribution)
    assert math.copysign(1, left["score"]) == math.copysign(1, result.days["score"][-1] - 4.6)
