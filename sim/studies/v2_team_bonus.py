"""V2: a bonus for the whole shop (Friebel, Heinz, Krueger & Zubanov 2017).

Nothing here is set on the trial: the elasticity comes from V1, what colleagues make each other do is an assumption.
Staff know how far their shop's target is off and choose effort on the expected bonus at the margin, of which each
feels one part in n and some of the others'.
"""

from __future__ import annotations

import math

import numpy as np

from sim.evidence import Parameters
from sim.mechanisms import team_pay
from sim.mechanisms.incentives import Incentives, effort
from sim.mechanisms.team_pay import TeamPay
from sim.studies.base import TESTS, Claim, Study
from sim.studies.estimators import effect

SHOPS, STAFF, PAY = 193, 7, 1000.0  # euros a month and head; most work part-time
BEFORE, DURING, AFTER = 3, 3, 3  # months; after: the control shops have the bonus too
STEPS, AMOUNTS = (0.0, 0.01, 0.02, 0.03, 0.04), (100.0, 50.0, 50.0, 50.0, 50.0)  # log over target, euros a shop
NOISE_SD = 0.10  # log sales of a shop's month: with it the standard error is about the published 0.012
TARGET_SD = 0.05  # how far targets are off, log

CLAIMS = (
    Claim("sales", 0.03, 0.005, 0.055, TESTS, "log sales", "INC-02", "interval from memory"),
    Claim("wages", 0.022, 0.01, 0.03, TESTS, "log pay", "INC-02-wages"),
    Claim("catch_up", math.nan, 0.0, math.inf, TESTS, "log sales", "INC-02", "direction: the others rise with theirs"),
)


def experiment(parameters: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """One trial of nine months and its differences in differences."""
    incentives = parameters.bind(Incentives, "incentives")
    team = parameters.bind(TeamPay, "team_pay")
    months = BEFORE + DURING + AFTER
    treated = rng.permutation(SHOPS) < SHOPS // 2
    gap = TARGET_SD * rng.standard_normal(SHOPS)
    chain = 0.05 * rng.standard_normal(months)
    month = np.arange(months)
    bonus = (month >= BEFORE) & (treated[:, None] | (month >= BEFORE + DURING))

    margin = team_pay.slope(gap, STEPS, AMOUNTS, NOISE_SD) / (STAFF * PAY)
    reward = team_pay.reward(team, margin, np.full(SHOPS, STAFF), np.ones(SHOPS))
    log_effort = np.log(effort(incentives, reward, 1.0))
    noise = NOISE_SD * rng.standard_normal((SHOPS, months))
    over = gap[:, None] + bonus * log_effort[:, None] + noise  # log sales over the target, which follows the chain
    paid = bonus * sum(a * (over >= step) for step, a in zip(STEPS, AMOUNTS, strict=True)) / (STAFF * PAY)

    shop, period = np.indices((SHOPS, months))
    trial = period < BEFORE + DURING
    roll_out = period >= BEFORE
    late = (~treated[:, None] & (period >= BEFORE + DURING)).astype(float)

    def did(outcome: np.ndarray, rows: np.ndarray, treatment: np.ndarray) -> float:
        return effect(outcome[rows], treatment[rows].astype(float), shop[rows], period[rows])

    sales = over + chain
    return {
        "sales": did(sales, trial, bonus),
        "wages": did(np.log1p(paid), trial, bonus),
        "catch_up": did(sales, roll_out, late),
    }


STUDY = Study(
    id="V2",
    slug="team-bonus",
    claims=CLAIMS,
    design="193 bakery shops with 7 staff each, half drawn for a bonus of up to 300 euros a shop and month; 3 months "
    "before, 3 during, 3 in which all shops have it.",
    experiment=experiment,
)
