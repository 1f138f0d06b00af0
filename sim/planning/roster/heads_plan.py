"""Stage one of a roster: how many people of each group work which shift on which day, at least cost.

Names come later (`names`), so people of a group are alike here and the program is small: a number for each group, day
and pattern, and the people short of each type in each slot, who are always allowed and have a price. That makes it
feasible whatever is asked. What a single person may not do stands in it as what all of them together cannot: nobody
works twice a day, so no more shifts than people who are there; no more shifts, hours and hours of overtime than their
own limits add up to; and of all shifts that end too late for the next morning's, none may meet one of those in the
same person. It asks less than the named roster does, so a plan that names can be found for costs the least there is.

The set-covering formulation is Dantzig's (1954, "A comment on Edie's 'Traffic delays at toll booths'", JORSA 2,
339–341); several skills as sets of types go back to Hall's marriage theorem: what every set of types needs, the
people who serve any of it can be dealt out to.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints
from sim.planning.roster.patterns import SPLIT, Grid, Pattern, coverage
from sim.planning.roster.programs import Program
from sim.planning.roster.result import Group, HeadsPlan, Needs, Person
from sim.planning.roster.rules import Rules
from sim.units import DAYS_PER_WEEK

APART = 0.005  # of its pay: so much dearer counts a shift in two parts for each hour between them, only to choose by
SECONDS, GAP = 30.0, 1e-4  # by the clock, also on a busy machine; a plan may cost so much more than the best


@dataclass(frozen=True)
class Limits:
    """What the people of a group can do together: (D,) there, shifts and hours in all, hours of overtime in all."""

    people: int
    there: Ints
    fewest: int
    most: int
    hours: float
    overtime: float

    @classmethod
    def of(cls, group: Group, people: Sequence[Person], grid: Grid, rules: Rules) -> Limits:
        here = np.array([[day not in one.away for day in range(grid.days)] for one in people], dtype=np.int64)
        free = here.reshape(len(people), grid.days).sum(axis=1)
        limit = most_days(grid, rules)
        weeks = grid.days / DAYS_PER_WEEK
        least, most = (np.minimum(np.minimum(free, limit), days) for days in group.days)
        overtime = [max(0.0, rules.overtime_month - one.overtime) for one in people]
        return cls(
            len(people), here.reshape(len(people), grid.days).sum(axis=0), int(least.sum()), int(most.sum()),
            max(rules.week_limit * weeks, rules.week_limit if weeks < 1 else 0.0) * len(people), math.fsum(overtime),
        )  # fmt: skip


def most_days(grid: Grid, rules: Rules) -> int:
    """Days of the grid that one person may work: days off are due in every whole week."""
    return grid.days - rules.days_off * (grid.days // DAYS_PER_WEEK)


def plan_heads(
    needs: Needs, groups: Sequence[Group], people: Sequence[Person], grid: Grid, rules: Rules,
    seconds: float = SECONDS, gap: float = GAP,
) -> HeadsPlan:  # fmt: skip
    """The cheapest heads by group, day and pattern. ValueError where shapes do not fit.

    A shift that a person is paid for but not given (below `Group.days`) costs its group's shortest shift.
    """
    built = Built.of(needs, groups, people, grid, rules)
    found = built.program.solve(seconds, gap)
    assert found is not None  # everything short is a plan, too
    slot = grid.slot_hours
    wide = max((len(group.patterns) for group in groups), default=0)
    numbers = np.zeros((len(groups), grid.days, wide), dtype=np.int64)
    cover = np.zeros((len(groups), grid.length), dtype=np.int64)
    paid = 0.0
    for g, group in enumerate(groups):
        whole = found.whole(built.heads[g])
        numbers[g, :, : whole.shape[1]] = whole
        cover[g] = np.rint(np.tensordot(whole, built.covers[g], axes=2)).astype(np.int64)
        paid += float(whole.sum(axis=0) @ np.array([group.cost(one) for one in group.patterns]))
    missing = found.at(built.short)
    return HeadsPlan(numbers, cover, missing, paid, float((needs.slot_price * missing).sum()) * slot, found.gap)


@dataclass(frozen=True)
class Built:
    """The program of a plan: its variables by what they count. `heads` of each group (D, P), `short` (K, T); `covers`
    who is there when, (D, P, T) each."""

    program: Program
    heads: list[Ints]
    short: Ints
    covers: list[Floats]

    @classmethod
    def of(
        cls, needs: Needs, groups: Sequence[Group], people: Sequence[Person], grid: Grid, rules: Rules,
        dearer: Mapping[Pattern, float] | None = None,
    ) -> Built:  # fmt: skip
        """`dearer`: money that each use of a shift counts beside its pay. ValueError where shapes do not fit."""
        if needs.wanted.shape[1] != grid.length or any(len(group.serves) != len(needs.types) for group in groups):
            raise ValueError("needs, groups and the roster's time do not fit together")
        program = Program()
        short = program.block((len(needs.types), grid.length), needs.slot_price * grid.slot_hours, whole=False)
        heads, covers = [], []
        for g, group in enumerate(groups):
            limits = Limits.of(group, [one for one in people if one.group == g], grid, rules)
            pay = np.array([group.cost(one) for one in group.patterns])
            worse = np.array([APART * one.pause * grid.slot_hours * (one.kind == SPLIT) for one in group.patterns])
            also = np.array([(dearer or {}).get(one, 0.0) for one in group.patterns])
            x = program.block((grid.days, len(group.patterns)), pay * (1 + worse) + also, limits.there[:, None])
            heads.append(x)
            covers.append(coverage(grid, group.patterns))
            _limit(program, x, group, limits, grid, rules, float(pay.min()) if len(pay) else 0.0)
        for which, wanted in zip(needs.sets, needs.wanted, strict=True):
            able = [g for g, group in enumerate(groups) if np.array(group.serves)[which].any()]
            for t in np.flatnonzero(wanted > 0).tolist():
                here = [heads[g][covers[g][:, :, t] > 0] for g in able]
                program.row(np.concatenate([short[which, t], *here]), low=float(wanted[t]))
        return cls(program, heads, short, covers)


def _limit(program: Program, x: Ints, group: Group, limits: Limits, grid: Grid, rules: Rules, unused: float) -> None:
    """The rows that hold a group within what its people can do together."""
    hours = np.broadcast_to([one.hours for one in group.patterns], x.shape)
    overtime = np.broadcast_to([one.overtime for one in group.patterns], x.shape)
    for day in range(grid.days):
        program.row(x[day], high=float(limits.there[day]))
    program.row(x, high=float(limits.most))
    if limits.fewest:
        idle = program.block((1,), unused)
        program.row(np.concatenate([x.ravel(), idle]), low=float(limits.fewest))
    if math.isfinite(limits.hours):
        program.row(x, hours.ravel(), high=limits.hours)
    if math.isfinite(limits.overtime) and overtime.any():
        program.row(x, overtime.ravel(), high=limits.overtime)
    for late, early in tired(group, grid, rules):
        for day in range(grid.days if grid.cyclic and grid.days > 1 else grid.days - 1):
            after = (day + 1) % grid.days
            program.row(np.concatenate([x[day, late], x[after, early]]), high=float(limits.people))


def tired(group: Group, grid: Grid, rules: Rules) -> list[tuple[list[int], list[int]]]:
    """Positions of shifts that nobody may have on two days one after the other: any of the first, then any of the
    second. Together they are all such pairs; none is part of another."""
    rest = rules.rest_hours / grid.slot_hours
    begins = [grid.slots + one.start for one in group.patterns]
    found: list[tuple[list[int], list[int]]] = []
    for end in sorted({one.end for one in group.patterns}):
        early = [q for q, begin in enumerate(begins) if begin < end + rest]
        late = [p for p, one in enumerate(group.patterns) if one.end >= end]
        if early and (not found or len(early) > len(found[-1][1])):
            found.append((late, early))
    return found


def shortfall(needs: Needs, groups: Sequence[Group], cover: Ints) -> Floats:
    """People short of each type (K, T) where so many of each group are there (G, T): the cheapest way to be short."""
    program = Program()
    kinds, length = len(needs.types), cover.shape[1]
    short = program.block((kinds, length), needs.slot_price, whole=False)
    serves = np.array([group.serves for group in groups], dtype=bool).reshape(len(groups), kinds)
    for which, wanted in zip(needs.sets, needs.wanted, strict=True):
        missing = wanted - cover[serves[:, which].any(axis=1)].sum(axis=0)
        for t in np.flatnonzero(missing > 0).tolist():
            program.row(short[which, t], low=float(missing[t]))
    found = program.solve(SECONDS, 0.0)
    assert found is not None  # more short always fits
    return np.maximum(found.at(short), 0.0)
