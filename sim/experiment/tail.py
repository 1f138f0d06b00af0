"""The bad end of what seasons show: a far quantile and a chance, each with what luck in drawing them leaves open.

No shape is assumed. Between which values of a sample a quantile lies follows from how many of n draws fall below it,
a binomial number (David & Nagaraja 2003, "Order Statistics", 7.1); a chance has the limits of Clopper & Pearson (1934,
Biometrika 26, 404–413).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats
from sim.experiment.intervals import CONFIDENCE


@dataclass(frozen=True)
class Quantile:
    """The value that a share of what is drawn stays below; `low` to `high` holds it with at least 95 % confidence.

    An end is infinite where so few were drawn that it could lie beyond all of them.
    """

    share: float
    value: float
    low: float
    high: float
    n: int

    @property
    def bounded(self) -> bool:
        """Whether both ends are among what was drawn."""
        return math.isfinite(self.low) and math.isfinite(self.high)


@dataclass(frozen=True)
class Chance:
    """`seen` of `n`; `low` to `high` holds the chance with at least 95 % confidence."""

    seen: int
    n: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.seen / self.n


def quantile(values: Floats, share: float, confidence: float = CONFIDENCE) -> Quantile:
    """Of at least one value (n,); `share` in (0, 1)."""
    from scipy.stats import binom

    ordered = np.sort(np.asarray(values, float))
    n, out = len(ordered), (1 - confidence) / 2
    # the r-th smallest lies above the quantile with chance P(fewer than r of n fall below it)
    below = int(binom.ppf(out, n, share))  # the largest r with P(N < r) ≤ out
    above = int(binom.ppf(1 - out, n, share)) + 1  # the smallest r with P(N ≥ r) ≤ out
    low = float(ordered[below - 1]) if below >= 1 else -math.inf
    high = float(ordered[above - 1]) if above <= n else math.inf
    return Quantile(share, float(np.quantile(ordered, share)), low, high, n)


def chance(came: Bools, confidence: float = CONFIDENCE) -> Chance:
    """How often something came, of at least one season (n,)."""
    from scipy.stats import beta

    n, seen, out = len(came), int(np.count_nonzero(came)), (1 - confidence) / 2
    low = float(beta.ppf(out, seen, n - seen + 1)) if seen else 0.0
    high = float(beta.ppf(1 - out, seen + 1, n - seen)) if seen < n else 1.0
    return Chance(seen, n, low, high)
