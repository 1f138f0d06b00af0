"""Conversations, one row each with begin and end: when customers came, who served them, how many at once.

A conversation's length is not working time: it holds the customer's pauses, the minutes until it closes by itself, and
other conversations of the same agent. A first reply within two seconds is a greeting that nobody typed.
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats, Ints
from sim.exports.clocks import elapsed, wall_clock
from sim.exports.columns import Found, find
from sim.exports.contact_file import ContactFile, Lack
from sim.exports.contacts import contacts_of
from sim.exports.known_again import bought, known_again
from sim.exports.legs import folded, groups
from sim.exports.quality import Remark
from sim.exports.robots import named_robot
from sim.exports.spans import spans
from sim.exports.stamps import NOTHING_TOLD, Told, beside, stamped
from sim.exports.tables import Table
from sim.files.bad_input import bad
from sim.files.messages import phrase

GREETING_S = 2.0
MOSTLY = 0.5  # share of first replies within it from which they say nothing of the wait


def is_chats(table: Table) -> bool:
    found = find(table, "chats")
    return {"began", "agent"} <= found.keys() and bool(found.keys() & {"ended", "length"})


def read_chats(table: Table, zone: str | None = None, told: Told = NOTHING_TOLD) -> ContactFile:
    """The conversations of a list. A row without an agent was not answered. `zone`: the shop's.

    Raises BadInput where begins cannot be read or nobody answered.
    """
    found = find(table, "chats")
    stamps = stamped(table, found, told, "began")
    if stamps.date_only:
        raise bad(table.name, phrase("calls.date_only"))
    began = stamps.seconds
    agents = _cells(table, found, "agent")
    robot = np.array([named_robot(name) for name in agents], dtype=bool)
    kept = np.flatnonzero(~np.isnan(began) & ~robot)
    served = np.array([bool(name) and name not in ("-", "--", "无") for name in agents], dtype=bool)
    if not served[kept].any():
        raise bad(table.name, phrase("contacts.none_served"))
    length, ended = _seconds(table, found, "length"), beside(table, found.get("ended"), began, told)
    length = np.where(np.isnan(length), elapsed(began, ended, None if stamps.utc else zone), length)
    wait, reply = _seconds(table, found, "wait"), _seconds(table, found, "first_reply")
    replied = elapsed(began, beside(table, found.get("replied_at"), began, told), None if stamps.utc else zone)
    reply = np.where(np.isnan(reply), replied, reply)
    greeted = _greeted(reply[kept])
    wait = np.where(np.isnan(wait) & served, np.nan if greeted else reply, wait)
    wait = np.where(np.isnan(wait) & ~served, length, wait)
    service = np.where(length >= 0, np.maximum(0.0, length - np.nan_to_num(wait)), np.nan)
    names = [agents[i] for i in kept]
    ids, kinds = (_cells(table, found, role) if role in found else None for role in ("id", "kind"))
    ids = [ids[i] for i in kept] if ids is not None else None
    legs = folded(groups(ids, None, began[kept]), began[kept], wait[kept], served[kept], names)
    rows = kept[legs.rows]
    contacts = contacts_of(
        wall_clock(legs.came, zone if stamps.utc else None),
        legs.wait,
        served[rows],
        service[rows],
        kind=[kinds[i] for i in rows] if kinds is not None else None,
        agent=[agents[i] for i in rows],
        wrapup=_seconds(table, found, "wrapup")[rows],
        continues=legs.continues,
        customer=known_again(_picked(table, found, "customer", rows)),
        order=known_again(_picked(table, found, "order_id", rows)),
        ordered=bought(_picked(table, found, "ordered", rows)),
    )
    whole = ~(contacts.answered & np.isnan(contacts.service))
    lost, answered = ~contacts.answered, contacts.answered
    lacks = {
        Lack.WAITS: bool(np.isnan(contacts.wait[answered]).any()),
        Lack.LOST_WAITS: bool(lost.any() and np.isnan(contacts.wait[lost]).any()),
        Lack.LOST: not lost.any(),
    }
    counts = {
        "chats.robots": int(robot.sum()),
        "calls.folded": legs.folded,
        "calls.handed_on": int(legs.continues.sum()),
        "chats.no_end": int((~whole).sum()),
        "chats.greeted": int((reply[kept] <= GREETING_S).sum()) if greeted else 0,
        "chats.lengths": int(answered.sum()),
    }
    remarks = tuple(Remark(key, count) for key, count in counts.items() if count)
    held = frozenset(lack for lack, missing in lacks.items() if missing)
    return ContactFile(table.name, contacts.rows(whole), remarks=stamps.remarks + remarks, lacks=held, utc=stamps.utc)


def _greeted(reply: Floats) -> bool:
    known = reply[~np.isnan(reply)]
    return len(known) > 0 and float((known <= GREETING_S).mean()) >= MOSTLY


def _cells(table: Table, found: dict[str, Found], role: str) -> list[str]:
    return table.column(found[role].index) if role in found else [""] * len(table)


def _picked(table: Table, found: dict[str, Found], role: str, rows: Ints) -> list[str]:
    cells = _cells(table, found, role)
    return [cells[i] for i in rows.tolist()]


def _seconds(table: Table, found: dict[str, Found], role: str) -> Floats:
    if role not in found:
        return np.full(len(table), np.nan)
    return spans(table.column(found[role].index), found[role].heading).seconds
