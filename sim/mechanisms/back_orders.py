"""Back-orders: who finds no goods may order now and get them when they are back.

Without it whoever finds none is lost, or takes something else (`sim.mechanisms.supply`). The offer stands for goods
that are back within so many days. Of those who see it a share takes it, whether they would have been lost or not, so
it wins some orders and makes others wait that would have been sent tomorrow:

    orders won for each that is taken = 1 − c(w) − (1 − lost),     c(w) = 1 − e^(−rate · w) cancel in w days.

Beyond the wait at which c(w) = lost the offer loses orders. While they wait they ask where their parcel is, and each
loses some later orders: 2.1 %, and 6.1 % beyond ten days (Bhan & Anderson 2023). An order counts, and is paid, when its
goods come; the price is that of the day on which it was placed. How long goods are away is spread evenly between a day
and `longest` lead times.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

import numpy as np
from pydantic import Field

from sim import draws
from sim.arrays import Floats
from sim.contract.channels import BACK_ORDERS, EMPTY, FLOWS, PRICE, TRAFFIC, WANTED
from sim.contract.day import Day
from sim.contract.flows import BackOrders, Flow
from sim.contract.mechanism import Account, Count, Mechanism, MoneyPart, Move, Own
from sim.contract.phases import Phase
from sim.mechanisms.demand import poisson_at, usual_day
from sim.shop.types import Part
from sim.units import DAYS_PER_WEEK


class BackOrderLevers(Part):
    """Which goods can be ordered that are not there."""

    within_days: Annotated[int, Field(ge=0, le=120)] = Field(
        0, description="goods that are back within so many days can be ordered now; 0 = none"
    )


@dataclass(frozen=True)
class Numbers:
    takes: float  # share of those who find no goods and are offered to wait that order
    cancel: float  # rate at which those who wait cancel, a day
    asks: float  # contacts of one who waits, over those of a parcel that is late
    longest: float  # longest wait for goods over the lead time
    soon: float  # share of a customer's later orders that a back-order takes away
    late: float  # the same of one that comes more than `late_days` after it was placed
    late_days: float


@dataclass(frozen=True)
class Waiting:
    """Orders of one day whose goods come on one day."""

    placed: int
    comes: int  # days of the season
    orders: int
    price: float  # of each, as a share of an order's usual value


@dataclass(frozen=True)
class Memory:
    waiting: tuple[Waiting, ...] = ()
    taken: int = 0  # today
    today: BackOrders = BackOrders()  # noqa: RUF009, it is frozen
    repriced: float = 0.0  # of those that came today, usual order values that the price is higher than when placed


Mine = Own[BackOrderLevers, Numbers, Memory]


def longest_wait(numbers: Numbers, lead_weeks: float) -> int:
    """Days in which all goods are back, at least 1."""
    return max(1, round(numbers.longest * lead_weeks * DAYS_PER_WEEK))


def offered(within_days: int, longest: int) -> float:
    """Share of the goods that are away for which the offer stands, in [0, 1]."""
    return min(within_days, longest) / longest


def cancelled(numbers: Numbers, days: float) -> float:
    """Share of orders that are cancelled in so many days of waiting."""
    return -math.expm1(-numbers.cancel * days)


def later_loss(numbers: Numbers, days: float) -> float:
    """Share of a customer's later orders that so many days of waiting take away."""
    return numbers.late if days > numbers.late_days else numbers.soon


def won(numbers: Numbers, lost: float, days: float) -> float:
    """Orders won for each that is taken and waits so long: below 0 beyond the wait at which `lost` cancel."""
    return lost - cancelled(numbers, days)


