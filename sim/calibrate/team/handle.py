"""Seconds of work as a law that a scenario file can hold: the plainest that fits.

Log-normal where it fits (Brown et al. 2005, section 4, found it for calls); two log-normals where short ones, hung up
at once or put through, stand apart; else the measured quantiles. The mean is that of the file whatever the law.
"""

from __future__ import annotations

import math

import numpy as np

from sim.arrays import Floats
from sim.shop.durations import MOST_VALUES, Duration, Segment
from sim.shop.types import MOST_SPREAD

LEAST_S = 0.5  # a service of no time at all is one of less than a second
NEAR = 0.04  # largest distance of two distributions that no queue would notice
LEAST_FOR_TWO = 200  # services from which two sorts can be told apart
ROUNDS = 200
ENOUGH = 20_000  # services to tell two sorts apart
DIGITS = 6


def law_of(seconds: Floats, mean: float | None = None) -> Duration:
    """The law of these services (n,), brought to `mean` where one is given. ValueError where there is none."""
    x = np.sort(np.maximum(np.asarray(seconds, dtype=np.float64), LEAST_S))
    if not len(x):
        raise ValueError("no service to read a law from")
    mean = float(x.mean()) if mean is None else mean
    if len(x) == 1 or x[0] == x[-1]:
        return Duration(family="exponential", mean_s=_short(mean))
    near = max(NEAR, 1.36 / math.sqrt(len(x)))  # Kolmogorov–Smirnov at 5 %
    logs = np.log(x)
    centre, spread = float(logs.mean()), float(logs.std())
    if _distance(x, _below(x, ((1.0, centre, spread),))) <= near or len(x) < LEAST_FOR_TWO:
        cv = min(math.sqrt(math.expm1(min(spread**2, 50.0))), MOST_SPREAD)
        return Duration(family="lognormal", mean_s=_short(mean), cv=_short(cv))
    parts = two_sorts(logs[:: max(1, len(logs) // ENOUGH)])  # sorted: every so many-th is as good as all
    if _distance(x, _below(x, parts)) <= near:
        return _mixture(parts, mean)
    return _measured(x, mean)


def two_sorts(logs: Floats) -> tuple[tuple[float, float, float], ...]:
    """(share, centre, spread) of two normals in these logarithms, the lower first: expectation and maximisation
    (Dempster, Laird & Rubin 1977), begun at the lowest tenth and the rest."""
    cut = np.quantile(logs, 0.1)
    low = (logs <= cut).astype(np.float64)
    floor = 0.05 * float(logs.std())
    parts: tuple[tuple[float, float, float], ...] = ()
    for _ in range(ROUNDS):
        before = parts
        parts = tuple(_weighted(logs, w, floor) for w in (low, 1.0 - low))
        density = [p * np.exp(-0.5 * ((logs - m) / s) ** 2) / s for p, m, s in parts]
        low = density[0] / np.maximum(density[0] + density[1], 1e-300)
        if before and np.abs(np.subtract(before, parts)).max() < 1e-6:
            break
    return tuple(sorted(parts, key=lambda part: part[1]))


def _weighted(logs: Floats, weight: Floats, floor: float) -> tuple[float, float, float]:
    total = max(float(weight.sum()), 1e-9)
    centre = float((weight * logs).sum() / total)
    spread = math.sqrt(float((weight * (logs - centre) ** 2).sum() / total))
    return total / len(logs), centre, max(spread, floor, 1e-6)


def _below(x: Floats, parts: tuple[tuple[float, float, float], ...]) -> Floats:
    from scipy.special import ndtr

    logs = np.log(x)
    return np.asarray(sum(p * ndtr((logs - m) / s) for p, m, s in parts))


def _distance(x: Floats, below: Floats) -> float:
    """Between the law and the sorted sample, ties counted as one step."""
    n = len(x)
    upper = np.searchsorted(x, x, side="right") / n
    lower = np.searchsorted(x, x, side="left") / n
    # a clock of whole seconds makes steps of its own: the law is held against the middle of each
    return float(np.abs((upper + lower) / 2 - below).max())


def _mixture(parts: tuple[tuple[float, float, float], ...], mean: float) -> Duration:
    means = [math.exp(m + s**2 / 2) for _, m, s in parts]
    factor = mean / sum(p * one for (p, *_), one in zip(parts, means, strict=True))
    first = _short(parts[0][0])
    cvs = [min(math.sqrt(math.expm1(s**2)), MOST_SPREAD) for _, _, s in parts]
    segments = tuple(
        Segment(family="lognormal", mean_s=_short(one * factor), cv=_short(cv), share=share)
        for one, cv, share in zip(means, cvs, (first, 1.0 - first), strict=True)
    )
    return Duration(family="mixture", parts=segments)


def _measured(x: Floats, mean: float) -> Duration:
    """Quantiles, closer where the few long ones are, brought to the mean."""
    steps = np.unique(np.concatenate([np.linspace(0.0, 0.98, 99), 1.0 - np.geomspace(0.02, 0.0005, 40), [1.0]]))
    values = np.maximum.accumulate(np.quantile(x, steps))
    law = Duration(family="empirical", values_s=tuple(values.tolist()), below=tuple(steps.tolist()))
    values = np.round(values * (mean / law.mean), 3)
    assert len(values) <= MOST_VALUES
    return Duration(family="empirical", values_s=tuple(values.tolist()), below=tuple(steps.tolist()))


def _short(value: float) -> float:
    """As many digits as a reader of the file can use."""
    return float(f"{value:.{DIGITS}g}")
