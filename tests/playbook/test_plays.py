"""The play in the page, as a script on paper, and as a sheet for those who take part."""

from __future__ import annotations

import re
from typing import Any

import pytest

from playbook import language as languages
from playbook.lab import plays
from playbook.language import escape
from playbook.notebooks import building
from playbook.practices import LANGUAGES, load, names

each_practice = pytest.mark.parametrize("slug", names())
each_language = pytest.mark.parametrize("language", LANGUAGES)


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)


@each_practice
@each_language
def test_the_script_says_everything_of_every_step(slug: str, language: str) -> None:
    """On paper and in the page: words to say, room and remote, good, stalled, wall, hand-over, minutes."""
    practice, text = load(slug, language)
    tongue = languages.words(language)
    page, markdown = plays.play_page(tongue, practice, text), plays.play(tongue, practice, text)
    for step in practice.play:
        for said in text.play[step.id].model_dump().values():
            assert escape(said) in page
            assert languages.md(said) in markdown
        assert tongue.t("play.minutes", n=step.minutes) in page
    for said in (*text.pitfalls.values(), *text.checklist.values(), text.follow_up.text, text.materials):
        assert escape(said) in page


@each_language
def test_a_sheet_for_participants_asks_and_does_not_tell(language: str) -> None:
    """Whoever takes part gets the questions and lines to write on, not what good looks like or what to do then."""
    practice, text = load("peak-time", language)
    page = plays.slip_page(languages.words(language), practice, text)
    for step in text.play.values():
        assert escape(step.title) in page and escape(step.say) in page
        assert not any(escape(said) in page for said in (step.good, step.stall, step.wall, step.next))
    assert page.count("class='rule'") == plays.RULES * (len(practice.play) - 1)


@each_language
def test_pages_for_paper_ask_nobody_for_anything(language: str) -> None:
    """No script, no address, one title, the language named: a file that works on a stick."""
    practice, text = load("hiring", language)
    for made in (plays.play_page, plays.slip_page):
        page = made(languages.words(language), practice, text)
        assert not re.search(r"<script|<link|src=|https?:", page)
        assert f'<html lang="{language}">' in page and page.count("<title>") == 1


def test_what_a_practice_says_is_text_on_paper() -> None:
    """An author's angle bracket does not become markup."""
    practice, text = load("peak-time", "en")
    step = text.play["guess"].model_copy(update={"say": "<b>Guess</b> & write", "good": "<i>"})
    text = text.model_copy(update={"play": {**text.play, "guess": step}, "title": "A <script> & more"})
    for made in (plays.play_page, plays.slip_page):
        page = made(languages.words("en"), practice, text)
        assert "&lt;b&gt;Guess&lt;/b&gt; &amp; write" in page
        assert "<script" not in page and "<i>" not in page
        assert "A &lt;script&gt; &amp; more" in page


@pytest.fixture(scope="module")
def notebooks() -> dict[str, Any]:
    return dict(building.notebooks())


@each_practice
@each_language
def test_participants_see_no_answers(slug: str, language: str, notebooks: dict[str, Any]) -> None:
    """Neither the page nor its sheets hold a question of the quiz, a reason, or what a trainer answers."""
    practice, text = load(slug, language)
    tongue = languages.words(language)
    shown = [cell.source for cell in notebooks[f"{language}/{slug}.ipynb"].cells]
    shown += [plain(made(tongue, practice, text)) for made in (plays.play_page, plays.slip_page)]
    secret = [mistake.answer for mistake in text.trainer.mistakes]
    for question in (*text.trainer.quiz.a, *text.trainer.quiz.b):
        secret += [question.question, question.because]
    for page in shown:
        assert not [one for one in secret if languages.md(one) in page or escape(one) in page]
