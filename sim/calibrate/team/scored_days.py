"""The forecast of days, scored on the last weeks of a file, each foretold from what lay before it.

Campaigns, holidays and days on which something broke are scored too: whoever plans a week does not know that one will
come. Only sales that the file has seen are expected again: nobody can score a published year on a shop that may not
take part. Beside it stands the seasonal naive forecast, the same weekday of the week before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.calibrate.team.counts import Counts
from sim.calibrate.team.days import sorted_days
from sim.calibrate.team.forecast import forecast
from sim.calibrate.team.held_out import Score, root_band, score, week_to_week
from sim.calibrate.team.history import stretches
from sim.units import DAYS_PER_WEEK

WEEKS = 4  # scored, where the file has them
LEAST_BEFORE = 2 * DAYS_PER_WEEK


@dataclass(frozen=True)
class ScoredDays:
    """`inside`: days between P10 and P90. `off`, `naive_off`: mean distance from the median and from last week's
    count ÷ the mean count."""

    days: int
    inside: int
    off: float
    naive_off: float
    model: Score
    naive: Score


def scored_days(counts: Counts, country: str, weeks: int = WEEKS) -> ScoredDays | None:
    """Weeks of the last stretch, the last first; None where two weeks before and one to be scored are not there."""
    last = stretches(counts)[-1]
    begin_of_last = (last.first - counts.first).days
    days = sorted_days(last)
    end = int(np.flatnonzero(~days.cut).max(initial=-1)) + 1
    number = min(weeks, (end - LEAST_BEFORE) // DAYS_PER_WEEK)
    if number < 1:
        return None
    totals = last.totals
    rows = []
    for week in range(number):
        begin = end - DAYS_PER_WEEK * (week + 1)
        found = forecast(counts.until(begin_of_last + begin), last.date(begin), DAYS_PER_WEEK, country, False)
        index = np.arange(begin, begin + DAYS_PER_WEEK)
        before = totals[index - DAYS_PER_WEEK]
        spread = week_to_week(totals[:begin, None], days.usual[:begin] & ~days.cut[:begin])
        is_open = ~days.closed[index] & ~days.cut[index - DAYS_PER_WEEK]
        rows.append(np.array([totals[index], *found.quantiles, before, *root_band(before, spread)])[:, is_open])
    real, low, middle, high, before, naive_low, naive_high = np.concatenate(rows, axis=1)
    if not len(real) or real.sum() == 0:
        return None
    return ScoredDays(
        days=len(real),
        inside=int(((low <= real) & (real <= high)).sum()),
        off=float(np.abs(real - middle).mean() / real.mean()),
        naive_off=float(np.abs(real - before).mean() / real.mean()),
        model=score(real, middle, low, high),
        naive=score(real, before, naive_low, naive_high),
    )
