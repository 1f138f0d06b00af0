"""Arrivals scored on the last weeks of a file, which they have not seen, beside last week's counts again.

mae        mean distance of the forecast from the count
coverage   share of counts between P10 and P90; 0.8 is right, more says the band is too wide
pinball    loss of P10 and of P90, in contacts; smaller is better (Gneiting 2011, doi:10.1016/j.ijforecast.2009.12.015)

The other forecast is the seasonal naive one: the same weekday of the week before. Its band is as wide as weeks differed
before, on the square root's scale, on which counts spread alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.calibrate.team.arrivals import fitted_arrivals
from sim.calibrate.team.bands import P90
from sim.calibrate.team.counts import Counts
from sim.calibrate.team.days import sorted_days
from sim.units import DAYS_PER_WEEK

LEAST_WEEKS = 3  # two to learn from, one to be scored on


@dataclass(frozen=True)
class Score:
    mae: float
    coverage: float
    pinball: tuple[float, float]


@dataclass(frozen=True)
class HeldOut:
    """By interval and by day: the model's score and the naive forecast's."""

    days: int
    slots: Score
    slots_naive: Score
    totals: Score
    totals_naive: Score
    real: Floats  # (S,) contacts of a mean day that is scored
    expected: Floats  # (S,) by the model


def held_out(counts: Counts, weeks: int = 1) -> HeldOut | None:
    """Score the last `weeks`; None where fewer than two weeks would be left to learn from.

    Days that are set apart are not scored: a campaign is no miss of the usual days, and nobody says that it is usual.
    """
    days = sorted_days(counts)
    last = int(np.flatnonzero(~days.cut).max(initial=-1)) + 1
    begin = last - DAYS_PER_WEEK * weeks
    if begin < DAYS_PER_WEEK * (LEAST_WEEKS - 1):
        return None
    tested = begin + np.flatnonzero(days.usual[begin:last])
    before = tested - DAYS_PER_WEEK * ((tested - begin) // DAYS_PER_WEEK + 1)  # the last week that was known
    known = tested[days.usual[before]]
    if not len(known):
        return None
    before = known - DAYS_PER_WEEK * ((known - begin) // DAYS_PER_WEEK + 1)
    learned = counts.until(begin)
    model = fitted_arrivals(learned, sorted_days(learned))
    weekday = counts.weekday[known]
    table = counts.table
    spread = week_to_week(table[:begin], days.usual[:begin])
    low, _, high = model.count_quantiles()[:, weekday]
    day_low, _, day_high = model.day_quantiles()[:, weekday]
    naive, naive_days = table[before], table[before].sum(axis=1)
    day_spread = week_to_week(table[:begin].sum(axis=1, keepdims=True), days.usual[:begin])
    real, real_days = table[known], table[known].sum(axis=1)
    return HeldOut(
        days=len(known),
        slots=score(real, model.rates[weekday], low, high),
        slots_naive=score(real, naive, *root_band(naive, spread)),
        totals=score(real_days, model.level[weekday], day_low, day_high),
        totals_naive=score(real_days, naive_days, *root_band(naive_days, day_spread)),
        real=real.mean(axis=0),
        expected=model.rates[weekday].mean(axis=0),
    )


def week_to_week(table: Floats, usual: np.ndarray) -> float:
    """Standard deviation of √count − √(count of the week before), over cells that have anything."""
    both = np.flatnonzero(usual[DAYS_PER_WEEK:] & usual[:-DAYS_PER_WEEK])
    now, before = table[both + DAYS_PER_WEEK], table[both]
    some = (now + before) > 0
    if not some.any():
        return 0.5**0.5  # of two Poisson numbers
    return float(np.sqrt(np.mean((np.sqrt(now[some]) - np.sqrt(before[some])) ** 2)))


def root_band(mean: Floats, spread: float) -> tuple[Floats, Floats]:
    """P10 and P90 of counts about `mean`, whose square roots differ by `spread` from week to week."""
    low = np.maximum(np.sqrt(mean) - P90 * spread, 0.0) ** 2
    return np.floor(low), np.ceil((np.sqrt(mean) + P90 * spread) ** 2)


def score(real: Floats, mean: Floats, low: Floats, high: Floats) -> Score:
    """Over cells where something came or was expected; a closed night is no forecast."""
    some = (real > 0) | (mean > 0)
    real, mean, low, high = real[some], mean[some], low[some], high[some]
    return Score(
        mae=float(np.abs(real - mean).mean()),
        coverage=float(((low <= real) & (real <= high)).mean()),
        pinball=(_pinball(real, low, 0.1), _pinball(real, high, 0.9)),
    )


def _pinball(real: Floats, quantile: Floats, p: float) -> float:
    gap = real - quantile
    return float(np.maximum(p * gap, (p - 1) * gap).mean())
