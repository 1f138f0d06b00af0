"""One queue and equal agents in the long run: Erlang B, C and A, balking, a finite waiting room, priorities.

Rates and times are in one unit of time of the caller's choice. Agents are whole numbers. Every function raises
ValueError with the reason when its arguments make no sense or no steady state exists; it never returns a negative
or an infinite wait. Notation of Gans, Koole & Mandelbaum 2003, "Telephone call centers", M&SOM 5(2), 79–141.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
NEGLIGIBLE = 1e-20  # terms below this share of the largest are left out of a sum


def erlang_b(load: float, servers: int) -> float:
    """Share of arrivals lost by `servers` without a queue; `load` in erlangs (Erlang 1917; Jagerman's recursion)."""
    _check(load=load, servers=servers)
    lost = 1.0
    for n in range(1, servers + 1):
        lost = load * lost / (n + load * lost)
    return lost


def erlang_b_load(blocking: float, servers: int) -> float:
    """The load in erlangs at which `servers` lose this share, 0 < blocking < 1: the inverse of `erlang_b`."""
    if not 0 < blocking < 1:
        raise ValueError(f"a share of lost arrivals lies between 0 and 1, {blocking} does not")
    if servers < 1:
        raise ValueError("without servers everything is lost")
    low, high = 0.0, float(servers)
    while erlang_b(high, servers) < blocking:
        high *= 2.0
    while True:
        middle = 0.5 * (low + high)
        if not low < middle < high:
            return middle
        low, high = (middle, high) if erlang_b(middle, servers) < blocking else (low, middle)


@dataclass(frozen=True)
class Queue:
    """What a queue with patient customers does in the long run."""

    delayed: float  # share of arrivals that waits
    wait: float  # mean wait of all arrivals
    queue: float  # mean number waiting
    occupancy: float  # share of the agents' time at work
    drain: float  # rate at which the wait of those who wait falls off: it is exponential

    def answered_within(self, time: float) -> float:
        """Share of arrivals that waits at most `time`."""
        return 1.0 - self.delayed * math.exp(-self.drain * time)


def erlang_c(arrival_rate: float, service_rate: float, servers: int) -> Queue:
    """M/M/c: nobody hangs up (Erlang 1917). No steady state at a load of `servers` erlangs or more: ValueError."""
    _check(arrival_rate=arrival_rate, service_rate=service_rate, servers=servers)
    load = arrival_rate / service_rate
    _check_stable(load, servers)
    lost, used = erlang_b(load, servers), load / servers
    delayed = lost / (1.0 - used * (1.0 - lost))
    drain = servers * service_rate - arrival_rate
    return Queue(delayed, delayed / drain, arrival_rate * delayed / drain, used, drain)


@dataclass(frozen=True)
class Impatient:
    """What a queue with impatient customers does in the long run. Waits are those of everybody, served or not."""

    delayed: float  # share of arrivals that finds all agents busy and stays
    abandoned: float  # share of arrivals that hangs up
    balked: float  # share of arrivals that leaves at once on finding all agents busy
    wait: float
    queue: float  # mean number waiting
    in_system: float
    occupancy: float
    wait_served: float  # mean wait of those who are answered
    wait_abandoned: float  # mean wait of those who hang up; 0 if nobody does
    all_busy: float  # share of time
    free: float  # P(an agent is free)
    states: Floats  # P(all busy and k wait) for k = first, first + 1, …; elsewhere negligible
    first: int
    rates: tuple[float, float, float]  # service of all agents together, patience, share that balks

    @property
    def places(self) -> Floats:
        """How many wait in each of `states`."""
        return self.first + np.arange(float(len(self.states)))

    def waits_longer(self, time: float) -> float:
        """Share of arrivals that is still waiting after `time`: P(W > time)."""
        from scipy.special import betainc

        capacity, patience, balks = self.rates
        # what is ahead of somebody who finds k waiting is a pure death process: exp(−patience · V) is beta
        ahead = betainc(capacity / patience, self.places + 1.0, math.exp(-patience * time))
        return (1.0 - balks) * math.exp(-patience * time) * float(self.states @ ahead)

    def served_within(self, time: float) -> float:
        """Share of all arrivals that is answered within `time` (the service level "S1")."""
        from scipy.special import betainc

        capacity, patience, balks = self.rates
        k = self.places
        answered = capacity / (capacity + (k + 1.0) * patience)
        soon = betainc(k + 1.0, capacity / patience + 1.0, -math.expm1(-patience * time))
        return self.free + (1.0 - balks) * float(self.states @ (answered * soon))

    def service_levels(self, time: float) -> tuple[float, float, float]:
        """Answered within `time` as a share of all arrivals, of the answered, and of all but early abandoners.

        The three definitions in use (S1, S2, S3) differ; a target means nothing without saying which.
        """
        s1 = self.served_within(time)
        early = self.abandoned_within(time)
        return s1, s1 / (1.0 - self.abandoned - self.balked), s1 / (1.0 - self.balked - early)

    def abandoned_within(self, time: float) -> float:
        """Share of arrivals that hangs up before `time` has passed."""
        return max(0.0, 1.0 - self.balked - self.waits_longer(time) - self.served_within(time))


def erlang_a(
    arrival_rate: float, service_rate: float, patience_rate: float, servers: int, balking: float = 0.0
) -> Impatient:
    """M/M/n+M: patience is exponential with `patience_rate`; a share `balking` of those who would wait leaves.

    Palm 1957; Garnett, Mandelbaum & Reiman 2002, M&SOM 4(3), 208–227. A steady state always exists.
    """
    _check(arrival_rate=arrival_rate, service_rate=service_rate, patience_rate=patience_rate, servers=servers)
    if not 0 <= balking < 1:
        raise ValueError(f"a share of balking customers lies between 0 and 1, {balking} does not")
    stays, capacity, load = 1.0 - balking, servers * service_rate, arrival_rate / service_rate
    weights, first = _queue_states(arrival_rate * stays, capacity, patience_rate)
    below = _free_states(load, servers, weights[0] if first == 0 else 0.0)
    if math.isinf(below):  # so many agents that nobody ever waits
        weights, below = np.zeros(1), 1.0
    total = below + float(weights.sum())
    states, k = weights / total, first + np.arange(float(len(weights)))
    all_busy, waiting = float(states.sum()), float(states @ k)
    abandoned, balked = patience_rate * waiting / arrival_rate, balking * all_busy
    answered = 1.0 - abandoned - balked
    leaving = capacity + (k + 1.0) * patience_rate  # rate at which somebody with k ahead moves up or leaves
    passing = _passing_times(leaving, capacity, patience_rate, first)
    wait_served = stays * float(states @ (capacity / leaving * passing))
    wait_abandoned = stays * float(states @ (((k + 1.0) - capacity * passing) / leaving))
    return Impatient(
        delayed=stays * all_busy,
        abandoned=abandoned,
        balked=balked,
        wait=waiting / arrival_rate,
        queue=waiting,
        in_system=load * answered + waiting,
        occupancy=min(1.0, load * answered / servers),
        wait_served=wait_served / answered,
        wait_abandoned=wait_abandoned / abandoned if abandoned > 0 else 0.0,
        all_busy=all_busy,
        free=below / total,
        states=states,
        first=first,
        rates=(capacity, patience_rate, balking),
    )


def _free_states(load: float, servers: int, full: float) -> float:
    """Weight of all states with a free agent, if "all busy and nobody waits" weighs `full`."""
    lost = erlang_b(load, servers)
    if lost == 0.0:
        return math.inf
    return (1.0 - lost) / lost * full


def _queue_states(joining: float, capacity: float, patience: float) -> tuple[Floats, int]:
    """Weights of the likely numbers waiting while all agents are busy, the largest 1, and the first such number."""
    top = max(0, math.floor((joining - capacity) / patience))
    parts: list[Floats] = [np.ones(1)]
    level, weight = top, 1.0
    while level > 0 and weight > NEGLIGIBLE:
        k = np.arange(level, max(0, level - 4096), -1.0, dtype=np.float64)
        weights = weight * np.cumprod((capacity + k * patience) / joining, dtype=np.float64)
        parts.insert(0, weights[::-1])
        level, weight = level - len(k), float(weights[-1])
    first = level
    level, weight = top, 1.0
    while weight > NEGLIGIBLE:
        k = level + np.arange(1.0, 257.0, dtype=np.float64)
        weights = weight * np.cumprod(joining / (capacity + k * patience), dtype=np.float64)
        parts.append(weights[weights > NEGLIGIBLE])
        level, weight = level + 256, float(weights[-1])
    return np.concatenate(parts), first


def _passing_times(leaving: Floats, capacity: float, patience: float, first: int) -> Floats:
    """Mean time to the front for somebody with k ahead: Σ 1 / rate over the places passed, from the front on."""
    before = 0.0
    if first:
        from scipy.special import digamma

        before = float(digamma(capacity / patience + first + 1.0) - digamma(capacity / patience + 1.0)) / patience
    return before + np.cumsum(1.0 / leaving)


@dataclass(frozen=True)
class Finite:
    """What a queue with a finite waiting room does in the long run; of those who are let in unless it says."""

    blocked: float  # share of all arrivals that is turned away
    delayed: float
    wait: float
    queue: float
    occupancy: float
    states: Floats  # P(an arrival that is let in finds all agents busy and k waiting)
    capacity: float  # rate at which the agents together serve

    def waits_longer(self, time: float) -> float:
        """Share of those let in that waits longer than `time`, first come first served."""
        mean = self.capacity * time
        terms = np.concatenate([[1.0], np.cumprod(mean / np.arange(1, len(self.states) + 1))])
        return float(self.states @ np.cumsum(terms)[: len(self.states)]) * math.exp(-mean)


def finite_room(arrival_rate: float, service_rate: float, servers: int, room: int) -> Finite:
    """M/M/c/K with K = servers + `room` places to wait; a steady state always exists."""
    _check(arrival_rate=arrival_rate, service_rate=service_rate, servers=servers)
    if room < 0:
        raise ValueError(f"a waiting room has 0 places or more, not {room}")
    used = arrival_rate / (servers * service_rate)
    # weights of 0, 1, … waiting, the largest 1
    weights = used ** (np.arange(room + 1.0) - (room if used > 1.0 else 0.0))
    below = _free_states(arrival_rate / service_rate, servers, float(weights[0]))
    p = np.zeros(room + 1) if math.isinf(below) else weights / (below + float(weights.sum()))
    blocked = float(p[-1])
    enters = 1.0 - blocked
    queue = float(p @ np.arange(room + 1))
    return Finite(
        blocked=blocked,
        delayed=float(p[:-1].sum()) / enters,
        wait=queue / (arrival_rate * enters),
        queue=queue,
        occupancy=used * enters,
        states=p[:-1] / enters,
        capacity=servers * service_rate,
    )


def priority_waits(arrival_rates: Sequence[float], service_rate: float, servers: int) -> tuple[float, ...]:
    """Mean wait by class, the first served first, nobody interrupted, one service rate (Cobham 1954).

    Raises ValueError if the classes together have no steady state, and says from which class on.
    """
    for rate in arrival_rates:
        _check(arrival_rate=rate)
    _check(service_rate=service_rate, servers=servers)
    reach = np.concatenate([[0.0], np.cumsum(arrival_rates)]) / (servers * service_rate)
    if reach[-1] >= 1:
        first = int(np.argmax(reach >= 1))
        raise ValueError(f"class {first} and all after it are never caught up with: there is no steady state")
    delayed = erlang_c(float(sum(arrival_rates)), service_rate, servers).delayed
    waits = delayed / (servers * service_rate) / ((1.0 - reach[:-1]) * (1.0 - reach[1:]))
    return tuple(waits.tolist())


def single_server(arrival_rate: float, service_mean: float, service_scv: float = 1.0) -> Queue:
    """M/G/1 with squared coefficient of variation `service_scv` of the service (Pollaczek 1930, Khinchine 1932).

    `drain` is exact for exponential service and the heavy-traffic value otherwise.
    """
    _check(arrival_rate=arrival_rate, service_mean=service_mean)
    if not (service_scv >= 0 and math.isfinite(service_scv)):
        raise ValueError("a squared coefficient of variation is finite and not negative")
    used = arrival_rate * service_mean
    _check_stable(used, 1)
    wait = used / (1.0 - used) * service_mean * (1.0 + service_scv) / 2.0
    return Queue(used, wait, arrival_rate * wait, used, used / wait)


def batches(batch_rate: float, batch_mean: float, batch_square: float, service_rate: float) -> float:
    """Mean number in the system, M^[X]/M/1: orders that drop in batches of mean size and mean squared size."""
    _check(arrival_rate=batch_rate, service_rate=service_rate)
    if batch_mean < 1 or batch_square < batch_mean**2:
        raise ValueError("a batch has one piece or more, and its mean square is at least its squared mean")
    used = batch_rate * batch_mean / service_rate
    _check_stable(used, 1)
    return used * (1.0 + batch_square / batch_mean) / (2.0 * (1.0 - used))


def _check_stable(load: float, servers: int) -> None:
    if load >= servers:
        raise ValueError(
            f"{load:.6g} erlangs on {servers} servers: the queue grows for ever, there is no steady state; "
            "add servers or say how long customers wait"
        )


def _check(**values: float) -> None:
    for name, value in values.items():
        word = name.replace("_", " ")
        if name == "servers":
            if not (value >= 1 and value == int(value)):
                raise ValueError(f"{word} must be a whole number of at least 1, not {value}")
        elif not (value > 0 and math.isfinite(value)):
            raise ValueError(f"{word} must be positive and finite, not {value}")
