"""The two days that are measured: one queue with hourly staffing, and a floor with everything on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.floor import Channel, Crew, Family, Rules, Tape, WorkTypes, compiled
from sim.floor.tape import build
from sim.floor.tape import rows as rows_of
from sim.studies.floors import whole

Floats = NDArray[np.float64]
HOUR, HOURS = 3600.0, 24
WORK, PATIENCE, ABANDONMENT = 300.0, 120.0, 0.05
DRAINED = 3.0 * HOURS * HOUR  # nobody is left by then: the longest of a million calls takes an hour and a quarter


@dataclass(frozen=True)
class Line:
    """M(t)/M/c(t)+M as plain arrays: every engine gets these customers and this staff."""

    enter: Floats  # seconds, sorted
    work: Floats
    patience: Floats
    staff: NDArray[np.int64]  # agents in each hour; the last hour's stay until the line is empty
    windows: Floats  # (W, 3) the same agents as persons: who, on, off

    def __len__(self) -> int:
        return len(self.enter)

    def save(self, path: Path) -> None:
        np.savez(path, **vars(self))

    @staticmethod
    def load(path: Path) -> Line:
        with np.load(path) as columns:
            return Line(**columns)


@dataclass(frozen=True)
class FloorDay:
    """The arguments of `run_day`."""

    tape: Tape
    crew: Crew
    types: WorkTypes
    rules: Rules


def line(customers: int, seed: int = 1) -> Line:
    """Two humps, 7.7 % of the day in its busiest hour; each hour the fewest agents with whom Erlang A loses 5 %."""
    from sim.planning.staffing import staff_for_abandonment

    rng = np.random.default_rng(seed)
    hour = np.arange(HOURS) + 0.5
    share = 0.04 + np.exp(-(((hour - 10.5) / 3.85) ** 2)) + 0.9 * np.exp(-(((hour - 19.5) / 3.85) ** 2))
    share /= share.sum()
    enter = np.sort(HOUR * (rng.choice(HOURS, customers, p=share) + rng.uniform(0.0, 1.0, customers)))
    staff = [staff_for_abandonment(rate, 1 / WORK, 1 / PATIENCE, ABANDONMENT) for rate in customers * share / HOUR]
    work, patience = rng.exponential(WORK, customers), rng.exponential(PATIENCE, customers)
    return persons(Line(enter, work, patience, np.array(staff), np.empty((0, 3))))


def persons(day: Line) -> Line:
    """With the hours of persons who make it the same day for the floor, which knows no number of agents.

    Peers count: when fewer are wanted than are busy, no call begins until enough have ended. So those go home at a
    full hour who would be the first to have nothing to do. A run of the day so far shows who that is.
    """
    people = range(int(day.staff.max()))
    since: dict[int, float] = {}  # on duty: agent and when from
    windows: list[tuple[int, float, float]] = []
    for hour, wanted in enumerate(day.staff.tolist()):
        now = hour * HOUR
        free_at = np.zeros(len(people))
        if wanted != len(since):
            free_at = busy_until(day, windows + until_the_end(since), now)
        for a in sorted(since, key=lambda a: free_at[a])[: max(0, len(since) - wanted)]:
            windows.append((a, since.pop(a), now))
        # who still finishes a call comes back first, since it counts
        away = sorted(set(people) - set(since), key=lambda a: -free_at[a])
        since |= dict.fromkeys(away[: wanted - len(since)], now)
    return replace(day, windows=np.array(sorted(windows + until_the_end(since))))


def until_the_end(since: dict[int, float]) -> list[tuple[int, float, float]]:
    return [(a, on, DRAINED + 1.0) for a, on in since.items()]


def busy_until(day: Line, windows: list[tuple[int, float, float]], now: float) -> Floats:
    """When each agent has finished what is in hand at `now`, if nothing is begun afterwards; 0 with empty hands."""
    until = np.zeros(int(day.staff.max()))
    if now > 0:
        floor = on_the_floor(replace(day, windows=np.array(sorted(windows))))
        tape = replace(rows_of(floor.tape, floor.tape.enter < now), horizon=now)
        carry = compiled.run_day(tape, floor.crew, floor.types, floor.rules).carry
        held = carry.agent >= 0
        until[carry.agent[held]] = now + carry.work[held]
    return until


def on_the_floor(day: Line) -> FloorDay:
    """The line as a day of the floor."""
    types, agents = work_types(1, channel=Channel.PHONE), int(day.staff.max())
    keys = np.random.default_rng(0).integers(0, 2**64, len(day), dtype=np.uint64)
    tape = build(types, keys, np.zeros(len(day), dtype=np.int64), day.enter, 1, DRAINED)
    crew = Crew(
        ids=np.arange(agents),
        speed=np.ones((agents, 1)),
        accuracy=np.ones((agents, 1)),
        preference=np.zeros((agents, 1), dtype=np.int64),
        chats=np.ones(agents, dtype=np.int64),
        windows=day.windows,
    )
    return FloorDay(replace(tape, work=day.work, deadline=day.enter + day.patience), crew, types, rules())


def work_types(kinds: int, **given: Any) -> WorkTypes:
    """Exponential work and patience, nothing else, but for the fields given (one value, or one a kind)."""
    fields = dict(
        channel=Channel.CHAT, priority=0, target=20.0, work_family=Family.EXPONENTIAL, work_mean=WORK, work_cv=1.0,
        patience_family=Family.EXPONENTIAL, patience_mean=PATIENCE, patience_cv=1.0, wrap_mean=0.0, balking=0.0,
        redial=0.0, redial_after=600.0, repeat=0.0, repeat_after=3600.0, transfer=0.0, transfer_to=-1,
        wrap_family=Family.EXPONENTIAL, redial_family=Family.EXPONENTIAL, repeat_family=Family.EXPONENTIAL,
    )  # fmt: skip
    columns = {
        name: np.broadcast_to(np.asarray(value, dtype=np.int64 if whole(name) else np.float64), kinds).copy()
        for name, value in (fields | given).items()
    }
    return WorkTypes(names=tuple(f"kind{k}" for k in range(kinds)), **columns)


def rules(**given: Any) -> Rules:
    fields = dict(
        stretch=np.array([1.0, 1.2, 1.5]), error_stretch=np.array([1.0, 1.2, 1.5]), waiting_room=-1, hand_back=False,
        max_redials=3, max_repeats=3, max_transfers=2,
    )  # fmt: skip
    return Rules(**(fields | given))


def everything_on(contacts: int, people: int = 60, seed: int = 1) -> FloorDay:
    """Eight kinds of work (four chats, two calls, two sorts of tickets), ten groups of people, a break each.

    Chats up to three at once, each slower the more there are; lognormal work, wrap-up, patience, balking, a waiting
    room, redials, repeats, transfers, and work handed back at the end of a shift. About 95 % busy at any size.
    """
    rng, day, kinds, groups = np.random.default_rng(seed), HOURS * HOUR, 8, 10
    channel = np.array([Channel.CHAT] * 4 + [Channel.PHONE] * 2 + [Channel.DEFERRED] * 2)
    second = people * day * 1.25 / (contacts * 1.3) / 320  # of work, so that this many people have enough to do
    deferred = channel == Channel.DEFERRED
    types = work_types(
        kinds, channel=channel, priority=np.arange(kinds) % 3, work_family=Family.LOGNORMAL, work_mean=300 * second,
        wrap_mean=20 * second, patience_family=np.where(deferred, Family.NONE, Family.EXPONENTIAL),
        patience_mean=400 * second, balking=0.05, redial=0.3, repeat=0.3, transfer=0.08,
        transfer_to=(np.arange(kinds) + 1) % kinds,
    )  # fmt: skip
    group = rng.integers(0, groups, people)
    skilled = rng.random((groups, kinds)) < 0.6
    skilled[:, 0] = True
    come = rng.uniform(0.0, 0.1 * day, people)
    windows = [
        (a, on, off)
        for a in range(people)
        for on, off in ((come[a], 0.5 * day), (0.5 * day + 900.0, min(day + 5.0, come[a] + 0.9 * day)))
    ]
    crew = Crew(
        ids=np.arange(people),
        speed=np.where(skilled[group], rng.uniform(0.8, 1.2, (people, kinds)), 0.0),
        accuracy=np.full((people, kinds), 0.9),
        preference=rng.integers(0, 3, (groups, kinds))[group],
        chats=np.full(people, 3),
        windows=np.array(windows),
    )
    enter = np.sort(rng.uniform(0.0, 0.97 * day, contacts))
    keys = rng.integers(0, 2**64, contacts, dtype=np.uint64)
    tape = build(types, keys, rng.integers(0, kinds, contacts), enter, 1, day)
    return FloorDay(tape, crew, types, rules(hand_back=True, waiting_room=200))
