"""Several queues, kinds or returns in the long run: retrials, chats at once, shared agents, work that goes round.

Everything is exact up to truncations whose neglected mass is below 1e-13. Rates are in one unit of time. ValueError
with the reason where no steady state exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.planning.chains import Floats, levels, stationary
from sim.planning.erlang import Queue, erlang_a, erlang_b, erlang_c

Rates = Callable[[int], Floats]
TAIL = 1e-15  # mass at the top of a truncated chain that is small enough


@dataclass(frozen=True)
class Retrial:
    """Customers who find all agents busy, or hang up, and come back."""

    all_busy: float  # share of time, and of new customers who find it so
    orbit: float  # mean number of people who mean to try again
    attempts: float  # tries per unit of time, new and repeated
    queue: float  # mean number waiting
    busy: float  # mean number of busy agents
    abandoned: float  # share of attempts that ends without an answer
    lost: float  # share of customers who never get one
    entry_delay: float  # mean time from the first try to the last


def retrial(arrival_rate: float, service_rate: float, servers: int, retry_rate: float) -> Retrial:
    """M/M/c without a queue: who finds all busy tries again after an exponential time, until served.

    Falin & Templeton 1997, "Retrial Queues". No steady state at a load of `servers` or more: ValueError.
    """
    erlang_c(arrival_rate, service_rate, servers)  # the same condition
    if not retry_rate > 0:
        raise ValueError("customers must try again at a positive rate")
    c = servers
    busy = np.arange(c + 1.0)
    local = np.diag(np.full(c, float(arrival_rate)), 1) + np.diag(service_rate * busy[1:], -1)
    rise = np.zeros((c + 1, c + 1))
    rise[c, c] = arrival_rate
    entry = np.diag(np.full(c, float(retry_rate)), 1)
    shares = _to_the_tail(lambda _: local, lambda _: rise, lambda m: m * entry, 64)
    orbit = np.arange(float(len(shares)))
    table = np.array(shares)
    waiting = float(orbit @ table.sum(axis=1))
    all_busy = float(table[:, c].sum())
    attempts = arrival_rate + retry_rate * waiting
    answered = arrival_rate / attempts
    return Retrial(
        all_busy, waiting, attempts, 0.0, float(busy @ table.sum(axis=0)), 1.0 - answered, 0.0, waiting / arrival_rate
    )


def erlang_a_retrial(
    arrival_rate: float, service_rate: float, patience_rate: float, servers: int, returning: float, retry_rate: float
) -> Retrial:
    """Erlang A in which a share `returning` of those who hang up calls again after an exponential time.

    Aguir, Karaesmen, Akşin & Chauvet 2004, OR Spectrum 26, 353–376.
    """
    if not 0 <= returning < 1:
        raise ValueError(f"the share of callers that returns lies between 0 and 1, {returning} does not")
    if not retry_rate > 0:
        raise ValueError("customers must try again at a positive rate")
    # nobody answers: each customer makes 1 / (1 − returning) attempts at most
    worst = erlang_a(arrival_rate / (1.0 - returning), service_rate, patience_rate, servers)
    n = servers + worst.first + len(worst.states) + 8
    people = np.arange(n + 1.0)
    leaves = patience_rate * np.maximum(0.0, people - servers)
    local = np.diag(np.full(n, float(arrival_rate)), 1)
    local += np.diag((service_rate * np.minimum(people, servers) + (1.0 - returning) * leaves)[1:], -1)
    rise = np.diag((returning * leaves)[1:], -1)
    entry = np.diag(np.full(n, float(retry_rate)), 1)
    shares = _to_the_tail(lambda _: local, lambda _: rise, lambda m: m * entry, 32)
    table = np.array(shares)
    orbit = float(np.arange(float(len(shares))) @ table.sum(axis=1))
    law = table.sum(axis=0)
    queue = float(law @ np.maximum(0.0, people - servers))
    attempts = arrival_rate + retry_rate * orbit
    lost = (1.0 - returning) * patience_rate * queue / arrival_rate
    return Retrial(
        all_busy=float(law[servers:].sum()),
        orbit=orbit,
        attempts=attempts,
        queue=queue,
        busy=float(law @ np.minimum(people, servers)),
        abandoned=patience_rate * queue / attempts,
        lost=lost,
        entry_delay=(orbit + queue) / arrival_rate,
    )


def _to_the_tail(local: Rates, up: Rates, down: Rates, top: int) -> list[Floats]:
    """`levels` with as many levels as it takes for the last one to be negligible."""
    while True:
        shares = levels(local, up, down, top)
        if shares[-1].sum() < TAIL:
            return shares
        if top > 20_000:
            raise ValueError("so near to saturation that the number of returning customers cannot be bounded")
        top *= 2


@dataclass(frozen=True)
class ChatDesk:
    """Agents who hold several chats at once."""

    delayed: float
    abandoned: float
    wait: float  # mean over everybody
    queue: float
    chats: float  # mean number of chats being held
    chat_time: float  # mean duration of a chat once it has begun
    load_shares: tuple[float, ...]  # share of agents with 0, 1, … chats


def chat_desk(arrival_rate: float, agents: int, total_rates: Sequence[float], patience_rate: float) -> ChatDesk:
    """Chats go to the agent with the fewest; somebody with k chats finishes `total_rates[k − 1]` of them per time.

    Exponential work and patience, first come first served (the model class of Luo & Zhang 2013, Operations Research
    61, 328–343, and Tezcan & Zhang 2014, Operations Research 62, 943–956).
    """
    cap = len(total_rates)
    if not (arrival_rate > 0 and patience_rate > 0 and agents >= 1 and cap >= 1 and min(total_rates) > 0):
        raise ValueError("rates must be positive, with one agent and one chat at least")
    rates = (0.0, *total_rates)
    full = (0,) * cap + (agents,)

    def moved(state: tuple[int, ...], k: int, to: int) -> tuple[int, ...]:
        held = list(state)
        held[k] -= 1
        held[to] += 1
        return tuple(held)

    def moves(state: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], float]]:
        least = next(k for k, people in enumerate(state) if people)
        if least < cap:
            yield moved(state, least, least + 1), arrival_rate
        for k in range(1, cap + 1):
            if state[k]:
                yield moved(state, k, k - 1), state[k] * rates[k]

    law = stationary(full, moves)
    # the queue hangs on the full state alone: an excursion returns where it began
    rest = erlang_a(arrival_rate, rates[cap], patience_rate, agents)
    weights = rest.states / rest.states.sum()
    in_full = law.pop(full)
    free = sum(law.values())
    no_queue = float(weights[0]) if rest.first == 0 else 0.0  # share of the full time in which nobody waits
    all_full = in_full / (in_full + free * no_queue)
    queue = all_full * float(weights @ rest.places)
    people = all_full * agents * np.eye(cap + 1)[cap]
    for state, share in law.items():
        if share > 0.0:
            people += (1.0 - all_full) * share / free * np.array(state)
    chats = float(people @ np.arange(cap + 1))
    abandoned = patience_rate * queue / arrival_rate
    return ChatDesk(
        delayed=all_full,
        abandoned=abandoned,
        wait=queue / arrival_rate,
        queue=queue,
        chats=chats,
        chat_time=chats / (arrival_rate * (1.0 - abandoned)),
        load_shares=tuple((people / agents).tolist()),
    )


@dataclass(frozen=True)
class SharedDesk:
    """Two classes, two pools; each pair is (class or pool 1, class or pool 2)."""

    delayed: tuple[float, float]
    abandoned: tuple[float, float]
    queue: tuple[float, float]
    occupancy: tuple[float, float]


def n_model(
    arrival_rates: tuple[float, float],
    service_rate: float,
    agents: tuple[int, int],
    patience_rates: tuple[float, float],
    favours: int = 2,
) -> SharedDesk:
    """The N-design: class 1 tries pool 1, then pool 2; class 2 has pool 2 only, whose agents serve both.

    A pool-2 agent who becomes free takes class `favours` first (Gans, Koole & Mandelbaum 2003, section 5).
    """
    if favours not in (1, 2):
        raise ValueError("the favoured class is 1 or 2")
    (l1, l2), (n1, n2), (t1, t2) = arrival_rates, agents, patience_rates
    if not min(l1, l2, service_rate, n1, n2, t1, t2) > 0:
        raise ValueError("rates and numbers of agents must be positive")
    most = [
        len(rest.states) + rest.first
        for rest in (erlang_a(l1, service_rate, t1, n1), erlang_a(l1 + l2, service_rate, min(t1, t2), n2))
    ]

    def moves(state: tuple[int, int, int, int]) -> Iterator[tuple[tuple[int, int, int, int], float]]:
        b1, b2, q1, q2 = state
        if b1 < n1:
            yield (b1 + 1, b2, q1, q2), l1
        elif b2 < n2:
            yield (b1, b2 + 1, q1, q2), l1
        elif q1 < most[0]:
            yield (b1, b2, q1 + 1, q2), l1
        if b2 < n2:
            yield (b1, b2 + 1, q1, q2), l2
        elif q2 < most[1]:
            yield (b1, b2, q1, q2 + 1), l2
        if b1:
            yield ((b1, b2, q1 - 1, q2) if q1 else (b1 - 1, b2, q1, q2)), b1 * service_rate
        if b2:
            if q1 and (favours == 1 or not q2):
                yield (b1, b2, q1 - 1, q2), b2 * service_rate
            elif q2:
                yield (b1, b2, q1, q2 - 1), b2 * service_rate
            else:
                yield (b1, b2 - 1, q1, q2), b2 * service_rate
        if q1:
            yield (b1, b2, q1 - 1, q2), q1 * t1
        if q2:
            yield (b1, b2, q1, q2 - 1), q2 * t2

    law = stationary((n1, n2, 0, 0), moves)
    states, share = np.array(list(law)), np.array(list(law.values()))
    full = states[:, :2] == (n1, n2)
    mean = share @ states
    return SharedDesk(
        delayed=(float(share @ full.all(axis=1)), float(share @ full[:, 1])),
        abandoned=(float(t1 * mean[2] / l1), float(t2 * mean[3] / l2)),
        queue=(float(mean[2]), float(mean[3])),
        occupancy=(float(mean[0] / n1), float(mean[1] / n2)),
    )


def shared_room(
    arrival_rates: Sequence[float], service_rate: float, servers: Sequence[int], room: int
) -> tuple[float, float]:
    """Groups of agents with customers of their own, who share a waiting room: (share blocked, mean wait of the rest).

    Each group alone is a reversible M/M/c; cutting the state space where the room is full keeps the product form
    (Kelly 1979, "Reversibility and Stochastic Networks"). A steady state always exists.
    """
    if room < 0 or not len(arrival_rates) == len(servers) > 0:
        raise ValueError("one number of agents for each arrival rate, and a waiting room of 0 places or more")
    loads = [rate / service_rate for rate in arrival_rates]
    # by number waiting, "all busy and nobody waits" weighing 1 in each group
    full = [(load / n) ** np.arange(room + 1.0) for load, n in zip(loads, servers, strict=True)]
    groups = [
        np.concatenate([[1.0 / erlang_b(load, n)], weights[1:]])
        for load, n, weights in zip(loads, servers, full, strict=True)
    ]

    def waiting(parts: list[Floats]) -> Floats:
        law = np.ones(1)
        for part in parts:
            law = np.convolve(law, part)[: room + 1]
        return law

    law = waiting(groups)
    blocked = 0.0
    for i, rate in enumerate(arrival_rates):
        with_i_full = waiting([*groups[:i], full[i], *groups[i + 1 :]])
        blocked += rate / sum(arrival_rates) * float(with_i_full[room] / law.sum())
    queue = float(law @ np.arange(room + 1)) / float(law.sum())
    return blocked, queue / (sum(arrival_rates) * (1.0 - blocked))


@dataclass(frozen=True)
class Network:
    """Stations through which work goes, some of it more than once."""

    flows: tuple[float, ...]  # arrivals per unit of time, work sent back included
    stations: tuple[Queue, ...]
    in_system: tuple[float, ...]  # mean number at each station
    cycle_time: float  # mean time from entry to exit


def jackson(
    entries: Sequence[float], routing: Sequence[Sequence[float]], service_rates: Sequence[float], servers: Sequence[int]
) -> Network:
    """An open network of M/M/c stations; `routing[i][j]` is the share of i's work that goes on to j (Jackson 1957)."""
    p, entry = np.asarray(routing, dtype=float), np.asarray(entries, dtype=float)
    if (p < 0).any() or (p.sum(axis=1) > 1 + 1e-12).any() or (entry < 0).any() or not entry.sum() > 0:
        raise ValueError("shares that go on lie between 0 and 1 in all, and something must enter")
    if np.abs(np.linalg.eigvals(p)).max() >= 1 - 1e-12:
        raise ValueError("some work goes round for ever: there is no steady state")
    flows = np.linalg.solve(np.eye(len(p)) - p.T, entry)
    stations = []
    for i, flow in enumerate(flows):
        try:
            stations.append(erlang_c(float(flow), service_rates[i], servers[i]))
        except ValueError as reason:
            raise ValueError(f"station {i + 1}: {reason}") from reason
    numbers = [q.queue + flow / rate for q, flow, rate in zip(stations, flows, service_rates, strict=True)]
    return Network(
        tuple(flows.tolist()), tuple(stations), tuple(float(x) for x in numbers), float(sum(numbers) / entry.sum())
    )
