"""Goals: who comes first of the customers who wait, how many people know it, and what it costs to tell them.

**Who comes first.** A customer counts by what he or she is worth to the team's aim, for each minute of hands that the
answer takes: the cμ rule (Cox & Smith 1961), which no other fixed order beats where nobody leaves and nobody is
interrupted. A buyer counts 1, a customer with a problem `kept`; of a chat, whoever has three in hand at once gives a
third of the time, slowed down as on the floor. Whoever does not know the aim takes them in the shop's order, as today.

**Who knows.** A reminder reaches 1 − exp(−minutes ÷ m₀) of those who do not know; who knows forgets at the rate of one
in τ days. With several goals at once each is known by exp(−(goals − 1) ÷ s) of the people, and each further one asks
for something that makes answers right. Every reminder also takes the minutes in which people put down their work.

The floor has no order by person. So each contact is drawn instead, by its identity: it stands where the aim puts it
with the chance that somebody knows, or else where the shop does. In the mean of two classes this is Cobham's (1954)
formula with a share of each class in the wrong queue; half of them is first come, first served. It differs from people
who disagree where these are not alike (few, or on different shifts). Only chats and calls are put in order, before all
other work that stood below the first of them; a difficult case keeps the place of the chat that it came from.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated

import numpy as np
from pydantic import Field

from sim import draws
from sim.arrays import Bools, Floats, Ints, Keys
from sim.contract.channels import OFF_FLOOR, TURN, WRONG_TODAY
from sim.contract.day import Day
from sim.contract.facts import Facts
from sim.contract.mechanism import Count, Mechanism, Move, Own
from sim.contract.phases import Phase
from sim.floor.model import Channel, WorkTypes
from sim.shop.types import Part
from sim.units import DAYS_PER_WEEK, SECONDS_PER_HOUR, STANDARD_WEEK_HOURS

MINUTES_PER_HOUR = 60
ONE_PLACE_S = SECONDS_PER_HOUR  # of head start: nobody who may leave waits as long
CHAT, PHONE = int(Channel.CHAT), int(Channel.PHONE)


class GoalsLevers(Part):
    """What the team aims at, and how it is told."""

    minutes: Annotated[float, Field(ge=0, le=120)] = Field(
        0.0, description="minutes of each reminder of the team's aims; 0 = nobody is told"
    )
    remind_days: Annotated[int, Field(ge=1, le=364)] = Field(7, description="days between two reminders")
    number: Annotated[int, Field(ge=1, le=12)] = Field(1, description="goals at once")
    kept: Annotated[float, Field(ge=0, le=20)] = Field(
        1.0, description="what a customer with a problem counts for; who wants to buy counts 1"
    )


@dataclass(frozen=True)
class Goals:
    enough_minutes: float  # of a reminder that reaches 1 − 1/e of those who do not know
    gather_minutes: float  # beside them, until everybody has come and is back
    forget_days: float  # days after which 1/e of those who knew still know
    span: float  # further goals with which each is known by 1/e of the people
    care: float  # log factor on wrong answers of a further goal that everybody knows, ≥ 0


# ---- who knows


def most(goals: Goals, number: int) -> float:
    """Share of people who can know each of so many goals, in (0, 1]."""
    return math.exp(-(number - 1) / goals.span)


def reminded(goals: Goals, know: float, minutes: float, number: int) -> float:
    """Share who know the aim just after a reminder."""
    return know + max(0.0, most(goals, number) - know) * -math.expm1(-minutes / goals.enough_minutes)


def remembered(goals: Goals, know: float, days: float) -> float:
    """Share who still know it so many days later."""
    return know * math.exp(-days / goals.forget_days)


def away(goals: Goals, minutes: float, remind_days: float) -> float:
    """Share of working time that reminders take, spread over the days between them."""
    hours = (minutes + goals.gather_minutes) / MINUTES_PER_HOUR if minutes else 0.0
    return hours / (remind_days * STANDARD_WEEK_HOURS / DAYS_PER_WEEK)


def log_wrong(goals: Goals, number: int, know: float) -> float:
    """Log factor on wrong answers, ≤ 0: goals beside the first ask for right ones, of those who know them."""
    return -goals.care * (number - 1) * know


# ---- who comes first


def hands(types: WorkTypes, stretch: Floats, chats: Ints) -> Floats:
    """(K,) seconds of somebody's hands that a contact takes; `chats` (K,): how many chats share them at most."""
    at_once = np.minimum(chats, len(stretch))
    shared = np.where(types.channel == CHAT, stretch[at_once - 1] / at_once, 1.0)
    time: Floats = (types.work_mean + types.wrap_mean) * shared
    return time


def by_worth(worth: Floats, hands: Floats) -> Ints:
    """Places (n,), 0 = first: by worth for each second of hands; equals share a place."""
    return places(-worth / hands)


def places(of: Floats | Ints) -> Ints:
    """Places (n,) by rising value, 0 = first; equals share one."""
    found: Ints = np.unique(of, return_inverse=True)[1]
    return found


