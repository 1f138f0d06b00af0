"""End state: what a season leaves behind, in money, for the twelve months after it.

Twelve weeks cannot price slow practices, so a comparison shows the season's cash and the change in the end state
apart. The continuation runs the people alone, without the floor: everybody still there keeps learning, leaves at
their hazard with today's fatigue fading at its own rate, and is worth the output they give above a newcomer's in
their seat. What was learned passes the same shrinkage and bound as in the season, and an hour has one price. What
else is left (open work, customers, promises) each mechanism prices itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints
from sim.contract.channels import EXPERIENCE, LEARNED, LEAVER, NOTICE, SPEED_AT, STAYING
from sim.contract.day import Day
from sim.contract.people import NEVER
from sim.units import STANDARD_WEEK_HOURS

PEOPLE, BACKLOG = "people", "backlog"


@dataclass(frozen=True)
class EndState:
    """Money by kind: people, customers, backlog and whatever else mechanisms leave."""

    by_kind: Mapping[str, float]

    @property
    def total(self) -> float:
        return sum(self.by_kind.values())

    @property
    def beyond_open_work(self) -> float:
        """The total without the season's open work."""
        return self.total - self.by_kind.get(BACKLOG, 0.0)


def people_value(day: Day) -> float:
    """Value of the people on the payroll over the next year against filling their seats with newcomers today.

    An hour of the service floor is worth `money.service_hour`, else everybody's hour is worth what it costs; what
    counts is the difference of speed to a newcomer who started now, as long as people are expected to stay, and what it
    costs to fill the seats of those who leave. A group has the seats that the shop plans: whoever is there beyond them
    waits for one to become free.
    """
    people, speed_at = day.people, day[SPEED_AT]
    stays = day.employed & ~people.temp & (day[NOTICE] == NEVER)
    group = people.group[stays]
    seats = np.array([one.count for one in day.shop.people])
    ability, experience = people.ability[stays], day[EXPERIENCE][stays]
    seated_in, ahead = [], []  # by week, (n,) each
    for week, chance in enumerate(day[STAYING](stays)):
        known = ability * np.exp(day.bent(LEARNED, week)[stays])
        ahead.append(known * speed_at(experience + week) - speed_at(np.full_like(experience, week)))
        seated_in.append(seated(group, seats, ahead[-1], chance))
    worked = np.sum(np.array(seated_in) * np.array(ahead), axis=0) * STANDARD_WEEK_HOURS
    left = seated_in[0] - seated_in[-1]
    return float(np.sum(worked * day.facts.hour_worth[group] - left * day[LEAVER][stays]))


def seated(group: Ints, seats: Ints, worth: Floats, chance: Floats) -> Floats:
    """Chance of each to be there and needed, (n,): each group's seats (G,) are filled from its best `worth` down.

    `chance` (n,) to be there; n people of `group` (n,) in 0 … G − 1.
    """
    order = np.lexsort((-worth, group))
    of, there = group[order], chance[order]
    before = np.cumsum(there) - there  # people who are better, and all of the groups before
    first = np.concatenate([[0.0], np.cumsum(np.bincount(group, weights=chance, minlength=len(seats)))])
    found = np.empty_like(chance)
    found[order] = np.clip(seats[of] - (before - first[of]), 0.0, there)
    return found
