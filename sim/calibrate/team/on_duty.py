"""Hours of duty as tables: who was there on which day from when to when, and how many in each interval."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints
from sim.calibrate.duty import Duty
from sim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

APART_S = 4 * SECONDS_PER_HOUR  # off for longer is no pause: somebody comes twice
MIDNIGHT_S = SECONDS_PER_HOUR / 2  # from a day's last half hour into the next day's first is one stretch


@dataclass(frozen=True)
class PersonDays:
    """N stretches of work of one person each. Seconds since midnight of the day on which it began; a night may end
    beyond 24 hours. `off`: time in between that was no duty, `pause` the middle of its longest stretch (nan: none)."""

    day: Ints  # position in the contacts' dates
    agent: Ints
    first: Floats
    last: Floats
    off: Floats
    pause: Floats

    def __len__(self) -> int:
        return len(self.day)


def person_days(duty: Duty, dates: tuple[dt.date | None, ...]) -> PersonDays:
    """A row for each time that somebody came to work, in order of person and time."""
    rows = [np.column_stack([np.full(len(w), day), w]) for day, w in sorted(duty.windows.items()) if len(w)]
    if not rows:
        none, nothing = np.empty(0, np.int64), np.empty(0)
        return PersonDays(none, none, nothing, nothing, nothing, nothing)
    day, agent, on, off = np.concatenate(rows).T
    midnight = (
        np.array([float(date.toordinal()) if date else 2.0 * i for i, date in enumerate(dates)]) * SECONDS_PER_DAY
    )
    begin, end = midnight[day.astype(int)] + on, midnight[day.astype(int)] + off
    order = np.lexsort((begin, agent))
    day, agent, begin, end = day[order].astype(np.int64), agent[order].astype(np.int64), begin[order], end[order]
    gap = np.zeros(len(day))  # before each window
    gap[1:] = begin[1:] - end[:-1]
    other_day = np.ones(len(day), dtype=bool)
    other_day[1:] = day[1:] != day[:-1]
    new = np.ones(len(day), dtype=bool)
    new[1:] = (agent[1:] != agent[:-1]) | (gap[1:] > np.where(other_day[1:], MIDNIGHT_S, APART_S))
    gap[new] = 0.0
    head = np.flatnonzero(new)
    stretch = np.cumsum(new) - 1
    longest = np.lexsort((gap, stretch))[np.append(head[1:], len(day)) - 1]
    zero = midnight[day[head]]
    middle = np.where(gap[longest] > 0, begin[longest] - gap[longest] / 2, np.nan) - zero
    last = np.maximum.reduceat(end, head) - zero
    return PersonDays(day[head], agent[head], begin[head] - zero, last, np.add.reduceat(gap, head), middle)


def on_duty(days: int, duty: Duty, slots: int) -> Floats:
    """(days, slots) people on duty, on average over each interval."""
    width = SECONDS_PER_DAY / slots
    edges = np.arange(slots + 1) * width
    made = np.zeros((days, slots))
    for day, windows in duty.windows.items():
        for edge, sign in ((windows[:, 2], 1.0), (windows[:, 1], -1.0)):
            # seconds before each edge, summed over windows; the difference is time on duty
            made[day] += sign * np.diff(np.minimum(edge[:, None], edges).sum(axis=0)) / width
    return made
