"""Could a claim have failed: what passes without its mechanism, what hangs on an assumption, what carries weight."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from sim.evidence import parameter_table, parameters
from sim.experiment import last
from sim.studies import base, could_fail
from sim.studies.base import SETS, TESTS, Claim, Study, run
from sim.studies.registry import STUDIES

SURE, UNSURE = "quits.pay", "remote.choice"  # a published effect and an assumption
NOISE = 0.02


def experiment(p, rng) -> dict[str, float]:
    """Estimates whose truth is known: of nothing, of a published effect, of an assumption, of both, and of a trial too
    small for its effect."""
    luck = NOISE * rng.standard_normal()
    effect = p[SURE] / 10  # 0.35
    return {
        "null": luck, "sure": effect + luck, "assumed": p[UNSURE] + luck, "sign": effect + luck,
        "small": 0.08 * effect + luck, "wrong": -effect + luck, "fit": p[UNSURE] + luck,
    }  # fmt: skip


def claim(name: str, published: float, low: float, high: float, role: str = TESTS, leak: str = "") -> Claim:
    return Claim(name, published, low, high, role, "log", "INC-02", leak=leak)


CLAIMS = (
    claim("null", 0.0, -0.1, 0.1), claim("sure", 0.35, 0.3, 0.4), claim("assumed", 0.6, 0.5, 0.7),
    claim("sign", math.nan, 0.0, math.inf), claim("small", 0.028, 0.02, 0.06), claim("wrong", 0.3, 0.2, 0.4),
)  # fmt: skip


def kinds(*claims: Claim) -> dict[str, str]:
    found = could_fail.weights(Study("V0", "toy", claims, "a toy", experiment), 100)
    return {one.usual.claim.id: one.kind for one in found}


def test_each_kind_of_weight_is_told_from_the_others():
    assert kinds(*CLAIMS) == {
        "null": could_fail.NOTHING, "sure": could_fail.YES, "assumed": could_fail.HANGS, "sign": could_fail.SIGN,
        "small": could_fail.SMALL, "wrong": could_fail.MISSED,
    }  # fmt: skip


def test_what_was_known_beforehand_carries_no_weight():
    assert kinds(claim("sure", 0.35, 0.3, 0.4, SETS)) == {"sure": could_fail.SET}
    assert kinds(claim("sure", 0.35, 0.3, 0.4, leak=UNSURE)) == {"sure": could_fail.LEAKED}


def test_an_assumption_that_a_setting_number_excludes_does_not_count():
    """With the assumption elsewhere the model would have been set otherwise: that it fails there says nothing."""
    fit = claim("fit", 0.6, 0.58, 0.62, SETS)
    assert kinds(claim("assumed", 0.6, 0.5, 0.7), fit)["assumed"] == could_fail.YES


def test_only_assumptions_that_move_a_study_are_tried():
    study = Study("V0", "toy", CLAIMS, "a toy", experiment)
    assert could_fail.parameters_read(study) == tuple(sorted((SURE, UNSURE)))
    assert [row.id for row in could_fail.assumptions(study)] == [UNSURE]


def two_assumptions(p, rng) -> dict[str, float]:
    """1.0; either alone moves it to 0.7 or 1.3, and to 0.8 or 1.4."""
    return {"both": p[UNSURE] + 4 * p["remote.fit_spread"] + NOISE * rng.standard_normal()}


def test_together_assumptions_may_turn_what_none_turns_alone():
    both = claim("both", math.nan, 0.6, 1.45)
    (found,) = could_fail.weights(Study("V0", "toy", (both,), "a toy", two_assumptions), 40)
    assert found.kind == could_fail.HANGS
    assert [one.values for one in found.turned] == [
        {UNSURE: 0.3, "remote.fit_spread": 0.05}, {UNSURE: 0.9, "remote.fit_spread": 0.2},
    ]  # fmt: skip


def test_the_key_knows_claims_values_and_ranges(monkeypatch):
    study = STUDIES["V9"]
    read = could_fail.parameters_read(study)
    usual = could_fail.key(study, 10, 1, read)
    other, reworded = (
        replace(study, claims=tuple(replace(one, **change(one)) for one in study.claims))
        for change in (lambda one: {"high": one.high + 1}, lambda one: {"note": "in other words"})
    )
    assert usual == could_fail.key(study, 10, 1, read) == could_fail.key(reworded, 10, 1, read)
    others = [could_fail.key(*one, read) for one in ((other, 10, 1), (study, 11, 1), (study, 10, 2))]
    assert len({usual, *others, could_fail.key(study, 10, 1, read[1:])}) == 5
    table = parameter_table()
    wider = table | {"schedules.speed": replace(table["schedules.speed"], high=1.0)}
    monkeypatch.setattr(could_fail, "parameter_table", lambda: wider)
    assert could_fail.key(study, 10, 1, read) != usual


@pytest.mark.parametrize(
    "study", [one for one in STUDIES.values() if could_fail.parameters_read(one)], ids=lambda s: s.id
)
def test_with_nothing_in_the_model_no_number_comes_out_by_itself(study):
    """Only claims of "no difference" pass then."""
    for one in last(run(study, 30, parameters=could_fail.neutral())).verdicts:
        assert not one.passed or (one.claim.low < 0 < one.claim.high), one.claim.id


def test_without_a_ramp_there_is_no_time_in_which_it_closes():
    """The estimator of V6 has nothing to fit then: no estimate, and no exception."""
    for one in last(run(STUDIES["V6"], 20, parameters=could_fail.neutral())).verdicts:
        assert one.n == 0 and one.reasons == ("none",)
    flat = parameters().holding({"learning.gap": 0.0})
    assert all(one.reasons == ("none",) for one in last(run(STUDIES["V6"], 20, parameters=flat)).verdicts)


def test_a_claim_that_leaks_names_an_assumption_of_today():
    leaks = {(study.id, one.id): one.leak for study in STUDIES.values() for one in study.claims if one.leak}
    assert leaks and all(parameter_table()[name].grade == could_fail.ASSUMED for name in leaks.values())
    assert base.Claim("a", 0.0, -1.0, 1.0, TESTS, "log", "INC-02").leak == ""


def test_every_assumption_that_a_reader_is_told_of_has_words():
    """An id or an English meaning on a Chinese page would be a riddle."""
    from playbook import could_fail as shipped
    from playbook.practices import numbers

    told = {n for s in STUDIES.values() for c in s.claims for n in shipped.assumptions(s.id, c.id)}
    table = numbers._table()["names"]
    assert told and not [name for name in told if name not in table]
