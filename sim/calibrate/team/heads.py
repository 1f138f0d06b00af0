"""Whole people for the groups of a file: so many on the roster that those on duty by interval come near the file's."""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats, Ints
from sim.calibrate.team.groups import People
from sim.units import DAYS_PER_WEEK

MOST_STEPS = 200


def counts_of(people: People, absence: float) -> Ints:
    """(G,) people on the roster; `absence`: share of days on which somebody is away, which a scenario draws itself.

    Begun at what each group was on average, rounded, then one person more, fewer or moved while that brings the
    intervals nearer (squared distance).
    """
    there = _there(people, absence)
    exact = np.array([g.present for g in people.groups]) / _share(people, absence)
    counts = np.floor(exact + 0.5).astype(np.int64)
    if not counts.any():
        counts[int(exact.argmax())] = 1
    error = _error(people.per_slot, there, counts)
    for _ in range(MOST_STEPS):
        best, step = error, None
        for change in _changes(counts):
            found = _error(people.per_slot, there, counts + change)
            # near its own size a group stays: another that is on at the same hours would do as well
            found += 1e-3 * float(np.abs(counts + change - exact).sum() - np.abs(counts - exact).sum())
            if found < best - 1e-9:
                best, step = found, change
        if step is None:
            break
        counts = counts + step
        error = _error(people.per_slot, there, counts)
    return counts


def on_duty_of(people: People, counts: Ints, absence: float) -> Floats:
    """(S,) people on duty on an average day with so many on the roster."""
    return np.asarray(counts @ _there(people, absence))


def _share(people: People, absence: float) -> float:
    return (1 - people.rest_days / DAYS_PER_WEEK) * (1 - absence)


def _there(people: People, absence: float) -> Floats:
    """(G, S) what one person of each group is on duty in each interval."""
    slots = len(people.per_slot)
    each = [people.patterns[group.pattern].there(slots) for group in people.groups]
    return np.array(each) * _share(people, absence)


def _error(wanted: Floats, there: Floats, counts: Ints) -> float:
    return float(((counts @ there - wanted) ** 2).sum())


def _changes(counts: Ints) -> list[Ints]:
    n = len(counts)
    unit = np.eye(n, dtype=np.int64)
    made = [unit[i] for i in range(n)]
    if counts.sum() > 1:
        made += [-unit[i] for i in range(n) if counts[i]]
    return made + [unit[j] - unit[i] for i in range(n) if counts[i] for j in range(n) if i != j]
