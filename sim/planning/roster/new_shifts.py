"""Shifts that a shop does not have yet: which would help, and how many more people it takes without them.

Offered are shifts as long as the shop's own, with its break, from any half hour on; and the same hours in two parts
with a long break between, as far as the rest up to the next morning lets them reach. Two rushes that are further apart
than a shift is long can be met by nobody but whoever works in two parts, or by more people.

Of all of them a few are wanted, each used often: a new shift counts a share of all that they could save, however often
it is used. That charge is put on its uses, by how often it was used the round before, in the plan's linear relaxation
(Candès, Wakin & Boyd 2008, "Enhancing sparsity by reweighted l1 minimization", Journal of Fourier Analysis and
Applications 14, 877–905); after a few rounds few are left, and of these one after the other goes without which the
relaxation costs least. The relaxation is never dearer than a roster, so what it cannot save no roster saves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from sim.arrays import Bools
from sim.planning.roster.heads_plan import SECONDS, Built
from sim.planning.roster.patterns import PARTS, Grid, Pattern, clock, pattern
from sim.planning.roster.result import Group, Needs, Person
from sim.planning.roster.rules import Rules
from sim.units import HOURS_PER_DAY

MOST = 3  # new shifts: people and their heads have to know them
ROUNDS, TRIED = 5, 6  # of charging; of what is then left no more are tried, the most used
WORTH = 0.1  # of what is short, in money: less than that is no reason for new shifts
CHARGE = 0.04  # of all that new shifts save: so much each of them has to save
SELDOM = 0.5  # uses in the week: a shift that is not used is charged as if it were used so often
NOTHING = 0.5  # hours in the week: so little short is none
MOST_PEOPLE = 4  # times as many people as there are: further nobody looks


def offered(
    group: Group, grid: Grid, rules: Rules, opens: Bools, after: Sequence[float]
) -> tuple[Pattern, ...]:  # fmt: skip
    """Shifts of the group's own hours that it does not have: their hours lie in slots of the day that are open
    (slots,), their break begins after one of so many hours of work, and the rest to the same shift of the next day is
    kept. In order of the clock; those with the shop's own break first."""
    there = {(one.start, one.worked) for one in group.patterns}
    own = sorted({(len(one.worked), one.span - len(one.worked)) for one in group.patterns if not one.overtime})
    most = int((HOURS_PER_DAY - rules.rest_hours) / grid.slot_hours)
    found: dict[tuple[int, tuple[int, ...]], Pattern] = {}
    long = range(round(PARTS / grid.slot_hours), grid.slots)
    for length, pause in [*own, *((length, gap) for length in sorted({one for one, _ in own}) for gap in long)]:
        for first in sorted({round(hours / grid.slot_hours) for hours in after} if pause else {length}):
            worked = (*range(first), *range(first + pause, length + pause))
            if not 0 < first <= length or length + pause > most:
                continue
            for start in range(grid.slots):
                slots = start + np.array(worked)
                in_parts = pause * grid.slot_hours >= PARTS
                if (start, worked) not in there and opens[slots % grid.slots].all() and (
                    slots[-1] < grid.slots or not in_parts
                ):  # fmt: skip
                    found.setdefault((start, worked), pattern(grid, start, worked, name=_name(grid, start, worked)))
    return tuple(found.values())


def _name(grid: Grid, start: int, worked: Sequence[int]) -> str:
    """As the shop's own are named: from, to, and when the break begins."""
    gap = next((a + 1 for a, b in pairwise(worked) if b > a + 1), None)
    name = f"{clock(grid, start)}-{clock(grid, start + worked[-1] + 1)}"
    return name if gap is None else f"{name} ({clock(grid, start + gap)})"


def with_shifts(groups: Sequence[Group], more: Sequence[Pattern]) -> tuple[Group, ...]:
    """The groups, each with these shifts as well, unless it has them."""
    return tuple(
        replace(group, patterns=group.patterns + tuple(one for one in more if one not in group.patterns))
        for group in groups
    )


