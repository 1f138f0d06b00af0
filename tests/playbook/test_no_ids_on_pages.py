"""What a page shows is words: no id of the register, of a parameter, of a key figure, in prose, sections or figures."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from playbook import practices, stories
from playbook.charts import Figure
from playbook.lab import Lab, prose
from playbook.language import languages, words
from playbook.notebooks.building import story_notebook
from playbook.practices.numbers import name_of, shown, unnamed
from playbook.workspace import Bet, Workspace
from sim.evidence import Effect, parameter_table, register
from sim.season.kpi import definitions
from tests.playbook.lab_tools import texts

each_language = pytest.mark.parametrize("language", languages)
PARTS = ("bet", "run", "lever", "why", "challenges", "rubric", "my_data", "play", "evidence", "commit")
FIGURE = re.compile(r"[a-z]+_[a-z_]+")


def ids() -> frozenset[str]:
    """Every id that a reader might be shown by mistake: words with a dot, a hyphen or an underscore."""
    return (
        frozenset(register()) | frozenset(parameter_table()) | {one for one in definitions() if FIGURE.fullmatch(one)}
    )


def met(text: str) -> set[str]:
    """The ids that stand in a text as words of their own."""
    read = html.unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL))
    return ids() & set(re.findall(r"[A-Za-z][\w.-]*[\w]", read))


def said(lab: Lab) -> Iterator[str]:
    """What the prose and every section of a page hold, without a run; the answer to the bet from shipped results."""
    yield from prose.cells(lab.words, lab.practice, lab.text, "twin").values()
    for name in PARTS:
        yield texts(getattr(lab, name))


def test_an_id_is_found_in_a_page() -> None:
    assert met('<td title="x">fatigue.per_overtime_hour</td>') == {"fatigue.per_overtime_hour"}
    assert met("Row WRK-04, peak_service_level.") == {"WRK-04", "peak_service_level"}
    assert not met("profit of the season, work-04")


@each_language
@pytest.mark.parametrize("slug", practices.names())
def test_a_practice_shows_no_id(slug: str, language: str, tmp_path: Path) -> None:
    """Prose, tables, sliders' words and the numbers of the model under the evidence."""
    workspace = Workspace.open(tmp_path)
    practice, _ = practices.load(slug, language)
    workspace.record_bet(slug, Bet(kpi=practice.bet.kpi, low=practice.bet.low, high=practice.bet.high))
    lab = Lab(slug, language, workspace=workspace)
    shown_texts = list(said(lab))
    assert any(lab.words.t("evidence.grade_D") in text for text in shown_texts)
    assert {one for text in shown_texts for one in met(text)} == set()


@each_language
@pytest.mark.parametrize("name", stories.names())
def test_a_story_shows_no_id_and_no_command(name: str, language: str) -> None:
    story = stories.Story(name, language)
    shown_texts = [cell.source for cell in story_notebook(name, language).cells if cell.cell_type == "markdown"]
    shown = [getattr(story, section.id).figure for section in story.text.sections]
    shown_texts += [one.svg if isinstance(one, Figure) else one.html for one in shown]
    assert {one for text in shown_texts for one in met(text)} == set()
    assert not any(re.search(r"python -m|`playbook |\bV\d+\b", text) for text in shown_texts)


@each_language
def test_the_wall_of_published_examples_stands_behind_its_sentence(language: str) -> None:
    """One sentence says how many agree; the rows are opened by who wants them."""
    exhibit = stories.Story("how-we-know", language).published
    sentence, opened = texts(exhibit).split("<details>")
    assert re.search(r"\d+", sentence.rpartition("</style>")[2]) and "<svg" not in sentence
    assert "<summary>" in opened and "<svg" in opened


@each_language
def test_every_number_on_a_page_has_a_name_and_a_unit_in_words(language: str) -> None:
    """Another practice's author meets this when its parameters are listed."""
    listed = {name for slug in practices.names() for name in practices.load(slug, "en")[0].parameters}
    rows = [parameter_table()[name] for name in sorted(listed)]
    assert unnamed(rows) == []
    named = [name_of(row, language) for row in rows]
    assert len(set(named)) == len(named), "two numbers with one name"


@pytest.mark.parametrize(
    ("name", "value", "english", "chinese"),
    [
        ("learning.novice_wrong", 1.5, "+150%", "+150%"),
        ("learning.ramp_weeks", 8, "8 weeks", "8周"),
        ("attrition.hazard_month", 0.0277, "2.77% a month", "每月2.77%"),
        ("hiring.tested_quits", -0.1398, "\u22120.14 log points", "\u22120.14个对数点"),
    ],
)
def test_a_number_is_shown_in_its_unit(name: str, value: float, english: str, chinese: str) -> None:
    row = parameter_table()[name]
    assert (shown(value, row, "en"), shown(value, row, "zh")) == (english, chinese)


def test_a_source_with_a_doi_is_a_link_and_its_text_is_escaped() -> None:
    """A DOI may hold brackets and signs; the link opens elsewhere and tells nothing of where it came from."""
    from playbook.lab.evidence import source_link

    row = dict.fromkeys(("id", "mechanism", "unit", "setting", "grade", "role", "read"), "x")
    effect = Effect(**row, estimate=None, low=None, high=None, source="A <b> & C (2020)", doi="10.1/(x)<1>")
    link = source_link(words("en"), effect)
    assert 'href="https://doi.org/10.1/(x)%3C1%3E"' in link and "noopener" in link
    assert "A &lt;b&gt; &amp; C (2020)</a>" in link
    without = Effect(**row, estimate=None, low=None, high=None, source="A <b>", doi="")
    assert source_link(words("en"), without) == "A &lt;b&gt;"
