"""Innovation: ideas that are tested on customers, and those that are kept.

Ideas are tried one after the other; an hour buys a part of one, so more hours mean more ideas and a shorter test for
each. Who looks for x ideas a week finds (1 − e^(−a x)) ÷ a new ones: the more, the more often the same again. Half of a
test's orders see the new page. The true effect of an idea on orders is Student-t with few degrees of freedom, its
centre a little below 0: most do nothing, few do much (Azevedo et al. 2020; one to three in ten improve what they were
made for, Kohavi, Tang & Xu 2020). A test shows that plus noise of 2 ÷ √orders. An idea is kept if it looks better than
0 with the asked confidence, at the end or at any earlier look: five looks at 95 % call 14 % of ideas real that do
nothing, instead of 5 % (Armitage, McPherson & Rowe 1969). What is kept adds up and fades.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Annotated

import numpy as np
from pydantic import Field

from sim import draws
from sim.arrays import Bools, Floats
from sim.contract.channels import TRAFFIC
from sim.contract.day import Day
from sim.contract.mechanism import Account, Count, Mechanism, MoneyPart, Move, Own
from sim.contract.phases import Phase
from sim.shop.types import Part
from sim.units import DAYS_PER_WEEK, DAYS_PER_YEAR

NORMAL = NormalDist()


class InnovationLevers(Part):
    """Time for ideas, and when one is believed."""

    hours_week: Annotated[float, Field(ge=0, le=200)] = Field(0.0, description="hours a week for ideas and their tests")
    sure: Annotated[float, Field(ge=0.5, le=0.999)] = Field(0.95, description="confidence at which an idea is kept")
    looks: int = Field(1, ge=1, le=50, description="looks at a running test, each of which may end it")


@dataclass(frozen=True)
class Innovation:
    hours: float  # for one idea and its test
    again: float  # a: the share of new ones falls by so much with the first idea more a week
    spread: float  # scale of the true effects, log orders
    tails: float  # their degrees of freedom: the fewer, the more lies in a few ideas
    centre: float  # their centre
    fade_weeks: float  # in which half of an effect is gone


def ideas_week(innovation: Innovation, hours_week: float) -> float:
    """New ideas that so many hours a week bring, each with its test."""
    sought = hours_week / innovation.hours
    return -math.expm1(-innovation.again * sought) / innovation.again if innovation.again else sought


def half_width(sure: float) -> float:
    """How many standard errors from 0 an effect lies that a two-sided test calls real with this confidence."""
    return NORMAL.inv_cdf((1 + sure) / 2)


def noise(orders: float) -> float:
    """Standard error of the log effect of a test with so many orders in both arms together, > 0."""
    return 2 / math.sqrt(orders)


def power(effect: float, orders: float, sure: float) -> float:
    """Chance that a test that is looked at once keeps an idea with this log effect."""
    return NORMAL.cdf(effect / noise(orders) - half_width(sure))


def seen(effects: Floats, orders: float, steps: Floats) -> Floats:
    """How many standard errors each look shows, (ideas, looks): `steps` are independent normals of the same shape."""
    looks = steps.shape[1]
    part = np.arange(1, looks + 1) / looks
    return effects[:, None] / noise(orders) * np.sqrt(part) + np.cumsum(steps, axis=1) / np.sqrt(looks * part)


def kept(z: Floats, sure: float) -> tuple[Bools, Floats]:
    """Which ideas are kept, and after which share of their test, (ideas,) each, by what the looks show."""
    crossed = z > half_width(sure)
    looks = z.shape[1]
    return np.asarray(crossed.any(axis=1)), (np.argmax(crossed, axis=1) + 1) / looks


def effects_of(innovation: Innovation, uniforms: Floats) -> Floats:
    """True log effects by the quantiles of a Student-t."""
    from scipy.special import stdtrit

    return innovation.centre + innovation.spread * np.asarray(stdtrit(innovation.tails, uniforms))


@dataclass(frozen=True)
class Shipped:
    day: float  # of the season on which it was kept
    effect: float  # log orders


@dataclass(frozen=True)
class Memory:
    shipped: tuple[Shipped, ...] = ()  # of the season: what tests show hangs on nothing that the shop does
    tested: int = 0
    first: int = 0  # idea of the season that the tests of this rhythm begin with
    since: int = 0  # day on which they began


Mine = Own[InnovationLevers, Innovation, Memory]


def _season(day: Day, own: Mine) -> Memory:
    return _from(day, own, Memory())


def _from(day: Day, own: Mine, so_far: Memory) -> Memory:
    """What the rest of the season adds to `so_far`: the next ideas at this rhythm, from its day `since` on."""
    plan, since = own.plan, so_far.since
    weekly = ideas_week(own.numbers, plan.hours_week)
    ideas = int((day.shop.calendar.days - since) / DAYS_PER_WEEK * weekly)
    if not ideas:
        return so_far
    lasts = DAYS_PER_WEEK / weekly  # days of a test
    keys = draws.key(day.seed, "idea", so_far.first + np.arange(ideas))
    effects = effects_of(own.numbers, draws.uniform(keys, draws.Purpose.SIZE))
    looks = draws.extend(np.repeat(keys, plan.looks), np.tile(np.arange(plan.looks), ideas))
    steps = draws.normal(looks, draws.Purpose.SIZE, draws.Purpose.SIZE_B).reshape(ideas, plan.looks)
    true, after = kept(seen(effects, day.shop.demand.orders_day * lasts, steps), plan.sure)
    begin = np.arange(ideas)
    shipped = [Shipped(since + (begin[i] + after[i]) * lasts, effects[i]) for i in np.flatnonzero(true)]
    return replace(so_far, shipped=(*so_far.shipped, *shipped), tested=so_far.tested + ideas)


def _anew(day: Day, own: Mine) -> Memory:
    """What was kept stays; the test of the morning is given up for the next idea, at the new rhythm."""
    mine, before = own.mine, own.before
    weekly = ideas_week(own.numbers, before.hours_week) if before is not None else 0.0
    begun = min(mine.tested - mine.first, math.ceil((day.index - mine.since) / DAYS_PER_WEEK * weekly))
    kept_before = tuple(one for one in mine.shipped if one.day < day.index) if own.began < day.index else ()
    done = mine.first + begun if own.began < day.index else 0
    return _from(day, own, Memory(kept_before, done, done, day.index))


def lift(innovation: Innovation, shipped: Sequence[Shipped], day: float) -> float:
    """Log orders that what was kept before `day` brings then."""
    half = innovation.fade_weeks * DAYS_PER_WEEK
    return sum(one.effect * 2 ** (-(day - one.day) / half) for one in shipped if one.day <= day)


def _pay(day: Day, own: Mine) -> None:
    day.book("ideas", -own.plan.hours_week / DAYS_PER_WEEK * day.facts.dearest_hour)


def _note(day: Day, own: Mine) -> None:
    new = [one for one in own.mine.shipped if day.index <= one.day < day.index + 1]
    day.note("ideas_kept", len(new))
    day.note("ideas_bad", sum(one.effect <= 0 for one in new))


def _next_year(day: Day, own: Mine) -> float:
    """What is kept goes on bringing orders while it fades."""
    half = own.numbers.fade_weeks * DAYS_PER_WEEK
    days = half / math.log(2) * (1 - 2 ** (-DAYS_PER_YEAR / half))
    left = lift(own.numbers, own.mine.shipped, day.index + 1)
    return left * days * day.shop.demand.orders_day * day.shop.contribution


MECHANISM = Mechanism(
    name="innovation",
    what="ideas are tested on customers; most do nothing, and short tests keep the wrong ones",
    levers=InnovationLevers,
    asks=("hours_week",),
    numbers=Innovation,
    memory=_season,
    anew=_anew,
    acts={Phase.PAY: _pay, Phase.CLOSE: _note},
    adds={TRAFFIC: lambda day, own: math.exp(lift(own.numbers, own.mine.shipped, day.index))},
    counts=(Count("ideas_kept", "ideas kept"), Count("ideas_bad", "of them, ideas that bring nothing or cost orders")),
    accounts=(Account("ideas", "hours for ideas and tests", MoneyPart.TEAM),),
    leaves={"customers": _next_year},
    moves=(
        Move("innovation.hours_week", 40.0, "ideas", "down", "hours cost money"),
        Move(
            "innovation.sure",
            0.5,
            "ideas_kept",
            "up",
            "less is asked of an idea (theory)",
            {"innovation.hours_week": 40.0, "calendar.weeks": 12},
        ),
        Move(
            "innovation.looks",
            20,
            "ideas_kept",
            "up",
            "every look is another chance (DAT-07)",
            {"innovation.hours_week": 80.0, "calendar.weeks": 12, "innovation.sure": 0.8},
        ),
    ),
)
