"""Market: rivals cut their prices, and the shop sees it late, early, or where nothing was.

Orders follow exp(−χ · cut) while a rival is cheaper. Seasons without this mechanism have rivals, too: what they cost is
in the orders that the shop counted. So only the answer moves anything: on days of an answer orders get

    exp(χ · cut · answer · v(goods)),      price × (1 − cut · answer · goods),

`goods` being the share of sales that is matched, what customers compare most first: v(g) = g ^ compared, with an
exponent below 1. An answer begins with the first look after the cut and a time to decide, and ends with the first
look after the cut is over. Sometimes the rival goes lower still: then both have lost. Sometimes a look sees
a cut that is none.

Matching a cut c on everything pays only where χ is above −ln(1 − c ÷ m) ÷ c, with m the share of the price that an
order contributes: for a cut of a tenth and m = 0.3 that is 4, far beyond what is measured.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field

from sim import draws
from sim.contract.channels import PRICES, TRAFFIC
from sim.contract.day import Day
from sim.contract.mechanism import Account, Count, Mechanism, MoneyPart, Move, Own
from sim.contract.phases import Phase
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_WEEK

WEEKLY = 7.0  # days between two looks at rivals, where nobody decides otherwise


class MarketLevers(Part):
    """How closely rivals are watched, and what is done when they cut."""

    answer: Share = Field(0.0, description="part of a rival's cut that is matched")
    goods: Share = Field(0.1, description="share of sales that is matched, what customers compare most first")
    watch_days: Annotated[float, Field(ge=0.5, le=28)] = Field(WEEKLY, description="days between two looks at rivals")


@dataclass(frozen=True)
class Market:
    cuts_week: float  # cuts of rivals that matter, a week
    cut: float  # mean size, as a share of the price
    days: float  # mean length
    loses: float  # log of orders lost for each unit of cut
    compared: float  # exponent of what a share of the goods keeps of it, 0 to 1
    war: float  # chance that a rival answers the answer
    false_alarm: float  # chance that a look sees a cut that is none
    decide_days: float  # from the look to new prices
    look_hours: float  # of the best-paid person, each


@dataclass(frozen=True)
class Cut:
    """A rival's lower price, from `begins` until before `ends`, days of the season; `war`: whether it goes lower."""

    begins: float
    ends: float
    size: float
    war: bool = False


@dataclass(frozen=True)
class Answer:
    """Days of the season on which the shop's own prices are lower for it. `keeps`: whether that keeps orders."""

    begins: float
    ends: float
    size: float
    keeps: bool


def kept(market: Market, size: float, answer: float, goods: float) -> float:
    """Factor on orders of an answer to a cut, ≥ 1."""
    return math.exp(market.loses * size * answer * goods**market.compared)


def lowered(size: float, answer: float, goods: float) -> float:
    """Factor on the mean price of an answer to a cut, in (0, 1]."""
    return 1 - size * answer * goods


def pays_from(size: float, contribution: float) -> float:
    """Log of orders lost for each unit of cut above which a cut of `size` is better matched on everything than borne;
    `contribution`: share of the price that an order leaves. Infinite where the cut takes all of it."""
    return -math.log1p(-size / contribution) / size if size < contribution else math.inf


def answered(cut: Cut, watch_days: float, decide_days: float) -> Answer | None:
    """The answer to a cut by somebody who looks every `watch_days` from the first morning on; none where it is over
    before it is seen or decided."""
    seen = math.ceil(cut.begins / watch_days) * watch_days
    if seen >= cut.ends:
        return None
    over = math.ceil(cut.ends / watch_days) * watch_days
    return Answer(seen + decide_days, over + decide_days, cut.size, not cut.war)


def cuts(market: Market, seed: int, days: int) -> tuple[Cut, ...]:
    """Cuts of rivals in a season, at most one beginning each day."""
    found = []
    for day in range(days):
        key = draws.key(seed, "rival", day)
        if draws.uniform(key, draws.Purpose.CHOICE) < -math.expm1(-market.cuts_week / DAYS_PER_WEEK):
            begins = day + float(draws.uniform(key, draws.Purpose.ARRIVAL_TIME))
            lasts = market.days * -math.log1p(-float(draws.uniform(key, draws.Purpose.SIZE)))
            size = 2 * market.cut * float(draws.uniform(key, draws.Purpose.SIZE_B))
            war = float(draws.uniform(draws.extend(key, "war"), draws.Purpose.CHOICE)) < market.war
            found.append(Cut(begins, begins + lasts, size, war))
    return tuple(found)


