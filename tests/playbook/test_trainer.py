"""The trainer's edition: timing that adds up, a quiz sheet that knows no answers, figures that came along."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from playbook import language as languages
from playbook.lab.kpi import KpiWords
from playbook.lab.plays import minutes
from playbook.lab.seasons import BASELINES, key_of
from playbook.language import MISSING, escape, md
from playbook.practices import LANGUAGES, Practice, Words, load, names
from playbook.trainer import Lesson, cells, quiz_page
from playbook.trainer.agenda import LONG, SHORT, agenda
from playbook.trainer.quiz import forms, key, letter
from sim.scenario.file import team

each_practice = pytest.mark.parametrize("slug", names())
each_language = pytest.mark.parametrize("language", LANGUAGES)


def prose_of(slug: str, language: str) -> dict[str, str]:
    return {cell.name: cell.source for cell in cells(slug, language) if cell.kind == "prose"}


def with_quiz(text: Words, **changes: object) -> Words:
    """The words with every question of the quiz changed."""
    quiz = text.trainer.quiz
    changed = {form: tuple(q.model_copy(update=changes) for q in getattr(quiz, form)) for form in "ab"}
    trainer = text.trainer.model_copy(update={"quiz": quiz.model_copy(update=changed)})
    return text.model_copy(update={"trainer": trainer})


# -------------------------------------------------------------------------------------------------------- timing


@each_practice
@pytest.mark.parametrize("total", [SHORT, LONG])
def test_a_lesson_fills_its_time(slug: str, total: int) -> None:
    """Each part begins where the one before it ends, the last one ends with the lesson."""
    practice, _ = load(slug)
    slots = agenda(practice, total)
    ends = [slot.start + slot.minutes for slot in slots]
    assert [slot.start for slot in slots] == [0, *ends[:-1]] and ends[-1] == total
    assert {slot.part: slot.minutes for slot in slots}.get("play") == (minutes(practice) if total == LONG else None)
    assert all(slot.minutes >= 5 for slot in slots)


def test_a_play_that_leaves_no_time_to_talk_is_refused() -> None:
    """An hour and a quarter of play does not fit into a lesson of an hour and a half."""
    practice, _ = load("peak-time")
    long = practice.model_copy(update={"play": (*practice.play, practice.play[0].model_copy(update={"minutes": 30}))})
    with pytest.raises(ValueError, match="leave none to talk"):
        agenda(long, LONG)


# ---------------------------------------------------------------------------------------------------------- quiz


@each_practice
@each_language
def test_the_quiz_sheet_knows_no_answers(slug: str, language: str) -> None:
    """Another right answer, another reason, another kind: not a byte of the sheet changes."""
    _, text = load(slug, language)
    tongue = languages.words(language)
    page = quiz_page(tongue, text)
    for answer in (1, 2, 3):
        assert quiz_page(tongue, with_quiz(text, answer=answer, because="!", asks="decide")) == page
    for _, questions in forms(text):
        for question in questions:
            assert escape(question.question) in page and all(escape(option) in page for option in question.options)


@each_language
def test_the_key_marks_the_right_option_and_says_why(language: str) -> None:
    """The second option is B."""
    _, text = load("peak-time", language)
    for name, questions in forms(with_quiz(text, answer=2)):
        said = key(languages.words(language), name, questions)
        assert re.findall(r"- \*\*(\w)\..*\*\* ✓", said) == ["B"] * len(questions)
        assert all(md(question.because) in said for question in questions)


def test_letters_of_options() -> None:
    assert [letter(i) for i in (1, 2, 3)] == ["A", "B", "C"]


# ------------------------------------------------------------------------------------------------------- numbers


def totals_of(practice: Practice) -> dict[str, list[float]]:
    """Season totals at the practice's start, straight from the shipped file."""
    starts = (
        practice.faces
        | practice.given
        | {lever.path: lever.clip(lever.start) for lever in practice.levers if lever.start is not None}
    )
    scenario = team(practice.team).with_levers(starts)
    file = json.loads((BASELINES / f"practice-{practice.slug}.json").read_text(encoding="utf-8"))
    return file["seasons"][key_of(scenario)]["totals"]


