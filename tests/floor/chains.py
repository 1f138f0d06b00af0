"""An independent solver for a day of named people: Kolmogorov's forward equations of cohorts who come and go.

A cohort is a number of people with one shift. The state is how many of each cohort are busy and how many wait;
contacts go to the first cohort with somebody free. Service and patience are exponential.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

State = tuple[int, ...]  # busy by cohort, then waiting


def solve(
    cohorts: list[tuple[int, float, float]], rate: Callable[[float], float], service: float, theta: float,
    hours: float, hand_back: bool, step: float = 0.005, most: int = 45,
) -> dict[str, float]:  # fmt: skip
    """Expected numbers abandoned and served, and contact-hours in hand, of a day that starts empty.

    `cohorts`: (people, on, off) in the order of preference; at most `most` may wait (the rest is lost unseen).
    """
    changes = sorted({0.0, hours, *(t for _, on, off in cohorts for t in (on, off) if 0 < t < hours)})
    chance: dict[State, float] = {(0,) * (len(cohorts) + 1): 1.0}
    total = np.zeros(2)
    for begin, end in pairwise(changes):
        on = [start <= begin < stop for _, start, stop in cohorts]
        leaving = [stop == begin for _, _, stop in cohorts]
        free = [people if duty else 0 for (people, _, _), duty in zip(cohorts, on, strict=True)]
        moved: dict[State, float] = {}
        for state, p in chance.items():
            new = _settle(_send_back(state, leaving) if hand_back else state, free)
            moved[new] = moved.get(new, 0.0) + p
        chance = _integrate(moved, free, rate, service, theta, begin, end, step, most, total)
    return {"abandoned": theta * total[0], "served": service * total[1], "busy": total[1]}


def _send_back(state: State, leaving: list[bool]) -> State:
    busy = [0 if left else b for b, left in zip(state, leaving, strict=False)]
    return (*busy, state[-1] + sum(state[:-1]) - sum(busy))


def _settle(state: State, free: list[int]) -> State:
    """Those who wait go to whoever is on duty and idle."""
    busy, waiting = list(state[:-1]), state[-1]
    for i, people in enumerate(free):
        taken = min(waiting, max(0, people - busy[i]))
        busy[i], waiting = busy[i] + taken, waiting - taken
    return (*busy, waiting)


def _moves(
    state: State, free: list[int], service: float, theta: float, most: int
) -> Iterator[tuple[State, float, bool]]:
    """(next state, rate, whether the rate multiplies that of arrivals)."""
    *busy, waiting = state
    room = next((i for i, people in enumerate(free) if busy[i] < people), None)
    if room is not None:
        yield (*busy[:room], busy[room] + 1, *busy[room + 1 :], waiting), 1.0, True
    elif waiting < most:
        yield (*busy, waiting + 1), 1.0, True
    for i, b in enumerate(busy):
        if b and waiting and b <= free[i]:  # on duty: takes the next
            yield (*busy, waiting - 1), service * b, False
        elif b:
            yield (*busy[:i], b - 1, *busy[i + 1 :], waiting), service * b, False
    if waiting:
        yield (*busy, waiting - 1), theta * waiting, False


def _integrate(chance, free, rate, service, theta, begin, end, step, most, total):
    from scipy.sparse import csr_matrix

    index = {state: i for i, state in enumerate(chance)}
    order, entries = list(index), {True: [], False: []}
    for state in order:  # grows while it is walked through
        for new, speed, arrival in _moves(state, free, service, theta, most):
            if new not in index:
                index[new] = len(order)
                order.append(new)
            entries[arrival] += [(index[new], index[state], speed), (index[state], index[state], -speed)]
    size = len(order)
    flows = []
    for arrival in (True, False):
        to, by, speed = zip(*entries[arrival], strict=True)
        flows.append(csr_matrix((speed, (to, by)), shape=(size, size)))
    p = np.array([chance.get(state, 0.0) for state in order])
    count = np.array([(state[-1], sum(state[:-1])) for state in order], dtype=float).T

    def change(t, p):
        return rate(t) * (flows[0] @ p) + flows[1] @ p

    steps = round((end - begin) / step)
    h = (end - begin) / steps
    for n in range(steps):  # classical Runge–Kutta
        t = begin + n * h
        k1 = change(t, p)
        k2 = change(t + h / 2, p + h / 2 * k1)
        k3 = change(t + h / 2, p + h / 2 * k2)
        k4 = change(t + h, p + h * k3)
        new = p + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        total += h * count @ ((p + new) / 2 + h / 12 * (k1 - change(t + h, new)))  # Hermite's rule, fourth order
        p = new
    return dict(zip(order, p.tolist(), strict=True))
