"""The words of the practice peak-time: two languages that say the same, short, and true to the scenario's fields."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from playbook.practices import count_words, load
from sim.scenario import Peak

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "playbook" / "practices" / "peak-time"
LANGUAGES = ("en", "zh")
WORDS_AT_MOST = 1200
SCENARIO_PLACEHOLDERS = {"people", "orders", "lift", "day", "target"}
HAN = re.compile(r"[\u4e00-\u9fff]")


def raw(language: str) -> dict:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def leaves(node: object, place: str = "") -> Iterator[tuple[str, object]]:
    """Every value at the bottom, with its place: ("play.guess.say", "Two numbers …")."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{place}.{key}".lstrip("."))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from leaves(value, f"{place}.{i}")
    else:
        yield place, node


def texts(language: str) -> dict[str, str]:
    return {place: value for place, value in leaves(raw(language)) if isinstance(value, str)}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def ids(table: str) -> set[str]:
    with (ROOT / "data" / table).open(encoding="utf-8", newline="") as file:
        return {row["id"] for row in csv.DictReader(file)}


def setting_paths() -> list[dict[str, float]]:
    """Every setting that the practice names, as scenario paths: lever ends, starts, bots."""
    practice, _ = load("peak-time", "en")
    settings = [practice.why, *practice.final.model_dump().values()]
    for challenge in practice.challenges:
        settings += [challenge.start, *challenge.bots.model_dump().values()]
    for lever in practice.levers:
        settings += [{lever.id: lever.low}, {lever.id: lever.high}]
    return [{practice.lever(name).path: value for name, value in setting.items()} for setting in settings]


def peak_with(values: dict[str, float]) -> Peak:
    """The validated peak part of a scenario with these dotted paths set."""
    assert all(path.startswith("peak.") for path in values)
    return Peak.model_validate({path.removeprefix("peak."): value for path, value in values.items()})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_practice_loads(language: str) -> None:
    """Both languages pass the loader, whose fault would be one sentence."""
    practice, words = load("peak-time", language)
    assert practice.slug == "peak-time"
    assert words.title


def test_both_languages_have_the_same_places() -> None:
    """What is said in one language is said in the other, list items and quiz options included."""
    assert [place for place, _ in leaves(raw("en"))] == [place for place, _ in leaves(raw("zh"))]


def test_both_languages_use_the_same_placeholders() -> None:
    """A number that one language takes from the run is not typed into the other."""
    en, zh = texts("en"), texts("zh")
    assert {p: placeholders(t) for p, t in en.items()} == {p: placeholders(t) for p, t in zh.items()}


def test_placeholders_outside_the_sentences_come_from_the_scenario() -> None:
    """The situation fits whichever team is chosen; nothing else needs filling in."""
    for place, text in texts("en").items():
        if not place.startswith("sentences."):
            allowed = SCENARIO_PLACEHOLDERS if place.startswith(("situation", "bet_question")) else set()
            assert placeholders(text) <= allowed, place
    used = set().union(*(placeholders(t) for p, t in texts("en").items() if p.startswith(("situation", "bet"))))
    assert used == SCENARIO_PLACEHOLDERS


def test_both_languages_state_the_same_numbers() -> None:
    """3 hours a day stay 3 hours a day in translation, and the quiz marks the same option."""

    def numbers(value: object) -> set[str]:
        return set(re.findall(r"\d+", re.sub(r"(?<=\d),(?=\d{3})|:00", "", str(value))))

    zh = dict(leaves(raw("zh")))
    differing = {place: (v, zh[place]) for place, v in leaves(raw("en")) if numbers(v) != numbers(zh[place])}
    assert not differing


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_fit_half_an_hour(language: str) -> None:
    """Title to trainer's notes stay within the budget of a notebook."""
    assert sum(count_words(text) for text in texts(language).values()) <= WORDS_AT_MOST


def test_chinese_reads_as_chinese() -> None:
    """Every text but units and tool names has Chinese characters and full-width punctuation."""
    for place, text in texts("zh").items():
        assert not text or HAN.search(text), f"{place}: {text}"
        assert not re.search(r"[\u4e00-\u9fff}][,;:?!()]|[,;:?!()][\u4e00-\u9fff{]", text), f"{place}: {text}"


def test_the_minutes_of_the_play_add_up() -> None:
    """Six steps in three quarters of an hour, none of them endless."""
    practice, _ = load("peak-time", "en")
    assert sum(step.minutes for step in practice.play) == 45
    assert max(step.minutes for step in practice.play) <= 15


