"""Stage two of a roster: who works the shifts of the plan, by rest, days off, overtime, wishes and fairness.

Each group is a program of its own. What the law says of one person is a row; a shift that nobody can be given stays a
hole and costs more than everything else, so there is always an answer. Fair is a bound and no wish: of the shifts that
nobody likes (late ones, night ones and those in two parts, and days at the weekend) the level that all those of the
weeks before and of this one come to is worked out as if they were poured in, and nobody goes above it, nor stays more
than one below it, while that can be. It is carried from week to week in `Person.burdens`. Wishes are met as far as both
leave room.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.arrays import Floats, Ints
from sim.planning.roster.heads_plan import most_days, tired
from sim.planning.roster.patterns import KINDS, UNLIKED, Grid
from sim.planning.roster.programs import Program, Solution
from sim.planning.roster.result import OFF, WISH_OFF, Group, Person, Unmet, Wish
from sim.planning.roster.rules import Rules
from sim.units import DAYS_PER_WEEK

BURDENS = ("late", "weekend")
WEEKEND = (5, 6)
SECONDS, GAP = 20.0, 1e-6
HOLE, UNFAIR = 1e4, 1e2  # against a wish of weight 1: what comes first
ALMOST = 1e-6


@dataclass(frozen=True)
class Named:
    """A group with names. `shifts` (n, D) positions of patterns or `OFF`; `holes` (D, P) shifts without anybody."""

    shifts: Ints
    holes: Ints
    unmet: tuple[Unmet, ...]


@dataclass(frozen=True)
class Parts:
    """What a solution does not manage: shifts without anybody, shifts beyond the fair level, wishes by position."""

    holes: float
    unfair: float
    lost: frozenset[int]


def burdens_of(group: Group, grid: Grid, first_weekday: int) -> Floats:
    """(D, P, 2): which shifts are late, at night or in two parts, and which at the weekend. Weekday 0 is Monday."""
    late = np.array([one.kind in UNLIKED for one in group.patterns], float)
    ends = np.array([(first_weekday + day) % DAYS_PER_WEEK in WEEKEND for day in range(grid.days)], float)
    shape = grid.days, len(group.patterns)
    return np.stack([np.broadcast_to(late, shape), np.broadcast_to(ends[:, None], shape)], axis=-1)


def fair_level(carried: Floats, more: float) -> float:
    """The level that `more` burdens reach if they go one by one to whoever had the fewest; (n,) carried."""
    if not len(carried):
        return 0.0
    low, high = float(carried.min()), float(carried.max() + more + 1.0)
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if np.maximum(middle - carried, 0.0).sum() < more else (low, middle)
    return high


def name(
    group: Group, people: Sequence[Person], heads: Ints, grid: Grid, rules: Rules, wishes: Sequence[Wish] = (),
    first_weekday: int = 0, seconds: float = SECONDS,
) -> Named:  # fmt: skip
    """Give the shifts `heads` (D, P) of a group to its people; wishes count their persons in `people`.

    ValueError for a wish that names nobody, no day or no kind of shift.
    """
    for one in wishes:
        if not (0 <= one.person < len(people) and 0 <= one.day < grid.days and one.what in (WISH_OFF, *KINDS)):
            raise ValueError(f"a wish names a person, a day and {WISH_OFF} or one of {', '.join(KINDS)}")
    task = Task(group, tuple(people), heads, grid, rules, tuple(wishes), burdens_of(group, grid, first_weekday))
    best = task.solve(seconds)
    assert best is not None  # holes are always allowed
    shifts, holes, parts = best
    unmet = tuple(task.reason(wish, parts, seconds) for wish in sorted(parts.lost))
    return Named(shifts, holes, unmet)


@dataclass(frozen=True)
class Task:
    """A group's program, built anew for each question."""

    group: Group
    people: tuple[Person, ...]
    heads: Ints
    grid: Grid
    rules: Rules
    wishes: tuple[Wish, ...]
    burdens: Floats  # (D, P, B)

    def solve(self, seconds: float, forced: int | None = None) -> tuple[Ints, Ints, Parts] | None:
        """Shifts, holes, and what was not managed; wish `forced` must be met. None where that cannot be."""
        program = Program()
        day, which = np.nonzero(self.heads)
        n = len(self.people)
        works = program.block((n, len(day)), high=1.0)
        holes = program.block((len(day),), HOLE * np.array([self.group.patterns[p].hours for p in which]))
        missed = program.block((len(self.wishes),), [one.weight for one in self.wishes], 1.0)
        if forced is not None:
            program.row(missed[forced], high=0.0)
        for j in range(len(day)):
            program.row([*works[:, j], holes[j]], low=float(self.heads[day[j], which[j]]),
                        high=float(self.heads[day[j], which[j]]))  # fmt: skip
        for i, person in enumerate(self.people):
            self._person(program, works[i], day, which, person)
        for i, wish in enumerate(self.wishes):
            self._wish(program, works[wish.person], day, which, wish, int(missed[i]))
        unfair = self._fair(program, works, day, which)
        found = program.solve(seconds, GAP)
        if found is None:
            return None
        return self._read(found, works, holes, missed, unfair, day, which)

    def _person(self, program: Program, works: Ints, day: Ints, which: Ints, person: Person) -> None:
        """What the law and the contract say of one person."""
        grid, rules, patterns = self.grid, self.rules, self.group.patterns
        if person.away:
            program.row(works[np.isin(day, list(person.away))], high=0.0)
        for d in range(grid.days):
            program.row(works[day == d], high=1.0)
        program.row(works, high=float(min(self.group.days[1], most_days(grid, rules))))
        hours = np.array([patterns[p].hours for p in which])
        overtime = np.array([patterns[p].overtime for p in which])
        if overtime.any() and math.isfinite(rules.overtime_month):
            program.row(works, overtime, high=max(0.0, rules.overtime_month - person.overtime))
        for first in range(0, grid.days, DAYS_PER_WEEK):
            week = (day >= first) & (day < first + DAYS_PER_WEEK)
            if week.any() and math.isfinite(rules.week_limit):
                program.row(works[week], hours[week], high=rules.week_limit)
        for late, early in tired(self.group, grid, rules):
            for d in range(grid.days if grid.cyclic and grid.days > 1 else grid.days - 1):
                after = (d + 1) % grid.days
                pair = ((day == d) & np.isin(which, late)) | ((day == after) & np.isin(which, early))
                program.row(works[pair], high=1.0)
        if person.last_end is not None:
            begins = np.array([patterns[p].start for p in which]) * grid.slot_hours
            program.row(works[(day == 0) & (begins < person.last_end + rules.rest_hours)], high=0.0)
        self._in_a_row(program, works, day, person)

    def _in_a_row(self, program: Program, works: Ints, day: Ints, person: Person) -> None:
        """The days off that are due in every seven days, the days before the first among them."""
        if not self.rules.days_off:
            return
        most = DAYS_PER_WEEK - self.rules.days_off
        for last in range(self.grid.days):
            first = last - DAYS_PER_WEEK + 1
            before = min(person.in_a_row, max(0, -first))
            inside = works[(day >= max(first, 0)) & (day <= last)]
            program.row(inside, high=float(max(0, most - before)))

    def _wish(self, program: Program, works: Ints, day: Ints, which: Ints, wish: Wish, missed: int) -> None:
        today = day == wish.day
        if wish.what == WISH_OFF:
            program.row([*works[today], missed], [*np.ones(int(today.sum())), -1.0], high=0.0)
        else:
            kind = np.array([self.group.patterns[p].kind == wish.what for p in which], dtype=bool)
            program.row([*works[today & kind], missed], low=1.0)

    def _fair(self, program: Program, works: Ints, day: Ints, which: Ints) -> Ints:
        """Shifts above the fair level, or more than one below it: variables that cost more than wishes."""
        n, kinds = len(self.people), self.burdens.shape[2]
        beyond = program.block((n, kinds, 2), UNFAIR, whole=False)
        for b in range(kinds):
            heavy = self.burdens[day, which, b] > 0
            more = float(self.heads[day, which][heavy].sum())
            carried = carried_of(self.people, b)
            level = fair_level(carried, more)
            for i in range(n):
                mine, ones = works[i, heavy], np.ones(int(heavy.sum()))
                top = max(0.0, math.ceil(level - carried[i] - ALMOST))
                least = 0.0 if self.people[i].away else max(0.0, math.ceil(level - ALMOST) - 1.0 - carried[i])
                program.row([*mine, beyond[i, b, 0]], [*ones, -1.0], high=top)
                program.row([*mine, beyond[i, b, 1]], [*ones, 1.0], low=math.floor(least + ALMOST))
        return beyond

    def _read(
        self, found: Solution, works: Ints, holes: Ints, missed: Ints, unfair: Ints, day: Ints, which: Ints
    ) -> tuple[Ints, Ints, Parts]:
        shifts = np.full((len(self.people), self.grid.days), OFF)
        person, j = np.nonzero(found.whole(works))
        shifts[person, day[j]] = which[j]
        empty = np.zeros_like(self.heads)
        empty[day, which] = found.whole(holes)
        lost = frozenset(np.flatnonzero(found.whole(missed)).tolist())
        return shifts, empty, Parts(float(empty.sum()), float(found.at(unfair).sum()), lost)

    def reason(self, wish: int, usual: Parts, seconds: float) -> Unmet:
        """What would give if this wish were met."""
        one = self.wishes[wish]
        person = self.people[one.person]
        if one.what != WISH_OFF:
            if one.day in person.away:
                return Unmet(wish, "leave")
            there = self.heads[one.day] > 0
            if not any(there[p] and pattern.kind == one.what for p, pattern in enumerate(self.group.patterns)):
                return Unmet(wish, "no such shift")
        found = self.solve(seconds, forced=wish)
        if found is None:
            return Unmet(wish, "rules")
        parts = found[2]
        if parts.holes > usual.holes:
            return Unmet(wish, "cover")
        if parts.unfair > usual.unfair + ALMOST:
            return Unmet(wish, "fair")
        return Unmet(wish, "wish", tuple(sorted(parts.lost - usual.lost)))


