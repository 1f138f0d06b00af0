"""How wide a table's columns stand: what cannot be broken fits first, the rest is shared by what is written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playbook.charts.ink import text_width
from playbook.documents.said import Said, SaidTable

MOST_PIECE, MOST_TEXT = 14.0, 34.0  # em: a longer word is broken, a longer text takes more lines
RANGE = 0.82  # size of a range beside its number
SHORT = 6.5  # em: a text that is not longer stays on one line, also in Chinese
_PIECES = re.compile(r"(?:[^\s\u2e80-\u9fff\uff00-\uffef]|\u00a0)+|\S")


def widest(text: str) -> float:
    """Width of the longest line of a text, in em."""
    return max((text_width(line, 1.0) for line in text.split("\n")), default=0.0)


def longest_piece(text: str) -> float:
    """Width of the longest part of a text that no line break should divide, in em."""
    if (whole := widest(text)) <= SHORT:
        return whole
    return max((text_width(piece, 1.0) for piece in _PIECES.findall(text)), default=0.0)


def needs(table: SaidTable) -> tuple[list[float], list[float]]:
    """Of each column, in em: what it needs at least, and what it would take on one line."""
    rows: list[Sequence[Said]] = [[Said(name) for name in table.head], *table.rows]
    if table.totals is not None:
        rows.append(table.totals)
    least, full = [], []
    for column in range(len(table.head)):
        cells = [row[column] for row in rows]
        ranges = max(RANGE * longest_piece(cell.range) for cell in cells)
        pieces = max(widest(cell.text) if cell.whole else longest_piece(cell.text) for cell in cells)
        least.append(max(1.5, min(MOST_PIECE, max(pieces, ranges))))
        lines = max(max(widest(cell.text), RANGE * widest(cell.range)) for cell in cells)
        full.append(max(least[-1], min(MOST_TEXT, lines)))
    return least, full


def shares(table: SaidTable, room: float) -> list[float]:
    """Of each column its part of the width, together 1; `room` is the width in em, without the cells' margins."""
    least, full = needs(table)
    spare = room - sum(least)
    if spare <= 0:
        return [one / sum(least) for one in least]
    wish = [wanted - one for one, wanted in zip(least, full, strict=True)]
    if sum(wish) <= spare:  # all on one line: what is over is shared alike by what is written
        return [one / sum(full) for one in full]
    found = [one + spare * more / sum(wish) for one, more in zip(least, wish, strict=True)]
    return [one / sum(found) for one in found]
