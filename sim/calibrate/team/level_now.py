"""Where the level of usual days stands on the last day, how fast it moves, and how far days differ beside it.

A local level (Harvey 1989, Forecasting, Structural Time Series Models and the Kalman Filter, section 2.3): the log of
a day's count beside its weekday is a random walk, and the day's own on top. How fast it walks is drawn to how far the
model's seasons spread, because some weeks hardly tell a walk from a trend or a week of sunshine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints
from sim.evidence import parameters
from sim.units import DAYS_PER_WEEK

SEASON_WEEKS = 12  # of the seasons whose level spreads by `luck.season`
TIMES = np.geomspace(1 / 16, 256, 13)  # the walk's variance ÷ the usual one, of the grid
PRIOR_SD = float(np.log(4.0))  # of the log of that ratio: within 4 times either way in two cases of three
OWN = np.geomspace(0.01, 1.0, 25)  # a day's own spread, of the grid


@dataclass(frozen=True)
class Level:
    """`log`: of the level on the last day ÷ the one that the days were compared with; `variance` of it; `week`:
    variance of what it moves in a week; `cv`: of a day's own."""

    log: float
    variance: float
    week: float
    cv: float


def usual_drift() -> float:
    """Variance of the log of a shop's level in a week, where no file says: the mean of such a walk over a season
    spreads as the model's seasons do (`luck.season`)."""
    # the mean of n steps has (n + 1)(2n + 1) / 6n of a step's variance
    n = SEASON_WEEKS
    return parameters()["luck.season"] ** 2 * 6 * n / ((n + 1) * (2 * n + 1))


def level_now(day: Ints, log: Floats, counts: Floats) -> Level:
    """`day` (n,) rising, `log` (n,) of counts ÷ what is usual for their weekday. ValueError without a day."""
    if not len(day):
        raise ValueError("no day to read a level from")
    step = usual_drift() / DAYS_PER_WEEK * TIMES[:, None]  # (T, 1)
    own = OWN[None, :] ** 2
    chance = 1.0 / np.maximum(counts, 1.0)
    mean, variance = np.full((len(TIMES), len(OWN)), log[0]), chance[0] + own + 0.0 * step
    fit = -((np.log(TIMES) / PRIOR_SD) ** 2)[:, None] / 2 + 0.0 * own
    for i in range(1, len(day)):
        variance = variance + step * (day[i] - day[i - 1])
        total = variance + own + chance[i]
        missed = log[i] - mean
        fit = fit - (np.log(total) + missed**2 / total) / 2
        gain = variance / total
        mean, variance = mean + gain * missed, variance * (1 - gain)
    weight = np.exp(fit - fit.max())
    weight /= weight.sum()
    centre = float((weight * mean).sum())
    spread = float((weight * (variance + (mean - centre) ** 2)).sum())
    return Level(centre, spread, float((weight * step).sum()) * DAYS_PER_WEEK, float(np.sqrt((weight * own).sum())))
