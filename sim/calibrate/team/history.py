"""What a file has of earlier times: stretches of days, and the last weeks, which the next ones resemble.

Last year's export given beside this month's leaves months between them without a row. Each stretch is looked at by
itself; levels, hours and people are read from the last weeks of the last stretch that is no slip of a date.
"""

from __future__ import annotations

import numpy as np

from sim.calibrate.team.counts import Counts
from sim.units import DAYS_PER_WEEK

GAP_DAYS = 14  # without a row: another file begins. A shop on holiday closes for less
RECENT_WEEKS = 13
STRAY = 0.01  # a stretch with a smaller share of all rows is a slip of somebody's date


def stretches(counts: Counts) -> tuple[Counts, ...]:
    """Days that belong together, in order; rows far from all others by a slip of their date left out."""
    some = np.flatnonzero(counts.totals > 0)
    breaks = np.flatnonzero(np.diff(some) > GAP_DAYS)
    begins, ends = some[np.append(0, breaks + 1)], some[np.append(breaks, len(some) - 1)] + 1
    parts = [counts.part(int(begin), int(end)) for begin, end in zip(begins, ends, strict=True)]
    total = counts.totals.sum()
    return tuple(part for part in parts if part.totals.sum() >= STRAY * total)


def recent(counts: Counts) -> Counts:
    """The last weeks of the last stretch."""
    last = stretches(counts)[-1]
    return last.part(max(0, len(last) - RECENT_WEEKS * DAYS_PER_WEEK), len(last))
