"""Hours of duty where no roster says them: from who served when, and from who waited meanwhile.

Two services of a person lie in one stretch of duty unless something speaks for a break between them:

- it lasted longer than three quarters of an hour, or
- for a good part of it customers waited whom this person serves: who is free takes them.

Somebody who sat there while nobody called is on duty by this; somebody who was away while nobody called looks the same.
What happened before the first service of a day and after the last cannot be seen.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import Duty, infer_duty
from sim.calibrate.replay import GAP_S
from sim.calibrate.wrapup import Line

LONGEST_IDLE_S = 2700.0
WAITED = 0.2  # of the stretch


def seen_duty(contacts: Contacts, skilled: NDArray[np.bool_]) -> Duty:
    """Stretches of duty of all days."""
    short = infer_duty(contacts, GAP_S)
    windows = {day: _joined(contacts.rows(contacts.day == day), w, skilled) for day, w in short.windows.items()}
    return Duty(contacts.agents, windows)


def _joined(day: Contacts, windows: NDArray[np.float64], skilled: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Windows (agent, on, off), sorted; those between which nothing speaks for a break are one."""
    if len(windows) < 2:
        return windows
    agent, on, off = windows.T
    join = np.zeros(len(windows), dtype=bool)  # with the one before
    near = (agent[1:] == agent[:-1]) & (on[1:] - off[:-1] <= LONGEST_IDLE_S)
    lines: dict[bytes, Line] = {}
    for a in np.unique(agent[1:][near]).astype(int):
        who = skilled[a].tobytes()
        if who not in lines:
            lines[who] = Line(day.rows(skilled[a, day.kind]))
        rows = 1 + np.flatnonzero(near & (agent[1:] == a))
        join[rows] = _free(lines[who], off[rows - 1], on[rows])
    head = np.flatnonzero(~join)
    return np.column_stack([agent[head], on[head], np.maximum.reduceat(off, head)])


def _free(line: Line, begin: NDArray[np.float64], end: NDArray[np.float64]) -> Bools:
    """Whether somebody may have been on duty from `begin` to `end` without a contact."""
    # until then it may be wrap-up
    waited = line.seconds_until(end) - line.seconds_until(np.minimum(begin + GAP_S, end))
    return np.asarray(waited <= WAITED * (end - begin))
