"""The user's folder: what is kept comes back, nothing damaged is lost, two notebooks don't undo each other."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from playbook.workspace import VARIABLE, Bet, PlanEntry, Workspace, WorkspaceError
from playbook.workspace.removal import delete_all
from sim.files import atomic
from sim.scenario.file import team

ENTRY = PlanEntry(
    owner="Li Na", date=dt.date(2026, 10, 20), change="Six temps start two weeks before", number_to_watch="peak_wait_s",
    levers={"peak.temps": 6, "peak.overtime_hours": 1.5, "floor.shift_end": "finish"},
)  # fmt: skip
NAMES = ("settings.json", "bets.json", "ratings.json", "plan.json")


def fill(workspace: Workspace) -> None:
    workspace.set_language("zh")
    workspace.set_scenario(team("starter"))
    workspace.record_bet("peak-time", Bet(kpi="profit", low=1.0, high=2.0))
    workspace.rate("peak-time", "early", 3, who="李娜")
    workspace.commit("peak-time", ENTRY)


def test_everything_survives_closing(tmp_path: Path):
    """Another session on the same folder finds it all."""
    fill(Workspace.open(tmp_path))
    again = Workspace.open(tmp_path)
    assert again.language == "zh"
    assert again.scenario == team("starter")
    assert [(b.kpi, b.low, b.high) for b in again.bets["peak-time"]] == [("profit", 1.0, 2.0)]
    assert again.ratings["peak-time"]["early"]["李娜"].level == 3
    assert again.plan == {"peak-time": ENTRY}
    assert again.notices == ()


def test_a_new_folder_is_empty_and_in_english(tmp_path: Path):
    workspace = Workspace.open(tmp_path / "new" / "folder")
    assert (workspace.language, workspace.scenario, workspace.bets, workspace.plan) == ("en", None, {}, {})
    assert workspace.bet("peak-time") is None


def test_the_folder_is_the_argument_then_the_variable_then_the_platform(tmp_path: Path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "named"))
    assert Workspace.open().folder == tmp_path / "named"
    assert Workspace.open(tmp_path / "given").folder == tmp_path / "given"
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    if sys.platform == "linux":
        assert Workspace.open().folder == tmp_path / "data" / "team-playbook"


def test_bets_are_kept_in_order_and_the_last_one_counts(tmp_path: Path):
    workspace = Workspace.open(tmp_path)
    for low in (1, 2, 3):
        workspace.record_bet("peak-time", Bet(kpi="profit", low=low, high=9))
    assert [bet.low for bet in workspace.bets["peak-time"]] == [1, 2, 3]
    assert workspace.bet("peak-time").low == 3


def test_a_new_rating_of_the_same_person_replaces_the_old(tmp_path: Path):
    workspace = Workspace.open(tmp_path)
    for who, level in (("a", 1), ("b", 4), ("a", 2)):
        workspace.rate("peak-time", "early", level, who)
    assert {who: r.level for who, r in workspace.ratings["peak-time"]["early"].items()} == {"a": 2, "b": 4}


def test_a_practice_leaves_the_plan_when_withdrawn(tmp_path: Path):
    workspace = Workspace.open(tmp_path)
    workspace.commit("a", ENTRY)
    workspace.commit("b", ENTRY)
    workspace.withdraw("a")
    workspace.withdraw("never there")
    assert list(workspace.plan) == ["b"]


@pytest.mark.parametrize(
    "bad",
    [
        lambda w: w.record_bet("p", Bet(kpi="profit", low=2, high=1)),
        lambda w: w.record_bet("p", Bet(kpi="profit", low=float("nan"), high=1)),
        lambda w: w.rate("p", "e", 6),
        lambda w: w.rate("p", "e", 0),
        lambda w: w.set_language("fr"),
        lambda w: w.commit("p", PlanEntry(owner=" ", date=dt.date(2026, 1, 1), change="x", number_to_watch="y")),
        lambda w: w.record_bet("", Bet(kpi="profit", low=1, high=2)),
    ],
)
def test_what_could_not_be_read_back_is_not_written(tmp_path: Path, bad):
    """The check comes before the file is touched."""
    workspace = Workspace.open(tmp_path)
    fill(workspace)
    before = {name: (tmp_path / name).read_bytes() for name in NAMES}
    with pytest.raises(ValidationError):
        bad(workspace)
    assert {name: (tmp_path / name).read_bytes() for name in NAMES} == before


DAMAGE = {
    "empty": b"", "cut off": b'{"schema_version": 1, "pl', "not text": b"\xff\xfe\x00", "a list": b"[]",
    "other keys": b'{"schema_version": 1, "unknown": 1}', "wrong type": b'{"schema_version": 1, "plan": 3, "bets": 3}',
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_kept_aside_and_reported(tmp_path: Path, name: str, damage: str):
    """Its bytes live on under another name; the workspace works on."""
    data = DAMAGE[damage]
    if damage == "wrong type" and name not in ("bets.json", "plan.json"):
        data = b'{"schema_version": "one"}'
    fill(Workspace.open(tmp_path))
    (tmp_path / name).write_bytes(data)
    workspace = Workspace.open(tmp_path)
    (notice,) = workspace.notices
    assert (notice.file, notice.kept_as, notice.reason) == (name, f"{name}.damaged-1", "unreadable")
    assert (tmp_path / notice.kept_as).read_bytes() == data
    fill(workspace)
    assert workspace.plan == {"peak-time": ENTRY}


def test_damage_after_opening_is_found_by_the_next_read_and_by_the_next_write(tmp_path: Path):
    workspace = Workspace.open(tmp_path)
    (tmp_path / "plan.json").write_bytes(b"1")
    assert workspace.plan == {}
    (tmp_path / "plan.json").write_bytes(b"2")
    workspace.commit("a", ENTRY)
    assert [n.kept_as for n in workspace.notices] == ["plan.json.damaged-1", "plan.json.damaged-2"]
    assert (tmp_path / "plan.json.damaged-2").read_bytes() == b"2"
    assert list(workspace.plan) == ["a"]


def test_a_damaged_team_file_is_reported_with_the_sentence_that_says_why(tmp_path: Path):
    workspace = Workspace.open(tmp_path)
    workspace.set_scenario(team("starter"))
    text = (tmp_path / "scenario.toml").read_text(encoding="utf-8")
    (tmp_path / "scenario.toml").write_text(text.replace("[calendar]", "[calender]", 1), encoding="utf-8")
    again = Workspace.open(tmp_path)
    (notice,) = again.notices
    assert "calend" in str(notice.reason)
    assert again.scenario is None
    again.set_scenario(team("flagship"))
    assert again.scenario == team("flagship")
    assert "[calender]" in (tmp_path / notice.kept_as).read_text(encoding="utf-8")


def test_setting_a_team_over_a_damaged_one_keeps_the_damaged_one(tmp_path: Path):
    workspace = Workspace.open(tmp_path)
    (tmp_path / "scenario.toml").write_text("half a fi", encoding="utf-8")
    workspace.set_scenario(team("starter"))
    assert (tmp_path / "scenario.toml.damaged-1").read_text(encoding="utf-8") == "half a fi"
    assert workspace.scenario == team("starter")


def test_a_document_of_a_later_version_is_not_called_damaged(tmp_path: Path):
    data = json.dumps({"schema_version": 2, "plan": {"new": "shape"}})
    (tmp_path / "plan.json").write_text(data)
    (notice,) = Workspace.open(tmp_path).notices
    assert (notice.kept_as, notice.reason) == ("plan.json.newer-1", "newer")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200), name=st.sampled_from((*NAMES, "scenario.toml")))
def test_no_bytes_in_a_file_are_lost_or_raise(tmp_path_factory, data: bytes, name: str):
    """Whatever stands in a file: it is read, or it is kept aside as it was."""
    folder = tmp_path_factory.mktemp("any")
    (folder / name).write_bytes(data)
    workspace = Workspace.open(folder)
    _ = workspace.bets, workspace.ratings, workspace.plan, workspace.language, workspace.scenario
    kept = [folder / n.kept_as for n in workspace.notices] or [folder / name]
    assert [path.read_bytes() for path in kept] == [data]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch, step: str):
    """A full disk while saving costs the new entry, not the old ones."""
    workspace = Workspace.open(tmp_path)
    workspace.commit("a", ENTRY)
    before = sorted(p.name for p in tmp_path.iterdir())

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, step, full)
    with pytest.raises(WorkspaceError, match="No space"):
        workspace.commit("b", ENTRY)
    monkeypatch.undo()
    assert list(workspace.plan) == ["a"]
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_a_file_in_place_of_the_folder_is_one_sentence(tmp_path: Path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(WorkspaceError, match="taken: the folder can't be made") as caught:
        Workspace.open(tmp_path / "taken")
    assert "taken：文件夹建不了" in caught.value.text("zh")


_WRITER = """
import sys
from playbook.workspace import Bet, Workspace
workspace = Workspace.open(sys.argv[1])
sys.stdin.readline()
for number in range(12):
    workspace.record_bet("peak-time", Bet(kpi=sys.argv[2], low=number, high=number))
    workspace.rate("peak-time", f"{sys.argv[2]}-{number}", 3, who=sys.argv[2])
