"""A real day on the model's floor: given arrivals, services and duty; drawn patience and wrap-up.

What is given comes from the files: who came when about what, with what priority; how long each service took; when
each agent was on duty and what each can serve. What is drawn, anew in every replication: how long each caller would
wait, how long each agent's wrap-up takes, and the service of those who never got one (resampled from the services
of their kind). Nobody is steered towards the day's result: abandonment and waits come out of the queue.

The queue is that of a telephone bank: one call at a time, first come first served, an agent who is free takes the
first caller he or she serves. Contacts of priority 2 and more are placed as if they had come `head_start` seconds
earlier: 90 s at the "Anonymous Bank", whose documentation says that priority customers are given 1.5 minutes of
waiting time at the outset (Guedj & Mandelbaum, Technion 1999). An agent who is in a call when a window ends
finishes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.arrays import Floats
from sim.calibrate.contacts import URGENT, Contacts
from sim.calibrate.duty import Duty
from sim.calibrate.figures import UNITS, day_figures, half_hour_edges, half_hours
from sim.calibrate.patience import measured_patience
from sim.calibrate.skills import skills
from sim.calibrate.survival import SurvivalCurve
from sim.calibrate.wrapup import measured_wrapup
from sim.draws import Purpose
from sim.experiment import Range
from sim.files.csv_rows import DAY_S
from sim.floor.model import Channel, Crew, DayLog, Family, Outcome, Rules, Tape, WorkTypes

HEAD_START_S = 90.0
TARGET_S = 20.0
GAP_S = 180.0  # between two services of one agent: longer is a break
SLOT_FIGURES = ("abandonment", "mean_wait")


@dataclass(frozen=True)
class Measured:
    """What is read from the contacts: people, not results."""

    patience: SurvivalCurve
    wrapup: SurvivalCurve
    skilled: NDArray[np.bool_]  # (agents, kinds)
    services: tuple[Floats, ...]  # seconds by kind, to draw from; empty where a kind was never served


@dataclass(frozen=True)
class GivenDay:
    """All that a replay needs. `day` holds one date only; agents are numbered as in `windows` (agent, on, off)."""

    day: Contacts
    windows: Floats
    measured: Measured
    head_start: float = HEAD_START_S
    target: float = TARGET_S


NAN = float("nan")


@dataclass(frozen=True)
class Replay:
    """The day as it was and its replications so far. `figures[name]`: (n,); `slots[name]`: (n, S) by half hour."""

    given: GivenDay
    seed: int
    planned: int
    actual: dict[str, float]
    figures: dict[str, Floats]
    edges: Floats  # (S + 1,) seconds
    actual_slots: dict[str, Floats]
    slots: dict[str, Floats]
    busy: Floats  # (n,) seconds with a contact or its wrap-up ÷ seconds on duty
    laws: tuple[str, ...]

    @property
    def n(self) -> int:
        return len(self.busy)

    def range(self, name: str) -> Range:
        """Over the replications; those in which nobody is concerned (nan) are left out."""
        values = self.figures[name]
        known = values[~np.isnan(values)]
        return Range.of(known) if len(known) else Range(NAN, NAN, NAN, NAN, NAN, n=0)

    def slot_error(self, name: str) -> float:
        """Mean distance of the replications' mean from the day, over half hours, weighted by their contacts."""
        mean, weight = self.slots[name].mean(axis=0), self.actual_slots["contacts"]
        some = weight > 0
        return float(np.average(np.abs(mean - self.actual_slots[name])[some], weights=weight[some]))


def measure(contacts: Contacts, duty: Duty, gap: float = GAP_S) -> Measured:
    """Patience, wrap-up, skills and services of all the days in `contacts`, at least one of them answered.

    `gap`: seconds between two services of an agent from which on it is a break and no wrap-up.
    """
    if not contacts.answered.any():
        raise ValueError("nobody was served: there is nothing to measure people by")
    skilled = skills(contacts)
    served = contacts.rows(contacts.answered)
    return Measured(
        patience=measured_patience(contacts),
        wrapup=measured_wrapup(contacts, duty, skilled, gap),
        skilled=skilled,
        services=tuple(np.sort(served.service[served.kind == k]) for k in range(len(contacts.kinds))),
    )


def replay(given: GivenDay, replications: int = 20, seed: int = 1) -> Iterator[Replay]:
    """Play the day again and again; yields the result so far after each replication."""
    day, windows, skilled = given.day, given.windows, given.measured.skilled
    edges = half_hour_edges(day)
    actual, actual_slots = day_figures(day, windows, skilled, given.target), half_hours(day, windows, edges)
    figures: dict[str, list[float]] = {name: [] for name in UNITS}
    slots: dict[str, list[Floats]] = {name: [] for name in SLOT_FIGURES}
    busy: list[float] = []
    broken: list[str] = []
    for number in range(replications):
        played, log, laws = play(given, seed, number)
        for name, value in day_figures(played, windows, skilled, given.target).items():
            figures[name].append(value)
        by_slot = half_hours(played, windows, edges)
        for name in SLOT_FIGURES:
            slots[name].append(by_slot[name])
        busy.append(float(log.busy.sum() / log.staffed.sum()))
        broken += [f"replication {number + 1}: {law}" for law in laws]
        yield Replay(
            given, seed, replications, actual,
            {name: np.array(values) for name, values in figures.items()},
            edges, actual_slots,
            {name: np.array(values) for name, values in slots.items()},
            np.array(busy), tuple(broken),
        )  # fmt: skip


