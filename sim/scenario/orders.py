"""Orders by hour from a CSV file, as a shop's export gives them.

Two forms: `hour` and `orders` (a count for each hour), or `order_time` with one row an order and an optional column
`cancel` (cancelled orders are left out). Further columns are ignored. Times are the shop's wall clock; those with an
offset (2026-11-11T00:00:05Z) are turned into it. A day between the file's first and last without a row had no orders.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sim.files.bad_input import bad, listed, nearest, shown
from sim.files.csv_rows import Column, Row, one_of, read_rows, stray_row
from sim.files.messages import Phrase, phrase
from sim.scenario import Scenario
from sim.scenario.limits import refuse_large
from sim.units import HOURS_PER_DAY

HOUR = Column("hour", phrase("column.hour"))
ORDERS = Column("orders", phrase("column.orders"))
ORDER_TIME = Column("order_time", phrase("column.order_time"))
CANCEL = Column("cancel", phrase("column.cancel"), needed=False)
YES, NO = ("true", "1", "yes", "y", "t"), ("false", "0", "no", "n", "f", "")
CANCELLED = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)
LARGEST_COUNT = 1_000_000
LONGEST_CLOSED_DAYS = 180  # without a single row between two dates; a longer gap is a slip in a year
YEARS = (2000, 2100)
_COUNT = re.compile(r"(\d{1,9})(?:\.0*)?")
_TIME = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T ]+(\d{1,2})(?::(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?"
)


@dataclass(frozen=True)
class HourlyOrders:
    """Orders by local date and hour: `rows` holds (date, hour, orders), in order, hours without orders left out."""

    rows: tuple[tuple[dt.date, int, int], ...]
    first: dt.date
    last: dt.date

    def counts(self) -> dict[tuple[dt.date, int], int]:
        """Orders by (date, hour) for every hour from the first date to the last, zeros included."""
        return {(date, hour): n for date, hours in self.days().items() for hour, n in enumerate(hours)}

    def days(self) -> dict[dt.date, tuple[int, ...]]:
        """24 counts for every date from the first to the last."""
        table = {
            self.first + dt.timedelta(days=i): [0] * HOURS_PER_DAY for i in range((self.last - self.first).days + 1)
        }
        for date, hour, count in self.rows:
            table[date][hour] = count
        return {date: tuple(counts) for date, counts in table.items()}


def read_orders(path: Path | str, timezone: str | None = None, content: bytes | None = None) -> HourlyOrders:
    """Orders by hour of a CSV file; `timezone` is the shop's, needed for times with an offset.

    `content`: the file's bytes where they are at hand; `path` is then only the name that an error begins with.
    Raises BadInput that names row and field, for a stray date too: the days up to it would count as days without
    orders.
    """
    zone = None if timezone is None else ZoneInfo(timezone)
    counts: Counter[tuple[dt.date, int]] = Counter()
    met: dict[tuple[dt.date, int], int] = {}
    dates: dict[dt.date, int] = {}
    for row in read_rows(path, lambda header: _columns_of(path, header), content):
        field = HOUR.name if HOUR.name in row.headings else ORDER_TIME.name
        date, hour, minute = _time(row, field, zone)
        dates.setdefault(date, row.number)
        if field == ORDER_TIME.name:
            if CANCEL.name not in row.headings or not one_of(row, CANCEL.name, CANCELLED, phrase("orders.flag")):
                counts[date, hour] += 1
            continue
        if minute:
            raise row.wrong(field, phrase("orders.full_hour"))
        if (date, hour) in met:
            facts = {"row": row.number, "value": shown(row.cells[field]), "first": met[date, hour]}
            raise bad(path, phrase("orders.twice", **facts))
        met[date, hour] = row.number
        counts[date, hour] = _count(row)
    stray = stray_row(dates, LONGEST_CLOSED_DAYS)
    if stray is not None:
        number, date, days = stray
        raise bad(path, phrase("csv.stray", row=number, date=date, days=f"{days:,}", most=LONGEST_CLOSED_DAYS))
    rows = tuple((date, hour, n) for (date, hour), n in sorted(counts.items()) if n)
    return HourlyOrders(rows, min(dates), max(dates))


def orders_of(scenario: Scenario, path: Path | str) -> HourlyOrders:
    """The orders of a file for the calendar of `scenario`; BadInput too if they are more than can be simulated."""
    orders, calendar = read_orders(path, scenario.timezone), scenario.calendar
    days = {date: float(sum(counts)) for date, counts in orders.days().items()}
    inside = {date: count for date, count in days.items() if calendar.start <= date <= calendar.end}
    try:
        if inside:
            refuse_large(scenario, inside)
    except ValueError as error:
        raise bad(path, error.args[0]) from None
    return orders


def _columns_of(path: Path | str, header: list[str]) -> tuple[Column, ...]:
    """The columns of the form that a file has, by its headings in lower case; BadInput if it has neither."""
    if HOUR.name in header:
        if ORDERS.name not in header:
            raise bad(path, phrase("orders.no_orders", found=_found(header)))
        return HOUR, ORDERS
    if ORDER_TIME.name in header:
        return ORDER_TIME, CANCEL
    found = _found(shown(name) for name in header) if any(header) else phrase("orders.no_header")
    for name in header:
        if column := nearest(name, (HOUR.name, ORDERS.name, ORDER_TIME.name)):
            raise bad(path, phrase("orders.needed_meant", found=found, name=shown(name), column=column))
    raise bad(path, phrase("orders.needed", found=found))


def _found(names: Iterable[Any]) -> Phrase:
    return phrase("csv.columns", columns=listed(names, longest=150))


def _time(row: Row, field: str, zone: ZoneInfo | None) -> tuple[dt.date, int, int]:
    """Local date, hour and minute of a cell."""
    found = _TIME.fullmatch(row.cells[field])
    if found is None:
        raise row.wrong(field, phrase("orders.time"))
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
        time = dt.datetime(year, month, day, hour, minute, second)
    except ValueError:  # no such date
        raise row.wrong(field, phrase("orders.time")) from None
    if not YEARS[0] <= year <= YEARS[1]:
        raise row.wrong(field, phrase("orders.year", first=YEARS[0], last=YEARS[1]))
    if found[7]:
        if zone is None:
            raise row.wrong(field, phrase("orders.offset"))
        offset = "+00:00" if found[7] == "Z" else found[7]
        time = dt.datetime.fromisoformat(f"{time.isoformat()}{offset}").astimezone(zone)
    return time.date(), time.hour, time.minute


def _count(row: Row) -> int:
    found = _COUNT.fullmatch(row.cells[ORDERS.name])
    if found is None or int(found[1]) > LARGEST_COUNT:
        raise row.wrong(ORDERS.name, phrase("orders.count", most=f"{LARGEST_COUNT:,}"))
    return int(found[1])
