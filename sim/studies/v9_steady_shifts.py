"""V9: steadier shifts in clothing shops (Kesavan, Lambert, Williams & Pendem 2022).

Sets the model and tests only that the design can find the number again.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.evidence import Parameters
from sim.mechanisms.schedule import Schedules, log_presence, log_speed
from sim.studies.base import SETS, Claim, Study
from sim.studies.estimators import effect

SHOPS, TREATED = 28, 19
BEFORE, AFTER = 9, 9  # months
NOTICE_DAYS = 14.0  # in all shops
USUAL_STABLE = 0.5
DRIFT, NOISE = 0.04, 0.04  # of a shop's log sales per hour, slow and in a month


def experiment(p: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """Change of log sales per hour of labour where shifts became steadier."""
    schedules = p.bind(Schedules, "schedules")
    treated = rng.permutation(SHOPS) < TREATED
    stable = np.where(treated, schedules.trial_stable, USUAL_STABLE)
    lever: tuple[Any, ...] = (NOTICE_DAYS, stable, treated.astype(float))
    change = log_speed(schedules, *lever) + log_presence(schedules, *lever)
    months = BEFORE + AFTER
    noise = rng.normal(0, NOISE, (SHOPS, months)) + DRIFT * rng.normal(size=(SHOPS, 2)).repeat([BEFORE, AFTER], axis=1)
    post = np.arange(months) >= BEFORE
    shop, month = np.divmod(np.arange(SHOPS * months), months)
    after = (treated[:, None] & post).astype(float).ravel()
    return {"productivity": effect((noise + change[:, None] * post).ravel(), after, shop, month)}


STUDY = Study(
    id="V9",
    slug="steady-shifts",
    claims=(Claim("productivity", math.log(1.051), 0.01, 0.09, SETS, "log points", "FLX-03", "a judged band"),),
    design=f"{SHOPS} shops, {TREATED} with fixed shifts and swaps, {BEFORE} months before and {AFTER} after.",
    experiment=experiment,
)
