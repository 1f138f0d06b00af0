"""A duration by segment: one measured curve, and how fast each type, priority and day goes through it.

The hazard of a segment is that of all, times a ratio (proportional hazards, Cox 1972). Ratios of types are drawn to
the whole, those of a priority to its type, as `pooling` says; how days differ beyond luck is read in the same way from
the days of the sample, for all types at once and for each by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

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
    types = pooled(*_sums(kind, kinds, ended, hazard))
    levels = pooled(*_sums(segment, size, ended, hazard * types.mean[kind]))
    return with_days(Law(curve, types, levels, kinds=kinds), hazard * types.mean[kind] * levels.mean[segment], ended,
                     kind, day)  # fmt: skip


def with_days(law: Law, hazard: Floats, ended: Bools, kind: Ints, day: Ints) -> Law:
    """How far days differ, from durations that ran through this hazard by all else that is known of them."""
    days, kinds = int(day.max()) + 1, law.kinds
    of_day = pooled(*_sums(day, days, ended, hazard))
    type_days = prior_weight(*_sums(day * kinds + kind, days * kinds, ended, hazard * of_day.mean[day]))
    return replace(law, days=of_day.prior, type_days=type_days)


def _sums(groups: Ints, count: int, ended: Bools, hazard: Floats) -> tuple[Floats, Floats]:
    """Ends seen and expected, by group."""
    seen, expected = np.bincount(groups, ended, count), np.bincount(groups, hazard, count)
    return seen.astype(np.float64), expected.astype(np.float64)
