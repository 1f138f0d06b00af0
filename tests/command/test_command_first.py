"""`playbook first`: what it prints and writes, and one sentence for what cannot be."""

from __future__ import annotations

import json

import pytest

from playbook.__main__ import main
from playbook.first import race as racing
from playbook.first.steps import steps
from sim.scenario.file import team


@pytest.fixture
def few(monkeypatch):
    """Three lines, so that a run takes seconds."""
    chosen = list(steps(team("starter")))[:3]
    monkeypatch.setattr(racing, "steps", lambda shop: iter(chosen))
    for name in ("PAIRED", "DOUBTED"):
        monkeypatch.setattr(racing, name, 2)
    return chosen


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_ranking_a_set_and_a_file(few, tmp_path, capsys, language) -> None:
    out = tmp_path / "first.json"
    code = main(["first", "starter", "--replications", "4", "--budget", "50000", "--before", "2026-06-18",
                 "--json", str(out), "--language", language])  # fmt: skip
    said = capsys.readouterr()
    assert code == 0 and "{" not in said.out
    data = json.loads(out.read_text(encoding="utf-8"))
    assert data["format"] == "playbook first 1" and data["limits"]["money"] == 50000
    named = {one["name"] for one in (*data["steps"], *data["others"])} | set(data["still"])
    assert named == {step.name for step in few}
    assert data["laws"] == []


@pytest.mark.parametrize(
    "given, said",
    [
        (["--budget", "much"], "much"),
        (["--budget", "-1"], "-1"),
        (["--hours", "nan"], "nan"),
        (["--before", "11.11"], "11.11"),
        (["--before", "2030-01-01"], "2030-01-01"),
        (["--ratings", "no-such-file.csv"], "no-such-file.csv"),
    ],
)
def test_what_cannot_be_is_one_sentence(capsys, given, said) -> None:
    try:
        code = main(["first", "starter", *given])
    except SystemExit as stopped:
        code = stopped.code
    told = capsys.readouterr()
    assert code == 2 and said in told.err and "Traceback" not in told.err and told.out == ""
