"""What stands in a document's cells: texts made safe, numbers in their units, ranges with what they are ranges of.

A document for Word, the browser or paper asks here, so that a number reads the same in all of them. A workbook holds
numbers themselves (`xlsx.py`).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from playbook.documents.blocks import Cell, Facts, Number, Table
from playbook.language import Words, both_ends

MARK = "▲"  # before a row to look at: whoever prints in grey sees it, too
SHORT, SHORT_LETTERS = 8, 500  # rows of a table that stays on one page, and what its longest cells add up to
BULLET, BOX = "•", "□"
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# What XML forbids, and marks that turn the order of all that follows with those that end them (the ones for a single
# place stay).
_STRANGE = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff\\ufffe\\uffff]")
_ONE = {"days": "day", "weeks": "week", "hours": "hour", "minutes": "minute", "seconds": "second", "people": "person",
        "points": "point"}  # fmt: skip
_JUST_ONE = re.compile("([+−]?1 )(" + "|".join(_ONE) + ")")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Said:
    """A cell as text. `range`: the line in small type under a number, "" for none; `whole`: a number or a date, whose
    line is not broken."""

    text: str
    range: str = ""
    whole: bool = False


@dataclass(frozen=True)
class SaidTable:
    """A table as text. `right`: of each column, whether it holds numbers only; `totals`: the last line or None;
    `marked`: rows to look at, whose first cell begins with MARK; `notes`: what ranges and marks mean."""

    head: tuple[str, ...]
    rows: tuple[tuple[Said, ...], ...]
    right: tuple[bool, ...]
    totals: tuple[Said, ...] | None
    marked: frozenset[int]
    notes: tuple[str, ...]

    @property
    def short(self) -> bool:
        """Whether it is so low that it stays on one page."""
        letters = sum(max((len(cell.text) for cell in row), default=0) for row in self.rows)
        return len(self.rows) + (self.totals is not None) <= SHORT and letters <= SHORT_LETTERS

    def banded(self) -> tuple[SaidTable, dict[int, Said]]:
        """The table without its first column, whose texts stand over the rows that they are of; and these, by row."""
        over = {number: row[0] for number, row in enumerate(self.rows) if row[0].text}
        rows = tuple(row[1:] for row in self.rows)
        totals = self.totals[1:] if self.totals else None
        return replace(self, head=self.head[1:], right=self.right[1:], rows=rows, totals=totals), over


def clean(text: str) -> str:
    """Plain text that every format takes: one kind of line end, no character that XML forbids, none that turns the
    order of what stands after it."""
    return _STRANGE.sub("", _LINE_ENDS.sub("\n", text))


def value_text(number: Number, words: Words) -> str:
    """A number in its unit: ¥1.20m, 87%, +3.4 points, 1 day."""
    say = words.signed if number.signed else words.value
    return counted(say(number.value, _unit(number), _digits(number)), words)


def counted(text: str, words: Words) -> str:
    """English says 1 day where the word stands in the plural."""
    if words.language == "en" and (found := _JUST_ONE.fullmatch(text)):
        return found[1] + _ONE[found[2]]
    return text


def range_text(number: Number, words: Words) -> str:
    """Its range, in the same unit and with the same decimals; "" where there is none."""
    if number.low is None or number.high is None:
        return ""
    unit, digits = _unit(number), _digits(number)
    if not number.signed:
        return words.range(number.low, number.high, unit, digits)
    if unit == "share":  # the unit once: +9 to +17 points
        low, high = (words.signed(100 * x, "count", digits or 0) for x in (number.low, number.high))
        said = low if low == high else words.t("units.range_words", low=low, high=high)
        return words.t("units.pp", n=said)
    low, high = (words.signed(x, unit, both_ends(number.low, number.high, digits)) for x in (number.low, number.high))
    return low if low == high else words.t("units.range_words", low=low, high=high)


def _unit(number: Number) -> str:
    return number.currency or "CNY" if number.unit == "money" else number.unit


def _digits(number: Number) -> int | None:
    """Decimals of value and range alike; None where the unit says. Large money has none, a small share has one."""
    ends = [x for x in (number.value, number.low, number.high) if x is not None and math.isfinite(x)]
    largest = max(map(abs, ends), default=0.0)
    if number.unit == "money":
        return 0 if largest >= 100 else None
    if number.unit == "share" and not number.signed:
        return 1 if largest < 0.1 and any(abs(100 * x - round(100 * x)) >= 0.05 for x in ends) else 0
    if number.unit == "share":
        return 1 if largest < 0.1 else 0
    return None


def cell_text(cell: Cell, words: Words) -> str:
    """A cell on one line: a number with its range in brackets."""
    said = say(cell, words)
    return words.t("lab.span", mean=said.text, range=said.range) if said.range else said.text


def say(cell: Cell, words: Words, mark: str = "") -> Said:
    """A cell; `mark` stands behind its range and leads to the note that says of what it is."""
    match cell:
        case None:
            return Said("")
        case Number():
            found = range_text(cell, words)
            return Said(value_text(cell, words), found + mark if found else "", True)
        case dt.date():
            return Said(words.date(cell, year=True), whole=True)
    return Said(clean(cell))


def totals_of(table: Table) -> tuple[Cell, ...] | None:
    """The last line of a table, without words: sums of the columns in `totals`, None for cells without. None for a
    table that has none to show: a column of several units or currencies has no sum."""
    if not table.rows:
        return None
    found: list[Cell] = [None] * len(table.head)
    for column in table.totals:
        cells = [row[column] for row in table.rows]
        held = [cell for cell in cells if isinstance(cell, Number)]
        if held and len({(one.unit, one.currency, one.signed) for one in held}) == 1:
            first = held[0]
            total = sum(one.value for one in held)
            found[column] = Number(total, first.unit, "sum", currency=first.currency, signed=first.signed)
    return tuple(found) if any(found) else None


def say_table(table: Table, words: Words) -> SaidTable:
    """A whole table as text."""
    marks = _marks([cell for row in table.rows for cell in row])
    rows = [tuple(say(cell, words, marks.get(_of(cell), "")) for cell in row) for row in table.rows]
    if table.once:
        again = [n for n in range(1, len(rows)) if rows[n][0] == rows[n - 1][0]]
        for number in again:
            rows[number] = (Said(""), *rows[number][1:])
    for number in table.marked:
        first = rows[number][0]
        rows[number] = (Said(f"{MARK} {first.text}".rstrip(), first.range, first.whole), *rows[number][1:])
    totals = totals_of(table)
    last = None
    if totals is not None:
        last = tuple(say(cell, words) for cell in totals)
        if totals[0] is None:
            last = (Said(words.t("written.total")), *last[1:])
    notes = _notes(marks, words)
    if table.marked:
        notes = (words.t("written.marked", mark=MARK), *notes)
    held = [[row[column] for row in table.rows if row[column] is not None] for column in range(len(table.head))]
    right = tuple(bool(cells) and all(isinstance(cell, Number) for cell in cells) for cells in held)
    return SaidTable(tuple(map(clean, table.head)), tuple(rows), right, last, table.marked, notes)


def say_facts(facts: Facts, words: Words) -> tuple[tuple[tuple[str, Said], ...], tuple[str, ...]]:
    """Names with their values as text, and the notes under them."""
    marks = _marks([value for _, value in facts.rows])
    rows = tuple((clean(name), say(value, words, marks.get(_of(value), ""))) for name, value in facts.rows)
    return rows, _notes(marks, words)


def _of(cell: Cell) -> str:
    """What a cell's range is of; "" for one that has none."""
    return cell.of if isinstance(cell, Number) and cell.low is not None and cell.high is not None else ""


def _marks(cells: Sequence[Cell]) -> dict[str, str]:
    """What ranges are of -> the mark that stands for it: none where all are of the same."""
    found = list(dict.fromkeys(of for cell in cells if (of := _of(cell))))
    if len(found) < 2:
        return dict.fromkeys(found, "")
    return {of: "\u00a0" + str(number).translate(_SUPERSCRIPT) for number, of in enumerate(found, 1)}


def _notes(marks: dict[str, str], words: Words) -> tuple[str, ...]:
    return tuple(mark.strip() + words.t("written.range_of", of=clean(of)) for of, mark in marks.items())
