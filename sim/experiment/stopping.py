"""How many replications are enough: run until the interval of one figure is as narrow as asked.

After each replication from the first stage on, the 95 % interval of the mean is looked at, and the run stops when it
is narrow enough (Chow & Robbins 1965, Annals of Mathematical Statistics 36, 457–462). An interval that stopped its own
run covers a little less often than it says, because it stops sooner where the spread happens to look small; the loss
vanishes as the width asked for gets smaller. A first stage of ten keeps it small: of normal figures, with widths that
take 10 to 200 replications, 93 to 95 % of the intervals cover (4,000 runs each), against 88 % at worst with a first
stage of two. A relative width is judged at γ/(1 + γ) of the estimate, so that the error is at most
γ of the true mean (Law, Simulation Modeling and Analysis, section 9.4).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sim import experiment
from sim.experiment import Comparison, Estimate, controls
from sim.experiment.controls import Controlled
from sim.experiment.workers import Stream
from sim.scenario import Scenario

FIRST_STAGE = 10


@dataclass(frozen=True)
class Goal:
    """A 95 % interval of the mean of `kpi` no wider than ± `half_width`: in its unit, or as a share of the mean."""

    kpi: str
    half_width: float
    relative: bool = False
    cap: int = 200  # replications at most
    first: int = FIRST_STAGE  # replications before the first look

    def __post_init__(self) -> None:
        if not self.half_width > 0:
            raise ValueError(f"a half width is greater than 0, not {self.half_width}")
        if not 2 <= self.first <= self.cap:
            raise ValueError(f"a first stage of {self.first} replications must lie between 2 and the cap of {self.cap}")

    def limit(self, mean: float) -> float:
        """The half width that is narrow enough beside this estimate, in the figure's unit."""
        return self.half_width / (1 + self.half_width) * abs(mean) if self.relative else self.half_width


@dataclass(frozen=True)
class Stage:
    """The run so far: `result` is an Estimate or a Comparison, `found` the figure's mean with known luck taken out."""

    goal: Goal
    result: Any
    found: Controlled

    @property
    def n(self) -> int:
        return self.found.n

    @property
    def reached(self) -> bool:
        """Whether the interval is narrow enough; never before the first stage is complete."""
        return self.n >= self.goal.first and self.found.half_width <= self.goal.limit(self.found.mean)

    @property
    def needed(self) -> float:
        """About how many replications the goal takes, judged by the spread so far; nan after one, inf for a mean 0."""
        limit = self.goal.limit(self.found.mean)
        return self.n * (self.found.half_width / limit) ** 2 if limit > 0 else float("inf")


def run_until(scenario: Scenario, goal: Goal, seed: int = 1, **options: Any) -> Stream[Stage]:
    """Stages of one scenario's season, one after each replication; the last is `reached` or at the cap.

    `options` as in `sim.experiment.replicate`. Close the iterator to stop.
    """
    stream = experiment.replicate(scenario, replications=goal.cap, seed=seed, **options)
    return _until(stream, goal, controls.of_estimate)


def compare_until(a: Scenario, b: Scenario, goal: Goal, seed: int = 1, **options: Any) -> Stream[Stage]:
    """Stages of the paired difference B − A, one after each pair; otherwise as `run_until`."""
    stream = experiment.compare(a, b, replications=goal.cap, seed=seed, **options)
    return _until(stream, goal, controls.of_comparison)


def _until(
    stream: Stream[Estimate] | Stream[Comparison], goal: Goal, read: Callable[[Any, str], Controlled]
) -> Stream[Stage]:
    with closing(stream):
        for result in stream:
            stage = Stage(goal, result, read(result, goal.kpi))
            yield stage
            if stage.reached:
                return