def ahead(aimed: Ints, usual: Ints, kinds: Ints, keys: Keys, know: float) -> Floats:
    """Seconds of head start (n,), ≤ 0, of contacts of these kinds: of the share `know` as aimed, else as usual.

    `aimed`, `usual`: places (K,).
    """
    told = draws.uniform(draws.extend(keys, "goals"), draws.Purpose.CHOICE) < know
    start: Floats = (-ONE_PLACE_S * np.concatenate((usual, aimed)))[kinds + len(usual) * told]
    return start


@lru_cache
def one_line(types: WorkTypes) -> WorkTypes:
    """The types with chats and calls in one line, in which head starts decide."""
    live = is_live(types)
    return replace(
        types, priority=np.where(live, types.priority[live].min(initial=types.priority.max()), types.priority)
    )


@lru_cache
def in_line(types: WorkTypes, facts: Facts, kept: float) -> tuple[Ints, Ints]:
    """Places (K,) of chats and calls: as aimed, where one who bought is worth `kept` would-be buyers, and as usual."""
    able = facts.skills.speed[facts.service] > 0
    chats = np.where(able, facts.skills.chats[facts.service, None], 1).max(axis=0, initial=1)
    worth, time = np.where(facts.presale, 1.0, kept), hands(types, np.array(facts.shop.floor.stretch), chats)
    live, aimed, usual = is_live(types), *np.zeros((2, len(types)), dtype=np.int64)
    aimed[live] = by_worth(worth[live], time[live])
    usual[live] = places(types.priority[live])
    return aimed, usual


def is_live(types: WorkTypes) -> Bools:
    """(K,) whose customers stay while they wait."""
    live: Bools = (types.channel == CHAT) | (types.channel == PHONE)
    return live


# ---- in a season


@dataclass(frozen=True)
class Memory:
    know: float = 0.0  # share of people who know the aim


Mine = Own[GoalsLevers, Goals, Memory]
Turn = Callable[[WorkTypes, Keys, Ints], tuple[WorkTypes, Floats]]


def _hear(day: Day, own: Mine) -> Memory:
    plan, know = own.plan, remembered(own.numbers, own.mine.know, 1.0)
    if day.index % plan.remind_days == 0:
        know = reminded(own.numbers, know, plan.minutes, plan.number)
    return Memory(know)


def _turn(day: Day, own: Mine) -> Turn | None:
    """Today's order of those who wait; none where nobody knows of one."""
    know = own.mine.know
    if not know:
        return None

    def turn(types: WorkTypes, keys: Keys, kinds: Ints) -> tuple[WorkTypes, Floats]:
        aimed, usual = in_line(types, day.facts, own.plan.kept)
        return one_line(types), ahead(aimed, usual, kinds, keys, know)

    return turn


def _careful(day: Day, own: Mine) -> Floats:
    factor = math.exp(log_wrong(own.numbers, own.plan.number, own.mine.know))
    return np.where(day.service[day.shift.person], factor, 1.0)


def _away(day: Day, own: Mine) -> Floats:
    return np.where(day.service, away(own.numbers, own.plan.minutes, own.plan.remind_days), 0.0)


def _count(day: Day, own: Mine) -> None:
    share = away(own.numbers, own.plan.minutes, own.plan.remind_days)
    floor = np.count_nonzero(day.service & day.on_floor)
    day.note("aim_known", own.mine.know)
    day.note("reminder_hours", floor * share * STANDARD_WEEK_HOURS / DAYS_PER_WEEK)


MECHANISM = Mechanism(
    name="goals",
    what="reminders tell who comes first of those who wait; it is forgotten, and telling takes minutes off the floor",
    levers=GoalsLevers,
    asks=("minutes",),
    numbers=Goals,
    memory=lambda day, own: Memory(),
    acts={Phase.MORNING: _hear, Phase.CLOSE: _count},
    adds={WRONG_TODAY: _careful, OFF_FLOOR: _away},
    shares={TURN: _turn},
    counts=(
        Count("aim_known", "share of the service floor who know who comes first", "mean"),
        Count("reminder_hours", "working hours of the service floor in reminders"),
    ),
    moves=(
        Move("goals.minutes", 20.0, "aim_known", "up", "a longer reminder reaches more (ASM-aims)"),
        Move("goals.minutes", 20.0, "reminder_hours", "up", "it takes minutes off the floor"),
        Move(
            "goals.remind_days", 1, "aim_known", "up", "what was heard is forgotten (ASM-aims)", {"goals.minutes": 5.0}
        ),
        Move("goals.number", 6, "aim_known", "down", "nobody holds many goals in mind", {"goals.minutes": 10.0}),
        Move("goals.number", 3, "wrong", "down", "further goals ask for right answers", {"goals.minutes": 30.0}),
        Move(
            "goals.kept",
            20.0,
            "mean_wait_s",
            "up",
            "calls first, which take longest (cμ rule)",
            {"goals.minutes": 30.0, "goals.remind_days": 1},
        ),
    ),
)
