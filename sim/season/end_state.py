"""End state: what a season leaves behind, in money, for the twelve months after it.

Twelve weeks cannot price slow practices, so a comparison shows the season's cash and the change in the end state
apart. The continuation runs the people alone, without the floor: everybody still there keeps learning, leaves at
their hazard with today's fatigue fading at its own rate, and is worth the output they give above a newcomer's in
their seat. What else is left (open work, customers, promises) each mechanism prices itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.contract.channels import EXPERIENCE, LEARNED, NOTICE, QUITS, QUITS_AFTER, SPEED_AT, STAYING
from sim.contract.day import Day
from sim.contract.people import NEVER
from sim.units import PAID_HOURS_PER_MONTH, STANDARD_WEEK_HOURS

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

    A week of somebody's work is priced at their pay; what counts is the difference of speed to a newcomer who
    started now, as long as they are expected to stay.
    """
    people, speed_at = day.people, day[SPEED_AT]
    stays = people.employed(day.index) & ~people.temp & (day[NOTICE] == NEVER)
    weekly_pay = day.facts.skills.pay_month[people.group[stays]] / PAID_HOURS_PER_MONTH * STANDARD_WEEK_HOURS
    ability, experience = people.ability[stays], day[EXPERIENCE][stays]
    leaving = (day[QUITS] + day.raw(QUITS_AFTER))[stays]
    value = 0.0
    for week, chance in enumerate(day[STAYING](stays, leaving)):
        known = ability * np.exp(day.raw(LEARNED, week)[stays])
        head_start = known * speed_at(experience + week) - speed_at(np.full_like(experience, week))
        value += float(np.sum(chance * weekly_pay * head_start))
    return value
