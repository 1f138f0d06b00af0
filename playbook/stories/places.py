"""Where each statement of the two source documents stands: its practice, and what on the page takes it up."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from playbook import practices
from playbook.charts import Strip
from playbook.lab.links import page_link
from playbook.lab.page import sentence_of
from playbook.lab.page import table as html_table
from playbook.language import Words, escape
from playbook.practices.texts import Words as Texts
from playbook.stories.shipped import table

SECTIONS = ("part_a", "part_b", "part_c", "part_d", "part_e")  # by the letter that a statement's id begins with

# The part of a page on which an element stands.
WHERE = {
    "lever": "challenges", "challenge": "challenges", "rubric": "rate", "play": "play", "checklist": "play",
    "pitfall": "play",
}  # fmt: skip


def statements(words: Words, section: Any) -> Strip:
    """A part's statements, each with every place that it has."""
    rows = _rows(words, section.id[-1].upper())
    said, placed = len({row[0] for row in rows}), sum(bool(row[2]) for row in rows)
    summary = words.t("story.placed", n=words.number(said), places=words.number(placed))
    head = [words.t(f"story.head_{name}") for name in ("statement", "practice", "place")]
    shown = html_table(head, rows, section.title, safe=frozenset({1}))
    folded = f"<details><summary>{escape(section.fold)}</summary>{shown}</details>"
    return Strip(sentence_of(summary, "pb-big") + folded, summary)


def _rows(words: Words, part: str) -> list[list[str]]:
    said = {row["statement"]: row[words.language] for row in table("statements")}
    written = frozenset(practices.names())
    return [
        [f"{name} {said[name]}", *_place(words, row["practice"], row["element"], written)]
        for row in table("coverage")
        if (name := row["statement"]).startswith(part)
    ]


def _place(words: Words, slug: str, element: str, written: Collection[str]) -> tuple[str, str]:
    """The practice with a link to it, and the element in its own words; nothing of a practice still to be written."""
    if slug not in written:
        return escape(slug), ""
    _, text = practices.load(slug, words.language)
    kind, _, name = element.partition(".")
    link = f'<a href="{page_link(words.language, slug, WHERE[kind])}">{escape(text.title)}</a>'
    return link, words.t(f"story.place_{kind}") + words.t("common.colon") + _said(text, kind, name)


def _said(text: Texts, kind: str, name: str) -> str:
    match kind:
        case "lever":
            return text.levers[name].label
        case "challenge":
            return text.final.title if name not in text.challenges else text.challenges[name].title
        case "rubric":
            return text.rubric[name].question
        case "play":
            return text.play[name].title
        case "checklist":
            return text.checklist[name]
    return text.pitfalls[name]
