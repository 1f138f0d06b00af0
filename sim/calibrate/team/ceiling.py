"""What a perfect model would reach: days are lucky or not, and that is in no file beforehand.

One replication of each day is taken for the day as it was, the mean of the day's others for what was foretold. So
the model is right by construction, of the pace of a day it knows how far days differ and no more, and what it is off by
is luck alone: who called, who lost patience, how long the contacts of that day happened to take. Done again and again,
this says how near anybody can come with so many days of this size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats

TIMES = 400
LEAST_DAYS = 3  # for a correlation


@dataclass(frozen=True)
class Ceiling:
    """P10, median and P90 over such sets of days: mean distance from the day in the figure's unit, and correlation
    over days, nan where no day differs from another."""

    distance: tuple[float, float, float]
    correlation: tuple[float, float, float]


def ceiling_of(drawn: Floats, seed: int = 1, times: int = TIMES) -> Ceiling | None:
    """`drawn` (D, n): a figure of D days in n replications each. None: too few of either."""
    days, n = drawn.shape
    if days < LEAST_DAYS or n < 2:
        return None
    pick = np.random.default_rng(seed).integers(0, n, (times, days))
    real = drawn[np.arange(days), pick]
    foretold = (drawn.sum(axis=1) - real) / (n - 1)
    return Ceiling(_three(np.abs(real - foretold).mean(axis=1)), _three(_correlations(real, foretold)))


def _correlations(a: Floats, b: Floats) -> Floats:
    """(times,) of each row."""
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    size = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    return np.asarray(np.where(size > 0, (a * b).sum(axis=1) / np.maximum(size, 1e-300), np.nan))


def _three(values: Floats) -> tuple[float, float, float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return (float("nan"),) * 3
    low, middle, high = np.quantile(known, [0.1, 0.5, 0.9]).tolist()
    return low, middle, high
