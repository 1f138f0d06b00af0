"""Numbers as people and programs write them: 1,040, 1.040,50, ¥59, 45.000 of a country that parts thousands so.

Whether the comma or the point parts the decimals is decided on the whole column, where one cell cannot say it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from sim.arrays import Floats
from sim.exports.moments import LONGEST, is_nothing

_BARE = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
_COMMA = re.compile(r"[-+]?\d+,\d+")
_THOUSANDS_COMMA = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_THOUSANDS_POINT = re.compile(r"[-+]?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_THOUSANDS_BLANK = re.compile(r"[-+]?\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?")
_AROUND = re.compile(
    r"^(?:(?:US|HK|NT|AU|CA|S|R)?\$|[¥￥€£₹?]|人民币|Rp|RMB|CNY|USD|EUR|GBP|CHF)\s*|\s*(?:元|圆|€|£|%|EUR|USD|CNY|RMB|GBP|CHF|kr|zł)$"
)


def number(cell: str) -> float:
    """One number; NaN for what is none. A single comma parts decimals unless three digits follow."""
    if len(cell) > LONGEST:
        return math.nan
    if _BARE.fullmatch(cell):
        value = float(cell)
        return value if math.isfinite(value) else math.nan
    if _THOUSANDS_COMMA.fullmatch(cell):
        return float(cell.replace(",", ""))
    if _COMMA.fullmatch(cell):
        return float(cell.replace(",", "."))
    if _THOUSANDS_POINT.fullmatch(cell):
        return float(cell.replace(".", "").replace(",", "."))
    if _THOUSANDS_BLANK.fullmatch(cell):
        return float(re.sub("[ '’]", "", cell).replace(",", "."))
    return math.nan


def numbers(cells: Sequence[str]) -> Floats:
    """(n,) the numbers of a column of money or counts; NaN where a cell is empty or none.

    A column whose cells all have exactly three digits after their point parts thousands with it.
    """
    bare = [_without_currency(cell) for cell in cells]
    pointed = {cell for cell in bare if "." in cell or "," in cell}
    by_point = bool(pointed) and all(_THOUSANDS_POINT.fullmatch(cell) for cell in pointed)
    known = {cell: _value(cell, by_point) for cell in set(bare)}
    return np.array([known[cell] for cell in bare], float)


def amount(cell: str) -> float:
    """One number with or without its currency; NaN for what is none."""
    return number(_without_currency(cell))


def shares(cells: Sequence[str]) -> Floats:
    """(n,) the shares of a column, from 0 to 1, written as 0.875, 87.5 or 87.5 %; NaN where a cell is empty or none.

    Three digits after a point are decimals here. The column decides whether it counts in hundredths.
    """
    read = np.array([number(cell.rstrip("%％ ")) for cell in cells], float)
    hundredths = any("%" in cell or "％" in cell for cell in cells) or bool(np.nanmax(read, initial=0.0) > 1.0)
    return read / 100.0 if hundredths else read


def _without_currency(cell: str) -> str:
    if not cell or len(cell) > LONGEST or (cell[0].isdigit() and cell[-1].isdigit()):
        return cell
    return _AROUND.sub("", cell)


def _value(cell: str, by_point: bool) -> float:
    if is_nothing(cell):
        return math.nan
    return number(cell.replace(".", "").replace(",", ".")) if by_point else number(cell)
