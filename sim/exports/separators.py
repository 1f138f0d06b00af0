"""Text to rows of cells: which sign parts the cells, and which quotes are quotes.

Comma, semicolon, tab and pipe are each tried on many lines (~ and ^ where every line has as many); the one that parts
most lines into the same number of cells is taken. A quote that is opened and never closed would swallow rows: it is
seen because what it swallowed looks like rows. Where the file reads evenly with quotes as plain letters (a mug of 12"),
it is read that way and said; otherwise it is refused with the row.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from sim.exports.headings import kind
from sim.exports.quality import Remark
from sim.files.bad_input import bad
from sim.files.messages import phrase

SEPARATORS = "\t;|,"
RARE = "~^"  # taken only where they part every line alike
_LINES_TRIED = 300
_EVERY_LINE = 2.0  # what it counts that a sign parts all lines alike: "Oct 5, 2026|421" has commas below the heading
_FEW_CELLS = 4
_FEW_LINES = 3  # from which on it is no chance that all are one cell between quotation marks
_ONE_CELL = re.compile(r'"(?:[^"]|"")*"')
_LONGEST_LINE = 1_000_000  # characters; a page of cells in one line would be tried for every sign
_BLOCK_CHARS = 500_000
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*(?:\n|\Z)', re.IGNORECASE)


@dataclass(frozen=True)
class Parted:
    """How a text is parted: the sign, whether quotes group, where the first row begins, and what is to be said."""

    sign: str
    quotes: bool
    start: int  # of the first row's text
    skipped: int  # lines before it (a "sep=" line)
    remarks: tuple[Remark, ...] = ()


def rows_of(text: str, how: Parted) -> Iterator[list[str]]:
    """The rows, one list of cells each, empty ones too. Raises csv.Error."""
    lines = _lines(text, how.start)
    if how.quotes:
        yield from csv.reader(lines, delimiter=how.sign, strict=True)
    else:
        for row in csv.reader(lines, delimiter=how.sign, quoting=csv.QUOTE_NONE):
            yield [_unquoted(cell) for cell in row]


def unwrapped(text: str) -> str:
    """A text of which every line stands between quotation marks as one cell, without them: pasted into one column."""
    lines = text.split("\n")
    filled = [line.rstrip("\r") for line in lines if line.strip()]
    if len(filled) < _FEW_LINES or not all(map(_ONE_CELL.fullmatch, filled)):
        return text
    if not any(sign in filled[0] for sign in SEPARATORS):
        return text
    return "\n".join(line.strip()[1:-1].replace('""', '"') for line in lines)


def parted(name: str, text: str) -> Parted:
    """How a text is to be read, its lines ended by \\n or \\r\\n.

    Raises BadInput, with the row, for a quote that is never closed and for a line that no table has.
    """
    if row := _endless(text):
        raise bad(name, phrase("export.endless", row=row, most=f"{_LONGEST_LINE:,}"))
    start, skipped, sign = 0, 0, ""
    if found := _SEP_LINE.match(text):
        sign, start, skipped = found[1], found.end(), 1
    sign = sign or _sign(text)
    how = Parted(sign, True, start, skipped)
    if '"' not in text:
        return how
    trouble = _swallowed(text, how)
    if not trouble:
        return how
    plain = Parted(sign, False, start, skipped, (Remark("remark.quote_letter", 1, {"row": trouble}),))
    if _even(text, plain):
        return plain
    raise bad(name, phrase("export.quote", row=trouble))


def _endless(text: str) -> int:
    """The line that is longer than any row of a table, from 1; 0 for none."""
    start = 0
    while len(text) - start > _LONGEST_LINE:
        end = text.rfind("\n", start, start + _LONGEST_LINE + 1)
        if end < 0:
            return text.count("\n", 0, start) + 1
        start = end + 1
    return 0


def _sign(text: str) -> str:
    sample = _first_lines(text, _LINES_TRIED)
    scores = {sign: _score(sample, sign) for sign in SEPARATORS}
    full = [line for line in sample if line.strip()]
    scores |= {sign: _score(sample, sign) for sign in RARE if len({line.count(sign) for line in full}) == 1}
    best = max(scores, key=lambda sign: scores[sign])
    return best if scores[best] else ","


def _score(sample: list[str], sign: str) -> float:
    """How evenly a sign parts lines: the share of rows of the most frequent width, and that width."""
    try:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=sign) if any(row))
    except csv.Error:
        widths = Counter(line.count(sign) + 1 for line in sample if line.strip())
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    every = _EVERY_LINE if count == widths.total() else 1.0
    return every * (count / widths.total()) ** 2 * math.log(1 + width)


def _first_lines(text: str, count: int) -> list[str]:
    return list(islice(_lines(text, 0), count))


def _lines(text: str, start: int) -> Iterator[str]:
    """Lines with their ends. A list of a million of them would take more memory than the file: they come in blocks."""
    return chain.from_iterable(_blocks(text, start))


def _blocks(text: str, start: int) -> Iterator[list[str]]:
    while start < len(text):
        end = text.find("\n", start + _BLOCK_CHARS) + 1 or len(text)
        lines = [line + "\n" for line in text[start:end].split("\n")]
        if text[end - 1] == "\n":
            lines.pop()  # what stands behind the last end is no line
        yield lines
        start = end


def _swallowed(text: str, how: Parted) -> int:
    """The row in which a quote swallows what looks like rows, or that cannot be read; 0 for none."""
    rows = csv.reader(_lines(text, how.start), delimiter=how.sign, strict=True)
    widths: Counter[int] = Counter()
    whole: list[str] = []  # the last row that stands on one line
    number, reached = how.skipped, 0
    try:
        for row in rows:
            number, before, reached = number + 1, reached, rows.line_num
            widths[len(row)] += 1
            if reached - before > 1:
                if _holds_rows(row, how.sign, widths, whole):
                    return number
            elif row:
                whole = row
    except csv.Error:
        return number + 1
    return 0


def _holds_rows(row: list[str], sign: str, widths: Counter[int], whole: list[str]) -> bool:
    """Whether a line inside a cell looks like a row of this file: as many cells, of the same kinds as in `whole`."""
    usual = max(widths, key=lambda width: widths[width])
    broken = [(i, cell.split("\n")) for i, cell in enumerate(row) if "\n" in cell]
    lines = [line.rstrip("\r").split(sign) for _, parts in broken for line in parts[1:]]
    if usual > 1 and any(_alike(cells, whole, usual) for cells in lines):
        return True
    return any(_begins_a_row(parts[-1].split(sign), whole, i) for i, parts in broken)


def _begins_a_row(cells: list[str], whole: list[str], column: int) -> bool:
    """Whether cells are the first ones of a row up to a column, in which a second quotation mark ended the cell."""
    kinds = [(kind(one.strip()), kind(other.strip())) for one, other in zip(cells, whole, strict=False)]
    values = [one == other for one, other in kinds if one in ("number", "time")]
    return len(cells) == column + 1 and bool(values) and all(values)


def _alike(cells: list[str], whole: list[str], usual: int) -> bool:
    # behind the closing quotation mark of a cell further cells have been parted off
    if abs(len(cells) - usual) > (1 if usual > _FEW_CELLS else 0):
        return False
    kinds = [(kind(one.strip()), kind(other.strip())) for one, other in zip(cells, whole, strict=False)]
    values = [(one, other) for one, other in kinds if other in ("number", "time")]
    return not values or any(one == other for one, other in values)


def _even(text: str, how: Parted) -> bool:
    """Whether all rows have one width."""
    rows = csv.reader(_lines(text, how.start), delimiter=how.sign, quoting=csv.QUOTE_NONE)
    try:
        return len({len(row) for row in rows if row}) == 1
    except csv.Error:
        return False


def _unquoted(cell: str) -> str:
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell
