"""Bounded stock: effects of many practices through one channel, which saturate.

Practices that raise speed all draw on the same room above today's speed, so their log effects are added and bent:

    bounded(x) = limit · tanh(x / limit)

Close to nothing a small effect counts in full; no sum goes beyond the limit; the order of the practices changes
nothing. The limits are assumptions, stated as such: output by at most 40 %, quits by at most 70 %.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats


@dataclass(frozen=True)
class Transfer:
    """How published effects arrive in another shop."""

    shrinkage: float  # share of a published effect that survives the move from its study to a running shop
    most_output: float  # practices together raise output by at most this share
    most_quits: float  # practices together cut quits by at most this share

    def output(self, total: Floats) -> Floats:
        """Log factor on output of practices whose published log effects sum to `total`."""
        return bounded(self.shrinkage * total, np.log1p(self.most_output))

    def quits(self, total: Floats) -> Floats:
        """Log factor on the quit hazard of practices whose published log effects sum to `total`."""
        return bounded(self.shrinkage * total, -np.log1p(-self.most_quits))


def bounded(total: Floats, limit: float) -> Floats:
    """`total` bent so that it stays between ±`limit`; odd, increasing, slope 1 at 0. Limit 0: always 0."""
    total = np.asarray(total, float)
    return limit * np.tanh(total / limit) if limit > 0 else np.zeros_like(total)
