"""CSV files row by row: columns found by name, cells read as numbers and times, every mistake said in one sentence.

UTF-8, parted by comma, semicolon or tab. Rows count from 1 and the heading is row 1, as a spreadsheet shows them.
Columns that nobody asked for are ignored, and so are empty rows.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from sim.files.bad_input import BadInput, advice, bad, listed, nearest, shown
from sim.files.csv_text import plain
from sim.files.messages import Phrase, Series, phrase
from sim.files.toml_file import decoded, read_text

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
    means: Phrase
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

    def wrong(self, name: str, right: Phrase) -> BadInput:
        """The error that this cell is what it is; `right` says what to write instead."""
        held, facts = self.cells.get(name), {"row": self.number, "column": self.headings.get(name, name)}
        key = "csv.cell" if held else "csv.cell_empty"
        return bad(self.path, phrase(key, **facts, value=shown(held), right=right))

    def number_of(self, name: str, low: float, high: float, what: Phrase) -> float:
        """The cell as a number in [low, high]."""
        cell = self.cells[name]
        value = float(cell) if _NUMBER.fullmatch(cell) else float("nan")
        if not low <= value <= high:
            facts = {"low": f"{low:,g}", "high": f"{high:,.0f}", "example": f"{min(high, max(low, 0.0) + 37):g}"}
            raise self.wrong(name, phrase("csv.number", what=what, **facts))
        return value

    def name_of(self, name: str) -> str:
        """The cell as a word of at most 60 letters."""
        word = self.cells[name]
        if not word or len(word) > LONGEST_NAME or not word.isprintable():
            raise self.wrong(name, phrase("csv.word", most=LONGEST_NAME))
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
            raise self.wrong(name, phrase("csv.moment"))
        return date, seconds

    def _date(self, name: str, text: str) -> dt.date:
        try:
            date = dt.date.fromisoformat(text)
        except ValueError:
            date = None
        if date is None or not YEARS[0] <= date.year <= YEARS[1]:
            raise self.wrong(name, phrase("csv.date", first=YEARS[0], last=YEARS[1]))
        return date


def read_rows(
    path: Path | str,
    columns: tuple[Column, ...] | Callable[[list[str]], tuple[Column, ...]],
    content: bytes | None = None,
) -> Iterator[Row]:
    """The rows of a CSV file. Raises BadInput for a file, a heading or a row that cannot be read.

    `columns`: those to read, or a function that chooses them by the headings in lower case (none: an empty file).
    `content`: the file's bytes where they are at hand; `path` is then only the name that an error begins with.
    """
    text = read_text(path, LARGEST_BYTES) if content is None else decoded(path, content)
    if not text.strip():
        asked = columns([]) if callable(columns) else columns
        raise bad(path, phrase("csv.empty", columns=Series(tuple(column.name for column in asked if column.needed))))
    first_line = text.split("\n", 1)[0]
    # strict: a quote that is never closed would swallow the rest of the file without a word
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=first_line.count), strict=True)
    try:
        header = [name.strip() for name in next(rows)]
        asked = columns([name.lower() for name in header]) if callable(columns) else columns
        places = _places(path, header, asked)
        width, headings = places.pop(""), {name: heading for name, (_, heading) in places.items()}
        met = False
        for number, cells in enumerate(rows, start=2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != width[0]:
                raise bad(path, phrase("csv.cells", row=number, count=len(cells), width=width[0]))
            met = True
            held = {name: plain(cells[at].strip()) for name, (at, _) in places.items()}
            yield Row(path, number, held, headings)
        if not met:
            raise bad(path, phrase("csv.no_rows"))
    except csv.Error as error:
        raise bad(path, phrase("csv.broken", row=rows.line_num, reason=error)) from None


def _places(path: Path | str, header: list[str], columns: tuple[Column, ...]) -> dict[str, tuple[int, str]]:
    """Where each column stands and how it is headed there; "" holds the number of columns."""
    lower = [name.lower() for name in header]
    places: dict[str, tuple[int, str]] = {"": (len(header), "")}
    for column in columns:
        found = [i for name in (column.name, *column.also) for i, heading in enumerate(lower) if heading == name]
        if len(found) > 1:
            one, two = (shown(header[i]) for i in found[:2])
            raise bad(path, phrase("csv.two_columns", column=column.name, one=one, two=two))
        if found:
            places[column.name] = (found[0], str(shown(header[found[0]])).strip('"'))
    missing = [column for column in columns if column.needed and column.name not in places]
    if missing:
        column = missing[0]
        free = [name for name in lower if name and all(name not in (c.name, *c.also) for c in columns)]
        near = nearest(column.name, free)
        hint = phrase("csv.columns", columns=listed(header, longest=120))
        if near:
            hint = phrase("csv.meant", found=shown(near), column=column.name)
        raise bad(path, phrase("csv.no_column", column=column.name, means=column.means, hint=hint))
    return places


def stray_row(rows: dict[dt.date, int], days: int) -> tuple[int, dt.date, int] | None:
    """The row of a date that stands apart from all others, the date, and the days between: a slip in a year.

    `rows`: where each date is met first. Apart is more than `days` days away; of two sides the one with fewer dates
    is taken for the slip. None where all dates hang together.
    """
    dates = sorted(rows)
    gap, at = max(((b - a).days, i) for i, (a, b) in enumerate(pairwise(dates), start=1)) if dates[1:] else (0, 0)
    if gap <= days:
        return None
    date = dates[at - 1] if at < len(dates) - at else dates[at]
    return rows[date], date, gap


def one_of(row: Row, name: str, choices: dict[str, bool], right: Phrase | None = None) -> bool:
    """What the word in a cell stands for; `right` says what to write where the choices themselves are too many."""
    word = row.cells[name].lower()
    if word not in choices:
        raise row.wrong(name, advice(word, choices) if right is None else right)
    return choices[word]
