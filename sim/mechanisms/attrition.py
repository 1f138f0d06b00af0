"""Attrition: who leaves, when and why.

A constant hazard a month, higher for newcomers and for tired people, never above a cap. A person leaves on the
first day whose own draw falls below that day's hazard, so a changed hazard adds or removes leavers and touches
nobody else's luck. Everything else is a term of the log hazard: pay against what others pay, fairness, a ladder,
morale (here), the lead (`leadership`), days at home (`remote`), how somebody was hired (`hiring`). The terms of all
practices are added and bent by `sim.mechanisms.stock.Transfer.quits`.

Between the notice and the last day the team already loses output, and that is most of what a leaver costs (Kuhn & Yu
2021); the empty place and the newcomer's ramp come on top, from the season itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.units import DAYS_PER_MONTH, DAYS_PER_WEEK


@dataclass(frozen=True)
class Attrition:
    hazard_month: float  # of an experienced, rested person
    newcomer: float  # factor on the hazard on the first day, minus 1
    newcomer_weeks: float  # weeks in which that falls to 1/e
    tired: float  # factor on the hazard at fatigue 1, minus 1
    cap_month: float


@dataclass(frozen=True)
class Reasons:
    """Terms of the log hazard that practices move, and what a notice does."""

    pay: float  # % fewer quits for 1 % more pay than the outside option
    unfair: float  # log factor at unfairness 1
    career: float  # log factor that a ladder of many steps takes away
    morale: float  # log factor that morale 1 takes away (and −1 adds)
    notice_days: float  # between the notice and the last day
    notice_loss: float  # share of the leaver's output that the team loses in that time


def daily_hazard(
    attrition: Attrition, tenure_weeks: Floats, fatigue: Floats, log_factor: Floats | float = 0.0
) -> Floats:
    """Chance of leaving today, in [0, 1]. `log_factor`: the practices' terms together."""
    newcomer = 1 + attrition.newcomer * np.exp(-tenure_weeks / attrition.newcomer_weeks)
    month = attrition.hazard_month * newcomer * (1 + attrition.tired * fatigue) * np.exp(log_factor)
    return 1 - np.exp(-np.minimum(month, attrition.cap_month) / DAYS_PER_MONTH)


def pay_term(reasons: Reasons, pay: Floats, outside: Floats) -> Floats:
    """Log factor from pay against the outside option, both in money a month."""
    return -reasons.pay * np.log(np.asarray(pay, float) / outside)


def fairness_term(reasons: Reasons, unfair: Floats) -> Floats:
    """Log factor from unfairness in [0, 1]."""
    return reasons.unfair * np.asarray(unfair, float)


def career_term(reasons: Reasons, steps: Floats) -> Floats:
    """Log factor from the grades still above a person: the first matters most, the fifth hardly."""
    return -reasons.career * (1 - np.exp(-np.asarray(steps, float)))


def morale_term(reasons: Reasons, morale: Floats) -> Floats:
    """Log factor from morale in [−1, 1], 0 = as ever."""
    return -reasons.morale * np.asarray(morale, float)


def notice_log_speed(reasons: Reasons, on_notice: Floats) -> Floats:
    """Log speed of people who have given notice (0 or 1): their own slack and the colleagues they take along."""
    return np.log1p(-reasons.notice_loss) * np.asarray(on_notice, float)


def steady_headcount(hires_month: float, hazard_month: float) -> float:
    """People in the long run when so many join each month and each leaves at a constant hazard."""
    return hires_month / hazard_month


def turnover_cost(
    reasons: Reasons, pay_month: float, hire_cost: float, training_days: float, ramp_loss_weeks: float
) -> dict[str, float]:
    """Money that one leaver costs, by phase, with output valued at pay: notice, hire, course, ramp.

    An empty place saves its pay, which at this valuation is what its output is worth, so it costs nothing here. Where
    output is worth more than pay, a season's books show it.
    """
    day = pay_month / DAYS_PER_MONTH
    return {
        "notice": reasons.notice_loss * reasons.notice_days * day,
        "hire": hire_cost,
        "course": training_days * day,
        "ramp": ramp_loss_weeks * DAYS_PER_WEEK * day,
    }
