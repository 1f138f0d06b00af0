"""The best setting of a round's levers: a coarse grid, steps to better neighbours, and a race of the best."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product

from playbook.lab.judging import SURE, judge
from playbook.practices import Challenge, Practice
from playbook.rounds import PASSES, USUAL, Table

FEW = 4  # seasons of each plan of the grid
FINALISTS = 5
GRID = {1: 13, 2: 7, 3: 5, 4: 3, 5: 3}  # points of each lever, by how many levers there are


@dataclass(frozen=True)
class Tried:
    """A setting of a round's levers: what it gains on the goal's figure (larger is better), and its budget's margin."""

    setting: dict[str, float]
    gain: float
    room: float


def tried(table: Table, round_: Challenge, setting: Mapping[str, float], n: int) -> Tried:
    """What a setting does in so many of the page's seasons."""
    changes = {**round_.start, **setting}
    mine, start = table.find(USUAL, changes, n), table.find(USUAL, {}, n)
    gain = mine.change(start, round_.goal.kpi).mean
    room = judge(round_.bounds[1:], mine, start).margin if round_.budget else math.inf
    return Tried(dict(setting), gain if round_.goal.at_least is not None else -gain, room)


def search(table: Table, round_: Challenge) -> Tried:
    """A coarse grid, then steps from its best to the neighbours, then a race of the best by many seasons.

    The budget is kept by two standard errors; where no setting does, the one with the most room is returned.
    """
    look = partial(tried, table, round_)
    found = [look(setting, FEW) for setting in _grid(table.practice, round_)]
    near = table.study.setting(round_.played(PASSES))
    found.append(look({name: near[name] for name in round_.levers}, FEW))
    best, known = _best(found), {_key(one.setting) for one in found}
    while True:
        around = [x for x in _neighbours(table.practice, best.setting) if _key(x) not in known]
        known |= {_key(x) for x in around}
        more = [look(x, FEW) for x in around]
        found += more
        if _best([best, *more]) is best:
            break
        best = _best([best, *more])
    enough = [one for one in (look(x.setting, table.n) for x in _order(found)[:FINALISTS]) if one.room >= SURE]
    if len(enough) < 2:
        return enough[0] if enough else look(max(found, key=lambda one: one.room).setting, table.n)
    return enough[_race(table, round_, enough)]


def _race(table: Table, round_: Challenge, plans: list[Tried]) -> int:
    """The best of the plans, by the project's own selection; a tenth of the gain is a difference that matters."""
    from sim.experiment import last
    from sim.experiment.selection import best_of
    from sim.experiment.stopping import FIRST_STAGE

    scenarios = tuple(table.study.scenario({**round_.start, **one.setting}) for one in plans)
    worth = max(abs(one.gain) for one in plans) / 10 or 1.0
    larger = round_.goal.at_least is not None
    race = best_of(scenarios, round_.goal.kpi, worth, larger=larger, cap=2 * max(table.n, FIRST_STAGE), **table.how)
    return last(race).leader


def _best(found: list[Tried]) -> Tried:
    return _order(found)[0]


def _order(found: list[Tried]) -> list[Tried]:
    """Those that keep to the budget first, the larger gain first."""
    return sorted(found, key=lambda one: (one.room < SURE, -one.gain if one.room >= SURE else -one.room))


def _grid(practice: Practice, round_: Challenge) -> Iterator[dict[str, float]]:
    points = [practice.lever(name).points(GRID[len(round_.levers)]) for name in round_.levers]
    return (dict(zip(round_.levers, setting, strict=True)) for setting in product(*points))


def _neighbours(practice: Practice, setting: Mapping[str, float]) -> Iterator[dict[str, float]]:
    """One lever a step, or a tenth of its range, up or down."""
    for name, value in setting.items():
        lever = practice.lever(name)
        for step in {lever.step, (lever.high - lever.low) / 10}:
            for other in (lever.clip(value - step), lever.clip(value + step)):
                if other != value:
                    yield {**setting, name: other}


def _key(setting: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(setting.items()))
