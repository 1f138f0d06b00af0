"""Counts by hour as a matrix: a row an hour and a column a day, or a row a day and a column an hour.

Chat tools write contacts so, with the zone in the line above and a second time in UTC: the first is the shop's. Report
tools write orders so as well. What is counted stands in a title, a heading or the file's name; where nothing says it,
it is taken for contacts, and said.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath

import numpy as np

from sim.arrays import Floats
from sim.exports.contacts import EPOCH
from sim.exports.intervals import DAY_S, Intervals
from sim.exports.moments import moments
from sim.exports.numbers import numbers
from sim.exports.quality import Remark
from sim.exports.roster_dates import dates_of
from sim.exports.scripts import simplified
from sim.exports.spans import span
from sim.exports.tables import Table
from sim.exports.totals import is_total

LEAST_DAYS, LEAST_HOURS = 2, 8
MOST_BESIDE = 3  # columns that count nothing: a weekday, a sum, a mean
MOST_ROWS = 5000  # as many days as nobody has
_ORDERS = re.compile("订单|单量|下单|成交|orders?(?![a-z])|sales", re.IGNORECASE)
_CONTACTS = re.compile(
    "咨询|会话|进线|接待|来电|呼入|通话|contact|chat|calls?(?![a-z])|conversation|ticket", re.IGNORECASE
)
_MEAN = re.compile("平均|均值|average|mean|avg", re.IGNORECASE)
_RANGE = re.compile(r"(\d{1,2}(?:[:：]\d{2})?)\s*[点點时時]?\s*[-–~～至到]\s*(\d{1,2}(?:[:：]\d{2})?)\s*[点點时時]?")


@dataclass(frozen=True)
class Matrix:
    """`start`: (N,) seconds since 1970 on the file's clock; `counts`: (N,); `length_s` of each interval."""

    start: Floats
    counts: Floats
    length_s: float
    remarks: tuple[Remark, ...]


def is_traffic(table: Table) -> bool:
    """Whether a table is a matrix of days and hours that counts anything but orders."""
    return _axes(table) is not None and counts_what(table) != "orders"


def is_orders_matrix(table: Table) -> bool:
    """Whether a table is a matrix of days and hours that counts orders."""
    return _axes(table) is not None and counts_what(table) == "orders"


def counts_what(table: Table) -> str | None:
    """ "orders" or "contacts"; None where the table does not say it."""
    title = " ".join((PurePath(table.name).name, table.sheet or "", *(c for line in table.above for c in line)))
    title = simplified(title + " " + " ".join(table.headings[:1]))
    if bool(_ORDERS.search(title)) == bool(_CONTACTS.search(title)):
        return None
    return "orders" if _ORDERS.search(title) else "contacts"


def zone_above(table: Table) -> str | None:
    """The zone that a line above the table names, as it is written there."""
    for line in table.above:
        if len(line) > 1 and line[0].lower().rstrip(":") in ("timezone", "time zone", "时区"):
            return line[1]
    return None


def read_traffic(table: Table) -> Intervals:
    """Contacts offered by hour (or half hour) and day; nothing else is said. nan where a cell is empty."""
    found = matrix(table)
    zone = zone_above(table)
    nothing = np.full(len(found.start), np.nan)
    queue = np.zeros(len(found.start), dtype=np.int64)
    length = np.full(len(found.start), found.length_s)
    made = Intervals(table.name, ("?",), queue, found.start, length, found.counts, *(nothing,) * 8)
    remarks = list(found.remarks)
    if zone is not None:
        remarks.append(Remark("intervals.zone_named", len(found.start), {"zone": zone}))
    elif counts_what(table) is None:
        remarks.append(Remark("intervals.taken_for_contacts", len(found.start)))
    return made.said(*remarks)


