"""The words of every practice: two languages that say the same, short, and true to the scenario's fields."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from string import Formatter

import pytest
from pydantic import ValidationError

from playbook.practices import FACTS, PLAYERS, Practice, count_words, load, names
from playbook.practices.texts import StepWords, Trainer
from sim.evidence import weakest
from sim.scenario import Scenario
from sim.scenario.file import team

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "playbook" / "practices"
LANGUAGES = ("en", "zh")
SLUGS = names()
WORDS_AT_MOST = 1100  # play and trainer's edition are pages of their own
SITUATION_AT_MOST = 60
PLAY_WORDS = 850  # of all steps: a script that one can lead from on one sheet, both sides
SAY_WORDS = 50
PLAY_MINUTES = range(30, 61)
STEP_MINUTES = 15
HAN = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff}%][,;:?!()]|[,;:?!()][\u4e00-\u9fff{]|[\u4e00-\u9fff]\.|[\u4e00-\u9fff]\"")

each_practice = pytest.mark.parametrize("slug", SLUGS)
each_language = pytest.mark.parametrize("language", LANGUAGES)


@lru_cache(maxsize=64)
def raw(slug: str, language: str) -> dict:
    return tomllib.loads((FOLDER / slug / f"{language}.toml").read_text(encoding="utf-8"))


def leaves(node: object, place: str = "") -> Iterator[tuple[str, object]]:
    """Every value at the bottom, with its place: ("play.guess.say", "Two numbers …")."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{place}.{key}".lstrip("."))
    elif isinstance(node, (list, tuple)):
        for i, value in enumerate(node):
            yield from leaves(value, f"{place}.{i}")
    else:
        yield place, node


def texts(slug: str, language: str) -> dict[str, str]:
    return {place: value for place, value in leaves(raw(slug, language)) if isinstance(value, str)}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def numbers(value: object) -> set[str]:
    """Runs of figures, a thousands' comma and full hours' minutes aside: "1,600 from 21:00" has 1600 and 21."""
    return set(re.findall(r"\d+", re.sub(r"(?<=\d),(?=\d{3})|:00", "", str(value))))


def rows(table: str) -> dict[str, dict[str, str]]:
    with (ROOT / "data" / table).open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@lru_cache(maxsize=64)
def scenario(slug: str) -> Scenario:
    practice, _ = load(slug, "en")
    starts = (
        practice.faces
        | practice.given
        | {lever.path: lever.clip(lever.start) for lever in practice.levers if lever.start is not None}
    )
    return team(practice.team).with_levers(starts)


def settings(practice: Practice) -> list[dict[str, float]]:
    """Every setting that the practice names, by lever: ends, starts, bots, and what section 5 explains."""
    found = [{}, practice.why, *(one.played(player) for one in practice.rounds for player in PLAYERS)]
    return found + [{lever.id: end} for lever in practice.levers for end in (lever.low, lever.high)]


def with_setting(slug: str, setting: dict[str, float]) -> Scenario:
    """The practice's team with levers set as the page sets them: whole numbers where the lever steps in whole ones."""
    practice, _ = load(slug, "en")
    fields = {}
    for name, value in setting.items():
        lever = practice.lever(name)
        assert lever.clip(value) == pytest.approx(value), f"{name} = {value:g} lies between two steps"
        fields[lever.path] = lever.clip(value)
    return scenario(slug).with_levers(fields)


def stated(value: float, percent: bool, text: str) -> bool:
    """Does the text show the number, by itself and not as a part of another?"""
    shown = f"{100 * value:g}%" if percent else f"{value:g}"
    return bool(re.search(rf"(?<![\d.]){re.escape(shown)}(?!\.?\d)", text))


# ------------------------------------------------------------------------------------ what the rules can tell apart


def test_numbers_are_found_in_figures() -> None:
    """A thousands' comma makes no second number, a full hour no zero."""
    assert numbers("1,600 from 21:00, 0.25 of them") == {"1600", "21", "0", "25"}


def test_an_anchor_states_its_own_number_and_no_other() -> None:
    """40 minutes are not 4, 0.5 hours not 5, and 50% not 0.5."""
    assert stated(40, False, "40 minutes.") and not stated(4, False, "40 minutes.")
    assert stated(0.5, False, "每周0.5小时") and not stated(5, False, "0.5 hours") and not stated(2, False, "2.5 hours")
    assert stated(0.05, True, "5%，每次说清一件事。") and not stated(0.05, True, "15%") and not stated(0.5, True, "0.5")


