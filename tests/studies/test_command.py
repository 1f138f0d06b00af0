"""The command `playbook studies` on a terminal."""

from __future__ import annotations

import json

import pytest

from playbook import __main__ as command
from sim.evidence import parameters


def test_it_prints_each_claim_with_its_band_and_verdict_and_the_parameters_print(capsys):
    assert command.main(["studies", "v2", "--experiments", "30", "--language", "en"]) == 0
    captured = capsys.readouterr()
    rows = [line for line in captured.out.splitlines() if line.startswith("V2 ")]
    assert len(rows) == 3 and "0.030" in rows[0] and "0.005 … 0.055" in rows[0] and rows[0].endswith("only by")
    assert parameters().fingerprint() in captured.out
    assert "V2: experiment 30 of 30" in captured.err and "experiment" not in captured.out.splitlines()[4]


def test_a_miss_is_listed_with_its_reason(capsys):
    assert command.main(["studies", "V1", "--experiments", "2", "--language", "en"]) == 0
    out = capsys.readouterr().out
    assert "Misses:" in out and "Output with selection: the simulated mean lies below the band" in out


def test_chinese_has_no_english_words(capsys):
    assert command.main(["studies", "V2", "V12", "--experiments", "4", "--language", "zh"]) == 0
    out = capsys.readouterr().out.replace(parameters().fingerprint(), "").replace("V12", "").replace("V2", "")
    assert not [c for c in out if c.isascii() and c.isalpha()]


@pytest.mark.parametrize("name", ["V99", "", "../V1", "V1\nV2"])
def test_an_unknown_study_is_refused_in_one_sentence(capsys, name):
    assert command.main(["studies", name]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.count("\n") == 1 and "V1, V2" in captured.err


def test_json_holds_every_estimate_and_has_the_same_bytes_each_time(tmp_path, capsys):
    written = []
    for name in ("a", "b"):
        out = tmp_path / f"{name}.json"
        assert command.main(["studies", "V2", "--experiments", "6", "--json", str(out)]) == 0
        written.append(out.read_bytes())
    assert written[0] == written[1]
    document = json.loads(written[0])
    assert document["parameters"] == parameters().fingerprint()
    assert len(document["studies"]["V2"]["claims"]["sales"]["estimates"]) == 6


def test_an_impossible_json_target_is_refused_before_anything_runs(tmp_path, capsys):
    assert command.main(["studies", "V1", "--json", str(tmp_path / "no" / "o.json")]) == 2
    assert "experiment" not in capsys.readouterr().err


def test_it_says_of_each_claim_whether_it_could_have_failed(capsys):
    """V4: what two days at home do to quits follows from another trial's dose; the two nulls any model would pass."""
    assert command.main(["studies", "V4", "--experiments", "200", "--language", "en"]) == 0
    out = capsys.readouterr().out
    column = [line.rsplit("  ", 1)[1].strip() for line in out.splitlines() if line.startswith("V4 ")]
    assert column == ["yes", "no", "no"] and "could fail" in out
    doubts = out.split("Could they")[1]
    assert "V4 Grades: no: it passes with no effect at all" in doubts and "V4 Quits against" not in doubts


def test_json_holds_what_a_verdict_is_worth_and_the_runs_that_say_so(tmp_path, capsys):
    out = tmp_path / "o.json"
    assert command.main(["studies", "V2", "V6", "--experiments", "4", "--json", str(out)]) == 0
    studies = json.loads(out.read_text())["studies"]
    sales = studies["V2"]["claims"]["sales"]["could_fail"]
    assert sales["kind"] == "hangs" and "colleagues" in sales["said"]
    assert sales["assumptions"] == ["team_pay.monitoring"]
    assert not sales["without_effects"]["passed"] and sales["turned"][0]["values"] == {"team_pay.monitoring": 0.0}
    growth = studies["V6"]["claims"]["growth"]["could_fail"]
    assert growth["kind"] == "set" and growth["without_effects"] | {"mean": None, "n": 0} == growth["without_effects"]
