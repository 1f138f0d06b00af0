"""A season whose levers change on given mornings: it is lived stage by stage, and goes on from where it stands.

A mechanism that acted once goes on acting, at whatever its levers then say: what people learned stays with them, and
who was hired still comes. One that acts for the first time begins with what it would remember on the first morning. Two
seasons of one seed that are the same up to a stage share their days up to it, and are played once.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any

from sim.arrays import Floats
from sim.contract.links import Links
from sim.evidence import parameters
from sim.experiment.tasks import EachDay, cached_by_key, kept_days, replication_seed
from sim.experiment.workers import Stream, in_order
from sim.scenario import Scenario
from sim.scenario.orders import orders_of
from sim.season import kpi
from sim.season.clock import SeasonResult, run_season
from sim.season.setup import Setup, switched_on

MOST_KEPT = 2_000  # places reached that are remembered; one is about a fifth of a megabyte


@dataclass(frozen=True)
class Stage:
    """The days up to before `until`, lived under `scenario`."""

    until: int
    scenario: Scenario


Stages = tuple[Stage, ...]


@dataclass(frozen=True)
class Reached:
    """Where a season stands after a stage; can be gone on from again and again. `begin`: the stage's first day."""

    scenario: Scenario
    acting: frozenset[str]  # names of the mechanisms that have acted so far
    begin: int
    result: SeasonResult  # of all days so far

    @property
    def figures(self) -> dict[str, float]:
        """Key figures of the days so far, with what is left at their end."""
        return kpi.totals(self._world, self._copy())

    @property
    def stage_figures(self) -> dict[str, float]:
        """The same of the stage's days alone."""
        return kpi.totals(self._world, self._copy(), first=self.begin)

    @property
    def days(self) -> dict[str, Floats]:
        """Daily key figures so far, (days so far,) each."""
        return {name: values[: self.result.last] for name, values in kpi.by_day(self.result).items()}

    def _copy(self) -> SeasonResult:
        """The days with a state of their own: what is asked of a state may be worked out in it and kept."""
        return replace(self.result, state=copy.deepcopy(self.result.state))

    @property
    def _world(self) -> Setup:
        return _world_of(self.scenario, self.acting)


def checked(stages: Sequence[Stage]) -> Stages:
    """`stages` as a tuple. ValueError where there is none, or they do not follow each other within one calendar."""
    if not stages:
        raise ValueError("a season has at least one stage")
    ends = [0, *(one.until for one in stages)]
    if any(later <= earlier for earlier, later in pairwise(ends)):
        raise ValueError(f"stages end later and later, these before the days {', '.join(map(str, ends[1:]))}")
    first = stages[0].scenario
    if ends[-1] > first.calendar.days:
        raise ValueError(f"the last stage ends before day {ends[-1]}, and the season has {first.calendar.days} days")
    if any(_facts(one.scenario) != _facts(first) for one in stages):
        raise ValueError("stages are of one shop: its calendar, demand, work and people cannot change between them")
    return tuple(stages)


def play_on(stage: Stage, seed: int, before: Reached | None = None, each_day: EachDay | None = None) -> Reached:
    """Live a stage, from the first morning or from where `before` stands. `seed` is the replication's own."""
    acting = frozenset(one.name for one in switched_on(stage.scenario))
    if before is None:
        world = _world_of(stage.scenario, acting)
        return Reached(stage.scenario, acting, 0, _run(world, seed, None, stage.until, each_day))
    acting |= before.acting
    world, morning = _world_of(stage.scenario, acting), before.result.last
    state = copy.deepcopy(before.result.state)
    world.open(state, seed, morning)
    plans = None
    if stage.scenario.key != before.scenario.key:
        plans = {one.name: one.plan(before.scenario) for one in world.all_mechanisms if one.levers is not None}
    result = _run(world, seed, (morning, state), stage.until, each_day, plans)
    return Reached(stage.scenario, acting, morning, _joined(before.result, result))


