"""Training: mentors, a course for the experienced, partners who show each other how they work, second skills.

What is taught is the stock of `sim.mechanisms.know_how`; how newcomers ramp up is `sim.mechanisms.learning`. All of it
takes hours off the floor.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from pydantic import Field

from sim import draws
from sim.arrays import Bools, Floats, Ints
from sim.contract.channels import (
    AT_HOME,
    CLASSROOM,
    EXPERIENCED,
    HELPING,
    LEARNED,
    LEARNING,
    OFF_FLOOR,
    SECOND,
    SPEED,
    TAUGHT,
)
from sim.contract.day import Day
from sim.contract.mechanism import Mechanism, Move, Own
from sim.contract.memory import per_person
from sim.contract.people import NEVER
from sim.contract.phases import Phase
from sim.mechanisms import know_how, learning
from sim.mechanisms.know_how import KnowHow, Stock
from sim.mechanisms.learning import Learning
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_WEEK, STANDARD_WEEK_HOURS

MINUTES_PER_HOUR = 60.0
THIRDS = 3  # the team goes to its course in thirds, one after the other, so that the floor is never empty


class TrainingLevers(Part):
    """Learning beyond the first course."""

    mentor_share: Share = Field(0.0, description="share of newcomers with an experienced person beside them")
    course_days: Annotated[float, Field(ge=0, le=10)] = Field(0.0, description="classroom for the experienced, each")
    course_week: int = Field(2, ge=0, le=51, description="week of the season in which that course begins")
    pair_minutes: Annotated[float, Field(ge=0, le=300)] = Field(
        0.0, description="a week in which two colleagues show each other how they work, each"
    )
    second_skill_share: Share = Field(0.0, description="share of the floor that also learns another team's work")


@dataclass(frozen=True)
class Numbers:
    learning: Learning
    know_how: KnowHow


@dataclass(frozen=True)
class Memory:
    lasting: Floats = per_person()  # know-how, log points of speed
    fading: Floats = per_person()
    second_from: Ints = per_person(NEVER)  # day from which the second skill is used
    course_from: int = 0  # day before which the course for the experienced cannot begin


Mine = Own[TrainingLevers, Numbers, Memory]


def _stock(mine: Memory) -> Stock:
    return Stock(mine.lasting, mine.fading)


def _with(mine: Memory, stock: Stock) -> Memory:
    return replace(mine, lasting=stock.lasting, fading=stock.fading)


# ---- the course, and a second skill


def in_class(day: Day, own: Mine, d: int) -> Floats:
    """Share of day `d` that each person spends in the course for the experienced, in [0, 1]."""
    plan, people = own.plan, day.people
    if plan.course_days == 0 and plan.second_skill_share == 0:
        return np.zeros(len(people))
    days = plan.course_days + np.where(_learns_second(day, own), float(day[CLASSROOM]), 0.0)
    first = _course_begins(own)
    begin = first + people.seat % THIRDS * np.ceil(days)
    sits = day.service & (people.hired < first)
    return np.where(sits, np.clip(begin + days - d, 0, 1) * (d >= begin), 0.0)


def _course_begins(own: Mine) -> int:
    return max(own.plan.course_week * DAYS_PER_WEEK, own.mine.course_from)


def _course_runs(day: Day, own: Mine) -> tuple[int, int]:
    """The first day of the course, and the one after which nobody has been in it, at the latest."""
    first, longest = _course_begins(own), math.ceil(own.plan.course_days + float(day[CLASSROOM]))
    return first, first + THIRDS * longest


def _anew(day: Day, own: Mine) -> Memory:
    """A course that is decided on after its week begins at once."""
    if own.more("course_days", day.index) or own.more("second_skill_share", day.index):
        return replace(own.mine, course_from=day.index)
    return own.mine


def _learns_second(day: Day, own: Mine) -> Bools:
    """Who learns another team's work: every so many-th seat, spread evenly."""
    share, seat = own.plan.second_skill_share, day.people.seat
    return ((seat + 1) * share).astype(int) > (seat * share).astype(int)


def _course(day: Day, own: Mine) -> Memory | None:
    """Those whose course ended yesterday have learned it."""
    if own.plan.course_days <= 0 and own.plan.second_skill_share <= 0:
        return None
    first, last = _course_runs(day, own)
    if not first <= day.index <= last:
        return None  # nobody is in it, or was yesterday
    today, yesterday = in_class(day, own, day.index), in_class(day, own, day.index - 1)
    if today.any() or yesterday.any():
        day.touch()
    done = (today == 0) & (yesterday > 0)
    if not done.any():
        return None
    mine, numbers = own.mine, own.numbers.know_how
    gain = know_how.course_gain(numbers, own.plan.course_days, mine.lasting + mine.fading)
    learned = know_how.learned(numbers, _stock(mine), np.where(done, gain, 0.0))
    starts = done & _learns_second(day, own)
    return replace(
        _with(mine, learned), second_from=np.where(starts, np.minimum(mine.second_from, day.index), mine.second_from)
    )  # fmt: skip


