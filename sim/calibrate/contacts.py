"""Contacts as a phone system exports them: one row each, of one day or of many.

Columns, in any order and with any others beside them (other names in brackets):

    date        2026-11-11; needed only in a file of several days
    request_s   when the contact asked for a person: seconds since midnight, 07:01:16 or a date with a time
                (arrival_s, arrival)
    type        what it was about, any short word (work)
    priority    whole number; 2 and more are served before their turn, 0, 1 and nothing are not
    wait_s      seconds in the queue, to the answer or to hanging up (wait)
    outcome     served or abandoned (answered)
    service_s   seconds of service of a served contact; empty for the others (service)
    agent       who served it; may be empty (server)
    wrapup_s    seconds of work after a served contact; may be left out
    customer    who asked, in any words; only read to know the same one again, and forgotten; may be left out
    order       the number of the order that it is about, in the same way; may be left out

These are the columns of the "Anonymous Bank" call-by-call data (Guedj & Mandelbaum, Technion 1999) as used here.
Contacts that never asked for a person (ended in the menu) do not belong into the file.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np

from sim.arrays import Ints
from sim.exports.contacts import Contacts as Contacts
from sim.exports.known_again import known_again
from sim.files.bad_input import bad, shown
from sim.files.csv_rows import DAY_S, Column, Row, one_of, read_rows, stray_row
from sim.files.messages import phrase

COLUMNS = (
    Column("date", phrase("column.date"), needed=False),
    Column("request_s", phrase("column.request_s"), ("arrival_s", "arrival")),
    Column("type", phrase("column.type"), ("work",)),
    Column("priority", phrase("column.priority"), needed=False),
    Column("wait_s", phrase("column.wait_s"), ("wait",)),
    Column("outcome", phrase("column.outcome")),
    Column("service_s", phrase("column.service_s"), ("service",)),
    Column("agent", phrase("column.agent"), ("server",)),
    Column("wrapup_s", phrase("column.wrapup_s"), needed=False),
    Column("customer", phrase("column.customer"), needed=False),
    Column("order", phrase("column.order"), needed=False),
)
OUTCOMES = {"served": True, "answered": True, "abandoned": False}
MOST_KINDS, MOST_AGENTS = 50, 2000
HIGHEST_PRIORITY = 9
FURTHEST_DAYS = 1100  # a file may hold the 11.11 of every year; a date further from all others is a slip in a year
URGENT = 2  # priorities from here on are served before their turn


def read_contacts(path: Path | str, content: bytes | None = None) -> Contacts:
    """All contacts of a file; `content`: its bytes, if at hand. Raises BadInput that names row and column."""
    numbers = ("arrival", "priority", "wait", "answered", "service", "wrapup", "customer", "order")
    columns: dict[str, list[Any]] = {name: [] for name in numbers}
    days, kinds, agents = _Names(), _Names(), _Names()
    undated: int | None = None
    met: dict[dt.date, int] = {}
    for row in read_rows(path, COLUMNS, content):
        stamp, arrival = row.moment("request_s")
        date = row.date_of("date") if "date" in row else stamp
        if stamp is not None and stamp != date:
            raise row.wrong("request_s", phrase("contacts.other_day", date=date))
        undated = (row.number if date is None else 0) if undated is None else undated
        if bool(undated) != (date is None):
            raise bad(path, phrase("contacts.undated" if date is None else "contacts.dated", row=row.number))
        if date is not None:
            met.setdefault(date, row.number)
        answered = one_of(row, "outcome", OUTCOMES)
        columns["arrival"].append(arrival)
        columns["priority"].append(_priority(row))
        columns["wait"].append(row.number_of("wait_s", 0.0, DAY_S, phrase("csv.seconds")))
        columns["answered"].append(answered)
        columns["service"].append(_service(row, answered))
        columns["wrapup"].append(_wrapup(row, answered))
        for name in ("customer", "order"):
            columns[name].append(row.cells.get(name, ""))
        days.add(date)
        kinds.add(row.name_of("type"))
        agents.add(row.name_of("agent") if answered and "agent" in row else None)
    stray = stray_row(met, FURTHEST_DAYS)
    if stray is not None:
        raise bad(path, phrase("csv.stray", row=stray[0], date=stray[1], days=f"{stray[2]:,}", most=FURTHEST_DAYS))
    _check(path, columns["answered"], kinds, agents)
    dates = sorted(days.known, key=lambda date: date or dt.date.min)
    names = [sorted(known - {None}) for known in (kinds.known, agents.known)]
    contacts = Contacts(
        kinds=tuple(names[0]),
        agents=tuple(names[1]),
        dates=tuple(dates),
        day=days.positions(dates),
        arrival=np.array(columns["arrival"]),
        kind=kinds.positions(names[0]),
        priority=np.array(columns["priority"], dtype=np.int64),
        wait=np.array(columns["wait"]),
        answered=np.array(columns["answered"]),
        service=np.array(columns["service"]),
        agent=agents.positions(names[1]),
        wrapup=_told(np.array(columns["wrapup"])),
        customer=_told(known_again(columns["customer"])),
        order=_told(known_again(columns["order"])),
    )
    return contacts.rows(np.lexsort((contacts.arrival, contacts.day)))


def find_day(path: Path | str, contacts: Contacts, date: dt.date | None) -> int:
    """The position of `date` in the file's dates; the only one where none is asked for. Raises BadInput."""
    dates = contacts.dates
    if date is None and len(dates) == 1:
        return 0
    if dates == (None,):
        raise bad(path, phrase("contacts.no_dates", date=date))
    if date is None:
        raise bad(path, phrase("contacts.several", count=len(dates), first=dates[0], last=dates[-1]))
    if date not in dates:
        raise bad(path, phrase("contacts.none_on", date=date, first=dates[0], last=dates[-1]))
    return dates.index(date)


