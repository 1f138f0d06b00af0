"""Customers: what an answer is worth, and how content they are.

A pre-sale question that is answered turns into an order more often than one that is not. Tan, Wang & Tan (2019) saw
16 % more purchases of people who could chat than of people who could not; nobody in their data was ignored, so the
size of an answer against none is wider than that and says so in the register. Of a question that is handed on the last
answer counts, by the promise of the work that it was handed to. Contentment (CSAT, 1 to 5) falls with waiting and with
wrong answers; it is a figure to watch and moves nothing. Who comes back is `sim.mechanisms.base`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim import draws
from sim.arrays import Bools, Floats, Ints
from sim.contract.channels import (
    ASKED_ORDERS,
    BACK_ORDERS,
    BEST_CSAT,
    CSAT,
    DAYS_LATE,
    FLOWS,
    MORE_QUESTIONS,
    ORDER_CHANCE,
    ORDERS,
    PARCELS,
    QUESTIONS,
    ROBOT,
    SLOWNESS,
    TRAFFIC,
    WANTED,
)
from sim.contract.day import Day
from sim.contract.flows import Flow
from sim.contract.mechanism import Count, Mechanism, Own
from sim.contract.phases import Phase
from sim.mechanisms.demand import poisson_at
from sim.shop.facts import Shop

SCALE = (1.0, 5.0)  # of CSAT


@dataclass(frozen=True)
class Conversion:
    answered_lift: float  # factor of an answer on that share, against none
    slow_loss: float  # share of these orders lost when the answer takes `slow_after` times the target
    slow_after: float


@dataclass(frozen=True)
class Contentment:
    best: float  # CSAT of a right answer at once
    wait_loss: float  # points lost at three times the target (saturates)
    wrong_loss: float  # points lost by a wrong answer
    lost_loss: float  # points lost by not being answered at all
    late_loss: float  # points lost by a late parcel
    delay_loss: float  # share of orders lost per day that parcels run late


def slowness(conversion: Conversion, waited: Floats, target: Floats) -> Floats:
    """How useless an answer is for coming late: 0 within the target, 1 after `slow_after` targets. Shapes (n,)."""
    slower = (waited / target - 1) / max(conversion.slow_after - 1, 1)
    return np.minimum(np.maximum(slower, 0), 1)  # `np.clip` is far slower on few numbers


def order_chance(conversion: Conversion, asked: float, answered: Bools, waited: Floats, target: Floats) -> Floats:
    """Chance that a pre-sale contact ends in an order, `asked` if it is answered at once. Shapes (n,); in seconds."""
    slow = conversion.slow_loss * slowness(conversion, waited, target)
    return asked * np.where(answered, 1 - slow, 1 / conversion.answered_lift)


def self_served(asked: float, asks: float) -> float:
    """Share of would-be orders whose buyers ask nobody here, by questions an order and the share `asked` that buys."""
    return max(0.0, 1 - asked * asks)


def csat(contentment: Contentment, answered: np.ndarray, waited: Floats, target: Floats, wrong: np.ndarray) -> Floats:
    """CSAT of each contact, in [1, 5]."""
    patience_used = 1 - np.exp(-np.maximum(waited / target - 1, 0) / 2)
    points = contentment.best - contentment.wait_loss * patience_used - contentment.wrong_loss * wrong
    least, most = SCALE
    return np.minimum(np.maximum(np.where(answered, points, contentment.best - contentment.lost_loss), least), most)


def on_weekday(shop: Shop, types: Ints, reach: Floats, weekday: int) -> Floats:
    """(T,) contacts per order of these types on a weekday: shifted between them, the same in sum."""
    usual = reach[types]
    if not any(shop.work[k].weekday for k in types):
        return usual
    bent = usual * np.array([shop.work[k].on_weekday(weekday) for k in types])
    return bent * (usual.sum() / bent.sum()) if bent.sum() else usual


def delay_factor(delay_loss: float, days_late: float) -> float:
    """Factor on orders while parcels run late by so many days, in [0, 1]."""
    return max(0.0, 1 - delay_loss * days_late)


@dataclass(frozen=True)
class Numbers:
    conversion: Conversion
    contentment: Contentment


@dataclass(frozen=True)
class Memory:
    orders: int = 0  # of today
    silent: int = 0  # of them, of people who asked nobody here
    today: float = 0.0  # contentment of today


Mine = Own[None, Numbers, Memory]


def _traffic(day: Day, own: Mine) -> float:
    return delay_factor(own.numbers.contentment.delay_loss, day[DAYS_LATE])


def _questions(day: Day, own: Mine) -> list[Flow]:
    """People who want to buy and ask first; types with weekdays of their own share the day's questions otherwise."""
    facts, asking, found = day.facts, day[QUESTIONS], []
    mix = on_weekday(day.shop, facts.order_types, facts.reach, day.shop_day.date.weekday())
    for k, reach in zip(facts.order_types, mix, strict=True):
        by_when = asking(day.shop.work[k].hourly)
        found.append(Flow(int(k), reach * by_when.means, by_when.edges))
    return found