def spread(orders: int, most: int, luck: float) -> list[int]:
    """`orders` over waits of 1 … `most` days, as evenly as whole numbers allow; `luck` in [0, 1) says where they fall.

    Each wait gets orders ÷ most on average over luck.
    """
    turn = int(luck * most)
    edges = [(wait * orders + turn) // most for wait in range(most + 1)]
    return [after - before for before, after in pairwise(edges)]


def _reach(day: Day, own: Mine) -> float:
    """Of those who find no goods, how many order and wait."""
    longest = longest_wait(own.numbers, day.shop.goods.lead_weeks)
    return own.numbers.takes * offered(own.plan.within_days, longest)


def _traffic(day: Day, own: Mine) -> float:
    """Some would have taken something else."""
    empty = day[EMPTY]
    return max(0.0, 1 - (1 - empty.lost) * empty.share * _reach(day, own))


def _take(day: Day, own: Mine) -> Memory:
    """Who orders today and waits, and whose goods come today."""
    numbers, mine, d = own.numbers, own.mine, day.index
    empty, kept = day[EMPTY], _traffic(day, own)
    mean = day[WANTED].total / kept * empty.share * _reach(day, own) if kept else 0.0
    luck = draws.uniform(draws.key(day.seed, "back-orders", d), draws.Purpose.SIZE)
    taken = poisson_at(luck, mean)
    most = min(own.plan.within_days, longest_wait(numbers, day.shop.goods.lead_weeks))
    turn = float(draws.uniform(draws.key(day.seed, "back-order-waits", d), draws.Purpose.CHOICE))
    placed = tuple(
        Waiting(d, d + wait, orders, day[PRICE])
        for wait, orders in enumerate(spread(taken, most, turn) if taken else (), 1)
        if orders
    )
    come = gone = 0
    hurt = repriced = 0.0
    for one in mine.waiting:
        if one.comes == d:
            days = one.comes - one.placed
            chance = float(draws.uniform(draws.key(day.seed, "back-order-ends", d, one.placed), draws.Purpose.CHOICE))
            off = min(one.orders, int(cancelled(numbers, days) * one.orders + chance))
            come, gone = come + one.orders - off, gone + off
            hurt += later_loss(numbers, days) * one.orders
            repriced += (one.orders - off) * (day[PRICE] - one.price)
    left = tuple(one for one in mine.waiting if one.comes > d)
    return Memory(left + placed, taken, BackOrders(come, gone, hurt), repriced)


def _flows(day: Day, own: Mine) -> list[Flow]:
    """Who waits asks where the parcel is."""
    waiting = sum(one.orders for one in own.mine.waiting) * own.numbers.asks
    if not waiting:
        return []
    found, weekday = [], day.shop_day.date.weekday()
    for k in day.facts.parcel_types:
        work = day.shop.work[k]
        usual = usual_day(day.shop, day.shop_day, work.hourly)
        found.append(Flow(int(k), usual.means * (day.facts.reach_late[k] * waiting * work.on_weekday(weekday)),
                          usual.edges))  # fmt: skip
    return found


def _pay(day: Day, own: Mine) -> None:
    """Whose goods come after a sale pays the sale's price."""
    money = day.shop.money
    day.book("price_kept", -own.mine.repriced * money.order_value * (1 - money.platform_fee))


def _note(day: Day, own: Mine) -> None:
    mine = own.mine
    day.note("back_orders", mine.taken)
    day.note("back_orders_came", mine.today.came)
    day.note("back_orders_cancelled", mine.today.cancelled)
    day.note("back_orders_waiting", sum(one.orders for one in mine.waiting))


def _law(days: Mapping[str, Floats]) -> Sequence[str]:
    """Who orders and waits is sent the goods, cancels or still waits."""
    moved = days["back_orders"] - days["back_orders_came"] - days["back_orders_cancelled"]
    wrong = np.diff(days["back_orders_waiting"]) != moved[1:]
    return [f"back-orders: who waits does not add up on {wrong.sum()} days"] if wrong.any() else []


def _to_come(day: Day, own: Mine) -> float:
    """What those who still wait will bring, less who cancels."""
    shop, numbers, worth = day.shop, own.numbers, 0.0
    for one in own.mine.waiting:
        stay = 1 - cancelled(numbers, one.comes - one.placed)
        less = (1 - one.price) * shop.money.order_value * (1 - shop.money.platform_fee)
        worth += one.orders * stay * (shop.contribution - less)
    return worth


MECHANISM = Mechanism(
    name="back_orders",
    what="who finds no goods may order and wait; some cancel, all ask, and each orders less in later years",
    levers=BackOrderLevers,
    asks=("within_days",),
    numbers=Numbers,
    memory=lambda day, own: Memory(),
    needs=(EMPTY, WANTED),
    reads=(PRICE,),
    acts={Phase.CREW: _take, Phase.PAY: _pay, Phase.CLOSE: _note},
    adds={TRAFFIC: _traffic, FLOWS: _flows},
    shares={BACK_ORDERS: lambda day, own: own.mine.today},
    counts=(
        Count("back_orders", "orders of goods that were not there"),
        Count("back_orders_came", "of them, whose goods came today"),
        Count("back_orders_cancelled", "of them, cancelled by the day on which the goods came"),
        Count("back_orders_waiting", "of them, that wait", "last"),
    ),
    accounts=(Account("price_kept", "the sale's price, for goods that come after it", MoneyPart.SALES),),
    law=_law,
    leaves={"backlog": _to_come},
    moves=(
        Move("back_orders.within_days", 10, "back_orders", "up", "some order and wait (ASM-back-orders)"),
        Move("back_orders.within_days", 10, "orders", "up", "of those who find none, some are kept (SC-04)"),
        Move("back_orders.within_days", 60, "back_orders_cancelled", "up", "who waits cancels (ASM-back-orders)"),
    ),
)
