"""Collaboration: questions that go on to another desk, how long they lie there, and who could answer them sooner.

A share of what service is asked goes on (`work.transfer`) to a desk that has its own hours, and lies there until that
desk is in. Three things change that, each at a price:

- A **shared view** of what other desks see. Of questions that go on a share is about nothing else than such a state:
  where the parcel is, whether the money has left. Those most asked for are shown first, so that a view of v of them
  answers 1 − (1 − v)² of these questions at once; every look takes seconds, and somebody has to keep the view up.
- A **liaison**: on so many days a week somebody of service, drawn by lot, works on the other desk's questions between
  chats, and errs more for going to and fro. Of these questions a share is settled; the others have cost the time and
  come back. Joint reviews halve what service does not know in every so many hours.
- A **target**: a share of questions that must be closed within the time promised for them (`work.target_s`). On as
  large a share of days the liaison takes them before everything else. What is promised beyond what the desks reach is
  in part met by closing questions that nobody has settled, and those come back.

Hours that other desks get back, for questions that no longer reach them or that a liaison settles, count at their pay
as far as they are used for something else. If all desks were always open, a question that goes on would stay for the
sum of its desks' times, as in a network with product form (Jackson 1957): a test holds the floor against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated

import numpy as np
from pydantic import Field

from sim import draws
from sim.arrays import Alike, Bools, Floats, Ints
from sim.contract.day import Day
from sim.contract.facts import KEPT, Facts
from sim.contract.floor_day import DayCounts, Given
from sim.contract.mechanism import Account, Count, Floorwork, Mechanism, MoneyPart, Move, Own
from sim.contract.phases import Phase
from sim.draws import Purpose
from sim.floor.model import DayLog, Outcome, WorkTypes
from sim.mechanisms.answers import REPEATS
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_WEEK, SECONDS_PER_HOUR

SERVED = int(Outcome.SERVED)
BEFORE_ALL = 0  # the priority that nothing goes before
AT_A_REVIEW = 2  # people of service; of the other desk there is one


class CollaborationLevers(Part):
    """What is done about questions that go on to another desk."""

    liaison_days: Annotated[int, Field(ge=0, le=DAYS_PER_WEEK)] = Field(
        0, description="days a week on which somebody of service works on other desks' questions, too"
    )
    first_day: Annotated[int, Field(ge=1, le=DAYS_PER_WEEK)] = Field(
        1, description="weekday on which these days begin: 1 = Monday … 7 = Sunday"
    )
    review_hours: Annotated[float, Field(ge=0, le=8)] = Field(
        0.0, description="hours a week in which service and the other desk go through such questions together"
    )
    view: Share = Field(0.0, description="share of what other desks see that service sees, the most asked for first")
    target: Share = Field(0.0, description="share of these questions that must be closed within their time")


@dataclass(frozen=True)
class Collaboration:
    known: float  # share of the other desk's questions that somebody of service settles, without any review
    half_hours: float  # joint hours that halve what is not known
    interrupted: float  # share more wrong answers of whoever goes to and fro between chats and such questions
    brief_hours: float  # paid hours in which a liaison day is handed over, with the other desk
    states: float  # share of questions that go on only because service does not see a state
    look_s: float  # seconds that a contact takes longer with a full view
    upkeep_hours: float  # hours a week that keep a full view up
    setup_hours: float  # hours that a full view takes to begin with
    closing: float  # share of what a target asks beyond reach that is met by closing unsettled questions
    back: float  # share of unsettled questions that come back
    watch_weeks: float  # over which the share that was in time is remembered
    used: float  # share of the hours that other desks get back which go into other work


def answered_at_once(numbers: Collaboration, view: float) -> float:
    """Share of the questions that would go on which a view answers where they are asked, in [0, 1]."""
    return numbers.states * (1 - (1 - view) ** 2)


def settled(numbers: Collaboration, hours: float) -> float:
    """Share of the other desk's questions that a liaison settles after so many joint hours, in [0, 1]."""
    return 1 - (1 - numbers.known) * 2 ** (-hours / numbers.half_hours)