def test_half_width_punctuation_in_chinese_is_found() -> None:
    """Latin punctuation is for numbers and Latin words."""
    assert all(HALF_WIDTH.search(text) for text in ("先问,再改", "谁（你)", "{mean}:中间", "100%,月月", "改一处."))
    assert not any(HALF_WIDTH.search(text) for text in ("21:00到22:00", "CSV（0.5小时）：好。", "{p10}到{p90}，是吗？"))


# ------------------------------------------------------------------------------------------------ both languages


@each_practice
@each_language
def test_the_practice_loads(slug: str, language: str) -> None:
    """Both languages pass the loader, whose fault would be one sentence."""
    practice, words = load(slug, language)
    assert practice.slug == slug
    assert words.title


@each_practice
def test_both_languages_have_the_same_places(slug: str) -> None:
    """What is said in one language is said in the other, list items and quiz options included."""
    assert [place for place, _ in leaves(raw(slug, "en"))] == [place for place, _ in leaves(raw(slug, "zh"))]


@each_practice
def test_both_languages_use_the_same_placeholders(slug: str) -> None:
    """A number that one language takes from the run is not typed into the other."""
    en, zh = texts(slug, "en"), texts(slug, "zh")
    assert {p: placeholders(t) for p, t in en.items()} == {p: placeholders(t) for p, t in zh.items()}


@each_practice
def test_placeholders_outside_the_sentences_come_from_the_scenario(slug: str) -> None:
    """The situation fits whichever team is chosen: it names its people and its day or its orders; nothing else needs
    filling in."""
    told: set[str] = set()
    for place, text in texts(slug, "en").items():
        if place.startswith("sentences."):
            continue
        about_team = place.startswith(("situation", "bet_question"))
        assert placeholders(text) <= (set(FACTS) if about_team else set()), place
        told |= placeholders(text)
    assert "people" in told and told & {"orders", "day"}


@each_practice
def test_both_languages_state_the_same_numbers(slug: str) -> None:
    """3 hours a day stay 3 hours a day in translation, and the quiz marks the same option."""
    zh = dict(leaves(raw(slug, "zh")))
    pairs = {place: (value, zh[place]) for place, value in leaves(raw(slug, "en"))}
    assert not {place: pair for place, pair in pairs.items() if numbers(pair[0]) != numbers(pair[1])}


@each_practice
@each_language
def test_the_words_fit_half_an_hour(slug: str, language: str) -> None:
    """What the page itself says, the picture's shared words included, stays within the budget of a notebook; the play
    and the trainer's notes have places of their own."""
    words = load(slug, language)[1].model_dump(exclude={"play", "trainer"})
    assert sum(count_words(text) for _, text in leaves(words) if isinstance(text, str)) <= WORDS_AT_MOST


@each_practice
@each_language
def test_a_play_can_be_led_from_paper(slug: str, language: str) -> None:
    """Every step is complete and short: one or two sentences to read aloud, and no word too many for its sheet."""
    steps = load(slug, language)[1].play.values()
    assert all(text.strip() for step in steps for text in step.model_dump().values())
    assert max(count_words(step.say) for step in steps) <= SAY_WORDS
    assert sum(count_words(text) for step in steps for text in step.model_dump().values()) <= PLAY_WORDS


def test_a_step_without_what_to_do_when_it_stalls_is_refused() -> None:
    """What the loader does with a play that somebody else could not lead."""
    step = dict(raw("peak-time", "en")["play"]["guess"])
    assert StepWords.model_validate(step)
    for name in step:
        with pytest.raises(ValidationError):
            StepWords.model_validate({**step, name: ""})
        with pytest.raises(ValidationError):
            StepWords.model_validate({key: text for key, text in step.items() if key != name})


@each_practice
@each_language
def test_the_page_opens_shortly(slug: str, language: str) -> None:
    """One sentence of promise, a situation that is read in a quarter of a minute."""
    _, words = load(slug, language)
    assert len(re.findall(r"[.!?。！？](?:\s|$)|[。！？]", words.promise)) == 1
    assert sum(map(count_words, words.situation)) <= SITUATION_AT_MOST


