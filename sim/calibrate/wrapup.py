"""Wrap-up read from the log: what an agent does between a service and the next while callers wait.

Only services that end while somebody waits whom the agent serves are looked at: an agent who is free would take that
caller at once, so the gap until the next service is wrap-up. If others take the callers first and the line empties,
the agent may have been free before the next contact came: the wrap-up is then cut short at the moment the line was
empty. If the next contact had to wait itself, the agent was not free until its start, and the gap is seen whole. Of
these times the Kaplan–Meier curve is taken; its median hardly feels a few long gaps. Gaps over the end of a window,
or longer than `longest`, are breaks and left out.

What is measured is everything that keeps somebody on duty from the next caller: notes, a sip of water, the phone's
own delay. Whether it is as long when nobody waits cannot be seen, and does not matter then.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools, Floats, Ints
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import CLOCKS_S, Duty
from sim.calibrate.laws import Law, measured_law
from sim.calibrate.segments import LEVELS
from sim.calibrate.survival import SurvivalCurve, kaplan_meier

LEAST_GAPS = 10  # seen whole; with fewer, no wrap-up is claimed
INSTANT_S = 1e-6  # sums of seconds round: what happens at one moment must not fall apart


def measured_wrapup(contacts: Contacts, duty: Duty, skilled: NDArray[np.bool_], longest: float) -> Law:
    """Wrap-up by the type served, over all days with windows; always 0 where fewer than ten gaps were seen whole."""
    kinds = len(contacts.kinds)
    seconds, whole, kind, days = np.empty(0), np.empty(0, dtype=bool), np.empty(0, np.int64), np.empty(0, np.int64)
    for day, windows in duty.windows.items():
        found = gaps(contacts.rows(contacts.day == day), windows, skilled, longest)
        seconds, whole, kind = (np.append(old, new) for old, new in zip((seconds, whole, kind), found, strict=True))
        days = np.append(days, np.full(len(found[0]), day))
    if whole.sum() < LEAST_GAPS:
        return Law(SurvivalCurve(0.0, ended=int(whole.sum()), cut_short=int((~whole).sum())), kinds=kinds)
    return measured_law(kaplan_meier(seconds, whole, tail=0.0), seconds, whole, kind * LEVELS, days, kinds)


def gaps(day: Contacts, windows: Floats, skilled: NDArray[np.bool_], longest: float) -> tuple[Floats, Bools, Ints]:
    """Seconds of wrap-up on one day, which of them were seen whole, and the type served before."""
    seconds, whole, kinds = [], [], []
    lines: dict[bytes, Line] = {}  # by what an agent serves: most serve the same
    begun, ended = day.start, day.end
    served = np.flatnonzero(day.answered)
    served = served[np.lexsort((begun[served], day.agent[served]))]
    by = day.agent[served]
    for agent in np.unique(windows[:, 0]).astype(int):
        mine = served[slice(*np.searchsorted(by, (agent, agent + 1)))]
        before, after = mine[:-1], mine[1:]
        end, start = ended[before], begun[after]
        who = skilled[agent].tobytes()
        if who not in lines:
            lines[who] = Line(day.rows(skilled[agent, day.kind]))
        line = lines[who]
        empty = line.empty_after(end)
        of_agent = windows[windows[:, 0] == agent, 1]
        # the clocks' difference must not put a service before its own window, or make an overlap of two
        window = [np.searchsorted(of_agent, begun[which] + CLOCKS_S, side="right") for which in (before, after)]
        used = (window[0] == window[1]) & (start - end >= -CLOCKS_S) & (start - end <= longest) & line.waits(end)
        complete = (day.wait[after] > 0) | (empty >= start)
        seconds.append(np.maximum(0.0, np.where(complete, start, empty) - end)[used])
        whole.append(complete[used])
        kinds.append(day.kind[before][used])
    none = np.empty(0), np.empty(0, dtype=bool), np.empty(0, dtype=np.int64)
    return tuple(np.concatenate([n, *f]) for n, f in zip(none, (seconds, whole, kinds), strict=True))  # type: ignore[return-value]


class Line:
    """How many of some contacts wait at each moment of their day."""

    def __init__(self, day: Contacts) -> None:
        waited = day.wait > 0
        times = np.concatenate([day.arrival[waited], day.start[waited]])
        steps = np.repeat([1, -1], int(waited.sum()))
        order = np.lexsort((-steps, times))  # at one instant a caller comes before another leaves
        self.times, self.waiting = times[order], np.cumsum(steps[order])
        self._now, self._ends = np.append(self.waiting, 0), np.append(self.times[self.waiting == 0], np.inf)
        self.since = np.concatenate([[0.0], np.cumsum(np.diff(self.times) * (self.waiting[:-1] > 0))])

    def waits(self, t: Floats) -> NDArray[np.bool_]:
        """Whether somebody waits just before each moment."""
        at = np.searchsorted(self.times, t - INSTANT_S, side="right") - 1
        return np.asarray(self._now[at] > 0)  # -1: before all

    def empty_after(self, t: Floats) -> Floats:
        """The first moment after `t` at which the last who waits leaves; infinity: never."""
        return np.asarray(self._ends[np.searchsorted(self._ends, t - INSTANT_S, side="right")])

    def seconds_until(self, t: Floats) -> Floats:
        """Seconds before `t` in which somebody waited."""
        if not len(self.times):
            return np.zeros(np.shape(t))
        return np.asarray(np.interp(t, self.times, self.since))
