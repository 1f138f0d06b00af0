"""Saves: a shop put away under a name and taken out again; no name leads anywhere, no damage blocks."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playbook.workspace import Bet, Group, PlanEntry, Workspace, WorkspaceError
from playbook.workspace.removal import delete_all
from playbook.workspace.saves import LONGEST_NAME, Saves, clean_name
from sim.files import atomic
from sim.scenario.file import BadInput, team

ENTRY = PlanEntry(owner="Li Na", date=dt.date(2026, 10, 20), change="Six temps", number_to_watch="peak_wait_s")


def filled(folder: Path, owner: str = "Li Na") -> Workspace:
    workspace = Workspace.open(folder)
    workspace.set_language("zh")
    workspace.set_scenario(team("starter").with_levers({"demand.orders_day": 77.0}))
    workspace.set_scenario(team("jd"))
    workspace.record_bet("peak-time", Bet(kpi="profit", low=1.0, high=2.0))
    workspace.rate_all("peak-time", {"rubric.early": 3}, who=owner)
    workspace.set_group("peak-time", Group(raters=4))
    workspace.note_done("peak-time", "lever")
    workspace.commit("peak-time", ENTRY.model_copy(update={"owner": owner}))
    return workspace


def kept(workspace: Workspace) -> tuple:
    return (
        workspace.scenario, workspace.own, workspace.bets, workspace.ratings, workspace.group("peak-time"),
        workspace.done, workspace.plan,
    )  # fmt: skip


def test_what_is_saved_comes_back_whole_and_nothing_of_the_other_stays(tmp_path: Path) -> None:
    """Client A is put away, B begins clean and is saved, A is opened: A as it was, no word of B."""
    workspace = filled(tmp_path, "client A's Li")
    before, saves = kept(workspace), Saves(workspace)
    saves.save("Client A")
    workspace.reset()
    assert kept(workspace) == (None, None, {}, {}, Group(), {}, {}) and workspace.language == "zh"
    workspace.rate("hiring", "rubric.lead", 2, who="client B's Wu")
    saves.save("客户 乙")
    saves.open("client a")
    assert kept(workspace) == before
    beside_saves = [path for path in tmp_path.iterdir() if path.is_file()]
    assert not any("Wu" in path.read_text(encoding="utf-8") for path in beside_saves)
    assert {one.name for one in saves.all()} == {"Client A", "客户 乙"}


def test_a_name_that_is_taken_is_not_replaced_in_silence(tmp_path: Path) -> None:
    workspace = filled(tmp_path)
    saves = Saves(workspace)
    saves.save("A")
    workspace.reset()
    with pytest.raises(BadInput, match="already"):
        saves.save("a")
    saves.open("A")
    assert workspace.plan == {"peak-time": ENTRY}
    workspace.reset()
    saves.save("a", replace=True)
    saves.open("A")
    assert workspace.plan == {} and len(saves.all()) == 1


@pytest.mark.parametrize("name", ["", "  ", "x" * (LONGEST_NAME + 1), "a\x00b", "a\u202eb", "\ud800"])
def test_a_name_that_is_none_is_refused_in_both_languages(name: str) -> None:
    with pytest.raises(BadInput) as caught:
        clean_name(name)
    assert caught.value.text("en") != caught.value.text("zh")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=70) | st.sampled_from(["../../x", "/etc/passwd", "C:\\x", "..", "a/../b", "NUL", "~"]))
def test_no_name_leads_out_of_the_folder(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("saves")
    saves = Saves(Workspace.open(folder / "workspace"))
    try:
        saved = saves.save(name).name
    except BadInput:
        assert list((folder / "workspace").glob("saves/*")) == []
        return
    assert [one.name for one in saves.all()] == [saved] and saves.open(name).name == saved
    assert [path.name for path in folder.iterdir()] == ["workspace"]
    assert [path.suffix for path in (folder / "workspace" / "saves").iterdir()] == [".json"]


def test_a_damaged_save_is_kept_aside_and_the_others_open(tmp_path: Path) -> None:
    workspace = filled(tmp_path)
    saves = Saves(workspace)
    saves.save("A")
    bad = next((tmp_path / "saves").iterdir())
    saves.save("B")
    bad.write_bytes(b"half a fi")
    assert [one.name for one in saves.all()] == ["B"] and workspace.notices[0].kept_as.endswith("damaged-1")
    with pytest.raises(BadInput, match="no save"):
        saves.open("A")
    assert (bad.parent / workspace.notices[0].kept_as).read_bytes() == b"half a fi"
    saves.save("A")
    saves.open("B")
    assert workspace.plan == {"peak-time": ENTRY}


def test_a_damaged_document_inside_a_save_costs_that_document_only(tmp_path: Path) -> None:
    workspace = filled(tmp_path)
    (tmp_path / "ratings.json").write_text("[", encoding="utf-8")
    Saves(workspace).save("A")
    Saves(workspace).open("A")
    assert workspace.ratings == {} and workspace.plan == {"peak-time": ENTRY}


def test_a_full_disk_costs_the_new_save_and_not_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = filled(tmp_path)
    saves = Saves(workspace)
    saves.save("A")
    before = next((tmp_path / "saves").iterdir()).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "replace", full)
    with pytest.raises(WorkspaceError, match="No space"):
        saves.save("A", replace=True)
    monkeypatch.undo()
    assert [path.read_bytes() for path in (tmp_path / "saves").iterdir()] == [before]


def test_a_full_disk_costs_neither_shop_when_a_save_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shop on the desk goes only once the other one is whole on the disk."""
    workspace = filled(tmp_path)
    saves = Saves(workspace)
    saves.save("A")
    workspace.reset()
    workspace.rate("hiring", "rubric.lead", 2, who="client B's Wu")
    before, usual, calls = kept(workspace), os.fsync, []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) > 2:
            raise OSError(28, "No space left on device")
        usual(handle)

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(WorkspaceError, match="No space") as caught:
        saves.open("A")
    monkeypatch.undo()
    assert "No space" in caught.value.text("zh")
    assert kept(workspace) == before and not list(tmp_path.glob(".*.part"))
    saves.open("A")
    assert workspace.plan == {"peak-time": ENTRY}


