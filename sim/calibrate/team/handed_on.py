"""Who is handed on to whom: contacts that the file says continue one before, by the type that they came from.

The one before ended when this one began: by the same customer where the file says who it is, else the service of
another agent that ended nearest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints
from sim.calibrate.contacts import Contacts

NEAR_S = 30.0  # from one's end to the other's begin
LEAST = 20  # contacts handed on from a type to another


@dataclass(frozen=True)
class HandedOn:
    """By type, (K,): `share` of the served that goes on, `to` which type (−1: too few to say), and `received`, the
    share of its contacts that came from another."""

    share: Floats
    to: Ints
    received: Floats


def measured_handed_on(contacts: Contacts) -> HandedOn | None:
    """None where nobody was handed on, or it cannot be seen from whom."""
    if contacts.continues is None:
        return None
    kinds = len(contacts.kinds)
    moved = np.zeros((kinds, kinds))
    for day in np.unique(contacts.day[contacts.continues]):
        today = contacts.rows(contacts.day == day)
        before = _before(today)
        rows = np.flatnonzero(before >= 0)
        np.add.at(moved, (today.kind[before[rows]], today.kind[rows]), 1.0)
    served = np.bincount(contacts.kind[contacts.answered], minlength=kinds)
    count = np.bincount(contacts.kind, minlength=kinds)
    to = moved.argmax(axis=1)
    enough = moved.max(axis=1) >= LEAST
    kept = np.where(enough, moved.max(axis=1), 0.0)
    if not enough.any():
        return None
    received = np.bincount(to[enough], kept[enough], kinds) / np.maximum(count, 1)
    return HandedOn(kept / np.maximum(served, 1), np.where(enough, to, -1), received)


def _before(day: Contacts) -> Ints:
    """(n,) the row that each continues, −1 for none."""
    assert day.continues is not None
    made = np.full(len(day), -1)
    served = np.flatnonzero(day.answered & ~np.isnan(day.service))
    ends = day.end[served]
    for row in np.flatnonzero(day.continues):
        near = np.abs(ends - day.arrival[row]) <= NEAR_S
        near &= (day.agent[served] != day.agent[row]) & (served != row)
        if day.customer is not None and day.customer[row] != 0:
            same = near & (day.customer[served] == day.customer[row])
            near = same if same.any() else near
        if near.any():
            found = np.flatnonzero(near)
            made[row] = served[found[np.abs(ends[found] - day.arrival[row]).argmin()]]
    return made
