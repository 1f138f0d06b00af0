"""Days that never settle, on the floor and by Kolmogorov's forward equations: independent days and their means.

Whose shift ends when the staff falls is drawn anew every day from those on duty, or is whoever is free first: as the
equations of `sim.planning.queueing.course` have it. Numbers of contacts and their work are controlled for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools
from sim.draws import generator, key
from sim.floor import DayLog, Outcome, Tape, WorkTypes, run_day, tape
from sim.planning.queueing import Course, course
from sim.planning.transient import Arrivals
from sim.studies import floors
from sim.studies.theory import Row, ratio_of_means

Floats = NDArray[np.float64]
SLOTS = 20  # a unit of time, for the arrivals of a smooth rate
MEASURES = (
    "in_system", "queue", "all_busy", "arrivals", "delayed", "balked", "abandoned", "served", "queue_time", "busy_time",
)  # fmt: skip


@dataclass(frozen=True)
class Day:
    """A day that begins empty, or with a Poisson number of customers; the other fields are those of `course`."""

    arrival_rate: Arrivals
    service_rate: float
    patience_rate: float
    staff: Sequence[tuple[float, int]]
    times: Sequence[float]
    shift_end: str = "hand_back"
    balking: float = 0.0
    start: float = 0.0  # mean number of customers at the start

    @property
    def exact(self) -> Course:
        most = int(self.start + 12.0 * math.sqrt(self.start)) + 1
        start = [math.exp(n * math.log(self.start) - math.lgamma(n + 1)) for n in range(most)] if self.start else [1.0]
        return course(
            self.arrival_rate, self.service_rate, self.patience_rate, self.staff, self.times,
            shift_end=self.shift_end, balking=self.balking, start=start,
        )  # fmt: skip

    @property
    def horizon(self) -> float:
        return math.nextafter(self.times[-1], math.inf)

    @cached_property
    def expected(self) -> tuple[Floats, Floats]:
        """Expected numbers of arrivals and the edges of their slots."""
        if callable(self.arrival_rate):
            edges = np.linspace(0.0, self.horizon, math.ceil(self.times[-1] * SLOTS) + 1)
            node, weight = np.polynomial.legendre.leggauss(3)
            half = 0.5 * np.diff(edges)[:, None]
            rates = np.vectorize(self.arrival_rate)(edges[:-1, None] + half * (1.0 + node))
            return (half * rates) @ weight, edges
        begins, rates = zip(*self.arrival_rate, strict=True)
        edges = np.array([*begins, self.horizon])
        return np.array(rates) * np.diff(edges), edges

    def play(self, number: int, seed: int, engine: str = "auto") -> tuple[Tape, DayLog, Floats]:
        """Day `number`: who came, what became of them, and when each agent went home."""
        types = floors.work_types(
            floors.kind(work=1 / self.service_rate, patience=1 / self.patience_rate, balking=self.balking)
        )
        rules = floors.rules(hand_back=self.shift_end == "hand_back")
        there = self._there_at_the_start(types, number, seed)
        contacts = floors.roots(types, [self.expected], self.horizon, seed, number, carry=there)

        def play(shifts: list[floors.Shift]) -> DayLog:
            windows = [(a, shift.on, shift.off) for a, shift in enumerate(shifts)]
            return run_day(contacts, floors.alike(len(shifts), windows=windows), types, rules, engine)

        who = floors.first_free(play) if self.shift_end == "first_free" else floors.at_random(seed, number)
        shifts = floors.shifts([self.staff], floors.FOREVER, who)
        return contacts, play(shifts), np.array([shift.off for shift in shifts])

    def _there_at_the_start(self, types: WorkTypes, number: int, seed: int) -> Tape | None:
        if not self.start:
            return None
        n = int(generator(seed, "start", number).poisson(self.start))
        nobody = np.zeros(n, dtype=np.int64)
        return tape.build(types, key(seed, "start", number, np.arange(n)), nobody, np.zeros(n), seed, self.horizon)

    @cached_property
    def staffed(self) -> list[int]:
        """Agents on duty just before each of the times."""
        return [[n for begin, n in self.staff if begin < t][-1] for t in self.times]

    def observed(self, log: DayLog, off: Floats) -> dict[str, Floats]:
        """What `course` gives the expectation of, as it was just before each of the times."""
        at = np.array(self.times)
        came, left = log.enter[:, None] < at, log.end[:, None] < at
        new = came & (log.enter > 0)[:, None]
        lasted = np.minimum(np.where(np.isnan(log.end), np.inf, log.end)[:, None], at)
        present = np.maximum(0.0, lasted - log.enter[:, None]).sum(axis=0)
        if self.shift_end == "hand_back":
            queue, all_busy, queue_time = self._by_numbers(log, (came & ~left).sum(axis=0))
            busy_time = present - queue_time
        else:
            held = (log.start[:, None] < at) & ~left
            overtime = held & (off[log.agent][:, None] < at)
            queue = (came & ~left & ~held).sum(axis=0)
            all_busy = (came & ~left & ~overtime).sum(axis=0) >= self.staffed
            busy_time = np.fmax(0.0, lasted - log.start[:, None]).sum(axis=0)
            queue_time = present - busy_time

        def ended(outcome: Outcome) -> Floats:
            return (left & (log.outcome == outcome)[:, None]).sum(axis=0)

        return {
            "in_system": (came & ~left).sum(axis=0),
            "queue": queue,
            "all_busy": all_busy,
            "arrivals": new.sum(axis=0),
            "delayed": (new & (log.start != log.enter)[:, None]).sum(axis=0),
            "balked": ended(Outcome.BALKED),
            "abandoned": ended(Outcome.ABANDONED),
            "served": ended(Outcome.SERVED),
            "queue_time": queue_time,
            "busy_time": busy_time,
        }

    def _by_numbers(self, log: DayLog, here: NDArray[np.int64]) -> tuple[Floats, Bools, Floats]:
        """Queue, whether all are busy, and time in queue where nobody waits while somebody on duty is free.

        The log says when a contact was first taken in hand, not when it was handed back and taken again.
        """
        ends = log.end[~np.isnan(log.end)]
        begins, staff = (np.array(column) for column in zip(*self.staff, strict=True))
        instants = np.concatenate([log.enter, ends, begins, [self.horizon]])
        steps = np.concatenate([np.ones(len(log.enter)), -np.ones(len(ends)), np.zeros(len(begins) + 1)])
        order = np.argsort(instants, kind="stable")
        instants, number = instants[order], np.cumsum(steps[order])
        on_duty = staff[np.searchsorted(begins, instants, side="right") - 1]
        waiting = np.maximum(0.0, number - on_duty)[:-1]
        area = np.concatenate([[0.0], np.cumsum(waiting * np.diff(instants))])
        before = np.array(self.staffed)
        return np.maximum(0, here - before), here >= before, np.interp(self.times, instants, area)


def run(names: Iterable[str] | None = None, days: int = 4000, seed: int = 1, engine: str = "auto") -> Iterator[Row]:
    """The rows of these days (all without names), each after so many of them, all independent.

    Names are the keys of `cases()`; KeyError for another. The standard error is that of the mean over days, and not
    below one event in all of them.
    """
    known = cases()
    for name in known if names is None else names:
        yield from compare(name, known[name], days, seed, engine)


def compare(name: str, day: Day, days: int, seed: int = 1, engine: str = "auto") -> Iterator[Row]:
    """The rows of one kind of day, which need not be among `cases()`."""
    found, controls = [], []
    for number in range(days):
        contacts, log, goes = day.play(number, seed, engine)
        seen = day.observed(log, goes)
        found.append([seen[measure] for measure in MEASURES])
        controls.append([len(contacts), contacts.work.sum()])
    values, exact = np.array(found, dtype=np.float64), day.exact  # (days, measures, times)
    number, work = np.array(controls).T
    known = [number - day.expected[0].sum() - day.start, work - number / day.service_rate]
    for i, measure in enumerate(MEASURES):
        for j, t in enumerate(day.times):
            mean, error = ratio_of_means(values[:, i, j], np.ones(days), known)
            yield Row(name, f"{measure}@{t:g}", float(getattr(exact, measure)[j]), mean, max(error, 1.0 / days))


@cache
def cases() -> dict[str, Day]:
    """All days by name."""
    spike: dict[str, Any] = {
        "arrival_rate": lambda t: 10.0 + 60.0 * math.exp(-1.5 * t), "service_rate": 4.0, "patience_rate": 3.0,
        "staff": [(0.0, 8), (2.0, 5), (7.0, 3), (9.0, 6), (18.0, 7), (22.0, 4)],
        "times": [0.25, 0.5, 1.0, 2.0, 2.25, 3.0, 5.0, 7.0, 7.25, 9.0, 12.0, 18.0, 24.0],
    }  # fmt: skip
    wave = [1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 9.0, 12.0, 15.0, 18.0, 21.0, 24.0]
    made = {
        "wave": Day(lambda t: 12.0 + 8.0 * math.sin(2 * math.pi * t / 12), 2.0, 1.0, [(0.0, 6)], wave),
        "midnight spike, handed back": Day(**spike),
        "midnight spike, finished": Day(**spike, shift_end="finish"),
        "midnight spike, first free": Day(**spike, shift_end="first_free"),
        "call centre with balking": Day(
            [*((float(h), float(rate)) for h, rate in enumerate(CALLS)), (13.0, 0.0)], 36.0, 3.6,
            [(float(h), n) for h, n in enumerate(AGENTS)], [3.0, 5.0, 9.0, 13.0, 17.0], "first_free", 0.1,
        ),
    }  # fmt: skip
    for quality in (-0.5, 0.0, 0.5, 1.0, 2.0):
        made[f"θ = μ, β = {quality:g}"] = _swing(1.0, quality, [0.0, *np.arange(0.5, 24.0)], 0.5, 0.0, EQUAL_TIMES)
    for patience, quality in ((0.2, 0.0), (0.2, 1.0), (5.0, 0.0)):
        made[f"θ = {patience:g} μ, β = {quality:g}"] = _swing(
            patience, quality, 0.5 * np.arange(48), 0.25, 90.0, SWING_TIMES
        )
    return made


# ContactCenters example CallCC: calls an hour and agents, hour by hour
CALLS = (100, 150, 150, 180, 200, 150, 150, 150, 120, 100, 80, 70, 60)
AGENTS = (4, 6, 8, 8, 8, 7, 8, 8, 6, 6, 4, 4, 4)
EQUAL_TIMES = [1.0, 2.0, 4.0, 6.0, 8.0, 12.0, 16.0, 20.0, 24.0]
SWING_TIMES = [2.25, 4.25, 6.25, 8.25, 12.25, 16.25, 20.25, 23.75]


def _swing(
    patience: float, quality: float, changes: Iterable[float], later: float, start: float, times: list[float]
) -> Day:
    """Feldman, Mandelbaum, Massey & Whitt 2008: rate 100 + 20 sin t, staff by the modified offered load.

    At each change the staff becomes what the load of unlimited staff, `later` from then, asks for.
    """

    def staff(t: float) -> int:
        load = 100.0 + 10.0 * (math.sin(t) - math.cos(t))
        return math.ceil(load + quality * math.sqrt(load))

    steps = [(float(t), staff(t + later)) for t in changes]
    return Day(lambda t: 100.0 + 20.0 * math.sin(t), 1.0, patience, steps, times, start=start)