@each_practice
def test_chinese_reads_as_chinese(slug: str) -> None:
    """Every text but units and tool names has Chinese characters and full-width punctuation."""
    for place, text in texts(slug, "zh").items():
        if place.endswith(".asks"):  # what kind of question it is: no text
            continue
        assert not text or HAN.search(text), f"{place}: {text}"
        assert not HALF_WIDTH.search(text), f"{place}: {text}"


@each_practice
def test_english_has_no_chinese_in_it(slug: str) -> None:
    """Somebody who copies a file forgets a line."""
    for place, text in texts(slug, "en").items():
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", text), f"{place}: {text}"


# ------------------------------------------------------------------------------------------- true to what exists


@each_practice
def test_the_minutes_of_the_play_add_up(slug: str) -> None:
    """Half an hour to an hour, no step endless."""
    practice, _ = load(slug, "en")
    assert sum(step.minutes for step in practice.play) in PLAY_MINUTES
    assert max(step.minutes for step in practice.play) <= STEP_MINUTES


@each_practice
def test_evidence_and_parameters_are_registered(slug: str) -> None:
    """No effect is claimed that the register does not hold."""
    practice, _ = load(slug, "en")
    assert set(practice.evidence) <= set(rows("evidence.csv"))
    assert set(practice.parameters) <= set(rows("parameters.csv"))


@each_practice
def test_the_grade_is_that_of_the_weakest_evidence(slug: str) -> None:
    """A practice that rests on assumptions does not dress up as research."""
    practice, _ = load(slug, "en")
    register = rows("evidence.csv")
    assert practice.grade == weakest(register[name]["grade"] for name in practice.evidence)


@each_practice
@each_language
def test_an_assumption_is_called_one(slug: str, language: str) -> None:
    """What nobody has measured does not read like a finding, and a finding not like a guess."""
    _, words = load(slug, language)
    for name, text in words.evidence.items():
        assert text.startswith({"en": "Assumed: ", "zh": "假设："}[language]) == name.startswith("ASM-"), name


@each_practice
def test_key_figures_are_defined(slug: str) -> None:
    """Bet, curve, challenges and companions are key figures of the dictionary."""
    practice, _ = load(slug, "en")
    known = set(tomllib.loads((ROOT / "data" / "kpis.toml").read_text(encoding="utf-8")))
    bounds = [bound.kpi for one in practice.rounds for bound in one.bounds]
    assert {practice.kpi, practice.bet.kpi, *practice.watch, *practice.end_state, *bounds} <= known


@each_practice
def test_every_setting_is_a_possible_scenario(slug: str) -> None:
    """Lever ends, starts and bots name fields that exist and values that they accept, on a step of the slider."""
    practice, _ = load(slug, "en")
    for setting in settings(practice):
        with_setting(slug, setting)


def test_an_impossible_setting_is_noticed() -> None:
    """What the test above relies on: a value out of bounds or off the steps does not pass."""
    with pytest.raises(ValidationError):
        scenario("peak-time").with_levers({"peak.night_crew": 1.5})
    with pytest.raises(AssertionError, match="between two steps"):
        with_setting("peak-time", {"temps": 2.5})


@each_practice
def test_the_bots_of_a_challenge_differ(slug: str) -> None:
    """The rule of thumb is neither doing nothing nor the near-best answer in disguise."""
    practice, _ = load(slug, "en")
    for bots in (one.bots for one in practice.rounds):
        assert bots.naive != bots.rule != bots.near != bots.naive


def test_the_last_round_is_held_to_its_budget() -> None:
    """All levers may move, but not at any price."""
    practice, _ = load("peak-time", "en")
    assert practice.rounds[-1].bounds == (practice.final.goal, practice.final.budget)
    assert practice.final.budget is not None


@each_practice
def test_every_rated_row_moves_the_team(slug: str) -> None:
    """Whoever ticks a 1, a 3 or a 5 gets three different scenarios, and those halfway are possible too."""
    practice, _ = load(slug, "en")
    for row in practice.rubric:
        made = [scenario(slug).with_levers({row.path: row.value(level)}).at(row.path) for level in range(1, 6)]
        assert len(set(made[::2])) == 3, row.id


