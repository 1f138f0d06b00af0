"""Customers: what an answer is worth, how content they are, and whether they come back.

A pre-sale question that is answered turns into an order more often than one that is not (Tan, Wang & Tan 2019:
purchase probability + 16 %). Contentment (CSAT, 1 to 5) falls with waiting and with wrong answers; known customers'
orders follow it slowly. Every slope beyond the answered-or-not one is an assumption and says so in the register.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import draws
from sim.arrays import Floats
from sim.contract.channels import (
    ASKED_ORDERS,
    CSAT,
    DAYS_LATE,
    FLOWS,
    ORDER_CHANCE,
    ORDERS,
    PARCELS,
    QUESTIONS,
    TRAFFIC,
    WANTED,
)
from sim.contract.day import Day
from sim.contract.flows import Flow
from sim.contract.mechanism import Count, Mechanism, Own
from sim.contract.phases import Phase
from sim.mechanisms.demand import poisson_at
from sim.units import DAYS_PER_WEEK, DAYS_PER_YEAR, WEEKS_PER_YEAR

SCALE = (1.0, 5.0)  # of CSAT


@dataclass(frozen=True)
class Conversion:
    asked: float  # share of answered pre-sale contacts that orders
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
    memory_days: float  # how long a bad week is remembered
    loyalty: float  # % more orders from known customers for 1 % more contentment
    delay_loss: float  # share of orders lost per day that parcels run late


def order_chance(conversion: Conversion, answered: np.ndarray, waited: Floats, target: float) -> Floats:
    """Chance that a pre-sale contact ends in an order. Shapes (n,); `target` in seconds."""
    slower = (waited / target - 1) / max(conversion.slow_after - 1, 1)
    slow = conversion.slow_loss * np.minimum(np.maximum(slower, 0), 1)  # `np.clip` is far slower on few numbers
    return conversion.asked * np.where(answered, 1 - slow, 1 / conversion.answered_lift)


def self_served(conversion: Conversion, asks: float) -> float:
    """Share of would-be orders whose buyers ask nobody, by questions an order."""
    return max(0.0, 1 - conversion.asked * asks)


def csat(contentment: Contentment, answered: np.ndarray, waited: Floats, target: Floats, wrong: np.ndarray) -> Floats:
    """CSAT of each contact, in [1, 5]."""
    patience_used = 1 - np.exp(-np.maximum(waited / target - 1, 0) / 2)
    points = contentment.best - contentment.wait_loss * patience_used - contentment.wrong_loss * wrong
    least, most = SCALE
    return np.minimum(np.maximum(np.where(answered, points, contentment.best - contentment.lost_loss), least), most)


def remembered(contentment: Contentment, memory: float, today: float) -> float:
    """The shop's contentment as customers remember it, after today."""
    return memory + (today - memory) / contentment.memory_days


def customers_value(
    margin_year: float, returning: float, contentment_ratio: float, elasticity: float, memory_days: float
) -> float:
    """Margin of known customers above or below the start's contentment, until it is forgotten.

    `margin_year`: contribution of a year's usual orders; the memory fades exponentially with `memory_days`.
    """
    memory_years = min(memory_days / (WEEKS_PER_YEAR * DAYS_PER_WEEK), 1.0)
    return margin_year * returning * (contentment_ratio**elasticity - 1) * memory_years


def loyalty_factor(contentment: Contentment, memory: float, start: float, returning: float, days_late: float) -> float:
    """Factor on orders: known customers follow remembered contentment, everybody the delay of parcels."""
    known = max(memory / start, 0.0) ** contentment.loyalty
    return (1 - returning + returning * known) * max(0.0, 1 - contentment.delay_loss * days_late)


@dataclass(frozen=True)
class Numbers:
    conversion: Conversion
    contentment: Contentment


@dataclass(frozen=True)
class Memory:
    content: float  # CSAT as customers remember it
    orders: int = 0  # of today
    today: float = 0.0  # contentment of today


Mine = Own[None, Numbers, Memory]


def _traffic(day: Day, own: Mine) -> float:
    customers = day.shop.customers
    return loyalty_factor(
        own.numbers.contentment, own.mine.content, customers.csat_start, customers.returning_share, day[DAYS_LATE]
    )  # fmt: skip


def _questions(day: Day, own: Mine) -> list[Flow]:
    """People who want to buy and ask first."""
    asking = day[QUESTIONS]
    return [Flow(int(k), day.shop.work[k].rate * asking.means, asking.edges) for k in day.facts.order_types]


def _buy(day: Day, own: Mine) -> Memory:
    """Orders of the day: of those who asked nobody, and those won on the floor."""
    luck = draws.uniform(draws.key(day.seed, "self-serve", day.index), draws.Purpose.SIZE)
    alone = self_served(own.numbers.conversion, day.facts.asks)
    orders = poisson_at(luck, alone * day[WANTED].total) + day.read.orders_won
    return Memory(own.mine.content, orders, own.mine.today)


def _remember(day: Day, own: Mine) -> Memory:
    """The day's points, late parcels among them, move what customers remember."""
    contentment, late = own.numbers.contentment, day[PARCELS].late
    points = day.read.contentment_sum + late * max(SCALE[0], contentment.best - contentment.late_loss)
    n = day.read.contentment_n + late
    today = points / n if n else own.mine.content
    day.note("contentment_sum", points)
    day.note("contentment_n", n)
    return Memory(remembered(contentment, own.mine.content, today), own.mine.orders, today)


def _note(day: Day, own: Mine) -> None:
    day.note("orders", own.mine.orders)
    day.note("orders_lost", day.read.orders_lost)
    day.note("contentment", own.mine.today)


def _known_customers(day: Day, own: Mine) -> float:
    """Margin of known customers above or below the start's contentment, until it is forgotten."""
    shop, money, numbers = day.shop, day.shop.money, own.numbers.contentment
    per_order = money.order_value * money.gross_margin - money.parcel_cost
    margin_year = shop.demand.orders_day * DAYS_PER_YEAR * per_order
    ratio = own.mine.content / shop.customers.csat_start
    return customers_value(
        margin_year, shop.customers.returning_share, ratio, numbers.loyalty, numbers.memory_days
    )  # fmt: skip


MECHANISM = Mechanism(
    name="customers",
    what="who asks and is answered buys more often; who is content comes back",
    numbers=Numbers,
    memory=lambda day, own: Memory(day.shop.customers.csat_start),
    needs=(DAYS_LATE, PARCELS, QUESTIONS, WANTED),
    always=True,
    acts={Phase.FLOOR: _buy, Phase.PEOPLE: _remember, Phase.CLOSE: _note},
    adds={TRAFFIC: _traffic, FLOWS: _questions},
    shares={
        ORDERS: lambda day, own: own.mine.orders,
        ASKED_ORDERS: lambda day, own: own.numbers.conversion.asked,
        ORDER_CHANCE: lambda day, own: lambda *seen: order_chance(own.numbers.conversion, *seen),
        CSAT: lambda day, own: lambda *seen: csat(own.numbers.contentment, *seen),
    },
    counts=(
        Count("orders", "orders"),
        Count("orders_lost", "orders of people who asked and got no or a slow answer"),
        Count("contentment_sum", "points of contacts and late parcels"),
        Count("contentment_n", "how many they are of"),
        Count("contentment", "mean points of the day", "mean"),
    ),
    leaves={"customers": _known_customers},
)
