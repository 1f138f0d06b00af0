"""Floor days with known answers: a busy day staffed by the hour, and copies of a small one played side by side."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.arrays import Floats
from sim.floor import Crew, Outcome, engines, run_day, tape
from sim.floor.model import Cause, Tape, WorkTypes
from sim.planning.staffing import staff_for_abandonment
from sim.planning.transient import course
from tests.floor.builders import FOREVER, crew, kind, rules, work_types

ENGINE = next(name for name in ("compiled", "plain") if name in engines())
# per cent of a shop's contacts by the hour
SHAPE = np.array(
    "1.2 0.8 0.6 0.5 0.6 0.9 1.6 2.8 4.6 6.4 7.3 7.0 6.2 5.9 6.1 6.0 5.6 5.2 5.6 6.6 7.7 7.0 5.0 2.9".split(), float
)
HOUR = 3600.0


@dataclass(frozen=True)
class Seen:
    """Columns over days: share of contacts that gave up, their number, seconds of work beyond expectation."""

    share: np.ndarray
    lost: np.ndarray
    work: np.ndarray


def busy_days(days: int, contacts: float, extra: float = 0.0, seed: int = 1) -> Seen:
    """Days of so many contacts; staffed each hour for 5 % abandonment in the long run, and `extra` on top."""
    rates = contacts * SHAPE / SHAPE.sum() / HOUR
    staff = np.array([staff_for_abandonment(rate, 1 / 300, 1 / 120, 0.05) for rate in rates])
    people = _by_hour(staff + np.round(extra * staff).astype(int))
    types = work_types(kind(work=300.0, patience=120.0))
    means, edges = rates * HOUR, np.arange(25) * HOUR
    seen = []
    for day in range(days):
        keys, times = tape.arrivals(seed, day, "kind0", means, edges)
        today = tape.build(types, keys, np.zeros(len(keys), dtype=int), times, seed, edges[-1])
        log = run_day(today, people, types, rules(), ENGINE)
        lost = (log.outcome == Outcome.ABANDONED).sum()
        seen.append((lost / len(keys), lost, offered_work(today, types, [means.sum()])))
    return Seen(*np.array(seen).T)


def _by_hour(staff: np.ndarray) -> Crew:
    """Person a is there in every hour with more than a people; the last ones of the day see the queue out."""
    windows = []
    for person in range(staff.max()):
        there = np.append(staff > person, False)
        turns = np.flatnonzero(np.diff(np.append(False, there).astype(int)))
        ends = [HOUR * t if t < len(staff) else FOREVER for t in turns]
        windows += [(person, HOUR * turns[i], ends[i + 1]) for i in range(0, len(turns), 2)]
    return crew(np.ones((int(staff.max()), 1)), windows=windows)


# The small day: rate 12 + 8 sin(2πt/12) an hour, half an hour of work, an hour of patience, six people, from empty.
LENGTH, SLOTS, AGENTS, WORK, PATIENCE = 12.0, 240, 6, 0.5, 1.0


def _rate(t: float) -> float:
    return 12 + 8 * math.sin(2 * math.pi * t / 12)


@cache
def expected_lost() -> float:
    """How many give up on the small day, by Kolmogorov's forward equations."""
    return float(course(_rate, 1 / WORK, 1 / PATIENCE, [(0.0, AGENTS)], [LENGTH]).abandoned[-1])


def small_days(copies: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """That many independent small days: how many gave up, and the hours of work beyond expectation, (copies,) each.

    The copies are kinds of work on one floor, each with people of its own.
    """
    edges = np.linspace(0.0, LENGTH, SLOTS + 1)
    means = np.diff(12.0 * edges - 8.0 * 12 / (2 * math.pi) * np.cos(2 * math.pi * edges / 12))
    types = work_types(*[kind(work=WORK, patience=PATIENCE) for _ in range(copies)])
    made = [tape.arrivals(seed, 0, f"kind{copy}", means, edges) for copy in range(copies)]
    kinds = np.repeat(np.arange(copies), [len(keys) for keys, _ in made])
    keys, times = (np.concatenate(column) for column in zip(*made, strict=True))
    today = tape.build(types, keys, kinds, times, seed, LENGTH)
    people = crew(np.repeat(np.eye(copies), AGENTS, axis=0))
    log = run_day(today, people, types, rules(), ENGINE)
    lost = np.bincount(log.kind[log.outcome == Outcome.ABANDONED], minlength=copies).astype(float)
    work = np.bincount(today.kind, today.work, minlength=copies) - means.sum() * WORK
    return lost, work


def offered_work(contacts: Tape, types: WorkTypes, expected: Floats) -> float:
    """Seconds of work that a floor day's new first contacts bring beyond expectation, at speed 1 and alone.

    `expected`: (K,) mean number of first contacts of each kind. Work left from yesterday and further tries do not
    count.
    """
    new = ~contacts.queued & (contacts.cause == Cause.ROOT)
    return float(contacts.work[new].sum() - np.asarray(expected, dtype=np.float64) @ types.work_mean)
