"""Which row names the columns: below titles, above the data, or none at all.

A heading is another kind of thing than what stands below it: a word above numbers or moments, or a date above codes. In
a table of words only, it is the first row, if its words never come again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

TRIED = 30  # rows from the top among which the heading is looked for
BODY = 100  # rows below it that are compared with it
_MOSTLY = 0.8  # share of a column's cells that make it a column of numbers or of moments
_WIDE = 0.6  # a heading reaches at least so far across the table; titles do not
_CLOSE = 3  # rows without a gap that are enough of a body
_LEAST_NAMES, _NAMES = 3, 0.6  # cells of a row that names columns again, and the share of them that are known
_RUN = 3  # from so many values in a row (0, 1, 2 …; days) a heading may consist of them
_NUMBER = re.compile(r"[¥￥$€£₹?]?\s?[-+(]?\d[\d,.'’\s]*%?\)?")
_TIME = re.compile(
    "|".join(
        (
            r"\d{1,4}\s?[-/.年]\s?\d{1,2}([-/.月]\s?\d{1,4}日?)?([T\s].*)?",  # 2026-11-11 0:05, 11/9
            r"\d{1,2}:\d{2}(:\d{2})?([.,]\d+)?( ?[APap]\.?[Mm]\.?)?",
            r"\d{1,2}[:.]?\d{2}\s?-\s?\d{1,2}[:.]?\d{2}",  # 09:00-09:30
            r"[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}.*",
            r"\d{1,2}[- ][A-Z][a-z]{2,8}[- ]\d{2,4}.*",
        )
    )
)


def kind(cell: str) -> str:
    """ "" for an empty cell, else "number", "time" or "text"."""
    if not cell:
        return ""
    if not any(c.isdigit() for c in cell):
        return "text"
    if _TIME.fullmatch(cell):
        return "number" if _NUMBER.fullmatch(cell) and cell.count(".") < 2 else "time"
    return "number" if _NUMBER.fullmatch(cell) else "text"


def heading_at(rows: Sequence[Sequence[str]], sure: bool = False) -> int | None:
    """The position of the row that names the columns; None where no row does.

    `rows`: the first rows of a table, cells cleaned, empty rows as they come. `sure`: only where the kinds of the
    cells show it.
    """
    for at, row in enumerate(rows[:TRIED]):
        below = _up_to_names_again(rows[at + 1 : at + 1 + BODY], row)
        close = list(takewhile(any, below))
        # a legend after an empty row is no body
        body = close if len(close) >= _CLOSE else [other for other in below if any(other)]
        if len(body) > sure and _wide_enough(row, body) and _differs(row, body):
            return at
    return None if sure else _words_only(rows)


def _up_to_names_again(rows: Sequence[Sequence[str]], headings: Sequence[str]) -> list[Sequence[str]]:
    return list(takewhile(lambda row: not names_again(row, headings), rows))


def names_again(row: Sequence[str], headings: Sequence[str]) -> bool:
    """Whether a row names columns as others do above it, in whatever order: another export stands below."""
    cells = [cell for cell in row if cell]
    words = {cell for cell in headings if kind(cell) == "text"}
    return len(cells) >= _LEAST_NAMES and sum(1 for cell in cells if cell in words) >= _NAMES * len(cells)


def _extent(row: Sequence[str]) -> int:
    return max((i + 1 for i, cell in enumerate(row) if cell), default=0)


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell)


def _wide_enough(row: Sequence[str], body: list[Sequence[str]]) -> bool:
    extents = sorted(map(_extent, body))
    used = len({i for line in body for i, cell in enumerate(line) if cell})  # columns left empty need no name
    usual = min(extents[int(0.9 * (len(extents) - 1))], used)
    return _filled(row) >= min(2, usual) and _filled(row) >= _WIDE * usual


def _differs(row: Sequence[str], body: list[Sequence[str]]) -> bool:
    """Whether the row's cells are of another kind than those below, and none is a value above values of its kind."""
    other, same = 0, []
    for i, cell in enumerate(row):
        below = [kind(line[i]) for line in body if i < len(line) and line[i]]
        if not cell or not below:
            continue
        usual = max(set(below), key=below.count)
        if below.count(usual) < _MOSTLY * len(below):
            continue
        mine = kind(cell)
        other += mine != usual
        if mine == usual != "text":
            same.append(cell)
    return other > 0 and (not same or _is_run(same))


def _is_run(cells: list[str]) -> bool:
    """Whether cells count on: 0, 1, 2 …, or half hours."""
    if len(cells) < _RUN:
        return False
    numbers = [int(cell) if cell.isdigit() else None for cell in cells]
    if None not in numbers:
        return all(b == a + 1 for a, b in pairwise(numbers))  # type: ignore[operator]
    return all(kind(cell) == "time" for cell in cells) and len(set(cells)) == len(cells)


def _words_only(rows: Sequence[Sequence[str]]) -> int | None:
    filled = [(at, row) for at, row in enumerate(rows[:TRIED]) if any(row)]
    if not filled:
        return None
    usual = sorted(_extent(row) for row in rows if any(row))[len([r for r in rows if any(r)]) // 2]
    for at, row in filled:
        names = [cell for cell in row if cell]
        if len(names) < _WIDE * usual:
            continue
        if any(kind(cell) != "text" for cell in names) or len(set(names)) < len(names):
            return None
        again = any(
            cell and i < len(other) and other[i] == cell for other in rows[at + 1 :] for i, cell in enumerate(row)
        )
        return None if again else at
    return None
