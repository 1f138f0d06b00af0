"""What a roster breaks: the law of one person's time, asked of the shifts alone, wherever they come from.

It shares nothing with the program that makes rosters, so it also checks that program.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Ints
from sim.planning.roster.patterns import Grid, Pattern
from sim.planning.roster.result import OFF, Group, Person
from sim.planning.roster.rules import Rules
from sim.units import DAYS_PER_WEEK

ALMOST = 1e-9


@dataclass(frozen=True)
class Broken:
    """A rule that a person's shifts break. `rule`: a name of `Rules`, "away" (a shift on a day of leave) or "days"
    (more shifts than agreed); `day`: where it is seen first; `found` and `limit` are hours or days."""

    person: int
    day: int
    rule: str
    found: float
    limit: float


def broken(
    shifts: Ints, people: Sequence[Person], groups: Sequence[Group], grid: Grid, rules: Rules
) -> tuple[Broken, ...]:
    """Everything that these shifts (N, D) break, person by person. ValueError for a shift that does not exist."""
    found: list[Broken] = []
    for i, person in enumerate(people):
        group = groups[person.group]
        row = [int(p) for p in shifts[i]]
        if not all(p == OFF or 0 <= p < len(group.patterns) for p in row):
            raise ValueError(f"{person.name} has a shift that does not exist")
        worked = [(day, group.patterns[p]) for day, p in enumerate(row) if p != OFF]
        for day, rule, value, limit in _of(person, group, worked, grid, rules):
            found.append(Broken(i, day, rule, value, limit))
    return tuple(found)


def _of(
    person: Person, group: Group, worked: list[tuple[int, Pattern]], grid: Grid, rules: Rules
) -> Iterator[tuple[int, str, float, float]]:
    for day, one in worked:
        if day in person.away:
            yield day, "away", 1.0, 0.0
        if one.hours > rules.day_most + ALMOST:
            yield day, "overtime_day", one.hours - rules.day_hours, rules.overtime_day
    if len(worked) > group.days[1]:
        yield worked[group.days[1]][0], "days", float(len(worked)), float(group.days[1])
    added = np.array([one.overtime for _, one in worked])
    overtime = person.overtime + np.cumsum(added)
    beyond = np.flatnonzero((added > 0) & (overtime > rules.overtime_month + ALMOST))
    if len(beyond):
        yield worked[int(beyond[0])][0], "overtime_month", float(overtime[-1]), rules.overtime_month
    yield from _weeks(worked, grid, rules)
    yield from _rests(person, worked, grid, rules)
    yield from _days_off(person, worked, grid, rules)


def _weeks(worked: list[tuple[int, Pattern]], grid: Grid, rules: Rules) -> Iterator[tuple[int, str, float, float]]:
    for first in range(0, grid.days, DAYS_PER_WEEK):
        week = [(day, one.hours) for day, one in worked if first <= day < first + DAYS_PER_WEEK]
        hours = sum(h for _, h in week)
        if hours > rules.week_limit + ALMOST:
            yield week[-1][0], "week_most", hours, rules.week_limit


def _rests(
    person: Person, worked: list[tuple[int, Pattern]], grid: Grid, rules: Rules
) -> Iterator[tuple[int, str, float, float]]:
    day_hours = grid.slots * grid.slot_hours
    before = person.last_end
    for day, one in worked:
        begins = day * day_hours + one.start * grid.slot_hours
        if before is not None and begins - before < rules.rest_hours - ALMOST:
            yield day, "rest_hours", begins - before, rules.rest_hours
        before = day * day_hours + one.end * grid.slot_hours
    if grid.cyclic and worked and before is not None:
        first = worked[0]
        again = (grid.days + first[0]) * day_hours + first[1].start * grid.slot_hours
        if again - before < rules.rest_hours - ALMOST:
            yield first[0], "rest_hours", again - before, rules.rest_hours


def _days_off(
    person: Person, worked: list[tuple[int, Pattern]], grid: Grid, rules: Rules
) -> Iterator[tuple[int, str, float, float]]:
    if not rules.days_off:
        return
    days = np.zeros(person.in_a_row + grid.days, dtype=np.int64)
    days[: person.in_a_row] = 1
    days[[person.in_a_row + day for day, _ in worked]] = 1
    most = DAYS_PER_WEEK - rules.days_off
    for last in range(person.in_a_row, len(days)):
        count = int(days[max(0, last - DAYS_PER_WEEK + 1) : last + 1].sum())
        if count > most and days[last]:
            yield last - person.in_a_row, "days_off", float(DAYS_PER_WEEK - count), float(rules.days_off)
            return