def test_a_name_taken_between_the_look_and_the_write_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two pages put two shops away under one name at once: the second is told, the first save stays."""
    workspace = filled(tmp_path)
    other = Saves(Workspace.open(tmp_path))
    usual = Workspace.contents

    def overtaken(self: Workspace) -> dict[str, str]:
        monkeypatch.setattr(Workspace, "contents", usual)
        other.save("A")
        workspace.withdraw("peak-time")
        return usual(self)

    monkeypatch.setattr(Workspace, "contents", overtaken)
    with pytest.raises(BadInput, match="already"):
        Saves(workspace).save("a")
    assert "plan.json" in other.find("A").documents and "Li Na" in other.find("A").documents["plan.json"]


_BUSY = """
import sys
from playbook.workspace import Bet, Workspace
from playbook.workspace.removal import delete_all
workspace = Workspace.open(sys.argv[1])
sys.stdin.readline()
for number in range(30):
    if sys.argv[2] == "deletes":
        delete_all(workspace)
    else:
        workspace.record_bet("peak-time", Bet(kpi="profit", low=number, high=number))
        workspace.reset()
        workspace.rate("hiring", "rubric.lead", 3, who="Wu")
"""


def test_one_page_may_delete_everything_while_another_works(tmp_path: Path) -> None:
    """Neither stumbles over a file, a lock or a folder that has just gone, and what is left can be read."""
    home = tmp_path / "home"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    command = [sys.executable, "-c", _BUSY, str(home)]
    pages = [
        subprocess.Popen([*command, name], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        for name in ("deletes", "works")
    ]
    for page in pages:
        page.stdin.write("go\n")
        page.stdin.flush()
    assert [page.communicate(timeout=120)[1] for page in pages] == ["", ""]
    workspace = Workspace.open(home)
    assert workspace.notices == () and workspace.bets == {}


def test_deleting_everything_takes_the_saves_too_and_nothing_else(tmp_path: Path) -> None:
    workspace = filled(tmp_path)
    Saves(workspace).save("A")
    (tmp_path / "saves" / "holiday.jpg").write_bytes(b"mine")
    delete_all(workspace)
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()] == [
        "saves/holiday.jpg"
    ]


def test_starting_clean_takes_what_was_kept_aside_too(tmp_path: Path) -> None:
    """A damaged plan holds the last client's names as well."""
    workspace = filled(tmp_path)
    (tmp_path / "plan.json").write_text("Li Na", encoding="utf-8")
    assert workspace.plan == {} and workspace.notices
    workspace.reset()
    assert workspace.notices == () and sorted(path.name for path in tmp_path.iterdir() if path.suffix) == [
        "settings.json"
    ]