"""


def test_two_processes_writing_at_once_lose_nothing(tmp_path: Path):
    """Both start on the same signal; each of the 24 bets and 24 ratings is there, in each writer's order."""
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": root}
    command = [sys.executable, "-c", _WRITER, str(tmp_path)]
    writers = [
        subprocess.Popen([*command, name], stdin=subprocess.PIPE, text=True, env=environment) for name in ("one", "two")
    ]
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    for writer in writers:
        writer.stdin.close()
    workspace = Workspace.open(tmp_path)
    made = workspace.bets["peak-time"]
    for name in ("one", "two"):
        assert [bet.low for bet in made if bet.kpi == name] == list(range(12))
    assert len(workspace.ratings["peak-time"]) == 24
    assert workspace.notices == ()


def test_delete_all_takes_the_playbooks_files_and_no_others(tmp_path: Path):
    """A workspace may have been put into a folder with other things in it."""
    fill(Workspace.open(tmp_path))
    (tmp_path / "plan.json").write_bytes(b"damaged")
    (tmp_path / ".bets.json.0011.part").write_bytes(b"left by a power cut")
    (tmp_path / "holiday.jpg").write_bytes(b"mine")
    workspace = Workspace.open(tmp_path)
    delete_all(workspace)
    assert [p.name for p in tmp_path.iterdir()] == ["holiday.jpg"]


def test_delete_all_removes_its_own_folder_and_work_can_go_on(tmp_path: Path):
    workspace = Workspace.open(tmp_path / "mine")
    fill(workspace)
    delete_all(workspace)
    assert not (tmp_path / "mine").exists()
    fill(workspace)
    assert workspace.plan == {"peak-time": ENTRY}


def test_kept_seasons_go_with_the_shop_and_are_bounded(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)
    for action in (workspace.reset, lambda: delete_all(workspace)):
        folder = workspace.runs()
        folder.mkdir(exist_ok=True)
        for number in range(5):
            (folder / f"{number}.npz").write_bytes(b"x")
            os.utime(folder / f"{number}.npz", (number, number))
        assert sorted(one.name for one in workspace.runs(most=3).iterdir()) == ["2.npz", "3.npz", "4.npz"]
        action()
        assert not folder.exists()
