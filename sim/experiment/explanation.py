"""Why a figure changed from one plan to another: the change split over the loops of the season.

With S the loops that run live in B and all others frozen at A's path, v(S) is the figure. "direct" is what the change
does with every loop frozen; each loop gets its Shapley value, its average marginal contribution over all orders: exact
for up to five loops, over orders drawn at random beyond. The parts add up to the change in every replication.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from sim import draws
from sim.arrays import Floats
from sim.contract.links import Links
from sim.experiment import shapley
from sim.experiment.results import Range
from sim.experiment.tasks import EachDay, replication_seed, world_of
from sim.experiment.workers import Stream, in_order
from sim.scenario import Scenario
from sim.season import kpi
from sim.season.clock import run_season
from sim.season.setup import LOOPS

DIRECT = "direct"
MOST_EXACT = 5  # loops: 32 seasons a replication
PAIRS = 10  # of orders drawn for more loops


@dataclass(frozen=True)
class Explanation:
    """A change of one KPI, split over the loops. `parts[loop]`: (n,), "direct" first; they sum to `change`.

    `errors[part]`: (n,), the standard error that sampled orders leave in each replication's part; 0 where exact.
    """

    kpi: str
    change: Floats
    parts: dict[str, Floats]
    errors: dict[str, Floats] = field(default_factory=dict)

    def range(self, part: str) -> Range:
        """Over the replications; the error of sampled orders is in it, as each replication draws its own."""
        return Range.of(self.parts[part])


@dataclass(frozen=True)
class Coalition:
    """The task v(S): the season of `seed` with some loops frozen at the path of another one."""

    scenario: Scenario
    seed: int
    evidence_only: bool
    engine: str
    kpi: str
    frozen: frozenset[str]
    path: Links


def worth(task: Coalition, each_day: EachDay | None = None) -> float:
    """v(S): the figure at the end of that season."""
    world = world_of(task.scenario, task.evidence_only, task.engine)
    result = run_season(world, task.seed, frozen=task.frozen, path=task.path, each_day=each_day)
    return kpi.totals(world, result)[task.kpi]


def explain(
    a: Scenario, b: Scenario, name: str, replications: int = 5, seed: int = 1, *, loops: Sequence[str] = LOOPS,
    evidence_only: bool = False, engine: str = "auto", executor: Executor | None = None, workers: int = 1,
    width: int | None = None, each_day: EachDay | None = None, most_exact: int = MOST_EXACT, pairs: int = PAIRS,
) -> Stream[Explanation]:  # fmt: skip
    """Why KPI `name` changes from A to B: one result after each replication. Close the iterator to stop.

    Up to `most_exact` loops are split exactly; beyond, over `pairs` pairs of orders that each replication draws by its
    seed. `executor`, `workers`, `width` and `each_day` as in `replicate`: what `each_day` raises ends the run within a
    day of the model. Raises ValueError for loops that do not exist.
    """
    if replications < 1:
        raise ValueError(f"{replications} replications: at least one season is played")
    kinds = [[work.id for work in scenario.work] for scenario in (a, b)]
    if kinds[0] != kinds[1] or a.calendar.days != b.calendar.days:
        raise ValueError("a change is explained between seasons of one length with the same kinds of work, in order")
    if not loops or len(set(loops)) < len(loops) or set(loops) - set(LOOPS):
        raise ValueError(f"name loops out of {', '.join(LOOPS)}, each once (between one and five are split exactly)")
    found = _Split(name, tuple(loops))
    play = partial(worth, each_day=each_day) if each_day else worth
    plans: list[tuple[float, tuple[shapley.Order, ...], tuple[frozenset[str], ...]]] = []

    def tasks() -> Iterator[Coalition]:
        """The base is played here, while others work on what came before."""
        world = world_of(a, evidence_only, engine)
        for r in range(replications):
            key = replication_seed(seed, r)
            base = run_season(world, key, each_day=each_day)
            sample: tuple[shapley.Order, ...] = ()
            if len(loops) > most_exact:
                sample = shapley.orders(found.loops, pairs, draws.generator(key, "orders of loops"))
            alive = shapley.needed(sample) if sample else tuple(shapley.subsets(found.loops))
            plans.append((kpi.totals(world, base)[name], sample, alive))
            for some in alive:
                yield Coalition(b, key, evidence_only, engine, name, frozenset(loops) - some, base.links)

    with closing(in_order(play, tasks(), executor, workers, width=width)) as results:
        for r in range(replications):
            first = next(results)  # makes the plan of its replication
            start, sample, alive = plans[r]
            values = (first, *(next(results) for _ in alive[1:]))
            yield found.add(start, dict(zip(alive, values, strict=True)), sample)


class _Split:
    """The replications of an explanation so far."""

    def __init__(self, name: str, loops: tuple[str, ...]) -> None:
        self.name, self.loops = name, loops
        self.changes: list[float] = []
        self.shares: dict[str, list[shapley.Share]] = {part: [] for part in (DIRECT, *loops)}

    def add(
        self, start: float, worth_of: dict[frozenset[str], float], sample: tuple[shapley.Order, ...]
    ) -> Explanation:
        shares = shapley.sampled(worth_of, sample) if sample else shapley.exact(worth_of, self.loops)
        self.changes.append(worth_of[frozenset(self.loops)] - start)
        for part, share in ({DIRECT: shapley.Share(worth_of[frozenset()] - start)} | shares).items():
            self.shares[part].append(share)
        return Explanation(
            self.name,
            np.array(self.changes),
            {part: np.array([share.value for share in some]) for part, some in self.shares.items()},
            {part: np.array([share.error for share in some]) for part, some in self.shares.items()},
        )
