"""The task of an experiment: one replication of one scenario, handed to whoever runs it as the scenario itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import Any, TypeVar

from sim import draws
from sim.contract.day import State
from sim.evidence import parameters
from sim.experiment import noise
from sim.experiment.results import Replication
from sim.scenario import Scenario
from sim.scenario.orders import orders_of
from sim.season import kpi, money
from sim.season.clock import run_season
from sim.season.setup import Setup

Made = TypeVar("Made")
EachDay = Callable[[int, State], None]


@dataclass(frozen=True)
class Task:
    """One replication to run; small and picklable. `seed` is the replication's own."""

    scenario: Scenario
    seed: int
    evidence_only: bool
    engine: str
    doubt: bool = False  # draw the effects anew, by the replication's seed
    holding: tuple[tuple[str, float], ...] = ()  # parameters held at other values, whatever is drawn


class OnlyHere:
    """A call for every simulated day that is played in this process. Handed to another one it is a call that does
    nothing: who listens is here."""

    def __init__(self, call: EachDay) -> None:
        self.call = call

    def __call__(self, day: int, state: State) -> None:
        self.call(day, state)

    def __reduce__(self) -> tuple[Callable[..., EachDay], tuple[()]]:
        return _silent, ()


def _silent() -> EachDay:
    return _nothing


def _nothing(day: int, state: State) -> None:
    pass


@dataclass(frozen=True)
class _ByKey:
    """A scenario that equals every other one that says the same."""

    key: str
    scenario: Scenario = field(compare=False)


def cached_by_key(most: int) -> Callable[[Callable[..., Made]], Callable[..., Made]]:
    """Keep what a function of a scenario made, for the `most` last used; scenarios of one key are one.

    Like `functools.lru_cache`, which would compare scenarios field by field. Further arguments are given by position.
    """

    def around(make: Callable[..., Made]) -> Callable[..., Made]:
        @lru_cache(most)
        def made(by: _ByKey, *rest: Any) -> Made:
            return make(by.scenario, *rest)

        @wraps(make)
        def found(scenario: Scenario, *rest: Any) -> Made:
            return made(_ByKey(scenario.key, scenario), *rest)

        found.cache_clear = made.cache_clear  # type: ignore[attr-defined]  # functions declare none
        return found

    return around


@cached_by_key(128)  # as many as a race of options goes round; a world is about a megabyte
def world_of(
    scenario: Scenario, evidence_only: bool = False, engine: str = "auto", also: frozenset[str] = frozenset()
) -> Setup:
    """The world of a scenario; made once for all its replications. `also`: see `Setup`."""
    file = scenario.demand.hourly_csv
    orders = None if file is None else orders_of(scenario, file).counts()
    return Setup(scenario, parameters(evidence_only), engine, orders, also=also)


def play(task: Task, each_day: EachDay | None = None) -> Replication:
    """Run a task's season and keep its figures."""
    world = world_of(task.scenario, task.evidence_only, task.engine)
    if task.doubt:
        world = world.with_parameters(world.parameters.drawn(task.seed))
    if task.holding:
        world = world.with_parameters(world.parameters.holding(dict(task.holding)))
    result = run_season(world, task.seed, keep=frozenset(kept_days(world)), each_day=each_day)
    end = kpi.end_state(world, result)
    totals, known = kpi.totals(world, result, end=end), noise.of_season(world, task.seed)
    parts = money.of_season(world, result, end)
    ledger = money.by_account(world, result)
    return Replication(totals, kpi.by_day(result), result.profiles, result.laws, known, parts, ledger)


def kept_days(world: Setup) -> Iterator[int]:
    """The days whose 15-minute profile is kept: each big day and its eve."""
    for big in world.facts.big:
        yield from (day for day in (big - 1, big) if day >= 0)


def replication_seed(seed: int, replication: int) -> int:
    return draws.key(seed, "replication", replication)