def matrix(table: Table) -> Matrix:
    """The counts of a table that is a matrix, in no order; cells without a count are left out."""
    axes = _axes(table)
    assert axes is not None  # asked before
    columns, rows, days_wide = axes
    places, firsts = np.array(list(columns.values())), np.array(rows)
    body = np.array([numbers(table.column(i)) for i in columns])  # column, row
    start = places[:, None] + firsts[None, :]
    known = ~np.isnan(start) & ~np.isnan(body)
    clock = np.unique(firsts[~np.isnan(firsts)] if days_wide else places)
    steps = np.diff(clock)
    heads = [table.headings[i] for i in columns] if days_wide else table.column(0)
    days = moments(heads)
    remarks = []
    if days.ambiguous:
        key = "stamps.month_first" if days.order == "month first" else "stamps.day_first"
        remarks.append(Remark(key, len(heads), {"column": table.headings[0], "example": heads[0]}))
    elif np.isnan(days.seconds).all():
        first = EPOCH + dt.timedelta(seconds=float((start - start % DAY_S)[known].min()))
        remarks.append(Remark("intervals.year_taken", len(heads), {"first": first}))
    unread = int((np.isnan(body) & np.array([[bool(cell) for cell in table.column(i)] for i in columns])).sum())
    if unread:
        remarks.append(Remark("intervals.unread", unread))
    return Matrix(start[known], body[known], float(steps.min()) if len(steps) else 3600.0, tuple(remarks))


def _axes(table: Table) -> tuple[dict[int, float], list[float], bool] | None:
    """The seconds of each column that counts, those of each row, and whether the columns are days; None for any other
    table. Columns beside them (a weekday, a sum) count nothing."""
    heads = list(table.headings)
    if len(heads) <= LEAST_DAYS or not 0 < len(table) <= MOST_ROWS:
        return None
    firsts = table.column(0)
    if (rows := _hours(firsts)) is not None:
        days = _days(heads[1:])
        beside = [i + 1 for i in range(len(heads) - 1) if i not in days]
        known = len(beside) <= MOST_BESIDE and all(_adds_up(table, i) for i in beside)
        if len(days) >= LEAST_DAYS and known and _counts(table, [i + 1 for i in days]):
            return {i + 1: seconds for i, seconds in days.items()}, rows, True
        return None
    days = _days(firsts)
    if len(days) < len(table):
        return None
    hours = {i: seconds for i, head in enumerate(heads) if i and (seconds := _hour(head)) is not None}
    beside = [i for i in range(1, len(heads)) if i not in hours and table.holds_something(i)]
    if len(hours) < LEAST_HOURS or len(beside) > MOST_BESIDE or not all(_adds_up(table, i) for i in beside):
        return None  # an hour "24", too, says that "1" is the hour before it, or after
    if any(b <= a for a, b in pairwise(hours.values())) or not _counts(table, list(hours)):
        return None
    return hours, [days[i] for i in range(len(table))], False


def _counts(table: Table, columns: list[int]) -> bool:
    """Whether the first and the last of some columns hold numbers."""
    return all(np.isfinite(numbers(table.column(i))).any() for i in (columns[0], columns[-1]))


def _adds_up(table: Table, column: int) -> bool:
    """Whether a column is a sum or a mean of the others, or holds no counts at all."""
    heading = table.headings[column]
    said = is_total([heading]) or _MEAN.search(heading) is not None
    return said or bool(np.isnan(numbers(table.column(column))).all())


def _days(cells: list[str]) -> dict[int, float]:
    """Midnights of the cells that are days, by position."""
    read = moments(cells)
    if read.mixed or not (read.date_only or np.isnan(read.seconds).all()):
        return {}
    dates, _ = dates_of(cells, (), None, dt.date.today())
    return {i: (date - EPOCH).days * DAY_S for i, date in dates.items()}


def _hours(cells: list[str]) -> list[float] | None:
    found = [_hour(cell) for cell in cells]
    if None in found or len(set(found)) < len(found) or not found:
        return None
    return [value for value in found if value is not None]


def _hour(cell: str) -> float | None:
    """Seconds since midnight of 0, 9, 09:00, 9:30, 9点 or of the beginning of 09:00-10:00; None for what is none."""
    if found := _RANGE.fullmatch(cell.strip()):
        first, last = (_hour(part) for part in found.groups())
        return first if first is not None and (last is None or last > first or last == 0.0) else None
    bare = cell.replace("：", ":").rstrip("点點时時hH ")
    value = span(f"{bare}:00") if bare.count(":") == 1 else span(bare)
    value = value * 3600.0 if ":" not in bare else value
    return value if 0 <= value < DAY_S else None
