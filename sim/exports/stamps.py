"""The moments of a table's rows: one column, or a date and a clock time in two; what cannot be read is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from sim.arrays import Floats
from sim.exports.columns import Found
from sim.exports.moments import Moments, in_utc, moments, on_clock
from sim.exports.quality import Remark
from sim.exports.spans import spans
from sim.exports.tables import Table
from sim.files.bad_input import bad, shown
from sim.files.messages import phrase
from sim.units import SECONDS_PER_DAY

MOST_UNREAD = 0.05  # share of rows without a moment above which a table is refused
UTC = "UTC"


@dataclass(frozen=True)
class Told:
    """What somebody says of a file's moments: `clock`, the zone of those without an offset (IANA name); `order` of day
    and month, MONTH_FIRST or DAY_FIRST of `sim.exports.moments`."""

    clock: str | None = None
    order: str | None = None


NOTHING_TOLD = Told()


@dataclass(frozen=True)
class Stamps:
    """(N,) seconds since 1970, nan where a row has none; in UTC where the file says so (`utc`), else as shown."""

    seconds: Floats
    utc: bool
    date_only: bool
    remarks: tuple[Remark, ...] = ()


def stamped(table: Table, found: Mapping[str, Found], told: Told, one: str, date: str = "", clock: str = "") -> Stamps:
    """When each row happened: by the column of role `one`, else by those of `date` and `clock` together.

    Raises BadInput where there is no such column, more than one in twenty rows cannot be read, or the days of a column
    contradict each other about day and month.
    """
    role = one if one in found else date
    if role not in found:
        raise bad(table.name, phrase("stamps.no_column"))
    column = found[role]
    in_two = role == date and clock in found
    # a date and a clock time in two columns have to be put together before they can go to another zone
    read = moments(table.column(column.index), UTC, told.order, None if in_two else told.clock)
    refuse(table, column, read)
    seconds, date_only = read.seconds, read.date_only
    utc = read.zone_known or told.clock is not None
    if in_two and date_only:
        clocks = spans(table.column(found[clock].index)).seconds
        seconds, date_only = seconds + np.where(clocks <= SECONDS_PER_DAY, clocks, np.nan), False
    if in_two and not read.zone_known and told.clock is not None:
        seconds = in_utc(seconds, ZoneInfo(told.clock))
    return Stamps(seconds, utc, date_only, tuple(doubts(column, read, int(np.isnan(seconds).sum()))))


def relied_on(table: Table, column: Found, told: Told, zone: str | None = UTC) -> tuple[Moments, list[Remark]]:
    """A column of moments, and what is open about it. Raises BadInput where it cannot be relied on."""
    read = moments(table.column(column.index), zone, told.order, told.clock)
    refuse(table, column, read)
    return read, doubts(column, read, read.unread)


def beside(table: Table, column: Found | None, day_of: Floats, told: Told) -> Floats:
    """A further column of moments, or of clock times of the same day as `day_of` (past midnight where earlier)."""
    if column is None:
        return np.full(len(table), np.nan)
    cells = table.column(column.index)
    read = moments(cells, UTC, told.order, told.clock).seconds
    clocks = spans(cells).seconds
    zone = ZoneInfo(told.clock) if told.clock is not None else None
    came = day_of if zone is None else on_clock(day_of, zone)  # as the cells show it
    onward = np.floor(came / SECONDS_PER_DAY) * SECONDS_PER_DAY + clocks
    onward = np.where(onward < came - SECONDS_PER_DAY / 2, onward + SECONDS_PER_DAY, onward)
    onward = onward if zone is None else in_utc(onward, zone)
    return np.where(np.isnan(read), onward, read)


def refuse(table: Table, column: Found, read: Moments) -> None:
    """Raises BadInput where a column of moments cannot be relied on."""
    rows = len(read.seconds)
    if read.mixed:
        raise bad(table.name, phrase("stamps.mixed", column=shown(column.heading)))
    if read.unread > MOST_UNREAD * rows or np.isnan(read.seconds).all():
        at = read.first_unread if read.first_unread is not None else 0
        held = table.column(column.index)[at]
        facts = {"row": table.number(at), "column": shown(column.heading), "value": shown(held)}
        raise bad(table.name, phrase("stamps.unread", **facts))


def doubts(column: Found, read: Moments, lost: int) -> list[Remark]:
    """What is open about a column of moments, and how many rows are `lost` for want of one."""
    found = []
    if read.ambiguous:
        key = "stamps.month_first" if read.order == "month first" else "stamps.day_first"
        found.append(Remark(key, len(read.seconds), {"column": shown(column.heading), "example": column.example}))
    if lost:
        found.append(Remark("stamps.unread_rows", lost, {"column": shown(column.heading)}))
    return found
