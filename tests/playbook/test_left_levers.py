"""Parts of a practice are pages of their own: what one has set, the next one knows."""

from __future__ import annotations

from pathlib import Path

from playbook.workspace import Workspace
from tests.playbook.lab_tools import open_lab


def test_another_page_knows_where_the_levers_were_left(tmp_path: Path) -> None:
    first = open_lab(tmp_path)
    assert first.study.chosen == {}
    lever = first.practice.main
    setting = lever.clip((lever.low + lever.high) / 2)
    first.study.chosen = {lever.id: setting}
    second = open_lab(tmp_path)
    assert second.study.chosen == {lever.id: setting}
    assert second.study.moved is None  # its own slider has not been moved


def test_another_team_begins_with_its_levers_at_their_start(tmp_path: Path) -> None:
    lab = open_lab(tmp_path)
    lab.study.chosen = {lab.practice.main.id: lab.practice.main.high}
    lab.choose_team("crossborder")
    assert open_lab(tmp_path).study.chosen == {}


def test_a_lever_that_is_no_more_is_forgotten(tmp_path: Path) -> None:
    lever = open_lab(tmp_path).practice.main
    Workspace.open(tmp_path).note_levers("peak-time", {"no_such": 1.0, lever.id: lever.high + 1})
    assert open_lab(tmp_path).study.chosen == {}
