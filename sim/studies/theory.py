"""The floor against queueing theory: long runs of small systems whose answers are known.

A run is a chain of floor days, each handing its carry to the next, so that the long run also crosses midnight many
times. Each day is a batch. Two sums with known expectation, the number of contacts and their total work, are
regressed out of every batch (control variates): what is left is what the floor did. `sim.studies.theory_days` does
the same for days that never settle.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.floor import Cause, Crew, DayLog, Family, Outcome, Rules, Tape, WorkTypes, run_day
from sim.studies import floors

Floats = NDArray[np.float64]
LIMIT = 3.5  # standard errors beyond which a row speaks against the floor
WARM = 20_000  # customers before the first who counts, at least
ROUNDING = 1e-9  # relative: what the controls explain wholly is known to this
PLAIN = floors.rules()

# measure → (what is counted, of how much of what): sums of a batch, by contact type unless `_sums` says otherwise
MEASURES = {
    "delayed": ("waits", "let in"),  # shares of contacts
    "all_busy": ("finds all busy", "customers"),  # by those who come for the first time
    "blocked": ("blocked", "attempts"),
    "balked": ("balked", "attempts"),
    "abandoned": ("abandoned", "attempts"),
    "answered": ("answered", "customers"),
    "wait": ("time in queue", "let in"),  # mean times
    "wait_served": ("wait of the answered", "answered"),
    "wait_abandoned": ("wait of the abandoned", "abandoned"),
    "chat_time": ("time in hand", "answered"),
    "queue": ("time in queue", "time"),  # mean numbers, rates
    "in_hand": ("time in hand", "time"),
    "in_system": ("time on the floor", "time"),
    "orbit": ("time away", "time"),
    "attempts": ("attempts", "time"),
    "ends": ("ends by number held", "time"),
    "occupancy": ("time busy", "time on duty"),  # share of the agents' time, by pool
    "waits_longer": ("late", "done"),  # against the bound of the case
    "s1": ("answered in time", "done"),
    "s2": ("answered in time", "answered"),
    "s3": ("answered in time", "not lost in time"),
    "abandoned_early": ("lost in time", "done"),
}


@dataclass(frozen=True)
class Case:
    """A floor in the long run, and what theory says of it. Times in any one unit."""

    types: WorkTypes
    crew: Crew
    rates: tuple[float, ...]  # of arrivals by kind
    exact: Callable[[], dict[str, Any]]  # measure → value, or a tuple with one value per kind, pool or number held
    rules: Rules = PLAIN
    within: float = np.inf  # the bound of the measures that speak of time
    together: int = 1  # contacts that come at one instant
    altered: Callable[[Tape], Tape] | None = None  # see `floors.roots`
    pools: tuple[int, ...] = ()  # sizes, in the order of the crew; one pool if empty


@dataclass(frozen=True)
class Row:
    """One figure of one case, by theory and on the floor."""

    case: str
    measure: str  # with [0], [1], … for one of several kinds or pools, or @t for an instant
    exact: float
    simulated: float
    error: float  # standard error of `simulated`

    @property
    def z(self) -> float:
        """Standard errors between the two."""
        return (self.simulated - self.exact) / self.error

    @property
    def agrees(self) -> bool:
        return abs(self.z) <= LIMIT


def run(
    names: Iterable[str] | None = None, customers: float = 1_000_000, seed: int = 1, batches: int = 50,
    engine: str = "auto",
) -> Iterator[Row]:  # fmt: skip
    """The rows of these cases (all without names), each after a run of about so many customers in so many batches.

    Case names are the keys of `cases()`; KeyError for another, or for an unknown engine of `sim.floor.run_day`.
    """
    known = cases()
    for name in known if names is None else names:
        yield from compare(name, known[name], customers, seed, batches, engine)


def compare(
    name: str, case: Case, customers: float, seed: int = 1, batches: int = 50, engine: str = "auto"
) -> Iterator[Row]:
    """The rows of one case, which need not be among `cases()`."""
    sums = batches_of(case, customers, seed, batches, engine)
    for measure, exact in case.exact().items():
        yield from _rows(name, case, sums, measure, exact)


@cache
def cases() -> dict[str, Case]:
    """All cases by name, in Kendall's notation."""
    from sim.studies import theory_cases, theory_families

    return theory_cases.named() | theory_families.named()


def _rows(name: str, case: Case, batch: dict[str, Any], measure: str, exact: Any) -> Iterator[Row]:
    above, below = (batch[column] for column in MEASURES[measure])
    if not isinstance(exact, tuple):
        above, below = (x.sum(axis=1) if x.ndim == 2 else x for x in (above, below))
        yield _row(name, measure, exact, case, batch, above, below)
        return
    for i, value in enumerate(exact):
        part = below[:, i] if below.ndim == 2 else below
        yield _row(name, f"{measure}[{i}]", value, case, batch, above[:, i], part)


