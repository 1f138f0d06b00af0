"""A floor day by the minute: who came, who waits, who was answered, who went away unanswered.

Flows are counted between two edges, what stands is counted at them, an event at an edge belonging to what comes after
it. So between any two edges those who came are those who left (answered or not) and the growth of those who are there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.floor.model import Crew, DayLog, Outcome, Tape, WorkTypes

ANSWERED = (int(Outcome.SERVED), int(Outcome.TRANSFERRED))
TURNED_AWAY = (int(Outcome.BALKED), int(Outcome.BLOCKED), int(Outcome.CLOSED))
PENDING, MESSAGE = int(Outcome.PENDING), int(Outcome.MESSAGE)


@dataclass(frozen=True)
class Minutes:
    """Counts of M spans of time, (M,) each: flows within a span, and what stands at its end.

    Work that the end of a shift hands back to the queue counts as in hand from the first time it was taken.
    """

    came: Ints
    in_time: Ints  # answered in the span, after no longer a wait than their target
    late: Ints  # answered in the span, after a longer one
    gave_up: Ints
    turned_away: Ints  # did not queue at all: too many there, or nobody
    messages: Ints  # left a message after a wait
    waiting: Ints
    in_hand: Ints
    people: Ints  # on duty who can answer them

    def __len__(self) -> int:
        return len(self.came)

    @property
    def there(self) -> Ints:
        """Those who wait or are being answered, at the end of each span."""
        return self.waiting + self.in_hand

    @property
    def gone(self) -> Ints:
        """Those who left in each span, answered or not."""
        return self.in_time + self.late + self.gave_up + self.turned_away + self.messages


NAMES = tuple(field.name for field in fields(Minutes))


def minutes(log: DayLog, tape: Tape, crew: Crew, types: WorkTypes, shown: Bools, edges: Floats) -> Minutes:
    """The counts of one day between `edges`, (M + 1,) rising seconds of the day.

    `shown`: (K,) the contact types counted.
    """
    rows = shown[log.kind] & (log.enter < tape.horizon)
    carried = np.zeros(len(log), bool)
    carried[: len(tape)] = tape.queued
    rows[: len(tape)] &= ~tape.wrapping  # was answered yesterday
    enter, start, end = log.enter[rows], log.start[rows], log.end[rows]
    outcome, old = log.outcome[rows], carried[rows]
    in_target = log.waited[rows] <= types.target[log.kind[rows]]
    answered = np.isin(outcome, ANSWERED)
    away, message = np.isin(outcome, TURNED_AWAY), outcome == MESSAGE

    def before(times: Floats) -> Ints:
        return np.searchsorted(np.sort(times[~np.isnan(times)]), edges)

    def flow(times: Floats) -> Ints:
        return np.diff(before(times))

    taken = np.where(np.isnan(start), end, start)  # the end of waiting, in whichever way
    entered = int(np.count_nonzero(old)) + before(enter[~old])
    waiting = entered - before(taken)
    in_hand = before(start) - before(end[~np.isnan(start)])
    return Minutes(
        came=flow(enter[~old]),
        in_time=flow(end[answered & in_target]),
        late=flow(end[answered & ~in_target]),
        gave_up=flow(end[(outcome != PENDING) & ~answered & ~away & ~message]),
        turned_away=flow(end[away]),
        messages=flow(end[message]),
        waiting=waiting[1:],
        in_hand=in_hand[1:],
        people=on_duty(crew, shown, edges[1:]),
    )


def kept(log: DayLog, types: WorkTypes, shown: Bools, edges: Floats) -> Ints:
    """Of those who came in each span, how many this day's log says were answered in time, whenever that was, (M,).

    `edges` may lie outside the day: who came before midnight and is answered after it stands in the next day's log.
    """
    good = shown[log.kind] & np.isin(log.outcome, ANSWERED) & (log.waited <= types.target[log.kind])
    return np.diff(np.searchsorted(np.sort(log.joined[good]), edges))


def on_duty(crew: Crew, shown: Bools, at: Floats) -> Ints:
    """How many people with a skill for the types `shown` are inside a window just before each of these seconds."""
    windows = crew.windows.reshape(-1, 3)
    skilled: Bools = crew.speed[:, shown].max(axis=1, initial=0.0) > 0
    mine = windows[skilled[windows[:, 0].astype(np.int64)]]
    on, off = np.sort(mine[:, 1]), np.sort(mine[:, 2])
    return np.searchsorted(on, at) - np.searchsorted(off, at)


def joined(parts: Iterable[Minutes]) -> Minutes:
    """Stretches of time one after the other."""
    parts = list(parts)
    return Minutes(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in NAMES})
