"""V1: a piece rate for windscreen fitters (Lazear 2000).

Within a worker the piece rate raises effort; that number sets the elasticity. The rest of the published total is who
joins and stays. Here nothing but pay selects: the worth of the scheme to a person of some ability, against what others
would pay, moves the quit hazard and the applications. In the long run that adds more than was published; in 19 months
too few people change, because pieces pay well and fewer leave (docs/studies.md has the runs).
"""

from __future__ import annotations

import math

import numpy as np

from sim.evidence import Parameters
from sim.mechanisms.attrition import Reasons, pay_term
from sim.mechanisms.incentives import Incentives, with_guarantee
from sim.mechanisms.selection import Selection, applicants, application_weight, outside
from sim.studies.base import SETS, TESTS, Claim, Study
from sim.studies.calibration import PIECE_PRICE
from sim.studies.estimators import effect

WORKERS, SITES, MONTHS = 3000, 50, 19
ABILITY_SD = 0.32  # log; jobs of medium complexity
NOISE_SD = 0.5  # log output of a worker's month: with it the standard error is about the published 0.009
EXIT_MONTH = 0.04
BEFORE = 48  # months on a wage before the first one that is seen
POOL = 4000  # people from whom the applicants of a month come

CLAIMS = (
    Claim("within", 0.197, 0.18, 0.215, SETS, "log output", "INC-01-within"),
    Claim("total", 0.368, 0.30, 0.43, TESTS, "log output", "INC-01-total", "widened: 0.31 with tenure controls"),
    Claim("spread", math.nan, 0.0, math.inf, TESTS, "log sd", "INC-01-total", "direction: output varies more"),
)


def experiment(parameters: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """One panel of worker-months and its regressions."""
    panel = simulate(parameters, rng)
    log_output, pieces = panel["log_output"], panel["pieces"]
    spread = [log_output[pieces == arm].std() for arm in (0, 1)]
    return {
        "within": effect(log_output, pieces, panel["worker"], panel["month"]),
        "total": effect(log_output, pieces, panel["month"]),
        "spread": float(np.log(spread[1] / spread[0])),
    }


def simulate(parameters: Parameters, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Worker-months: worker, month, pieces (0 or 1), log_output, ability (log), all (WORKERS · MONTHS,)."""
    incentives = parameters.bind(Incentives, "incentives")
    reasons = parameters.bind(Reasons, "quits")
    market = parameters.bind(Selection, "selection")
    answer = parameters["hiring.applicants_pay"]
    site = np.arange(WORKERS) % SITES
    switch = rng.integers(1, MONTHS, SITES)
    ability = ABILITY_SD * rng.standard_normal(WORKERS)
    worker = np.arange(WORKERS)
    seen, price = [], 0.0
    for month in range(-BEFORE, MONTHS):
        pieces = switch[site] <= month
        if month == 0:
            price = PIECE_PRICE / np.exp(ability).mean()
        effort, worth = (np.where(pieces, x, 1.0) for x in with_guarantee(incentives, price * np.exp(ability)))
        if month >= 0:
            log_output = ability + np.log(effort) + NOISE_SD * rng.standard_normal(WORKERS)
            seen.append((worker.copy(), np.full(WORKERS, month), pieces.astype(float), log_output, ability.copy()))
        hazard = EXIT_MONTH * np.exp(pay_term(reasons, worth, outside(market, ability)))
        gone = rng.random(WORKERS) < 1 - np.exp(-hazard)
        for scheme in (False, True):
            places = np.flatnonzero(gone & (pieces == scheme))
            ability[places] = _hired(answer, market, incentives, price if scheme else 0.0, len(places), rng)
        worker[gone] = worker.max() + 1 + np.arange(gone.sum())
    columns = [np.concatenate(column) for column in zip(*seen, strict=True)]
    return dict(zip(("worker", "month", "pieces", "log_output", "ability"), columns, strict=True))


def _hired(
    answer: float, market: Selection, incentives: Incentives, price: float, places: int, rng: np.random.Generator
) -> np.ndarray:
    """Log abilities of new people: whoever applies for this scheme is hired."""
    pool = ABILITY_SD * rng.standard_normal(POOL)
    _, worth = with_guarantee(incentives, price * np.exp(pool))
    weights = application_weight(answer, worth, outside(market, pool))
    return pool[applicants(weights, rng.random(places))]


STUDY = Study(
    id="V1",
    slug="piece-rate",
    claims=CLAIMS,
    design="3,000 workers, 19 months; sites move from a wage to pieces with the wage guaranteed, in random months.",
    experiment=experiment,
)
