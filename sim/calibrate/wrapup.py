"""Wrap-up read from the log: what an agent does between a service and the next while callers wait.

Only services that end while somebody waits whom the agent serves are looked at: an agent who is free would take that
caller at once, so the gap until the next service is wrap-up. If others take the callers first and the line empties,
the agent may have been free before the next contact came: the wrap-up is then cut short at the moment the line was
empty. If the next contact had to wait itself, the agent was not free until its start, and the gap is seen whole. Of
these times the Kaplan–Meier curve is taken; its median hardly feels a few long gaps. Gaps over the end of a window,
or longer than `longest`, are breaks and left out.

Where the file itself has the wrap-up of at least half of its services, that is taken as it stands.

What is measured is everything that keeps somebody on duty from the next caller: notes, a sip of water, the phone's
own delay. Whether it is as long when nobody waits cannot be seen, and does not matter then.
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import CLOCKS_S, Duty
from sim.calibrate.laws import Law, measured_law
from sim.calibrate.posts import window_of
from sim.calibrate.segments import LEVELS
from sim.calibrate.survival import SurvivalCurve, kaplan_meier

LEAST_TOLD = 0.5  # of the services; fewer may be those only that had any
LEAST_GAPS = 10  # seen whole; with fewer, no wrap-up is claimed
INSTANT_S = 1e-6  # sums of seconds round: what happens at one moment must not fall apart


def measured_wrapup(contacts: Contacts, duty: Duty, serves: Bools, longest: float) -> Law:
    """Wrap-up by the type served, over all days with windows; always 0 where fewer than ten gaps were seen whole.

    `serves`: (N, K) what the agent of each contact served then.
    """
    kinds = len(contacts.kinds)
    seconds, whole, kind, days = np.empty(0), np.empty(0, dtype=bool), np.empty(0, np.int64), np.empty(0, np.int64)
    for day, windows in duty.windows.items():
        today = contacts.day == day
        found = gaps(contacts.rows(today), windows, serves[today], longest)
        seconds, whole, kind = (np.append(old, new) for old, new in zip((seconds, whole, kind), found, strict=True))
        days = np.append(days, np.full(len(found[0]), day))
    if whole.sum() < LEAST_GAPS:
        return Law(SurvivalCurve(0.0, ended=int(whole.sum()), cut_short=int((~whole).sum())), kinds=kinds)
    return measured_law(kaplan_meier(seconds, whole, tail=0.0), seconds, whole, kind * LEVELS, days, kinds)


def is_told(contacts: Contacts) -> bool:
    """Whether the file has the wrap-up of its services."""
    if contacts.wrapup is None:
        return False
    told = int((contacts.answered & ~np.isnan(contacts.wrapup)).sum())
    return told >= max(LEAST_GAPS, LEAST_TOLD * int(contacts.answered.sum()))


def told_wrapup(contacts: Contacts) -> Law:
    """Wrap-up by the type served, as the file has it."""
    assert contacts.wrapup is not None
    rows = contacts.rows(contacts.answered & ~np.isnan(contacts.wrapup))
    assert rows.wrapup is not None
    seconds, whole = np.maximum(rows.wrapup, 0.0), np.ones(len(rows), dtype=bool)
    curve = kaplan_meier(seconds, whole, tail=0.0)
    return measured_law(curve, seconds, whole, rows.kind * LEVELS, rows.day, len(contacts.kinds))


def gaps(day: Contacts, windows: Floats, serves: Bools, longest: float) -> tuple[Floats, Bools, Ints]:
    """Seconds of wrap-up on one day, which of them were seen whole, and the type served before."""
    rows = np.flatnonzero(day.answered & (day.agent >= 0))
    rows = rows[np.lexsort((day.start[rows], day.agent[rows]))]
    same = day.agent[rows[1:]] == day.agent[rows[:-1]]
    before, after = rows[:-1][same], rows[1:][same]
    end, start, window = day.end[before], day.start[after], window_of(day, windows)
    waits, empty = np.zeros(len(before), dtype=bool), np.full(len(before), np.inf)
    types, which = np.unique(serves[before], axis=0, return_inverse=True)
    for i, of_types in enumerate(types):
        line, mine = Line(day.rows(of_types[day.kind])), which.ravel() == i
        waits[mine], empty[mine] = line.waits(end[mine]), line.empty_after(end[mine])
    # the clocks' difference must not make an overlap of two services
    used = (window[before] == window[after]) & (window[before] >= 0) & waits
    used &= (start - end >= -CLOCKS_S) & (start - end <= longest)
    complete = (day.wait[after] > 0) | (empty >= start)
    seconds = np.maximum(0.0, np.where(complete, start, empty) - end)
    return seconds[used], complete[used], day.kind[before][used]


class Line:
    """How many of some contacts wait at each moment of their day."""

    def __init__(self, day: Contacts) -> None:
        waited = day.wait > 0
        times = np.concatenate([day.arrival[waited], day.start[waited]])
        steps = np.repeat([1, -1], int(waited.sum()))
        order = np.lexsort((-steps, times))  # at one instant a caller comes before another leaves
        self.times, self.waiting = times[order], np.cumsum(steps[order])
        self.since = np.concatenate([[0.0], np.cumsum(np.diff(self.times) * (self.waiting[:-1] > 0))])

    def waits(self, t: Floats) -> Bools:
        """Whether somebody waits just before each moment."""
        at = np.searchsorted(self.times, t - INSTANT_S, side="right") - 1
        return np.asarray(np.append(self.waiting, 0)[at] > 0)  # -1: before all

    def empty_after(self, t: Floats) -> Floats:
        """The first moment after `t` at which the last who waits leaves; infinity: never."""
        ends = np.append(self.times[self.waiting == 0], np.inf)
        return np.asarray(ends[np.searchsorted(ends, t - INSTANT_S, side="right")])

    def seconds_until(self, t: Floats) -> Floats:
        """Seconds before `t` in which somebody waited."""
        if not len(self.times):
            return np.zeros(np.shape(t))
        return np.asarray(np.interp(t, self.times, self.since))