@each_practice
@each_language
def test_key_figures_are_those_that_came_along(slug: str, language: str) -> None:
    """The mean of the bet's figure at the start, counted again from the shipped file."""
    practice, _ = load(slug, language)
    table = Lesson(slug, language).numbers.table
    kpis = KpiWords(languages.words(language), team(practice.team).currency)
    mean = kpis.value(practice.bet.kpi, float(np.mean(totals_of(practice)[practice.bet.kpi])))
    name, start, *changes = table.rows[0]
    assert name == kpis.name(practice.bet.kpi) and start.startswith(mean)
    assert len(changes) == 2
    assert not [row for row in table.rows if MISSING in row], "build the practice's results again"


@each_practice
def test_who_should_pass_passes(slug: str) -> None:
    """What the trainer is told of each challenge: doing nothing and the rule of thumb fail, the near-best passes."""
    lesson = Lesson(slug)
    fails, passes = (languages.words("en").t(f"trainer.{one}", change="", kpi="") for one in ("failed", "passed"))
    assert len(lesson.rounds.table.rows) == len(lesson.practice.rounds)
    for row in lesson.rounds.table.rows:
        naive, rule, near = row[-3:]
        assert fails.strip() in naive and fails.strip() in rule and passes.strip() in near, row


@each_language
def test_without_shipped_results_a_dash_stands_for_each(language: str, tmp_path: Path) -> None:
    """A missing file is no reason to fail in front of a class."""
    lesson = Lesson("peak-time", language, folder=tmp_path)
    for table in (lesson.numbers.table, lesson.rounds.table):
        figures = [cell for row in table.rows for cell in row[-3:]]
        assert figures and set(figures) == {MISSING}
    assert languages.words(language).t("chart.empty") in repr(lesson.curve)


def test_the_curve_shows_the_main_lever() -> None:
    """From one end of the lever to the other, as a picture and as words."""
    bundle = Lesson("peak-time").curve._repr_mimebundle_()
    assert load("peak-time")[1].levers["night"].label in bundle["text/plain"]
    assert "at 0%" in bundle["text/plain"] and "at 60%" in bundle["text/plain"]
    assert len(bundle["image/png"]) * 3 // 4 < 40_000


# --------------------------------------------------------------------------------------------------- the notebook


@each_practice
@each_language
def test_the_notebook_has_what_a_trainer_needs(slug: str, language: str) -> None:
    """Aims, both timings, mistakes with answers, both forms with answers and reasons."""
    _, text = load(slug, language)
    said = prose_of(slug, language)
    assert all(md(aim) in said["aims"] for aim in text.trainer.aims)
    assert all(
        md(one.heard) in said["mistakes"] and md(one.answer) in said["mistakes"] for one in text.trainer.mistakes
    )
    assert said["quiz"].count("✓") == len(text.trainer.quiz.a) + len(text.trainer.quiz.b)
    assert len(re.findall(r"(?m)^### ", said["agenda"])) == 2


def test_tables_are_text(tmp_path: Path) -> None:
    """A word with an angle bracket stays a word, in the notebook and on paper."""
    lesson = Lesson("peak-time")
    lesson.text = lesson.text.model_copy(
        update={"title": "<script>", "final": lesson.text.final.model_copy(update={"title": "<b>"})}
    )
    assert "<b>" not in lesson.rounds._repr_html_() and "&lt;b&gt;" in lesson.rounds._repr_html_()
    assert all("<script" not in path.read_text(encoding="utf-8") for path in lesson.save(tmp_path))


@each_language
def test_sheets_are_saved_as_files(language: str, tmp_path: Path) -> None:
    """Three pages, named by practice, kind and language; the links of the page carry the same bytes."""
    import base64

    lesson = Lesson("peak-time", language)
    paths = lesson.save(tmp_path / "new" / "folder")
    assert [path.name for path in paths] == [f"peak-time-{kind}-{language}.html" for kind in ("quiz", "sheet", "play")]
    carried = re.findall(r'download="([^"]+)" href="data:text/html;base64,([^"]+)"', lesson.sheets.value)
    assert {name: base64.b64decode(data) for name, data in carried} == {one.name: one.read_bytes() for one in paths}
