"""Exports as tables: columns of clean cells under their headings, whatever kind of file they stood in.

Text parted by any usual sign, workbooks (xlsx, xls, xlsb, ods) and JSON lines all end as a `Table`. Titles above the
heading and legends below the data are kept apart, total rows, repeated headings and empty rows are set aside, each with
a remark. A file may hold several tables: a workbook's sheets, or blocks parted by empty rows, each with its heading.

Cells are kept column by column as packed text, so that a million rows of seven columns take about as much memory as
their file.
"""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, compress

import numpy as np

from sim.arrays import Bools, Ints
from sim.exports.cells import clean, packed
from sim.exports.encodings import DAMAGED, TWO, decoded
from sim.exports.headings import BODY, TRIED, heading_at, kind, names_again
from sim.exports.quality import Remark
from sim.exports.rows_ahead import Numbered, Rows
from sim.exports.separators import parted, rows_of, unwrapped
from sim.exports.sources import Kind, Source
from sim.exports.totals import is_total, legend_from, may_be_total, short_legend_from
from sim.files.bad_input import bad
from sim.files.messages import phrase

CHUNK = 50_000  # rows that are packed at once
LAST = 60  # rows from the end among which legends are looked for
AHEAD = 12  # rows after an empty one that are looked at for a new table's heading
MOST_WIDE = 0.05  # share of rows with more cells than headings above which a file is refused
_FILLED = 0.6  # share of a table's columns that a row of it fills at least
_STRAY_CELLS = 0.1  # share of filled cells up to which a column without a heading is none
_BROKEN = '""'  # inside a cell: where a separator is missing before a quotation mark
_LENGTHS = 5  # rows from which on the cells of a column have a length of their own
_LONE_RETURN = re.compile("\r(?!\n)")


@dataclass(frozen=True)
class Table:
    """Named columns of cells. `first_row` is the number in the file of the first row of data, as a spreadsheet counts.

    `headings` is empty where the file names no columns. `above` are the filled rows over the heading, `below` legends
    and totals under the data. `chosen`: positions of columns by role, where somebody has said them; None: there is
    none.
    """

    name: str
    headings: tuple[str, ...]
    first_row: int
    above: tuple[tuple[str, ...], ...] = ()
    encoding: str = "utf-8"
    sheet: str | None = None
    below: tuple[tuple[str, ...], ...] = ()
    remarks: tuple[Remark, ...] = ()
    width: int = 0
    numbers: Ints = field(default_factory=lambda: np.empty(0, np.int64), repr=False, compare=False)
    chunks: tuple[tuple[str, ...], ...] = field(default=(), repr=False, compare=False)  # by chunk and column, packed
    sizes: tuple[int, ...] = field(default=(), repr=False, compare=False)  # rows of each chunk
    chosen: Mapping[str, int | None] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.numbers)

    def column(self, i: int) -> list[str]:
        """All cells of a column, clean, "" where nothing is."""
        return list(chain.from_iterable(chunk[i].split("\n") for chunk in self.chunks))

    def holds_something(self, i: int) -> bool:
        """Whether any cell of a column is filled."""
        return any(chunk[i].strip("\n") for chunk in self.chunks)

    def rows(self, which: Bools) -> Table:
        """Those rows only, (n,) each yes or no."""
        columns = tuple(packed(list(compress(self.column(i), which))) for i in range(self.width))
        kept = self.numbers[which]
        return replace(self, numbers=kept, chunks=(columns,), sizes=(len(kept),))

    def cells(self, row: int) -> list[str]:
        """The cells of the row at a position from 0."""
        for chunk, size in zip(self.chunks, self.sizes, strict=True):
            if row < size:
                return [column.split("\n")[row] for column in chunk]
            row -= size
        raise IndexError("there is no such row")

    def number(self, row: int) -> int:
        """The number in the file of the row at a position from 0."""
        return int(self.numbers[row])


