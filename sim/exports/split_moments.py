"""A moment in two columns: 下单日期 and 下单时间, Order Date and Order Time."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from sim.exports.columns import Found, plain, sample
from sim.exports.tables import Table

_TIME_OF_DAY = re.compile(r"([01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?")
_ONLY_TIME = ("时间", "时刻", "time", "hour")
_ALIKE = 2  # letters with which two headings of one thing begin


def clock_beside(table: Table, date: Found, taken: Collection[int]) -> int | None:
    """Position of the one column of clock times that goes with a column of dates, by its heading; None for none, and
    where several might."""
    begins = plain(date.heading)[:_ALIKE]
    found = []
    for i, heading in enumerate(table.headings):
        name = plain(heading)
        goes_with = name in _ONLY_TIME or (len(begins) == _ALIKE and name.startswith(begins))
        if i not in taken and goes_with and _are_clocks(sample(table, i)):
            found.append(i)
    return found[0] if len(found) == 1 else None


def joined(dates: Sequence[str], clocks: Sequence[str]) -> list[str]:
    """Both in one cell; nothing where either is missing. Spreadsheets put midnight behind a date, which is no time."""
    return [
        f"{date.split(' ')[0]} {clock}" if date and clock else "" for date, clock in zip(dates, clocks, strict=True)
    ]


def _are_clocks(cells: Sequence[str]) -> bool:
    """Whether all are times of day, and not all of them minutes and seconds of something short."""
    read = [_TIME_OF_DAY.fullmatch(cell) for cell in cells]
    return bool(read) and all(read) and any(int(one[1]) > 0 for one in read if one is not None)
