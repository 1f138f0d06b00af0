"""Which of several plans is best: a fully sequential procedure with a guarantee (Kim & Nelson 2001, KN).

All plans get a first stage of replications; then, one replication at a time, every plan goes that lies too far behind
another one, until one is left. For normal figures the best plan is chosen with the asked-for probability whenever it
is better than every other by the indifference zone `worth` or more; among plans closer than that any may come out.
The comparison is by differences, so luck that the plans share makes it shorter and leaves the guarantee (it splits
the error over the plans by Bonferroni's inequality, which needs no independence).

Kim & Nelson 2001, A fully sequential procedure for indifference-zone selection in simulation, ACM Transactions on
Modeling and Computer Simulation 11, 251–273; here with their c = 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim import experiment
from sim.arrays import Bools, Floats
from sim.experiment.stopping import FIRST_STAGE
from sim.experiment.workers import Stream, one_pool
from sim.scenario import Scenario

Draw = Callable[[int], float]  # plan → the value of its next replication; larger is better


@dataclass(frozen=True)
class Round:
    """The race so far.

    `counts`: (k,) replications of each plan; `means`: (k,), nan before the first; `behind`: (k,) by how much the
    leader was better over the replications that both have; `racing`: plans not dropped; `dropped`: plan →
    replications after which it went; `most`: replications of a plan after which the race ends at the latest, 0 while
    the first stage runs; `leader`: the best mean so far; `best`: the plan chosen, None until then.
    """

    counts: tuple[int, ...]
    means: tuple[float, ...]
    behind: tuple[float, ...]
    racing: tuple[int, ...]
    dropped: dict[int, int]
    most: int
    leader: int
    best: int | None


def continuation(plans: int, confidence: float, first: int) -> float:
    """h² of KN: how long the race stays open, in squared standard errors."""
    beta = (1 - confidence) / (plans - 1)
    eta = ((2 * beta) ** (-2 / (first - 1)) - 1) / 2
    return 2 * eta * (first - 1)


def select(
    draw: Draw, plans: int, worth: float, confidence: float = 0.95, first: int = FIRST_STAGE, cap: int | None = None
) -> Stream[Round]:
    """The race of `plans` plans (two or more), a Round after each step; the last has `best`, unless `cap` ended it.

    `draw(i)` plays the next replication of plan i; with shared luck, the r-th of every plan shares it. `worth`: the
    difference that matters, > 0. Raises ValueError for arguments outside these.
    """
    if plans < 2 or first < 2 or not worth > 0 or not 1 / plans < confidence < 1:
        raise ValueError("two plans, a first stage of two, worth above 0, and a confidence above chance and below 1")
    if cap is not None and cap < first:
        raise ValueError(f"a cap of {cap} replications ends the race before its first stage of {first}")
    early: list[list[float]] = [[] for _ in range(plans)]
    sums: list[list[float]] = [[0.0] for _ in range(plans)]  # of the first 0, 1, 2, … replications
    racing, dropped = list(range(plans)), dict[int, int]()

    def play(plan: int) -> float:
        value = float(draw(plan))
        sums[plan].append(sums[plan][-1] + value)
        return value

    def now(most: int = 0, done: bool = False) -> Round:
        counts = tuple(len(x) - 1 for x in sums)
        means = tuple(x[n] / n if n else math.nan for x, n in zip(sums, counts, strict=True))
        leader = max((plan for plan in racing if counts[plan]), key=lambda plan: means[plan])
        shared = [min(n, counts[leader]) for n in counts]
        behind = tuple((sums[leader][n] - x[n]) / n if n else math.nan for x, n in zip(sums, shared, strict=True))
        return Round(counts, means, behind, tuple(racing), dict(dropped), most, leader, leader if done else None)

    for plan in range(plans):  # plan by plan, so that each one's world is built once
        for _ in range(first):
            early[plan].append(play(plan))
            yield now()
    longest = continuation(plans, confidence, first) * _spread(np.array(early)) / worth**2
    n = first
    while True:
        means = np.array([sums[plan][n] / n for plan in racing])
        # how far a plan may lie behind each other one: W = max(0, worth / 2n · (h² S² / worth² − n))
        slack = np.maximum(0.0, worth / (2 * n) * (longest[np.ix_(racing, racing)] - n))
        stays: Bools = np.all(means[:, None] >= means[None, :] - slack, axis=1)
        dropped |= {plan: n for plan, stay in zip(racing, stays, strict=True) if not stay}
        racing = [plan for plan, stay in zip(racing, stays, strict=True) if stay]
        most = max(first, math.floor(longest[np.ix_(racing, racing)].max()) + 1)
        done = len(racing) == 1 or n >= most
        yield now(n if done else most, done)
        if done or n == cap:
            return
        for plan in racing:
            play(plan)
        n += 1


def _spread(values: Floats) -> Floats:
    """Variances of the differences between all plans over the first stage: (k, n) → (k, k)."""
    return np.var(values[:, None, :] - values[None, :, :], axis=2, ddof=1)


def best_of(
    scenarios: tuple[Scenario, ...], kpi: str, worth: float, *, larger: bool = True, confidence: float = 0.95,
    first: int = FIRST_STAGE, cap: int = 200, seed: int = 1, executor: Executor | None = None, workers: int = 1,
    **options: Any,
) -> Stream[Round]:  # fmt: skip
    """The race of seasons for the mean of `kpi` under common random numbers; `means` are of the figure itself.

    `larger`: whether more of it is better; `executor`, `workers` (one pool for all plans) and `options` as in
    `sim.experiment.replicate`. Close the iterator to stop.
    """
    sign = 1.0 if larger else -1.0
    with ExitStack() as stack:
        options["executor"] = stack.enter_context(one_pool(executor, workers))
        streams = [
            stack.enter_context(closing(experiment.replicate(plan, replications=cap, seed=seed, **options)))
            for plan in scenarios
        ]

        def draw(plan: int) -> float:
            return sign * float(next(streams[plan]).totals[kpi][-1])

        for step in stack.enter_context(closing(select(draw, len(scenarios), worth, confidence, first, cap))):
            for plan in step.dropped:
                streams[plan].close()
            yield replace(step, means=tuple(sign * mean for mean in step.means))
