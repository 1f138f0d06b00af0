"""V12: shop managers are told to keep people (Friebel, Heinz & Zubanov 2022).

The size of the fall over nine months sets the push. Its fading by the twelfth month and its return with the reminder
are no tests: how long a push lasts was assumed with this trial in mind. The missing effect on sales is one that any
model passes whose sales hardly move. Sales follow the work that reaches the customers: fewer empty places, fewer
newcomers and fewer people on notice, less the hours that managers take from customers.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.evidence import Parameters
from sim.mechanisms.attrition import Reasons, notice_log_speed
from sim.mechanisms.leadership import Leadership, attention_term
from sim.mechanisms.learning import Learning, speed
from sim.studies.base import SETS, TESTS, Claim, Study
from sim.studies.estimators import effect, log_rate_effect
from sim.units import DAYS_PER_MONTH, DAYS_PER_WEEK, PAID_HOURS_PER_MONTH

SHOPS, STAFF = 190, 14  # people a shop: not in the abstract
BEFORE, MONTHS, REMINDER = 6, 18, 12
QUIT_MONTH = 0.05  # of the chain before the trial (not in the abstract)
SALES_ANSWER = 0.3  # % of sales for 1 % of work in a shop that is not always full
SALES_SD = 0.06  # log sales of a shop's month
WARM_UP = 24  # months before the first that is seen
WEEKS = DAYS_PER_MONTH / DAYS_PER_WEEK

FADE = "leadership.fade_weeks"  # its shape and half-time were argued from the later months of this trial

CLAIMS = (
    Claim("quits", math.log(0.775), math.log(0.67), math.log(0.88), SETS, "log hazard", "TRV-06", "months 1–9"),
    Claim("fades", math.nan, 0.0, math.inf, TESTS, "log hazard", "TRV-06-later", "direction: less after month 9", FADE),
    Claim("reminder", math.nan, math.log(0.67), math.log(0.88), TESTS, "log hazard", "TRV-06-later", "back", FADE),
    Claim("sales", 0.0, -0.02, 0.02, TESTS, "log sales", "TRV-06-later", "no effect"),
)


def experiment(parameters: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """One trial of 18 months and its differences in differences by shop and month."""
    quits, here, sales, treated = simulate(parameters, rng)
    place: Any = np.indices(quits.shape)
    shop, month = place[0], place[1] - BEFORE
    arm = np.broadcast_to(treated[:, None], quits.shape)

    def hazard(first: int, last: int) -> float:
        rows = (month < 0) | ((month >= first) & (month < last))
        return log_rate_effect(quits[rows], here[rows], arm[rows], month[rows] >= 0)

    treatment = (arm & (month >= 0)).astype(float)
    first = hazard(0, 9)
    return {
        "quits": first,
        "fades": hazard(9, REMINDER) - first,
        "reminder": hazard(REMINDER, MONTHS),
        "sales": effect(np.log(sales).ravel(), treatment.ravel(), shop.ravel(), month.ravel()),
    }


def simulate(parameters: Parameters, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Quits, people at the start of the month, sales, each (SHOPS, BEFORE + MONTHS), and who was told (SHOPS,)."""
    lead = parameters.bind(Leadership, "leadership")
    reasons = parameters.bind(Reasons, "quits")
    learning = parameters.bind(Learning, "learning")
    treated = rng.permutation(SHOPS) < SHOPS // 2
    weeks = rng.exponential(WEEKS / QUIT_MONTH, (SHOPS, STAFF))  # tenure; below 0: the place is empty
    seen = []
    for month in range(-WARM_UP - BEFORE, MONTHS):
        since = (month % REMINDER) * WEEKS + WEEKS / 2
        told = treated & (month >= 0)
        push = np.where(told, attention_term(lead, lead.attention_hours, since), 0.0)
        here = weeks >= 0
        hazard = QUIT_MONTH * np.exp(push)[:, None]
        gone = here & (rng.random(weeks.shape) < 1 - np.exp(-hazard))
        work = np.where(here, speed(learning, np.maximum(weeks, 0)) * np.exp(notice_log_speed(reasons, gone)), 0)
        hours = np.where(told, lead.attention_hours / PAID_HOURS_PER_MONTH, 0.0)
        reached = work.sum(axis=1) / STAFF - hours
        noise = SALES_SD * rng.standard_normal(SHOPS)
        if month >= -BEFORE:
            seen.append((gone.sum(axis=1), here.sum(axis=1), reached**SALES_ANSWER * np.exp(noise)))
        weeks = np.where(gone, -1.0, np.where(here, weeks + WEEKS, 0.0))  # an empty place is filled a month later
    quits, people, sales = (np.stack(column, axis=1).astype(float) for column in zip(*seen, strict=True))
    return quits, people, sales, treated


STUDY = Study(
    id="V12",
    slug="attention",
    claims=CLAIMS,
    design="190 shops with 14 staff each, managers of half told to keep people; 6 months before, 18 after, a reminder "
    "after 12.",
    experiment=experiment,
)
