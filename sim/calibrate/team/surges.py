"""Hours in which contacts come in a flood: something broke, or a piece of news made everybody ask the same at once.

Whoever asks about one thing is answered in another time than usual contacts are: in a bank's calls of February 1999 the
one flood of the month, four to seven times the usual for two hours, took a third of the usual handle time. Such
contacts say nothing of handle times to come, and the other days say nothing of theirs. They are told by when contacts
came alone, by the rule of whole days (`days`): `RAISED` times what is usual for that hour on such a weekday, at the
level of the day, and `FAR` robust standard deviations above it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats
from sim.calibrate.contacts import Contacts
from sim.calibrate.team.counts import Counts
from sim.calibrate.team.days import FAR, RAISED, Sorted, medians, robust_spread
from sim.calibrate.team.pace import hour_of
from sim.units import DAYS_PER_WEEK, HOURS_PER_DAY, SECONDS_PER_HOUR

LEAST_USUAL = 5.0  # contacts that an hour usually has, for how far hours lie from what is usual


@dataclass(frozen=True)
class Surges:
    """`hours` (D, 24): which hours of the days from `first` on are one."""

    first: dt.date
    hours: Bools

    def of(self, contacts: Contacts) -> Bools:
        """(N,) who came in one."""
        place = np.array([(date - self.first).days for date in contacts.dates if date is not None])[contacts.day]
        inside = (place >= 0) & (place < len(self.hours))
        return np.asarray(inside & self.hours[np.clip(place, 0, len(self.hours) - 1), hour_of(contacts)])


def measured_surges(counts: Counts, days: Sorted) -> Surges:
    """Of usual days; those set apart as a whole have no usual hour to be compared with."""
    return Surges(counts.first, _hours(counts, days))


def usual_services(contacts: Contacts, surge: Bools) -> Contacts:
    """Contacts without those who came in a flood, `surge` (N,); all where nobody else was served."""
    kept = ~surge
    return contacts.rows(kept) if surge.any() and (contacts.answered & kept).any() else contacts


def _hours(counts: Counts, days: Sorted) -> Bools:
    """(D, 24)."""
    table = counts.no_finer(int(SECONDS_PER_HOUR)).table
    none = np.zeros((len(counts), HOURS_PER_DAY), dtype=bool)
    if days.usual.sum() <= DAYS_PER_WEEK:  # no weekday is known twice
        return none
    usual = np.column_stack([medians(column, counts.weekday, days.usual) for column in table.T])
    level = table.sum(axis=1) / np.maximum(usual.sum(axis=1), 1.0)
    due = usual * level[:, None]
    known = (due > 0) & days.usual[:, None]
    away = np.zeros(due.shape)
    away[known] = np.log(np.maximum(table[known], 0.5) / due[known])
    told = known & (due >= LEAST_USUAL)
    if not told.any():
        return none
    far: Floats = FAR * np.sqrt(robust_spread(away[told]) ** 2 + 1.0 / np.maximum(due, 1e-9))
    return np.asarray(known & (away >= np.maximum(np.log(RAISED), far)))
