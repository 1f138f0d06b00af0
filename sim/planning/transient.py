"""M(t)/M/s(t)+M: a day with changing arrivals and staff, by Kolmogorov's forward equations.

The state is (l, x): l agents who have gone home but for the customer in hand, and x customers with the agents on duty
or waiting for them; nobody waits while an agent on duty is free. Between changes the equations are solved exactly
where the arrival rate is constant (randomization: Grassmann 1977, Computers & Operations Research 4, 47–53), and by
the explicit Runge–Kutta pair of Dormand & Prince (order 8) where it is a function.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Arrivals = Callable[[float], float] | Sequence[tuple[float, float]]
TOP = 1e-13  # probability of the longest queue that is followed
UNLIKELY = 1e-30  # numbers of agents in overtime below this probability are not followed
TOTALS = 5  # arrivals, those who find all busy, those who balk, time in queue, time busy
SHIFT_ENDS = ("finish", "hand_back", "first_free")


@dataclass(frozen=True)
class Course:
    """The system at `times`, just before a change of staff at that instant; totals run from the start.

    `delayed` counts arrivals that find all agents busy, those who then balk included; `all_busy` and `delayed` are
    of the agents on duty.
    """

    times: Floats
    in_system: Floats
    queue: Floats
    all_busy: Floats
    arrivals: Floats
    delayed: Floats
    balked: Floats
    abandoned: Floats
    served: Floats
    queue_time: Floats
    busy_time: Floats

    @property
    def lost(self) -> Floats:
        """Balked and abandoned."""
        return self.balked + self.abandoned


def course(
    arrival_rate: Arrivals,
    service_rate: float,
    patience_rate: float,
    staff: Sequence[tuple[float, int]],
    times: Sequence[float],
    *,
    shift_end: str = "finish",
    balking: float = 0.0,
    start: Sequence[float] = (1.0,),
) -> Course:
    """The mean course of a day.

    `arrival_rate`: a smooth function of time, or steps (from when, rate), sorted, without arrivals before the first;
    `staff`: (from when, how many), sorted, the first entry being the start; `times`: when to look, sorted;
    `balking`: share of those who find all busy that leaves at once; `start`: distribution of the number in the
    system at the start, with as many of them in hand as there are agents.

    `shift_end` says what happens to work in hand when fewer agents follow. "finish": a random part of the agents
    goes, each after the customer in hand, while the others go on as ever. "hand_back": the customers of those who go
    return to the head of the queue. "first_free": those go who first become free, and nobody starts on a customer
    before enough have gone (the exhaustive discipline of textbooks, in which agents have no names; Ingolfsson et al.
    2007, INFORMS Journal on Computing 19, 201–214). Raises ValueError for arguments that make no sense.
    """
    day = _Day(arrival_rate, service_rate, patience_rate, tuple(staff), tuple(times), shift_end, balking, tuple(start))
    day.check()
    room = day.room()
    while True:
        found = _follow(day, room)
        if found is not None:
            return found
        room *= 2


@dataclass(frozen=True)
class _Day:
    """The arguments of `course`."""

    arrival_rate: Arrivals
    service_rate: float
    patience_rate: float
    staff: tuple[tuple[float, int], ...]
    times: tuple[float, ...]
    shift_end: str
    balking: float
    start: tuple[float, ...]

    def check(self) -> None:
        if self.shift_end not in SHIFT_ENDS:
            raise ValueError(f"the end of a shift is one of {', '.join(SHIFT_ENDS)}, not {self.shift_end!r}")
        if not (self.service_rate > 0 and self.patience_rate >= 0):
            raise ValueError("the rate of service is positive and that of patience not negative")
        if not 0 <= self.balking <= 1:
            raise ValueError(f"a share of balking customers lies between 0 and 1, {self.balking} does not")
        if not self.staff or any(n < 0 or n != int(n) for _, n in self.staff):
            raise ValueError("a number of agents is a whole number, not negative")
        for what, steps in (("staff", self.staff), ("arrival rates", self.steps)):
            starts = [t for t, _ in steps]
            if starts != sorted(set(starts)):
                raise ValueError(f"{what}: sorted by the instant from which each holds")
        if any(not (rate >= 0 and math.isfinite(rate)) for _, rate in self.steps):
            raise ValueError("an arrival rate is finite and not negative")
        if not self.times or list(self.times) != sorted(self.times) or self.times[0] < self.staff[0][0]:
            raise ValueError("the times to look at are sorted and not before the start")
        if not (self.start and min(self.start) >= 0 and sum(self.start) > 0):
            raise ValueError("the distribution at the start has shares that are not negative, and not all 0")

    @property
    def steps(self) -> tuple[tuple[float, float], ...]:
        return () if callable(self.arrival_rate) else tuple(self.arrival_rate)

    @property
    def stops(self) -> list[float]:
        """The start, and instants at which something changes or somebody looks, up to the last look."""
        first, last = self.staff[0][0], self.times[-1]
        changes = {t for t, _ in (*self.staff, *self.steps)} | set(self.times)
        return [first, *sorted(t for t in changes if first < t <= last)]

    def rate(self, t: float) -> float:
        """Arrivals per unit of time at t; at a step the new rate holds."""
        if callable(self.arrival_rate):
            return self.arrival_rate(t)
        return next((rate for begin, rate in reversed(self.steps) if begin <= t), 0.0)

    def room(self) -> int:
        """A first guess of the longest queue worth following: the fluid queue and seven standard deviations."""
        changes, agents = dict(self.staff), self.staff[0][1]
        queue = float(max(0, len(self.start) - 1 - agents))
        most, fastest = queue, 0.0
        for begin, end in pairwise(self.stops):
            agents, step = changes.get(begin, agents), (end - begin) / 8.0
            for i in range(8):
                inflow = self.rate(begin + (i + 0.5) * step)
                queue = max(0.0, queue + step * (inflow - agents * self.service_rate)) / (1 + step * self.patience_rate)
                most, fastest = max(most, queue), max(fastest, inflow)
        spread = math.sqrt(most + fastest / max(self.service_rate, self.patience_rate))
        return int(min(20.0 + most + 7.0 * spread, 5000.0))


class _States:
    """The states (l, x) with `staff` on duty, l ≤ `leaving` and x ≤ `staff` + `room`, and how they follow another."""

    def __init__(self, staff: int, leaving: int, room: int):
        self.staff, self.room = staff, room
        self.shape = (leaving + 1, staff + room + 1)
        self.leaving, self.near = (axis.ravel() for axis in np.indices(self.shape))
        self.busy = np.minimum(self.near, staff)
        self.queue = self.near - self.busy
        self.full = self.near >= staff

    def __len__(self) -> int:
        return len(self.near)

    def flows(self, day: _Day) -> Any:
        """Two matrices, one on top of the other: d/dt of law and totals without arrivals, and per arrival rate."""
        from scipy.sparse import vstack

        served: list[tuple[int, int, Any]]
        if day.shift_end == "first_free":  # while somebody is to go, whoever is free goes
            to_go = self.leaving > 0
            served = [(-1, 0, (self.busy + self.leaving) * to_go), (0, -1, self.busy * ~to_go)]
        else:
            served = [(-1, 0, self.leaving), (0, -1, self.busy)]
        moves: list[tuple[int, int, Any]] = [(by_l, by_x, day.service_rate * number) for by_l, by_x, number in served]
        moves.append((0, -1, day.patience_rate * self.queue))
        joins: Any = (1.0 - day.balking * self.full) * (self.queue < self.room)
        return vstack(
            [
                self._matrix(moves, [0, 0, 0, self.queue, self.busy + self.leaving]),
                self._matrix([(0, 1, joins)], [1, self.full, day.balking * self.full, 0, 0]),
            ],
            format="csr",
        )

    def _matrix(self, moves: list[tuple[int, int, Floats]], totals: list[Any]) -> Any:
        """Moves (change of l, change of x, rate in each state), and what each state adds to the totals."""
        from scipy.sparse import coo_array

        n = len(self)
        here = np.arange(n)
        to = [np.where(rate > 0, here + by_l * self.shape[1] + by_x, here) for by_l, by_x, rate in moves]
        rates = [rate for _, _, rate in moves]
        totals = [np.broadcast_to(total, n) for total in totals]
        rows = [*to, *[here] * len(moves), *(np.full(n, n + i) for i in range(TOTALS))]
        values = np.concatenate([*rates, *(-rate for rate in rates), *totals])
        columns = np.tile(here, len(rows))
        return coo_array((values, (np.concatenate(rows), columns)), shape=(n + TOTALS, n + TOTALS)).tocsr()

    def changed(self, law: Floats, staff: int, shift_end: str) -> tuple[_States, Floats]:
        """The law once the staff is another."""
        moves = [(self.leaving, law)]  # how many are leaving then, and how likely it is
        if shift_end == "first_free":
            moves = [(np.maximum(0, self.leaving + self.busy - staff), law)]
        elif shift_end == "finish" and staff < self.staff:
            moves = self._taken_along(law, self.staff - staff)
        most = max(int(leaving[share > UNLIKELY].max(initial=0)) for leaving, share in moves)
        after = _States(staff, most, self.room)
        moved = np.zeros(after.shape)
        for leaving, share in moves:
            leaving = np.minimum(leaving, most)
            near = np.clip(self.near + self.leaving - leaving, 0, after.shape[1] - 1)
            np.add.at(moved, (leaving, near), share)
        return after, moved.ravel()

    def _taken_along(self, law: Floats, going: int) -> list[tuple[Any, Floats]]:
        """How many of those who go are busy, if they are a random part of the staff: hypergeometric."""
        from scipy.special import binom

        ways = [binom(self.busy, k) * binom(self.staff - self.busy, going - k) for k in range(going + 1)]
        everyone = float(binom(self.staff, going))
        return [(self.leaving + k, law * way / everyone) for k, way in enumerate(ways)]


def _follow(day: _Day, room: int) -> Course | None:
    """Solve from stop to stop; None if the queue outgrows `room`."""
    changes, stops = dict(day.staff[1:]), day.stops
    agents = day.staff[0][1]
    states = _States(agents, 0, max(room, len(day.start) - agents))
    y = np.zeros(len(states) + TOTALS)
    y[: len(day.start)] = np.array(day.start) / sum(day.start)
    seen = {stops[0]: _look(states, y)}
    for begin, end in pairwise(stops):
        if begin in changes:
            states, law = states.changed(y[:-TOTALS], changes[begin], day.shift_end)
            y = np.append(law, y[-TOTALS:])
        y = _solve(day, states, y, begin, end)
        if y[:-TOTALS][states.queue == states.room].sum() > TOP:
            return None
        seen[end] = _look(states, y)
    in_system, queue, all_busy, arrivals, delayed, balked, queue_time, busy_time = np.array(
        [seen[t] for t in day.times]
    ).T
    return Course(
        np.array(day.times, dtype=float), in_system, queue, all_busy, arrivals, delayed, balked,
        day.patience_rate * queue_time, day.service_rate * busy_time, queue_time, busy_time,
    )  # fmt: skip


def _look(states: _States, y: Floats) -> Floats:
    law = y[:-TOTALS]
    means: Any = (law @ (states.leaving + states.near), law @ states.queue, min(1.0, law @ states.full))
    return np.maximum(np.append(means, y[-TOTALS:]), 0.0)  # rounding may leave −1e−20 of an empty system


def _solve(day: _Day, states: _States, y: Floats, begin: float, end: float) -> Floats:
    """The law and the totals at `end`."""
    flows, n = states.flows(day), len(y)
    if not callable(day.arrival_rate):
        return _exponential(flows[:n] + day.rate(begin) * flows[n:], end - begin, y)
    from scipy.integrate import solve_ivp

    def slope(t: float, y: Floats) -> Floats:
        both = flows @ y
        return both[:n] + day.rate(t) * both[n:]

    return solve_ivp(slope, (begin, end), y, method="DOP853", rtol=1e-9, atol=1e-13, t_eval=[end]).y[:, -1]


def _exponential(flow: Any, time: float, y: Floats) -> Floats:
    """exp(flow · time) y by randomization: a Poisson mixture of steps of a chain, in which nothing is subtracted."""
    from scipy.sparse import eye_array
    from scipy.special import gammaln

    fastest = max(float(-flow.diagonal().min()), 1.0 / time)
    mean = fastest * time
    step = eye_array(len(y), format="csr") + flow / fastest
    k = np.arange(int(mean + 12.0 * math.sqrt(mean)) + 40)
    shares = np.exp(k * math.log(mean) - mean - gammaln(k + 1.0))
    result = np.zeros_like(y)
    for share in shares.tolist():
        if share > UNLIKELY:
            result += share * y
        y = step @ y
    return result / shares.sum()
