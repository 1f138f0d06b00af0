"""JupyterLab works on copies: the shipped notebooks are never written, a changed copy is never overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from playbook.app import launch
from playbook.workspace import Workspace, address, copies
from playbook.workspace.removal import delete_all


@pytest.fixture
def shipped(tmp_path) -> Path:
    folder = tmp_path / "shipped"
    for name in ("en/start.ipynb", "en/hiring.ipynb", "en/trainers/hiring.ipynb", "zh/start.ipynb"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{name}, first", encoding="utf-8")
    (folder / "en" / ".ipynb_checkpoints").mkdir()
    (folder / "en" / ".ipynb_checkpoints" / "start-checkpoint.ipynb").write_text("a checkpoint", encoding="utf-8")
    return folder


def texts(folder: Path) -> dict[str, str]:
    return {file.relative_to(folder).as_posix(): file.read_text() for file in folder.rglob("*.ipynb")}


def test_copies_lie_as_the_shipped_ones_do_so_that_links_between_them_work(shipped, tmp_path):
    mine = tmp_path / "mine"
    assert copies.refresh(shipped, mine) == []
    assert texts(mine) == {name: text for name, text in texts(shipped).items() if "checkpoint" not in name}


def test_an_untouched_copy_follows_the_shipped_notebook_and_a_changed_one_stays(shipped, tmp_path):
    mine = tmp_path / "mine"
    copies.refresh(shipped, mine)
    (mine / "en" / "hiring.ipynb").write_text("my own", encoding="utf-8")
    for round_ in ("second", "third"):
        for name in texts(shipped):
            (shipped / name).write_text(f"{name}, {round_}", encoding="utf-8")
        assert copies.refresh(shipped, mine) == ["en/hiring.ipynb"]
        assert (mine / "en" / "hiring.ipynb").read_text() == "my own"
        assert (mine / "en" / "start.ipynb").read_text() == f"en/start.ipynb, {round_}"


def test_a_copy_that_was_thrown_away_comes_back(shipped, tmp_path):
    mine = tmp_path / "mine"
    copies.refresh(shipped, mine)
    (mine / "zh" / "start.ipynb").unlink()
    assert copies.refresh(shipped, mine) == []
    assert (mine / "zh" / "start.ipynb").read_text() == "zh/start.ipynb, first"


def test_what_is_no_longer_shipped_goes_unless_it_was_changed(shipped, tmp_path):
    mine = tmp_path / "mine"
    copies.refresh(shipped, mine)
    (mine / "en" / "hiring.ipynb").write_text("my own", encoding="utf-8")
    for name in ("en/hiring.ipynb", "zh/start.ipynb"):
        (shipped / name).unlink()
    copies.refresh(shipped, mine)
    assert (mine / "en" / "hiring.ipynb").exists() and not (mine / "zh" / "start.ipynb").exists()


@pytest.mark.parametrize("record", [None, "", "[]", '{"../shipped/en/start.ipynb": "x"}'])
def test_where_nobody_knows_what_was_copied_every_difference_is_the_users(shipped, tmp_path, record):
    mine = tmp_path / "mine"
    copies.refresh(shipped, mine)
    (mine / "en" / "start.ipynb").write_text("perhaps my own", encoding="utf-8")
    (mine / copies.RECORD).unlink()
    if record is not None:
        (mine / copies.RECORD).write_text(record, encoding="utf-8")
    assert copies.refresh(shipped, mine) == ["en/start.ipynb"]
    assert (mine / "en" / "start.ipynb").read_text() == "perhaps my own"
    assert (shipped / "en" / "start.ipynb").exists()


def test_lab_says_in_one_sentence_where_the_copies_cannot_lie(shipped, tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("PLAYBOOK_WORKSPACE", str(tmp_path / "file"))
    assert launch.open_lab("en", browser=False, notebooks=shipped) == 2
    assert str(tmp_path / "file") in capsys.readouterr().err.splitlines()[-1]


def test_deleting_everything_leaves_only_what_is_the_users(shipped: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    workspace, folder = Workspace.open(home), home / copies.FOLDER
    copies.refresh(shipped, folder)
    (folder / "en" / "start.ipynb").write_text("of client A", encoding="utf-8")
    (folder / "mine.txt").write_text("my own", encoding="utf-8")
    address.keep(home, address.new(8000))
    delete_all(workspace)
    assert [one.name for one in home.rglob("*") if one.is_file()] == ["mine.txt"]
