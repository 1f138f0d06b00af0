"""`playbook workspace`: saves on the command line, and what it asks before it removes anything."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from playbook import __main__ as command
from playbook.workspace import VARIABLE, Bet, Workspace
from sim.scenario.file import team


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "workspace"))
    return tmp_path / "workspace"


def called(*arguments: str) -> int:
    return command.main(["workspace", *arguments, "--language", "en"])


def test_a_client_is_put_away_and_taken_out_again(folder: Path, capsys: pytest.CaptureFixture) -> None:
    workspace = Workspace.open(folder)
    workspace.set_scenario(team("starter"))
    workspace.record_bet("peak-time", Bet(kpi="profit", low=1, high=2))
    assert called("save", "client  A") == 0 and called("reset", "--yes") == 0
    assert workspace.scenario is None and workspace.bets == {}
    assert called("open", "Client A", "--yes") == 0
    assert workspace.scenario == team("starter") and workspace.bet("peak-time").high == 2
    capsys.readouterr()
    assert called("list") == 0
    shown = capsys.readouterr().out
    assert "client A" in shown and team("starter").title.en in shown and str(folder) in shown


@pytest.mark.parametrize("action", ["reset", "delete-all", "open", "delete", "save"])
def test_nothing_is_lost_without_a_yes(action: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A script without anybody at the keyboard gets a no."""
    workspace = Workspace.open(folder)
    workspace.set_scenario(team("starter"))
    assert called("save", "A") == 0
    workspace.set_scenario(team("jd"))
    before = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert called(action, *(["A"] if action in ("open", "delete", "save") else [])) == 1
    assert {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()} == before
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert called(action, *(["A"] if action in ("open", "delete", "save") else [])) == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(("open", "B"), "no save"), (("save",), "name"), (("list", "B"), "no name"), (("save", " "), "name")],
)
def test_bad_input_is_one_sentence(arguments: tuple, says: str, capsys: pytest.CaptureFixture) -> None:
    assert called(*arguments) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1 and says in lines[0]


def test_everything_can_be_deleted(folder: Path) -> None:
    Workspace.open(folder).set_scenario(team("jd"))
    assert called("save", "A") == 0 and called("delete-all", "--yes") == 0
    assert not folder.exists()


def test_a_damaged_save_is_told_and_blocks_nothing(folder: Path, capsys: pytest.CaptureFixture) -> None:
    assert called("save", "A") == 0
    next((folder / "saves").glob("*.json")).write_text("{", encoding="utf-8")
    assert called("list") == 0
    assert "damaged-1" in capsys.readouterr().err
    assert called("save", "A") == 0
