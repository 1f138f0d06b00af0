"""Promises to customers, and how far so many people keep them: many crews and rates of arrivals at once.

A line is the customers of one type, or of several who are served from one line. Its crew is a long run of M/M/n+G, as
in `sim.planning.patience` and equal to it, which is asked for one crew at a time; here the integrals share one grid of
waits, so that a week of half hours takes milliseconds.

A service level is of all who come: whoever gave up was not answered. Times in seconds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from sim.arrays import Floats
from sim.planning.patience import DEPTH, MixedPatience, Patience

NODES, RATIO, FINEST = 10, 1.25, 1e-4  # of a panel; of neighbouring panels; the first one ÷ the time of a contact
HOPELESS = 10.0  # customers are not counted beyond so many times what the crew could serve
ENDLESS = 1e9  # seconds


@dataclass(frozen=True)
class Answered:
    """`share` of the customers answered within so many seconds: "80 % in 60 s", "3-minute reply 90 %"."""

    share: float
    within: float

    def __post_init__(self) -> None:
        if not (0 < self.share < 1 and self.within >= 0):
            raise ValueError("a promise is a share between 0 and 1, within a time")


@dataclass(frozen=True)
class GaveUp:
    """At most this `share` of the customers gives up."""

    share: float

    def __post_init__(self) -> None:
        if not 0 < self.share < 1:
            raise ValueError("a promise is a share between 0 and 1")


Promise: TypeAlias = Answered | GaveUp


class Shares(NamedTuple):
    """Of all who come; arrays alike."""

    gave_up: Floats
    answered: Floats  # within the shortest time promised; without one: at all
    margin: Floats  # by how much the worst-kept promise is kept; negative: it is broken


@dataclass(frozen=True)
class Line:
    """Customers who are served in the order of their coming, by people who are alike.

    `arrivals` (T,) in each interval of `interval` seconds; `handle` seconds of work for each; `patience` None: they
    wait for ever. Somebody may have `at_once` contacts in hand, each of which then takes `stretch` times as long.
    """

    arrivals: Floats
    interval: float
    handle: float
    patience: Patience | None
    promises: tuple[Promise, ...]
    at_once: int = 1
    stretch: float = 1.0

    def __post_init__(self) -> None:
        if not ((np.asarray(self.arrivals) >= 0).all() and self.interval > 0 and self.handle > 0 and self.promises):
            raise ValueError("a line has arrivals that are not negative, times above 0, and a promise")
        if self.patience is None and any(isinstance(one, GaveUp) for one in self.promises):
            raise ValueError("who waits for ever never gives up: promise an answer in time instead")

    @property
    def busy(self) -> float:
        """Seconds that a contact takes where people have as many in hand as they may."""
        return self.handle * self.stretch

    @property
    def felt(self) -> Floats:
        """Arrivals a second (T,) as the people feel them: late by the time that a contact takes."""
        rate = np.asarray(self.arrivals, float) / self.interval
        at = np.maximum(np.arange(len(rate)) - self.busy / self.interval, 0.0)
        late: Floats = np.interp(at, np.arange(len(rate)), rate)
        return late

    def shares(self, people: Any, rate: Any) -> Shares:
        """What so many people come to at so many arrivals a second; the two are broadcast against each other.

        Without patience a crew that is too small answers nobody in time in the long run.
        """
        n, rate = np.broadcast_arrays(np.asarray(people, np.int64), np.asarray(rate, float))
        servers, arriving = (n * self.at_once).ravel(), rate.ravel()
        some = (servers > 0) & (arriving > 0)
        gave_up = np.where(arriving > 0, 1.0 if self.patience is not None else 0.0, 0.0)
        within = sorted({one.within for one in self.promises if isinstance(one, Answered)})
        served = np.broadcast_to(np.where(arriving > 0, 0.0, 1.0), (max(len(within), 1), len(arriving))).copy()
        if some.any():
            gave_up[some], found = self._crews(servers[some], arriving[some], within)
            served[:, some] = found if within else 1.0 - gave_up[some]
        margins = [
            one.share - gave_up if isinstance(one, GaveUp) else served[within.index(one.within)] - one.share
            for one in self.promises
        ]
        return Shares(*(one.reshape(rate.shape) for one in (gave_up, served[0], np.min(margins, axis=0))))

    def _crews(self, servers: Any, rate: Floats, within: list[float]) -> tuple[Floats, Floats]:
        """Shares that give up, (m,), and that are answered within each time, (len(within), m)."""
        capacity = servers / self.busy
        lost = blocked(rate * self.busy, servers - 1)
        if self.patience is None:
            spare = capacity - rate
            stable = spare > 0
            drain = np.where(stable, spare, 1.0)
            whole = rate / drain
            total = 1 / lost + whole
            slow = [whole * np.exp(-drain * time) / total for time in within]
            return np.zeros(len(rate)), np.array([np.where(stable, 1.0 - one, 0.0) for one in slow])
        rate = np.minimum(rate, HOPELESS * capacity)
        x, weight, survival, limited = self._waits
        exponent = rate[:, None] * limited - capacity[:, None] * x
        highest = np.maximum(exponent.max(axis=1), 0.0)
        mass = np.exp(exponent - highest[:, None]) * weight * rate[:, None]
        with np.errstate(over="ignore", divide="ignore"):
            free = np.exp(-highest) / lost
            total = free + mass.sum(axis=1)
            gone = np.nan_to_num(mass @ (1.0 - survival) / total)
            early = [
                np.where(np.isinf(free), 1.0, (free + mass @ np.where(x < time, survival, 0.0)) / total)
                for time in within
            ]
        return gone, np.array(early).reshape(len(within), len(rate))

    @cached_property
    def _waits(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Nodes and weights of a rule over waits, fine near 0, and of each the patience: survival, limited mean."""
        assert self.patience is not None
        mean = float(self.patience.limited_mean(np.array([ENDLESS]))[0])
        end = DEPTH * self.busy + HOPELESS * min(mean, ENDLESS)
        first = FINEST * self.busy
        count = math.ceil(math.log(end / first) / math.log(RATIO))
        corners = [*self.patience.corners, *(one.within for one in self.promises if isinstance(one, Answered))]
        edges = np.unique([0.0, *np.geomspace(first, end, count), *(one for one in corners if 0 < one < end)])
        node, weight = np.polynomial.legendre.leggauss(NODES)
        half = 0.5 * np.diff(edges)
        x = ((edges[:-1] + half)[:, None] + half[:, None] * node).ravel()
        return x, (half[:, None] * weight).ravel(), self.patience.survival(x), self.patience.limited_mean(x)


