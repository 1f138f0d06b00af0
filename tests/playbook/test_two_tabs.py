"""Two pages on one workspace, and a workspace that nothing can be written to: a sentence, and no work lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from playbook.lab import MINE, Lab
from playbook.lab.start import Start
from playbook.workspace import Bet, Workspace
from playbook.workspace.removal import delete_all
from sim.scenario.file import team
from tests.playbook import fake_experiment
from tests.playbook.lab_tools import QUICK, no_trouble, open_lab, texts
from tests.playbook.test_lab_start import open_start, type_in

LANGUAGES = ("en", "zh")


def come_back(lab: Lab) -> str:
    """What the page says when its reader comes back to it from another window."""
    for section in (lab.bet, lab.run, lab.lever):
        section.children[-1]._handle_custom_msg({"returned": True}, [])
    said = [section.notice.value for section in (lab.bet, lab.run, lab.lever) if section.notice.value]
    assert len(said) <= 1
    return "".join(said)


def reset(folder: Path) -> None:
    Workspace.open(folder / "workspace").reset()


def remove(folder: Path) -> None:
    delete_all(Workspace.open(folder / "workspace"))


def other_shop(folder: Path) -> None:
    open_start(folder).choice.value = "jd"


def other_bet(folder: Path) -> None:
    Workspace.open(folder / "workspace").record_bet("peak-time", Bet(kpi="peak_service_level", low=0.9, high=1.0))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("change", [reset, remove, other_shop, other_bet])
def test_a_page_says_that_another_one_has_changed_what_it_is_about(
    tmp_path: Path, change: Callable[[Path], None], language: str
) -> None:
    """Once, not in every section; loaded again it says nothing. Its next step is taken all the same."""
    lab = open_lab(tmp_path, language=language)
    assert come_back(lab) == ""
    change(tmp_path)
    assert lab.words.t("lab.elsewhere") in come_back(lab)
    lab.bet.record()
    assert lab.workspace.bet("peak-time") is not None
    no_trouble(lab.bet)
    again = Lab("peak-time", language, workspace=Workspace.open(tmp_path / "workspace"), experiment=fake_experiment)
    assert come_back(again) == ""


def test_a_pages_own_steps_are_no_news_to_it(tmp_path: Path) -> None:
    lab = open_lab(tmp_path, bet=False)
    lab.bet.team.value = "jd"
    lab.bet.low.value, lab.bet.high.value = 0.2, 0.4
    lab.bet.record()
    assert lab.run.bar.wait(60) and come_back(lab) == ""
    no_trouble(lab.bet)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shop_of_ones_own_that_another_page_removed_is_told(tmp_path: Path, language: str) -> None:
    start = open_start(tmp_path)
    type_in(start)
    start.form.button.click()
    start.choice.value = "starter"
    lab = open_lab(tmp_path, language=language)
    assert MINE in dict(lab.bet.team.options).values()
    remove(tmp_path)
    lab.bet.team.value = MINE
    assert str(tmp_path) in lab.bet.alert.value and "Error" not in lab.bet.alert.value


def test_the_start_page_shows_what_other_pages_did_and_keeps_what_is_being_typed(tmp_path: Path) -> None:
    page = open_start(tmp_path)
    arrival = page.children[-1]
    type_in(page, orders="777")
    lab = open_lab(tmp_path, bet=False)
    lab.bet.record()
    assert page.words.t("start.step_bet") not in page.map.value
    arrival._handle_custom_msg({"returned": True}, [])
    assert page.words.t("start.step_bet") in page.map.value
    assert page.form.fields["orders"].value == "777"
    Workspace.open(tmp_path / "workspace").set_scenario(team("jd"))
    arrival._handle_custom_msg({"returned": True}, [])
    assert page.choice.value == "jd"
    no_trouble(page)


def test_coming_back_to_a_start_page_that_nobody_changed_moves_nothing(tmp_path: Path, monkeypatch) -> None:
    page = open_start(tmp_path)
    page.choice.value = "jd"
    drawn: list[int] = []
    monkeypatch.setattr(Start, "show_map", lambda self: drawn.append(1))
    page.children[-1]._handle_custom_msg({"returned": True}, [])
    assert drawn == [] and page.choice.value == "jd"


def test_a_save_that_another_page_deleted_is_told_and_leaves_the_list(tmp_path: Path) -> None:
    page, other = open_start(tmp_path), open_start(tmp_path)
    for name in ("A", "B"):
        page.keeping.name.value = name
        page.keeping.save_as.click()
    other.children[-1]._handle_custom_msg({"returned": True}, [])
    other.keeping.choice.value = "A"
    page.keeping.saves.delete("A")
    other.keeping.take.click()
    other.keeping.yes.click()
    assert "pb-error" in other.keeping.said.value and other.keeping.choice.value == "B"
    assert other.keeping.asking.layout.display == "none"


# --------------------------------------------------------------------------------------------------------- a full disk


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on there is no room for anything."""

    def refuse(handle: int) -> None:
        raise OSError(28, "No space left on device")

    return lambda: monkeypatch.setattr(os, "fsync", refuse)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != ".lock"}


