"""Long runs of small systems with known answers: batch means, control variates and their standard errors.

A run is a chain of floor days, each handing its carry to the next, so that the long run also crosses midnight
hundreds of times. Each day is a batch. Two sums with known expectation, the number of contacts and their total work,
are regressed out of every batch (control variates): what is left is what the floor did.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.floor import Crew, DayLog, Family, Outcome, Rules, Tape, WorkTypes
from sim.floor.laws import waited_today
from tests.floor.builders import poisson, rules

LIMIT = 3.5  # standard errors
PLAIN = rules()


@dataclass(frozen=True)
class System:
    """Kinds of work, people, Poisson rates by kind, and the rules."""

    types: WorkTypes
    crew: Crew
    rates: tuple[float, ...]
    rules: Rules = PLAIN
    within: float = np.inf  # seconds: the bound of `P(W<=t)` and `S1`

    @property
    def rate(self) -> float:
        return sum(self.rates)


def batches(run_day: Any, system: System, contacts: float, days: int = 60, seed: int = 1) -> dict[str, np.ndarray]:
    """Sums of every batch, by name (days,) or by name and kind (days, K); about `contacts` roots in all."""
    length = contacts / days / system.rate
    carry, made = None, []
    warm = 1 + days // 20
    for day in range(-warm, days):
        tape = poisson(system.types, system.rates, length, seed, day + 1000, carry)
        log = run_day(tape, system.crew, system.types, system.rules)
        carry = log.carry
        if day >= 0:
            made.append(sums(system, tape, log))
    return {name: np.array([batch[name] for batch in made]) for name in made[0]} | {"length": length}


def sums(system: System, tape: Tape, log: DayLog) -> dict[str, Any]:
    """What happened on one day, in sums whose long-run ratio to the number of roots is the theory's figure."""
    kinds = len(system.types)
    came = np.ones(len(log.key), dtype=bool)
    came[: len(tape)] = ~tape.queued
    came &= log.enter < tape.horizon
    lost = np.isin(log.outcome, (Outcome.BALKED, Outcome.BLOCKED))
    answered = np.isin(log.outcome, (Outcome.SERVED, Outcome.TRANSFERRED))

    def count(mask: Any, weights: Any = None) -> Any:
        return np.bincount(log.kind[mask], None if weights is None else weights[mask], minlength=kinds).astype(float)

    roots = came.copy()
    roots[len(tape) :] = False
    roots &= log.cause == 0
    work = np.zeros(len(log.key))
    work[: len(tape)] = tape.work
    soon = log.waited <= system.within
    return {
        "roots": count(roots),
        "work": count(roots, work),
        "attempts": count(came),
        "must wait": count(came & ((log.waited > 0) | lost)),
        "abandoned": count(log.outcome == Outcome.ABANDONED),
        "balked": count(log.outcome == Outcome.BALKED),
        "blocked": count(log.outcome == Outcome.BLOCKED),
        "fresh blocked": count((log.outcome == Outcome.BLOCKED) & (log.cause == 0)),
        "served": count(answered),
        "within": count((answered | (log.outcome == Outcome.ABANDONED)) & soon),
        "served within": count(answered & soon),
        "waited": count(np.ones(len(log.key), dtype=bool), waited_today(tape, log)),
        "waited served": count(answered, log.waited),
        "waited abandoned": count(log.outcome == Outcome.ABANDONED, log.waited),
        "queue": log.queue_area.copy(),
        "in hand": log.service_area.copy(),
        "busy": log.busy.sum(),
        "busy by agent": log.busy.copy(),
    }


def estimate(system: System, batch: dict[str, np.ndarray], values: np.ndarray) -> tuple[float, float]:
    """Mean and standard error of the batches' values, with numbers of contacts and total work controlled for."""
    length = batch["length"]
    controls = []
    for k, rate in enumerate(system.rates):
        if rate > 0:
            controls += [batch["roots"][:, k] - rate * length]
            if system.types.work_family[k] != Family.FIXED:  # fixed work says no more than the number of contacts
                controls += [batch["work"][:, k] - rate * length * system.types.work_mean[k]]
    design = np.column_stack([np.ones(len(values)), *controls])
    beta, *_ = np.linalg.lstsq(design, values, rcond=None)
    left = values - design @ beta
    variance = (left @ left) / (len(values) - design.shape[1])
    return float(beta[0]), float(np.sqrt(variance * np.linalg.inv(design.T @ design)[0, 0]))


def gap(system: System, batch: dict[str, np.ndarray], above: Any, below: Any, truth: float) -> tuple[float, float]:
    """Standard errors between E[above] / E[below] and the truth, and the relative standard error of the ratio.

    `below` may be a number (per batch) or an array. The null hypothesis E[above] − truth · E[below] = 0 is tested.
    """
    above = np.asarray(above, dtype=float)
    below = np.broadcast_to(np.asarray(below, dtype=float), above.shape)
    mean, error = estimate(system, batch, above - truth * below)
    scale = abs(truth) * below.mean()
    return mean / error, error / scale


def compare(
    system: System,
    batch: dict[str, np.ndarray],
    rows: dict[str, tuple[Any, Any, float]],
    precision: float | None = None,
) -> None:
    """Assert that every ratio lies within `LIMIT` standard errors of its truth, known to `precision` (relative)."""
    found = {name: gap(system, batch, *row) for name, row in rows.items()}
    off = {name: f"{z:+.2f} se" for name, (z, _) in found.items() if not abs(z) <= LIMIT}
    assert not off, (off, found)
    if precision is not None:
        vague = {name: f"{rse:.2%}" for name, (_, rse) in found.items() if not rse <= precision}
        assert not vague, (vague, found)
