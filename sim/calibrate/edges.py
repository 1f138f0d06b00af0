"""How far the hours of duty may reach beyond what the services show.

Windows inferred from services begin with the first service of a stretch and end with the last. Somebody may have been
on duty before, or after, without a contact; and may have left the line in the middle of the last service, which is
finished in any case. What speaks against duty is

- somebody who waits in a line that the agent serves, and
- a contact answered at once by somebody who had been free for less time: of those who are free, the one who has been
  so longest is next, in the replay as in most phone systems.

So each end has a span: from the start of the last service to the first moment that speaks against it, and likewise
back from the first service. Within its span nothing speaks for one moment rather than another; a replay draws one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import CLOCKS_S, union


@dataclass(frozen=True)
class Edges:
    """Earliest and latest begin and end of W windows, seconds. `at(begin, end)`: 0 the shortest duty, 1 the longest."""

    agent: Floats  # (W,) agent position
    on: Floats  # (W, 2) the latest begin, the earliest
    off: Floats  # (W, 2) the earliest end, the latest

    def at(self, begin: Floats, end: Floats) -> Floats:
        """Windows (agent, on, off) with each agent's begins and ends at a share (A,) of their span."""
        who = self.agent.astype(int)
        on = self.on[:, 0] + begin[who] * (self.on[:, 1] - self.on[:, 0])
        off = self.off[:, 0] + end[who] * (self.off[:, 1] - self.off[:, 0])
        rows = zip(self.agent, on, np.maximum(off, on + 1.0), strict=True)
        return union([(int(a), float(b), float(c)) for a, b, c in rows])


def fixed(windows: Floats) -> Edges:
    """Windows without a doubt."""
    return Edges(windows[:, 0], np.repeat(windows[:, 1:2], 2, axis=1), np.repeat(windows[:, 2:3], 2, axis=1))


def measured_edges(day: Contacts, windows: Floats, skilled: NDArray[np.bool_], wrap: float) -> Edges:
    """The spans of one day's inferred windows; `wrap`: seconds after a service in which nothing speaks against duty."""
    free_since = _free_since(day)
    opened, closed = float(day.arrival.min()), float(np.nanmax(np.append(day.start, day.end)))
    on, off = np.empty((len(windows), 2)), np.empty((len(windows), 2))
    for agent in np.unique(windows[:, 0]).astype(int):
        rows = np.flatnonzero(windows[:, 0] == agent)
        mine = day.rows(day.answered & (day.agent == agent))
        line = day.rows(skilled[agent, day.kind] & (day.wait > 0))
        at_once = day.answered & (day.wait <= 0) & skilled[agent, day.kind] & (day.agent != agent)
        at_once &= ~np.isnan(free_since)
        moment, since = day.start[at_once], free_since[at_once]
        for w in rows:
            first, last = windows[w, 1], windows[w, 2]
            before = windows[rows[rows < w], 2].max(initial=opened)
            after = windows[rows[rows > w], 1].min(initial=closed)
            within = mine.start[(mine.start >= first - CLOCKS_S) & (mine.start <= last)]
            begun = float(within.max()) if len(within) else last
            # back from the first service, on from the last
            waited = np.minimum(line.start, first)[(line.arrival < first - CLOCKS_S) & (line.start > before)]
            passed = since[(moment < first) & (since > before) & (since < first)]
            on[w] = first, min(first, max(before, waited.max(initial=before), passed.max(initial=before)))
            line_after = np.maximum(line.arrival, last + wrap)[line.start > last + wrap + CLOCKS_S]
            passed = moment[(moment > last + wrap) & (since > last + CLOCKS_S)]
            off[w] = begun, max(last, min(after, line_after.min(initial=after), passed.min(initial=after)))
    return Edges(windows[:, 0], on, off)


def _free_since(day: Contacts) -> Floats:
    """For each contact: when the one who served it ended the service before; nan: none before."""
    made = np.full(len(day), np.nan)
    known = np.flatnonzero(day.answered & (day.agent >= 0))
    order = known[np.lexsort((day.start[known], day.agent[known]))]
    same = day.agent[order[1:]] == day.agent[order[:-1]]
    made[order[1:][same]] = day.end[order[:-1][same]]
    return made
