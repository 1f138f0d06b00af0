"""Contacts and hours of duty out of a file of any shape that `sim.exports` reads, or of this project's own columns."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from sim.calibrate.contacts import COLUMNS, read_contacts
from sim.exports.contact_file import ContactFile
from sim.exports.contacts import Contacts
from sim.exports.doubts import by_robots, doubled, endless, of_agents, of_days, of_waits, strayed
from sim.exports.hours import NO_HOURS, Hours
from sim.exports.quality import Remark
from sim.exports.roster_names import on_the_floor
from sim.exports.rosters import Roster
from sim.exports.shapes import Shape, read_contact_file, read_shape, shape_of
from sim.exports.sources import Source, from_path
from sim.exports.stages import said_of_types
from sim.exports.tables import Table, read_tables
from sim.files.bad_input import BadInput, bad
from sim.files.messages import phrase

OWN = next(column for column in COLUMNS if column.name == "request_s")
CONTACTS = {Shape.QUEUE_LOG, Shape.RECORDS, Shape.CALLS, Shape.CHATS}
ROSTERS = {Shape.ROSTER, Shape.SHIFTS, Shape.DUTY_LIST}
OWN_WINDOWS = ("on_s", "off_s")
HEAD_BYTES = 4000
_SIGNS = re.compile(r"[,;\t|]")
# What `checks` sees as well, and a replay says in its own words.
CHECKED = {"doubts.doubled", "doubts.endless", "doubts.at_once", "doubts.runs_on"}


@dataclass(frozen=True)
class Opened:
    """Contacts that can be replayed, hours of duty where the file has them, and what is to be said of the file."""

    contacts: Contacts
    hours: Hours = NO_HOURS
    remarks: tuple[Remark, ...] = ()


def open_contacts(path: Path | str, zone: str | None = None) -> Opened:
    """The contacts of a file. `zone`: the shop's (IANA name), for files in UTC.

    Contacts that left the queue for another reason than hanging up are left out: what became of them is not in the
    file. Raises BadInput where it cannot be read, or lacks what a replay needs.
    """
    own = own_contacts(path)
    table = _first(path, CONTACTS) if own is None else None
    if own is not None or table is None:
        file = own_file(str(path), read_contacts(path) if own is None else own)
        return Opened(file.whole(), remarks=tuple(one for one in file.remarks if one.key not in CHECKED))
    shape = shape_of(table)
    assert shape is not None
    file = read_contact_file(table, shape, zone)
    contacts = file.whole()
    if contacts.left is not None:
        contacts = contacts.rows(~contacts.left)
    return Opened(contacts, file.hours, file.remarks)


def own_file(name: str, contacts: Contacts) -> ContactFile:
    """Contacts in this project's own columns, looked through as others are. Slips in the year and robots are set aside;
    what `sim.calibrate.checks` sets aside later is only said."""
    remarks, lacks = [], set()
    for key, out_of in (("doubts.strayed", strayed), ("doubts.robots", by_robots)):
        out = out_of(contacts)
        if out.any():
            remarks.append(Remark(key, int(out.sum())))
            contacts = contacts.rows(~out)
    once = contacts
    for key, such in (("doubts.doubled", doubled), ("doubts.endless", endless)):
        out = such(once)
        if out.any():
            remarks.append(Remark(key, int(out.sum())))
            once = once.rows(~out)
    for remark, lack in (*of_waits(once), *of_agents(once, NO_HOURS), *of_days(once, None)):
        remarks.append(remark)
        lacks |= {lack} if lack is not None else set()
    remarks += said_of_types(contacts)
    return ContactFile(name, contacts, remarks=tuple(remarks), lacks=frozenset(lacks))


def own_contacts(path: Path | str) -> Contacts | None:
    """The contacts of a file in this project's own columns; None: it has others. Raises BadInput."""
    return read_contacts(path) if _has(path, (OWN.name, *OWN.also)) else None


def own_contacts_of(source: Source) -> Contacts | None:
    """As `own_contacts`, of a file whose bytes are at hand."""
    named = _names(source.data[:HEAD_BYTES], (OWN.name, *OWN.also))
    return read_contacts(source.name, source.data) if named else None


def open_hours(path: Path | str, contacts: Contacts) -> Opened | None:
    """The contacts and the hours of a roster under the names of their agents; None: the file has windows of our own.

    Raises BadInput where it cannot be read, has no hours, or none for anybody who served.
    """
    table = None if _has(path, OWN_WINDOWS) else _first(path, ROSTERS)
    if table is None:
        return None
    shape = shape_of(table)
    assert shape is not None
    roster = read_shape(table, shape, near=_near(contacts))
    assert isinstance(roster, Roster)
    if not roster.has_hours:
        raise bad(path, phrase("rosters.only_days"))
    hours, remarks = on_the_floor(roster.hours, contacts)
    if not len(hours):
        raise bad(path, phrase("rosters.nobody_served", people=", ".join(roster.people[:5])))
    found = tuple(remark for remark, _ in of_agents(contacts, hours) if remark.key == "doubts.too_busy")
    return Opened(contacts, hours, roster.remarks + remarks + found)


def _near(contacts: Contacts) -> dt.date | None:
    return next((date for date in contacts.dates if date is not None), None)


def _has(path: Path | str, columns: tuple[str, ...]) -> bool:
    """Whether the first line of a file names one of the columns."""
    try:
        with Path(path).open("rb") as file:
            return _names(file.read(HEAD_BYTES), columns)
    except (OSError, ValueError):
        return True  # the reader of our own columns has the sentence for it


def _names(begin: bytes, columns: tuple[str, ...]) -> bool:
    head = begin.decode("utf-8", "ignore").lower()
    words = _SIGNS.split(head.partition("\n")[0].lstrip("\ufeff"))
    return any(word.strip().strip('"') in columns for word in words)


def _first(path: Path | str, shapes: set[Shape]) -> Table | None:
    """The first table of one of the shapes in a file; None where it has none, or cannot be read as a table at all."""
    try:
        tables = read_tables(from_path(path))
    except BadInput:
        return None
    return next((table for table in tables if shape_of(table) in shapes), None)
