"""Studies: published experiments, run again inside the model.

A study has claims, numbers that its authors published, each with a band fixed before the model was run. One simulated
experiment has the original's sample, arms and length, and ends in the original's estimator; many of them show what
that design could have found if the model were the world. A claim passes when

- the mean of the simulated estimates lies in the published band, and
- the published value lies in the central 95 % of the simulated estimates (where a value was published), and
- where only a direction was published, those central 95 % lie on its side of nothing.

Claims that "set" are reproduced by parameters that were set on them: passing is no evidence. Claims that "test" are
read by nothing but this comparison; where an assumption was argued from one all the same, its `leak` names it.
`sim.studies.could_fail` says which verdicts could have been others. Experiment i of a seed has its own generator, so
the estimates are the same on any executor, in any order and beside any other study.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim import draws
from sim.arrays import Floats
from sim.evidence import Parameters
from sim.evidence import parameters as usual_parameters
from sim.experiment.workers import in_order

SETS, TESTS = "sets", "tests"
CENTRAL = (0.025, 0.975)

Experiment = Callable[[Parameters, np.random.Generator], dict[str, float]]


@dataclass(frozen=True)
class Claim:
    """One published number. `published` is nan where only a direction or a range was published."""

    id: str
    published: float
    low: float  # pass band, fixed before running
    high: float
    role: str  # "sets" or "tests"
    unit: str
    source: str  # id in data/evidence.csv
    note: str = ""  # why the band is what it is, where the source gives no interval
    leak: str = ""  # an assumed parameter that was argued from this very result, so that the claim is not held out

    def __post_init__(self) -> None:
        if self.role not in (SETS, TESTS):
            raise ValueError(f'{self.id}: a claim "{SETS}" or "{TESTS}", not "{self.role}"')
        if not self.low <= self.high or self.published < self.low or self.published > self.high:
            raise ValueError(f"{self.id}: the published value must lie in its band")

    @property
    def side(self) -> int:
        """Of a published direction: 1 above 0, −1 below; 0 where a size or "no difference" was published."""
        if not math.isnan(self.published):
            return 0
        return 1 if self.low >= 0 else -1 if self.high <= 0 else 0


@dataclass(frozen=True)
class Study:
    """A published experiment. `experiment` runs one simulated copy: claim id → estimate (nan: not estimable)."""

    id: str  # "V1"
    slug: str
    claims: tuple[Claim, ...]
    design: str  # one sentence: sample, arms, length
    experiment: Experiment


@dataclass(frozen=True)
class Verdict:
    """A claim against its simulated estimates. `low` and `high` bound the central 95 % of them."""

    claim: Claim
    mean: float
    low: float
    high: float
    n: int  # experiments in which the estimate existed

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks against a pass, as keys: "none", "mean_low", "mean_high", "published_low", "published_high",
        "unsure"."""
        claim = self.claim
        if not self.n:
            return ("none",)
        found = []
        if not claim.low <= self.mean <= claim.high:
            found.append("mean_low" if self.mean < claim.low else "mean_high")
        if not math.isnan(claim.published) and not self.low <= claim.published <= self.high:
            found.append("published_low" if claim.published < self.low else "published_high")
        if (claim.side > 0 and self.low <= 0) or (claim.side < 0 and self.high >= 0):
            found.append("unsure")
        return tuple(found)

    @property
    def passed(self) -> bool:
        return not self.reasons

    @property
    def why(self) -> str:
        """The reasons of a miss in words; empty after a pass."""
        return "; ".join(REASONS[reason] for reason in self.reasons)


REASONS = {
    "none": "no experiment gave an estimate",
    "mean_low": "the simulated mean lies below the published band",
    "mean_high": "the simulated mean lies above the published band",
    "published_low": "the published value lies below the central 95 % of the simulated estimates",
    "published_high": "the published value lies above the central 95 % of the simulated estimates",
    "unsure": "the central 95 % of the simulated estimates lie on both sides of nothing",
}


@dataclass(frozen=True)
class Result:
    """The experiments so far. `estimates[claim]`: (n,), in the order of the experiments."""

    study: Study
    seed: int
    planned: int
    estimates: dict[str, Floats]
    fingerprint: str  # of the parameters

    @property
    def n(self) -> int:
        return len(next(iter(self.estimates.values())))

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        return tuple(verdict(claim, self.estimates[claim.id]) for claim in self.study.claims)


def verdict(claim: Claim, estimates: Floats) -> Verdict:
    """The claim against estimates (n,); those that are not finite are left out."""
    estimates = np.asarray(estimates, float)
    estimates = estimates[np.isfinite(estimates)]
    if not len(estimates):
        return Verdict(claim, math.nan, math.nan, math.nan, 0)
    low, high = np.quantile(estimates, CENTRAL)
    return Verdict(claim, float(estimates.mean()), float(low), float(high), len(estimates))


def run(
    study: Study, experiments: int = 200, seed: int = 1, parameters: Parameters | None = None,
    executor: Executor | None = None,
) -> Iterator[Result]:  # fmt: skip
    """Results so far, one after each experiment; close the iterator to stop.

    `executor`: any concurrent.futures.Executor; without one the experiments run here.
    """
    parameters = usual_parameters() if parameters is None else parameters
    done: dict[str, list[float]] = {claim.id: [] for claim in study.claims}
    tasks = [(study.id, study.experiment, parameters, seed, i) for i in range(experiments)]
    print_of = parameters.fingerprint()
    results: Any = in_order(_one, tasks, executor)  # a generator, whatever its annotation says: it can be closed
    with closing(results) as found:
        for estimates in found:
            for claim, values in done.items():
                values.append(float(estimates[claim]))
            so_far = {claim: np.array(values) for claim, values in done.items()}
            yield Result(study, seed, experiments, so_far, print_of)


def _one(task: tuple[str, Experiment, Parameters, int, int]) -> dict[str, float]:
    study, experiment, parameters, seed, i = task
    return experiment(parameters, draws.generator(seed, "study", study, i))
