"""Rows that are no data: totals, and the legend that some tables have below."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from sim.exports.cells import clean
from sim.exports.scripts import simplified

_TOTAL = re.compile(
    r"([合总小]\s*计|汇\s*总|总\s*和|grand total|sub-?total|totals?|sum|summe|gesamt|insgesamt|totale|jumlah)\s*[:：]?",
    re.IGNORECASE,
)
_TOTAL_OF = re.compile(r"(合计|总计|小计|共计|共)\s*[:：]?\s*[\d,，.]+\s*(条|单|笔|行|个|件|元)?.*", re.IGNORECASE)


_NOTE = re.compile(r"(备注|说明|图例|注|班次说明|notes?|legend|key|remarks?)\s*[:：]?.*", re.IGNORECASE)
_FIRST = frozenset("合总總小汇匯彙共gGsStTiIjJ'\" \t\ufeff\u00a0\u3000")
PAIR, LEAST_BESIDE = 2, 5  # cells of a row of a legend, and columns of a table in which such a row is none of its own


def is_total(row: Sequence[str]) -> bool:
    """Whether the row's first word says that it adds up others."""
    for cell in row[:3]:
        word = cell.strip()
        if word:
            word = simplified(clean(word))
            return _TOTAL.fullmatch(word) is not None or _TOTAL_OF.fullmatch(word) is not None
    return False


def may_be_total(cell: str) -> bool:
    """Whether a row that begins with this cell has to be looked at: nearly every row is decided by one letter."""
    head = cell[:1]
    if head == "=":
        head = cell[2:3]
    return not head or head in _FIRST


def legend_from(rows: Sequence[Sequence[str]], width: int) -> int:
    """The position from which the last rows of a table are its legend: one filled cell where a row has several."""
    at = len(rows)
    if width < 3:
        return at
    while at and sum(1 for cell in rows[at - 1] if cell.strip()) <= 1:
        at -= 1
    return at


def short_legend_from(rows: Sequence[tuple[int, Sequence[str]]], short: Collection[int], width: int) -> int:
    """The same for a legend of pairs, such as a code and what it means: numbered rows that end early (`short`) after
    one or two cells. One alone may be a row that was cut off; two of them, one after an empty line, or one that calls
    itself a note are a legend."""
    at = len(rows)
    if width < LEAST_BESIDE:
        return at
    while at and rows[at - 1][0] in short and sum(1 for cell in rows[at - 1][1] if cell.strip()) <= PAIR:
        at -= 1
    count = len(rows) - at
    if not at or not count:
        return len(rows)
    number, row = rows[at]
    apart = number > rows[at - 1][0] + 1
    named = _NOTE.fullmatch(clean(next((cell for cell in row if cell.strip()), ""))) is not None
    return at if count > 1 or apart or named else len(rows)
