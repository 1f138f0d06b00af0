"""Published simulations on this floor: examples of the ContactCenters library, and Wallace and Whitt's second skill.

The examples and their results are those of ContactCenters (Buist & L'Ecuyer 2005, "A Java library for simulating
contact centers", Winter Simulation Conference; doc/examples of the library), 1,000 days each. Its agents have no
names: when the staff falls, whoever is free first goes, and so it is here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from sim.draws import generator
from sim.floor import DayLog, Outcome, Rules, Tape, WorkTypes, run_day
from sim.studies import floors
from sim.studies.theory import PLAIN, batches_of, ratio_of_means
from sim.studies.theory_cases import six_types
from sim.studies.theory_days import AGENTS, CALLS

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Agreement:
    """One published mean and ours, each with the half width of its confidence interval."""

    example: str
    measure: str
    published: float
    published_half: float
    simulated: float
    simulated_half: float  # at the level of the published one

    @property
    def distance(self) -> float:
        """Between the two, in half widths of the interval that both make together."""
        return abs(self.simulated - self.published) / math.hypot(self.published_half, self.simulated_half)

    @property
    def agrees(self) -> bool:
        return self.distance <= 1.0


@dataclass(frozen=True)
class Flexibility:
    """Mean waits of those let in by number of skills, and what the second skill brings of all that six bring."""

    waits: dict[int, float]
    share: float
    error: float  # standard error of `share`


@dataclass(frozen=True)
class Example:
    """Independent days of one published example. Arrivals end with the last period, the work goes on to its end."""

    types: WorkTypes
    calls: tuple[tuple[float, ...], ...]  # expected by kind and period
    period: float  # its length
    pools: tuple[tuple[tuple[float, ...], tuple[int, ...]], ...]  # (preference by kind or nan; people by period)
    bound: float  # waits below it are in target
    published: dict[str, tuple[float, float]]  # figure → mean, half width of its interval
    rules: Rules = PLAIN
    busyness: float = math.inf  # shape of the gamma number of mean 1 that multiplies a day's arrival rates
    by_period: tuple[tuple[float, ...], tuple[float, ...]] | None = None  # factors of work and of patience
    level: float = 0.95  # of the published intervals

    @property
    def edges(self) -> Floats:
        return self.period * np.arange(len(self.calls[0]) + 1, dtype=np.float64)

    @property
    def expected(self) -> float:
        """Calls a day."""
        return sum(map(sum, self.calls))

    def play(self, number: int, seed: int, engine: str = "auto") -> tuple[dict[str, tuple[float, float]], Floats]:
        """The figures of day `number`, each as two numbers whose means make its ratio, and the controls (2,)."""
        factor = 1.0
        if math.isfinite(self.busyness):
            factor = float(generator(seed, "busyness", number).gamma(self.busyness, 1.0 / self.busyness))
        flows = [(factor * np.array(means), self.edges) for means in self.calls]
        late = 3.0 * self.edges[-1]  # the last one is off the floor long before
        tape = floors.roots(self.types, flows, late, seed, number, altered=self._by_period)
        skills, preference = (np.array([of(pool[0]) for pool in self.pools]) for of in (np.isnan, np.nan_to_num))

        def play(shifts: list[floors.Shift]) -> DayLog:
            pool = [shift.pool for shift in shifts]
            windows = [(a, shift.on, shift.off) for a, shift in enumerate(shifts)]
            people = floors.crew(~skills[pool], windows, preference=preference[pool])
            return run_day(tape, people, self.types, self.rules, engine)

        staffs = [list(zip(self.edges.tolist(), people, strict=False)) for _, people in self.pools]
        shifts = floors.shifts(staffs, late, floors.first_free(play))
        usual = self.types.work_mean[tape.kind] * self._factors(tape)[0]
        controls = np.array([len(tape) - self.expected, tape.work.sum() - usual.sum()])
        return self._figures(play(shifts), shifts), controls

    def _period(self, enter: Floats) -> NDArray[np.int64]:
        return (enter / self.period).astype(np.int64)

    def _by_period(self, tape: Tape) -> Tape:
        work, patience = self._factors(tape)
        return replace(tape, work=tape.work * work, deadline=tape.enter + (tape.deadline - tape.enter) * patience)

    def _factors(self, tape: Tape) -> Floats:
        """Of work and patience, (2, contacts)."""
        return np.array(self.by_period)[:, self._period(tape.enter)] if self.by_period else np.ones((2, len(tape)))

    def _figures(self, log: DayLog, shifts: list[floors.Shift]) -> dict[str, tuple[float, float]]:
        served, abandoned = log.outcome == Outcome.SERVED, log.outcome == Outcome.ABANDONED
        blocked, soon = log.outcome == Outcome.BLOCKED, log.waited < self.bound
        target, close, expected = served & soon, self.edges[-1], self.expected
        answered = int(served.sum())
        duty = self.period * sum(sum(people) for _, people in self.pools)
        found = {
            "arrivals": (len(log.key), 1),
            "served": (answered, 1),
            "abandoned": (abandoned.sum(), 1),
            "blocked": (blocked.sum(), 1),
            "in_target": (target.sum(), 1),
            "service_level": (target.sum(), answered),
            "service_level_all": (target.sum(), answered + (abandoned & ~soon).sum() + blocked.sum()),
            "speed_of_answer": (log.waited[served].sum(), answered),
            "occupancy": (np.fmax(0.0, np.fmin(log.end, close) - log.start).sum(), duty),
            "wait_per_call": (log.waited.sum() / expected, 1),
            "in_time_per_call": (soon.sum() / expected, 1),
            "lost_per_call": ((len(log.key) - answered) / expected, 1),
            "occupancy_first": self._occupancy(log, shifts),
        }
        counts = np.zeros((len(self.calls), len(self.calls[0])))
        np.add.at(counts, (log.kind[target], self._period(log.enter[target])), 1)
        return found | {f"in_target[{k},{p}]": (count, 1) for (k, p), count in np.ndenumerate(counts)}

    def _occupancy(self, log: DayLog, shifts: list[floors.Shift]) -> tuple[float, float]:
        """Time at work and time there of the first pool until the last one leaves the floor, overtime included."""
        last = max(float(self.edges[-1]), float(np.nanmax(log.end, initial=0.0)))
        pool, on, off = (np.array(column) for column in zip(*shifts, strict=True))
        mine = (log.agent >= 0) & (pool[log.agent] == 0)
        begin, end = log.start[mine], log.end[mine]
        staffed = (np.minimum(off, last) - on)[pool == 0].sum()
        return float((end - begin).sum()), float(staffed + np.maximum(0.0, end - off[log.agent[mine]]).sum())


def run(
    names: Iterable[str] | None = None, days: int = 4000, seed: int = 1, engine: str = "auto"
) -> Iterator[Agreement]:
    """Each published figure of these examples (all without names) beside its mean over so many days.

    Numbers of calls and their work are controlled for. Names are the keys of `EXAMPLES`; KeyError for another.
    """
    for name in EXAMPLES if names is None else names:
        example = EXAMPLES[name]
        found, controls = zip(*(example.play(number, seed, engine) for number in range(days)), strict=True)
        deviates, known = NormalDist().inv_cdf(0.5 + example.level / 2), list(np.array(controls).T)
        for figure, (mean, half) in example.published.items():
            above, below = np.array([day[figure] for day in found], dtype=np.float64).T
            simulated, error = ratio_of_means(above, below, known)
            yield Agreement(name, figure, mean, half, simulated, deviates * error)


def second_skill(customers: float = 1_000_000, seed: int = 1, batches: int = 50, engine: str = "auto") -> Flexibility:
    """Six types of customers: what a second skill for everybody is worth beside all six (Wallace & Whitt 2005).

    The same customers come to all three teams. A free agent takes whoever of the own skills has waited longest.
    """
    waits = {}  # of each batch, over its mean number of those let in
    for skills in (1, 2, 6):
        sums = batches_of(six_types(skills)[1], customers, seed, batches, engine)
        waits[skills] = sums["time in queue"].sum(axis=1) / (sums["let in"].sum() / batches)
    share, error = ratio_of_means(waits[1] - waits[2], waits[1] - waits[6], [])
    return Flexibility({skills: float(wait.mean()) for skills, wait in waits.items()}, share, error)


def _one_queue(patience: float | None, room: int, published: dict[str, tuple[float, float]]) -> Example:
    """4.2 calls a minute of two minutes, 12 agents, eight hours from empty."""
    types = floors.work_types(floors.kind(work=2.0, patience=patience))
    return Example(
        types, ((4.2 * 480.0,),), 480.0, (((0.0,), (12,)),), 1 / 3, published, floors.rules(waiting_room=room)
    )


ROUNDED = 0.0005  # printed with three digits
EXAMPLES = {
    "MMC": _one_queue(None, -1, {
        "in_target": (1816.158, 3.540), "service_level": (0.902, 0.002 + ROUNDED),
        "speed_of_answer": (0.099, 0.0025 + ROUNDED), "occupancy": (0.695, 0.0015 + ROUNDED),
    }),
    "MMCAb": _one_queue(1.0, -1, {
        "abandoned": (58.609, 0.949), "in_target": (1906.008, 2.223), "service_level": (0.975, 0.0005 + ROUNDED),
        "speed_of_answer": (0.024, 0.0005 + ROUNDED), "occupancy": (0.675, 0.0015 + ROUNDED),
        "service_level_all": (0.968, 0.0005 + ROUNDED),
    }),
    "MMCBlocked": _one_queue(None, 5, {
        "blocked": (18.655, 0.610), "in_target": (1854.284, 2.617), "service_level": (0.929, 0.001 + ROUNDED),
        "speed_of_answer": (0.060, 0.001 + ROUNDED), "occupancy": (0.689, 0.001 + ROUNDED),
        "service_level_all": (0.920, 0.0015 + ROUNDED),
    }),
    "CallCC": Example(
        floors.work_types(floors.kind(work=100.0, patience=1000.0, balking=0.1)), (CALLS,), 3600.0,
        (((0.0,), AGENTS),), 20.0,
        {
            "arrivals": (1639.507, 26.718), "wait_per_call": (11.834, 1.774),
            "in_time_per_call": (0.853, 0.009 + ROUNDED), "lost_per_call": (0.0342, 0.00315 + ROUNDED / 10),
        },
        busyness=10.0, level=0.90,
    ),
    "SimpleMSK": Example(
        floors.work_types(*[floors.kind(patience=1.0)] * 3),
        tuple(tuple(120.0 * rate for rate in row) for row in ((4.2, 5.3, 3.2), (5.1, 4.3, 4.8), (6.3, 5.2, 4.8))),
        120.0, (((0.0, 0.0, math.nan), (12, 18, 9)), ((math.nan, 1.0, 0.0), (15, 20, 11))), 1 / 3,
        {
            "served": (4297.305, 27.155), "abandoned": (910.335, 34.202),
            "service_level_all": (0.501, 0.0075 + ROUNDED), "occupancy_first": (0.881, 0.0035 + ROUNDED),
            "in_target[0,0]": (170.154, 5.816), "in_target[0,1]": (599.334, 5.175), "in_target[0,2]": (15.490, 1.708),
            "in_target[1,0]": (262.936, 8.339), "in_target[1,1]": (511.648, 5.372), "in_target[1,2]": (34.697, 3.427),
            "in_target[2,0]": (259.806, 9.628), "in_target[2,1]": (613.732, 6.146), "in_target[2,2]": (24.888, 2.751),
        },
        busyness=28.7, by_period=((1 / 0.5, 1 / 0.6, 1 / 0.4), (1 / 0.3, 1 / 0.4, 1 / 0.2)),
    ),
}  # fmt: skip
