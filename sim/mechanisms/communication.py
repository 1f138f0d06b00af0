"""Communication: a rule changes, and some answer by the old one until they hear of it.

Rules change by chance, and once a day around a sale. A message about it is read with chance

    r(m) = (1 − e^(−m ÷ m₁)) e^(−m ÷ m₀)

where m messages a day go to all: few messages carry few rules, many are read by nobody, and most is read at
m* = m₁ ln(1 + m₀ ÷ m₁). Whoever reads it does so after an exponential lag, all others hear by chance, later. Both lags
run in hours at work: a day off teaches nothing. A brief at the beginning of a shift tells whoever works that day with
chance 1 − e^(−b ÷ b₀) in b minutes. A share q of contacts is touched by each rule not heard, and answered wrong unless
it is looked up where rules are kept in one place. One change with mean lag L makes q λ L wrong answers of somebody who
answers λ contacts an hour, whatever the order of shifts and days off.

Shops of today have changes, too: what is not heard today is among their wrong answers. So only the difference moves
anything; wrong answers get the factor (w + u) ÷ (w + u₀), w being the usual share of wrong answers, u what is touched
under the plan and u₀ what is touched as things are done today, for the same person after the same days at work.

Messages also break into answers (a short interruption doubled the errors of a laboratory's sequence: Altmann, Trafton &
Hambrick 2014) and take seconds to look at; briefs take minutes off the floor, rules in one place and reminders take
hours of whoever keeps them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from pydantic import Field

from sim import draws
from sim.arrays import Floats, OneOrMany
from sim.contract.channels import AVAILABILITY, OFF_FLOOR, WRONG_TODAY, WRONG_USUAL
from sim.contract.day import Day
from sim.contract.mechanism import Account, Count, Mechanism, MoneyPart, Move, Own
from sim.contract.memory import per_person
from sim.contract.people import People
from sim.contract.phases import Phase
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_WEEK, SECONDS_PER_HOUR, STANDARD_SHIFT_HOURS

MESSAGES = 60.0  # to all, a day, where nobody decides otherwise
LAG = 8.0  # hours at work until whoever reads a message has read it, likewise
BRIEFED = 7  # days that a new rule is told in the brief, likewise
MINUTES_PER_HOUR = 60
ARMS, WHAT, WAYS = 2, 2, 2  # under the plan and as today; all rules and the newest; heard by reading and by chance
PLAN, TODAY = range(ARMS)
ALL, NEWEST = range(WHAT)


class CommunicationLevers(Part):
    """How people hear of changed rules."""

    brief_minutes: Annotated[float, Field(ge=0, le=60)] = Field(
        0.0, description="a brief at the beginning of each shift, on days with something new to tell"
    )
    brief_days: Annotated[int, Field(ge=1, le=28)] = Field(
        BRIEFED, description="days that a new rule is told in the brief, its first day among them"
    )
    messages: Annotated[float, Field(ge=0, le=300)] = Field(MESSAGES, description="messages a day to all")
    lag_hours: Annotated[float, Field(ge=0.5, le=80)] = Field(
        LAG, description="mean hours at work until whoever reads a message has read it"
    )
    place: Share = Field(0.0, description="share of rules kept in one place where they can be searched")


@dataclass(frozen=True)
class Communication:
    rules_week: float  # changes of a rule that people must know, a week, away from sales
    sale_days: float  # days before and after a big day with a change each
    touches: float  # share of contacts that a changed rule touches
    read: float  # messages a day at which 1/e of the people read each
    carries: float  # messages a day in which 1 − 1/e of changes come up
    chance_hours: float  # hours at work until whoever did not read hears by chance
    told: float  # minutes of a brief in which 1 − 1/e of what is new is told and kept
    breaks: float  # share of answers that one message a day breaks into
    interrupted: float  # more wrong answers among those, as a factor minus 1
    message_s: float  # seconds to look at a message
    remind_minutes: float  # for each person and change, to halve the lag
    found: float  # of contacts that a rule not heard touches, with all rules in one place: looked up
    first: float  # exponent of what a share of the rules keeps of that, 0 to 1
    keep_hours: float  # a week, to keep all rules in one place


def read_chance(numbers: Communication, messages: float) -> float:
    """Chance that somebody reads of a change, in [0, 1)."""
    return -math.expm1(-messages / numbers.carries) * math.exp(-messages / numbers.read)


def best_messages(numbers: Communication) -> float:
    """Messages a day at which that chance is highest."""
    return numbers.carries * math.log1p(numbers.read / numbers.carries)


def changed(numbers: Communication, messages: float) -> Floats:
    """A changed rule, by how it will be heard: read, by chance; (2,), adds up to 1."""
    reads = read_chance(numbers, messages)
    return np.array([reads, 1 - reads])


def after_brief(numbers: Communication, minutes: float) -> float:
    """Share of what was not heard that is still not heard after a brief, in (0, 1]."""
    return math.exp(-minutes / numbers.told)


def _pace(numbers: Communication, lag_hours: OneOrMany, hours: OneOrMany) -> Floats:
    """So many hours at work over the mean ones until somebody hears, by lag and way: (hours…, lags…, 2)."""
    lags = np.asarray(lag_hours, float)
    ways = np.empty((*lags.shape, WAYS))
    ways[..., 0], ways[..., 1] = lags, numbers.chance_hours
    found: Floats = np.asarray(hours, float)[(..., *(None,) * ways.ndim)] / ways
    return found


def after_hours(numbers: Communication, lag_hours: OneOrMany, hours: OneOrMany) -> Floats:
    """Share of what was not heard that is still not heard after so many hours at work: (hours…, lags…, 2), by way."""
    return np.exp(-_pace(numbers, lag_hours, hours))


def in_shift(numbers: Communication, lag_hours: OneOrMany, hours: OneOrMany) -> Floats:
    """The same, as the mean over a shift of so many hours."""
    pace = _pace(numbers, lag_hours, hours)
    at_work = pace > 0
    pace = np.where(at_work, pace, 1.0)
    return np.where(at_work, -np.expm1(-pace) / pace, 1.0)


def heard(numbers: Communication, plan: CommunicationLevers, hours: Floats) -> Floats:
    """Chance that each person knows a rule on the evening of each day, (D, n), that changed before the first of them;
    `hours` at work, (D, n)."""
    stock = np.tile(changed(numbers, plan.messages), (hours.shape[1], 1))
    told = after_brief(numbers, plan.brief_minutes)
    known = np.zeros(hours.shape)
    for day, worked in enumerate(hours):
        briefed = (worked > 0) & (day < plan.brief_days)
        stock = stock * after_hours(numbers, plan.lag_hours, worked) * np.where(briefed, told, 1.0)[:, None]
        known[day] = 1 - stock.sum(axis=1)
    return known


def touched(numbers: Communication, rules: OneOrMany, place: float = 0.0) -> Floats:
    """Share of contacts answered by an old rule, in [0, 1]: `rules` not heard, on average."""
    looked_up = numbers.found * place**numbers.first if place > 0 else 0.0
    return np.minimum(1.0, numbers.touches * np.asarray(rules)) * (1 - looked_up)


def broken_into(numbers: Communication, messages: float) -> float:
    """Factor on wrong answers from messages that break into them, ≥ 1."""
    return 1 + numbers.interrupted * min(1.0, numbers.breaks * messages)


def reading(numbers: Communication, messages: float) -> float:
    """Share of a shift that messages take."""
    return messages * numbers.message_s / SECONDS_PER_HOUR / STANDARD_SHIFT_HOURS


def changes(numbers: Communication, seed: int, days: int, big_days: tuple[int, ...]) -> tuple[int, ...]:
    """Days of a season on which a rule changes, at most one a day."""
    by_chance = -math.expm1(-numbers.rules_week / DAYS_PER_WEEK)
    return tuple(
        day
        for day in range(days)
        if any(abs(day - big) <= numbers.sale_days for big in big_days)
        or draws.uniform(draws.key(seed, "rule", day), draws.Purpose.CHOICE) < by_chance
    )


def _nothing(rows: People) -> Floats:
    return np.zeros((len(rows), ARMS, WHAT, WAYS))  # whoever comes is told the rules of the day


@dataclass(frozen=True)
class Memory:
    """See `unheard`."""

    # Rules not heard, on average: by person, under the plan and as things are done today, all of them and the newest,
    # by way of hearing, (n, 2, 2, 2)
    unheard: Floats = per_person(_nothing)
    changes: tuple[int, ...] = ()  # days of the season
    briefed: bool = False  # whether there is a brief today


Mine = Own[CommunicationLevers, Communication, Memory]


def _season(day: Day, own: Mine) -> Memory:
    return Memory(changes=changes(own.numbers, day.seed, day.shop.calendar.days, tuple(day.facts.big)))


def _morning(day: Day, own: Mine) -> Memory:
    """A change of the last evening counts for everybody; a brief where something is new."""
    mine, plan, numbers = own.mine, own.plan, own.numbers
    last = max((change for change in mine.changes if change <= day.index), default=None)
    briefed = plan.brief_minutes > 0 and last is not None and day.index - last < plan.brief_days
    if briefed != mine.briefed:
        day.touch()  # time off the floor is held
    mine = replace(mine, briefed=briefed)
    if last != day.index:
        return mine
    new = np.array([changed(numbers, plan.messages), changed(numbers, MESSAGES)])
    more = mine.unheard.copy()
    more[:, :, ALL] += new
    more[:, :, NEWEST] = new
    return replace(mine, unheard=more)


def _told(own: Mine) -> float:
    return after_brief(own.numbers, own.plan.brief_minutes) if own.mine.briefed else 1.0


def _lags(own: Mine) -> Floats:
    return np.array([own.plan.lag_hours, LAG])


@dataclass(frozen=True)
class Today:
    """What today's shifts do not know, on average over each; (A,) by who is there, under the plan and as today."""

    newest: tuple[Floats, Floats]  # rules not heard: of the newest
    old: tuple[Floats, Floats]  # share of contacts answered by an old rule


