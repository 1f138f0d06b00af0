"""Attrition: who leaves, when and why.

A constant hazard a month, higher for newcomers and for tired people, never above a cap. A person leaves on the
first day whose own draw falls below that day's hazard, so a changed hazard adds or removes leavers and touches
nobody else's luck. Everything else is a term of the log hazard: pay against what others pay, fairness, a ladder,
morale (here), the lead (`leadership`), days at home (`remote`), how somebody was hired (`hiring`). The terms of all
practices are added and bent by `sim.mechanisms.bounds.Transfer.quits`.

Between the notice and the last day the team already loses output, and that is most of what a leaver costs (Kuhn & Yu
2021); the empty place and the newcomer's ramp come on top, from the season itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from sim import draws
from sim.arrays import Bools, Floats, Ints, OneOrMany
from sim.contract.channels import FATIGUE, HAZARD, NOTICE, QUITS, REST, SLACK, STAYING, WORTH
from sim.contract.day import Day
from sim.contract.mechanism import Count, Loop, Mechanism, Own
from sim.contract.memory import per_person
from sim.contract.people import NEVER
from sim.contract.phases import Phase
from sim.mechanisms.selection import Selection, outside
from sim.units import DAYS_PER_MONTH, DAYS_PER_WEEK, WEEKS_PER_YEAR


@dataclass(frozen=True)
class Attrition:
    hazard_month: float  # of an experienced, rested person
    newcomer: float  # factor on the hazard on the first day, minus 1
    newcomer_weeks: float  # weeks in which that falls to 1/e
    tired: float  # factor on the hazard at fatigue 1, minus 1
    cap_month: float


@dataclass(frozen=True)
class Reasons:
    """Terms of the log hazard that practices move, and what a notice does."""

    pay: float  # % fewer quits for 1 % more pay than the outside option
    unfair: float  # log factor at unfairness 1
    career: float  # log factor that a ladder of many steps takes away
    morale: float  # log factor that morale 1 takes away (and −1 adds)
    notice_days: float  # between the notice and the last day
    notice_loss: float  # share of the leaver's output that the team loses in that time


def daily_hazard(
    attrition: Attrition, tenure_weeks: OneOrMany, fatigue: OneOrMany, log_factor: OneOrMany = 0.0
) -> Floats:
    """Chance of leaving today, in [0, 1]. `log_factor`: the practices' terms together."""
    newcomer = 1 + attrition.newcomer * np.exp(-tenure_weeks / attrition.newcomer_weeks)
    month = attrition.hazard_month * newcomer * (1 + attrition.tired * fatigue) * np.exp(log_factor)
    return 1 - np.exp(-np.minimum(month, attrition.cap_month) / DAYS_PER_MONTH)


def pay_term(reasons: Reasons, pay: OneOrMany, outside: OneOrMany) -> Floats:
    """Log factor from pay against the outside option, both in money a month."""
    return -reasons.pay * np.log(np.asarray(pay, float) / outside)


def fairness_term(reasons: Reasons, unfair: OneOrMany) -> Floats:
    """Log factor from unfairness in [0, 1]."""
    return reasons.unfair * np.asarray(unfair, float)


def career_term(reasons: Reasons, steps: OneOrMany) -> Floats:
    """Log factor from the grades still above a person: the first matters most, the fifth hardly."""
    return -reasons.career * (1 - np.exp(-np.asarray(steps, float)))


def morale_term(reasons: Reasons, morale: OneOrMany) -> Floats:
    """Log factor from morale in [−1, 1], 0 = as ever."""
    return -reasons.morale * np.asarray(morale, float)


def notice_log_speed(reasons: Reasons, on_notice: Bools | OneOrMany) -> Floats:
    """Log speed of people who have given notice (0 or 1): their own slack and the colleagues they take along."""
    return np.log1p(-reasons.notice_loss) * np.asarray(on_notice, float)


TIRED_LEAVERS = Loop("fatigue_leavers", "tired people leave", per="person")


@dataclass(frozen=True)
class Numbers:
    attrition: Attrition
    quits: Reasons
    selection: Selection


@dataclass(frozen=True)
class Memory:
    notice: Ints = per_person(NEVER)  # day on which notice was given


Mine = Own[None, Numbers, Memory]


def _leave(day: Day, own: Mine) -> Memory:
    """Who gives notice tonight, each by a draw of their own."""
    people, d, numbers = day.people, day.index, own.numbers
    tired = day.through(TIRED_LEAVERS, day[FATIGUE], people.key)
    hazard = daily_hazard(numbers.attrition, people.tenure_weeks(d), tired, day[QUITS])
    luck = draws.uniform(draws.extend(people.key, d), draws.Purpose.CHOICE_B)
    stays = people.employed(d) & ~people.temp & (own.mine.notice == NEVER)
    leavers = np.flatnonzero(stays & (luck < hazard))
    day.note("quits", len(leavers))
    if not len(leavers):
        return own.mine
    notice = own.mine.notice.copy()
    notice[leavers] = d
    day.let_go(leavers, d + 1 + round(numbers.quits.notice_days))
    day.touch()
    return Memory(notice)


def _staying(day: Day, own: Mine) -> Callable[[np.ndarray, Floats], Iterator[Floats]]:
    """A function of rows and their log factor on leaving, (n,) each: the chance that they are still here at the
    beginning of each week of the year after today, as tiredness fades."""
    rest, people, fatigue = day[REST], day.people, day[FATIGUE]

    def weeks(rows: np.ndarray, log_quits: Floats) -> Iterator[Floats]:
        tenure, tired = people.tenure_weeks(day.index + 1)[rows], fatigue[rows]
        stays = np.ones(len(tired))
        for week in range(WEEKS_PER_YEAR):
            yield stays
            left = tired * rest(week * DAYS_PER_WEEK)
            stays = stays * (1 - daily_hazard(own.numbers.attrition, tenure + week, left, log_quits)) ** DAYS_PER_WEEK

    return weeks


MECHANISM = Mechanism(
    name="attrition",
    what="people leave, the new, the tired and the badly paid sooner; who has given notice slackens",
    numbers=Numbers,
    memory=lambda day, own: Memory(),
    needs=(FATIGUE, REST),
    always=True,
    acts={Phase.LEAVE: _leave},
    adds={
        SLACK: lambda day, own: notice_log_speed(own.numbers.quits, own.mine.notice <= day.index),
        QUITS: lambda day, own: -own.numbers.quits.pay * day[WORTH],
        WORTH: lambda day, own: -np.log(outside(own.numbers.selection, np.log(day.people.ability))),
    },
    shares={
        NOTICE: lambda day, own: own.mine.notice,
        HAZARD: lambda day, own: lambda tenure, tired, log: daily_hazard(own.numbers.attrition, tenure, tired, log),
        STAYING: _staying,
    },
    counts=(Count("quits", "people who gave notice"),),
    loops=(TIRED_LEAVERS,),
)
