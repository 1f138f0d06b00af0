"""Who works when in a team's week: rosters made and checked, and what they break, in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from playbook import roster_sheet
from playbook.command import say
from playbook.planning.case import WeekCase
from sim.arrays import Ints
from sim.experiment.team_roster import Desk
from sim.planning.roster.check import broken
from sim.planning.roster.names import burdens_of
from sim.planning.roster.plan import Judge, judged, rosters
from sim.planning.roster.result import Needs, Roster


def made(case: WeekCase, needs: Needs, judge: Judge | None, rounds: int) -> Iterator[Roster]:
    """Rosters that come nearer to the promise with each question to the judge, as
    `sim.planning.roster.plan.rosters`."""
    desk = case.desk
    return rosters(
        needs, desk.groups, desk.people, desk.grid, desk.rules, case.wishes, judge, rounds, case.week.date.weekday()
    )


def checked(desk: Desk, needs: Needs, shifts: Ints) -> Roster:
    """What shifts (N, D), changed by hand, come to."""
    return judged(shifts, needs, desk.groups, desk.people, desk.grid)


def broken_lines(roster: Roster, desk: Desk, first: dt.date, language: str) -> list[str]:
    """The rules of working time that a roster breaks, a sentence each."""
    lines = []
    for one in broken(roster.shifts, roster.people, roster.groups, roster.grid, desk.rules):
        facts = {
            "name": roster.people[one.person].name, "day": roster_sheet.day_name(first, one.day, language),
            "found": f"{one.found:g}", "limit": f"{one.limit:g}",
        }  # fmt: skip
        lines.append(say(f"roster_breaks_{one.rule}", language, **facts))
    return lines


def law_line(desk: Desk, language: str) -> str:
    """Whose law of working time the roster keeps."""
    rest = f"{desk.rules.rest_hours:g}"
    return say("roster_law" if desk.law_known else "roster_law_unknown", language, country=desk.country, rest=rest)


@dataclass(frozen=True)
class Shared:
    """Of one person over all the weeks, the fewest and the most: late and night shifts, weekend shifts; and the most
    hours of overtime."""

    late: tuple[float, float]
    ends: tuple[float, float]
    most: float


def spread(found: tuple[float, float], number: Callable[[float], str]) -> str:
    """ "3–5", or "3" where all have as many."""
    low, high = (number(one) for one in found)
    return low if low == high else f"{low}–{high}"


def shared(weeks: Sequence[tuple[Roster, dt.date]]) -> Shared:
    """How evenly the shifts that nobody likes fell; each week with its first day, all of the same people."""
    late, ends, hours = (np.zeros(len(weeks[0][0].people)) for _ in range(3))
    for made, first in weeks:
        heavy = [burdens_of(group, made.grid, first.weekday()) for group in made.groups]
        for i, person in enumerate(made.people):
            for day in np.flatnonzero(made.shifts[i] >= 0).tolist():
                p = int(made.shifts[i, day])
                late[i] += heavy[person.group][day, p, 0]
                ends[i] += heavy[person.group][day, p, 1]
                hours[i] += made.groups[person.group].patterns[p].overtime
    return Shared((late.min(), late.max()), (ends.min(), ends.max()), float(hours.max()))
