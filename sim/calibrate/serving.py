"""Which types an agent serves, and at which hours: read from whom he or she served, one contact after the other.

Agents are moved from one line to another in the course of a day. Somebody who takes twenty contacts in a row of which
none is of a common type does not stand in its line then, although the same agent may have served it in the morning.
Each agent and type is a chain of two states over the contacts that the agent served (`chains`): while on, a contact is
of the type as often as contacts at that hour are; while off, never. How much of the time each agent serves a type, and
how long one way lasts, is what makes the contacts of all days most likely; agents of whom little is known are drawn to
all. Contacts that agents ring (`turns`) tell nothing about lines; whoever served one such type serves it all day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.calibrate.chains import Filtered, filtered
from sim.calibrate.contacts import Contacts
from sim.files.csv_rows import HOUR_S

LASTS_S = np.array([1.0, 4.0, 16.0]) * HOUR_S  # lengths that are tried: within a shift, about one, and for days
ROUNDS = 2
START = 0.7  # where the search begins
WHOLE = 20.0  # contacts of the whole that are added to an hour's: few at night are drawn to it
SURE = 1e-4  # nobody is taken to serve a type always, or never, beyond this


@dataclass(frozen=True)
class Serving:
    """What is known of A agents and K types."""

    on: Floats  # (A, K) share of the time in which an agent serves a type
    lasts: Floats  # (K,) seconds until a chain is drawn anew, mean; infinity: never
    share: Floats  # (24, K) of the contacts of an hour
    rung: Bools  # (K,) types that tell nothing, for which `on` is 0 or 1

    def read(self, contacts: Contacts) -> Reading:
        """What the contacts of some days say of the agents who served them."""
        return _Seen.of(contacts, self.share, self.rung).read(self)


@dataclass(frozen=True)
class Reading:
    """Chains over the contacts of each agent and day: C sequences of at most T contacts, see `chains`."""

    row: Ints  # (T, C) contacts, -1 beyond the last
    chain: Filtered

    def likely(self, contacts: int) -> Bools:
        """(N, K): whether the agent who served a contact rather served the type then; true where nobody is known."""
        return self._by_contact(self.chain.smoothed() >= 0.5, contacts)

    def draw(self, u: Floats, contacts: int) -> Bools:
        """(N, K) as `likely`, one of all that may be true; u: (T, C, K)."""
        return self._by_contact(self.chain.draw(u), contacts)

    def _by_contact(self, states: Bools, contacts: int) -> Bools:
        made = np.ones((contacts, states.shape[2]), dtype=bool)
        there = self.row >= 0
        made[self.row[there]] = states[there]
        return made


@dataclass(frozen=True)
class _Seen:
    """What does not hang on what is known of the agents."""

    row: Ints  # (T, C)
    alive: Ints  # (T,)
    agent: Ints  # (C,)
    gap: Floats  # (T, C, 1) seconds since the contact before
    if_on: Floats  # (T, C, K)
    if_off: Floats

    @classmethod
    def of(cls, contacts: Contacts, share: Floats, rung: Bools) -> _Seen:
        row, alive, agent = _sequences(contacts)
        there = row >= 0
        at = np.maximum(row, 0)
        hour = np.minimum(contacts.arrival[at] // HOUR_S, len(share) - 1).astype(int)
        own = contacts.kind[at][:, :, None] == np.arange(len(contacts.kinds))
        tells = (there & ~rung[contacts.kind[at]])[:, :, None] & ~rung
        if_on = np.where(tells, np.where(own, share[hour], 1.0 - share[hour]), 1.0)
        gap = np.where(there, np.maximum(0.0, np.diff(contacts.start[at], axis=0, prepend=0.0)), 0.0)
        return cls(row, alive, agent, gap[:, :, None], if_on, np.where(tells & own, 0.0, 1.0))

    def read(self, known: Serving) -> Reading:
        renewed = 1.0 - np.exp(-self.gap / known.lasts)
        renewed[:1] = 1.0
        return Reading(self.row, filtered(known.on[self.agent], renewed, self.if_on, self.if_off, self.alive))


def always(skilled: Bools) -> Serving:
    """Agents who serve the same types all day and every day: (A, K)."""
    kinds = skilled.shape[1]
    return Serving(skilled.astype(np.float64), np.full(kinds, np.inf), np.full((24, kinds), 1.0 / kinds),
                   np.ones(kinds, dtype=bool))  # fmt: skip


def measured_serving(contacts: Contacts, skilled: Bools, rung: Bools) -> Serving:
    """From all days of `contacts`; `skilled` (A, K) stands for the types that agents ring (K,)."""
    agents, kinds = skilled.shape
    share = _shares(contacts)
    seen = _Seen.of(contacts, share, rung)
    steps = (seen.row >= 0).sum(axis=0)[:, None]
    known = np.bincount(seen.agent, minlength=agents)[:, None]
    on = np.full((agents, kinds), START)
    found: list[tuple[Floats, Floats]] = []
    for lasts in LASTS_S:
        likelihood = np.zeros(kinds)
        for _ in range(ROUNDS):
            chain = seen.read(Serving(on, np.full(kinds, lasts), share, rung)).chain
            likelihood = chain.likelihood.sum(axis=0)
            part = chain.smoothed().sum(axis=0) / steps
            days = np.zeros((agents, kinds))
            np.add.at(days, seen.agent, part)
            on = np.clip((days + part.mean(axis=0)) / (known + 1.0), SURE, 1.0 - SURE)
        found.append((likelihood, on))
    best = np.array([likelihood for likelihood, _ in found]).argmax(axis=0)
    on = np.array([of_length for _, of_length in found])[best, :, np.arange(kinds)].T
    return Serving(np.where(rung, skilled, on), LASTS_S[best], share, rung)


def _sequences(contacts: Contacts) -> tuple[Ints, Ints, Ints]:
    """(T, C) rows of the contacts of each agent and day by their start, -1 beyond the last; (T,) how many; (C,) whose.

    The longest come first.
    """
    known = np.flatnonzero(contacts.answered & (contacts.agent >= 0))
    order = known[np.lexsort((contacts.start[known], contacts.agent[known], contacts.day[known]))]
    key = contacts.day[order] * (len(contacts.agents) + 1) + contacts.agent[order]
    _, first, which, size = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    longest = np.argsort(-size, kind="stable")
    made = np.full((size.max(initial=1), len(size)), -1)
    made[np.arange(len(order)) - first[which], np.argsort(longest)[which]] = order
    return made, (made >= 0).sum(axis=1), contacts.agent[order[first[longest]]]


def _shares(contacts: Contacts) -> Floats:
    """(24, K) share of each type in the contacts served that came in an hour."""
    served = contacts.rows(contacts.answered)
    counts = np.zeros((24, len(contacts.kinds)))
    np.add.at(counts, (np.minimum(served.arrival // HOUR_S, 23).astype(int), served.kind), 1.0)
    whole = counts.sum(axis=0) + 1.0  # a type that was never served is rare, not impossible
    counts += WHOLE * whole / whole.sum()
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))
