"""V4: two days a week at home for graduates (Bloom, Han & Liang 2024), foretold by the dose.

Nothing here was set: the quits of the call-centre trial at four days, halved in log, meet a published third. Grades
follow pace, not minutes on the line: graduates are judged by results of half a year, on a noisy scale.
"""

from __future__ import annotations

import math

import numpy as np

from sim.arrays import Floats
from sim.evidence import Parameters
from sim.mechanisms.remote import Remote, fit, log_quits, log_rate, own_effect
from sim.studies.base import TESTS, Claim, Study

PEOPLE, MANAGERS = 1612, 395
DAYS_HOME = 2.0
STAFF_LEAVE, MANAGERS_LEAVE = 0.086, 0.030  # share in six months without days at home: 7.2 % together
TENURE_WEEKS = 200.0
SPREAD = 0.48  # standard deviation of log output in complex work (HUN-90-high)
RELIABILITY = 0.5  # share of a grade's variance that is output
REVIEWS = 4  # half-yearly grades over two years


def experiment(p: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """Ratio of quit shares, difference of managers' quit shares, difference of grades in standard deviations."""
    remote = p.bind(Remote, "remote")
    treated = rng.random(PEOPLE) < 0.5  # odd birthdays
    at_home: Floats = np.where(treated, DAYS_HOME, 0.0)
    manager = np.arange(PEOPLE) < MANAGERS
    base = -np.log1p(-np.where(manager, MANAGERS_LEAVE, STAFF_LEAVE))
    left = rng.random(PEOPLE) < 1 - np.exp(-base * np.exp(log_quits(remote, at_home, 1.0)))
    ready = fit(remote, 1.0, np.full(PEOPLE, TENURE_WEEKS))
    output = SPREAD * rng.normal(size=PEOPLE)
    output += log_rate(remote, at_home, ready, own_effect(remote, rng.normal(size=PEOPLE)))
    noise = rng.normal(size=(PEOPLE, REVIEWS)) * SPREAD * math.sqrt((1 - RELIABILITY) / RELIABILITY)
    grades = (output[:, None] + noise)[~left].mean(axis=1)
    scale = SPREAD / math.sqrt(RELIABILITY)

    def gap(values: np.ndarray, arm: np.ndarray) -> float:
        return float(values[arm].mean() - values[~arm].mean())

    without = left[~treated].mean()
    return {
        "quits": float(left[treated].mean() / without) if without > 0 else math.nan,
        "managers": gap(left[manager], treated[manager]),
        "grades": gap(grades / scale, treated[~left]),
    }


STUDY = Study(
    id="V4",
    slug="hybrid",
    claims=(
        Claim("quits", 0.67, 0.45, 0.98, TESTS, "ratio of quit shares", "REM-02-quits"),
        Claim("managers", 0.0, -0.03, 0.03, TESTS, "difference of quit shares", "REM-02-managers", "a weak test"),
        Claim("grades", 0.0, -0.1, 0.1, TESTS, "standard deviations", "REM-02-grades", "bounds of equivalence"),
    ),
    design=f"{PEOPLE} graduates, {MANAGERS} of them managers; two days at home by lot; 6 months, grades of 2 years.",
    experiment=experiment,
)