def carried_of(people: Sequence[Person], burden: int) -> Floats:
    """What each has of a burden from the weeks before, (n,)."""
    return np.array([one.burdens[burden] if burden < len(one.burdens) else 0.0 for one in people], float)


def carry(
    person: Person, group: Group, shifts: Sequence[int], grid: Grid, first_weekday: int = 0, new_month: bool = False
) -> Person:
    """The person as the next roster finds them, after these shifts (D,). In a new month overtime begins at 0."""
    heavy = burdens_of(group, grid, first_weekday)
    worked = [(day, p) for day, p in enumerate(shifts) if p != OFF]
    burdens = tuple(
        (person.burdens[b] if b < len(person.burdens) else 0.0) + float(sum(heavy[day, p, b] for day, p in worked))
        for b in range(len(BURDENS))
    )
    overtime = math.fsum(group.patterns[p].overtime for _, p in worked)
    last_end = None
    in_a_row = 0
    while in_a_row < grid.days and shifts[grid.days - 1 - in_a_row] != OFF:
        in_a_row += 1
    if worked and worked[-1][0] == grid.days - 1:
        last_end = (group.patterns[worked[-1][1]].end - grid.slots) * grid.slot_hours
    if in_a_row == grid.days:
        in_a_row += person.in_a_row
    return replace(
        person, away=frozenset(), overtime=overtime + (0.0 if new_month else person.overtime), burdens=burdens,
        last_end=last_end, in_a_row=in_a_row,
    )  # fmt: skip
