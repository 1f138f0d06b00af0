"""`playbook afterwards`: a plan of a workspace beside what came, in both languages."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import pytest

from playbook.__main__ import main
from playbook.workspace import PlanEntry, Promise, Workspace
from sim.scenario.file import write_scenario
from tests.season.shop import small_shop


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    promise = Promise(change={"service_level": (0.01, 0.02, 0.03)}, n=16, seed=1, team="a", plan="b")
    entry = PlanEntry(owner="Li Na", date=dt.date(2026, 11, 1), change="More temps", number_to_watch="waits",
                      levers={"peak.temps": 4}, promise=promise)  # fmt: skip
    Workspace.open(tmp_path / "kept").commit("peak-time", entry)
    write_scenario(small_shop(), tmp_path / "shop.toml")
    (tmp_path / "came.csv").write_text("指标,数值\n到手利润,12万\n及时回复率,61%\n", encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> int:
    return main(["afterwards", *arguments])


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("Answered in time", "Li Na", "waits")), ("zh", ("及时回复率", "大促后复盘"))]
)
def test_what_came_is_told_beside_what_was_promised(folder, capsys, language, words) -> None:
    arguments = ("shop.toml", "came.csv", "--plan", "kept", "--seasons", "5", "--language", language)
    assert run(*arguments, "--json", "one.json") == 0
    said = capsys.readouterr().out
    assert all(word in said for word in words)
    found = json.loads((folder / "one.json").read_text(encoding="utf-8"))
    assert found["seasons"] == 5 and [one["kpi"] for one in found["figures"]] == ["profit", "service_level"]
    assert found["steps"][0]["own"][0]["kpi"] == "service_level"
    assert run(*arguments, "--workers", "2", "--json", "two.json") == 0
    assert (folder / "one.json").read_bytes() == (folder / "two.json").read_bytes()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_form_is_written(folder, capsys, language) -> None:
    assert run("--form", "form.csv", "--language", language) == 0
    assert (folder / "form.csv").read_bytes().startswith("\ufeff".encode())
    assert run("--form", "form.csv", "--language", language) == 0  # nobody has written anything into it yet
    filled = (folder / "form.csv").read_bytes().replace(b",,", b",3000000,", 1)
    (folder / "form.csv").write_bytes(filled)
    capsys.readouterr()
    assert run("--form", "form.csv", "--language", language) == 2
    assert "form.csv" in capsys.readouterr().err and (folder / "form.csv").read_bytes() == filled


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--form"), (("starter",), "--form"), (("shop.toml", "no.csv", "--plan", "kept"), "no.csv"),
        (("shop.toml", "came.csv", "--plan", "nowhere"), "nowhere"),
        (("shop.toml", "came.csv", "--plan", "empty"), "plan"),
        (("shop.toml", "came.csv", "--plan", "kept", "--json", "came.csv"), "came.csv"),
        (("shop.toml", "came.csv", "--form", "came.csv"), "came.csv"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_one_sentence(folder, capsys, arguments, said) -> None:
    (folder / "empty").mkdir()
    before = (folder / "came.csv").read_bytes()
    for language in ("en", "zh"):
        assert run(*arguments, "--language", language) == 2
        shown = capsys.readouterr().err
        assert said in shown or language == "zh"
        assert len(shown.splitlines()) == 1
    assert (folder / "came.csv").read_bytes() == before


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="no such device")
def test_the_form_goes_to_a_device_that_is_not_read_first(capsys):
    """/dev/zero and /dev/full never end: what was read first took all memory."""
    assert main(["afterwards", "--form", "/dev/null", "--language", "en"]) == 0
    assert "/dev/null" in capsys.readouterr().err


def test_a_file_of_another_size_is_not_read_to_its_end(tmp_path, monkeypatch, capsys):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(10**12)  # a hole: no place on the disk
    assert main(["afterwards", "--form", str(path), "--language", "en"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1 and path.stat().st_size == 10**12
