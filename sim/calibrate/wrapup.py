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

from sim.arrays import Floats
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import CLOCKS_S, Duty
from sim.calibrate.survival import SurvivalCurve, kaplan_meier

LEAST_GAPS = 10  # seen whole; with fewer, no wrap-up is claimed
INSTANT_S = 1e-6  # sums of seconds round: what happens at one moment must not fall apart


def measured_wrapup(contacts: Contacts, duty: Duty, skilled: NDArray[np.bool_], longest: float) -> SurvivalCurve:
    """The curve of wrap-up seconds over all days with windows; always 0 where fewer than ten gaps were seen whole."""
    found = [
        gaps(contacts.rows(contacts.day == day), windows, skilled, longest) for day, windows in duty.windows.items()
    ]
    seconds = np.concatenate([np.empty(0), *(seconds for seconds, _ in found)])
    whole = np.concatenate([np.empty(0, dtype=bool), *(whole for _, whole in found)])
    if whole.sum() < LEAST_GAPS:
        return SurvivalCurve(0.0, ended=int(whole.sum()), cut_short=int((~whole).sum()))
    return kaplan_meier(seconds, whole, tail=0.0)


def gaps(day: Contacts, windows: Floats, skilled: NDArray[np.bool_], longest: float) -> tuple[Floats, np.ndarray]:
    """Seconds of wrap-up on one day, and which of them were seen whole."""
    seconds, whole = [], []
    for agent in np.unique(windows[:, 0]).astype(int):
        mine = np.flatnonzero(day.answered & (day.agent == agent))
        mine = mine[np.argsort(day.start[mine], kind="stable")]
        before, after = mine[:-1], mine[1:]
        end, start = day.end[before], day.start[after]
        line = Line(day.rows(skilled[agent, day.kind]))
        empty = line.empty_after(end)
        of_agent = windows[windows[:, 0] == agent, 1]
        # the clocks' difference must not put a service before its own window, or make an overlap of two
        window = [np.searchsorted(of_agent, day.start[which] + CLOCKS_S, side="right") for which in (before, after)]
        used = (window[0] == window[1]) & (start - end >= -CLOCKS_S) & (start - end <= longest) & line.waits(end)
        complete = (day.wait[after] > 0) | (empty >= start)
        seconds.append(np.maximum(0.0, np.where(complete, start, empty) - end)[used])
        whole.append(complete[used])
    return np.concatenate([np.empty(0), *seconds]), np.concatenate([np.empty(0, dtype=bool), *whole])


class Line:
    """How many of some contacts wait at each moment of their day."""

    def __init__(self, day: Contacts) -> None:
        waited = day.wait > 0
        times = np.concatenate([day.arrival[waited], day.start[waited]])
        steps = np.repeat([1, -1], int(waited.sum()))
        order = np.lexsort((-steps, times))  # at one instant a caller comes before another leaves
        self.times, self.waiting = times[order], np.cumsum(steps[order])
        self.since = np.concatenate([[0.0], np.cumsum(np.diff(self.times) * (self.waiting[:-1] > 0))])

    def waits(self, t: Floats) -> NDArray[np.bool_]:
        """Whether somebody waits just before each moment."""
        at = np.searchsorted(self.times, t - INSTANT_S, side="right") - 1
        return np.append(self.waiting, 0)[at] > 0  # -1: before all

    def empty_after(self, t: Floats) -> Floats:
        """The first moment after `t` at which the last who waits leaves; infinity: never."""
        ends = np.append(self.times[self.waiting == 0], np.inf)
        return ends[np.searchsorted(ends, t - INSTANT_S, side="right")]

    def seconds_until(self, t: Floats) -> Floats:
        """Seconds before `t` in which somebody waited."""
        if not len(self.times):
            return np.zeros(np.shape(t))
        return np.interp(t, self.times, self.since)
