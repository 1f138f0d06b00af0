"""Which days of a file tell of usual days: campaign days, closed ones and cut-off ends are set apart.

A day is compared with the others of its weekday by a median, which one day eight times the usual does not move. How far
usual days lie from it is read from the middle half of all days, so that a restless shop has wider bounds.

usual    what levels and hours are read from
raised   far above: a candidate for a campaign day
low      far below on a weekday that is open: a holiday, an outage or a filter
closed   on a weekday on which most days have nothing
cut      the first or the last day, where an export began or ended in the middle of it
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.arrays import Bools, Floats
from sim.calibrate.team.counts import Counts
from sim.units import DAYS_PER_WEEK

RAISED, LOW = 2.0, 0.4  # at least so many times the usual, at most so much of it
FAR = 4.0  # robust standard deviations
NORMAL_IQR = 1.349  # interquartile range of a normal distribution ÷ its standard deviation
LEAST_OF_WEEKDAY = 3  # days of one weekday for a median of its own
HARDLY = 1e-4  # chance of so long without a contact on a day that was not cut off


@dataclass(frozen=True)
class Sorted:
    """(D,) masks, each day in one of `usual` to `cut`; `expected`: (D,) the median day it was compared with. `named`
    (D,): those of `raised` and `low` that stand out by the calendar only."""

    usual: Bools
    raised: Bools
    low: Bools
    closed: Bools
    cut: Bools
    expected: Floats
    named: Bools


def sorted_days(counts: Counts) -> Sorted:
    """See the module's docstring."""
    totals, weekday = counts.totals, counts.weekday
    cut = _cut(counts)
    closed_weekday = np.array([_closed(totals[(weekday == w) & ~cut]) for w in range(DAYS_PER_WEEK)])
    closed = closed_weekday[weekday] & (totals == 0) & ~cut
    open_days = ~cut & ~closed
    expected = medians(totals, weekday, open_days)
    known = open_days & (expected > 0)
    ratio = np.full(len(totals), np.nan)
    ratio[known] = totals[known] / expected[known]
    spread = robust_spread(np.log(np.maximum(ratio[known], 1e-3))) if known.sum() > 3 else 0.0
    chance = np.zeros(len(totals))
    chance[known] = 1.0 / expected[known]
    far = FAR * np.sqrt(spread**2 + chance)
    raised = known & (ratio >= np.maximum(RAISED, np.exp(far)))
    low = known & (ratio <= np.minimum(LOW, np.exp(-far)))
    usual = open_days & ~raised & ~low
    if not usual.any():  # two days that have nothing in common: nobody can say which is the usual one
        usual, raised, low = open_days, np.zeros_like(raised), np.zeros_like(low)
    return Sorted(usual, raised, low, closed, cut, expected, np.zeros_like(usual))


def set_apart(days: Sorted, apart: Bools, totals: Floats) -> Sorted:
    """The same with the days `apart` (D,) no longer usual: of a sale or a feast that is known by name. As it was where
    less than a week of usual days would be left."""
    usual = days.usual & ~apart
    if usual.sum() < DAYS_PER_WEEK:
        return days
    taken = days.usual & apart
    more = totals > days.expected
    raised, low = days.raised | (taken & more), days.low | (taken & ~more)
    return replace(days, usual=usual, raised=raised, low=low, named=days.named | taken)


def _closed(totals: Floats) -> bool:
    return bool(len(totals) and np.median(totals) == 0)


def medians(totals: Floats, weekday: np.ndarray, open_days: Bools) -> Floats:
    """(D,) for each day the median of the other open days: of its weekday where they are enough, else of all,
    brought to its weekday by the ratio of medians."""
    rows = np.flatnonzero(open_days)
    expected = np.zeros(len(totals))
    for i in range(len(totals)):
        others = rows[rows != i]
        same = others[weekday[others] == weekday[i]]
        if len(same) >= LEAST_OF_WEEKDAY:
            expected[i] = np.median(totals[same])
        elif len(others):
            expected[i] = np.median(totals[others])
    return expected


def robust_spread(logs: Floats) -> float:
    low, high = np.quantile(logs, [0.25, 0.75])
    return float((high - low) / NORMAL_IQR)


def _cut(counts: Counts) -> Bools:
    """The first day where the time before its first moment is too quiet to be true, and the last day likewise."""
    cut = np.zeros(len(counts), dtype=bool)
    if len(counts) < 3:
        return cut
    inner = counts.table[1:-1]
    profile = np.median(inner / np.maximum(inner.sum(axis=1, keepdims=True), 1.0), axis=0)
    if not profile.sum():
        return cut
    share = np.concatenate([[0.0], np.cumsum(profile / profile.sum())])
    at = np.linspace(0.0, 86_400.0, len(share))
    for day, seconds, before in ((0, counts.begun[0], True), (len(counts) - 1, counts.ended[-1], False)):
        if np.isnan(seconds):
            continue
        quiet = float(np.interp(seconds, at, share))
        quiet = quiet if before else 1.0 - quiet
        seen = counts.totals[day]
        # what the quiet part should have had, going by the part that was seen
        missing = seen * quiet / max(1.0 - quiet, 1e-9)
        cut[day] = quiet > 0.02 and np.exp(-missing) < HARDLY
    return cut
