"""What is estimated before a season to lie above it: not below what happens, and not far above."""

from __future__ import annotations

import datetime as dt

import pytest

from sim.evidence import parameters
from sim.scenario import limits
from sim.scenario.file import team, team_names
from sim.season import kpi
from sim.season.clock import run_season
from sim.season.setup import Setup


def estimated(scenario) -> tuple[float, float]:
    """Orders, and contacts with tasks, of the largest day."""
    orders = limits.usual_orders(scenario)
    largest, usual = max(orders.values()), sum(orders.values()) / len(orders)
    return largest, limits.contacts(scenario, largest, usual)


@pytest.mark.parametrize("name", team_names())
def test_the_largest_day_of_a_season_stays_below_its_estimate_and_in_its_reach(name):
    scenario = team(name)
    days = kpi.by_day(run_season(Setup(scenario, parameters()), 1))
    orders, contacts = estimated(scenario)
    assert orders / 4 < days["orders"].max() < orders
    assert contacts / 20 < days["contacts"].max() < contacts


def test_a_growing_shop_is_measured_at_its_end_and_a_big_day_by_its_lift():
    shop = team("starter").with_levers({"calendar.campaigns": [], "calendar.weeks": 10, "demand.growth_week": 0.0})
    plain, _ = estimated(shop)
    grown, _ = estimated(shop.with_levers({"demand.growth_week": 0.1}))
    assert grown == pytest.approx(plain * 1.1**9)
    day = shop.calendar.start + dt.timedelta(days=30)
    event = {"name": {"en": "x", "zh": "x"}, "day": day, "preset": "618", "lift": 7.0}
    orders = limits.usual_orders(shop.with_levers({"calendar.campaigns": [event]}))
    assert max(orders, key=orders.__getitem__) == day
    assert orders[day] == pytest.approx(7 * limits.usual_orders(shop)[day])


@pytest.mark.parametrize(
    "more",
    [{"floor.max_repeats": 5}, {"fulfilment.opening_backlog": 20_000}, {"demand.dispersion_cv": 0.9},
     {"demand.orders_day": 2_000.0}, {"fulfilment.return_share": 0.9}],
)  # fmt: skip
def test_more_of_what_brings_contacts_is_estimated_as_more(more):
    shop = team("starter")
    assert estimated(shop.with_levers(more))[1] > estimated(shop)[1]