def _run(
    world: Setup, seed: int, start: Any, stop: int, each_day: EachDay | None, plans: Mapping[str, Any] | None = None
) -> SeasonResult:
    kept = frozenset(kept_days(world))
    result = run_season(world, seed, start=start, stop=stop, keep=kept, each_day=each_day, before=plans)
    return replace(result, links=Links((), 0, 0))  # no loop is held in stages, and links are the largest part


class Relay:
    """Seasons in stages. What was reached is remembered, so that seasons that begin alike are played once."""

    def __init__(self, most: int = MOST_KEPT, each_day: EachDay | None = None) -> None:
        self._most, self._each_day = most, each_day
        self._reached: OrderedDict[tuple[Any, ...], Reached] = OrderedDict()

    def reach(self, stages: Sequence[Stage], seed: int) -> Reached:
        """Where a season of the replication's `seed` stands after all of these. ValueError as from `checked`."""
        found: Reached | None = None
        name: tuple[Any, ...] = (seed,)
        for stage in checked(stages):
            name = (*name, stage.until, stage.scenario.key)
            if name in self._reached:
                self._reached.move_to_end(name)
                found = self._reached[name]
                continue
            found = self._reached[name] = play_on(stage, seed, found, self._each_day)
            if len(self._reached) > self._most:
                self._reached.popitem(last=False)
        assert found is not None
        return found


def side_by_side(
    seasons: Mapping[str, Sequence[Stage]], replications: int, seed: int = 1, *, first: int = 0,
    executor: Executor | None = None, workers: int = 1, each_day: EachDay | None = None,
) -> Stream[dict[str, dict[str, float]]]:  # fmt: skip
    """Key figures of several seasons in stages, by name, on the same luck: yields those of one replication after
    another, `replications` of them from `first` on. Options as in `sim.experiment.replicate`."""
    given = {name: checked(stages) for name, stages in seasons.items()}
    tasks = ((given, replication_seed(seed, first + r)) for r in range(replications))
    with closing(in_order(partial(_all_of, each_day=each_day), tasks, executor, workers)) as found:
        yield from found


def swapped(stages: Sequence[Stage], number: int, path: str, value: Any) -> Stages:
    """The same season with a lever at `value` from stage `number` on, for as long as it was left at what was decided
    there: a later stage that sets it anew does so here, too."""
    decided = stages[number].scenario.at(path)
    out, still = list(stages[:number]), True
    for stage in stages[number:]:
        still = still and stage.scenario.at(path) == decided
        out.append(replace(stage, scenario=stage.scenario.with_fields({path: value})) if still else stage)
    return tuple(out)


def _all_of(task: tuple[dict[str, Stages], int], each_day: EachDay | None) -> dict[str, dict[str, float]]:
    seasons, seed = task
    relay = Relay(each_day=each_day)
    return {name: relay.reach(stages, seed).figures for name, stages in seasons.items()}


def _joined(a: SeasonResult, b: SeasonResult) -> SeasonResult:
    """Days of both: each has its own days and nothing on the others."""
    days = {name: values.copy() for name, values in a.days.items()}
    ledger = {name: values.copy() for name, values in a.ledger.items()}
    for mine, theirs in ((days, b.days), (ledger, b.ledger)):
        for name, values in theirs.items():
            mine[name][b.first : b.last] = values[b.first : b.last]
    return replace(
        b, days=days, ledger=ledger, profiles={**a.profiles, **b.profiles}, laws=(*a.laws, *b.laws), first=a.first
    )


@cached_by_key(128)
def _world_of(scenario: Scenario, acting: frozenset[str]) -> Setup:
    file = scenario.demand.hourly_csv
    orders = None if file is None else orders_of(scenario, file).counts()
    return Setup(scenario, parameters(), orders=orders, also=acting)


def _facts(scenario: Scenario) -> tuple[Any, ...]:
    return scenario.calendar, scenario.demand, scenario.work, scenario.people
