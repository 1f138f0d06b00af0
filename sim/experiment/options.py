"""Seasons of many options side by side: each is played once, whoever asks for it, and all share their luck.

A bench remembers every season by scenario, replication and truth. What is asked for goes through one line of tasks, so
that all workers are busy until its last; comparisons are made of what is there, without playing anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np

from sim.arrays import Floats
from sim.evidence import parameters
from sim.experiment.controls import Controlled, controlled
from sim.experiment.kept import Kept
from sim.experiment.results import Comparison, Estimate, Range, Replication
from sim.experiment.tasks import EachDay, Task, play, replication_seed
from sim.experiment.workers import Stream, in_order
from sim.scenario import Scenario

# The effects that a season lives with: as the register has them, assumptions neutral, or drawn from their ranges.
Truth = Literal["usual", "evidence", "doubt"]


@dataclass(frozen=True)
class Wanted:
    """One season of one option."""

    scenario: Scenario
    replication: int
    truth: Truth = "usual"

    @property
    def name(self) -> tuple[str, Truth, int]:
        return self.scenario.key, self.truth, self.replication


class Bench:
    """See the module's docstring. `days`: daily figures that are remembered; `played`: seasons so far.

    `executor`, `workers`, `keep` and `each_day` as in `sim.experiment.replicate`. Kept seasons are kept in full.
    """

    def __init__(
        self, seed: int, days: Iterable[str] = (), *, executor: Executor | None = None, workers: int = 1,
        keep: Kept | None = None, each_day: EachDay | None = None,
    ) -> None:  # fmt: skip
        self.seed, self._days = seed, tuple(days)
        self._how = {"executor": executor, "workers": workers, "shelf": keep}
        self._play: Callable[[Task], Replication] = partial(play, each_day=each_day) if each_day else play
        self._seasons: dict[tuple[str, Truth, int], Replication] = {}

    @property
    def played(self) -> int:
        return len(self._seasons)

    def missing(self, wanted: Iterable[Wanted]) -> dict[tuple[str, Truth, int], Wanted]:
        """Of these seasons, each that is not there yet, once, in their order."""
        return {one.name: one for one in wanted if one.name not in self._seasons}

    def play(self, wanted: Iterable[Wanted]) -> Stream[int]:
        """Play what is missing of these; yields how many are left after each. Close it to stop."""
        missing = self.missing(wanted)
        with closing(in_order(self._play, map(self._task, missing.values()), **self._how)) as results:  # type: ignore[arg-type]
            for done, (name, one) in enumerate(zip(missing, results, strict=True), start=1):
                days = {day: one.days[day] for day in self._days}
                self._seasons[name] = replace(one, days=days, profiles={}, ledger={})
                yield len(missing) - done

    def _task(self, one: Wanted) -> Task:
        seed = replication_seed(self.seed, one.replication)
        return Task(one.scenario, seed, one.truth == "evidence", "auto", one.truth == "doubt")

    def estimate(self, scenario: Scenario, replications: Sequence[int], truth: Truth = "usual") -> Estimate:
        """These seasons of a scenario, (n,) of each figure. KeyError for one that was not played."""
        some = [self._seasons[scenario.key, truth, r] for r in replications]

        def columns(of: Callable[[Replication], dict[str, float]]) -> dict[str, Floats]:
            return {name: np.array([of(one)[name] for one in some]) for name in of(some[0])}

        laws = tuple(
            f"replication {r + 1}, {law}" for r, one in zip(replications, some, strict=True) for law in one.laws
        )
        days = {name: np.array([one.days[name] for one in some]) for name in self._days}
        neutral = parameters(truth == "evidence").neutralised
        return Estimate(
            scenario, self.seed, len(some), columns(lambda one: one.totals), days, {}, laws, neutral,
            columns(lambda one: one.noise), columns(lambda one: one.money),
        )  # fmt: skip

    def comparison(
        self, a: Scenario, b: Scenario, replications: Sequence[int], truth: Truth = "usual"
    ) -> Comparison:  # fmt: skip
        return Comparison(self.estimate(a, replications, truth), self.estimate(b, replications, truth))


def without_luck(comparison: Comparison, kpi: str) -> tuple[Floats, Controlled]:
    """B − A (n,) with the luck that both share taken out of each, and their mean with its interval.

    The mean of the values is the controlled one. Where nothing is taken out they are B − A as it is.
    """
    a, b = comparison.a, comparison.b
    luck = {name: (a.noise[name] + b.noise[name]) / 2 for name in a.noise if name in b.noise}
    values = b.totals[kpi] - a.totals[kpi]
    found = controlled(values, luck)
    if found.used:
        columns = np.column_stack([luck[name] for name in found.used])
        centred = columns - columns.mean(axis=0)
        slopes = np.linalg.lstsq(centred, values - values.mean(), rcond=None)[0]
        values = values - columns @ slopes
    return values, found


def range_of(comparison: Comparison, kpi: str) -> Range:
    """The range of B − A as it fell, with the mean and the interval of `without_luck`."""
    plain, (_, found) = comparison.difference(kpi), without_luck(comparison, kpi)
    return replace(plain, mean=found.mean, half_width=found.half_width)