def _second(day: Day, own: Mine) -> Floats | None:
    """Speed in another team's work, (n, K); None where nobody has one."""
    since = own.mine.second_from
    started = since <= day.index
    if not started.any():
        return None
    practice = np.maximum(0, day.index - np.minimum(since, day.index)) / DAYS_PER_WEEK
    level = np.where(started, learning.second_speed(own.numbers.learning, practice), 0.0)
    return day.facts.second_speed[day.people.group] * level[:, None]


# ---- the week: partners meet, colleagues pass on, what is not used fades


def _week(day: Day, own: Mine) -> Memory:
    numbers, people = own.numbers, day.people
    stock = know_how.after(numbers.know_how, _stock(own.mine), DAYS_PER_WEEK)
    floor = np.flatnonzero(day.staff)
    if len(floor) < 2:
        return _with(own.mine, stock)
    knows, helping = Stock(stock.lasting[floor], stock.fading[floor]), day[HELPING]
    # help changes how fast gaps close, never how far
    rates = helping * learning.contact_rate(numbers.learning) * (1 - day[AT_HOME][floor])
    hours = helping * own.plan.pair_minutes / MINUTES_PER_HOUR
    partner = _pairs(draws.uniform(day.keys("partner", floor), draws.Purpose.SIZE))
    gain = np.zeros(len(people))
    log_ability = np.log(people.ability[floor])
    gain[floor] = know_how.from_colleagues(numbers.know_how, log_ability, knows, rates, partner, hours)
    return _with(own.mine, know_how.learned(numbers.know_how, stock, gain))


def _pairs(luck: Floats) -> Ints:
    """Everybody's partner this week, as positions; with an odd number the last one sits alone."""
    order = np.argsort(luck)
    partner = np.arange(len(luck))
    even = len(luck) // 2 * 2
    partner[order[:even:2]], partner[order[1:even:2]] = order[1:even:2], order[:even:2]
    return partner


# ---- mentors


def _mentoring(day: Day, own: Mine) -> tuple[float, float]:
    """Share of newcomers with a mentor, and hours a week that each experienced person gives."""
    floor = day.service & day.on_floor
    old = int((day[EXPERIENCED] & floor).sum())
    return learning.mentoring(own.numbers.learning, int(floor.sum()) - old, old, own.plan.mentor_share)


def _pace(day: Day, own: Mine) -> Floats:
    """Factor of a mentor on the pace of learning."""
    numbers = own.numbers.learning
    floor = day.service & day.on_floor
    old = day[EXPERIENCED] & floor
    share = old.sum() / max(1, floor.sum())
    mentored = np.where(old, 0.0, _mentoring(day, own)[0])
    return np.where(floor, learning.pace(numbers, share, mentored) / learning.pace(numbers, share), 1.0)


def _away(day: Day, own: Mine) -> Floats:
    """Share of working time with a partner, a newcomer, or in the classroom."""
    week, staff = STANDARD_WEEK_HOURS, day.service & ~day.people.temp
    share = np.where(staff, own.plan.pair_minutes / MINUTES_PER_HOUR / week, 0.0)
    share = share + np.where(day[EXPERIENCED] & staff, _mentoring(day, own)[1] / week, 0.0)
    return share + np.where(day.people.temp, 0.0, in_class(day, own, day.index))


def _learned(day: Day, own: Mine, weeks: float) -> Floats:
    return own.mine.lasting + own.mine.fading * np.exp(-weeks / own.numbers.know_how.fade_weeks)


MECHANISM = Mechanism(
    name="training",
    what="mentors, courses, partners and second skills: hours off the floor that make people quicker",
    levers=TrainingLevers,
    asks=("mentor_share", "course_days", "pair_minutes", "second_skill_share"),
    numbers=Numbers,
    memory=lambda day, own: Memory(),
    anew=_anew,
    needs=(EXPERIENCED,),
    reads=(AT_HOME, CLASSROOM, HELPING),
    acts={Phase.MORNING: _course, Phase.WEEK: _week},
    adds={
        SPEED: lambda day, own: own.mine.lasting + own.mine.fading,
        LEARNED: _learned,
        LEARNING: _pace,
        OFF_FLOOR: _away,
    },
    shares={TAUGHT: lambda day, own: own.mine.lasting + own.mine.fading, SECOND: _second},
    moves=(
        Move("training.mentor_share", 1.0, "left.people", "up", "TRN-03-peers", {"people.late.tenure_weeks": (0, 40)}),
        Move("training.course_days", 3.0, "left.people", "up", "TRN-01", {"training.course_week": 0}),
        Move(
            "training.course_week",
            8,
            "left.people",
            "down",
            "a course after the season has taught nobody in it",
            {"training.course_days": 3.0},
        ),
        Move("training.pair_minutes", 60.0, "left.people", "up", "TRN-02-in"),
        Move(
            "training.second_skill_share",
            0.5,
            "staffed_s",
            "down",
            "classroom hours come off the floor",
            {"training.course_week": 0},
        ),
    ),
)
