"""Studies of hiring, learning, home and rotas in a small version: they run, agree, and find what set them."""

from __future__ import annotations

import ast
import inspect
from dataclasses import replace

import numpy as np
import pytest

from sim.evidence import Parameters, parameter_table, parameters, register
from sim.studies import calibration, calibration_flow
from sim.studies.base import SETS, TESTS, run
from sim.studies.calibration import NotForCalibration, target
from sim.studies.registry import STUDIES, words

QUICK = {
    "V3": 3, "V4": 100, "V5": 40, "V6": 20, "V7": 2, "V9": 60, "V11": 30, "V13": 20, "V14": 10, "V15": 2, "V16": 40,
    "V17": 40, "V18": 20,
}  # fmt: skip


def result(study: str, values: Parameters | None = None, n: int | None = None):
    *_, last = run(STUDIES[study], n or QUICK[study], parameters=values)
    return last


@pytest.mark.parametrize("study", QUICK)
def test_a_number_that_set_the_model_comes_out_of_the_study_again(study):
    """The mean over a few experiments lies in the band of every claim that sets."""
    verdicts = result(study).verdicts
    assert [v.claim.id for v in verdicts if v.claim.role == SETS and not v.claim.low <= v.mean <= v.claim.high] == []


@pytest.mark.parametrize("study", QUICK)
def test_claims_name_evidence_of_their_own_role_and_have_words_in_both_languages(study):
    for claim in STUDIES[study].claims:
        row = register()[claim.source]
        assert claim.role == (TESTS if row.role == "holds out" else SETS), claim.id
        text = words()[study]["claims"][claim.id]["name"]
        assert text["en"] and text["zh"]
    assert set(words()[study]["claims"]) == {claim.id for claim in STUDIES[study].claims}


@pytest.mark.parametrize(
    ("study", "claim", "switched_off"),
    [
        ("V3", "sorting", {"remote.choice": 0.0}),
        ("V4", "grades", {"remote.rate": 0.0}),
        ("V5", "spillover", {"learning.peers": 0.0}),
        ("V9", "productivity", {"schedules.speed": 0.0, "schedules.presence": 0.0}),
    ],
)
def test_an_effect_is_gone_with_its_mechanism(study, claim, switched_off):
    base, n = parameters(), {"V3": 2, "V5": 30}.get(study, 150)
    off = Parameters(dict(base) | switched_off)
    with_it, without = (result(study, values, n).estimates[claim].mean() for values in (base, off))
    assert without < with_it and abs(without) < abs(with_it) / 2 + 0.02


def test_a_dose_of_home_days_not_a_setting_of_its_own_foretells_the_hybrid_trial():
    doubled = Parameters(dict(parameters()) | {"remote.quits": 2 * parameters()["remote.quits"]})
    once, twice = (result("V4", values, 400).estimates["quits"].mean() for values in (parameters(), doubled))
    assert twice == pytest.approx(0.5, abs=0.05) and once == pytest.approx(0.5**0.5, abs=0.06)


def test_mean_gain_of_suggestions_follows_from_who_works_there():
    """With everybody equally able and the novices' gain as it is, the best fifth gains no less: the order is gone."""
    alike = Parameters(dict(parameters()) | {"talent.spread": 0.02})
    usual, same = result("V7", n=1), result("V7", alike, 1)
    assert usual.estimates["order"][0] < -0.03 < same.estimates["order"][0]


def test_the_register_holds_what_the_calibrators_find():
    assert calibration_flow.check() == {}


def test_a_changed_parameter_is_found_out():
    moved = Parameters(dict(parameters()) | {"leadership.boss": 0.2})
    assert set(calibration_flow.check(moved)) == {"leadership.boss"}


def test_calibrators_read_only_the_evidence_that_their_parameter_names(monkeypatch):
    values, table = parameters(), parameter_table()
    for name, (calibrator, _) in calibration_flow.CALIBRATORS.items():
        read = set()
        monkeypatch.setattr(calibration, "target", lambda row, seen=read: seen.add(row) or target(row))
        calibrator(values)
        assert read and read <= set(table[name].evidence), name
        assert all(register()[row].role == "calibrates" for row in read)


@pytest.mark.parametrize("row", ["REM-02-quits", "TRN-01-peers", "AI-01-mean", "INC-12"])
def test_a_number_that_tests_or_has_no_size_cannot_calibrate(row):
    with pytest.raises(NotForCalibration):
        target(row)


@pytest.mark.parametrize("study", QUICK)
def test_a_study_reads_no_testing_number(study):
    """Published numbers that test stand in claims only: an experiment sees parameters and luck."""
    tree = ast.parse(inspect.getsource(STUDIES[study].experiment))
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not named & {"register", "target", "published_size", "Claim"}


def test_the_same_experiment_comes_out_whatever_else_runs():
    few, many = result("V5", n=3).estimates["own"], result("V5", n=6).estimates["own"]
    assert (few == many[:3]).all() and len(set(many)) == 6
    assert replace(STUDIES["V5"], id="V99").id != "V5" and np.isfinite(many).all()
