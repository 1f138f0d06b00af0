"""How wide a table's columns stand: what cannot be broken fits first, the rest is shared by what is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from playbook.charts.ink import text_width
from playbook.documents.said import Said, SaidTable

MOST_PIECE, MOST_TEXT = 14.0, 34.0  # em: a longer word is broken, a longer text takes more lines
RANGE, BOLD = 0.82, 1.15  # size of a range beside its number; how much wider bold type is
SHORT, SHORT_RANGE = 6.5, 11.0  # em: a text or a range that is not longer stays on one line, also in Chinese
SEAM = 0.25  # em that some programs put between a number and the Chinese beside it
_SEAMS = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[\u4e00-\u9fff])")
_PIECES = re.compile(r"(?:[^\s\u2e80-\u9fff\uff00-\uffef]|\u00a0)+|\S")


@lru_cache(8192)  # a table asks twice, and many tables have the same words
def widest(text: str) -> float:
    """Width of the longest line of a text, in em."""
    return max(text_width(line, 1.0) + SEAM * len(_SEAMS.findall(line)) for line in text.split("\n"))


@lru_cache(8192)
def longest_piece(text: str, short: float = SHORT) -> float:
    """Width of the longest part of a text that no line break should divide, in em."""
    if (whole := widest(text)) <= short:
        return whole
    return max((text_width(piece, 1.0) for piece in _PIECES.findall(text)), default=0.0)


def facts_share(names: Sequence[str], room: float) -> float:
    """The part of `room` em that the names of facts take, which stand in bold type: between a quarter and a half."""
    return min(0.5, max(0.25, (BOLD * max(map(widest, names), default=0.0) + 2.0) / room))


def needs(table: SaidTable) -> tuple[list[float], list[float]]:
    """Of each column, in em: what it needs at least, and what it would take on one line."""
    rows: list[tuple[Sequence[Said], float]] = [(tuple(map(Said, table.head)), BOLD)]
    rows += [(row, 1.0) for row in table.rows]
    if table.totals is not None:
        rows.append((table.totals, BOLD))
    least, full = [], []
    for column in range(len(table.head)):
        cells = [(row[column], weight) for row, weight in rows]
        ranges = max(RANGE * longest_piece(cell.range, SHORT_RANGE) for cell, _ in cells)
        pieces = max(weight * (widest if cell.whole else longest_piece)(cell.text) for cell, weight in cells)
        least.append(max(1.5, min(MOST_PIECE, max(pieces, ranges))))
        lines = max(max(weight * widest(cell.text), RANGE * widest(cell.range)) for cell, weight in cells)
        full.append(max(least[-1], min(MOST_TEXT, lines)))
    return least, full


def shares(table: SaidTable, room: float, edges: float) -> list[float]:
    """Of each column its part of the width, together 1. `room`: the whole width in em; `edges`: what of it stands empty
    at the sides of each cell."""
    least, full = ([one + edges for one in many] for many in needs(table))
    spare = room - sum(least)
    if spare <= 0:
        return [one / sum(least) for one in least]
    wish = [wanted - one for one, wanted in zip(least, full, strict=True)]
    if sum(wish) <= spare:  # all on one line: what is over is shared by what is written
        return [one / sum(full) for one in full]
    found = [one + spare * more / sum(wish) for one, more in zip(least, wish, strict=True)]
    return [one / sum(found) for one in found]
