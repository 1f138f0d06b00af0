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

from sim.arrays import Bools, Floats, Ints
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import CLOCKS_S, union
from sim.files.csv_rows import HOUR_S


@dataclass(frozen=True)
class Edges:
    """Earliest and latest begin and end of W windows, seconds. `at(begin, end)`: 0 the shortest duty, 1 the longest."""

    agent: Floats  # (W,) agent position
    on: Floats  # (W, 2) the latest begin, the earliest
    off: Floats  # (W, 2) the earliest end, the latest

    def at(self, begin: Floats, end: Floats) -> Floats:
        """Windows (agent, on, off), each agent's begins and ends at a share (A,) of their span; they may overlap."""
        who = self.agent.astype(int)
        on = self.on[:, 0] + begin[who] * (self.on[:, 1] - self.on[:, 0])
        off = self.off[:, 0] + end[who] * (self.off[:, 1] - self.off[:, 0])
        return np.column_stack([self.agent, on, np.maximum(off, on + 1.0)])

    def hours(self, share: float) -> float:
        """Hours of duty of all agents, with every begin and end at this share of its span."""
        every = np.full(int(self.agent.max(initial=-1.0)) + 1, share)
        on_duty = union([(int(a), float(on), float(off)) for a, on, off in self.at(every, every)])
        return float((on_duty[:, 2] - on_duty[:, 1]).sum()) / HOUR_S


def fixed(windows: Floats) -> Edges:
    """Windows without a doubt."""
    return Edges(windows[:, 0], np.repeat(windows[:, 1:2], 2, axis=1), np.repeat(windows[:, 2:3], 2, axis=1))


def measured_edges(day: Contacts, windows: Floats, serves: Bools, wrap: float) -> Edges:
    """The spans of one day's inferred windows, in which (W, K) types are served.

    `wrap`: seconds after a service in which nothing speaks against duty.
    """
    free_since = _free_since(day)
    opened, closed = float(day.arrival.min()), float(np.nanmax(np.append(day.start, day.end)))
    on, off = np.empty((len(windows), 2)), np.empty((len(windows), 2))
    met: dict[bytes, _Met] = {}
    for agent in np.unique(windows[:, 0]).astype(int):
        rows = np.flatnonzero(windows[:, 0] == agent)
        started = day.start[day.answered & (day.agent == agent)]
        for w in rows:
            types = serves[w].tobytes()
            if types not in met:
                met[types] = _met(day, serves[w], free_since)
            line, others = met[types], met[types].agent != agent
            moment, since = line.moment[others], line.since[others]
            first, last = windows[w, 1], windows[w, 2]
            before = windows[rows[rows < w], 2].max(initial=opened)
            after = windows[rows[rows > w], 1].min(initial=closed)
            within = started[(started >= first - CLOCKS_S) & (started <= last)]
            begun = float(within.max()) if len(within) else last
            # back from the first service, on from the last
            waited = np.minimum(line.left, first)[(line.joined < first - CLOCKS_S) & (line.left > before)]
            passed = since[(moment < first) & (since > before) & (since < first)]
            on[w] = first, min(first, max(before, waited.max(initial=before), passed.max(initial=before)))
            line_after = np.maximum(line.joined, last + wrap)[line.left > last + wrap + CLOCKS_S]
            passed = moment[(moment > last + wrap) & (since > last + CLOCKS_S)]
            off[w] = begun, max(last, min(after, line_after.min(initial=after), passed.min(initial=after)))
    return Edges(windows[:, 0], on, off)


@dataclass(frozen=True)
class _Met:
    """What somebody who serves some types would have met on a day."""

    joined: Floats  # those who waited
    left: Floats
    moment: Floats  # those answered at once, by whom, and since when that agent had been free
    agent: Ints
    since: Floats


def _met(day: Contacts, types: Bools, free_since: Floats) -> _Met:
    line = types[day.kind] & (day.wait > 0)
    at_once = day.answered & (day.wait <= 0) & types[day.kind] & ~np.isnan(free_since)
    return _Met(day.arrival[line], day.start[line], day.start[at_once], day.agent[at_once], free_since[at_once])


def _free_since(day: Contacts) -> Floats:
    """For each contact: when the one who served it ended the service before; nan: none before."""
    made = np.full(len(day), np.nan)
    known = np.flatnonzero(day.answered & (day.agent >= 0))
    order = known[np.lexsort((day.start[known], day.agent[known]))]
    same = day.agent[order[1:]] == day.agent[order[:-1]]
    made[order[1:][same]] = day.end[order[:-1][same]]
    return made
