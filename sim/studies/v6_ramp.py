"""V6: how new agents come up to speed, among few or many experienced colleagues (De Grip, Sauermann & Sieben 2016).

Both numbers set the model, so this study tests only that the design can find them again.
"""

from __future__ import annotations

import math

import numpy as np

from sim.evidence import Parameters
from sim.mechanisms.learning import Learning, pace, speed
from sim.studies.base import SETS, Claim, Study

HIRES, WEEKS = 300, 52
FEW, MANY = 0.2, 0.8  # experienced colleagues of the two halves
SPREAD, NOISE = 0.19, 0.15  # between people, and a week's noise, log
BEYOND_DOUBT = 4.0  # standard errors
FIRST_GUESS = (0.0, 0.0, 0.5, 8.0, 8.0)


def experiment(p: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """Growth over the ramp (share), change of the time to an experienced level (share)."""
    learning = p.bind(Learning, "learning")
    many = rng.permutation(HIRES) < HIRES // 2
    tenure = np.arange(WEEKS) + 0.5
    experience = tenure * pace(learning, np.where(many, MANY, FEW))[:, None]
    log_output = np.log(speed(learning, experience)) + SPREAD * rng.normal(size=(HIRES, 1))
    log_output = log_output + NOISE * rng.normal(size=(HIRES, WEEKS))
    gap, slow, quick = _fit(tenure, log_output[~many].mean(axis=0), log_output[many].mean(axis=0))
    return {"growth": gap, "peers": quick / slow - 1}


def _fit(tenure: np.ndarray, few: np.ndarray, many: np.ndarray) -> tuple[float, float, float]:
    """Gap and the two time constants of log output = level − log(1 + gap·exp(−t/τ)), a level for each half.

    nan where the curve cannot be fitted, or finds no gap beyond doubt that closes while it is watched.
    """
    import warnings

    from scipy.optimize import OptimizeWarning, curve_fit

    def curve(_x: np.ndarray, level_few: float, level_many: float, gap: float, slow: float, quick: float) -> np.ndarray:
        halves = ((level_few, slow), (level_many, quick))
        return np.concatenate([level - np.log1p(gap * np.exp(-tenure / tau)) for level, tau in halves])

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("error", OptimizeWarning)
        try:
            found, doubt = curve_fit(curve, np.zeros(1), np.concatenate([few, many]), FIRST_GUESS)
        except (RuntimeError, ValueError, OptimizeWarning):
            return math.nan, math.nan, math.nan
    gap, slow, quick = found[2:].tolist()
    seen = gap > BEYOND_DOUBT * math.sqrt(doubt[2, 2]) and 0 < min(slow, quick) <= max(slow, quick) < WEEKS
    return (gap, slow, quick) if seen else (math.nan, math.nan, math.nan)


STUDY = Study(
    id="V6",
    slug="ramp",
    claims=(
        Claim("growth", 0.64, 0.5, 0.8, SETS, "share", "TRN-03", "no interval was read"),
        Claim("peers", -0.36, -0.5, -0.2, SETS, "share", "TRN-03-peers", "no interval was read"),
    ),
    design=f"{HIRES} new agents, half among few and half among many experienced colleagues; {WEEKS} weeks.",
    experiment=experiment,
)