@dataclass(frozen=True)
class Relaxed:
    """The plan's linear relaxation: money in all; people short at their price; their hours; shifts by pattern (P,) of
    the first group that has it."""

    total: float
    shortage: float
    hours: float
    used: dict[Pattern, float]


def relaxed(
    needs: Needs, groups: Sequence[Group], people: Sequence[Person], grid: Grid, rules: Rules,
    dearer: Mapping[Pattern, float] | None = None,
) -> Relaxed:  # fmt: skip
    """What a plan costs at least, and with which shifts; `dearer`: money that each use of a shift counts on top."""
    groups, people = merged(groups, people)
    built = Built.of(needs, groups, people, grid, rules, dearer)
    found = built.program.solve(SECONDS, 0.0, relaxed=True)
    assert found is not None  # everything short is a plan, too
    used: dict[Pattern, float] = {}
    for group, x in zip(groups, built.heads, strict=True):
        for one, n in zip(group.patterns, found.at(x).sum(axis=0).tolist(), strict=True):
            used[one] = used.get(one, 0.0) + n
    missing, slot = found.at(built.short), grid.slot_hours
    costs = np.concatenate(built.program.cost)
    shortage = float((needs.slot_price * missing).sum()) * slot
    return Relaxed(float(costs @ found.values), shortage, float(missing.sum()) * slot, used)


def merged(groups: Sequence[Group], people: Sequence[Person]) -> tuple[tuple[Group, ...], tuple[Person, ...]]:
    """Groups that differ in nothing but their name as one: together they can do the same."""
    place: dict[Group, int] = {}
    to = [place.setdefault(replace(group, name=""), len(place)) for group in groups]
    return tuple(place), tuple(replace(one, group=to[one.group]) for one in people)


def helpful(
    needs: Needs, groups: Sequence[Group], people: Sequence[Person], grid: Grid, rules: Rules,
    choice: Sequence[Pattern], most: int = MOST,
) -> tuple[Pattern, ...]:  # fmt: skip
    """The few of these shifts that save most, in order of the clock; none where they save little of what is short."""

    def cost(chosen: Sequence[Pattern], dearer: Mapping[Pattern, float] | None = None) -> Relaxed:
        return relaxed(needs, with_shifts(groups, chosen), people, grid, rules, dearer)

    now = cost(())
    if now.hours < NOTHING or not choice:
        return ()
    best = cost(choice)
    gain = now.total - best.total
    if gain < WORTH * now.shortage:
        return ()
    dearer = dict.fromkeys(choice, CHARGE * gain / max(1, len(people)))
    for _ in range(ROUNDS):
        found = cost(choice, dearer)
        dearer = {one: CHARGE * gain / (found.used[one] + SELDOM) for one in choice}
    left = sorted((one for one in choice if found.used[one] > 1e-6), key=lambda one: -found.used[one])[:TRIED]
    total = cost(left).total
    while len(left) > 1:
        tries = [[one for one in left if one is not gone] for gone in left]
        totals = [cost(few).total for few in tries]
        lowest = min(range(len(tries)), key=totals.__getitem__)
        if len(left) <= most and totals[lowest] > total + CHARGE * gain:
            break
        left, total = tries[lowest], totals[lowest]
    if now.total - cost(left).total < WORTH * now.shortage:
        return ()
    return tuple(sorted(left, key=lambda one: (one.start, one.end, one.worked)))


def more_people(
    needs: Needs, groups: Sequence[Group], people: Sequence[Person], grid: Grid, rules: Rules, group: int
) -> int | None:  # fmt: skip
    """How many more people of a group it takes at least until nothing is short; None where `MOST_PEOPLE` times as many
    as there are would not do. More of them never leave more short, so the number is halved down to."""

    def enough(n: int) -> bool:
        more = [Person(f"+{i}", group) for i in range(n)]
        return relaxed(needs, groups, [*people, *more], grid, rules).hours < NOTHING

    if enough(0):
        return 0
    low, high = 0, 1
    while not enough(high):
        if high >= MOST_PEOPLE * max(len(people), 1):
            return None
        low, high = high, min(2 * high, MOST_PEOPLE * max(len(people), 1))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
