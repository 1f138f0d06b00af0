"""How long customers wait before they give up, as a law that a scenario file can hold.

Exponential where that lies inside the 95 % band of the Kaplan–Meier curve, else Weibull fitted to the censored waits,
else the curve itself. Types differ by a factor on the hazard, drawn to the whole where few gave up (see
`sim.calibrate.laws`).
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats
from sim.calibrate.contacts import Contacts
from sim.calibrate.laws import Law
from sim.calibrate.patience import waits
from sim.calibrate.survival import SurvivalCurve
from sim.shop.durations import Duration
from sim.shop.types import MOST_SECONDS

NEAR = 0.03  # largest distance of two survival curves that no queue would notice
ENOUGH = 20_000  # waits for a shape
OUTSIDE = 0.1  # share of steps that may lie outside of a band of 95 %
SHAPES = (0.1, 1000.0)  # of a Weibull in a scenario file
LONGEST_SHARE = 0.001  # who outlasts all others; the tail of a measured curve ends there


def patience_by_kind(contacts: Contacts, law: Law) -> tuple[Duration | None, ...]:
    """(K,) laws; None: of this type nobody gives up. `law` is measured on the same contacts."""
    seconds, gave_up, _ = waits(contacts)
    if not gave_up.any():
        return (None,) * law.kinds
    shape = _shape(seconds, gave_up, law.curve)
    # of the types as such: priorities within one are not told apart by a scenario's patience
    ratio = np.ones(law.kinds) if law.types is None else law.types.mean
    return tuple(_law(law.curve, shape, float(r)) for r in ratio)


def _shape(seconds: Floats, gave_up: np.ndarray, curve: SurvivalCurve) -> tuple[float, float] | None:
    """Shape and scale of the whole; shape 1 is the exponential; None: neither fits."""
    from scipy import stats

    mean = float(seconds.sum() / gave_up.sum())
    steps = curve.times
    if not len(steps) or _fits(np.exp(-steps / mean), curve):
        return 1.0, mean
    some = np.argsort(seconds, kind="stable")[:: max(1, len(seconds) // ENOUGH)]
    x = seconds[some]
    data = stats.CensoredData.right_censored(np.where(x > 0, x, 0.5), ~gave_up[some])  # 0 s: less than one
    shape, _, scale = stats.weibull_min.fit(data, floc=0)
    if not SHAPES[0] <= shape <= SHAPES[1]:
        return None
    return (float(shape), float(scale)) if _fits(np.exp(-((steps / scale) ** shape)), curve) else None


def _fits(survival: Floats, curve: SurvivalCurve) -> bool:
    gap = np.abs(survival - curve.survival)
    known = np.isfinite(curve.low) & np.isfinite(curve.high)
    outside = (survival < curve.low) | (survival > curve.high)
    return bool(gap.max(initial=0.0) <= NEAR or (known.any() and outside[known].mean() <= OUTSIDE))


def _law(curve: SurvivalCurve, shape: tuple[float, float] | None, ratio: float) -> Duration:
    if shape is not None:
        k, scale = shape
        if k == 1.0:
            return Duration(family="exponential", mean_s=_bounded(scale / ratio))
        from scipy.special import gamma

        mean = scale * ratio ** (-1.0 / k) * gamma(1.0 + 1.0 / k)
        return Duration(family="weibull", mean_s=_bounded(float(mean)), shape=float(f"{k:.6g}"))
    return curve_law(curve, ratio)


def curve_law(curve: SurvivalCurve, ratio: float) -> Duration:
    """The curve itself as quantiles, for durations whose hazard is `ratio` times its own."""
    below = np.unique(np.concatenate([np.linspace(0.0, 0.98, 99), 1.0 - np.geomspace(0.02, LONGEST_SHARE, 20)]))
    values = curve.draw(np.clip(1.0 - below, 1e-9, 1.0 - 1e-12) ** (1.0 / ratio))
    values[~np.isfinite(values)] = MOST_SECONDS
    values = np.minimum(np.maximum.accumulate(np.round(values, 2)), MOST_SECONDS)
    values[0] = 0.0
    return Duration(
        family="empirical",
        values_s=(*values.tolist(), max(float(values[-1]), 1.0)),
        below=(*below.tolist(), 1.0),
    )


def _bounded(mean: float) -> float:
    return float(f"{min(max(mean, 0.1), MOST_SECONDS):.6g}")
