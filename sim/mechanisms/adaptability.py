"""Adaptability: how soon a team sees a shock, who may answer it, and whom it can call.

A shock is seen at the next look at the figures, decided once whoever may decide has done so, and then answered by
people on call, who need notice. With looks w days apart, of decisions a share r taken without asking, and m days'
notice, people come after

    seen · w ÷ usual + asked · (1 − r (1 − quick)) + m        days,

`seen` and `asked` being the shock's own days at the usual looks and where everything is asked. Until then contacts
pile up at λ − μ, so that what is open grows with the square of the delay.

Sooner is not free. Looks take hours and sometimes see a shock that is none. What is given to a team first is what it
knows best: at a share r a decision of its own is wrong with chance e · r; then something is ordered twice, and what is
right is asked for after all. People who wait for a call are paid for waiting, and by the hour more than others once
they come.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated

from pydantic import Field

from sim import draws
from sim.arrays import Bools, Ints
from sim.contract.channels import INCIDENT_DECIDED, INCIDENT_SEEN, INCIDENTS, ON_CALL
from sim.contract.day import Day
from sim.contract.facts import KEPT, Facts
from sim.contract.mechanism import Account, Count, Mechanism, MoneyPart, Move, Own
from sim.contract.memory import per_person
from sim.contract.people import newcomers
from sim.contract.phases import Phase
from sim.mechanisms.hiring import spread
from sim.mechanisms.incidents import Incident
from sim.mechanisms.peak import desk
from sim.shop.events import Event
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_WEEK

USUAL = 3.0  # days between two looks at the figures, with which the days until a shock is seen are stated
NAME = "adaptability"
AGENT, PACKER = 1, 2  # what people on call are called for
CALLED = 1_000_000  # generations of people on call: neither hires nor temps, and other people for every call
SHOCKED = {"incidents.by_hand": ("viral_hit@4", "viral_hit@14")}  # something to answer
ALONE = {"adaptability.rights": 1.0}


class AdaptabilityLevers(Part):
    """How soon a shock is seen, who may answer it, and who can be called."""

    watch_days: Annotated[float, Field(ge=0.25, le=14)] = Field(
        USUAL, description="days between two looks at yesterday's figures"
    )
    rights: Share = Field(0.0, description="share of decisions in a shock that the team takes without asking")
    pool: int = Field(0, ge=0, le=60, description="people on call for the service floor")
    pool_packing: int = Field(0, ge=0, le=60, description="people on call for the packing tables")


@dataclass(frozen=True)
class Adaptability:
    quick: float  # time of a decision without asking, as a share of one that is asked for
    wrong: float  # chance that the team's own decision is wrong, where it takes all of them
    false_alarm: float  # chance that a look sees a shock that is none
    twice: float  # what a wrong answer costs, as a share of a usual day's sales
    look_hours: float  # of the best-paid person, each
    notice_days: float  # until people on call can be there; they begin in the morning
    retainer_hours: float  # of pay that one person on call costs a week
    call_pay: float  # pay of an hour at work of who was called, over the group's
    practised_weeks: float  # full-time weeks of experience of people on call


def seen_factor(watch_days: float) -> float:
    """Days until a shock is seen, over those at the usual looks: a look comes after half its interval on average."""
    return watch_days / USUAL


def decided_factor(adaptability: Adaptability, rights: float) -> float:
    """Days until it is decided, over those of a team that asks for everything, where it decides right."""
    return 1 - rights * (1 - adaptability.quick)


def wrong_chance(adaptability: Adaptability, rights: float) -> float:
    """Chance that a decision is taken by the team and is wrong: of r that it takes, e · r."""
    return adaptability.wrong * rights**2


def comes(adaptability: Adaptability, decided: float) -> int:
    """First day of the season on which people who are called at `decided` are on the floor: they begin in the
    morning."""
    return math.ceil(decided + adaptability.notice_days)


def alarms(adaptability: Adaptability, seed: int, days: int, watch_days: float, rights: float) -> tuple[int, ...]:
    """Days on which the team answers a shock that is none: a look sees one, and nobody has to be asked."""
    found = []
    for look in range(math.ceil(days / watch_days)):
        seen = draws.uniform(draws.key(seed, "false shock", look), draws.Purpose.CHOICE)
        if seen < adaptability.false_alarm * rights:
            found.append(int(look * watch_days))
    return tuple(found)


@dataclass(frozen=True)
class Memory:
    called: Ints = per_person(0)  # whom was called for what: AGENT or PACKER; 0: nobody called them
    alarms: tuple[int, ...] = ()  # days of the season on which a shock is answered that is none


Mine = Own[AdaptabilityLevers, Adaptability, Memory]


def _season(day: Day, own: Mine) -> Memory:
    plan = own.plan
    return Memory(alarms=alarms(own.numbers, day.seed, len(day.facts.days), plan.watch_days, plan.rights))


def _anew(day: Day, own: Mine) -> Memory:
    return replace(own.mine, alarms=_season(day, own).alarms)


def helped_by(event: Event) -> set[int]:
    """Who of those on call helps: more customers need agents and packers, more questions or missing people agents."""
    touches = event.touches
    if touches.get("traffic", 1.0) > 1:
        return {AGENT, PACKER}
    return {AGENT} if touches.get("asking", 1.0) > 1 or "away" in touches else set()


def _pools(plan: AdaptabilityLevers, facts: Facts) -> tuple[tuple[int, int, Bools], ...]:
    """(what for, how many, groups whose work they do) of people on call."""
    return (AGENT, plan.pool, desk(facts)), (PACKER, plan.pool_packing, facts.packs)


@lru_cache(maxsize=KEPT)  # the same every day until levers change
def on_call_hour(plan: AdaptabilityLevers, facts: Facts) -> float:
    """What an hour of everybody on call would cost, in money."""
    pools = ((people, able) for _, people, able in _pools(plan, facts) if people and able.any())
    return sum(people * float(facts.pay_hour[able].mean()) for people, able in pools)


def _mine(day: Day) -> Iterator[Incident]:
    """What a team can be ready for, of all that happens in the season."""
    return (one for one in day[INCIDENTS] if NAME in one.event.damped_by)


def _call(day: Day, own: Mine) -> None:
    """Who is on call comes, unless they are here already, and stays until what they were called for is over."""
    plan, d = own.plan, day.index
    running = [one for one in _mine(day) if comes(own.numbers, one.decided) <= d < one.ends]
    here = own.mine.called[day.on_floor]
    for what, wanted, able in _pools(plan, day.facts):
        until = [math.ceil(one.ends) for one in running if what in helped_by(one.event)]
        if not until or (here == what).any():
            continue
        for group, seats in spread(day, able, wanted):
            rows = newcomers(
                day.shop, day.talent.spread, day.seed, group, seats, CALLED * what + d, True, d, d, max(until),
                own.numbers.practised_weeks,
            )  # fmt: skip
            day.join(own, rows, called=what)


def _wrong(day: Day, own: Mine, event: Event, at: int) -> bool:
    """Whether the team decides itself on what begins on a day, and wrongly."""
    key = draws.key(day.seed, "own decision", event.id, at)
    return float(draws.uniform(key, draws.Purpose.CHOICE)) < wrong_chance(own.numbers, own.plan.rights)


def _decided(day: Day, own: Mine, event: Event, at: int) -> float:
    """A wrong decision helps nobody: what is right is asked for after all."""
    return 1.0 if _wrong(day, own, event, at) else decided_factor(own.numbers, own.plan.rights)


def _pay(day: Day, own: Mine) -> None:
    plan, numbers, facts, d = own.plan, own.numbers, day.facts, day.index
    day.book("retainer", -numbers.retainer_hours / DAYS_PER_WEEK * on_call_hour(plan, facts))
    called = (own.mine.called[day.shift.person] > 0).nonzero()[0]
    if len(called):
        rate = numbers.call_pay * facts.pay_hour[day.people.group[day.shift.person[called]]]
        day.book("called", -float(day.shift.worked[called] @ rate))
    more = 1 / plan.watch_days - 1 / USUAL
    day.book("looks", -numbers.look_hours * facts.dearest_hour * more)
    today = [one for one in _mine(day) if int(one.decided) == d and one.decided < one.ends]
    wrong = sum(_wrong(day, own, one.event, one.day) for one in today)
    wrong += own.mine.alarms.count(d)
    day.book("twice", -wrong * numbers.twice * day.shop.demand.orders_day * day.shop.money.order_value)
    day.note("wrong_decisions", wrong)
    day.note("called_days", float(len(called)))


MECHANISM = Mechanism(
    name=NAME,
    what="a shock is seen at the next look, decided by whoever may, and answered by people on call",
    levers=AdaptabilityLevers,
    asks=("watch_days", "rights", "pool", "pool_packing"),
    numbers=Adaptability,
    memory=_season,
    anew=_anew,
    reads=(INCIDENTS,),
    acts={Phase.MORNING: _call, Phase.PAY: _pay},
    adds={
        INCIDENT_SEEN: lambda day, own, event, at: seen_factor(own.plan.watch_days),
        INCIDENT_DECIDED: _decided,
    },
    shares={ON_CALL: lambda day, own: own.mine.called > 0},
    counts=(
        Count("wrong_decisions", "decisions of the team's own that were wrong, false alarms among them"),
        Count("called_days", "person-days at work of people on call"),
    ),
    accounts=(
        Account("retainer", "people who wait for a call", MoneyPart.PAY),
        Account("called", "people on call at work, by the hour", MoneyPart.PAY),
        Account("looks", "hours of looking at figures, beyond the usual", MoneyPart.TEAM),
        Account("twice", "what wrong decisions of the team's own cost", MoneyPart.OTHER),
    ),
    moves=(
        Move("adaptability.watch_days", 0.5, "undecided_days", "down", "it is seen sooner", SHOCKED),
        Move("adaptability.watch_days", 0.5, "looks", "down", "looking takes hours", SHOCKED),
        Move("adaptability.rights", 1.0, "undecided_days", "down", "nobody is waited for", SHOCKED),
        Move("adaptability.rights", 1.0, "twice", "down", "whoever decides alone errs alone (ASM-shocks)", SHOCKED),
        Move("adaptability.pool", 3, "retainer", "down", "waiting is paid for", SHOCKED),
        Move("adaptability.pool", 3, "called_days", "up", "whoever is called comes", SHOCKED | ALONE),
        Move("adaptability.pool_packing", 3, "called_days", "up", "at the tables, too", SHOCKED | ALONE),
    ),
)  # fmt: skip
