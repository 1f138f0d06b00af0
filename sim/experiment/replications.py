"""Replications of a season, and pairs of them under the same luck.

Replication r of a seed is one possible season; two scenarios compared under one seed live through the same luck, so
their difference is far less noisy than either (common random numbers, by construction of `sim.draws`).
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from contextlib import closing
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from sim.evidence import parameters
from sim.experiment.kept import Kept
from sim.experiment.results import Comparison, Estimate, Gathering, last
from sim.experiment.tasks import EachDay, Task, play, replication_seed
from sim.experiment.workers import Stream, in_order
from sim.scenario import Scenario


def replicate(
    scenario: Scenario, replications: int = 20, seed: int = 1, *, first: int = 0, evidence_only: bool = False,
    **options: Any,
) -> Stream[Estimate]:  # fmt: skip
    """Estimates from replication `first` on, one after each; the last covers all `replications`.

    Options, of `compare` and of what builds on both as well:

    - `executor`: any concurrent.futures.Executor; without one, `workers` processes (1: this one); `width`: how many
      tasks an executor works on at once, where it does not say
    - `doubt`: every replication lives in another possible truth, its effects drawn from their ranges. Two scenarios
      compared under one seed share it, replication by replication; the range is then of luck and doubt together
    - `holding`: parameters held at other values, by id, whatever is drawn: the same experiment under another price
    - `evidence_only`: assumptions are neutral; `engine`: as in `Setup`
    - `each_day`: as in `run_season`; other processes must be able to import it
    - `keep`: a folder, or a `Kept`, in which each replication is kept as it comes and found again by a later run
    """
    with closing(_runs((scenario,), replications, seed, first, evidence_only, **options)) as runs:
        for (estimate,) in runs:
            yield estimate


def run(scenario: Scenario, replications: int = 20, seed: int = 1, **options: Any) -> Estimate:
    """The finished estimate; options as in `replicate`."""
    return last(replicate(scenario, replications, seed, **options))


def compare(
    a: Scenario, b: Scenario, replications: int = 20, seed: int = 1, *, first: int = 0, evidence_only: bool = False,
    **options: Any,
) -> Stream[Comparison]:  # fmt: skip
    """Paired comparisons, one after each pair, by the same workers; options as in `replicate`."""
    with closing(_runs((a, b), replications, seed, first, evidence_only, **options)) as runs:
        for pair in runs:
            yield Comparison(*pair)


def side_by_side(
    scenarios: tuple[Scenario, ...], replications: int = 20, seed: int = 1, *, first: int = 0,
    evidence_only: bool = False, **options: Any,
) -> Stream[tuple[Estimate, ...]]:  # fmt: skip
    """Estimates of several scenarios under the same luck, after each replication of all; options as in `replicate`."""
    with closing(_runs(scenarios, replications, seed, first, evidence_only, **options)) as runs:
        yield from runs


def _runs(
    scenarios: tuple[Scenario, ...], replications: int, seed: int, first: int, evidence_only: bool, *,
    executor: Executor | None = None, workers: int = 1, width: int | None = None, engine: str = "auto",
    each_day: EachDay | None = None, doubt: bool = False, holding: Mapping[str, float] | None = None,
    keep: Kept | Path | str | None = None,
) -> Stream[tuple[Estimate, ...]]:  # fmt: skip
    """Estimates of scenarios side by side: replication by replication, and in each one scenario after the other."""
    if replications < 1:
        raise ValueError(f"{replications} replications: at least one season is played")
    if len(lengths := {scenario.calendar.days for scenario in scenarios}) > 1:
        days = " and ".join(str(n) for n in sorted(lengths))
        raise ValueError(f"seasons of {days} days cannot be compared: give both the same number of weeks")
    keys = [replication_seed(seed, first + r) for r in range(replications)]
    held = tuple(sorted((holding or {}).items()))
    parameters().holding(dict(held))  # refused before a worker is asked
    tasks = chain.from_iterable(
        (Task(scenario, key, evidence_only, engine, doubt, held) for scenario in scenarios) for key in keys
    )
    neutralised = parameters(evidence_only).neutralised
    gatherings = [Gathering(scenario, seed, replications, neutralised) for scenario in scenarios]
    play_one = partial(play, each_day=each_day) if each_day else play
    shelf = Kept(keep) if isinstance(keep, (Path, str)) else keep
    with closing(in_order(play_one, tasks, executor, workers, width=width, shelf=shelf)) as results:
        for one in results:
            rest = [next(results) for _ in scenarios[1:]]
            yield tuple(gathering.add(x) for gathering, x in zip(gatherings, (one, *rest), strict=True))