@each_practice
@each_language
def test_anchors_state_the_value_they_stand_for(slug: str, language: str) -> None:
    """Whoever ticks a 3 sees the number that the simulation will use for a 3: as percent where it is a share."""
    practice, words = load(slug, language)
    shares = {lever.path for lever in practice.levers if lever.percent}
    for row in practice.rubric:
        anchors = words.rubric[row.id].anchors
        said = {1: anchors.one, 3: anchors.three, 5: anchors.five}
        percent = row.path in shares or all("%" in text for text in said.values())
        for level, text in said.items():
            assert stated(row.value(level), percent, text), f"{row.id} {level}: {text}"


@each_practice
@each_language
def test_every_statement_of_the_source_has_words(slug: str, language: str) -> None:
    """A seed statement stands for something that people read."""
    practice, words = load(slug, language)
    spoken = {
        "lever": lambda name: words.levers[name].help,
        "challenge": lambda name: words.challenges[name].text,
        "rubric": lambda name: words.rubric[name].question,
        "play": lambda name: words.play[name].say,
        "checklist": lambda name: words.checklist[name],
        "pitfall": lambda name: words.pitfalls[name],
    }
    assert practice.statements
    for statement, element in practice.statements.items():
        kind, name = element.split(".")
        assert spoken[kind](name), statement


@each_practice
def test_quiz_forms_are_parallel(slug: str) -> None:
    """Both forms ask as much, and the right answer does not stand in the same place throughout."""
    _, words = load(slug, "en")
    a, b = words.trainer.quiz.a, words.trainer.quiz.b
    assert len(a) == len(b)
    assert [len(q.options) for q in a] == [len(q.options) for q in b]
    assert all(len({q.answer for q in form}) > 1 for form in (a, b))


@each_practice
def test_a_quiz_asks_for_judgement(slug: str) -> None:
    """At least four of six questions want a decision, a first look or a doubt, and each of these is asked for."""
    _, words = load(slug, "en")
    asks = [q.asks for q in (*words.trainer.quiz.a, *words.trainer.quiz.b)]
    assert len(asks) - asks.count("reckon") >= 4
    assert {"decide", "check", "doubt"} <= set(asks)


def test_a_quiz_of_sums_is_refused() -> None:
    """What the loader does with three sums in two forms."""
    trainer = raw("peak-time", "en")["trainer"]
    assert Trainer.model_validate(trainer)
    sums = {form: [{**q, "asks": "reckon"} for q in trainer["quiz"][form][:3]] for form in "ab"}
    with pytest.raises(ValidationError, match="asks 6 times for a sum"):
        Trainer.model_validate({**trainer, "quiz": sums})


# ---------------------------------------------------------------------------------------------- peak-time's own


def test_all_preparation_fields_of_the_model_are_covered() -> None:
    """Each field that prepares a peak can be pulled or is rated."""
    practice, _ = load("peak-time", "en")
    paths = {lever.path for lever in practice.levers} | {row.path for row in practice.rubric}
    fields = {"overtime_hours", "temps", "temps_days_before", "temps_packing", "night_crew", "break_minutes"}
    assert paths == {f"peak.{name}" for name in fields}


def test_preparing_a_peak_takes_three_quarters_of_an_hour() -> None:
    """What its promise to a trainer says."""
    practice, _ = load("peak-time", "en")
    assert sum(step.minutes for step in practice.play) == 45


def test_time_management_in_peaks_is_the_step_that_lays_out_tasks_and_hours() -> None:
    """A07 of the source."""
    practice, _ = load("peak-time", "en")
    assert practice.statements == {"A07": "play.schedule"}


def test_quiz_arithmetic_is_right() -> None:
    """The first question of each form: the hour's demand exceeds the hour's hands, by the numbers in the option."""
    _, words = load("peak-time", "en")
    for question, share in ((words.trainer.quiz.a[0], 0.31), (words.trainer.quiz.b[0], 0.2)):
        found = [int(n) for n in re.findall(r"\d+", question.question.replace(",", ""))]
        chats, people, rate = found[0], *found[-2:]
        served, asked = (int(n) for n in re.findall(r"\d+", question.options[question.answer - 1]))
        assert (served, asked) == (people * rate, round(chats * share))
        assert served < asked
