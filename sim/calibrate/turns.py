"""Contacts answered at once although others waited: they do not stand in the line.

A callback that an agent dials, or a call put through by hand, reaches an agent without a wait however long the line
is. Of a type's contacts that came while others waited whom the same agent serves, the share answered at once says how
often that is so; shares of types are drawn to that of all as `pooling` says. In a replay such a contact is placed
before all others and does not give up. One answered at once while nobody waited does not show it: how likely it is
one of them is the share of those who do not stand in the line ÷ the share of all who were answered at once then
(Bayes). Where it is most of a type, agents ring these people, who do not wait for one to be free; a small share of
others is taken out of turn, or because two clocks differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats
from sim.calibrate.contacts import Contacts
from sim.calibrate.line import passed_over
from sim.calibrate.pooling import pooled

MOST = 0.5  # of a type's contacts that met a line


@dataclass(frozen=True)
class Aside:
    """Contacts of K types that do not stand in the line."""

    rung: Bools  # (K,) types whose people agents ring
    unseen: Floats  # (K,) of those answered at once while nobody waited: the share that does not stand in the line


def nobody_aside(kinds: int) -> Aside:
    return Aside(np.zeros(kinds, dtype=bool), np.zeros(kinds))


def measured_rung(contacts: Contacts, serves: Bools) -> Bools:
    """(K,) types of which most were answered at once although others waited."""
    return np.asarray(_at_once(contacts, met_a_line(contacts, serves)) >= MOST)


def met_a_line(contacts: Contacts, serves: Bools) -> Bools:
    """Contacts that came while another waited in a line that the agent who answered them served then (N, K)."""
    rows = np.flatnonzero(contacts.answered & (contacts.agent >= 0))
    place, _ = passed_over(contacts, rows, contacts.arrival[rows], serves)
    met = np.zeros(len(contacts), dtype=bool)
    met[rows[place]] = True
    return met


def measured_aside(contacts: Contacts, serves: Bools, rung: Bools) -> Aside:
    """Over all days of `contacts`."""
    there = met_a_line(contacts, serves)
    share = _at_once(contacts, there)
    unseen = share / np.maximum(share, _at_once(contacts, ~there)).clip(min=1e-9)
    return Aside(rung, unseen)


def _at_once(contacts: Contacts, which: Bools) -> Floats:
    """(K,) share of some contacts that was answered at once."""
    kinds, immediate = len(contacts.kinds), contacts.answered & (contacts.wait <= 0)
    all_of_it = np.bincount(contacts.kind[which], minlength=kinds).astype(np.float64)
    at_once = np.bincount(contacts.kind[which & immediate], minlength=kinds).astype(np.float64)
    whole = float(at_once.sum() / max(1.0, all_of_it.sum()))
    return np.asarray(np.minimum(1.0, whole * pooled(at_once, all_of_it * whole).mean))


def drawn_aside(day: Contacts, met: Bools, aside: Aside, u: Floats) -> Bools:
    """Contacts that do not stand in the line in one replay; `met` as from `met_a_line`."""
    at_once = day.answered & (day.wait <= 0)
    return at_once & (met | (u < aside.unseen[day.kind]))
