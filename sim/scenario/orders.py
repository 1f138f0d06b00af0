"""Orders by hour from a CSV file, as a shop's export gives them.

Two forms: `hour` and `orders` (a count for each hour), or `order_time` with one row an order and an optional column
`cancel` (cancelled orders are left out). Further columns are ignored. Times are the shop's wall clock; those with an
offset (2026-11-11T00:00:05Z) are turned into it. A day between the file's first and last without a row had no orders.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sim.files.bad_input import bad, listed, nearest, shown
from sim.files.csv_rows import Column, Row, one_of, read_rows, stray_row
from sim.files.messages import Phrase, phrase
from sim.scenario import Scenario
from sim.units import DAYS_PER_WEEK, HOURS_PER_DAY

HOUR = Column("hour", phrase("column.hour"))
ORDERS = Column("orders", phrase("column.orders"))
ORDER_TIME = Column("order_time", phrase("column.order_time"))
CANCEL = Column("cancel", phrase("column.cancel"), needed=False)
CANCELLED = dict.fromkeys(("true", "1", "yes", "y", "t"), True) | dict.fromkeys(
    ("false", "0", "no", "n", "f", ""), False
)
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

    def __iter__(self) -> Iterator[tuple[dt.date, int, int]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def total(self) -> int:
        return sum(count for _, _, count in self.rows)

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
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
        time = dt.datetime(year, month, day, hour, minute, second)
    except (AttributeError, ValueError):  # no match, or no such date
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


def with_orders(
    scenario: Scenario, path: Path | str, start: dt.date | None = None, weeks: int | None = None
) -> Scenario:
    """The scenario on the orders of a file: its calendar moved to the file's dates, its profile fitted to them.

    `start` is the first day of the calendar (the file's if none), `weeks` its length (the whole weeks that the file
    covers from there, at least one). Campaigns outside the new calendar are dropped. The fitted profile serves the
    days that the file does not cover. Raises BadInput if the file covers no day of the calendar.
    """
    path = Path(path).absolute()
    orders = read_orders(path, scenario.timezone)
    start = orders.first if start is None else start
    weeks = max(1, ((orders.last - start).days + 1) // DAYS_PER_WEEK) if weeks is None else weeks
    end = start + dt.timedelta(days=weeks * DAYS_PER_WEEK - 1)
    used = {date: counts for date, counts in orders.days().items() if start <= date <= end}
    if not sum(map(sum, used.values())):
        facts = {"start": start, "end": end, "first": orders.first, "last": orders.last}
        raise bad(path, phrase("orders.none_in_calendar", **facts))
    campaigns = [c.model_dump() for c in scenario.calendar.campaigns if start <= c.day <= end]
    calendar = {"start": start, "weeks": weeks, "campaigns": campaigns}
    level = sum(map(sum, used.values())) / len(used)
    weekday = [_mean([sum(counts) for date, counts in used.items() if date.weekday() == day], level) / level
               for day in range(DAYS_PER_WEEK)]  # fmt: skip
    hourly = [float(sum(counts[hour] for counts in used.values())) for hour in range(HOURS_PER_DAY)]
    profile = {"orders_day": level, "weekday": weekday, "hourly": hourly, "growth_week": 0.0, "hourly_csv": str(path)}
    return scenario.with_levers({"calendar": calendar} | {f"demand.{key}": value for key, value in profile.items()})


def _mean(values: list[int], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