def closed_unsettled(numbers: Collaboration, target: float, in_time: float) -> float:
    """Share of questions closed although nobody has settled them: a part of what the target asks beyond reach."""
    return numbers.closing * max(0.0, target - in_time)


def slower(numbers: Collaboration, view: float, handle_s: Alike) -> Alike:
    """Factor ≤ 1 on the speed at contacts of `handle_s` > 0 seconds, because of looks."""
    return handle_s / (handle_s + view * numbers.look_s)


def on_days(first_day: int, days: int) -> tuple[int, ...]:
    """Weekdays (0 = Monday) of a liaison's week that begins on `first_day` (1 = Monday), in their order."""
    return tuple((first_day - 1 + n) % DAYS_PER_WEEK for n in range(days))


@dataclass(frozen=True)
class Today:
    """What was so on today's floor."""

    agents: Ints  # positions of the liaisons in the crew
    settles: float  # share of questions that these settle
    closed: float  # share of all questions that are closed unsettled


@dataclass(frozen=True)
class Memory:
    reviewed: float = 0.0  # joint hours until now
    in_time: float | None = None  # share of the other desk's questions closed in time, lately; none: nobody knows yet


Mine = Own[CollaborationLevers, Collaboration, Memory]
NOBODY = Today(np.zeros(0, np.int64), 1.0, 0.0)


@lru_cache(maxsize=KEPT)  # the same every day of a season
def an_hour(facts: Facts) -> tuple[float, float | None]:
    """What an hour costs on the service floor, and at the desks that it hands on to; none where nobody sits there."""
    there = (facts.skills.speed[:, facts.receiving] > 0).any(axis=1) & ~facts.service
    service = facts.service_hour
    return service, float(facts.pay_hour[there].mean()) if there.any() else None


@lru_cache(maxsize=KEPT)  # of a season there are few, and what the floor makes of types hangs on which object they are
def changed(types: WorkTypes, facts: Facts, answered: float, back: float, first: bool) -> WorkTypes:
    """The types with so many questions `answered` at once; of those handed on a share `back` or more comes back, and
    they are taken `first`."""
    transfer, repeat, priority = types.transfer.copy(), types.repeat.copy(), types.priority.copy()
    transfer[facts.handing] *= 1 - answered
    repeat[facts.receiving] = np.maximum(repeat[facts.receiving], back)
    if first:
        priority[facts.receiving] = BEFORE_ALL
    return replace(types, transfer=transfer, repeat=repeat, priority=priority)


@lru_cache(maxsize=KEPT)  # the same every day until levers change
def with_looks(numbers: Collaboration, view: float, facts: Facts) -> Floats:
    """(K,) factor on speed by kind: looks slow down what may be handed on."""
    factor = np.ones(len(facts.handle_s))
    factor[facts.handing] = slower(numbers, view, facts.handle_s[facts.handing])
    return factor


def _liaisons(day: Day, own: Mine) -> Ints:
    """Position in the crew of today's liaison, by lot of the service staff on duty; none on other days."""
    if day.shop_day.date.weekday() not in on_days(own.plan.first_day, own.plan.liaison_days):
        return NOBODY.agents
    person = day.shift.person
    free = np.flatnonzero(day.staff[person])
    lot = draws.uniform(day.keys("liaison", person[free]), Purpose.CHOICE)
    return free[lot.argsort(kind="stable")[:1]]


def _today(day: Day, own: Mine) -> Today:
    in_time, target = own.mine.in_time, own.plan.target
    closed = 0.0 if in_time is None else closed_unsettled(own.numbers, target, in_time)
    return Today(_liaisons(day, own), settled(own.numbers, own.mine.reviewed), closed)


