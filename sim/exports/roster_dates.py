"""The days that a roster's columns stand for, where its headings leave out the year or even the month."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from sim.exports.moments import moments

_TWO = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_DAY = re.compile(r"(\d{1,2})[日号]?")
_NOTE = re.compile(
    r"[（(].*?[)）]|(?:周|星期|礼拜)[一二三四五六日天]|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?", re.IGNORECASE
)
_YEAR = re.compile(r"((?:19|20)\d{2})(?!\d)")
_MONTH = re.compile(r"(\d{1,2})\s*月")
_WEEKDAYS = {
    **{word: i for i, word in enumerate("一二三四五六日")}, "天": 6, "七": 6,
    **{word: i for i, word in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
}  # fmt: skip
LEAST = 2  # columns of days that make a table a roster


def dates_of(
    headings: Sequence[str], above: Sequence[Sequence[str]], weekdays: Sequence[str] | None, near: dt.date
) -> tuple[dict[int, dt.date], bool]:
    """The date of each column that has one, and whether the file says the year.

    `weekdays`: the row of weekdays below the headings, which settles the year, too. `near`: of the years that fit, the
    one with days nearest to it is taken.
    """
    title = " ".join(cell for line in above for cell in line)
    whole = moments(list(headings)).seconds
    if int((~np.isnan(whole)).sum()) >= LEAST:
        epoch = dt.date(1970, 1, 1)
        return {i: epoch + dt.timedelta(days=int(s // 86400)) for i, s in enumerate(whole) if not np.isnan(s)}, True
    bare = [_NOTE.sub("", heading).strip() for heading in headings]
    pairs = {i: (int(m[1]), int(m[2])) for i, text in enumerate(bare) if (m := _TWO.fullmatch(text))}
    month = _MONTH.search(title)
    if len(pairs) < LEAST and month is not None:
        days = {i: int(m[1]) for i, text in enumerate(bare) if (m := _DAY.fullmatch(text)) and int(m[1]) <= 31}
        run = list(days.values())
        if len(run) >= LEAST and all(b == a + 1 or b == 1 for a, b in pairwise(run)):
            pairs = {i: (int(month[1]), day) for i, day in days.items()}
    if len(pairs) < LEAST:
        return {}, True
    year = _YEAR.search(title)
    wanted = {i: _weekday(weekdays[i]) for i in pairs} if weekdays is not None else {}
    best: tuple[tuple[int, int, int], dict[int, dt.date]] | None = None
    for first in [int(year[1])] if year is not None else range(near.year - 6, near.year + 7):
        for turned in (False, True):
            made = _in_year(pairs, first, turned)
            if made is None:
                continue
            wrong = sum(1 for i, date in made.items() if wanted.get(i) not in (None, date.weekday()))
            gaps = sum(1 for a, b in pairwise(made.values()) if (b - a).days != 1)
            score = (wrong, gaps, abs((next(iter(made.values())) - near).days))
            if best is None or score < best[0]:
                best = (score, made)
    return (best[1], year is not None) if best is not None else ({}, True)


def is_weekdays(cells: Sequence[str]) -> bool:
    """Whether the filled cells of a row are days of the week."""
    filled = [cell for cell in cells if cell]
    return len(filled) >= LEAST and all(_weekday(cell) is not None for cell in filled)


def _weekday(cell: str) -> int | None:
    text = re.sub("周|週|星期|礼拜|禮拜", "", cell.strip()).lower()
    return _WEEKDAYS.get(text if len(text) == 1 else text[:3])


def _in_year(pairs: dict[int, tuple[int, int]], year: int, turned: bool) -> dict[int, dt.date] | None:
    """The dates, the year going on where the month falls; None where one does not exist."""
    found: dict[int, dt.date] = {}
    before: dt.date | None = None
    for i, (a, b) in pairs.items():
        month, day = (b, a) if turned else (a, b)
        try:
            date = dt.date(year, month, day)
            if before is not None and (before - date).days > 180:
                year += 1
                date = dt.date(year, month, day)
        except ValueError:
            return None
        found[i], before = date, date
    return found
