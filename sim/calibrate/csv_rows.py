"""CSV files row by row: columns found by name, cells read as numbers and times, every mistake said in one sentence.

UTF-8, parted by comma, semicolon or tab. Rows count from 1 and the heading is row 1, as a spreadsheet shows them.
Columns that nobody asked for are ignored, and so are empty rows.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.bad_input import BadInput, advice, bad, listed, nearest, shown
from sim.toml_file import read_text

LARGEST_BYTES = 200_000_000
YEARS = (1980, 2100)
MINUTE_S, HOUR_S, DAY_S = 60.0, 3600.0, 86400.0
LONGEST_NAME = 60
LATEST_S = 2 * DAY_S  # a shift may run over midnight; its seconds run on
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?")
_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]+(\S+)")


@dataclass(frozen=True)
class Column:
    """A column by its name and its other names; `means` says what it holds, for whoever has to write it."""

    name: str
    means: str
    also: tuple[str, ...] = ()
    needed: bool = True


@dataclass(frozen=True)
class Row:
    """One row: its number in the file, and its cells by `Column.name`."""

    path: Path | str
    number: int
    cells: dict[str, str]
    headings: dict[str, str]

    def __contains__(self, name: str) -> bool:
        return bool(self.cells.get(name))

    def wrong(self, name: str, right: str) -> BadInput:
        """The error that this cell is what it is; `right` says what to write instead."""
        held = self.cells.get(name)
        found = f"is {shown(held)}" if held else "is empty"
        return bad(self.path, f"row {self.number}: {self.headings.get(name, name)} {found}; {right}")

    def number_of(self, name: str, low: float, high: float, what: str) -> float:
        """The cell as a number in [low, high]."""
        cell = self.cells[name]
        value = float(cell) if _NUMBER.fullmatch(cell) else float("nan")
        if not low <= value <= high:
            raise self.wrong(name, f"write {what} from {low:,g} to {high:,.0f}, like {_example(low, high)}")
        return value

    def name_of(self, name: str) -> str:
        """The cell as a word of at most 60 letters."""
        word = self.cells[name]
        if not word or len(word) > LONGEST_NAME or not word.isprintable():
            raise self.wrong(name, f"write a word of at most {LONGEST_NAME} letters")
        return word

    def date_of(self, name: str) -> dt.date:
        return self._date(name, self.cells[name])

    def moment(self, name: str) -> tuple[dt.date | None, float]:
        """The date, if the cell has one, and the seconds since midnight.

        Seconds (25276), a time of day (07:01:16), or a date with a time (1999-02-08 07:01:16); up to 48 hours.
        """
        cell, date = self.cells[name], None
        if _NUMBER.fullmatch(cell):
            seconds = float(cell)
        else:
            stamp = _STAMP.fullmatch(cell)
            if stamp is not None:
                date, cell = self._date(name, stamp[1]), stamp[2]
            clock = _CLOCK.fullmatch(cell)
            seconds = float("nan")
            if clock is not None and int(clock[2]) < MINUTE_S and float(clock[3] or 0) < MINUTE_S:
                seconds = int(clock[1]) * HOUR_S + int(clock[2]) * MINUTE_S + float(clock[3] or 0)
        if not 0 <= seconds <= LATEST_S:
            raise self.wrong(name, "write seconds since midnight like 25276, or the shop's wall clock like 07:01:16")
        return date, seconds

    def _date(self, name: str, text: str) -> dt.date:
        try:
            date = dt.date.fromisoformat(text)
        except ValueError:
            date = None
        if date is None or not YEARS[0] <= date.year <= YEARS[1]:
            raise self.wrong(name, f"write a date like 2026-11-11, from {YEARS[0]} to {YEARS[1]}")
        return date


def read_rows(path: Path | str, columns: tuple[Column, ...]) -> Iterator[Row]:
    """The rows of a CSV file. Raises BadInput for a file, a heading or a row that cannot be read."""
    text = read_text(path, LARGEST_BYTES)
    if not text.strip():
        raise bad(path, f"the file is empty; write a heading with {_names(columns)}, and a row for each entry")
    first_line = text.split("\n", 1)[0]
    # strict: a quote that is never closed would swallow the rest of the file without a word
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first_line.count), strict=True)
    try:
        places = _places(path, [name.strip() for name in next(rows)], columns)
        width, headings = places.pop(""), {name: heading for name, (_, heading) in places.items()}
        met = False
        for number, cells in enumerate(rows, start=2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != width[0]:
                raise bad(path, f"row {number} has {len(cells)} cells; write {width[0]}, one for each column of row 1")
            met = True
            yield Row(path, number, {name: cells[at].strip() for name, (at, _) in places.items()}, headings)
        if not met:
            raise bad(path, "the file has no rows below its heading; give at least one")
    except csv.Error as error:
        raise bad(path, f"row {rows.line_num} cannot be read as CSV ({error}); save the file as plain CSV") from None


def _places(path: Path | str, header: list[str], columns: tuple[Column, ...]) -> dict[str, tuple[int, str]]:
    """Where each column stands and how it is headed there; "" holds the number of columns."""
    lower = [name.lower() for name in header]
    places: dict[str, tuple[int, str]] = {"": (len(header), "")}
    for column in columns:
        found = [i for name in (column.name, *column.also) for i, heading in enumerate(lower) if heading == name]
        if len(found) > 1:
            two = f"{shown(header[found[0]])} and {shown(header[found[1]])}"
            raise bad(path, f"row 1 has two columns for {column.name}, {two}; keep one of them")
        if found:
            places[column.name] = (found[0], shown(header[found[0]]).strip('"'))
    missing = [column for column in columns if column.needed and column.name not in places]
    if missing:
        column = missing[0]
        free = [name for name in lower if name and all(name not in (c.name, *c.also) for c in columns)]
        near = nearest(column.name, free)
        hint = f"is {shown(near)} meant to be {column.name}?" if near else f"its columns are {listed(header)[:120]}"
        raise bad(path, f"row 1 has no column {column.name} ({column.means}); {hint}")
    return places


def one_of(row: Row, name: str, choices: dict[str, bool]) -> bool:
    """What the word in a cell stands for."""
    word = row.cells[name].lower()
    if word not in choices:
        raise row.wrong(name, advice(word, choices))
    return choices[word]


def _names(columns: tuple[Column, ...]) -> str:
    return ", ".join(column.name for column in columns if column.needed)


def _example(low: float, high: float) -> str:
    return f"{min(high, max(low, 0.0) + 37):g}"