def _before(day: Day, own: Mine, floor: Given) -> Given:
    """Fewer questions go on, contacts take longer, somebody more can settle them, some are closed unsettled."""
    crew, types, rules = floor
    plan, numbers = own.plan, own.numbers
    handing, receiving = day.facts.handing, day.facts.receiving
    if not len(handing):
        day.screened(own.mechanism.name, NOBODY)
        return floor
    speed, accuracy = crew.speed * with_looks(numbers, plan.view, day.facts), crew.accuracy
    today = _today(day, own)
    day.screened(own.mechanism.name, today)
    if today.closed or len(today.agents):
        accuracy = accuracy.copy()
    if len(today.agents):
        chats = np.ix_(today.agents, handing)
        accuracy[chats] = 1 - np.minimum(1.0, (1 - accuracy[chats]) * (1 + numbers.interrupted))
        for k in receiving:
            new = today.agents[crew.speed[today.agents, k] <= 0]  # who has the skill anyway settles what they settled
            speed[new, k] = crew.speed[new].max(axis=1, initial=0.0)
            accuracy[new, k] *= today.settles
    if today.closed:
        accuracy[:, receiving] *= 1 - today.closed
    back = numbers.back if today.closed or len(today.agents) else 0.0
    if REPEATS.id in day.links.held:  # then what comes back is the path's
        accuracy, back = crew.accuracy, 0.0
    first = plan.target > draws.uniform(draws.key(day.seed, "hand-off target", day.index), Purpose.CHOICE)
    types = changed(types, day.facts, answered_at_once(numbers, plan.view), back, first)
    return replace(crew, speed=speed, accuracy=accuracy), types, rules


def unsettled(log: DayLog, receiving: Ints, today: Today, new: Sequence[Bools]) -> Bools:
    """Answers of today that settled nothing, (rows,): by the draw of the floor, whose chance of a wrong one is higher.

    `new`: for each of the kinds `receiving`, who of the crew works on it as a liaison only, (A,).
    """
    found = np.zeros(len(log.kind), bool)
    for k, learners in zip(receiving.tolist(), new, strict=True):
        rows = np.flatnonzero((log.kind == k) & (log.outcome == SERVED))
        right = (1 - today.closed) * np.where(learners[log.agent[rows]], today.settles, 1.0)
        found[rows] = draws.uniform(log.key[rows], Purpose.WRONG) < 1 - right
    return found


def spared(log: DayLog, usual: Floats, most: int) -> int:
    """Contacts of today answered where they were asked that would have gone on without a view, by the floor's draw.

    `usual`: (K,) share of each kind that goes on, `most` times at most.
    """
    share = usual[log.kind]
    rows = ((share > 0) & (log.outcome == SERVED) & (log.transfers < most)).nonzero()[0]
    return int(np.count_nonzero(draws.uniform(log.key[rows], Purpose.TRANSFER) < share[rows]))


def _wrong(day: Day, own: Mine, log: DayLog) -> Bools:
    """What was wrong anyway, and what nobody has settled."""
    today: Today = day.found(own, NOBODY)
    facts = day.facts
    day.note("seen_at_once", float(spared(log, facts.transfer, day.shop.floor.max_transfers)))
    if not today.closed and not len(today.agents):  # then all is as it would have been
        day.note("unsettled", 0.0)
        day.note("liaison_settled", 0.0)
        return log.wrong
    is_liaison = np.zeros(len(day.shift.person), bool)
    is_liaison[today.agents] = True
    skilled = facts.skills.speed[day.people.group[day.shift.person]] > 0
    new = [is_liaison & ~skilled[:, k] for k in facts.receiving]
    found = unsettled(log, facts.receiving, today, new)
    day.note("unsettled", float(np.count_nonzero(found)))
    good = (log.outcome == SERVED) & ~found
    by = sum(
        np.count_nonzero(one[log.agent[good & (log.kind == k)]]) for k, one in zip(facts.receiving, new, strict=True)
    )
    day.note("liaison_settled", float(by))
    return log.wrong | found


