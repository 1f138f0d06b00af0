"""A measured duration: the Kaplan–Meier curve of times of which some were cut short, and a tail beyond it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field

import numpy as np

from sim.arrays import Floats


def _none() -> Floats:
    return np.empty(0)


@dataclass(frozen=True)
class SurvivalCurve:
    """P(T > t): steps at `times` down to `survival`, then an exponential with mean `tail` seconds.

    tail 0: nobody outlasts the last step; infinity: the rest never ends. Without steps it is that exponential alone
    (0: always nothing; infinity: never). `low` and `high` bound the steps with 95 % (Greenwood 1926).
    """

    tail: float
    times: Floats = field(default_factory=_none)
    survival: Floats = field(default_factory=_none)
    low: Floats = field(default_factory=_none)
    high: Floats = field(default_factory=_none)
    ended: int = 0  # durations seen to their end
    cut_short: int = 0

    def at(self, t: Floats) -> Floats:
        """P(T > t)."""
        t = np.asarray(t, dtype=np.float64)
        steps = np.concatenate([[1.0], self.survival])[np.searchsorted(self.times, t, side="right")]
        beyond = np.maximum(0.0, t - self._last)
        if self.tail == 0:
            return np.where(t >= self._last, 0.0, steps)
        return steps * np.exp(-beyond / self.tail)

    def hazard(self, t: Floats) -> Floats:
        """What lasting until t runs through; over all durations of a curve it sums to the ends seen (Nelson 1969)."""
        t = np.asarray(t, dtype=np.float64)
        heights = np.concatenate([[1.0], self.survival])
        sums = np.concatenate([[0.0], np.cumsum(1.0 - heights[1:] / heights[:-1])])
        beyond = np.maximum(0.0, t - self._last)
        return sums[np.searchsorted(self.times, t, side="right")] + (beyond / self.tail if self.tail > 0 else 0.0)

    def draw(self, u: Floats) -> Floats:
        """Durations by inversion: u uniform on (0, 1), a larger u gives a shorter one."""
        u = np.asarray(u, dtype=np.float64)
        step = np.searchsorted(-self.survival, -u, side="left")  # the first that is at or below u
        with np.errstate(divide="ignore", invalid="ignore"):
            drawn = np.where(self.tail > 0, self._last - self.tail * np.log(u / self._left), self._last)
        inside = step < len(self.times)
        drawn[inside] = self.times[step[inside]]
        return drawn

    @property
    def median(self) -> float:
        return float(self.draw(np.array([0.5]))[0])

    @property
    def mean(self) -> float:
        """∫ P(T > t) dt."""
        heights = np.concatenate([[1.0], self.survival])
        rest = self._left * self.tail if self._left > 0 and self.tail > 0 else 0.0
        return float((heights[:-1] * np.diff(self.times, prepend=0.0)).sum() + rest)

    @property
    def _last(self) -> float:
        return float(self.times[-1]) if len(self.times) else 0.0

    @property
    def _left(self) -> float:
        """The share that outlasts the steps."""
        return float(self.survival[-1]) if len(self.survival) else 1.0


def kaplan_meier(times: Floats, ended: np.ndarray, tail: float, least: int = 1) -> SurvivalCurve:
    """The product-limit curve (Kaplan & Meier 1958) of `times`; where `ended` is false the duration was cut short.

    At one instant, ends come before cuts. Steps with fewer than `least` durations still running are left to the
    tail: the curve is noise there.
    """
    from scipy import stats

    times, ended = np.asarray(times, dtype=np.float64), np.asarray(ended, dtype=bool)
    if not ended.any():
        return SurvivalCurve(tail, cut_short=len(times))
    curve = stats.ecdf(stats.CensoredData.right_censored(times, ~ended)).sf
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # where nobody is left the interval is nan, and may be
        bounds = curve.confidence_interval(0.95)
    steps = np.unique(times[ended])
    running = len(times) - np.searchsorted(np.sort(times), steps, side="left")
    steps = steps[running >= least]
    return SurvivalCurve(
        tail=tail,
        times=steps,
        survival=curve.evaluate(steps),
        low=bounds.low.evaluate(steps),
        high=bounds.high.evaluate(steps),
        ended=int(ended.sum()),
        cut_short=int((~ended).sum()),
    )
