"""Seasons in stages side by side: what they have in common is played once, and all share their luck.

A table remembers every stage by the stages before it and its replication. Two seasons that differ in their third stage
share the first two, so that swapping a decision plays the days from there on and no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.arrays import Floats
from sim.experiment.stages import Figures, Reached, Stage, Staged, checked, figures, play_on
from sim.experiment.tasks import EachDay, replication_seed
from sim.experiment.workers import Stream, in_order, one_pool

Name = tuple[tuple[str, ...], int]  # keys of the stages lived so far, and the replication


@dataclass(frozen=True)
class Lived:
    """A stage that was played: what it came to, and where one can go on; None where the season is over."""

    figures: Figures
    reached: Reached | None


@dataclass(frozen=True)
class _Task:
    stage: Stage
    seed: int
    begin: Reached | None
    evidence_only: bool
    engine: str


class Table:
    """See the module's docstring. `seed`: of the experiment, as in `sim.experiment.replicate`: replication r has the
    luck of replication r there. `executor`, `workers`, `each_day` likewise."""

    def __init__(
        self, seed: int = 1, *, evidence_only: bool = False, engine: str = "auto", executor: Executor | None = None,
        workers: int = 1, each_day: EachDay | None = None,
    ) -> None:  # fmt: skip
        self.seed, self._world = seed, (evidence_only, engine)
        self._executor, self._workers = executor, workers
        self._run = partial(_play, each_day=each_day)
        self._lived: dict[Name, Lived] = {}

    @property
    def played(self) -> int:
        """Stages played so far."""
        return len(self._lived)

    def play(self, seasons: Iterable[Sequence[Stage]], replications: Iterable[int]) -> Stream[int]:
        """Play what is missing of these seasons; yields how many stages are left after each. Close it to stop."""
        levels = self._levels(map(checked, seasons), tuple(replications))
        left = sum(len(level) for level in levels)
        with one_pool(self._executor, self._workers) as pool:
            # all first stages, then all second ones: whoever goes on needs where the stage before has ended
            for level in levels:
                tasks = (self._task(name, stage) for name, stage in level.items())
                with closing(in_order(self._run, tasks, pool)) as results:
                    for name, lived in zip(level, results, strict=True):
                        self._lived[name] = lived
                        left -= 1
                        yield left

    def figures(self, stages: Sequence[Stage], replication: int) -> Figures:
        """A season's figures after its last stage. KeyError for one that was not played."""
        return self._lived[_name(stages, replication)].figures

    def values(self, stages: Sequence[Stage], kpi: str, replications: Iterable[int]) -> Floats:
        """A key figure of all days of each replication, (n,)."""
        return np.array([self.figures(stages, replication).so_far[kpi] for replication in replications])

    def _levels(self, seasons: Iterable[Staged], replications: Sequence[int]) -> list[dict[Name, Stage]]:
        """What is missing, by the number of stages before it."""
        levels: list[dict[Name, Stage]] = []
        for stages in seasons:
            for number, stage in enumerate(stages):
                levels += [{}] if number == len(levels) else []
                names = (_name(stages[: number + 1], replication) for replication in replications)
                levels[number] |= {name: stage for name in names if name not in self._lived}
        return levels

    def _task(self, name: Name, stage: Stage) -> _Task:
        (*before, _), replication = name
        begin = self._lived[tuple(before), replication].reached if before else None
        return _Task(stage, replication_seed(self.seed, replication), begin, *self._world)


def _name(stages: Sequence[Stage], replication: int) -> Name:
    return tuple(stage.key for stage in stages), replication


def _play(task: _Task, each_day: EachDay | None = None) -> Lived:
    reached = play_on(
        task.stage, task.seed, task.begin, evidence_only=task.evidence_only, engine=task.engine, each_day=each_day
    )
    return Lived(figures(reached), None if reached.over else reached)
