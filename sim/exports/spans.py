"""A whole column of durations as seconds: 0:02:14, :38, 4分37秒, "3 minutes 20 seconds", 264,5, milliseconds, minutes.

Numbers without a unit take it from the heading (minutes, 分钟, ms); without one there they are seconds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.exports.moments import LONGEST, is_nothing
from sim.exports.numbers import number
from sim.exports.scripts import simplified

_UNITS_S = {
    "ms": 0.001, "millisecond": 0.001, "milliseconds": 0.001, "毫秒": 0.001,
    "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0, "秒": 1.0, "秒钟": 1.0,
    "m": 60.0, "min": 60.0, "mins": 60.0, "minute": 60.0, "minutes": 60.0, "分": 60.0, "分钟": 60.0,
    "h": 3600.0, "hr": 3600.0, "hrs": 3600.0, "hour": 3600.0, "hours": 3600.0, "时": 3600.0, "小时": 3600.0,
    "d": 86400.0, "day": 86400.0, "days": 86400.0, "天": 86400.0,
}  # fmt: skip
_CLOCK = re.compile(r"(?:(?:(\d+)\s*(?:d|days?|天)?[ .,]\s*)?(\d+):)?(\d*):(\d{1,2})(?:[.,](\d+))?")
_WORDS = re.compile(r"(\d+(?:[.,]\d+)?)\s*([A-Za-z]+|[毫分秒小时钟天]+)\.?(?:\s*(?:,|and|又)?\s*)")
_THOUSANDS_POINT = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_WHOLE = 0.05  # share of whole numbers in a column, from which it is no chance that others have three digits more
_HEADING = (
    (re.compile(r"毫秒|\bms\b|millis|_ms$", re.IGNORECASE), 0.001),
    (re.compile(r"分钟|[（(]分[)）]|\bmin(ute)?s?\b|_min(ute)?s?$", re.IGNORECASE), 60.0),
    (re.compile(r"小时|[（(]时[)）]|\bhours?\b|\bhrs?\b|_h(ours?)?$", re.IGNORECASE), 3600.0),
    (re.compile(r"秒|\bsec(ond)?s?\b|_s(ec(ond)?s?)?$", re.IGNORECASE), 1.0),
)


@dataclass(frozen=True)
class Spans:
    """Durations of a column, one for each cell.

    `seconds`: (n,), NaN where a cell is empty or cannot be read. `unit`: seconds that a bare number stands for.
    `told`: the heading says that unit. `unread`: cells that are neither empty nor a duration, `first_unread` the
    position of the first.
    """

    seconds: Floats
    unit: float = 1.0
    told: bool = False
    unread: int = 0
    first_unread: int | None = None


def unit_of(heading: str) -> float | None:
    """Seconds of the unit that a heading names; None where it names none."""
    heading = simplified(heading)
    return next((unit for pattern, unit in _HEADING if pattern.search(heading)), None)


def spans(cells: Sequence[str], heading: str = "", unit: float | None = None) -> Spans:
    """The durations of a column's cells, cleaned as `Table.column` gives them.

    `unit`: seconds that a bare number stands for, where somebody has said so; else the heading says it.
    """
    if _by_point(cells):
        cells = [cell.replace(".", "") for cell in cells]
    told = unit if unit is not None else unit_of(heading)
    used = 1.0 if told is None else told
    known: dict[str, float] = {}
    seconds = np.full(len(cells), math.nan)
    unread = []
    for i, cell in enumerate(cells):
        if is_nothing(cell):
            continue
        if cell not in known:
            known[cell] = span(cell, used)
        seconds[i] = known[cell]
        if math.isnan(known[cell]):
            unread.append(i)
    return Spans(seconds, used, told is not None, len(unread), unread[0] if unread else None)


def _by_point(cells: Sequence[str]) -> bool:
    """Whether a column parts thousands by a point: 1.045 stands beside whole numbers, and none of these is larger."""
    plain = {cell for cell in cells if cell and cell.replace(".", "").isdigit()}
    pointed = {cell for cell in plain if "." in cell}
    if not pointed or not all(_THOUSANDS_POINT.fullmatch(cell) for cell in pointed):
        return False
    whole = [cell for cell in cells if cell in plain - pointed and cell != "0"]
    return len(whole) >= _WHOLE * len(cells) and all(len(cell) <= 3 for cell in whole)


def span(cell: str, unit: float = 1.0) -> float:
    """One duration in seconds; NaN for what is none. `unit`: seconds that a bare number stands for."""
    if len(cell) > LONGEST:
        return math.nan
    value = number(cell)
    if not math.isnan(value):
        return value * unit if value >= 0 else math.nan
    if found := _CLOCK.fullmatch(cell):
        days, hours, minutes, seconds, part = found.groups()
        whole = int(days or 0) * 86400 + int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)
        return whole + float(f"0.{part or 0}") if int(seconds) < 60 else math.nan
    total, at, cell = 0.0, 0, simplified(cell)
    while found := _WORDS.match(cell, at):
        size = _UNITS_S.get(found[2].lower())
        if size is None:
            return math.nan
        total, at = total + float(found[1].replace(",", ".")) * size, found.end()
    return total if at and at == len(cell) else math.nan
