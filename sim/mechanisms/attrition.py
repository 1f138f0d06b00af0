"""Attrition: who leaves, when and why.

A constant hazard a month, higher for newcomers, for tired people and for those whom weeks of it have worn out (Swider
& Zimmerman 2010), never above a cap. A person leaves on the
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
from sim.contract.channels import (
    EXHAUSTION,
    FATIGUE,
    HAZARD,
    LEAVER,
    NOTICE,
    NOTICE_DAYS,
    QUITS,
    QUITS_AFTER,
    RESTED,
    SLACK,
    STAYING,
    WORTH,
)
from sim.contract.day import Day
from sim.contract.mechanism import Count, Loop, Mechanism, Own
from sim.contract.memory import per_person
from sim.contract.people import NEVER
from sim.contract.phases import Phase
from sim.mechanisms.selection import Selection, outside
from sim.units import DAYS_PER_MONTH, DAYS_PER_WEEK, STANDARD_WEEK_HOURS, WEEKS_PER_YEAR


@dataclass(frozen=True)
class Attrition:
    hazard_month: float  # of an experienced, rested person
    newcomer: float  # factor on the hazard on the first day, minus 1
    newcomer_weeks: float  # weeks in which that falls to 1/e
    tired: float  # factor on the hazard at fatigue 1, minus 1
    worn: float  # log factor on the hazard at exhaustion 1 beyond the usual
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


def weariness(attrition: Attrition, fatigue: OneOrMany, exhaustion: OneOrMany) -> Floats:
    """Log factor on the hazard, ≥ 0: from tiredness now, and from exhaustion beyond the usual, both in [0, 1]."""
    return np.log1p(attrition.tired * np.asarray(fatigue)) + attrition.worn * np.asarray(exhaustion)


def daily_hazard(
    attrition: Attrition, tenure_weeks: OneOrMany, weary: OneOrMany, log_factor: OneOrMany = 0.0
) -> Floats:
    """Chance of leaving today, in [0, 1]. `weary`: see `weariness`; `log_factor`: the practices' terms together."""
    newcomer = 1 + attrition.newcomer * np.exp(-tenure_weeks / attrition.newcomer_weeks)
    month = attrition.hazard_month * newcomer * np.exp(weary + np.asarray(log_factor))
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
    weary = weariness(numbers.attrition, day[FATIGUE], day[EXHAUSTION])
    weary = day.through(TIRED_LEAVERS, weary, people.key)
    hazard = daily_hazard(numbers.attrition, people.tenure_weeks(d), weary, day[QUITS])
    luck = draws.uniform(draws.extend(people.key, d), draws.Purpose.CHOICE_B)
    stays = day.employed & ~people.temp & (own.mine.notice == NEVER)
    leavers = np.flatnonzero(stays & (luck < hazard))
    day.note("quits", len(leavers))
    day.note("quits_expected", float(hazard[stays].sum()))
    if not len(leavers):
        return own.mine
    notice = own.mine.notice.copy()
    notice[leavers] = d
    day.let_go(leavers, d + 1 + round(numbers.quits.notice_days))
    day.touch()
    return Memory(notice)


def _notice_time(day: Day, own: Mine) -> Floats:
    """What the team loses in the time of a notice, in money: (n,)."""
    hours = own.numbers.quits.notice_days / DAYS_PER_WEEK * STANDARD_WEEK_HOURS
    return own.numbers.quits.notice_loss * hours * day.facts.hour_worth[day.people.group]


def _under_notice(day: Day, own: Mine) -> float:
    """The same of those who have given notice and are still here: for the days that are left."""
    here = (own.mine.notice <= day.index) & day.employed & ~day.people.temp
    left = (day.people.gone[here] - 1 - day.index) / max(own.numbers.quits.notice_days, 1)
    return -float(np.sum(left * _notice_time(day, own)[here]))


def _staying(day: Day, own: Mine) -> Callable[[np.ndarray], Iterator[Floats]]:
    """A function of rows, (n,): the chance that they are still here at the beginning of each week of the year after
    today, as tiredness and exhaustion fade and what acts after the season has begun to."""
    rested, people, attrition = day[RESTED], day.people, own.numbers.attrition

    def weeks(rows: np.ndarray) -> Iterator[Floats]:
        tenure = people.tenure_weeks(day.index + 1)[rows]
        log_quits = (day[QUITS] + day.raw(QUITS_AFTER))[rows]
        stays = np.ones(len(tenure))
        for week in range(WEEKS_PER_YEAR):
            yield stays
            weary = weariness(attrition, *rested(week * DAYS_PER_WEEK))[rows]
            stays = stays * (1 - daily_hazard(attrition, tenure + week, weary, log_quits)) ** DAYS_PER_WEEK

    return weeks


MECHANISM = Mechanism(
    name="attrition",
    what="people leave, the new, the tired and the badly paid sooner; who has given notice slackens",
    numbers=Numbers,
    memory=lambda day, own: Memory(),
    needs=(EXHAUSTION, FATIGUE, RESTED),
    always=True,
    acts={Phase.LEAVE: _leave},
    adds={
        SLACK: lambda day, own: notice_log_speed(own.numbers.quits, own.mine.notice <= day.index),
        QUITS: lambda day, own: -own.numbers.quits.pay * day[WORTH],
        LEAVER: _notice_time,
        WORTH: lambda day, own: -np.log(outside(own.numbers.selection, np.log(day.people.ability))),
    },
    shares={
        NOTICE: lambda day, own: own.mine.notice,
        NOTICE_DAYS: lambda day, own: own.numbers.quits.notice_days,
        HAZARD: lambda day, own: lambda tenure, weary, log: daily_hazard(own.numbers.attrition, tenure, weary, log),
        STAYING: _staying,
    },
    leaves={"people": _under_notice},
    counts=(
        Count("quits", "people who gave notice"),
        Count("quits_expected", "the chances that people had of giving notice, added up"),
    ),
    loops=(TIRED_LEAVERS,),
)