def _row(name: str, measure: str, exact: float, case: Case, batch: dict[str, Any], above: Floats, below: Floats) -> Row:
    """E[above] / E[below] beside theory, numbers of contacts and their work controlled for."""
    if not above.any():  # too rare to be seen: the error of a Poisson count
        return Row(name, measure, float(exact), 0.0, math.sqrt(exact / below.sum()))
    expected = sum(case.rates) * case.together * batch["time"]
    controls = [batch["customers"].sum(axis=1) - expected]
    if (case.types.work_family != Family.FIXED).any():  # fixed work says no more than the number of contacts
        mean = np.array(case.rates) @ case.types.work_mean / sum(case.rates)
        controls.append(batch["work"].sum(axis=1) - expected * mean)
    found, error = ratio_of_means(above, below, controls)
    return Row(name, measure, float(exact), found, max(error, ROUNDING * found))


def ratio_of_means(above: Floats, below: Floats, controls: Sequence[Floats]) -> tuple[float, float]:
    """E[above] / E[below] and its standard error from independent pairs (n,), by the delta method.

    `controls` (n,) have expectation 0: what they explain is taken out by least squares (control variates).
    """
    ratio, design = above.sum() / below.sum(), np.column_stack([np.ones(len(above)), *controls])
    left = above - ratio * below
    beta, *_ = np.linalg.lstsq(design, left, rcond=None)
    left = left - design @ beta
    variance = left @ left / (len(left) - design.shape[1]) * np.linalg.inv(design.T @ design)[0, 0]
    return float(ratio + beta[0] / below.mean()), math.sqrt(variance) / float(below.mean())


def batches_of(case: Case, customers: float, seed: int, number: int, engine: str) -> dict[str, Any]:
    """Sums of every batch by name: (batches,) or (batches, kinds); what the names mean is in `_sums`."""
    length = 1.0 / sum(case.rates) / case.together  # time a customer takes
    lengths = [max(WARM, customers / 20) * length, *[customers / number * length] * number]
    carry, made = None, []
    for day, horizon in enumerate(lengths):
        tape = floors.poisson(
            case.types, case.rates, horizon, seed, day, carry, together=case.together, altered=case.altered
        )
        log = run_day(tape, case.crew, case.types, case.rules, engine)
        carry = log.carry
        made.append(_sums(case, tape, log))
    return {name: np.array([batch[name] for batch in made[1:]]) for name in made[0]}


def _sums(case: Case, tape: Tape, log: DayLog) -> dict[str, Any]:
    """What happened on one day, in sums whose long-run ratios are theory's figures."""
    kinds, pools = len(case.types), case.pools or (len(case.crew),)
    came = log.enter < tape.horizon
    came[: len(tape)] &= ~tape.queued
    new = came & (log.cause == Cause.ROOT)
    blocked, balked = log.outcome == Outcome.BLOCKED, log.outcome == Outcome.BALKED
    answered = np.isin(log.outcome, (Outcome.SERVED, Outcome.TRANSFERRED))
    abandoned = log.outcome == Outcome.ABANDONED
    soon, done = log.waited <= case.within, answered | abandoned | balked
    work = np.zeros(len(log.key))
    work[: len(tape)] = tape.work
    parents = np.flatnonzero(log.child >= 0)
    away = np.zeros(len(log.key))
    away[parents] = log.enter[log.child[parents]] - log.end[parents]

    def count(rows: Any, weights: Any = None) -> Any:
        weights = None if weights is None else weights[rows]
        return np.bincount(log.kind[rows], weights, minlength=kinds).astype(float)

    return {
        "time": tape.horizon,
        "customers": count(new),
        "work": count(new, work),
        "attempts": count(came),
        "let in": count(came & ~blocked),
        "waits": count(came & (log.waited > 0)),
        "finds all busy": count(new & ((log.waited > 0) | blocked | balked)),
        "blocked": count(blocked),
        "balked": count(balked),
        "abandoned": count(abandoned),
        "answered": count(answered),
        "done": count(done),
        "late": count(done & ~soon),
        "answered in time": count(answered & soon),
        "lost in time": count(abandoned & soon),
        "not lost in time": count(done & ~(abandoned & soon)),
        "time in queue": log.queue_area.copy(),
        "time in hand": log.service_area.copy(),
        "time on the floor": log.queue_area + log.service_area,
        "time away": count(parents, away) if len(parents) else np.zeros(kinds),
        "wait of the answered": count(answered, log.waited),
        "wait of the abandoned": count(abandoned, log.waited),
        "time busy": np.add.reduceat(log.busy, np.cumsum((0, *pools[:-1]))),
        "time on duty": np.array(pools) * tape.horizon,
        "ends by number held": np.bincount(log.held[answered], minlength=len(case.rules.stretch) + 1)[1:].astype(float),
    }
