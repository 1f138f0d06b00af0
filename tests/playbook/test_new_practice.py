"""Beginning a practice: what is written, what is said to be left, and that nobody is led to half a page."""

from __future__ import annotations

import re
import shutil
import socket
import tomllib
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from playbook import __main__ as command
from playbook import language as languages
from playbook import new_practice, practices
from playbook.lab import Lab, plays, prose
from playbook.lab.why import loop_figure
from playbook.practices import LANGUAGES, PracticeError, load, names, unwritten
from playbook.practices.picture import core
from playbook.workspace import Workspace
from sim.files.bad_input import BadInput
from tests.playbook import fake_experiment
from tests.playbook.lab_tools import QUICK, no_trouble

SLUG = "supply"
OTHERS = tuple(slug for slug in names() if slug != SLUG)
SECTIONS = ("bet", "run", "lever", "why", "challenges", "rubric", "my_data", "play", "evidence", "commit")
HAN = re.compile("[\u4e00-\u9fff]")

# What a program writes at the open places of practice.toml, by the last word of their key.
NUMBERS = {
    "number": 24, "group": "goods", "minutes": 12, "people": "3-6", "prepare_minutes": 10, "team": "starter",
    "grade": "B", "kpi": "profit", "watch": "quits", "evidence": "PK-01", "parameters": "learning.gap", "low": 0,
    "high": 10, "step": 1, "start": 0, "first": 5, "path": "peak.temps", "at_least": 0, "sign": "-", "1": 0, "3": 5,
    "5": 10, "days": 30, "answer": 1, "asks": "decide",
}  # fmt: skip
KEPT = ("/days", "/quiz/a/answer", "/quiz/b/answer", "/asks")  # of words: what is no text
ELEMENTS = ("play.one", "play.two", "play.three", "lever.first")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped practices in a folder of their own, without the one that is begun anew."""
    copy = tmp_path / "practices"
    shutil.copytree(practices.HERE, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__", SLUG))
    load.cache_clear()
    return copy


def filled(node: Any, value: Callable[[str], Any], place: str = "") -> Any:
    """A table with `value(place)` at every open place."""
    if isinstance(node, dict):
        return {key: filled(one, value, f"{place}/{key}") for key, one in node.items()}
    if isinstance(node, list):
        return [filled(one, value, place) for one in node]
    return value(place) if isinstance(node, str) and node.startswith(unwritten.MARK) else node


def fill(made: Path) -> None:
    """Write every open place of a practice by program."""
    numbers = count()

    def of_practice(place: str) -> Any:
        if place.startswith("/statements"):
            return ELEMENTS[next(numbers) % len(ELEMENTS)]
        return NUMBERS[place.rpartition("/")[2]]

    change(made / "practice.toml", lambda table: filled(table, of_practice))
    for language, word in (("en", "Word"), ("zh", "字")):

        def of_words(place: str, word: str = word) -> Any:
            return NUMBERS.get(place.rpartition("/")[2] if place.endswith(KEPT) else "", word)

        change(
            made / f"{language}.toml",
            lambda table, say=of_words, word=word: filled(table, say) | {"evidence": {"PK-01": word}},
        )
    load.cache_clear()


def change(path: Path, how: Callable[[dict], dict]) -> None:
    table = how(tomllib.loads(path.read_text(encoding="utf-8")))
    path.write_text(tomli_w.dumps(table), encoding="utf-8")
    load.cache_clear()


# ------------------------------------------------------------------------------------------------- what is written


def test_a_new_practice_has_every_file_that_the_loader_asks_for(folder: Path) -> None:
    """Both languages with the same keys; its statements are there, each waiting for its element."""
    made = new_practice.create(SLUG, folder)
    assert sorted(path.name for path in made.iterdir()) == ["en.toml", "practice.toml", "zh.toml"]
    en, zh = (tomllib.loads((made / f"{one}.toml").read_text(encoding="utf-8")) for one in LANGUAGES)
    assert en == zh
    table = tomllib.loads((made / "practice.toml").read_text(encoding="utf-8"))
    assert table["slug"] == SLUG
    assert list(table["statements"]) == new_practice.planned()[SLUG]


@pytest.mark.parametrize("slug", sorted(set(new_practice.planned()) - set(names())))
def test_every_planned_practice_can_be_begun(folder: Path, slug: str) -> None:
    """Each of the planned ones that is not there yet gets a folder that parses and is not listed."""
    assert unwritten.gaps(new_practice.create(slug, folder))
    assert names(folder) == OTHERS


def test_28_practices_are_planned_and_the_shipped_ones_are_among_them() -> None:
    assert len(new_practice.planned()) == 28
    assert set(names()) <= set(new_practice.planned())


def test_a_filled_practice_loads_is_listed_and_its_page_is_drawn_without_a_network(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From open places to a page, in both languages; nothing else has to be touched."""
    fill(new_practice.create(SLUG, folder))

    def refuse(*_: Any) -> None:
        raise AssertionError("the page asked for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert set(names(folder)) == {*OTHERS, SLUG}
    order = practices.in_order(folder)
    assert order.index("peak-time") < order.index(SLUG) < order.index("remote")
    for language in LANGUAGES:
        practice, words = load(SLUG, language, folder)
        lab = Lab(
            SLUG, language, experiment=fake_experiment, effort=QUICK, folder=folder, baselines=tmp_path / "none",
            workspace=Workspace.open(tmp_path / language),
        )  # fmt: skip
        for name in SECTIONS:
            no_trouble(getattr(lab, name))
        assert core().nodes["overload"][language] in loop_figure(lab.why, {}).svg
        tongue = languages.words(language)
        cells = prose.cells(tongue, practice, words, "twin.ipynb")
        assert tuple(cells) == prose.SECTIONS and words.title in cells["promise"]
        assert words.play["one"].say in plays.play_page(tongue, practice, words)


# ------------------------------------------------------------------------------------------------- what is left


def test_an_unfinished_practice_is_not_listed_and_disturbs_no_other(folder: Path) -> None:
    """Nobody is led to a page that is half there; the others are as they were."""
    made = new_practice.create(SLUG, folder)
    assert names(folder) == OTHERS and set(practices.in_order(folder)) == set(OTHERS)
    for slug in OTHERS:
        assert load(slug, "zh", folder)[0] == load(slug, "zh")[0]
    fill(made)
    change(made / "zh.toml", lambda table: table | {"promise": unwritten.MARK + "one line / 一行"})
    assert names(folder) == OTHERS, "one line in one language is left"


def test_a_slip_while_writing_lists_nothing_and_is_said_first(folder: Path) -> None:
    """A quote that is missing in a file with open places, when the other files are finished."""
    made = new_practice.create(SLUG, folder)
    unfinished = (made / "practice.toml").read_text(encoding="utf-8")
    fill(made)
    (made / "practice.toml").write_text(unfinished.replace('group = "TODO', "group = TODO"), encoding="utf-8")
    assert unwritten.gaps(made) == () and names(folder) == OTHERS
    for language in LANGUAGES:
        (said,) = new_practice.left(SLUG, folder, language)
        assert said.startswith("supply/practice.toml") and "line 5" in said


def test_a_practice_that_is_wrong_but_not_unfinished_stays_listed(folder: Path) -> None:
    """A slip in a finished practice is reported where it is, and does not make the practice vanish."""
    change(folder / "hiring" / "en.toml", lambda table: {key: table[key] for key in table if key != "promise"})
    assert "hiring" in names(folder)
    with pytest.raises(PracticeError, match=r"hiring/en\.toml: promise: is missing; write what one can do after half"):
        load("hiring", "en", folder)


def test_what_is_left_is_said_place_by_place_in_both_languages(folder: Path) -> None:
    """File, key, and what would be right: one sentence each, no place twice."""
    gaps = unwritten.gaps(new_practice.create(SLUG, folder))
    assert len({(gap.file, gap.place) for gap in gaps}) == len(gaps) > 200
    for gap in gaps:
        en, zh = gap.text("en"), gap.text("zh")
        assert en.startswith(f"{SLUG}/") and gap.place in en and gap.place in zh and "\n" not in en + zh
        assert HAN.search(gap.text("zh").partition("请写")[2]) and not HAN.search(en), en
    said = {gap.text() for gap in gaps}
    assert "supply/practice.toml: levers.first.low is still to be written; write the smallest setting, a number" in said
    assert "supply/zh.toml: play.two.say is still to be written; write one or two sentences to read aloud" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_loading_an_unfinished_practice_names_the_first_open_place(folder: Path, language: str) -> None:
    """As the author writes on, the next one is named, until there is none."""
    made = new_practice.create(SLUG, folder)
    before = unwritten.gaps(made)
    with pytest.raises(PracticeError) as caught:
        load(SLUG, language, folder)
    assert str(caught.value) == unwritten.first_of(before, language)
    assert before[0].text(language) in str(caught.value) and str(len(before) - 1) in str(caught.value)
    change(made / "practice.toml", lambda table: table | {"number": 24})
    assert unwritten.gaps(made) == before[1:]


def test_after_the_open_places_comes_what_is_missing_or_wrong(folder: Path) -> None:
    """A line that was deleted is asked for with what would be right, whatever the ids are called by then."""
    made = new_practice.create(SLUG, folder)
    fill(made)

    def without_help(table: dict) -> dict:
        del table["levers"]["first"]["help"]
        return table

    change(made / "zh.toml", without_help)
    with pytest.raises(PracticeError, match=r"levers\.first\.help: is missing; write what it costs and brings"):
        load(SLUG, "zh", folder)
    assert unwritten.hint("en.toml", ("levers", "extra", "help")) == unwritten.hint(
        "en.toml", ("levers", "first", "help")
    )
    assert unwritten.hint("practice.toml", ("rubric", 1, "path"), "zh").startswith("场景里的一项")
    assert unwritten.hint("practice.toml", ("no", "such", "key")) == ""


ASTRAY = {
    "team": (("team", "starer"), "team", "starter"),
    "key figure": (("kpi", "profits"), "profits", "profit"),
    "bound": (("challenges", 1, "goal", "kpi", "zzz"), "challenges.two.goal", "write one of"),
    "evidence": (("evidence", ["PK-1"]), "evidence", "PK-01"),
    "parameter": (("parameters", ["learning.gaps"]), "parameters", "learning.gap"),
    "grade": (("grade", "A"), "grade", "write B"),
    "no such field": (("levers", 0, "path", "peak.tents"), "levers.first", "peak.tents"),
    "a setting that its field cannot have": (("levers", 0, "path", "peak.night_crew"), "levers.first", "10"),
    "an anchor that its field cannot have": (("rubric", 1, "path", "peak.night_crew"), "rubric.two", "peak.night_crew"),
    "a taken place": (("number", 3), "number is 3", "hiring"),
}


@pytest.mark.parametrize("name", ASTRAY)
def test_a_name_that_leads_nowhere_is_said_by_the_check(folder: Path, name: str) -> None:
    """The loader opens a page without looking there; the author is told, in one sentence and both languages."""
    (*way, last, value), *said = ASTRAY[name]
    made = new_practice.create(SLUG, folder)
    fill(made)
    assert list(new_practice.left(SLUG, folder)) == []

    def wrong(table: dict) -> dict:
        node = table
        for step in way:
            node = node[step]
        node[last] = value
        return table

    change(made / "practice.toml", wrong)
    if name == "evidence":
        for language in LANGUAGES:
            change(made / f"{language}.toml", lambda table: table | {"evidence": {"PK-1": "x"}})
    (english,), (chinese,) = (list(new_practice.left(SLUG, folder, language)) for language in LANGUAGES)
    assert all(text in english for text in (f"{SLUG}/practice.toml", *said)) and "\n" not in english
    assert HAN.search(chinese) and f"{SLUG}/practice.toml" in chinese


@pytest.mark.parametrize("slug", names())
def test_nothing_is_left_of_a_shipped_practice(slug: str) -> None:
    assert list(new_practice.left(slug)) == []


# ------------------------------------------------------------------------------------------------- the command


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command writes into the copy."""
    monkeypatch.setattr(practices, "HERE", folder)
    return folder


def test_the_command_begins_checks_and_ends(here: Path, capsys: pytest.CaptureFixture) -> None:
    """New, what is left, complete: with what to do next."""
    assert command.main(["build", "new", SLUG]) == 0
    assert "playbook build check supply" in capsys.readouterr().out
    assert command.main(["build", "check", SLUG]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines == [gap.text() for gap in unwritten.gaps(here / SLUG)]
    fill(here / SLUG)
    assert command.main(["build", "check", SLUG, "--language", "zh"]) == 0
    assert "playbook build notebooks" in capsys.readouterr().out
    change(here / SLUG / "en.toml", lambda table: table | {"tilte": "x"})
    assert command.main(["build", "check", SLUG]) == 2
    assert capsys.readouterr().out == "supply/en.toml: tilte: there is no such key\n"


@pytest.mark.parametrize("slug", ["hiring", SLUG])
def test_nothing_that_exists_is_touched(here: Path, capsys: pytest.CaptureFixture, slug: str) -> None:
    """Neither a finished practice nor one that somebody is writing; not even an empty folder."""
    (here / SLUG).mkdir()
    (here / SLUG / "notes.txt").write_text("mine", encoding="utf-8")
    before = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    assert command.main(["build", "new", slug]) == 2
    assert "exists already, and nothing was written" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in here.rglob("*") if path.is_file()} == before


REFUSED = {
    "suply": ("did you mean supply?", "是不是想写 supply？"),
    "barista": ("none of the planned practices", "计划的专题里没有"),
    "../evil": ("cannot be the name", "不能用作"),
    "if-then": ("cannot be the name", "不能用作"),
    "Supply": ("cannot be the name", "不能用作"),
    "start": ("the name of another page", "另一个页面"),
    "studies": ("the name of another page", "另一个页面"),
}


@pytest.mark.parametrize("slug", REFUSED)
def test_a_name_that_cannot_be_used_is_refused_in_one_sentence(
    here: Path, capsys: pytest.CaptureFixture, slug: str
) -> None:
    """In the language of the reader, exit status 2, and nothing is written."""
    before = sorted(here.rglob("*"))
    for language, sentence in zip(LANGUAGES, REFUSED[slug], strict=True):
        assert command.main(["build", "new", slug, "--language", language]) == 2
        said = capsys.readouterr().err
        assert sentence in said and said.count("\n") == 1
    assert sorted(here.rglob("*")) == before


def test_another_name_can_be_asked_for(here: Path) -> None:
    """A practice of one's own, with no statement of the source documents."""
    assert command.main(["build", "new", "barista", "--other"]) == 0
    assert tomllib.loads((here / "barista" / "practice.toml").read_text(encoding="utf-8"))["statements"] == {}


def test_checking_what_is_not_there_says_how_to_begin(here: Path, capsys: pytest.CaptureFixture) -> None:
    assert command.main(["build", "check", SLUG]) == 2
    assert "playbook build new supply" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """Here: the folder above is not there."""
    with pytest.raises(BadInput, match="cannot be written"):
        new_practice.create(SLUG, tmp_path / "nowhere")


def test_the_shipped_table_is_what_the_practices_say(tmp_path: Path) -> None:
    """Copying from the practices changes nothing; and brings back what somebody typed over."""
    table = tmp_path / "coverage.csv"
    text = new_practice.COVERAGE.read_text(encoding="utf-8")
    table.write_text(text.replace("play.schedule", "").replace("B13,supply,", "B13,supply,play.x"), encoding="utf-8")
    assert new_practice.cover(table=table) == 2
    assert table.read_bytes() == new_practice.COVERAGE.read_bytes()


def test_a_new_practice_is_entered_into_the_table_once_it_is_finished(folder: Path, tmp_path: Path) -> None:
    """Its sixteen statements get their elements; while it has open places they have none."""
    table = tmp_path / "coverage.csv"
    shutil.copy(new_practice.COVERAGE, table)
    made = new_practice.create(SLUG, folder)
    new_practice.cover(folder, table)
    assert re.search(rf"^B13,{SLUG},$", table.read_text(encoding="utf-8"), re.MULTILINE)
    fill(made)
    assert new_practice.cover(folder, table) == len(new_practice.planned()[SLUG]) == 16
    assert f"B13,{SLUG},play.one\n" in table.read_text(encoding="utf-8")