def read_tables(source: Source) -> list[Table]:
    """The tables of a file, in order. Raises BadInput for what cannot be read or holds no rows."""
    from sim.exports import html_tables, json_lines, workbooks

    if source.kind is Kind.WORKBOOK:
        found = [
            table
            for sheet, rows in workbooks.sheets(source)
            for table in _tables(source.name, enumerate(rows, start=1), "workbook", sheet)
        ]
    else:
        text, encoding = decoded(source)
        if not text.strip():
            raise bad(source.name, phrase("export.empty"))
        if source.kind is Kind.HTML:
            pages = html_tables.tables(text)
            found = [
                table for rows in pages for table in _tables(source.name, enumerate(rows, start=1), encoding, None)
            ]
        elif source.kind is Kind.JSON:
            found = [_whole(source.name, json_lines.rows(source.name, text), encoding)]
        else:
            found = _text_tables(source.name, text, encoding, source.kind is Kind.QUEUE_LOG)
    found = [table for table in found if len(table)]
    if not found:
        raise bad(source.name, phrase("export.no_rows"))
    return found


def made_table(name: str, headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    """A table of rows that are at hand."""
    wide = tuple(headings)
    return _pack(name, wide, list(enumerate(map(list, rows), start=2)), len(wide))


def _text_tables(name: str, text: str, encoding: str, headless: bool) -> list[Table]:
    if text.count("\r") != text.count("\r\n"):
        text = _LONE_RETURN.sub("\n", text)  # the line end of old Macs, and of notes
    text = unwrapped(text)
    how = parted(name, text)
    mixed = (Remark("remark.two_encodings", 1),) if encoding == TWO else ()
    damaged = text.count(DAMAGED)
    remarks = (*how.remarks, *mixed, *((Remark("remark.damaged", damaged),) if damaged else ()))
    numbered = enumerate(rows_of(text, how), start=1 + how.skipped)
    try:
        found = _tables(name, numbered, encoding, None, headless)
    except csv.Error:
        raise bad(name, phrase("export.unreadable_row")) from None
    if not text.endswith("\n") and found and _cut_off(found[-1]):
        remarks = (*remarks, Remark("remark.cut_end", 1, {"row": found[-1].number(len(found[-1]) - 1)}))
    return [_with(table, table.remarks + remarks) if i == 0 else table for i, table in enumerate(found)]


def _cut_off(table: Table) -> bool:
    """Whether the last cell of a file without a last line end is shorter than all others of its column, which are of
    one length: an export that was broken off."""
    if len(table) < _LENGTHS:
        return False
    row = table.cells(len(table) - 1)
    at = max((i for i, cell in enumerate(row) if cell), default=0)
    lengths = {len(cell) for cell in table.column(at)[:-1]}
    return len(lengths) == 1 and len(row[at]) < min(lengths)


def _whole(name: str, rows: tuple[list[str], list[list[str]]], encoding: str) -> Table:
    headings, body = rows
    made = _pack(name, tuple(headings), list(enumerate(body, start=1)), len(headings))
    return _with(made, made.remarks, encoding=encoding)


def _with(table: Table, remarks: tuple[Remark, ...], **changes: object) -> Table:
    return replace(table, remarks=remarks, **changes)  # type: ignore[arg-type]


def _tables(
    name: str, rows: Iterable[Numbered], encoding: str, sheet: str | None, headless: bool = False
) -> list[Table]:
    """Tables one after the other, each from its own first rows on."""
    found: list[Table] = []
    rest = Rows(rows)
    while first := rest.ahead(TRIED + BODY):
        builder = _Builder(name, first, encoding, sheet, headless, sure=bool(found))
        builder.take(rest)
        table = builder.table()
        if len(table) or not found:
            found.append(table)
    return found


class _Builder:
    """One table in the making."""

    def __init__(
        self, name: str, first: list[Numbered], encoding: str, sheet: str | None, headless: bool, sure: bool
    ) -> None:
        head = [[clean(cell) for cell in row] for _, row in first]
        at = None if headless else heading_at(head, sure)
        self.name, self.encoding, self.sheet = name, encoding, sheet
        self.headings: tuple[str, ...] = ()
        self.above: tuple[tuple[str, ...], ...] = ()
        self.to_skip = 0
        if at is not None:
            self.headings = _used(head[at], head[at + 1 :])
            self.above = tuple(tuple(c for c in row if c) for row in head[:at] if any(row))
            self.to_skip = at + 1
        self.width = len(self.headings) or max((len(row) for row in head), default=0)
        lengths = [len(row) for _, row in first[self.to_skip :] if any(map(str.strip, row))]
        # cells of a usual row as it is parted; rows without headings may have any number
        self.usual = max(set(lengths), key=lengths.count) if lengths and self.headings else 0
        self.written = frozenset(first[at][1] if at is not None else ()) - {""}  # the headings as they stand there
        self.order: list[int] | None = None  # of the columns, where further down they stand in another one
        self.buffer: list[Numbered] = []
        self.chunks: list[tuple[str, ...]] = []
        self.sizes: list[int] = []
        self.numbers = array("q")
        self.counts = dict.fromkeys(("total", "again", "wide", "long", "quotes"), 0)
        self.first_of: dict[str, int] = {}
        below = next((row for row in head[self.to_skip :] if any(row)), [])
        lost = [first[i][0] for i, row in enumerate(head[: max(self.to_skip - 1, 0)]) if self._like_a_row(row, below)]
        if lost:
            self.counts["above"], self.first_of["above"] = len(lost), lost[0]
        self.short = array("q")  # numbers of rows that end early
        self.below: list[tuple[str, ...]] = []

    def take(self, rows: Rows) -> None:
        """Takes rows up to the end or to the next table's first row."""
        for _ in range(self.to_skip):
            next(rows)
        blank = False
        for number, row in rows:
            if len(row) == self.width and not blank and not may_be_total(row[0]) and row[0] not in self.written:
                self.buffer.append((number, self._ordered(row)))  # nearly every row
                if len(self.buffer) >= CHUNK + LAST:
                    self._flush(CHUNK)
                continue
            if not any(map(str.strip, row)):
                blank = True
                continue
            if blank and self.buffer:
                rows.back([(number, row)])
                if self._new_table(rows.ahead(AHEAD)):
                    return
                next(rows)
            blank = False
            if self._other_headings(row):
                rows.back([(number, row)])
                if heading_at([[clean(cell) for cell in other] for _, other in rows.ahead(AHEAD)], sure=True) == 0:
                    return
                next(rows)
            self._add(number, row)

    def _ordered(self, row: list[str]) -> list[str]:
        return row if self.order is None else [row[i] for i in self.order]

    def _other_headings(self, row: list[str]) -> bool:
        """Whether a row within the data names other columns: another program's export stands below."""
        cells = list(map(clean, row))
        return names_again(cells, self.headings) and sorted(filter(None, cells)) != sorted(filter(None, self.headings))

    def _new_table(self, ahead: list[Numbered]) -> bool:
        head = [[clean(cell) for cell in row] for _, row in ahead]
        end = next((i for i, row in enumerate(head) if not any(row) or is_total(row)), len(head))
        at = heading_at(head[:end], sure=True)
        if at is None or any(self._like_a_row(row, self.buffer[-1][1]) for row in head[:at]):
            return False
        return at > 0 or tuple(head[at]) != self.headings

    def _like_a_row(self, row: list[str], other: list[str]) -> bool:
        """Whether a row looks like another one of the table: as many cells, and a value where that has one."""
        kinds = [(kind(cell), kind(clean(below))) for cell, below in zip(row, other, strict=False)]
        values = [mine == below for mine, below in kinds if below in ("number", "time")]
        return self.width > 1 and sum(map(bool, row)) >= _FILLED * self.width and (not values or any(values))

    def _add(self, number: int, row: list[str]) -> None:
        early = len(row) < self.usual
        if len(row) != self.width:
            row = self._fitted(number, row)
            if not row:
                return
        cells = tuple(map(clean, row)) if self.headings else ()
        if cells and sorted(cells) == sorted(self.headings):
            self._count("again", number)
            moved = cells != self.headings and len(set(cells)) == len(cells)
            self.order = [cells.index(name) for name in self.headings] if moved else None
            return
        row = self._ordered(row)
        if is_total(row):
            self._count("total", number)
            self.below.append(tuple(cell for cell in map(clean, row) if cell))
            return
        if early:
            self.short.append(number)
        self.buffer.append((number, row))
        if len(self.buffer) >= CHUNK + LAST:
            self._flush(CHUNK)

    def _fitted(self, number: int, row: list[str]) -> list[str]:
        """The row at the table's width; empty if it has more filled cells than there are headings."""
        if len(row) < self.width:
            return row + [""] * (self.width - len(row))
        if not any(map(str.strip, row[self.width :])):
            if len(row) > self.usual >= self.width:
                self._count("long", number)  # a separator within a text moves what stands behind it by one
            return row[: self.width]
        if not self.headings:
            self._widen(len(row))
            return row
        self._count("wide", number)
        return []

    def _widen(self, width: int) -> None:
        more = [""] * (width - self.width)
        self.buffer = [(number, row + more) for number, row in self.buffer]
        self.chunks = [
            chunk + ("\n" * (size - 1),) * len(more) for chunk, size in zip(self.chunks, self.sizes, strict=True)
        ]
        self.width = width

    def _count(self, what: str, number: int) -> None:
        self.counts[what] += 1
        self.first_of.setdefault(what, number)

    def _flush(self, size: int) -> None:
        part, self.buffer = self.buffer[:size], self.buffer[size:]
        if part:
            columns = tuple(packed(list(column)) for column in zip(*(row for _, row in part), strict=True))
            for column in columns:
                if (found := column.find(_BROKEN)) >= 0:
                    self.counts["quotes"] += column.count(_BROKEN)
                    self.first_of.setdefault("quotes", part[column.count("\n", 0, found)][0])
            self.numbers.extend(number for number, _ in part)
            self.chunks.append(columns)
            self.sizes.append(len(part))

    def table(self) -> Table:
        """What was taken. Raises BadInput where too many rows do not fit under the headings."""
        last = self.buffer[-LAST:]
        short = set(self.short[-LAST:])
        legend = legend_from([row for _, row in last], self.width)
        legend = short_legend_from(last[:legend], short, self.width)
        if legend < len(last):
            self.below = [tuple(c for c in map(clean, row) if c) for _, row in last[legend:]] + self.below
            self.buffer = self.buffer[: len(self.buffer) - (len(last) - legend)]
            self.short = array("q", (number for number in self.short if number < last[legend][0]))
        self._flush(len(self.buffer))
        wide, rows = self.counts["wide"], len(self.numbers)
        if wide > MOST_WIDE * (rows + wide):
            raise bad(self.name, phrase("export.wide", row=self.first_of["wide"], count=wide, width=self.width))
        numbers = np.frombuffer(self.numbers, np.int64) if self.numbers else np.empty(0, np.int64)
        return Table(
            self.name, self.headings, self.numbers[0] if self.numbers else 1, self.above, self.encoding, self.sheet,
            tuple(self.below), self._remarks(), self.width, numbers,
            tuple(self.chunks), tuple(self.sizes),
        )  # fmt: skip

    def _remarks(self) -> tuple[Remark, ...]:
        keys = {
            "total": "remark.totals",
            "again": "remark.headings_again",
            "wide": "remark.wide_rows",
            "long": "remark.long_rows",
            "above": "remark.above",
            "quotes": "remark.broken_quotes",
        }
        found = [
            Remark(keys[what], count, {"row": self.first_of[what]}) for what, count in self.counts.items() if count
        ]
        if self.short:
            found.append(Remark("remark.short_rows", len(self.short), {"row": self.short[0]}))
        return tuple(found)


def _used(headings: list[str], body: list[list[str]]) -> tuple[str, ...]:
    """Headings without the empty ones at the end that nothing much stands under: a separator ends each row there."""
    width = len(headings)
    rows = [row for row in body if any(row)]
    while width and not headings[width - 1]:
        if sum(1 for row in rows if len(row) >= width and row[width - 1]) > _STRAY_CELLS * len(rows):
            break
        width -= 1
    return tuple(headings[:width])


def _pack(name: str, headings: tuple[str, ...], rows: list[Numbered], width: int) -> Table:
    columns = tuple(packed([row[i] for _, row in rows]) for i in range(width))
    numbers = np.array([number for number, _ in rows], np.int64)
    return Table(
        name, headings, int(numbers[0]) if len(numbers) else 1, width=width, numbers=numbers,
        chunks=(columns,) if len(numbers) else (), sizes=(len(rows),) if len(numbers) else (),
    )  # fmt: skip
