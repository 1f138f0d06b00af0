"""What a usual day brings against the hours of each role: work offered, and who can take it.

Contacts and parcels of a usual day as the shop's facts have them, first tries only. Work goes first to those who do it
best, whose job it is, and among them where most hours are free; to others goes what is more than they can do. Hours at
the counter of a chat are shared by the chats that one person holds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playbook.documents.plan.tasks import ROLES
from sim.contract.facts import Facts
from sim.scenario import Scenario
from sim.shop.people import Group, Role
from sim.shop.work import Work
from sim.units import DAYS_PER_WEEK, SECONDS_PER_HOUR

MINUTES = 60


@dataclass(frozen=True)
class Load:
    """Of a role: people, hours a week on the rota without breaks, hours a week that offered work takes."""

    heads: int
    hours: float
    offered: float

    @property
    def share(self) -> float:
        """Offered over there; 0 for nobody."""
        return self.offered / self.hours if self.hours else 0.0


def hours_week(scenario: Scenario, group: Group) -> float:
    """Hours of a whole group in a week, breaks aside."""
    from sim.shop.types import minute_of_day

    shift = scenario.shifts[group.shift]
    rest = sum((minute_of_day(b) - minute_of_day(a)) % (24 * MINUTES) for a, b in shift.breaks)
    return group.count * (DAYS_PER_WEEK - group.rest_days) * (shift.minutes - rest) / MINUTES


def seconds(scenario: Scenario, group: Group, work: Work) -> float:
    """That one piece of a work takes a person of a group, or a share of them where several are in hand."""
    stretch = scenario.floor.stretch
    chats = min(group.chats, len(stretch)) if work.channel == "chat" else 1
    return work.handle.mean / group.skills[work.id] * stretch[chats - 1] / chats + work.wrap_mean


def pieces_week(scenario: Scenario) -> np.ndarray:
    """Pieces of each work in a usual week, (K,)."""
    facts, orders = Facts(scenario), scenario.demand.orders_day
    by = {"order": orders, "parcel": orders, "return": orders * scenario.fulfilment.return_share}
    day = [
        orders / work.batch if work.source == "wave" else reach * by[work.source]
        for work, reach in zip(scenario.work, facts.reach, strict=True)
    ]
    return np.array(day) * DAYS_PER_WEEK


def loads(scenario: Scenario) -> dict[Role, Load]:
    """Every role's load in a usual week, those that nobody holds too."""
    groups = scenario.people
    hours = np.array([hours_week(scenario, group) for group in groups])
    offered = np.zeros(len(groups))
    pieces = pieces_week(scenario)
    able = [[g for g, group in enumerate(groups) if work.id in group.skills and hours[g]] for work in scenario.work]
    for k in sorted(range(len(able)), key=lambda k: (sum(hours[g] for g in able[k]), k)):
        if not able[k]:
            continue
        best_first = sorted({groups[g].skills[scenario.work[k].id] for g in able[k]}, reverse=True)
        left = float(pieces[k])
        for skill in best_first:
            some = [g for g in able[k] if groups[g].skills[scenario.work[k].id] == skill]
            last = skill == best_first[-1]
            left = _share(scenario, k, some, left, hours, offered, last)
    return {
        role: Load(
            sum(group.count for group in groups if group.role == role),
            float(sum(hours[g] for g, group in enumerate(groups) if group.role == role)),
            float(sum(offered[g] for g, group in enumerate(groups) if group.role == role)),
        )
        for role in ROLES
    }


def _share(
    scenario: Scenario, k: int, some: list[int], pieces: float, hours: np.ndarray, offered: np.ndarray, last: bool
) -> float:
    """Give pieces of work k to groups by their free hours (all of it to the last, by their hours); what is left."""
    work = scenario.work[k]
    each = np.array([seconds(scenario, scenario.people[g], work) for g in some]) / SECONDS_PER_HOUR
    free = np.maximum(hours[some] - offered[some], 0.0)
    room = float((free / each).sum())
    given = min(pieces, room)
    if room:
        offered[some] += free * given / room
    left = pieces - given
    if last and left > 1e-9:
        weights = hours[some] / hours[some].sum()
        offered[some] += weights * left * each
        return 0.0
    return left
