"""Attrition: who leaves, and when.

A constant hazard a month, higher for newcomers and for tired people, never above a cap. A person leaves on the
first day whose own draw falls below that day's hazard, so a changed hazard adds or removes leavers and touches
nobody else's luck.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.floor.model import Floats
from sim.units import DAYS_PER_MONTH


@dataclass(frozen=True)
class Attrition:
    hazard_month: float  # of an experienced, rested person
    newcomer: float  # factor on the hazard on the first day, minus 1
    newcomer_weeks: float  # weeks in which that falls to 1/e
    tired: float  # factor on the hazard at fatigue 1, minus 1
    cap_month: float


def daily_hazard(attrition: Attrition, tenure_weeks: Floats, fatigue: Floats) -> Floats:
    """Chance of leaving today, in [0, 1]."""
    newcomer = 1 + attrition.newcomer * np.exp(-tenure_weeks / attrition.newcomer_weeks)
    month = attrition.hazard_month * newcomer * (1 + attrition.tired * fatigue)
    return 1 - np.exp(-np.minimum(month, attrition.cap_month) / DAYS_PER_MONTH)
