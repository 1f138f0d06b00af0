"""A duration by segment: one measured curve, and how fast each type, priority and day goes through it.

The hazard of a segment is that of all, times a ratio (proportional hazards, Cox 1972). Ratios of types are drawn to
the whole, those of a priority to its type, as `pooling` says; how days differ beyond luck is read in the same way from
the days of the sample, for all types at once and for each by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.calibrate.pooling import MOST_PRIOR, Ratios, pooled, prior_weight
from sim.calibrate.segments import LEVELS
from sim.calibrate.survival import SurvivalCurve


@dataclass(frozen=True)
class Law:
    """P(T > t) of segment s is curve(t) ** ratio[s]. Without `types` all segments are alike."""

    curve: SurvivalCurve
    types: Ratios | None = None  # (K,)
    levels: Ratios | None = None  # (K · LEVELS,), within their type
    days: float = MOST_PRIOR  # weight a of the gamma(a, a) by which whole days differ
    type_days: float = MOST_PRIOR  # and by which types differ within a day
    kinds: int = 1

    @property
    def ratio(self) -> Floats:
        """(K · LEVELS,) hazard of each segment ÷ that of all, as best known."""
        if self.types is None or self.levels is None:
            return np.ones(self.kinds * LEVELS)
        return np.repeat(self.types.mean, LEVELS) * self.levels.mean

    def draw_ratio(self, u: Floats) -> Floats:
        """(K · LEVELS,) ratios on one day as may as well be true; u: K · (LEVELS + 2) + 1 uniforms."""
        from scipy.special import gammaincinv

        if self.types is None or self.levels is None:
            return np.ones(self.kinds * LEVELS)
        k = len(self.types.seen)
        day = gammaincinv(self.days, u[0]) / self.days
        type_day = gammaincinv(self.type_days, u[1 : k + 1]) / self.type_days
        types = self.types.draw(u[k + 1 : 2 * k + 1])
        levels = self.levels.draw(u[2 * k + 1 :], np.repeat(types / self.types.mean, LEVELS))
        return np.repeat(types * day * type_day, LEVELS) * levels

    def draw(self, u: Floats, ratio: Floats) -> Floats:
        """Durations by inversion, each with its own hazard ratio; a larger u gives a shorter one."""
        return self.curve.draw(u ** (1.0 / ratio))


def needed(kinds: int) -> int:
    """How many uniforms `draw_ratio` takes."""
    return kinds * (LEVELS + 2) + 1


def measured_law(curve: SurvivalCurve, seconds: Floats, ended: Bools, segment: Ints, day: Ints, kinds: int) -> Law:
    """Ratios of all segments against `curve`, from durations of which some were cut short."""
    if (not len(curve.times) and not np.isfinite(curve.tail)) or not ended.any():
        return Law(curve, kinds=kinds)
    hazard = curve.hazard(seconds)
    kind, size = segment // LEVELS, kinds * LEVELS

    def sums(groups: Ints, count: int, expected: Floats) -> tuple[Floats, Floats]:
        seen, by_law = np.bincount(groups, ended, count), np.bincount(groups, expected, count)
        return seen.astype(np.float64), by_law.astype(np.float64)

    types = pooled(*sums(kind, kinds, hazard))
    levels = pooled(*sums(segment, size, hazard * types.mean[kind]))
    known = hazard * types.mean[kind] * levels.mean[segment]
    days = int(day.max()) + 1
    of_day = pooled(*sums(day, days, known))
    type_days = prior_weight(*sums(day * kinds + kind, days * kinds, known * of_day.mean[day]))
    return Law(curve, types, levels, of_day.prior, type_days, kinds)
