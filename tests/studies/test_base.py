"""Studies: verdicts, repeatability, and the wall between numbers that set and numbers that test."""

from __future__ import annotations

import math
import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from sim.evidence import parameter_table, parameters, register
from sim.studies import base, calibration
from sim.studies.base import TESTS, Claim, Study
from sim.studies.registry import STUDIES, words


def normal(parameters, rng) -> dict[str, float]:
    return {"a": rng.normal(0.3, 0.1), "b": rng.normal(0.0, 0.1)}


TOY = Study(
    "V0", "toy",
    (Claim("a", 0.3, 0.2, 0.4, TESTS, "log", "INC-02"), Claim("b", math.nan, 0.1, math.inf, TESTS, "log", "INC-02")),
    "a toy", normal,
)  # fmt: skip


def last(study: Study, **options) -> base.Result:
    return list(base.run(study, **options))[-1]


def test_a_claim_passes_on_the_mean_and_on_the_published_value():
    a, b = last(TOY, experiments=200).verdicts
    assert a.passed and a.n == 200 and a.why == "" and a.low < 0.15 and a.high > 0.45
    assert not b.passed and b.reasons == ("mean_low", "unsure")


@pytest.mark.parametrize(("values", "reasons"), [
    (np.full(9, 0.45), ("mean_high", "published_low")),
    (np.full(9, 0.25), ("published_high",)),
    (np.full(9, np.nan), ("none",)),
])  # fmt: skip
def test_a_miss_says_why(values, reasons):
    found = base.verdict(TOY.claims[0], values)
    assert found.reasons == reasons and not found.passed and found.why


def test_estimates_that_do_not_exist_are_left_out_and_counted():
    found = base.verdict(TOY.claims[0], np.array([0.3, np.nan, 0.3]))
    assert found.n == 2 and found.mean == pytest.approx(0.3)


def test_a_claim_s_published_value_lies_in_its_band_and_its_role_is_known():
    with pytest.raises(ValueError):
        Claim("a", 0.5, 0.2, 0.4, TESTS, "log", "INC-02")
    with pytest.raises(ValueError):
        Claim("a", 0.3, 0.2, 0.4, "guess", "log", "INC-02")


def test_estimates_do_not_depend_on_the_executor_nor_on_how_many_are_asked_for():
    plain = last(TOY, experiments=12, seed=4)
    with ThreadPoolExecutor(3) as pool:
        pooled = last(TOY, experiments=12, seed=4, executor=pool)
    assert plain.estimates["a"].tolist() == pooled.estimates["a"].tolist()
    assert last(TOY, experiments=5, seed=4).estimates["a"].tolist() == plain.estimates["a"].tolist()[:5]
    assert last(TOY, experiments=5, seed=5).estimates["a"].tolist() != plain.estimates["a"].tolist()[:5]


def test_results_come_one_by_one_and_the_rest_is_not_run():
    ran = []

    def count(parameters, rng):
        ran.append(1)
        return normal(parameters, rng)

    stream = base.run(Study("V0", "toy", TOY.claims, "a toy", count), experiments=50)
    assert [next(stream).n for _ in range(3)] == [1, 2, 3]
    stream.close()
    assert len(ran) == 3


def test_results_carry_the_parameters_print():
    assert last(TOY, experiments=1).fingerprint == parameters().fingerprint()


@pytest.mark.parametrize("study", STUDIES.values(), ids=STUDIES.keys())
def test_every_study_stands_on_the_register_and_has_words_in_both_languages(study):
    assert study.claims and study.design and study.slug
    text = words()[study.id]
    assert text["title"]["en"] and text["title"]["zh"] and text["design"]["en"] and text["design"]["zh"]
    assert set(text["claims"]) == {claim.id for claim in study.claims}
    for claim in study.claims:
        assert text["claims"][claim.id]["name"]["en"] and text["claims"][claim.id]["name"]["zh"]
        assert claim.source in register(), claim.source


@pytest.mark.parametrize("study", STUDIES.values(), ids=STUDIES.keys())
def test_every_study_can_be_handed_to_another_process(study):
    experiment, values = pickle.loads(pickle.dumps((study.experiment, parameters())))
    assert experiment is study.experiment and values.fingerprint() == parameters().fingerprint()


@pytest.mark.parametrize("study", STUDIES.values(), ids=STUDIES.keys())
def test_a_claim_that_tests_does_not_stand_on_a_row_that_sets_a_parameter(study):
    """The register's role and the claim's agree, so that nothing is both the teacher and the examiner."""
    for claim in study.claims:
        role = register()[claim.source].role
        assert (role == "holds out") == (claim.role == TESTS), (study.id, claim.id, role)


def test_calibration_refuses_numbers_that_test():
    for name in ("INC-01-total", "INC-02", "TRN-02-later", "INC-04", "SC-02", "SC-09-years", "DAT-07-null"):
        with pytest.raises(calibration.NotForCalibration, match=name):
            calibration.target(name)
    assert calibration.target("INC-01-within").estimate == 0.197


def test_calibration_refuses_a_direction_without_a_size():
    with pytest.raises(calibration.NotForCalibration, match="INC-09"):
        calibration.target("INC-09")


@pytest.mark.parametrize("name", calibration.CALIBRATORS)
def test_calibrated_parameters_are_what_their_calibrators_find(name):
    calibrator, tolerance = calibration.CALIBRATORS[name]
    assert parameter_table()[name].value == pytest.approx(calibrator(), abs=tolerance)


def direction(low: float, high: float) -> Claim:
    return Claim("a", math.nan, low, high, TESTS, "log", "INC-02")


@pytest.mark.parametrize(("low", "high", "side"), [
    (0.0, math.inf, 1), (0.01, 0.2, 1), (-math.inf, 0.0, -1), (-0.2, -0.01, -1), (-0.1, 0.1, 0),
])  # fmt: skip
def test_a_direction_is_told_by_its_band(low, high, side):
    assert direction(low, high).side == side


def test_a_direction_needs_its_estimates_on_its_side_and_not_their_mean():
    """A mean above 0 that luck could have made is no pass."""
    rng = np.random.default_rng(1)
    assert base.verdict(direction(0.0, math.inf), rng.normal(0.3, 0.1, 400)).passed
    luck = base.verdict(direction(0.0, math.inf), rng.normal(0.1, 0.1, 400))
    assert luck.mean > 0 and luck.reasons == ("unsure",) and luck.why
    assert base.verdict(direction(-0.1, 0.1), rng.normal(0.0, 0.02, 400)).passed  # "no difference" has no side
