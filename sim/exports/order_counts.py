"""Orders counted by the hour or by shorter intervals, as a report tool gives them: how many came in each, not which.

A row is an interval: its start as a full moment, or a date in one column and an hour (0 to 23, 9:00, 09:00-09:30) in
another. Intervals without orders may be missing.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

import numpy as np

from sim.arrays import Floats
from sim.exports import days as by_day
from sim.exports.columns import Found, find
from sim.exports.dates import DAY_S, HOUR_S
from sim.exports.doubled import doubled
from sim.exports.moments import moments
from sim.exports.numbers import numbers
from sim.exports.quality import Remark
from sim.exports.stamps import doubts
from sim.exports.tables import Table
from sim.exports.traffic import is_orders_matrix, is_traffic, matrix
from sim.files.bad_input import bad, shown
from sim.files.messages import phrase

_HOUR = re.compile(r"(\d{1,2})(?:[:：时時点點](\d{2})?(?::\d{2})?)?(?:\s*[-–~至].*)?")


@dataclass(frozen=True)
class OrderCounts:
    """`start`: (n,) seconds since 1970 on the shop's wall clock; `orders`: (n,) orders of the interval from there."""

    name: str
    start: Floats
    orders: Floats
    remarks: tuple[Remark, ...] = ()

    @property
    def first(self) -> dt.date:
        """The first day."""
        return dt.date(1970, 1, 1) + dt.timedelta(days=int(self.start.min() // DAY_S))

    def hourly(self) -> Floats:
        """(D, 24) orders by day and hour, from the first day to the last."""
        first = np.floor(self.start.min() / DAY_S)
        hours = (np.floor(self.start / HOUR_S) - 24 * first).astype(np.int64)
        days = int(hours.max()) // 24 + 1
        return np.bincount(hours, self.orders, minlength=24 * days).astype(np.float64).reshape(-1, 24)


def is_order_counts(table: Table) -> bool:
    """Whether headings say that a table counts orders by interval."""
    if is_orders_matrix(table):
        return True
    found = find(table, "order_counts")
    return {"orders", "start"} <= found.keys() and "id" not in find(table, "orders")


def read_order_counts(
    table: Table, zone: str | None = None, clock: str | None = None, order: str | None = None
) -> OrderCounts:
    """The counts of a table. Raises BadInput, with the row, for an interval or a count that cannot be read, and for an
    interval that comes twice. `order`: of day and month, where somebody has said it."""
    if not table.chosen and (is_orders_matrix(table) or is_traffic(table)):
        return _of_matrix(table)
    found = find(table, "order_counts")
    cells = _starts(table, found)
    start = moments(cells, zone, order, clock)
    again = doubled(table)
    empty = np.isnan(start.seconds) & np.isnan(numbers(table.column(found["orders"].index)))
    if (again | empty).any():
        kept = table.rows(~(again | empty))
        more = [Remark(key, int(out.sum())) for key, out in
                (("intervals.doubled", again), ("intervals.empty_rows", empty & ~again)) if out.any()]  # fmt: skip
        return read_order_counts(replace(kept, remarks=(*table.remarks, *more)), zone, clock, order)
    if start.mixed:
        raise bad(table.name, phrase("stamps.mixed", column=shown(found.get("date", found["start"]).heading)))
    held = {"start": cells, "orders": table.column(found["orders"].index)}
    orders = numbers(held["orders"])
    for role, values in (("start", start.seconds), ("orders", np.where(orders < 0, np.nan, orders))):
        wrong = np.flatnonzero(np.isnan(values))
        if len(wrong):
            facts = {"row": table.number(int(wrong[0])), "value": shown(held[role][int(wrong[0])])}
            raise bad(table.name, phrase("export.no_count", column=found[role].heading, **facts))
    if start.date_only:
        raise bad(table.name, phrase("export.date_only", column=found["start"].heading))
    distinct, first, counts = np.unique(start.seconds, return_index=True, return_counts=True)
    if len(distinct) < len(start.seconds):
        row = int(first[int(np.argmax(counts > 1))])
        facts = {"row": table.number(row), "value": shown(cells[row])}
        raise bad(table.name, phrase("export.interval_twice", **facts))
    far = by_day.strays(start.seconds)
    seconds, orders = start.seconds[~far], orders[~far]
    days = by_day.days_of(np.repeat(seconds, np.minimum(orders, 1).astype(np.int64)))
    remarks = [*table.remarks, *doubts(found.get("date", found["start"]), start, 0)]
    if far.any():
        remarks.append(Remark("intervals.strayed", int(far.sum())))
    return OrderCounts(table.name, seconds, orders, (*remarks, *([] if days is None else _missing(days))))


def _of_matrix(table: Table) -> OrderCounts:
    made = matrix(table)
    rows = np.unique(np.column_stack([made.start, made.counts]), axis=0)  # the same count told twice is one
    start, orders = rows.T
    twice = np.flatnonzero(np.diff(start) == 0)
    if len(twice):
        facts = {"row": table.first_row, "value": shown(str(np.datetime64(int(start[twice[0]]), "s")))}
        raise bad(table.name, phrase("export.interval_twice", **facts))
    far = by_day.strays(start)
    remarks = [*table.remarks, *made.remarks]
    for key, count in (("intervals.doubled", len(made.start) - len(rows)), ("intervals.strayed", int(far.sum()))):
        if count:
            remarks.append(Remark(key, count))
    return OrderCounts(table.name, start[~far], orders[~far], tuple(remarks))


def _missing(days: by_day.Days) -> list[Remark]:
    return [remark for remark in by_day.remarks(days) if remark.key == "remark.empty_days"]


def _starts(table: Table, found: dict[str, Found]) -> list[str]:
    """The start of each interval as one text: a full moment, or a date and an hour put together."""
    starts = table.column(found["start"].index)
    if "date" not in found:
        return [cell.partition(" - ")[0] for cell in starts]
    dates = table.column(found["date"].index)
    hours = [_HOUR.fullmatch(cell) for cell in starts]
    return [
        f"{date} {hour[1]}:{hour[2] or '00'}" if hour and int(hour[1]) < 24 else f"{date} {start}"
        for date, hour, start in zip(dates, hours, starts, strict=True)
    ]
