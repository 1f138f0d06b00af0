"""Contacts answered at once although others waited: they do not stand in the line.

A callback that an agent dials, or a call put through by hand, reaches an agent without a wait however long the line
is. Of a type's contacts that came while others waited whom the same agent serves, the share answered at once says how
often that is so; shares of types are drawn to that of all as `pooling` says. In a replay such a contact is placed
before all others and does not give up. Those answered at once while nobody waited do not show it: they are drawn with
their type's share. Where it is most of a type, agents ring these people, who do not wait for one to be free; a small
share of others is taken out of turn, by somebody who serves few types at that hour or because two clocks differ.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools, Floats
from sim.calibrate.contacts import Contacts
from sim.calibrate.line import passed_over
from sim.calibrate.pooling import pooled

MOST = 0.5  # of a type's contacts that met a line


def met_a_line(contacts: Contacts, skilled: NDArray[np.bool_]) -> Bools:
    """Contacts that came while another waited in a line that the agent who answered them serves."""
    rows = np.flatnonzero(contacts.answered & (contacts.agent >= 0))
    place, _ = passed_over(contacts, rows, contacts.arrival[rows], skilled)
    met = np.zeros(len(contacts), dtype=bool)
    met[rows[place]] = True
    return met


def measured_shares(contacts: Contacts, skilled: NDArray[np.bool_]) -> Floats:
    """(K,) share of each type's contacts that do not stand in the line, over all days of `contacts`."""
    kinds, there = len(contacts.kinds), met_a_line(contacts, skilled)
    met = np.bincount(contacts.kind[there], minlength=kinds).astype(np.float64)
    at_once = np.bincount(contacts.kind[there & (contacts.wait <= 0)], minlength=kinds).astype(np.float64)
    whole = float(at_once.sum() / max(1.0, met.sum()))
    return np.asarray(np.minimum(1.0, whole * pooled(at_once, met * whole).mean))


def drawn_aside(day: Contacts, met: Bools, shares: Floats, u: Floats) -> Bools:
    """Contacts that do not stand in the line in one replay; `met` as from `met_a_line`."""
    at_once = day.answered & (day.wait <= 0)
    return at_once & (met | (u < shares[day.kind]))