class _Names:
    """Names as they come, and their positions once all are known."""

    def __init__(self) -> None:
        self.known: set[Any] = set()
        self.met: list[Any] = []

    def add(self, name: Any) -> None:
        self.known.add(name)
        self.met.append(name)

    def positions(self, names: list[Any]) -> Ints:
        """-1 for None that is not among `names`."""
        place = {None: -1} | {name: i for i, name in enumerate(names)}
        return np.array([place[name] for name in self.met], dtype=np.int64)


def _priority(row: Row) -> int:
    if "priority" not in row:
        return 0
    value = row.number_of("priority", 0, HIGHEST_PRIORITY, phrase("expected.integer"))
    if value != int(value):
        raise row.wrong("priority", phrase("contacts.priority"))
    return int(value)


def _service(row: Row, answered: bool) -> float:
    if answered:
        return row.number_of("service_s", 0.0, DAY_S, phrase("contacts.service"))
    if "service_s" in row and row.number_of("service_s", 0.0, DAY_S, phrase("csv.seconds")) > 0:
        raise row.wrong("service_s", phrase("contacts.abandoned"))
    return float("nan")


def _wrapup(row: Row, answered: bool) -> float:
    if not answered or "wrapup_s" not in row:
        return float("nan")
    return row.number_of("wrapup_s", 0.0, DAY_S, phrase("csv.seconds"))


def _told(column: Any) -> Any:
    """None for a column in which nothing is known."""
    return column if (column > 0).any() else None


def _check(path: Path | str, answered: list[bool], kinds: _Names, agents: _Names) -> None:
    if not any(answered):
        raise bad(path, phrase("contacts.none_served"))
    if len(kinds.known) > MOST_KINDS:
        facts = {"count": len(kinds.known), "most": MOST_KINDS}
        raise bad(path, phrase("contacts.kinds", **facts, example=shown(min(kinds.known))))
    if agents.known == {None}:
        raise bad(path, phrase("contacts.no_agent"))
    if len(agents.known) > MOST_AGENTS:
        raise bad(path, phrase("contacts.agents", count=f"{len(agents.known):,}", most=f"{MOST_AGENTS:,}"))
