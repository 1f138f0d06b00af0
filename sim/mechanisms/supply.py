"""Supply: goods that are there when somebody wants them, goods left over, and whom they are bought from.

Seasons without this mechanism lack goods, too: what that costs is in the orders that the shop counted. So only another
way of buying than today's moves anything, and everything here is a difference to today's way under the same luck.

**For a sale** the shop buys once: stock = plan × what is foreseen. What customers want is plan × luck, split over
families of goods by a luck of their own. Of those who find none a share is lost, the rest take something
else (or some of both wait, where `sim.mechanisms.back_orders` is switched on). What is
left over brings its salvage. The best stock is that of a newsvendor, at the critical ratio cu ÷ (cu + co) of what a
lost order and a piece left over cost. A second supplier, dearer and paid for standing by, sends what is missing once
the sale has shown what it is; the first one is late now and then.

**In usual weeks** the shelf is filled up to the sales of the lead time and a safety stock (base stock). With weekly
sales of spread s and L weeks of lead time, orders that find none are s √L · loss(safety ÷ (s √L)) of a week's.

**Couriers**: a cheaper one is slower, and a business day sooner was worth 1.5 % of sales (Fisher, Gallino & Xu 2019).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Annotated

from pydantic import Field

from sim import draws
from sim.contract.channels import EMPTY, FORESEEN, INCIDENT_LOSS, LEVEL, LIFTS, PARCELS, TRAFFIC
from sim.contract.day import Day
from sim.contract.facts import KEPT, Facts
from sim.contract.flows import Empty
from sim.contract.mechanism import Account, Mechanism, MoneyPart, Move, Own
from sim.contract.phases import Phase
from sim.shop.campaigns import campaign
from sim.shop.facts import Campaign, Shop
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_WEEK, DAYS_PER_YEAR

NORMAL = NormalDist()


class SupplyLevers(Part):
    """How much is bought, from whom, and who carries it."""

    peak_stock: Annotated[float, Field(ge=0.1, le=3)] = Field(1.0, description="goods bought for a sale ÷ its plan")
    safety: Annotated[float, Field(ge=0, le=6)] = Field(1.0, description="safety stock of usual weeks ÷ today's")
    second_share: Share = Field(0.0, description="part of a sale's goods that a second supplier stands by for")
    cheap_courier: Share = Field(0.0, description="share of parcels that a cheaper courier carries")


@dataclass(frozen=True)
class Supply:
    lost: float  # share of those who find no goods that buys nothing here
    mix: float  # sd of the log of a family's own luck in a sale
    weekly: float  # standard deviation of a family's weekly sales over their mean
    late: float  # chance that the supplier of a sale's goods is late
    late_share: float  # of the goods that then come after the sale
    dearer: float  # share of the goods' cost that the second supplier asks on top
    standing_by: float  # share of the cost of goods that the second supplier is paid for being ready
    holding: float  # share of the goods' cost that a year on the shelf costs
    slower: float  # days that a cheaper courier takes more
    day_worth: float  # share of sales that a day of waiting loses
    cheaper: float  # share of the parcel's cost that a cheaper courier saves


@dataclass(frozen=True)
class Sale:
    """What came of buying for a sale, in multiples of its planned extra orders."""

    missing: float  # wanted and not there
    left: float  # there and not wanted
    second: float  # sent by the second supplier


def bought(wanted: Sequence[float], stock: Sequence[float], second: float = 0.0, missing_share: float = 0.0) -> Sale:
    """What came of a sale: by family what was `wanted` and in `stock`, of which `missing_share` came after it."""
    short = left = 0.0
    for want, have in zip(wanted, stock, strict=True):
        there = have * (1 - missing_share)
        short += max(want - there, 0.0)
        left += max(there - want, 0.0) + have - there
    used = min(short, second)
    return Sale(short - used, left, used)


def unit_loss(z: float) -> float:
    """E[(Z − z)⁺] of a standard normal."""
    return NORMAL.pdf(z) - z * (1 - NORMAL.cdf(z))


@lru_cache(maxsize=KEPT)  # asked every day, for the stock of the plan and of today
def unfilled(spread: float, lead_weeks: float, safety_weeks: float) -> float:
    """Share of a week's orders that finds an empty shelf under base stock, in [0, 1]; `spread`: of weekly sales."""
    deviation = spread * math.sqrt(lead_weeks)
    return min(1.0, deviation * unit_loss(safety_weeks / deviation)) if deviation else 0.0


