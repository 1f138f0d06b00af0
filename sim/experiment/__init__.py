"""Experiments: replications of a season, paired comparisons, and why a figure changed.

Replication r of a seed is one possible season; two scenarios compared under one seed live through the same luck, so
their difference is far less noisy than either (common random numbers, by construction of `sim.draws`). Everything
here yields its result so far after each replication, so that a first figure is there early; close the iterator to
stop. Results do not depend on the executor or the number of workers.

Ranges: P10, P50 and P90 are over the luck of the season; `half_width` is that of the 95 % interval of the mean.
`sim.output` narrows that interval, says how many replications are enough, and which of several plans is best.
"""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

import numpy as np

from sim import draws
from sim.arrays import Floats
from sim.contract.day import State
from sim.contract.links import Links
from sim.evidence import parameters
from sim.experiment import luck, pairs
from sim.experiment.intervals import half_width
from sim.experiment.workers import in_order
from sim.scenario import Scenario
from sim.scenario.orders import orders_of
from sim.season import kpi
from sim.season.clock import run_season
from sim.season.setup import LOOPS, Setup


@dataclass(frozen=True)
class Range:
    """What is known of a number: its mean with the half width of the 95 % interval, and where it falls."""

    mean: float
    half_width: float  # nan while there is one replication
    p10: float
    p50: float
    p90: float
    n: int

    @classmethod
    def of(cls, values: Floats) -> Range:
        values = np.asarray(values, float)
        p10, p50, p90 = np.quantile(values, [0.1, 0.5, 0.9])
        return cls(float(values.mean()), half_width(values), float(p10), float(p50), float(p90), len(values))


@dataclass(frozen=True)
class Replication:
    """One season, reduced to its figures."""

    totals: dict[str, float]
    days: dict[str, Floats]
    profiles: dict[int, dict[str, Floats]]
    laws: tuple[str, ...]
    luck: dict[str, float] = field(default_factory=dict)  # known to have mean 0: see sim.experiment.luck


@dataclass(frozen=True)
class Estimate:
    """The replications so far. `totals[kpi]`: (n,); `days[kpi]`: (n, D); `profiles[day][name]`: (n, slots)."""

    scenario: Scenario
    seed: int
    planned: int
    totals: dict[str, Floats]
    days: dict[str, Floats]
    profiles: dict[int, dict[str, Floats]]
    laws: tuple[str, ...]
    neutralised: tuple[str, ...] = ()  # assumptions switched off
    luck: dict[str, Floats] = field(default_factory=dict)  # (n,) each, of mean 0: see sim.experiment.controls

    @property
    def n(self) -> int:
        return len(next(iter(self.totals.values())))

    def range(self, name: str) -> Range:
        return Range.of(self.totals[name])

    def band(self, name: str) -> tuple[Floats, Floats, Floats]:
        """P10, P50 and P90 of a daily KPI over the replications, (D,) each."""
        low, middle, high = np.quantile(self.days[name], [0.1, 0.5, 0.9], axis=0)
        return low, middle, high


@dataclass(frozen=True)
class Comparison:
    """B against A under the same luck."""

    a: Estimate
    b: Estimate

    def difference(self, name: str) -> Range:
        """Range of B − A, replication by replication."""
        return Range.of(self.b.totals[name] - self.a.totals[name])

    def variance_ratio(self, name: str) -> float:
        """How many times more an unpaired difference would vary; nan where the difference never does."""
        return pairs.variance_ratio(self.a.totals[name], self.b.totals[name]).value


@dataclass(frozen=True)
class Explanation:
    """A change of one KPI, split over the loops. `parts[loop]`: (n,), "direct" first; they sum to `change`."""

    kpi: str
    change: Floats
    parts: dict[str, Floats]

    def range(self, part: str) -> Range:
        return Range.of(self.parts[part])


@dataclass(frozen=True)
class Task:
    """One replication to run; small and picklable."""

    scenario: str  # JSON
    seed: int
    evidence_only: bool
    engine: str
    doubt: bool = False  # draw the effects anew, by the replication's seed


@lru_cache(maxsize=8)
def world_of(scenario: str, evidence_only: bool, engine: str) -> Setup:
    """The world of a scenario given as JSON; made once for all its replications."""
    parsed = Scenario.model_validate_json(scenario)
    file = parsed.demand.hourly_csv
    orders = None if file is None else orders_of(parsed, file).counts()
    return Setup(parsed, parameters(evidence_only), engine, orders)


def _run(task: Task, each_day: Callable[[int, State], None] | None = None) -> Replication:
    world = world_of(task.scenario, task.evidence_only, task.engine)
    if task.doubt:
        world = world.with_parameters(world.parameters.drawn(task.seed))
    result = run_season(world, task.seed, keep=frozenset(_kept(world)), each_day=each_day)
    known = luck.of_season(world, task.seed)
    return Replication(kpi.totals(world, result), kpi.by_day(result), result.profiles, result.laws, known)


def _kept(world: Setup) -> Iterator[int]:
    """The days whose 15-minute profile is kept: each big day and its eve."""
    for big in world.facts.big:
        yield from (day for day in (big - 1, big) if day >= 0)


def replication_seed(seed: int, replication: int) -> int:
    return draws.key(seed, "replication", replication)