def blocked(load: Floats, servers: Any) -> Floats:
    """Erlang's B for many loads and crews (m,) at once; 1 without servers."""
    lost = np.ones(len(load))
    kept = np.ones(len(load))
    for n in range(1, int(np.max(servers, initial=0)) + 1):
        lost = load * lost / (n + load * lost)
        kept = np.where(servers == n, lost, kept)
    return np.maximum(kept, 1e-300)  # so many that nobody ever waits


def together(lines: Sequence[Line]) -> Line:
    """Several types served from one line by people who serve all of them; every promise of each has to be kept.

    A contact of another length counts as more or less than one. ValueError where their intervals differ, or some wait
    for ever and others do not.
    """
    first = lines[0]
    if len(lines) == 1:
        return first
    patient = [one.patience for one in lines if one.patience is not None]
    if len({(one.interval, len(one.arrivals)) for one in lines}) > 1 or len(patient) not in (0, len(lines)):
        raise ValueError("types of one line have the same intervals, and patience all or none of them")
    counts = np.array([one.arrivals.sum() for one in lines])
    shares = counts / counts.sum() if counts.sum() else np.full(len(lines), 1 / len(lines))
    at_once = min(one.at_once for one in lines)
    # what a contact takes of a person, in a line where everybody has as many in hand as of the most demanding type
    takes = [one.busy / one.at_once * at_once for one in lines]
    handle = float(shares @ takes)
    work = np.array([one.arrivals * each for one, each in zip(lines, takes, strict=True)]).sum(axis=0)
    return Line(
        arrivals=work / handle,
        interval=first.interval,
        handle=handle,
        patience=MixedPatience(tuple(patient), tuple(shares.tolist())) if patient else None,
        promises=tuple(dict.fromkeys(promise for one in lines for promise in one.promises)),
        at_once=at_once,
    )
