"""Rows that are no data: totals, and the legend that some tables have below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sim.exports.cells import clean

_TOTAL = re.compile(
    r"([合总小]\s*计|汇\s*总|总\s*和|grand total|sub-?total|totals?|sum|summe|gesamt|insgesamt|totale|jumlah)\s*[:：]?",
    re.IGNORECASE,
)
_TOTAL_OF = re.compile(r"(合计|总计|小计|共计|共)\s*[:：]?\s*[\d,，.]+\s*(条|单|笔|行|个|件|元)?.*", re.IGNORECASE)


_FIRST = frozenset("合总小汇共gGsStTiIjJ'\" \t\ufeff\u00a0\u3000")


def is_total(row: Sequence[str]) -> bool:
    """Whether the row's first word says that it adds up others."""
    for cell in row[:3]:
        word = cell.strip()
        if word:
            word = clean(word)
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
