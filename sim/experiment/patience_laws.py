"""A scenario's laws of patience as the queueing formulas have them."""

from __future__ import annotations

from itertools import pairwise

from sim.planning.patience import (
    ExponentialPatience,
    FixedPatience,
    GammaPatience,
    LognormalPatience,
    MixedPatience,
    Patience,
    UniformPatience,
    WeibullPatience,
)
from sim.shop.durations import Law


def patience_of(law: Law) -> Patience:
    """A scenario's law of patience for the formulas. ValueError for a family that they do not have."""
    mean = law.mean
    match law.family:
        case "exponential":
            return ExponentialPatience(mean)
        case "lognormal":
            return LognormalPatience(mean, law.cv) if law.cv > 0 else FixedPatience(mean)
        case "fixed":
            return FixedPatience(mean)
        case "uniform":
            return UniformPatience(float(law.low_s or 0.0), float(law.high_s or 0.0))
        case "gamma":
            return GammaPatience(mean, float(law.shape or 1.0))
        case "weibull":
            return WeibullPatience(mean, float(law.shape or 1.0))
        case "hyperexponential":
            return MixedPatience(tuple(ExponentialPatience(m) for m in law.means_s or ()), tuple(law.shares or ()))
        case "empirical":
            pieces = [
                (b - a, UniformPatience(low, high) if high > low else FixedPatience(low))
                for (a, b), (low, high) in zip(pairwise(law.steps), pairwise(law.values_s or ()), strict=True)
            ]
            return MixedPatience(tuple(one for _, one in pieces), tuple(share for share, _ in pieces))
    parts = getattr(law, "parts", None) or ()
    return MixedPatience(tuple(patience_of(one) for one in parts), tuple(one.share for one in parts))
