"""Together: team events that feed morale, and praise in front of all.

The sizes and forms are those of `sim.mechanisms.motivation`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from pydantic import Field

from sim.arrays import Floats
from sim.contract.channels import DONE, OFF_FLOOR, QUITS, SPEED
from sim.contract.day import Day
from sim.contract.mechanism import Account, Mechanism, MoneyPart, Move, Own
from sim.contract.memory import normal, per_person
from sim.contract.phases import Phase
from sim.mechanisms import motivation
from sim.mechanisms.attrition import Reasons, morale_term
from sim.mechanisms.motivation import Motivation
from sim.shop.types import Part, Price, Share
from sim.units import DAYS_PER_MONTH, DAYS_PER_WEEK, STANDARD_WEEK_HOURS

PRAISE_WEEKS = 4  # weeks between two rounds of praise, each a week before the pay day that clears the counts


class TogetherLevers(Part):
    """Team events and praise."""

    event_hours: Annotated[float, Field(ge=0, le=16)] = Field(0.0, description="paid hours together, a month each")
    event_budget: Price = Field(0.0, description="money a month and head")
    awards_share: Share = Field(0.0, description="share of people praised in front of all, a month")
    awards_announced: Share = Field(0.0, description="1: everybody knows beforehand what is praised; 0: a surprise")


@dataclass(frozen=True)
class Numbers:
    motivation: Motivation
    quits: Reasons


@dataclass(frozen=True)
class Memory:
    conscience: Floats = per_person(normal("conscience"))  # gives without being asked, SDs
    praise: Floats = per_person()  # what is left of it, log speed
    morale: float = 0.0  # of the team, in [−1, 1]


Mine = Own[TogetherLevers, Numbers, Memory]


def _week(day: Day, own: Mine) -> Memory:
    """Events feed morale; praise comes once in four weeks and fades."""
    plan, numbers = own.plan, own.numbers.motivation
    fed = motivation.events(numbers, plan.event_hours, plan.event_budget) if plan.event_hours > 0 else 0.0
    morale = float(motivation.morale_later(numbers, own.mine.morale, fed, DAYS_PER_WEEK))
    praise = motivation.praise_later(numbers, own.mine.praise, DAYS_PER_WEEK)
    who = np.flatnonzero(day.staff)
    if plan.awards_share > 0 and not (day.index + DAYS_PER_WEEK) % (PRAISE_WEEKS * DAYS_PER_WEEK) and len(who):
        done = day[DONE][who]
        praised = done >= np.quantile(done, 1 - plan.awards_share) if done.any() else np.zeros(len(who), bool)
        surprise = 1 - plan.awards_announced
        praise[who] += surprise * motivation.praise_impulse(numbers, praised, plan.awards_share)
    return replace(own.mine, praise=praise, morale=morale)


def _speed(day: Day, own: Mine) -> Floats:
    """Morale, what is left of praise, and an announced award while it is new."""
    plan, numbers, mine = own.plan, own.numbers.motivation, own.mine
    gives = np.clip(mine.conscience, 0, 1)
    weeks = (day.index - own.began) / DAYS_PER_WEEK
    award = motivation.award_log_speed(numbers, plan.awards_announced, weeks, gives, plan.awards_share)
    return mine.praise + motivation.morale_log_speed(numbers, mine.morale) + np.where(day.service, award, 0.0)


def _away(day: Day, own: Mine) -> Floats:
    share = own.plan.event_hours * DAYS_PER_WEEK / DAYS_PER_MONTH / STANDARD_WEEK_HOURS
    return np.where(day.service & ~day.people.temp, share, 0.0)


def _pay(day: Day, own: Mine) -> None:
    heads = float((day.employed & ~day.people.temp).sum())
    day.book("together", -heads * own.plan.event_budget / DAYS_PER_MONTH)


MECHANISM = Mechanism(
    name="together",
    what="events feed morale, praise lifts those who did not get it; both fade",
    levers=TogetherLevers,
    asks=("event_hours", "event_budget", "awards_share"),
    numbers=Numbers,
    memory=lambda day, own: Memory(),
    needs=(DONE,),
    acts={Phase.WEEK: _week, Phase.PAY: _pay},
    adds={SPEED: _speed, OFF_FLOOR: _away, QUITS: lambda day, own: morale_term(own.numbers.quits, own.mine.morale)},
    accounts=(Account("together", "team events", MoneyPart.TEAM),),
    moves=(
        Move(
            "together.event_hours",
            4.0,
            "left.people",
            "up",
            "morale keeps people (TEM-01)",
            {"together.event_budget": 80.0},
        ),
        Move("together.event_budget", 200.0, "together", "down", "events cost money"),
        Move("together.awards_share", 0.2, "busy_s", "down", "INC-09", {"calendar.weeks": 8}),
        Move(
            "together.awards_announced",
            1.0,
            "busy_s",
            "up",
            "INC-10",
            {"together.awards_share": 0.1, "calendar.weeks": 12},
        ),
    ),
)
