"""V3: call-centre volunteers who may work from home (Bloom, Liang, Roberts & Ying 2015).

The trial's minutes, pace and quits set the model. What tests it is the stage after: when everybody may choose, those
who pick home gain more than those whom the lot sent there, because people know partly what home does to their work.
"""

from __future__ import annotations

import math

import numpy as np

from sim.evidence import Parameters
from sim.mechanisms.remote import Remote, chooses_home, fit, log_minutes, log_quits, log_rate, own_effect
from sim.studies.base import SETS, TESTS, Claim, Study
from sim.studies.estimators import effect, hazard_ratio
from sim.units import DAYS_PER_MONTH, DAYS_PER_WEEK

PEOPLE, TREATED = 249, 131
BEFORE, TRIAL, AFTER = 24, 38, 24  # weeks
DAYS_HOME = 4.0
LONGEST_TENURE = 150  # weeks; all volunteers had half a year
HALF_YEAR = 26
MONTHS = TRIAL * DAYS_PER_WEEK / DAYS_PER_MONTH
HAZARD_WEEK = -math.log(1 - 0.35) / TRIAL  # a third of the control group left in nine months
CHOOSE = 0.4  # share of all who picked home: half of the treated, about three in ten of the others
SPREAD = 0.19  # between people, log
DRIFT, NOISE = 0.12, 0.25  # a person's slow changes, and a week's noise, log: give the published standard error
TIME_SHARE = 0.5  # of the noise that shows in minutes, the rest in pace


def experiment(p: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """One trial with its later stage: log points, and a hazard ratio."""
    remote = p.bind(Remote, "remote")
    n, weeks = PEOPLE, BEFORE + TRIAL + AFTER
    treated = rng.permutation(n) < TREATED
    z, taste = rng.normal(size=(2, n))
    tenure = rng.uniform(HALF_YEAR, LONGEST_TENURE, n)[:, None] + np.arange(weeks)
    later = chooses_home(remote, z, taste, CHOOSE)
    home = np.zeros((n, weeks))
    home[treated, BEFORE : BEFORE + TRIAL] = DAYS_HOME
    home[later, BEFORE + TRIAL :] = DAYS_HOME
    ready = fit(remote, 1.0, tenure)
    at_home = home > 0
    noise = rng.normal(0, NOISE, (n, weeks)) + DRIFT * rng.normal(size=(n, 3)).repeat([BEFORE, TRIAL, AFTER], axis=1)
    level = SPREAD * rng.normal(size=(n, 1))
    minutes = TIME_SHARE * (level + noise) + log_minutes(remote, home, ready)
    rate = TIME_SHARE * (level + noise) + log_rate(remote, home, ready, own_effect(remote, z)[:, None])

    hazard = HAZARD_WEEK * np.exp(log_quits(remote, home[:, BEFORE:], 1.0))
    gone = rng.random((n, TRIAL + AFTER)) < 1 - np.exp(-hazard)
    last = np.where(gone.any(axis=1), gone.argmax(axis=1), TRIAL + AFTER)
    there = np.arange(weeks) < (BEFORE + last + 1)[:, None]
    person, week = np.divmod(np.arange(n * weeks), weeks)
    trial = (there & (np.arange(weeks) < BEFORE + TRIAL)).ravel()
    choice = (there & ((np.arange(weeks) < BEFORE) | (np.arange(weeks) >= BEFORE + TRIAL))).ravel()

    def did(outcome: np.ndarray, rows: np.ndarray) -> float:
        return effect(outcome.ravel()[rows], at_home.ravel()[rows].astype(float), person[rows], week[rows])

    calls = minutes + rate
    first, second = did(calls, trial), did(calls, choice)
    return {
        "minutes": did(minutes, trial),
        "rate": did(rate, trial),
        "calls": first,
        "quits": hazard_ratio(np.minimum(last, TRIAL - 1) + 1.0, last < TRIAL, treated),
        "choice": second,
        "sorting": second - first,
    }


STUDY = Study(
    id="V3",
    slug="work-from-home",
    claims=(
        Claim("minutes", math.log(1.09), 0.05, 0.13, SETS, "log points", "REM-01-minutes", "no interval was read"),
        Claim("rate", math.log(1.04), 0.0, 0.08, SETS, "log points", "REM-01-rate", "no interval was read"),
        Claim("calls", math.log(1.13), 0.07, 0.17, SETS, "log points", "REM-01-calls"),
        Claim("quits", 0.5, 0.3, 0.75, SETS, "hazard ratio", "REM-01-quits"),
        Claim("choice", math.log(1.22), 0.14, 0.26, TESTS, "log points", "REM-01-choice", "no interval was read"),
        Claim("sorting", math.log(1.22 / 1.13), 0.01, 0.15, TESTS, "log points", "REM-01-choice", "must be a rise"),
    ),
    design=f"{PEOPLE} volunteers, {TREATED} of them at home four days of five for {TRIAL} weeks, then a free choice.",
    experiment=experiment,
)
