"""Every statement of the source documents has its practice, and in a built practice its element."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from playbook.practices import LANGUAGES, load, names
from playbook.stories import Story
from playbook.stories.places import SECTIONS
from playbook.stories.shipped import table

TABLE = Path(__file__).parents[2] / "data" / "coverage.csv"
STATEMENTS = {"A": 12, "B": 19, "C": 23, "D": 35, "E": 180}  # by document part; 269 together
PRACTICES = 28
MOST_PER_ELEMENT = 4


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_all_statements_are_listed() -> None:
    """269 statements, each below its heading, none twice for one practice."""
    listed = rows()
    statements = {row["statement"] for row in listed}
    assert Counter(name[0] for name in statements) == STATEMENTS
    assert all(name.rpartition(".")[0] in statements for name in statements if "." in name)
    assert len({(row["statement"], row["practice"]) for row in listed}) == len(listed)


def test_every_statement_has_words_in_both_languages() -> None:
    """And nothing else has."""
    words = table("statements")
    assert [one["statement"] for one in words] == list(dict.fromkeys(one["statement"] for one in words))
    assert {one["statement"] for one in words} == {row["statement"] for row in rows()}
    assert all(one["en"] and one["zh"] for one in words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_finds_every_statement_and_what_takes_it_up(language: str) -> None:
    """On the page that the start page leads to: part by part, each with a link to its practice."""
    story = Story("coverage", language)
    shown = "".join(getattr(story, name).figure.html for name in SECTIONS)
    for row in rows():
        assert f">{row['statement']} " in shown
        if row["element"]:
            assert f'href="{row["practice"]}.ipynb"' in shown


def test_twelve_chapters_are_complete() -> None:
    """Part E is a regular tree: 12 chapters, each with two sections of two topics of two points."""
    statements = {row["statement"] for row in rows()}
    for chapter in range(1, 13):
        for i in (1, 2):
            for j in (1, 2):
                assert {f"E{chapter:02d}.{i}.{j}.{k}" for k in (1, 2)} <= statements


def test_every_practice_has_a_statement() -> None:
    """28 practices, and whatever is built is one of them."""
    practices = {row["practice"] for row in rows()}
    assert len(practices) == PRACTICES
    assert set(names()) <= practices


def test_built_practices_cover_their_statements() -> None:
    """The table and a practice's own list name the same element, and the element exists; others wait with none."""
    built = set(names())
    for slug in {row["practice"] for row in rows()}:
        named = {row["statement"]: row["element"] for row in rows() if row["practice"] == slug}
        if slug not in built:
            assert not any(named.values()), slug
            continue
        practice, _ = load(slug, "en")
        assert named == practice.statements, slug
        assert set(named.values()) <= set(practice.elements()), slug


def test_no_element_carries_too_many_statements() -> None:
    """One line of text cannot honestly stand for a whole chapter."""
    elements = Counter((row["practice"], row["element"]) for row in rows() if row["element"])
    assert max(elements.values()) <= MOST_PER_ELEMENT