def _open(day: Day, own: Mine) -> Today:
    """Worked out once a day: until the evening nobody's shift or knowledge changes."""
    found: Today | None = day.found(own, None)
    if found is None:
        numbers, plan = own.numbers, own.plan
        still = own.mine.unheard[day.shift.person] * in_shift(numbers, _lags(own), day.shift.hours)[:, :, None]
        still[:, PLAN] *= _told(own)
        still = still[..., 0] + still[..., 1]  # ways; `sum` over two takes longer
        old = touched(numbers, still[:, PLAN, ALL], plan.place), touched(numbers, still[:, TODAY, ALL])
        found = Today((still[:, PLAN, NEWEST], still[:, TODAY, NEWEST]), old)
        day.screened(own.mechanism.name, found)
    return found


def _wrong(day: Day, own: Mine) -> Floats:
    plan, today = _open(day, own).old
    usual = day[WRONG_USUAL]
    broken = broken_into(own.numbers, own.plan.messages) / broken_into(own.numbers, MESSAGES)
    return np.where(day.service[day.shift.person], (usual + plan) / (usual + today) * broken, 1.0)


def _evening(day: Day, own: Mine) -> Memory:
    """Whoever worked has heard more."""
    still, left = own.mine.unheard.copy(), after_hours(own.numbers, _lags(own), day.shift.hours)
    left[:, PLAN] *= _told(own)
    still[day.shift.person] *= left[:, :, None]
    return replace(own.mine, unheard=still)


