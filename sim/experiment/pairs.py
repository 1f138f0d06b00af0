"""What common random numbers are worth: the variance of a paired difference against that of independent runs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.experiment.intervals import CONFIDENCE


@dataclass(frozen=True)
class VarianceRatio:
    """`value` times more does the difference of independent runs vary; its interval is wide for few pairs."""

    value: float  # nan where the paired difference never varies, or there are fewer than two pairs
    low: float
    high: float
    n: int


def variance_ratio(a: Floats, b: Floats, confidence: float = CONFIDENCE) -> VarianceRatio:
    """(Var A + Var B) / Var(B − A) from the pairs (n,) and (n,), with its interval.

    The sum S and the difference D of normal A and B with equal variances are independent (Pitman 1939, Biometrika 31,
    9–12), so Var S / Var D has an F interval, and the ratio is (Var S / Var D + 1) / 2. For other pairs the interval
    is approximate.
    """
    n = len(a)
    paired = float(np.var(b - a, ddof=1)) if n > 1 else math.nan
    if not paired > 0:
        return VarianceRatio(math.nan, math.nan, math.nan, n)
    value = float(np.var(a, ddof=1) + np.var(b, ddof=1)) / paired
    from scipy.special import fdtri

    tail = (1 - confidence) / 2
    spread = 2 * value - 1
    low, high = (max(0.0, spread / fdtri(n - 1, n - 1, p) + 1) / 2 for p in (1 - tail, tail))
    return VarianceRatio(value, float(low), float(high), n)
