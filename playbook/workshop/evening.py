"""The evening on which a sale opens, minute by minute: what the wall lets run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.floor.minutes import ANSWERED, PENDING, minutes
from sim.floor.model import Channel, Crew, DayLog, Tape, WorkTypes
from sim.season.setup import Setup

MINUTE_S = 60.0
BEFORE, AFTER = 60, 240  # minutes that are shown before and after the opening, as far as its day reaches


@dataclass(frozen=True)
class Evening:
    """Counts of the chats and calls that reach people, (M,) minutes each. `first`: minute of the day in which it
    begins, `opens`: minute of the evening in which the sale opens."""

    first: int
    opens: int
    came: Ints
    in_time: Ints  # of those who came in each minute, how many were answered in time, whenever that was
    waiting: Ints  # at each minute's end
    lost: Ints  # gave up, or were turned away

    def told(self) -> dict[str, object]:
        """As plain numbers."""
        lines = {name: getattr(self, name).tolist() for name in ("came", "in_time", "waiting", "lost")}
        return {"first": self.first, "opens": self.opens, **lines}


class Watch:
    """Looks on as the days from `first` to before `until` are lived; `found`: the evening of their first opening."""

    def __init__(self, world: Setup, first: int, until: int) -> None:
        openings = sorted(day for day in world.facts.openings if first <= day < until)
        self.found: Evening | None = None
        self._world, self._day = world, openings[0] if openings else -1

    def floor(self, day: int, tape: Tape, crew: Crew, log: DayLog) -> None:
        """A day of the floor as it was played."""
        if day != self._day:
            return
        types, facts = self._world.types, self._world.facts
        opening = round((facts.openings[day] - facts.days[day].begins) / MINUTE_S)
        first, last = max(opening - BEFORE, 0), min(opening + AFTER, int(facts.days[day].length / MINUTE_S))
        edges = MINUTE_S * np.arange(first, last + 1, dtype=np.float64)
        shown = facts.human & (types.channel != Channel.DEFERRED)
        by_minute = minutes(log, tape, crew, types, shown, edges)
        self.found = Evening(
            first, opening - first, by_minute.came, _in_time(log, types, shown, edges), by_minute.waiting,
            by_minute.gave_up + by_minute.turned_away,
        )  # fmt: skip


def _in_time(log: DayLog, types: WorkTypes, shown: Bools, edges: Floats) -> Ints:
    """Of those who came in each minute, how many were answered in time; who is being answered as the day ends is."""
    taken = np.isin(log.outcome, ANSWERED) | ((log.outcome == PENDING) & ~np.isnan(log.start))
    good = shown[log.kind] & taken & (log.waited <= types.target[log.kind])
    return np.diff(np.searchsorted(np.sort(log.joined[good]), edges))
