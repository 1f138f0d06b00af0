"""Years of orders with a sale of a known lift, as a shop's file would count them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim.calibrate.team.counts import Counts
from sim.calibrate.team.named_days import NamedDay, dates_of, named_days
from sim.calibrate.team.sale_days import candidates

WEEKDAY = np.array([1.0, 1.0, 0.95, 1.0, 1.05, 0.9, 0.8])
WEEK_SD, AGAIN_SD = 0.04, 0.25  # of the log level in a week, of the log of a sale's lift − 1 from year to year
SLOTS = 48


@dataclass(frozen=True)
class Years:
    counts: Counts  # with nothing between last year's file and this one's
    learned: int  # days of `counts` that are known; the rest is to be foretold
    lifts: tuple[float, float]  # of last year, of this year
    rule: str


def named(name: str, country: str = "CN") -> NamedDay:
    return next(day for day in named_days(country) if day.id == name)


def counted(first: dt.date, totals: np.ndarray, hours: np.ndarray | None = None) -> Counts:
    """Days of so many orders; `hours`: (D, 48) shares of each day, even where none are given."""
    shares = np.full((len(totals), SLOTS), 1 / SLOTS) if hours is None else hours
    rng = np.random.default_rng(len(totals))
    table = np.array([rng.multinomial(int(n), p) for n, p in zip(totals, shares, strict=True)], float)
    some = totals > 0
    return Counts(first, ("orders",), table[None], np.where(some, 0.0, np.nan), np.where(some, 86_399.0, np.nan))


def years(
    seed: int, which: int = 0, orders: float = 300.0, lift: float | None = None, cv: float = 0.1,
    growth: float = 1.0, gap: bool = True,
) -> Years:  # fmt: skip
    """September to November of last year, and this year from August to the end of September; 11.11 by one of its
    published years, its other days moved by their own luck."""
    rng = np.random.default_rng(seed)
    rule, candidate = candidates(named("double-eleven"))[which]
    assert candidate.log_lift is not None
    first, until, last = dt.date(2025, 9, 1), dt.date(2026, 10, 1), dt.date(2026, 11, 29)
    days = [first + dt.timedelta(days=i) for i in range((last - first).days)]
    then = lift or max(1.1, float(np.exp(rng.normal(*candidate.log_lift))))
    again = 1 + (then - 1) * float(np.exp(rng.normal(-(AGAIN_SD**2) / 2, AGAIN_SD)))
    bend = np.where(candidate.offsets == 0, 1.0, rng.lognormal(0, 0.3, len(candidate.offsets)))
    mean = orders * np.exp(np.cumsum(rng.normal(0, WEEK_SD / np.sqrt(7), len(days))))
    mean *= np.array([WEEKDAY[day.weekday()] for day in days])
    mean[np.array(days) >= dt.date(2026, 8, 1)] *= growth
    for year, times in ((2025, then), (2026, again)):
        big = dates_of(rule, dt.date(year, 1, 1), dt.date(year, 12, 31))[0]
        place = (big - first).days + candidate.offsets
        inside = (place >= 0) & (place < len(days))
        mean[place[inside]] *= (1 + (times - 1) * np.minimum(candidate.share * bend, 1.0))[inside]
    totals = rng.poisson(mean * (rng.gamma(cv**-2, cv**2, len(days)) if cv else 1.0)).astype(float)
    if gap:
        totals[[dt.date(2025, 12, 1) <= day < dt.date(2026, 8, 1) for day in days]] = 0
    return Years(counted(first, totals), (until - first).days, (then, again), rule)
