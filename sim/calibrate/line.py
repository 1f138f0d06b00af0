"""Who else waited at a moment: the raw material for orders and turns."""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import CLOCKS_S


def passed_over(contacts: Contacts, rows: Ints, now: Floats, serves: Bools) -> tuple[Ints, Ints]:
    """Pairs (position in `rows`, row of `contacts`): who waited at `now` whom the agent of the row serves as well.

    `serves`: (N, K) what the agent of each contact serves then. Both sides of the moment are wider than what clocks
    differ by. Each row's agent is known; pairs come in order.
    """
    found: list[tuple[Ints, Ints]] = [(np.empty(0, np.int64), np.empty(0, np.int64))]
    for day in np.unique(contacts.day[rows]):
        mine = np.flatnonzero(contacts.day[rows] == day)
        line = np.flatnonzero((contacts.day == day) & (contacts.wait > 0))  # in order of arrival
        if not len(line):
            continue
        arrival, start, moment = contacts.arrival[line], contacts.start[line], now[mine]
        first = np.searchsorted(arrival, moment - contacts.wait[line].max() - CLOCKS_S)
        count = np.maximum(0, np.searchsorted(arrival, moment - CLOCKS_S) - first)
        which = np.repeat(np.arange(len(mine)), count)
        other = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + first[which]
        there = (start[other] > moment[which] + CLOCKS_S) & serves[rows[mine[which]], contacts.kind[line[other]]]
        there &= line[other] != rows[mine[which]]
        found.append((mine[which[there]], line[other[there]]))
    return np.concatenate([a for a, _ in found]), np.concatenate([b for _, b in found])
