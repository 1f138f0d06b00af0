"""The days of an export: which are cut off, which stand out, which are missing, which are years away.

All of it from moments alone, so that orders and contacts share it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.exports.dates import DAY_S
from sim.exports.quality import Remark

_LEAST_DAYS = 4  # from which on a day can be told from the others
_MISSING = 4.6  # events that are missing at an end of a day, from which it is no chance: exp(-4.6) is 1 %
_PEAK = 3.0  # times the usual day, from which a day is called one of its own
_PEAK_SD = 6.0  # and so many times what chance would do
_GAP_DAYS = 180  # between two dates, above which the smaller side is taken for a slip in the year
_LEAST_EVENTS = 20  # from which on there is such a thing as all others
_FEW = 0.01  # share of events that a slip may have


@dataclass(frozen=True)
class Days:
    """Events by day. `first`: date of the first; `counts`: (D,) events; `cut_first`, `cut_last`: seconds since midnight
    at which the first day begins or the last one ends, None where it is whole."""

    first: dt.date
    counts: Ints
    cut_first: float | None
    cut_last: float | None

    def date(self, i: int) -> dt.date:
        return self.first + dt.timedelta(days=i)

    @property
    def whole(self) -> Bools:
        """(D,) days that are not cut off."""
        whole = np.ones(len(self.counts), bool)
        if self.cut_first is not None:
            whole[0] = False
        if self.cut_last is not None:
            whole[-1] = False
        return whole

    @property
    def usual(self) -> float:
        """Events on the middle one of all whole days with any."""
        inside = self.counts[self.whole & (self.counts > 0)]
        return float(np.median(inside)) if len(inside) else float("nan")

    @property
    def peaks(self) -> tuple[int, ...]:
        """Positions of days with several times the usual number."""
        usual = self.usual
        if len(self.counts) < _LEAST_DAYS or not usual > 0:
            return ()
        far = (self.counts >= _PEAK * usual) & (self.counts >= usual + _PEAK_SD * np.sqrt(usual))
        return tuple(map(int, np.flatnonzero(far)))

    @property
    def empty(self) -> tuple[int, ...]:
        """Positions of days without a single event."""
        return tuple(map(int, np.flatnonzero(self.counts == 0)))


def days_of(seconds: Floats) -> Days | None:
    """The days of moments on a wall clock, NaN left out; None without any."""
    seconds = np.sort(seconds[~np.isnan(seconds)])
    if not len(seconds):
        return None
    day = np.floor(seconds / DAY_S).astype(np.int64)
    counts = np.bincount(day - day[0])
    first = dt.date(1970, 1, 1) + dt.timedelta(days=int(day[0]))
    clock = seconds - day * DAY_S
    cut_first = cut_last = None
    if np.count_nonzero(counts) >= _LEAST_DAYS:
        inner = (day > day[0]) & (day < day[-1])
        weight = 1.0 / counts[day - day[0]]  # every day says as much as the others about the hours
        at_last, at_first = clock[-1], clock[0]
        share = weight[inner & (clock <= at_last)].sum() / weight[inner].sum()
        if share > 0 and counts[-1] * (1 - share) / share >= _MISSING:
            cut_last = float(at_last)
        share = weight[inner & (clock >= at_first)].sum() / weight[inner].sum()
        if share > 0 and counts[0] * (1 - share) / share >= _MISSING:
            cut_first = float(at_first)
    return Days(first, counts, cut_first, cut_last)


def strays(seconds: Floats) -> Bools:
    """(n,) events that lie more than half a year from all others and are few: a slip in the year."""
    found = np.zeros(len(seconds), bool)
    while True:
        left = np.flatnonzero(~np.isnan(seconds) & ~found)
        if len(left) < _LEAST_EVENTS:
            return found
        order = left[np.argsort(seconds[left])]
        gaps = np.diff(seconds[order])
        at = int(np.argmax(gaps)) + 1
        few = max(1, int(_FEW * len(left)))
        if gaps[at - 1] <= _GAP_DAYS * DAY_S or min(at, len(order) - at) > few:
            return found
        found[order[:at] if at <= len(order) - at else order[at:]] = True


def remarks(days: Days) -> tuple[Remark, ...]:
    """What a manager should know of the days."""
    made = []
    if days.cut_first is not None:
        made.append(Remark("remark.cut_first", int(days.counts[0]), _at(days.date(0), days.cut_first)))
    if days.cut_last is not None:
        last = len(days.counts) - 1
        made.append(Remark("remark.cut_last", int(days.counts[last]), _at(days.date(last), days.cut_last)))
    for i in days.peaks:
        facts = {"date": days.date(i), "times": f"{days.counts[i] / days.usual:.1f}", "usual": f"{days.usual:,.0f}"}
        made.append(Remark("remark.peak_day", int(days.counts[i]), facts))
    if days.empty:
        made.append(Remark("remark.empty_days", len(days.empty), {"date": days.date(days.empty[0])}))
    return tuple(made)


def _at(date: dt.date, seconds: float) -> dict[str, object]:
    minutes = int(seconds // 60)
    return {"date": date, "clock": f"{minutes // 60:02d}:{minutes % 60:02d}"}
