"""Contacts by hour as a matrix: a row an hour and a column a day, or a row a day and a column an hour.

Chat tools write it with the zone in the line above, and a second time in UTC: the first is the shop's.
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats
from sim.exports.intervals import DAY_S, Intervals
from sim.exports.moments import moments
from sim.exports.numbers import numbers
from sim.exports.quality import Remark
from sim.exports.spans import span
from sim.exports.tables import Table

LEAST_COLUMNS = 2


def is_traffic(table: Table) -> bool:
    """Whether days stand in the headings and hours in the first column, or the other way round."""
    return _days_wide(table) or _hours_wide(table)


def zone_above(table: Table) -> str | None:
    """The zone that a line above the table names, as it is written there."""
    for line in table.above:
        if len(line) > 1 and line[0].lower().rstrip(":") in ("timezone", "time zone", "时区"):
            return line[1]
    return None


def read_traffic(table: Table) -> Intervals:
    """Contacts offered by hour (or half hour) and day; nothing else is said. nan where a cell is empty."""
    width = len(table.headings)
    body = np.array([numbers(table.column(i)) for i in range(1, width)])  # column, row
    firsts, heads = table.column(0), list(table.headings[1:])
    days, clocks = (heads, firsts) if _days_wide(table) else (firsts, heads)
    day, clock = moments(days).seconds, np.array([_hour(cell) for cell in clocks])
    start = day[:, None] + clock[None, :]
    counts = body if _days_wide(table) else body.T
    known = ~np.isnan(start) & ~np.isnan(counts)
    start, counts = start[known], counts[known]
    steps = np.diff(np.unique(clock[~np.isnan(clock)]))
    zone = zone_above(table)
    made = _of_counts(table.name, start, counts, float(steps.min()) if len(steps) else 3600.0)
    return made.said(Remark("intervals.zone_named", len(start), {"zone": zone})) if zone else made


def _of_counts(name: str, start: Floats, offered: Floats, length: float) -> Intervals:
    nothing = np.full(len(start), np.nan)
    queue = np.zeros(len(start), dtype=np.int64)
    return Intervals(name, ("?",), queue, start, np.full(len(start), length), offered, *(nothing,) * 8)


def _days_wide(table: Table) -> bool:
    heads = table.headings[1:]
    if len(heads) < LEAST_COLUMNS or not len(table):
        return False
    read = moments(list(heads))
    return read.date_only and read.unread == 0 and read.empty == 0 and _hours(table.column(0))


def _hours_wide(table: Table) -> bool:
    heads = table.headings[1:]
    if len(heads) < 24 or not len(table):
        return False
    read = moments(table.column(0))
    return read.date_only and not np.isnan(read.seconds).any() and _hours(list(heads))


def _hours(cells: list[str]) -> bool:
    found = np.array([_hour(cell) for cell in cells])
    return bool(len(found)) and not np.isnan(found).any() and len(set(found.tolist())) == len(found)


def _hour(cell: str) -> float:
    """Seconds since midnight of 0, 9, 09:00, 9:30 or 9点; nan for what is none."""
    cell = cell.rstrip("点时hH ")
    value = span(f"{cell}:00") if cell.count(":") == 1 else span(cell)
    value = value * 3600.0 if ":" not in cell else value
    return value if 0 <= value < DAY_S else float("nan")