def best_stock(spread: float, short_cost: float, left_cost: float) -> float:
    """Newsvendor: the stock over the mean that costs least, for a lognormal demand with mean 1 and this sd of log."""
    z = NORMAL.inv_cdf(short_cost / (short_cost + left_cost))
    return math.exp(spread * z - spread**2 / 2)


def extra_orders(shop: Shop, event: Campaign) -> float:
    """Planned orders of a sale beyond those of usual days."""
    days = sum(day.share for day in campaign(event.preset).days)
    return shop.demand.orders_day * (event.lift - 1) * days


@lru_cache(maxsize=KEPT)  # the same in every season
def lifted(facts: Facts) -> tuple[tuple[tuple[int, Campaign, float], ...], ...]:
    """By day, of the sales that lift it: day of the season, the sale, planned orders over a usual day's minus 1."""

    def on(date: dt.date) -> Iterator[tuple[int, Campaign, float]]:
        for index, event in facts.big.items():
            share = campaign(event.preset).share_on((date - event.day).days)
            if share:
                yield index, event, (event.lift - 1) * share

    return tuple(tuple(on(day.date)) for day in facts.days)


@lru_cache(maxsize=KEPT)  # likewise
def ending(facts: Facts) -> dict[int, list[tuple[int, Campaign]]]:
    """The sales, with the day of the season each stands for, by the last day that they lift, or the season's."""
    found: dict[int, list[tuple[int, Campaign]]] = {}
    for index, event in facts.big.items():
        found.setdefault(min(index + last_day(event), len(facts.days) - 1), []).append((index, event))
    return found


def last_day(event: Campaign) -> int:
    """Days from the big day to the last that the sale lifts."""
    return max((day.offset for day in campaign(event.preset).days if day.share > 0), default=0)


Mine = Own[SupplyLevers, Supply, None]


def _sales(day: Day, own: Mine, event: Campaign, index: int) -> tuple[Sale, Sale, float]:
    """A sale as it is bought for, as today's way would, and what was wanted, over its plan."""
    numbers, plan, shop = own.numbers, own.plan, day.shop
    name = event.day.isoformat()
    shares = [share / sum(shop.goods.families) for share in shop.goods.families]
    luck = day[LEVEL] * day[LIFTS].get(name, 1.0)
    lucks = own_lucks(numbers.mix, day.seed, index, len(shares))
    wanted = [luck * share * one for share, one in zip(shares, lucks, strict=True)]
    late = draws.uniform(draws.key(day.seed, "supplier", index), draws.Purpose.CHOICE) < numbers.late
    after = numbers.late_share if late else 0.0
    total = plan.peak_stock * day[FORESEEN].get(name, 1.0)
    first = total * (1 - plan.second_share)
    ours = bought(wanted, [first * share for share in shares], total * plan.second_share, after)
    return ours, bought(wanted, shares, 0.0, after), sum(wanted)


@lru_cache(maxsize=KEPT)  # asked on every day that the sale lifts
def own_lucks(mix: float, seed: int, index: int, families: int) -> tuple[float, ...]:
    """Factors on what is wanted of each family of goods in the sale of a day: log-normal, with mean 1."""
    keys = (draws.key(seed, "family", index, family) for family in range(families))
    z = (float(draws.normal(key, draws.Purpose.SIZE, draws.Purpose.SIZE_B)) for key in keys)
    return tuple(math.exp(mix * one - mix**2 / 2) for one in z)


def _orders(day: Day, own: Mine) -> float:
    """Orders that find goods and a courier, over today's way."""
    numbers, goods = own.numbers, day.shop.goods
    usual = [
        1 - numbers.lost * unfilled(numbers.weekly, goods.lead_weeks, goods.safety_weeks * safety)
        for safety in (own.plan.safety, 1.0)
    ]
    factor = usual[0] / usual[1] * (1 - numbers.day_worth * numbers.slower * own.plan.cheap_courier)
    for index, event, lift in lifted(day.facts)[day.index]:
        more = lift * day[LIFTS].get(event.day.isoformat(), 1.0)
        if more > 0:
            ours, todays, wanted = _sales(day, own, event, index)
            kept = [1 - more / (1 + more) * numbers.lost * sale.missing / wanted for sale in (ours, todays)]
            factor *= kept[0] / kept[1]
    return factor