def replicate(
    scenario: Scenario, replications: int = 20, seed: int = 1, *, executor: Executor | None = None, workers: int = 1,
    first: int = 0, evidence_only: bool = False, engine: str = "auto",
    each_day: Callable[[int, State], None] | None = None, doubt: bool = False,
) -> Iterator[Estimate]:  # fmt: skip
    """Estimates from replication `first` on, one after each; the last covers all `replications`.

    `doubt`: every replication lives in another possible truth, its effects drawn from their ranges. Two scenarios
    compared under one seed share it, replication by replication; the range is then of luck and doubt together.

    `executor`: any concurrent.futures.Executor; without one, `workers` processes (1: in this one).
    `each_day`: as in `run_season`; other processes must be able to import it.
    """
    text = scenario.model_dump_json()
    tasks = [
        Task(text, replication_seed(seed, first + r), evidence_only, engine, doubt) for r in range(replications)
    ]  # fmt: skip
    neutralised = parameters(evidence_only).neutralised
    done: list[Replication] = []
    play = partial(_run, each_day=each_day) if each_day else _run
    with closing(in_order(play, tasks, executor, workers)) as results:
        for result in results:
            done.append(result)
            yield estimate_of(scenario, seed, replications, done, neutralised)


def run(scenario: Scenario, replications: int = 20, seed: int = 1, **options) -> Estimate:
    """The finished estimate; options as in `replicate`."""
    return last(replicate(scenario, replications, seed, **options))


def compare(a: Scenario, b: Scenario, replications: int = 20, seed: int = 1, **options) -> Iterator[Comparison]:
    """Paired comparisons, one after each pair; options as in `replicate`."""
    with (
        closing(replicate(a, replications, seed, **options)) as left,
        closing(replicate(b, replications, seed, **options)) as right,
    ):
        for pair in zip(left, right, strict=True):
            yield Comparison(*pair)


def explain(
    a: Scenario, b: Scenario, name: str, replications: int = 5, seed: int = 1, *, loops: Sequence[str] = LOOPS,
    evidence_only: bool = False, engine: str = "auto",
) -> Iterator[Explanation]:  # fmt: skip
    """Why KPI `name` changes from A to B: Shapley values over `loops` (at most five), one result per replication.

    With S the loops that run live in B and all others frozen at A's path, v(S) is the KPI; "direct" is what the
    change does with every loop frozen, and each loop gets its average marginal contribution over all orders.
    """
    if not 0 < len(loops) <= 5 or set(loops) - set(LOOPS):
        raise ValueError(f"between one and five of these loops: {', '.join(LOOPS)}")
    world_a = world_of(a.model_dump_json(), evidence_only, engine)
    world_b = world_of(b.model_dump_json(), evidence_only, engine)
    changes, parts = [], {part: [] for part in ("direct", *loops)}
    for r in range(replications):
        key = replication_seed(seed, r)
        base = run_season(world_a, key)
        start = kpi.totals(world_a, base)[name]
        worth = {live: _worth(world_b, key, name, loops, live, base.links) for live in _subsets(loops)}
        changes.append(worth[frozenset(loops)] - start)
        parts["direct"].append(worth[frozenset()] - start)
        for loop in loops:
            parts[loop].append(_shapley(worth, loop, loops))
        yield Explanation(name, np.array(changes), {part: np.array(values) for part, values in parts.items()})


def _worth(world: Setup, seed: int, name: str, loops: Sequence[str], live: frozenset, path: Links) -> float:
    result = run_season(world, seed, frozen=frozenset(loops) - live, path=path)
    return kpi.totals(world, result)[name]


def _subsets(loops: Sequence[str]) -> Iterator[frozenset]:
    for size in range(len(loops) + 1):
        yield from (frozenset(some) for some in itertools.combinations(loops, size))


def _shapley(worth: dict[frozenset, float], loop: str, loops: Sequence[str]) -> float:
    n = len(loops)
    total = 0.0
    for some in _subsets([other for other in loops if other != loop]):
        weight = math.factorial(len(some)) * math.factorial(n - len(some) - 1) / math.factorial(n)
        total += weight * (worth[some | {loop}] - worth[some])
    return total


def last(results: Iterator):
    """The last thing an iterator yields."""
    return deque(results, maxlen=1).pop()


def estimate_of(scenario, seed, planned, done: list[Replication], neutralised) -> Estimate:
    """Replications as one estimate; at least one."""
    laws = dict.fromkeys(f"replication {r + 1}, {law}" for r, one in enumerate(done) for law in one.laws)
    return Estimate(
        scenario=scenario,
        seed=seed,
        planned=planned,
        totals={name: np.array([one.totals[name] for one in done]) for name in done[0].totals},
        days={name: np.stack([one.days[name] for one in done]) for name in done[0].days},
        profiles={
            day: {name: np.stack([one.profiles[day][name] for one in done]) for name in arrays}
            for day, arrays in done[0].profiles.items()
        },
        laws=tuple(laws),
        neutralised=neutralised,
        luck={name: np.array([one.luck[name] for one in done]) for name in done[0].luck},
    )


def pooled(first: Estimate, second: Estimate) -> Estimate:
    """Replications of two estimates of one scenario and seed together; the caller keeps them from overlapping."""
    return replace(
        first,
        planned=first.planned + second.planned,
        totals={name: np.concatenate([first.totals[name], second.totals[name]]) for name in first.totals},
        days={name: np.concatenate([first.days[name], second.days[name]]) for name in first.days},
        profiles={
            day: {name: np.concatenate([arrays[name], second.profiles[day][name]]) for name in arrays}
            for day, arrays in first.profiles.items()
        },
        laws=first.laws + second.laws,
        luck={name: np.concatenate([first.luck[name], second.luck[name]]) for name in first.luck},
    )
