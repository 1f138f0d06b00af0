"""Base: the customers whom the shop has, and what they will buy.

A stock of known customers: whoever buys for the first time joins, each is lost at a constant rate, and each orders at
a constant rate, so that at usual demand their share of orders stays what it is. With ρ that share and δ the rate of
loss a day,

    known ← known + new buyers − δ · known − hurt,      orders of one in a life = ρ / (1 − ρ).

A failure takes away a share of one customer's orders for good: late parcels cost a retailer's customers 2 to 6 % of
the following year's (Bhan & Anderson 2023), a failed answer something alike. New buyers' orders follow the score
(`sim.mechanisms.score`); together

    traffic = (1 − ρ) · score factor + ρ · known / known at the start.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.contract.channels import (
    AVOIDED,
    BACK_ORDERS,
    DRAWN,
    FORGIVEN,
    LOYALTY,
    ORDERS,
    PARCELS,
    ROBOT,
    SCORE_FACTOR,
    TRAFFIC,
    WANTED,
)
from sim.contract.day import Day
from sim.contract.mechanism import Count, Mechanism, Own
from sim.contract.phases import Phase
from sim.shop.facts import Shop
from sim.units import DAYS_PER_YEAR


@dataclass(frozen=True)
class Base:
    years: float  # mean time until a customer is lost for other reasons
    late: float  # share of a customer's orders that a late parcel takes away
    failed: float  # the same of a wrong answer, or none


@dataclass(frozen=True)
class Memory:
    known: float  # customers
    joined: float = 0.0  # today
    left: float = 0.0
    hurt: float = 0.0  # what failures took away today, in customers


Mine = Own[None, Base, Memory]


def at_start(base: Base, shop: Shop) -> float:
    """Customers that keep the share of known customers' orders where it is."""
    return shop.demand.orders_day * (1 - shop.customers.returning_share) * base.years * DAYS_PER_YEAR


def evening(base: Base, known: float, buyers: float, late: float, failed: float, waited: float = 0.0) -> Memory:
    """The stock after a day with so many new buyers, late parcels and failed answers; `waited`: customers whom waiting
    for goods took away. Never below 0."""
    left = known / (base.years * DAYS_PER_YEAR)
    hurt = min(base.late * late + base.failed * failed + waited, known + buyers - left)
    return Memory(known + buyers - left - hurt, buyers, left, hurt)


def orders_a_year(base: Base, returning: float) -> float:
    """Orders of one known customer in the year after."""
    return returning / (1 - returning) * -math.expm1(-1 / base.years)


def traffic(returning: float, score: float, known: float) -> float:
    """Factor on would-be orders; `known`: customers over those at the start."""
    return (1 - returning) * score + returning * known


def _ratio(day: Day, own: Mine) -> float:
    return own.mine.known / at_start(own.numbers, day.shop)


def _traffic(day: Day, own: Mine) -> float:
    return traffic(day.shop.customers.returning_share, day[SCORE_FACTOR], _ratio(day, own) * day[LOYALTY])


def _night(day: Day, own: Mine) -> Memory:
    returning, read, parcels = day.shop.customers.returning_share, day.read, day[PARCELS]
    ratio, new = _ratio(day, own), (1 - returning) * day[SCORE_FACTOR]
    new = new / (new + returning * ratio)
    failed = read.wrong_after + read.misled + read.lost_after + read.late_after + returning * read.lost_before
    failed += day[ROBOT].failed
    harm = 1 - day[FORGIVEN]
    failed = harm * failed - day[AVOIDED]  # a usual day has wrong parcels: fewer than usual hurt fewer
    return evening(own.numbers, own.mine.known, new * day[ORDERS], harm * parcels.late, failed, day[BACK_ORDERS].hurt)


def _missing(day: Day, own: Mine) -> None:
    """Would-be orders of today that the score and lost customers kept away (or brought)."""
    returning, factor = day.shop.customers.returning_share, day[DRAWN]
    usual = day[WANTED].total / factor if factor else 0.0
    day.note("lost_score", usual * (1 - returning) * (1 - day[SCORE_FACTOR]))
    day.note("lost_known", usual * returning * (1 - _ratio(day, own)))


def _note(day: Day, own: Mine) -> None:
    mine = own.mine
    for name, value in (("known", mine.known), ("joined", mine.joined), ("left", mine.left), ("hurt", mine.hurt)):
        day.note(f"customers_{name}", value)


def _law(days: Mapping[str, Floats]) -> Sequence[str]:
    known = days["customers_known"]
    flows = days["customers_joined"] - days["customers_left"] - days["customers_hurt"]
    wrong = ~np.isclose(known[:-1] + flows[1:], known[1:])
    return [f"customers: the base and who joined and left differ on {wrong.sum()} days"] if wrong.any() else []


def _next_year(day: Day, own: Mine) -> float:
    """Margin of what the base has gained or lost since the start, over the year after."""
    gained = own.mine.known - at_start(own.numbers, day.shop)
    return gained * orders_a_year(own.numbers, day.shop.customers.returning_share) * day.shop.contribution


MECHANISM = Mechanism(
    name="base",
    what="the shop's known customers: new buyers join, failures take some away, all buy again",
    numbers=Base,
    memory=lambda day, own: Memory(at_start(own.numbers, day.shop)),
    needs=(DRAWN, ORDERS, PARCELS, SCORE_FACTOR, WANTED),
    reads=(AVOIDED, BACK_ORDERS, FORGIVEN, ROBOT),
    always=True,
    acts={Phase.FLOOR: _missing, Phase.PEOPLE: _night, Phase.CLOSE: _note},
    adds={TRAFFIC: _traffic},
    counts=(
        Count("lost_score", "would-be orders that the score kept away"),
        Count("lost_known", "would-be orders that lost customers did not bring"),
        Count("customers_known", "known customers tonight", "last"),
        Count("customers_joined", "who bought for the first time"),
        Count("customers_left", "who were lost for other reasons"),
        Count("customers_hurt", "what failures took away, in customers"),
    ),
    law=_law,
    leaves={"customers": _next_year},
)
