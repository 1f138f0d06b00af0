"""A cell as it was meant: blanks, tabs, Excel's ="…" and leading apostrophes taken off."""

from __future__ import annotations

import re

_FORMULA = re.compile(r'="?(.*?)"?')
_ODD_BLANKS = str.maketrans(
    {"\u00a0": " ", "\u3000": " ", "\u2007": " ", "\u202f": " "} | dict.fromkeys("\u200b\u200e\u200f\ufeff", "")
)
_LINE_ENDS = re.compile(r"\s*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+\s*")


def clean(cell: str) -> str:
    """One cell, on one line."""
    cell = cell.translate(_ODD_BLANKS).strip()
    if cell.startswith('="') or (cell.startswith("=") and cell[1:].replace(".", "").isdigit()):
        found = _FORMULA.fullmatch(cell)
        cell = found[1].strip() if found else cell
    elif cell.startswith("'") and not cell.endswith("'"):
        cell = cell[1:].strip()
    return _LINE_ENDS.sub(" ", cell)


def packed(cells: list[str]) -> str:
    """Cells of one column, cleaned, as one text with a line for each: a tenth of the memory of a list of them."""
    stripped = [cell.strip() for cell in cells]
    text = "\n".join(stripped)
    if text.count("\n") >= len(cells) or _needs_care(text):
        return "\n".join(map(clean, stripped))
    return text


def _needs_care(text: str) -> bool:
    marks = ("=", "'", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")
    return any(mark in text for mark in marks) or (
        not text.isascii() and any(c in text for c in "\u00a0\u3000\u2007\u202f\u200b\u200e\u200f\ufeff")
    )