def _buy(day: Day, own: Mine) -> Memory:
    """Orders of the day: of those who asked nobody, and those won on the floor."""
    read, wanted = day.read, day[WANTED].total
    luck = draws.uniform(draws.key(day.seed, "self-serve", day.index), draws.Purpose.SIZE)
    alone = self_served(day.shop.customers.asked_buy, day.facts.asks * day[MORE_QUESTIONS])
    silent, running = poisson_at(luck, alone * wanted), _traffic(day, own)
    silent += day[ROBOT].orders + day[BACK_ORDERS].came  # nobody here was asked
    day.note("lost_delay", wanted / running * (1 - running) if running else 0.0)
    return Memory(silent + read.won_answered + read.won_slow + read.won_unanswered, silent, own.mine.today)


def _content(day: Day, own: Mine) -> Memory:
    """The day's points, late parcels among them."""
    contentment, late = own.numbers.contentment, day[PARCELS].late
    robot = day[ROBOT]
    points = day.read.contentment_sum + late * max(SCALE[0], contentment.best - contentment.late_loss) + robot.points
    n = day.read.contentment_n + late + robot.taken - robot.wrong
    day.note("contentment_sum", points)
    day.note("contentment_n", n)
    return replace(own.mine, today=points / n if n else contentment.best)


def _note(day: Day, own: Mine) -> None:
    read = day.read
    day.note("orders", own.mine.orders)
    day.note("orders_silent", own.mine.silent)
    day.note("orders_answered", read.won_answered)
    day.note("orders_slow", read.won_slow)
    day.note("orders_unanswered", read.won_unanswered)
    day.note("lost_slow", read.lost_slow)
    day.note("lost_unanswered", read.lost_unanswered)
    day.note("contentment", own.mine.today)


def _law(days: Mapping[str, Floats]) -> Sequence[str]:
    """Every order is of somebody who was answered in time, late or not at all, or who asked nobody."""
    parts = sum(days[f"orders_{how}"] for how in ("silent", "answered", "slow", "unanswered"))
    wrong = int(np.count_nonzero(days["orders"] != parts))
    return [f"orders: their parts do not add up on {wrong} days"] if wrong else []


MECHANISM = Mechanism(
    name="customers",
    what="who asks and is answered buys more often; who waits for parcels buys less",
    numbers=Numbers,
    memory=lambda day, own: Memory(),
    needs=(DAYS_LATE, MORE_QUESTIONS, PARCELS, QUESTIONS, WANTED),
    reads=(BACK_ORDERS, ROBOT),
    always=True,
    acts={Phase.FLOOR: _buy, Phase.PEOPLE: _content, Phase.CLOSE: _note},
    adds={TRAFFIC: _traffic, FLOWS: _questions},
    shares={
        ORDERS: lambda day, own: own.mine.orders,
        ASKED_ORDERS: lambda day, own: day.shop.customers.asked_buy,
        ORDER_CHANCE: lambda day, own: (
            lambda *seen: order_chance(own.numbers.conversion, day.shop.customers.asked_buy, *seen)
        ),
        SLOWNESS: lambda day, own: lambda *seen: slowness(own.numbers.conversion, *seen),
        CSAT: lambda day, own: lambda *seen: csat(own.numbers.contentment, *seen),
        BEST_CSAT: lambda day, own: min(max(own.numbers.contentment.best, SCALE[0]), SCALE[1]),
    },
    counts=(
        Count("orders", "orders"),
        Count("orders_silent", "of them, of people who asked nobody here"),
        Count("orders_answered", "of them, of people answered in time"),
        Count("orders_slow", "of them, of people answered later"),
        Count("orders_unanswered", "of them, of people never answered"),
        Count("lost_slow", "orders that a quicker answer would have brought"),
        Count("lost_unanswered", "orders that an answer would have brought"),
        Count("lost_delay", "would-be orders kept away by parcels that run late"),
        Count("contentment_sum", "points of contacts and late parcels"),
        Count("contentment_n", "how many they are of"),
        Count("contentment", "mean points of the day", "mean"),
    ),
    law=_law,
)