def _briefing(own: Mine) -> float:
    """Share of a shift that today's brief takes."""
    return own.plan.brief_minutes / MINUTES_PER_HOUR / STANDARD_SHIFT_HOURS if own.mine.briefed else 0.0


def _presence(day: Day, own: Mine) -> Floats:
    """Log of the minutes that messages leave, against those of today."""
    numbers = own.numbers
    left = math.log1p(-reading(numbers, own.plan.messages)) - math.log1p(-reading(numbers, MESSAGES))
    return np.where(day.service, left, 0.0)


def _pay(day: Day, own: Mine) -> None:
    """Hours of the best-paid person; and who knew, who answered by an old rule."""
    plan, numbers, who = own.plan, own.numbers, day.shift.person
    keep = plan.place * numbers.keep_hours / DAYS_PER_WEEK
    remind = 0.0  # hours
    if day.index in own.mine.changes:
        times = max(0.0, LAG / plan.lag_hours - 1)  # half of it takes one round, a quarter three
        remind = float(day.staff.sum()) * times * numbers.remind_minutes / MINUTES_PER_HOUR
    day.book("rule_place", -(keep + remind) * day.facts.dearest_hour)

    serves, found = day.service[who].nonzero()[0], _open(day, own)
    elsewhere = _briefing(own) + reading(numbers, plan.messages) - reading(numbers, MESSAGES)
    day.note("telling_hours", float(day.shift.hours[serves].sum()) * elsewhere + keep + remind)
    unknown, unknown_today = (float(newest[serves].sum()) / max(1, len(serves)) for newest in found.newest)
    day.note("rule_known", unknown_today - unknown)
    usual, (old, old_today) = day[WRONG_USUAL], found.old
    other = day.crew.wrong * usual / (usual + old)  # wrong answers that have nothing to do with rules
    avoided = day.read.done * other * (old_today - old) / usual
    day.note("old_rule_avoided", float(avoided[serves].sum()))