def test_evidence_and_parameters_are_registered() -> None:
    """No effect is claimed that the register does not hold."""
    practice, _ = load("peak-time", "en")
    assert set(practice.evidence) <= ids("evidence.csv")
    assert set(practice.parameters) <= ids("parameters.csv")


def test_the_grade_is_that_of_the_weakest_evidence() -> None:
    """A practice that rests on assumptions does not dress up as research."""
    practice, _ = load("peak-time", "en")
    with (ROOT / "data" / "evidence.csv").open(encoding="utf-8", newline="") as file:
        grades = {row["id"]: row["grade"] for row in csv.DictReader(file)}
    assert practice.grade == max(grades[name] for name in practice.evidence)


def test_key_figures_are_defined() -> None:
    """Bet, curve, challenges and companions are key figures of the dictionary."""
    practice, _ = load("peak-time", "en")
    known = set(tomllib.loads((ROOT / "data" / "kpis.toml").read_text(encoding="utf-8")))
    bounds = [b.kpi for c in practice.challenges for b in (c.goal, c.budget) if b]
    assert {practice.kpi, practice.bet.kpi, *practice.watch, *practice.end_state, *bounds} <= known


def test_every_setting_is_a_possible_scenario() -> None:
    """Lever ends and bots' settings name fields that exist and values that they accept."""
    for setting in setting_paths():
        peak_with(setting)


def test_the_bots_of_a_challenge_differ() -> None:
    """The rule of thumb is neither doing nothing nor the near-best answer in disguise."""
    practice, _ = load("peak-time", "en")
    for bots in (*(c.bots for c in practice.challenges), practice.final):
        assert bots.naive != bots.rule != bots.near != bots.naive


def test_all_preparation_fields_of_the_model_are_covered() -> None:
    """Each field that prepares a peak can be pulled or is rated."""
    practice, _ = load("peak-time", "en")
    paths = {lever.path for lever in practice.levers} | {row.path for row in practice.rubric}
    fields = {"overtime_hours", "temps", "temps_days_before", "temps_packing", "night_crew", "break_minutes"}
    assert paths == {f"peak.{name}" for name in fields}


@pytest.mark.parametrize("language", LANGUAGES)
def test_anchors_state_the_value_they_stand_for(language: str) -> None:
    """Whoever ticks a 3 sees the number that the simulation will use for a 3."""
    practice, words = load("peak-time", language)
    for row in practice.rubric:
        anchors = words.rubric[row.id].anchors
        for level, text in ((1, anchors.one), (3, anchors.three), (5, anchors.five)):
            value = row.value(level)
            peak_with({row.path: value})
            shown = f"{value:.0%}" if row.path == "peak.night_crew" else f"{value:g}"
            assert re.search(rf"(?<![\d.]){re.escape(shown)}(?![\d.]*\d)", text), f"{row.id} {level}: {text}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_seed_statement_on_time_management_is_covered(language: str) -> None:
    """A07, time management in promotion peaks, is the step in which tasks and hours are laid out."""
    practice, words = load("peak-time", language)
    kind, step = practice.statements["A07"].split(".")
    assert (kind, step) in {("play", item.id) for item in practice.play}
    assert words.play[step].say


def test_quiz_forms_are_parallel() -> None:
    """Both forms ask as much, and the right answer does not stand in the same place throughout."""
    _, words = load("peak-time", "en")
    a, b = words.trainer.quiz.a, words.trainer.quiz.b
    assert len(a) == len(b)
    assert [len(q.options) for q in a] == [len(q.options) for q in b]
    assert all(len({q.answer for q in form}) > 1 for form in (a, b))


def test_quiz_arithmetic_is_right() -> None:
    """The first question of each form: the hour's demand exceeds the hour's hands, by the numbers in the option."""
    _, words = load("peak-time", "en")
    for question, share in ((words.trainer.quiz.a[0], 0.31), (words.trainer.quiz.b[0], 0.2)):
        numbers = [int(n) for n in re.findall(r"\d+", question.question.replace(",", ""))]
        chats, people, rate = numbers[0], *numbers[-2:]
        served, asked = (int(n) for n in re.findall(r"\d+", question.options[question.answer - 1]))
        assert (served, asked) == (people * rate, round(chats * share))
        assert served < asked
