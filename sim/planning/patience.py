"""M/M/n+G: equal agents and customers whose patience has any distribution, exactly.

Baccelli & Hébuterne 1981, "On queues with impatient customers", Performance '81; the integrals as in Zeltyn &
Mandelbaum 2005, "Call centers with impatient customers", Queueing Systems 51, 361–402. V is the offered wait, that
of somebody who never hangs up: λ ∫ exp(λH(x) − nμx) dx over x > 0 against the weight of the states with a free agent
gives everything, where H(x) = E[min(patience, x)].
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.planning.erlang import erlang_b

Floats = NDArray[np.float64]
DEPTH = 46.0  # the integrand is left out where it is below exp(−46) of its largest value
PANELS, NODES = 96, 20
HALVINGS = 60  # of the first panel towards a corner at 0


class Patience(Protocol):
    """How long customers wait before they hang up."""

    def survival(self, x: Floats) -> Floats:
        """P(patience > x)."""

    def limited_mean(self, x: Floats) -> Floats:
        """E[min(patience, x)]."""

    @property
    def corners(self) -> tuple[float, ...]:
        """Where the survival function is not smooth; 0 also where it falls fast at first."""


@dataclass(frozen=True)
class ExponentialPatience:
    mean: float
    corners: tuple[float, ...] = ()

    def survival(self, x: Floats) -> Floats:
        return np.exp(-x / self.mean)

    def limited_mean(self, x: Floats) -> Floats:
        return -self.mean * np.expm1(-x / self.mean)


@dataclass(frozen=True)
class GammaPatience:
    """With a whole `shape` an Erlang: the sum of as many exponentials."""

    mean: float
    shape: float
    corners: tuple[float, ...] = (0.0,)

    def survival(self, x: Floats) -> Floats:
        from scipy.special import gammaincc

        return gammaincc(self.shape, self.shape * np.asarray(x) / self.mean)

    def limited_mean(self, x: Floats) -> Floats:
        from scipy.special import gammainc

        return self.mean * gammainc(self.shape + 1, self.shape * np.asarray(x) / self.mean) + x * self.survival(x)


@dataclass(frozen=True)
class WeibullPatience:
    """With a `shape` below 1 those who have waited long hang up ever more rarely."""

    mean: float
    shape: float
    corners: tuple[float, ...] = (0.0,)

    def _power(self, x: Floats) -> Floats:
        return (np.asarray(x) * (math.gamma(1.0 + 1.0 / self.shape) / self.mean)) ** self.shape

    def survival(self, x: Floats) -> Floats:
        return np.exp(-self._power(x))

    def limited_mean(self, x: Floats) -> Floats:
        from scipy.special import gammainc

        return self.mean * gammainc(1.0 / self.shape, self._power(x))


@dataclass(frozen=True)
class MixedPatience:
    """Several sorts of customers. Of exponentials it is a hyperexponential, of uniforms the straight lines between
    measured values.
    """

    sorts: tuple[Patience, ...]
    shares: tuple[float, ...]

    @property
    def corners(self) -> tuple[float, ...]:
        return (0.0, *(corner for sort in self.sorts for corner in sort.corners))

    def survival(self, x: Floats) -> Floats:
        return np.tensordot(self.shares, [sort.survival(x) for sort in self.sorts], axes=1)

    def limited_mean(self, x: Floats) -> Floats:
        return np.tensordot(self.shares, [sort.limited_mean(x) for sort in self.sorts], axes=1)


@dataclass(frozen=True)
class UniformPatience:
    """Nobody hangs up before `low`, nobody waits beyond `high`."""

    low: float
    high: float

    @property
    def corners(self) -> tuple[float, ...]:
        return (self.low, self.high)

    def survival(self, x: Floats) -> Floats:
        return np.clip((self.high - np.asarray(x)) / (self.high - self.low), 0.0, 1.0)

    def limited_mean(self, x: Floats) -> Floats:
        inside = np.clip(np.asarray(x) - self.low, 0.0, self.high - self.low)
        return np.minimum(x, self.low) + inside - inside**2 / (2.0 * (self.high - self.low))


@dataclass(frozen=True)
class LognormalPatience:
    mean: float
    cv: float
    corners: tuple[float, ...] = ()

    @property
    def _law(self) -> tuple[float, float]:
        variance = math.log1p(self.cv**2)
        return math.log(self.mean) - 0.5 * variance, math.sqrt(variance)

    def survival(self, x: Floats) -> Floats:
        from scipy.special import ndtr

        m, s = self._law
        with np.errstate(divide="ignore"):
            return ndtr((m - np.log(x)) / s)

    def limited_mean(self, x: Floats) -> Floats:
        from scipy.special import ndtr

        m, s = self._law
        with np.errstate(divide="ignore"):
            return self.mean * ndtr((np.log(x) - m) / s - s) + x * self.survival(x)


@dataclass(frozen=True)
class FixedPatience:
    """Everybody hangs up after the same time."""

    mean: float

    @property
    def corners(self) -> tuple[float, ...]:
        return (self.mean,)

    def survival(self, x: Floats) -> Floats:
        return np.where(np.asarray(x) < self.mean, 1.0, 0.0)

    def limited_mean(self, x: Floats) -> Floats:
        return np.minimum(x, self.mean)


@dataclass(frozen=True)
class GeneralImpatient:
    """What a queue with impatient customers does in the long run. Waits are those of everybody, served or not."""

    delayed: float  # share of arrivals that has to wait
    abandoned: float
    wait: float
    offered_wait: float  # mean wait of somebody who never hangs up
    queue: float
    occupancy: float
    waits_longer: Callable[[float], float]  # P(W > time)
    served_within: Callable[[float], float]  # share of all arrivals that is answered within a time


def impatient(arrival_rate: float, service_rate: float, servers: int, patience: Patience) -> GeneralImpatient:
    """M/M/n+G in the long run. ValueError if customers never hang up and their load is too much."""
    if not (arrival_rate > 0 and service_rate > 0 and servers >= 1 and servers == int(servers)):
        raise ValueError("rates must be positive and servers a whole number of at least 1")
    capacity = servers * service_rate

    def exponent(x: Floats) -> Floats:
        return arrival_rate * patience.limited_mean(x) - capacity * x

    peak = _peak(arrival_rate, capacity, patience)
    highest = float(exponent(np.array([peak]))[0])
    ends = _ends(exponent, peak, highest)
    load = arrival_rate / service_rate
    lost = erlang_b(load, servers - 1) if servers > 1 else 1.0
    # free states weigh 1 / (λ · lost) against ∫; all in the scale of the highest value of the integrand
    free = math.exp(-highest) / lost if lost > 0 else math.inf

    def integral(of: Callable[[Floats], Floats], start: float = 0.0, end: float = math.inf) -> float:
        x, w = _rule(max(start, ends[0]), min(end, ends[1]), (peak, *patience.corners))
        return arrival_rate * float(w @ (of(x) * np.exp(exponent(x) - highest)))

    whole = integral(np.ones_like)
    total = free + whole
    wait = integral(patience.limited_mean) / total
    abandoned = integral(lambda x: 1.0 - patience.survival(x)) / total

    def waits_longer(time: float) -> float:
        return float(patience.survival(np.array([time]))[0]) * integral(np.ones_like, time) / total

    def served_within(time: float) -> float:
        return (free + integral(patience.survival, end=time)) / total

    return GeneralImpatient(
        delayed=whole / total,
        abandoned=abandoned,
        wait=wait,
        offered_wait=integral(lambda x: x) / total,
        queue=arrival_rate * wait,
        occupancy=min(1.0, load * (1.0 - abandoned) / servers),
        waits_longer=waits_longer,
        served_within=served_within,
    )


def _peak(arrival_rate: float, capacity: float, patience: Patience) -> float:
    """Where as many still wait as the agents can serve: the exponent is concave and turns there."""
    if arrival_rate <= capacity:
        return 0.0

    def still(x: float) -> float:
        return arrival_rate * float(patience.survival(np.array([x]))[0]) - capacity

    low, high = 0.0, 1.0 / capacity
    while still(high) > 0:
        low, high = high, 2.0 * high
        if high > 1e15 / capacity:
            raise ValueError("more customers stay for ever than the agents can serve: there is no steady state")
    while low < (middle := 0.5 * (low + high)) < high:
        low, high = (middle, high) if still(middle) > 0 else (low, middle)
    return high


def _ends(exponent: Callable[[Floats], Floats], peak: float, highest: float) -> tuple[float, float]:
    """The interval outside which the integrand is negligible."""

    def depth(x: float) -> float:
        return highest - float(exponent(np.array([x]))[0])

    def search(inside: float, outside: float) -> float:
        for _ in range(60):
            middle = 0.5 * (inside + outside)
            inside, outside = (middle, outside) if depth(middle) < DEPTH else (inside, middle)
        return outside

    left = search(peak, 0.0) if peak > 0 and depth(0.0) > DEPTH else 0.0
    step = 1e-9
    while depth(peak + step) < DEPTH:
        step *= 2.0
        if step > 1e15:
            raise ValueError("the queue drains too slowly for a steady state to exist: add servers")
    return left, search(peak, peak + step)


def _rule(start: float, end: float, corners: tuple[float, ...]) -> tuple[Floats, Floats]:
    """Nodes and weights of a composite Gauss–Legendre rule that has a panel edge at every corner."""
    if end <= start:
        return np.zeros(1), np.zeros(1)
    inner = [c for c in corners if start < c < end]
    pieces = [start, *sorted(set(inner)), end]
    edges = np.concatenate([np.linspace(a, b, PANELS, endpoint=False) for a, b in pairwise(pieces)] + [[end]])
    if start == 0.0 and 0.0 in corners:
        edges = np.concatenate([[0.0], edges[1] * 0.5 ** np.arange(HALVINGS, 0, -1), edges[1:]])
    node, weight = np.polynomial.legendre.leggauss(NODES)
    half = 0.5 * np.diff(edges)
    x = (edges[:-1] + half)[:, None] + half[:, None] * node
    return x.ravel(), (half[:, None] * weight).ravel()
