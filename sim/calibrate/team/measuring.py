"""What is measured about people, on days of any size.

Who was taken first is read from pairs of contacts that waited together, and their number grows with the length of the
line: a day with a million contacts would have more of them than any memory. They are read from as many days, or from
such a stretch of a day, as gives enough pairs; everything else is read from all contacts.
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import CLOCKS_S, Duty
from sim.calibrate.people import Measured, measure
from sim.calibrate.replay import GAP_S

MOST_PAIRS = 3_000_000  # of a taken contact and one that came while the longest wait of the day might have lasted


def measured_of(contacts: Contacts, duty: Duty, parallel: bool = False) -> Measured:
    """As `sim.calibrate.people.measure`, on days of any size."""
    return measure(contacts, duty, GAP_S, with_few_pairs(contacts), parallel)


def with_few_pairs(contacts: Contacts, most: int = MOST_PAIRS) -> Contacts:
    """All contacts, or days with few pairs, or a stretch from the middle of the one with the fewest."""
    days = np.unique(contacts.day)
    pairs = {int(day): _pairs(contacts.rows(contacts.day == day)) for day in days}
    if sum(float(p.sum()) for p in pairs.values()) <= most:
        return contacts
    order = sorted(pairs, key=lambda day: float(pairs[day].sum()))
    total = np.cumsum([float(pairs[day].sum()) for day in order])
    kept = order[: int(np.searchsorted(total, most, side="right"))]
    if kept:
        return contacts.rows(np.isin(contacts.day, kept))
    day = contacts.rows(contacts.day == order[0])
    middle, sums = len(day) // 2, np.append(0.0, np.cumsum(pairs[order[0]]))
    reach = middle
    while reach > 1 and sums[min(middle + reach, len(day))] - sums[middle - reach] > most:
        reach //= 2
    return day.rows(slice(middle - reach, middle + reach))


def _pairs(day: Contacts) -> Floats:
    """(n,) of each contact that was taken: how many came before it that might still have waited."""
    made = np.zeros(len(day))
    line = np.sort(day.arrival[day.wait > 0])
    if not len(line):
        return made
    taken = day.answered & (day.agent >= 0)
    now = day.start[taken]
    first = np.searchsorted(line, now - day.wait.max() - CLOCKS_S)
    made[taken] = np.maximum(0, np.searchsorted(line, now - CLOCKS_S) - first)
    return made
