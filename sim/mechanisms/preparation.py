"""Preparation: a campaign whose pages, stock and offers are not ready does not get its lift.

Each role has so many hours to do in the four weeks before; the people of that role can give a share of theirs. What
is not done costs a part of the lift. The size is an assumption, stated in the register. How much an hour gets done, and
whether it is right, is `sim.mechanisms.projects`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.contract.channels import PREPARED, REALISED, SOUND
from sim.contract.day import Day
from sim.contract.mechanism import Mechanism, Own
from sim.contract.phases import Phase
from sim.shop.people import Role
from sim.units import DAYS_PER_WEEK, STANDARD_WEEK_HOURS

LEAD_DAYS = 28


@dataclass(frozen=True)
class Preparation:
    available: float  # share of a person's hours that can go into preparation
    worth: float  # share of the lift that is lost when nothing is prepared


def readiness(preparation: Preparation, needed: Mapping[Role, float], hours: Mapping[Role, float]) -> float:
    """Share of the needed hours that can be done, in [0, 1]; `hours` are those on the payroll, by role."""
    total = sum(needed.values())
    if not total:
        return 1.0
    done = sum(min(need, preparation.available * hours.get(role, 0.0)) for role, need in needed.items())
    return done / total


def realised_lift(preparation: Preparation, ready: float) -> float:
    """Share of the campaign's lift that comes true."""
    return 1 - preparation.worth * (1 - ready)


@dataclass(frozen=True)
class Memory:
    realised: dict[str, float]  # by campaign day: share of the lift that comes true


Mine = Own[None, Preparation, Memory]


def _prepare(day: Day, own: Mine) -> Memory | None:
    """How much of a campaign's preparation the people on the payroll can do from today to the big day."""
    realised = dict(own.mine.realised)
    for big, event in day.facts.big.items():
        if day.index != max(0, big - LEAD_DAYS):
            continue
        here = day.employed & ~day.people.temp
        weeks = (big - day.index) / DAYS_PER_WEEK
        hours: dict[Role, float] = {}
        for group in day.people.group[here]:
            role = day.shop.people[group].role
            hours[role] = hours.get(role, 0.0) + weeks * STANDARD_WEEK_HOURS * day.bent(PREPARED, event)
        ready = readiness(own.numbers, event.prep_hours, hours)
        realised[event.day.isoformat()] = realised_lift(own.numbers, ready) * day.bent(SOUND, event)
    return Memory(realised)


MECHANISM = Mechanism(
    name="preparation",
    what="a campaign that is not ready does not get its lift",
    numbers=Preparation,
    memory=lambda day, own: Memory({}),
    always=True,
    acts={Phase.MORNING: _prepare},
    shares={REALISED: lambda day, own: own.mine.realised},
)
