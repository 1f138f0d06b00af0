"""The estimators of the original studies, from libraries that are kept for them."""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats

TINY = 1e-20  # of a squared residual: rounding


def effect(outcome: Floats, treated: Floats, *groups: np.ndarray) -> float:
    """Coefficient of `treated` by least squares with a fixed effect for each level of each of `groups`; all (n,).

    With units and periods as groups this is the difference in differences. nan where the groups leave nothing of
    `treated` to compare.
    """
    import pyhdfe

    absorb = pyhdfe.create(np.column_stack(groups), drop_singletons=False, compute_degrees=False)
    y, x = absorb.residualize(np.column_stack([outcome, treated])).T
    left = float(x @ x)
    return float(x @ y) / left if left > TINY * len(x) else np.nan


def effects(outcome: Floats, regressors: Floats | Bools, *groups: np.ndarray) -> Floats:
    """Coefficients (k,) of several `regressors` (n, k), with a fixed effect for each level of each of `groups`."""
    import pyhdfe

    absorb = pyhdfe.create(np.column_stack(groups), drop_singletons=False, compute_degrees=False)
    within = absorb.residualize(np.column_stack([outcome, regressors]))
    return np.linalg.lstsq(within[:, 1:], within[:, 0], rcond=None)[0]


def hazard_ratio(times: Floats, left: np.ndarray, treated: np.ndarray) -> float:
    """Cox hazard ratio of the treated: `times` (n,) to leaving or to the end, `left` whether it was leaving."""
    from statsmodels.duration.hazard_regression import PHReg

    fit = PHReg(times, treated[:, None].astype(float), status=left.astype(float)).fit()
    return float(np.exp(fit.params[0]))


def log_rate_effect(events: Floats, exposure: Floats, treated: np.ndarray, after: np.ndarray) -> float:
    """Difference in differences of log event rates, pooled over rows; nan where a cell has no event.

    `events`, `exposure` (n,) by unit and period; `treated`, `after` (n,) bool. Among other things the log hazard ratio
    of a two-by-two design.
    """

    def log_rate(rows: np.ndarray) -> float:
        count = events[rows].sum()
        return float(np.log(count / exposure[rows].sum())) if count else np.nan

    change = [log_rate(arm & after) - log_rate(arm & ~after) for arm in (treated, ~treated)]
    return change[0] - change[1]
