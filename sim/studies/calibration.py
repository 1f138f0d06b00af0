"""Calibration: how parameters come from published numbers, and from which ones they may not come.

A number that tests the model may not set it. `target` hands out only rows of the register whose role is
"calibrates"; each calibrator turns such rows into the value that stands in data/parameters.csv, so that anybody can
check where a parameter came from. A published estimate is seldom a parameter: the calibrator finds the parameter under
which the model's answer to the study's situation is the published one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sim.evidence import Effect, parameters, register
from sim.mechanisms.incentives import Incentives, with_guarantee

CALIBRATES = "calibrates"
POINTS = 20_000  # people in a calibrator, evenly spread over the distribution of abilities
PIECE_PRICE = 1.0  # Lazear's firm: earnings of the old output in pieces over the old wage (the source does not say)


class NotForCalibration(Exception):
    """A number that must not set a parameter was asked for."""


def target(evidence: str) -> Effect:
    """The register's row `evidence`, if it may set a parameter: `NotForCalibration` for a row that tests or is only
    context, or that has no size. KeyError for an unknown id."""
    row = register()[evidence]
    if row.role != CALIBRATES:
        raise NotForCalibration(f'{row.id}: role "{row.role}"; only rows with role "{CALIBRATES}" set parameters')
    if row.estimate is None:
        raise NotForCalibration(f"{row.id}: only a direction is known, no size that could set a parameter")
    return row


def published_size(evidence: str) -> float:
    """The published number of a row that may set a parameter; raises as `target`."""
    estimate = target(evidence).estimate
    assert estimate is not None  # `target` gives out no row without one
    return estimate


def abilities(spread: float) -> np.ndarray:
    """Abilities (POINTS,) with log-normal spread, median 1, evenly over their distribution."""
    from scipy.special import ndtri

    return np.exp(spread * ndtri((np.arange(POINTS) + 0.5) / POINTS))


def incentives_elasticity() -> float:
    """Elasticity of effort at which fitters on pieces with a guarantee gain the published log points on average."""
    from scipy.optimize import brentq

    wanted = published_size("INC-01-within")
    people = abilities(published_size("HUN-90-medium"))
    people /= people.mean()  # the price of a piece is set on the old output of all
    usual = parameters().bind(Incentives, "incentives")

    def miss(elasticity: float) -> float:
        effort, _ = with_guarantee(replace(usual, elasticity=elasticity, most=np.inf), PIECE_PRICE * people)
        return float(np.log(effort).mean()) - wanted

    return brentq(miss, 0.05, 1.0)


# Parameter → (calibrator, tolerance: digits kept in data/parameters.csv).
CALIBRATORS: dict[str, tuple[Callable[[], float], float]] = {
    "incentives.elasticity": (incentives_elasticity, 5e-5),
    "motivation.award": (lambda: math.log1p(published_size("INC-08")), 5e-4),
    "motivation.award_crowding": (lambda: published_size("INC-10"), 5e-5),
    "motivation.peers": (lambda: published_size("INC-15"), 5e-5),
    "appraisal.feedback": (lambda: published_size("GOL-03"), 5e-5),
    "appraisal.output_sd": (lambda: published_size("HUN-90"), 5e-5),
}
