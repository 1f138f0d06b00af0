"""Tickets of a help desk: when they came, how long to the first reply and to the solution; a backlog, not a queue.

A ticket waits for hours or days, and the time to its solution is no working time: tickets cannot be replayed. They
give arrivals by kind, the promise of a first reply, how many are opened again, and how many are handed on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.exports.clocks import wall_clock
from sim.exports.columns import Found, find
from sim.exports.days import strays
from sim.exports.numbers import numbers
from sim.exports.quality import Remark
from sim.exports.scripts import simplified
from sim.exports.spans import spans
from sim.exports.stamps import MOST_UNREAD, NOTHING_TOLD, Told, beside, stamped
from sim.exports.tables import Table
from sim.files.bad_input import bad
from sim.files.messages import phrase

DAY_S = 86400.0
OPEN = {"open", "new", "pending", "on-hold", "hold", "in progress", "处理中", "待处理", "未解决", "打开"}
AT_ONCE = 0.5  # share of first replies in no time from which they are automatic
SLOW_S = 1800.0  # a usual first reply beyond it is no queue's answer


@dataclass(frozen=True)
class Tickets:
    """N tickets in order of creation. Seconds; nan: not said, or has not happened.

    `created`: since 1970 on the shop's clock; only the day where `date_only`.
    """

    name: str
    kinds: tuple[str, ...]
    agents: tuple[str, ...]
    created: Floats
    kind: Ints
    agent: Ints  # -1: nobody yet
    first_reply_s: Floats
    resolution_s: Floats
    open: Bools
    reopens: Floats
    stations: Floats  # agents it went through
    date_only: bool
    remarks: tuple[Remark, ...] = ()

    def __len__(self) -> int:
        return len(self.created)


def is_tickets(table: Table) -> bool:
    found = find(table, "tickets")
    times = found.keys() & {"first_reply", "replied_at", "resolution", "resolved_at", "days_open", "solved"}
    return "id" in found and bool(times) and bool(found.keys() & {"created", "replied_at"})


def read_tickets(table: Table, zone: str | None = None, told: Told = NOTHING_TOLD) -> Tickets:
    """The tickets of a report. `zone`: the shop's.

    Raises BadInput where their creation cannot be read, or more than one in twenty was solved before its first reply.
    """
    found = find(table, "tickets")
    stamps = stamped(table, found, told, "created", "replied_at")
    created = stamps.seconds
    replied, solved = (beside(table, found.get(role), created, told) for role in ("replied_at", "solved"))
    solved = np.where(np.isnan(solved), beside(table, found.get("resolved_at"), created, told), solved)
    backwards = solved < np.where(np.isnan(replied), created, replied)
    known = ~np.isnan(solved)
    if known.any() and backwards.sum() > MOST_UNREAD * known.sum():
        raise bad(table.name, phrase("tickets.backwards", count=int(backwards.sum()), all=int(known.sum())))
    first, resolution = _seconds(table, found, "first_reply"), _seconds(table, found, "resolution")
    first = np.where(np.isnan(first) & ("created" in found), replied - created, first)
    resolution = np.where(np.isnan(resolution), solved - created if "created" in found else np.nan, resolution)
    resolution = np.where(np.isnan(resolution), _numbers(table, found, "days_open") * DAY_S, resolution)
    early = resolution < first
    if early.sum() > MOST_UNREAD * max(1, int((~np.isnan(resolution + first)).sum())):
        facts = {"count": int(early.sum()), "all": int((~np.isnan(resolution + first)).sum())}
        raise bad(table.name, phrase("tickets.backwards", **facts))
    again = _again(table, found, created)
    far = strays(np.where(again, np.nan, created))
    kept = np.flatnonzero(~np.isnan(created) & ~backwards & ~early & ~again & ~far)
    kept = kept[np.argsort(created[kept], kind="stable")]
    kinds, kind = _named(table, found, "kind", kept)
    agents, agent = _named(table, found, "agent", kept)
    status = _cells(table, found, "status")
    made = Tickets(
        table.name,
        kinds,
        agents,
        wall_clock(created[kept], zone if stamps.utc else None),
        kind,
        agent,
        first[kept],
        resolution[kept],
        np.array([simplified(status[i].lower()) in OPEN for i in kept], dtype=bool),
        _numbers(table, found, "reopens")[kept],
        _numbers(table, found, "stations")[kept],
        stamps.date_only,
    )
    more = [Remark(key, int(rows.sum())) for key, rows in (("tickets.again", again), ("tickets.strayed", far))]
    found_more = tuple(remark for remark in more if remark.count)
    return _checked(made, (*stamps.remarks, *found_more), int((backwards | early).sum()), len(kept))


def _again(table: Table, found: dict[str, Found], created: Floats) -> Bools:
    """Rows of a ticket that an earlier row told of: the same number, made at the same moment."""
    met: set[tuple[str, float]] = set()
    again = np.zeros(len(table), dtype=bool)
    for i, key in enumerate(zip(_cells(table, found, "id"), created.tolist(), strict=True)):
        again[i] = key in met and key[0] != ""
        met.add(key)
    return again


def _checked(made: Tickets, remarks: tuple[Remark, ...], backwards: int, rows: int) -> Tickets:
    found = list(remarks)
    known = made.first_reply_s[~np.isnan(made.first_reply_s)]
    if backwards:
        found.append(Remark("tickets.backwards_few", backwards))
    if made.date_only:
        found.append(Remark("tickets.date_only", len(made)))
    if len(known) and float((known == 0).mean()) >= AT_ONCE:
        found.append(Remark("tickets.automatic", int((known == 0).sum())))
    if len(known) < len(made) and len(known):
        found.append(Remark("tickets.no_reply", len(made) - len(known)))
    if len(known) and float(np.median(known)) > SLOW_S:
        found.append(Remark("tickets.no_queue", rows))
    return replace(made, remarks=tuple(found))


def _named(table: Table, found: dict[str, Found], role: str, rows: Ints) -> tuple[tuple[str, ...], Ints]:
    cells = _cells(table, found, role)
    names = sorted({cells[i] for i in rows if cells[i]})
    place = {name: i for i, name in enumerate(names)} | {"": -1}
    return tuple(names), np.array([place[cells[i]] for i in rows], dtype=np.int64)


def _cells(table: Table, found: dict[str, Found], role: str) -> list[str]:
    return table.column(found[role].index) if role in found else [""] * len(table)


def _numbers(table: Table, found: dict[str, Found], role: str) -> Floats:
    return numbers(_cells(table, found, role)) if role in found else np.full(len(table), np.nan)


def _seconds(table: Table, found: dict[str, Found], role: str) -> Floats:
    if role not in found:
        return np.full(len(table), np.nan)
    return spans(_cells(table, found, role), found[role].heading).seconds