def _after(day: Day, own: Mine, read: DayCounts) -> None:
    """Nothing passes through a link here."""


def _remember(day: Day, own: Mine) -> Memory:
    """Joint hours add up; the share in time fades over the weeks that are looked back on."""
    read, mine = day.read, own.mine
    in_time = mine.in_time
    if read.cases:
        today = read.cases_in_target / read.cases
        weight = 1 / (own.numbers.watch_weeks * DAYS_PER_WEEK)
        in_time = today if in_time is None else in_time + (today - in_time) * weight
    return Memory(mine.reviewed + own.plan.review_hours / DAYS_PER_WEEK, in_time)


def _pay(day: Day, own: Mine) -> None:
    plan, numbers, facts = own.plan, own.numbers, day.facts
    service, there = an_hour(facts)
    other = service if there is None else there
    today: Today = day.found(own, NOBODY)
    brief = len(today.agents) * numbers.brief_hours * (service + other)
    review = plan.review_hours / DAYS_PER_WEEK * (AT_A_REVIEW * service + other)
    day.book("liaisons", -brief - review)
    new = own.more("view", day.index) / plan.view if plan.view else 0.0  # the part of it that is set up today
    hours = numbers.upkeep_hours / DAYS_PER_WEEK + numbers.setup_hours * new
    day.book("shared_view", -plan.view * hours * other)
    less = float(day.daily["seen_at_once"][day.index] + day.daily["liaison_settled"][day.index])
    each = float(facts.handle_s[facts.receiving].mean()) if len(facts.receiving) else 0.0
    day.book("hours_back", 0.0 if there is None else less * each / SECONDS_PER_HOUR * other * numbers.used)


# of both arms of a direction: another desk that works by day and rests at weekends; two days of a liaison
APART = {"people.late.skills": {"ask": 1.0, "call": 1.0}, "people.early.rest_from": "sat", "people.early.count": 1}
TWO_DAYS = {"collaboration.liaison_days": 2}

MECHANISM = Mechanism(
    name="collaboration",
    what="a shared view, a liaison and joint reviews answer what goes on to another desk; a target closes it",
    levers=CollaborationLevers,
    asks=("liaison_days", "review_hours", "view", "target"),
    numbers=Collaboration,
    memory=lambda day, own: Memory(),
    acts={Phase.PAY: _pay, Phase.PEOPLE: _remember},
    floor=Floorwork(lambda numbers, rules: rules, _before, _wrong, _after),
    counts=(
        Count("unsettled", "questions of another desk closed although nobody had settled them"),
        Count("liaison_settled", "questions of another desk that a liaison settled"),
        Count("seen_at_once", "questions that would have gone on and were answered where they were asked"),
    ),
    accounts=(
        Account("liaisons", "hand-overs of liaisons, and joint reviews", MoneyPart.PAY),
        Account("shared_view", "hours that set up and keep up a shared view", MoneyPart.TEAM),
        Account("hours_back", "hours of other desks that go into other work", MoneyPart.OTHER),
    ),
    moves=(
        Move("collaboration.liaison_days", 7, "case_wait_hours", "down", "somebody is there (ASM-liaison)", APART),
        Move("collaboration.liaison_days", 7, "liaisons", "down", "hand-overs take time", APART),
        Move("collaboration.first_day", 6, "case_wait_hours", "down", "the other desk rests then", APART | TWO_DAYS),
        Move("collaboration.review_hours", 4.0, "unsettled", "down", "service learns (ASM-liaison)", APART | TWO_DAYS),
        Move("collaboration.review_hours", 4.0, "liaisons", "down", "reviews take time"),
        Move("collaboration.view", 1.0, "handed_on", "down", "a state is seen where it is asked for (ASM-states)"),
        Move("collaboration.view", 1.0, "shared_view", "down", "it has to be kept up (ASM-view)"),
        Move("collaboration.target", 1.0, "unsettled", "up", "what is out of reach is closed (GOL-01-careless)", APART),
    ),
)