STEPS: dict[str, Callable[[Lab], None]] = {
    "a bet": lambda lab: lab.bet.record(),
    "another shop": lambda lab: setattr(lab.bet.team, "value", "jd"),
    "a rating": lambda lab: (
        [setattr(choice, "value", 3) for choice in lab.rubric.ballot.choices.values()],
        lab.rubric.ballot.hand_in.click(),
    ),
    "the plan": lambda lab: (setattr(lab.commit.owner, "value", "Ann"), lab.commit.save()),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_a_full_disk_is_one_sentence_and_leaves_every_file_as_it_was(
    tmp_path: Path, full: Callable[[], None], step: str, language: str
) -> None:
    lab = open_lab(tmp_path, language=language)
    sections = (lab.bet, lab.rubric, lab.commit)
    before = contents(tmp_path)
    full()
    if step in ("a bet", "the plan"):  # the button, as a reader presses it
        section = lab.bet if step == "a bet" else lab.commit
        section.guarded(lambda: STEPS[step](lab))()
    else:
        STEPS[step](lab)
    said = [text for text in map(texts, sections) if "No space left" in text]
    assert len(said) == 1 and said[0].count("No space left") == 1 and "Traceback" not in said[0]
    assert contents(tmp_path) == before


def test_a_lever_still_moves_where_nothing_can_be_kept(tmp_path: Path, full: Callable[[], None]) -> None:
    """What is noted on the way is no reason to stop: the page says once that it is not kept."""
    lab = open_lab(tmp_path)
    for section in (lab.bet, lab.lever):
        no_trouble(section)
    full()
    lab.study.chosen = {"packing": 6}
    lab.note("lever")
    assert lab.study.chosen == {"packing": 6} and "No space left" in lab.bet.notice.value
    assert texts(lab.lever).count("No space left") == 0


def test_a_page_opens_where_not_even_its_language_can_be_kept(tmp_path: Path, full: Callable[[], None]) -> None:
    workspace = Workspace.open(tmp_path / "workspace")
    full()
    lab = Lab("peak-time", "zh", workspace=workspace, experiment=fake_experiment, effort=QUICK)
    start = Start("zh", workspace=workspace, experiment=fake_experiment, effort=QUICK, baselines=tmp_path)
    for page in (lab.bet, start):
        assert texts(page).count("No space left") == 1


def test_the_three_files_of_a_result_come_all_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = open_lab(tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    usual, calls = os.fsync, []

    def refuse(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")
        usual(handle)

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        lab.share.save(out)
    assert list(out.iterdir()) == []
    monkeypatch.undo()
    assert len(lab.share.save(out)) == len(list(out.iterdir())) == 3