def false_alarms(market: Market, seed: int, days: int, watch_days: float) -> tuple[Answer, ...]:
    """Answers to cuts that are none: until the next look shows it. They bring orders as any lower price does."""
    found = []
    for look in range(math.ceil(days / watch_days)):
        if draws.uniform(draws.key(seed, "alarm", look), draws.Purpose.CHOICE) < market.false_alarm:
            begins = look * watch_days + market.decide_days
            found.append(Answer(begins, begins + watch_days, market.cut, True))
    return tuple(found)


def on_day(answers: Sequence[Answer], day: int) -> tuple[Answer, ...]:
    """Answers that hold for most of a day."""
    return tuple(one for one in answers if one.begins <= day + 1 / 2 < one.ends)


@dataclass(frozen=True)
class Memory:
    answers: tuple[Answer, ...] = ()  # of the season: rivals' cuts do not hang on what the shop does


Mine = Own[MarketLevers, Market, Memory]


def _season(day: Day, own: Mine) -> Memory:
    days, plan = day.shop.calendar.days, own.plan
    seen = [answered(cut, plan.watch_days, own.numbers.decide_days) for cut in cuts(own.numbers, day.seed, days)]
    alarms = false_alarms(own.numbers, day.seed, days, plan.watch_days)
    return Memory(tuple(one for one in seen if one is not None) + alarms)


def _anew(day: Day, own: Mine) -> Memory:
    """What has begun goes on; what else is there is seen at the next look."""
    plan, numbers, days = own.plan, own.numbers, day.shop.calendar.days
    begun = [one for one in own.mine.answers if own.began < day.index and one.begins < day.index]
    open_ = [replace(cut, begins=max(cut.begins, float(day.index))) for cut in cuts(numbers, day.seed, days)]
    seen = [answered(cut, plan.watch_days, numbers.decide_days) for cut in open_ if cut.ends > day.index]
    alarms = false_alarms(numbers, day.seed, days, plan.watch_days)
    alarms = tuple(one for one in alarms if one.begins - numbers.decide_days >= day.index)
    return Memory((*begun, *(one for one in seen if one is not None), *alarms))


def _today(day: Day, own: Mine) -> Answer | None:
    """The deepest answer of today."""
    return max(on_day(own.mine.answers, day.index), key=lambda one: (one.size, one.keeps), default=None)


def _orders(day: Day, own: Mine) -> float:
    today = _today(day, own)
    if today is None or not today.keeps:
        return 1.0
    return kept(own.numbers, today.size, own.plan.answer, own.plan.goods)


def _prices(day: Day, own: Mine) -> float:
    today = _today(day, own)
    return 1.0 if today is None else lowered(today.size, own.plan.answer, own.plan.goods)


def _watch(day: Day, own: Mine) -> None:
    more = 1 / own.plan.watch_days - 1 / WEEKLY
    day.book("watching", -own.numbers.look_hours * day.facts.dearest_hour * more)


MECHANISM = Mechanism(
    name="market",
    what="rivals' cuts are seen at the next look and matched, which keeps orders and costs margin",
    levers=MarketLevers,
    asks=("answer",),
    numbers=Market,
    memory=_season,
    anew=_anew,
    acts={
        Phase.PAY: _watch,
        Phase.CLOSE: lambda day, own: day.note(
            "days_matched", float(own.plan.answer > 0 and _today(day, own) is not None)
        ),
    },
    adds={TRAFFIC: _orders, PRICES: _prices},
    counts=(Count("days_matched", "days on which rivals' prices are matched"),),
    accounts=(Account("watching", "hours of looking at rivals, beyond once a week", MoneyPart.TEAM),),
    moves=(
        Move(
            "market.answer",
            1.0,
            "orders",
            "up",
            "what is matched is not lost (ASM-rivals)",
            {"market.goods": 1.0, "market.watch_days": 1.0, "calendar.weeks": 12},
        ),
        Move("market.goods", 1.0, "discounts", "down", "all prices fall", {"market.answer": 1.0, "calendar.weeks": 12}),
        Move("market.watch_days", 1.0, "watching", "down", "looking takes hours", {"market.answer": 1.0}),
    ),
)
