"""Who is alike: contacts of one type and one priority are a segment.

A phone system may learn a caller's priority only while he or she waits; then those who are answered at once carry
none, although in a replay they may have to wait. A type is taken to be so if at least five of its contacts answered
at once should have a priority, going by those who waited, and fewer than one in five of these does. Each replay then
gives such a contact the priority of a random one of its type that waited.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.calibrate.contacts import HIGHEST_PRIORITY, Contacts

LEVELS = HIGHEST_PRIORITY + 1
LEAST_EXPECTED = 5.0  # contacts: none of five expected has a chance of e⁻⁵, below 1 %
RARE = 0.2  # of those expected: the clocks of queue and service put some short waits down as none


@dataclass(frozen=True)
class Segments:
    """`waited[k, p]`: contacts of type k and priority p that waited. `hidden[k]`: at once shows no priority."""

    waited: Floats  # (K, LEVELS)
    hidden: Bools  # (K,)

    def __len__(self) -> int:
        return int(self.waited.size)

    def of(self, contacts: Contacts) -> Ints:
        """The segment of each contact as the file has it."""
        return contacts.kind * LEVELS + contacts.priority

    def unknown(self, contacts: Contacts) -> Bools:
        """Contacts whose priority the file does not show."""
        at_once = (contacts.wait <= 0) & contacts.answered
        return np.asarray(self.hidden[contacts.kind] & at_once & (contacts.priority == 0))

    def draw(self, contacts: Contacts, u: Floats) -> Ints:
        """The segment of each contact in one replay: where it is unknown, that of a random one who waited."""
        made, unknown = self.of(contacts), np.flatnonzero(self.unknown(contacts))
        shares = np.cumsum(self.waited, axis=1)[contacts.kind[unknown]]
        made[unknown] = contacts.kind[unknown] * LEVELS + (shares <= (u[unknown] * shares[:, -1])[:, None]).sum(axis=1)
        return made


def measured_segments(contacts: Contacts) -> Segments:
    """Read from all days of `contacts`."""
    counts = np.zeros((2, len(contacts.kinds), LEVELS))
    np.add.at(counts, ((contacts.wait > 0).astype(int), contacts.kind, contacts.priority), 1.0)
    at_once, waited = counts
    share = waited[:, 1:].sum(axis=1) / np.maximum(1.0, waited.sum(axis=1))
    expected = at_once.sum(axis=1) * share
    hidden = (at_once[:, 1:].sum(axis=1) < RARE * expected) & (expected >= LEAST_EXPECTED)
    return Segments(waited, hidden)
