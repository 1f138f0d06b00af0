"""V5: a week of training and the colleagues who were not trained (De Grip & Sauermann 2012).

The gain of the trained sets the course. What it does to the untrained tests the model: they learn it by working
beside the trained, at the rate at which experienced colleagues pull newcomers up, which another study set.
"""

from __future__ import annotations

import math

import numpy as np

from sim.evidence import Parameters
from sim.mechanisms import know_how as taught
from sim.mechanisms.know_how import KnowHow, Stock
from sim.mechanisms.learning import Learning, contact_rate
from sim.studies.base import SETS, TESTS, Claim, Study
from sim.studies.estimators import effects
from sim.units import DAYS_PER_WEEK

AGENTS, STUDIED, TRAINED, TEAMS = 157, 86, 37, 10
BEFORE, AFTER = 10, 16  # weeks
COURSE_DAYS = 5.0
DRIFT, NOISE = 0.05, 0.08  # slow change of a person, noise of a week, log of 1 / handle time
TEN_POINTS = 10.0
LATE = 8  # weeks after which the gain must have fallen


def experiment(p: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """Own effect, effect on untrained colleagues of ten points more trained, change of the own effect; log points."""
    know_how, learning = p.bind(KnowHow, "know_how"), p.bind(Learning, "learning")
    team, trained = drawn_teams(rng)
    size = np.bincount(team)
    peers = (np.bincount(team, weights=trained)[team] - trained) / (size[team] - 1)
    skill = taught_paths(know_how, learning, team, trained)
    noise = rng.normal(0, NOISE, skill.shape) + DRIFT * rng.normal(size=(AGENTS, 2)).repeat([BEFORE, AFTER], axis=1)
    outcome = skill + noise
    weeks = BEFORE + AFTER
    person, week = np.divmod(np.arange(AGENTS * weeks), weeks)
    post = week >= BEFORE
    own, other = trained[person] & post, (peers * ~trained)[person] * post
    seen = trained | (np.cumsum(~trained) <= STUDIED - TRAINED)
    rows = seen[person]
    both = effects(outcome.ravel()[rows], np.column_stack([own, own & (week >= BEFORE + LATE)])[rows],
                         person[rows], week[rows])  # fmt: skip
    plain = effects(outcome.ravel()[rows], own[rows, None], person[rows], week[rows])
    rest = ~trained[person]
    spill = effects(outcome.ravel()[rest], other[rest, None], person[rest], week[rest])
    return {"own": float(plain[0]), "spillover": float(spill[0]) / TEN_POINTS, "fade": float(both[1])}


def drawn_teams(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Team of each agent, and whether the agent is trained, (AGENTS,) each."""
    return rng.permutation(np.arange(AGENTS) % TEAMS), rng.permutation(AGENTS) < TRAINED


def taught_paths(know_how: KnowHow, learning: Learning, team: np.ndarray, trained: np.ndarray) -> np.ndarray:
    """Log speed from the course, one's own and the colleagues', (AGENTS, BEFORE + AFTER)."""
    skill = np.zeros((AGENTS, BEFORE + AFTER))
    stock = taught.learned(know_how, Stock.empty(AGENTS), taught.course_gain(know_how, COURSE_DAYS) * trained)
    for week in range(BEFORE, BEFORE + AFTER):
        above = taught.mean_above(stock.log_speed, team, TEAMS)
        stock = taught.learned(know_how, stock, taught.contact_gain(above, contact_rate(learning), 1.0))
        skill[:, week] = stock.log_speed
        stock = taught.after(know_how, stock, DAYS_PER_WEEK)
    return skill


STUDY = Study(
    id="V5",
    slug="training",
    claims=(
        Claim("own", math.log(1.10), 0.05, 0.15, SETS, "log points", "TRN-01", "no interval was read"),
        Claim("spillover", 0.0051, 0.002, 0.008, TESTS, "log points", "TRN-01-peers", "no interval was read"),
        Claim("fade", math.nan, -0.08, 0.0, SETS, "log points", "TRN-01-fade", "direction; the size is assumed"),
    ),
    design=f"{AGENTS} agents in {TEAMS} teams, {STUDIED} studied, {TRAINED} trained for a week; {AFTER} weeks after.",
    experiment=experiment,
)
