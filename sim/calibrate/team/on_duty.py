"""Hours of duty as tables: who was there on which day from when to when, and how many in each interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import Duty
from sim.units import SECONDS_PER_DAY


@dataclass(frozen=True)
class PersonDays:
    """N days of one person each. Seconds since midnight; `off`: time between the first and the last moment of duty
    that was none, `pause` the middle of the longest such stretch (nan: none)."""

    day: Ints  # position in the contacts' dates
    agent: Ints
    first: Floats
    last: Floats
    off: Floats
    pause: Floats

    def __len__(self) -> int:
        return len(self.day)


def person_days(duty: Duty) -> PersonDays:
    """A row for each person and day with any duty, in order of day and person."""
    rows = [np.column_stack([np.full(len(w), day), w]) for day, w in sorted(duty.windows.items()) if len(w)]
    if not rows:
        none, nothing = np.empty(0, np.int64), np.empty(0)
        return PersonDays(none, none, nothing, nothing, nothing, nothing)
    day, agent, on, off = np.concatenate(rows).T
    order = np.lexsort((on, agent, day))
    day, agent, on, off = day[order], agent[order], on[order], off[order]
    new = np.ones(len(day), dtype=bool)
    new[1:] = (day[1:] != day[:-1]) | (agent[1:] != agent[:-1])
    head = np.flatnonzero(new)
    last = np.maximum.reduceat(off, head)
    gap = np.zeros(len(day))  # before each window, within the person's day
    gap[1:] = np.where(new[1:], 0.0, on[1:] - off[:-1])
    person = np.cumsum(new) - 1
    longest = np.lexsort((gap, person))[np.append(head[1:], len(day)) - 1]
    middle = np.where(gap[longest] > 0, on[longest] - gap[longest] / 2, np.nan)
    return PersonDays(
        day[head].astype(np.int64), agent[head].astype(np.int64), on[head], last, np.add.reduceat(gap, head), middle
    )


def on_duty(contacts: Contacts, duty: Duty, slots: int) -> Floats:
    """(days of the file, slots) people on duty, on average over each interval."""
    width = SECONDS_PER_DAY / slots
    edges = np.arange(slots + 1) * width
    made = np.zeros((len(contacts.dates), slots))
    for day, windows in duty.windows.items():
        for edge, sign in ((windows[:, 2], 1.0), (windows[:, 1], -1.0)):
            # seconds before each edge, summed over windows; the difference is time on duty
            made[day] += sign * np.diff(np.minimum(edge[:, None], edges).sum(axis=0)) / width
    return made