def _empty(day: Day, own: Mine) -> Empty:
    """Who finds no goods today, as it is bought for."""
    numbers, goods = own.numbers, day.shop.goods
    none = unfilled(numbers.weekly, goods.lead_weeks, goods.safety_weeks * own.plan.safety)
    found, kept = 1 - none, 1 - numbers.lost * none
    for index, event, lift in lifted(day.facts)[day.index]:
        more = lift * day[LIFTS].get(event.day.isoformat(), 1.0)
        if more > 0:
            ours, _, wanted = _sales(day, own, event, index)
            missing = more / (1 + more) * ours.missing / wanted
            found, kept = found * (1 - missing), kept * (1 - numbers.lost * missing)
    return Empty((1 - found) / kept if kept else 0.0, numbers.lost)


def _pay(day: Day, own: Mine) -> None:
    """What is left over, the second supplier, the shelf and the courier, beyond what today's way costs."""
    numbers, plan, shop, money = own.numbers, own.plan, day.shop, day.shop.money
    cost = money.order_value * (1 - money.gross_margin)
    weeks = shop.goods.safety_weeks * (plan.safety - 1)
    shelf = weeks * DAYS_PER_WEEK * shop.demand.orders_day * cost
    day.book("shelf", -shelf * numbers.holding / DAYS_PER_YEAR)
    day.book("courier_saved", day[PARCELS].shipped * money.parcel_cost * plan.cheap_courier * numbers.cheaper)
    for index, event in ending(day.facts).get(day.index, ()):
        ours, todays, _ = _sales(day, own, event, index)
        planned = extra_orders(shop, event) * cost
        day.book("leftovers", -(ours.left - todays.left) * planned * (1 - shop.goods.salvage))
        ready = plan.peak_stock * plan.second_share * day[FORESEEN].get(event.day.isoformat(), 1.0)
        day.book("second_supplier", -planned * (ready * numbers.standing_by + ours.second * numbers.dearer))


MECHANISM = Mechanism(
    name="supply",
    what="goods that are there or not, left over or not, and whom they come from",
    levers=SupplyLevers,
    asks=("peak_stock", "safety", "second_share", "cheap_courier"),
    numbers=Supply,
    needs=(LEVEL, LIFTS, PARCELS),
    reads=(FORESEEN,),
    acts={Phase.PAY: _pay},
    shares={EMPTY: _empty},
    adds={TRAFFIC: _orders, INCIDENT_LOSS: lambda day, own, event, at_day: 1 - own.plan.second_share},
    accounts=(
        Account("leftovers", "goods left over from a sale, beyond what today's way leaves", MoneyPart.SALES),
        Account("second_supplier", "what a second supplier asks", MoneyPart.SALES),
        Account("shelf", "more safety stock, a year's room and money for it", MoneyPart.OTHER),
        Account("courier_saved", "what a cheaper courier saves", MoneyPart.SALES),
    ),
    moves=(
        Move(
            "supply.peak_stock", 1.5, "orders", "up", "fewer find none in the sale (SC-04)", {"supply.peak_stock": 0.3}
        ),
        Move("supply.peak_stock", 1.5, "leftovers", "down", "more is left over"),
        Move("supply.safety", 3.0, "orders", "up", "fewer find an empty shelf (SC-04)"),
        Move("supply.safety", 3.0, "shelf", "down", "room and money (ASM-stock)"),
        Move("supply.second_share", 0.4, "leftovers", "up", "less is bought before it is known"),
        Move("supply.second_share", 0.4, "second_supplier", "down", "standing by is paid (ASM-stock)"),
        Move("supply.cheap_courier", 1.0, "orders", "down", "SC-01"),
        Move("supply.cheap_courier", 1.0, "courier_saved", "up", "it is cheaper (ASM-stock)"),
    ),
)