MECHANISM = Mechanism(
    name="communication",
    what="rules change; who has not heard answers by the old one; briefs, messages and one place for rules tell",
    levers=CommunicationLevers,
    asks=("brief_minutes", "messages", "lag_hours", "place"),
    numbers=Communication,
    memory=_season,
    needs=(WRONG_USUAL,),
    acts={Phase.MORNING: _morning, Phase.PAY: _pay, Phase.PEOPLE: _evening},
    adds={
        WRONG_TODAY: _wrong,
        OFF_FLOOR: lambda day, own: np.where(day.service, _briefing(own), 0.0),
        AVAILABILITY: _presence,
    },
    counts=(
        Count("rule_known", "of the service floor at work, who knows the newest rule, more than today", "mean"),
        Count("old_rule_avoided", "answers that are not wrong for an old rule, against today, as expected"),
        Count("telling_hours", "hours that briefs, messages, reminders and one place for rules take, beyond today's"),
    ),
    accounts=(Account("rule_place", "hours to keep rules in one place and to remind of new ones", MoneyPart.TEAM),),
    moves=(
        Move("communication.brief_minutes", 10.0, "wrong", "down", "who is told does not answer by the old rule"),
        Move("communication.brief_minutes", 10.0, "staffed_s", "down", "a brief takes minutes off the floor"),
        Move(
            "communication.brief_days",
            3,
            "rule_known",
            "down",
            "fewer briefs reach who was off",
            {"communication.brief_minutes": 10.0},
        ),
        Move("communication.messages", 15.0, "wrong", "down", "what is read is known; fewer interruptions (COM-04)"),
        Move("communication.lag_hours", 1.0, "wrong", "down", "heard sooner"),
        Move("communication.lag_hours", 1.0, "rule_place", "down", "reminding takes hours"),
        Move("communication.place", 1.0, "wrong", "down", "what is not known is looked up (ASM-rule)"),
        Move("communication.place", 1.0, "rule_place", "down", "keeping rules takes hours"),
    ),
)
