"""Sale: what an order of a campaign costs: the price is lower and the advertising dearer.

    price = order value × (1 − discount), on every day that the sale lifts,
    advertising = usual × lift ^ follows.

each times what is decided for all days (`PRICES`, `SPENDING`). `lift` is the planned one, for advertising is bought
beforehand; with `follows` 1 it keeps its share of sales.
"""

from __future__ import annotations

from functools import lru_cache

from sim.contract.channels import ADVERTISING, PRICE, PRICES, SPENDING
from sim.contract.day import Day
from sim.contract.facts import KEPT, Facts
from sim.contract.mechanism import Mechanism, Own
from sim.shop.calendar import FloorDay
from sim.shop.facts import Shop


def price(shop: Shop, day: FloorDay) -> float:
    """Share of its usual value at which an order is sold today, in [0, 1]: of two sales the lower price."""
    lowest = 1.0
    for event in shop.calendar.campaigns:
        if event.discount and event.shape.share_on((day.date - event.day).days) > 0:
            lowest = min(lowest, 1 - event.discount)
    return lowest


def advertising(shop: Shop, day: FloorDay) -> float:
    """Today's advertising over a usual day's, ≥ 1."""
    factor = 1.0
    for event in shop.calendar.campaigns:
        if event.ad_follows:
            share = event.shape.share_on((day.date - event.day).days)
            factor *= (1 + (event.lift - 1) * share) ** event.ad_follows
    return factor


@lru_cache(maxsize=KEPT)  # the same in every season
def planned(facts: Facts) -> tuple[tuple[float, float], ...]:
    """`price` and `advertising` by day."""
    return tuple((price(facts.shop, day), advertising(facts.shop, day)) for day in facts.days)


def _price(day: Day, own: Own[None, None, None]) -> float:
    return planned(day.facts)[day.index][0] * float(day[PRICES])


def _advertising(day: Day, own: Own[None, None, None]) -> float:
    return planned(day.facts)[day.index][1] * float(day[SPENDING])


MECHANISM = Mechanism(
    name="sale",
    what="a campaign's orders are sold cheaper, and advertising follows its lift",
    always=True,
    shares={PRICE: _price, ADVERTISING: _advertising},
)
