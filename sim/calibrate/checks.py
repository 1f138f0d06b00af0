"""What in a file cannot have happened as it is written: looked for before anything is measured.

repeated   the same contact twice: an export delivered it again, or two exports overlap; one stays (`doubts.doubled`).
endless    a service of more than four hours in one go. Nobody hung up, or it is a ticket's time to the solution. The
           contact is set aside.
overlap    a service that runs on after the same agent has begun the next. Where few do, it counts as ended when the
           next begins (a call handed on keeps running in many exports). Where more than one in four does, people work
           on several contacts at once, and all are kept as they are.
overrun    a service that ends after the agent's hours of duty, as a file has them. Kept: the replay finishes it too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.arrays import Floats, Ints
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import CLOCKS_S
from sim.exports.doubts import doubled
from sim.files.csv_rows import HOUR_S

ENDLESS_S = 4 * HOUR_S  # half a working day without laying down the receiver
PARALLEL = 0.25  # of the services; slips of clocks and handed-on calls stay well below, two chats at once well above


@dataclass(frozen=True)
class Found:
    """Counts of one file or day."""

    services: int
    repeated: int  # contacts
    endless: int
    longest_h: float  # hours of the longest service that was set aside; 0: none
    overlaps: int  # services that ran on after the agent had begun the next
    overlap_h: float  # hours by which they did
    most_at_once: int  # services of one agent at one moment
    parallel: bool  # more than one in four overlap: kept as they are


def checked(contacts: Contacts) -> tuple[Contacts, Found]:
    """The contacts without what cannot have been, and what was found."""
    again, endless = doubled(contacts), contacts.answered & (contacts.service > ENDLESS_S)
    services, longest = int(contacts.answered.sum()), float(contacts.service[endless].max(initial=0.0)) / HOUR_S
    kept = contacts.rows(~again & ~endless)
    before, after = _neighbours(kept)
    by = kept.end[before] - kept.start[after]
    over = by > CLOCKS_S
    parallel = bool(over.sum() > PARALLEL * max(1, len(after)))
    found = Found(
        services=services,
        repeated=int(again.sum()),
        endless=int((endless & ~again).sum()),
        longest_h=longest,
        overlaps=int(over.sum()),
        overlap_h=float(by[over].sum()) / HOUR_S,
        most_at_once=int(at_once(kept).max(initial=0)),
        parallel=parallel,
    )
    if parallel or not over.any():
        return kept, found
    service = kept.service.copy()
    until = kept.start[after] - kept.start[before]
    cut = until > 0
    service[before[cut]] = np.minimum(service[before[cut]], until[cut] + CLOCKS_S)
    return replace(kept, service=service), found


def _neighbours(contacts: Contacts) -> tuple[Ints, Ints]:
    """Rows of each two services of an agent that follow each other on a day."""
    rows = np.flatnonzero(contacts.answered & (contacts.agent >= 0))
    rows = rows[np.lexsort((contacts.start[rows], contacts.agent[rows], contacts.day[rows]))]
    before, after = rows[:-1], rows[1:]
    same = (contacts.day[before] == contacts.day[after]) & (contacts.agent[before] == contacts.agent[after])
    return before[same], after[same]


def at_once(contacts: Contacts) -> Ints:
    """(A,) services of each agent at one moment, at most; who served nobody is put down for one."""
    most = np.ones(len(contacts.agents), dtype=np.int64)
    named = contacts.answered & (contacts.agent >= 0)
    mine = contacts.rows(named)
    times = np.concatenate([mine.start + CLOCKS_S, np.maximum(mine.end, mine.start + CLOCKS_S)])
    steps, agent = np.repeat([1, -1], len(mine)), np.tile(mine.agent, 2)
    order = np.lexsort((steps, times, np.tile(mine.day, 2), agent))
    np.maximum.at(most, agent[order], np.cumsum(steps[order]))  # each agent's steps add up to none
    return most


def overruns(day: Contacts, windows: Floats) -> tuple[int, float]:
    """Services that began in the agent's hours of duty and ended after them: how many, and by how many hours."""
    count, seconds = 0, 0.0
    for agent, on, off in windows:
        mine = day.answered & (day.agent == agent)
        start, end = day.start[mine], day.end[mine]
        late = (on - CLOCKS_S <= start) & (start <= off) & (end > off + CLOCKS_S)
        count, seconds = count + int(late.sum()), seconds + float((end[late] - off).sum())
    return count, seconds / HOUR_S
