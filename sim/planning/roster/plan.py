"""A whole roster: heads, names, what is short, and a judge who is asked until the promise is kept.

A judge is told how many of each group are there in each slot and says where the promise fails; the simulated floor is
one. Each "fails" becomes a cut: at least one more than now of those who serve the type, and one more in all who share
its line, so that nobody is only moved from the neighbour. The next plan meets all cuts so far at least cost.
Atlason, Epelman & Henderson 2008, "Optimizing call center staffing using simulation and analytic center cutting-plane
methods", Management Science 54(2), 295–309.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.planning.roster.heads_plan import plan_heads, shortfall
from sim.planning.roster.names import Named, name
from sim.planning.roster.patterns import Grid, coverage
from sim.planning.roster.result import OFF, Group, HeadsPlan, Needs, Person, Roster, Unmet, Wish
from sim.planning.roster.rules import Rules

Judge = Callable[[Ints], Bools]  # (G, T) people there → (K, T) whether the promise fails
ROUNDS = 10


def rosters(
    needs: Needs, groups: Sequence[Group], people: Sequence[Person], grid: Grid, rules: Rules,
    wishes: Sequence[Wish] = (), judge: Judge | None = None, rounds: int = ROUNDS, first_weekday: int = 0,
) -> Iterator[Roster]:  # fmt: skip
    """Rosters that come nearer to the promise with each question to the judge; the last one is the answer.

    Without a judge one roster, by the needs alone. With one the last roster's `fails` says where the promise is still
    broken: after so many rounds, or because nobody is left who could be there. ValueError for a person of no group.
    """
    if not all(0 <= one.group < len(groups) for one in people):
        raise ValueError("everybody belongs to one of the groups")
    asked, now = needs, needs
    for number in range(rounds + 1):
        plan = plan_heads(now, groups, people, grid, rules)
        if judge is None:
            yield named(plan, asked, groups, people, grid, rules, wishes, first_weekday)
            return
        fails = judge(plan.cover)
        more = cuts(now, serves_of(groups), plan.cover, fails)
        last = number == rounds or not fails.any() or np.array_equal(more.wanted, now.wanted)
        # wishes are asked of the last one only: each that is not met is a program of its own
        made = named(plan, asked, groups, people, grid, rules, wishes if last else (), first_weekday)
        yield replace(made, rounds=number + 1, fails=judge(made.cover) if made.holes else fails)
        if last:
            return
        now = more


def named(
    plan: HeadsPlan, needs: Needs, groups: Sequence[Group], people: Sequence[Person], grid: Grid, rules: Rules,
    wishes: Sequence[Wish] = (), first_weekday: int = 0,
) -> Roster:  # fmt: skip
    """The plan with names, group by group."""
    shifts = np.full((len(people), grid.days), OFF)
    holes, unmet = 0, []
    for g, group in enumerate(groups):
        mine = [i for i, one in enumerate(people) if one.group == g]
        place = {i: n for n, i in enumerate(mine)}
        asked = [w for w, one in enumerate(wishes) if one.person in place]
        own = [replace(wishes[w], person=place[wishes[w].person]) for w in asked]
        heads = plan.heads[g, :, : len(group.patterns)]
        found: Named = name(group, [people[i] for i in mine], heads, grid, rules, own, first_weekday)
        shifts[mine] = found.shifts
        holes += int(found.holes.sum())
        unmet += [Unmet(asked[one.wish], one.rule, tuple(asked[w] for w in one.against)) for one in found.unmet]
    return judged(shifts, needs, groups, people, grid, tuple(wishes), tuple(unmet), holes, plan.gap)


def judged(
    shifts: Ints, needs: Needs, groups: Sequence[Group], people: Sequence[Person], grid: Grid,
    wishes: tuple[Wish, ...] = (), unmet: tuple[Unmet, ...] = (), holes: int = 0, gap: float = 0.0,
) -> Roster:  # fmt: skip
    """What shifts (N, D) come to, from wherever they are: who is there, what is short, what it costs."""
    cover = cover_of(shifts, groups, people, grid)
    short = shortfall(needs, groups, cover)
    cost = sum(
        groups[one.group].cost(groups[one.group].patterns[p])
        for one, row in zip(people, shifts.tolist(), strict=True)
        for p in row
        if p != OFF
    )
    shortage = float((needs.slot_price * short).sum()) * grid.slot_hours
    return Roster(
        grid, tuple(groups), tuple(people), shifts, cover, short, float(cost), shortage, wishes, unmet, holes, gap
    )


def cover_of(shifts: Ints, groups: Sequence[Group], people: Sequence[Person], grid: Grid) -> Ints:
    """Who is there, (G, T)."""
    cover = np.zeros((len(groups), grid.length), dtype=np.int64)
    tables = [coverage(grid, group.patterns).astype(np.int64) for group in groups]
    for one, row in zip(people, shifts, strict=True):
        for day in np.flatnonzero(row != OFF):
            cover[one.group] += tables[one.group][day, row[day]]
    return cover


def serves_of(groups: Sequence[Group]) -> Bools:
    """Which types each group serves, (G, K)."""
    return np.array([group.serves for group in groups], dtype=bool)


def cuts(needs: Needs, serves: Bools, cover: Ints, fails: Bools) -> Needs:
    """Needs that ask for one more than `cover` (G, T) where the promise fails; `serves` (G, K)."""
    sets, wanted = [*needs.sets], [*needs.wanted.copy()]
    for kind in np.flatnonzero(fails.any(axis=1)).tolist():
        own = np.zeros(len(needs.types), dtype=bool)
        own[kind] = True
        line = line_of(serves, kind)
        # where all who share the line serve the type, one more of them is one more for it, and asked for once
        alike = np.array_equal(serves[:, own].any(axis=1), serves[:, line].any(axis=1))
        for which in (line,) if alike else (own, line):
            row = next((r for r, one in enumerate(sets) if np.array_equal(one, which)), None)
            if row is None:
                row = len(sets)
                sets.append(which)
                wanted.append(np.zeros(cover.shape[1]))
            there: Floats = cover[serves[:, which].any(axis=1)].sum(axis=0).astype(float)
            wanted[row] = np.where(fails[kind], np.maximum(wanted[row], there + 1.0), wanted[row])
    return replace(needs, sets=np.array(sets), wanted=np.array(wanted))


def line_of(serves: Bools, kind: int) -> Bools:
    """The types that hang together with one through people who serve several, (K,)."""
    together = np.zeros(serves.shape[1], dtype=bool)
    together[kind] = True
    for _ in range(serves.shape[1]):
        together = together | serves[(serves & together).any(axis=1)].any(axis=0)
    return together
