"""Which of the shapes of contacts, reports and rosters a table has, and reading it as that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from enum import Enum

from sim.exports.agent_days import AgentDays, is_agent_days, read_agent_days
from sim.exports.calls import is_calls, read_calls
from sim.exports.chats import is_chats, read_chats
from sim.exports.columns import find
from sim.exports.contact_file import ContactFile
from sim.exports.doubts import looked_through
from sim.exports.hours import Hours
from sim.exports.interval_reports import is_intervals, read_intervals
from sim.exports.intervals import Intervals
from sim.exports.known_again import remark_on
from sim.exports.personal import not_read
from sim.exports.platforms import platform_of
from sim.exports.queue_log import is_queue_log, read_queue_log
from sim.exports.records import is_records, read_records
from sim.exports.rosters import Roster, is_grid, read_grid
from sim.exports.shift_columns import is_shift_columns, read_shift_columns
from sim.exports.shift_lists import is_duty_list, is_shift_list, read_duty_list, read_shift_list
from sim.exports.stamps import NOTHING_TOLD, Told
from sim.exports.tables import Table
from sim.exports.tickets import Tickets, is_tickets, read_tickets

Read = ContactFile | Intervals | AgentDays | Tickets | Roster


class Shape(Enum):
    """What a table holds; the value names it in sentences."""

    QUEUE_LOG = "shape.queue_log"
    RECORDS = "shape.records"
    CALLS = "shape.calls"
    CHATS = "shape.chats"
    TICKETS = "shape.tickets"
    INTERVALS = "shape.intervals"
    AGENT_DAYS = "shape.agent_days"
    ROSTER = "shape.roster"
    SHIFTS = "shape.shifts"
    DUTY_LIST = "shape.duty_list"


# The first that fits: what has more of its own marks comes first.
_TESTS: tuple[tuple[Shape, Callable[[Table], bool]], ...] = (
    (Shape.QUEUE_LOG, is_queue_log),
    (Shape.RECORDS, is_records),
    (Shape.INTERVALS, is_intervals),
    (Shape.ROSTER, is_grid),
    (Shape.ROSTER, is_shift_columns),
    (Shape.DUTY_LIST, is_duty_list),
    (Shape.AGENT_DAYS, is_agent_days),
    (Shape.TICKETS, is_tickets),
    (Shape.CALLS, is_calls),
    (Shape.CHATS, is_chats),
    (Shape.SHIFTS, is_shift_list),
)


def shape_of(table: Table) -> Shape | None:
    """The shape of a table; None: none of these."""
    return next((shape for shape, fits in _TESTS if fits(table)), None)


def served_by(table: Table) -> bool:
    """Whether rows are talks that somebody had, though they name orders: chats list the one that they were about."""
    chats, calls = find(table, "chats"), find(table, "calls")
    return platform_of(table) is None and (
        ({"began", "agent"} <= chats.keys() and bool(chats.keys() & {"ended", "length"}))
        or ({"came", "agent"} <= calls.keys() and bool(calls.keys() & {"talk", "wait"}))
    )


def served_without_time(table: Table) -> bool:
    """Whether rows say who served somebody and when or for how long, as no order does, though not when they came."""
    found = find(table, "calls").keys()
    return "agent" in found and bool(found & {"answered_at", "talk", "wait"}) and not found & {"came", "date"}


def has_shape(table: Table, shape: Shape) -> bool:
    """Whether a table has what is needed to be read as a shape."""
    return any(fits(table) for one, fits in _TESTS if one is shape)


def read_shape(
    table: Table, shape: Shape, zone: str | None = None, near: dt.date | None = None, told: Told = NOTHING_TOLD
) -> Read:
    """The table read as that. `zone`: the shop's (IANA name); `near`: a day that a roster without years is about;
    `told`: what somebody says of the moments.

    Raises BadInput.
    """
    match shape:
        case Shape.TICKETS:
            read: Read = read_tickets(table, zone, told)
        case Shape.INTERVALS:
            read = read_intervals(table, zone, told)
        case Shape.AGENT_DAYS:
            read = read_agent_days(table, told)
        case Shape.ROSTER:
            read = read_grid(table, near) if is_grid(table) else read_shift_columns(table)
        case Shape.SHIFTS:
            read = read_shift_list(table, told)
        case Shape.DUTY_LIST:
            read = read_duty_list(table)
        case _:
            return read_contact_file(table, shape, zone, told=told)
    return replace(read, remarks=table.remarks + read.remarks)


_CONTACTS: dict[Shape, Callable[[Table, str | None, Told], ContactFile]] = {
    Shape.QUEUE_LOG: read_queue_log,
    Shape.RECORDS: read_records,
    Shape.CALLS: read_calls,
    Shape.CHATS: read_chats,
}


def read_contact_file(
    table: Table,
    shape: Shape,
    zone: str | None = None,
    hours: Hours | None = None,
    told: Told = NOTHING_TOLD,
) -> ContactFile:
    """Contacts of a table, looked through for what cannot be; `hours` of duty where another file has them."""
    found = _CONTACTS[shape](table, zone, told)
    remarks = table.remarks + found.remarks
    if shape is not Shape.QUEUE_LOG:  # its columns have no names of their own
        columns = find(table, shape.name.lower())
        remarks += remark_on(table, columns) + not_read(table, {column.index for column in columns.values()})
    return looked_through(replace(found, remarks=remarks), hours, zone)
