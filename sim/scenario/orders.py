"""Orders by hour from a CSV file, as a shop's export gives them.

Two forms: `hour` and `orders` (a count for each hour), or `order_time` with one row an order and an optional column
`cancel` (cancelled orders are left out). Further columns are ignored. Times are the shop's wall clock; those with an
offset (2026-11-11T00:00:05Z) are turned into it. A day between the file's first and last without a row had no orders.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sim.files.bad_input import BadInput, bad, listed, nearest, shown
from sim.files.messages import Phrase, phrase
from sim.files.toml_file import decoded, read_text
from sim.scenario import Scenario
from sim.units import DAYS_PER_WEEK, HOURS_PER_DAY

LARGEST_BYTES = 200_000_000
LARGEST_COUNT = 1_000_000
YEARS = (2000, 2100)
YES, NO = {"true", "1", "yes", "y", "t"}, {"false", "0", "no", "n", "f", ""}
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
    UTF-8, with comma, semicolon or tab. Raises BadInput that names row and field. Rows count from 1, the header is
    row 1, as a spreadsheet shows them.
    """
    text = read_text(path, LARGEST_BYTES) if content is None else decoded(path, content)
    first_line = text.split("\n", 1)[0]
    separator = max(",;\t", key=first_line.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return _read(path, rows, None if timezone is None else ZoneInfo(timezone))
    except csv.Error as error:
        raise bad(path, phrase("csv.broken", row=rows.line_num, reason=error)) from None


def _read(path: Path | str, rows: Iterator[list[str]], zone: ZoneInfo | None) -> HourlyOrders:
    header = [name.strip().lower() for name in next(rows, [])]
    by_hour = "hour" in header
    if not by_hour and "order_time" not in header:
        raise bad(path, _no_columns(header))
    if by_hour and "orders" not in header:
        raise bad(path, phrase("orders.no_orders", found=_columns(header)))
    counts: Counter[tuple[dt.date, int]] = Counter()
    met: dict[tuple[dt.date, int], int] = {}
    when = header.index("hour" if by_hour else "order_time")
    many = header.index("orders") if by_hour else None
    cancelled = header.index("cancel") if not by_hour and "cancel" in header else None
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            raise bad(path, phrase("csv.cells", row=number, count=len(row), width=len(header)))
        date, hour, minute = _time(path, number, header[when], row[when], zone)
        if many is None:
            if cancelled is None or not _flag(path, number, row[cancelled]):
                counts[date, hour] += 1
            met.setdefault((date, hour), number)
            continue
        if minute:
            raise _wrong(path, number, "hour", row[when], phrase("orders.full_hour"))
        if (date, hour) in met:
            raise bad(path, phrase("orders.twice", row=number, value=shown(row[when]), first=met[date, hour]))
        met[date, hour] = number
        counts[date, hour] = _count(path, number, row[many])
    if not met:
        raise bad(path, phrase("orders.no_rows"))
    rows_out = tuple((date, hour, n) for (date, hour), n in sorted(counts.items()) if n)
    return HourlyOrders(rows_out, min(met)[0], max(met)[0])


def _wrong(path: Path | str, number: int, field: str, cell: str, right: Phrase) -> BadInput:
    """The error that a cell is what it is; `right` says what to write instead."""
    return bad(path, phrase("csv.cell", row=number, column=field, value=shown(cell), right=right))


def _columns(names: Iterable[Any]) -> Phrase:
    return phrase("csv.columns", columns=listed(names, longest=150))


def _no_columns(header: list[str]) -> Phrase:
    found = _columns(shown(name) for name in header) if any(header) else phrase("orders.no_header")
    wanted = ("hour", "orders", "order_time")
    for name in header:
        if column := nearest(name, wanted):
            return phrase("orders.needed_meant", found=found, name=shown(name), column=column)
    return phrase("orders.needed", found=found)


def _time(path: Path | str, number: int, field: str, cell: str, zone: ZoneInfo | None) -> tuple[dt.date, int, int]:
    """Local date, hour and minute of a cell."""
    found = _TIME.fullmatch(cell.strip())
    if found is None:
        raise _wrong(path, number, field, cell, phrase("orders.time"))
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
        time = dt.datetime(year, month, day, hour, minute, second)
    except ValueError:  # no such date
        raise _wrong(path, number, field, cell, phrase("orders.time")) from None
    if not YEARS[0] <= year <= YEARS[1]:
        raise _wrong(path, number, field, cell, phrase("orders.year", first=YEARS[0], last=YEARS[1]))
    if found[7]:
        if zone is None:
            raise _wrong(path, number, field, cell, phrase("orders.offset"))
        offset = "+00:00" if found[7] == "Z" else found[7]
        time = dt.datetime.fromisoformat(f"{time.isoformat()}{offset}").astimezone(zone)
    return time.date(), time.hour, time.minute


def _count(path: Path | str, number: int, cell: str) -> int:
    found = re.fullmatch(r"\s*(\d{1,9})(?:\.0*)?\s*", cell)
    if found is None or int(found[1]) > LARGEST_COUNT:
        raise _wrong(path, number, "orders", cell, phrase("orders.count", most=f"{LARGEST_COUNT:,}"))
    return int(found[1])


def _flag(path: Path | str, number: int, cell: str) -> bool:
    word = cell.strip().lower()
    if word not in YES | NO:
        raise _wrong(path, number, "cancel", cell, phrase("orders.flag"))
    return word in YES


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
