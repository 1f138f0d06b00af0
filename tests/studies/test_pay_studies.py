"""Small versions of the studies on pay and partners, and whether they could fail."""

from __future__ import annotations

import numpy as np
import pytest

from sim.evidence import Parameters, parameters
from sim.studies import base, estimators
from sim.studies import v1_piece_rate as v1
from sim.studies.registry import STUDIES


def means(study: str, experiments: int, **changed: float) -> dict[str, float]:
    """Mean estimates, with some parameters at other values ("__" for ".")."""
    values = dict(parameters()) | {name.replace("__", "."): value for name, value in changed.items()}
    result = list(base.run(STUDIES[study], experiments, 2, Parameters(values)))[-1]
    return {verdict.claim.id: verdict.mean for verdict in result.verdicts}


def verdicts(study: str, experiments: int) -> dict[str, base.Verdict]:
    result = list(base.run(STUDIES[study], experiments, 2))[-1]
    return {verdict.claim.id: verdict for verdict in result.verdicts}


def test_the_fixed_effects_estimator_finds_a_planted_effect_beside_large_fixed_effects():
    rng = np.random.default_rng(0)
    unit, period = (a.ravel() for a in np.indices((60, 8)))
    treated = ((unit < 30) & (period >= 4)).astype(float)
    outcome = 3.0 * rng.standard_normal(60)[unit] + rng.standard_normal(8)[period] + 0.5 * treated
    assert estimators.effect(outcome, treated, unit, period) == pytest.approx(0.5, abs=1e-9)


def test_the_rate_estimator_is_the_log_ratio_of_ratios():
    events, exposure = np.array([10.0, 5, 10, 10]), np.full(4, 100.0)
    treated, after = np.array([True, True, False, False]), np.array([False, True, False, True])
    assert estimators.log_rate_effect(events, exposure, treated, after) == pytest.approx(np.log(0.5))
    assert np.isnan(estimators.log_rate_effect(events * 0, exposure, treated, after))


def test_v1_sets_the_gain_within_workers_and_selection_adds_to_it():
    found = verdicts("V1", 5)
    assert found["within"].claim.low < found["within"].mean < found["within"].claim.high
    assert found["total"].mean > found["within"].mean + 0.01
    assert found["spread"].mean > 0


def test_v1_selects_through_pay_alone():
    """When neither leavers nor applicants look at pay, the two regressions agree."""
    blind = means("V1", 3, quits__pay=0.0, hiring__applicants_pay=0.0)
    assert blind["total"] == pytest.approx(blind["within"], abs=0.02)


def test_v1_under_a_piece_rate_the_able_stay_and_join():
    panel = v1.simulate(parameters(), np.random.default_rng(3))
    newest = panel["worker"] >= v1.WORKERS
    start = np.array([panel["ability"][panel["month"] == 0].mean()])
    late = (panel["month"] == v1.MONTHS - 1) & newest
    first_month = {}
    for worker, month in zip(panel["worker"], panel["month"], strict=True):
        first_month.setdefault(int(worker), int(month))
    hired = np.array([first_month[int(worker)] for worker in panel["worker"]])
    fresh = late & (hired == v1.MONTHS - 1)
    assert panel["ability"][fresh].mean() > start[0] + 0.05


def test_v2_the_team_bonus_is_found_at_the_trial_s_size_and_costs_what_it_cost():
    found = verdicts("V2", 60)
    assert found["sales"].passed and found["wages"].passed
    assert found["catch_up"].mean == pytest.approx(found["sales"].mean, abs=0.006)  # the others get the same bonus


def test_v2_without_mutual_monitoring_little_is_left():
    assert means("V2", 60, team_pay__monitoring=0.0)["sales"] < 0.75 * means("V2", 60)["sales"]


def test_v8_talks_last_and_pay_for_the_pair_does_not():
    found = means("V8", 25)
    assert found["talks_later"] > 0.1
    assert found["pay_in"] > 0.04 and found["pay_ends"] == pytest.approx(-found["pay_in"], abs=0.04)
    assert found["partner"] > 0 > found["spread"]


def test_v8_what_is_forgotten_does_not_last():
    assert means("V8", 15, know_how__lasting=0.0)["talks_later"] < 0.05


def test_v12_the_push_cuts_quits_fades_and_returns_without_moving_sales():
    found = means("V12", 40)
    assert found["quits"] < -0.12 and found["reminder"] < -0.12
    assert found["fades"] > 0.08
    assert abs(found["sales"]) < 0.02