def play(given: GivenDay, seed: int, number: int) -> tuple[Contacts, DayLog, tuple[str, ...]]:
    """One replication: the day's contacts as they fared in it, the floor's log, and the floor's invariants it broke."""
    from sim.floor import invariants, run_day

    tape, crew, types, rules = floor_day(given, seed, number)
    log = run_day(tape, crew, types, rules)
    served = log.outcome == Outcome.SERVED
    played = replace(
        given.day,
        wait=log.waited.copy(),
        answered=served,
        service=np.where(served, tape.work, np.nan),
        agent=np.where(served, log.agent, -1),
    )
    return played, log, invariants.check(tape, crew, types, rules, log)


def floor_day(given: GivenDay, seed: int, number: int) -> tuple[Tape, Crew, WorkTypes, Rules]:
    """What the floor is given for replication `number`; row i of the tape is contact i."""
    day, measured = given.day, given.measured
    keys = draws.key(seed, "replay", number, np.arange(len(day)))
    patience = measured.patience.draw(draws.uniform(keys, Purpose.PATIENCE_A))
    wrap = measured.wrapup.draw(draws.uniform(keys, Purpose.WRAP))
    work = _work(day, measured.services, draws.uniform(keys, Purpose.WORK_A))
    head_start = np.where(day.priority >= URGENT, given.head_start, 0.0)
    zero = np.zeros(len(day), dtype=np.int64)
    tape = Tape(
        horizon=_horizon(day, given.windows, patience, work + wrap),
        seed=seed,
        key=keys,
        root=keys,
        kind=day.kind,
        cause=zero,
        redials=zero,
        repeats=zero,
        transfers=zero,
        enter=day.arrival,
        joined=day.arrival,
        rank=day.arrival - head_start,
        head_start=head_start,
        deadline=day.arrival + patience,
        work=work,
        wrap=wrap,
        queued=np.zeros(len(day), dtype=bool),
        agent=zero - 1,
        wrapping=np.zeros(len(day), dtype=bool),
    )
    return tape, crew_of(given), work_types(given), Rules(np.ones(1), np.ones(1), -1, False, 0, 0, 0)


def work_types(given: GivenDay) -> WorkTypes:
    """The contact types for the floor; nobody comes again, is handed on or balks, so what children draw is unused.

    Patience without steps is exponential, and then the floor's law of abandonment is checked too.
    """
    kinds = len(given.day.kinds)
    no, one, whole = np.zeros(kinds), np.ones(kinds), np.zeros(kinds, dtype=np.int64)
    patience = given.measured.patience
    exponential = not len(patience.times) and 0 < patience.tail < np.inf
    return WorkTypes(
        names=given.day.kinds, channel=whole + Channel.PHONE, priority=whole, target=no + given.target,
        work_family=whole + Family.FIXED, work_mean=one, work_cv=no,
        wrap_family=whole + Family.EXPONENTIAL, redial_family=whole + Family.EXPONENTIAL,
        repeat_family=whole + Family.EXPONENTIAL,
        patience_family=whole + (Family.EXPONENTIAL if exponential else Family.NONE),
        patience_mean=one * (patience.tail if exponential else 0.0), patience_cv=no, wrap_mean=no, balking=no,
        redial=no, redial_after=one, repeat=no, repeat_after=one, transfer=no, transfer_to=whole - 1,
    )  # fmt: skip


def crew_of(given: GivenDay) -> Crew:
    """The agents, all at the speed of the services given, each with his or her own skills and windows."""
    speed = given.measured.skilled.astype(np.float64)
    return Crew(
        ids=np.arange(len(speed)),
        speed=speed,
        accuracy=np.ones_like(speed),
        preference=np.zeros(speed.shape, dtype=np.int64),
        chats=np.ones(len(speed), dtype=np.int64),
        windows=given.windows,
    )


def _work(day: Contacts, services: tuple[Floats, ...], u: Floats) -> Floats:
    """The service of each contact: its own, or that of a random served one of its kind (of any, if there is none)."""
    work = np.where(day.answered, day.service, 0.0)
    every = np.sort(np.concatenate(services))
    for i in np.flatnonzero(~day.answered):
        pool = services[day.kind[i]]
        pool = pool if len(pool) else every
        work[i] = pool[int(u[i] * len(pool))]
    return work


def _horizon(day: Contacts, windows: Floats, patience: Floats, longest: Floats) -> float:
    """A time by which everybody has hung up or been served: nobody starts after his or her deadline."""
    deadlines = (day.arrival + patience)[np.isfinite(patience)]
    last = max(DAY_S, day.arrival.max(), windows[:, 2].max(), deadlines.max(initial=0.0))
    return float(last + longest.max() + 1.0)
