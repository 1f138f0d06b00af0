"""In a month whose days differ in pace the pace is what other days cannot tell, and the report's ceiling says so."""

from __future__ import annotations

import numpy as np
import pytest

from sim.calibrate.months import score
from sim.calibrate.team.fit import Fit, fitted
from sim.calibrate.team.left_out import left_out
from tests.calibrate.made_month import made_month
from tests.calibrate.what_is_left import made_by_the_model, replaced

DAYS, SPREAD = 21, 0.12


@pytest.fixture(scope="module")
def fit() -> Fit:
    pace = np.exp(SPREAD * np.random.default_rng(8).standard_normal(DAYS))
    month = made_month(days=DAYS, contacts=500, agents=10, cv=0.05, seed=9, pace=pace)
    return fitted(month.contacts, month.duty)


def test_the_level_of_the_day_is_what_is_missing(fit: Fit):
    found = {name: score(days, "abandonment", 0) for name, days in replaced(fit, replications=6).items()}
    missing = found["nothing"].distance
    assert found["level of handle times"].distance < 0.6 * missing
    assert found["level of handle times"].correlation > found["nothing"].correlation
    for name in ("patience", "wrap-up", "who is taken first"):
        assert found[name].distance > 0.75 * missing, name


def test_days_left_out_are_as_near_as_a_perfect_model_comes(fit: Fit):
    found = left_out(fit, replications=10)
    score_of, ceiling = found.score("abandonment", own_pace=False), found.ceiling("abandonment")
    assert 0.8 * ceiling.distance[0] < score_of.distance < 1.3 * ceiling.distance[2]
    own = found.score("abandonment")
    assert own.distance < ceiling.distance[0]  # knowing the pace is better than any model that does not


def test_a_month_made_by_the_model_has_the_spread_of_days_that_it_was_made_with(fit: Fit):
    contacts, duty = made_by_the_model(fit, 3)
    assert len(contacts) == len(fit.contacts)
    assert fitted(contacts, duty).pace.day_spread == pytest.approx(fit.pace.day_spread, rel=0.5)
