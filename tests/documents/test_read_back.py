"""A plan as a Word file, read back: every number in it is one of the plan's own, formatted by the language's rules."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from playbook import practices
from playbook.api.fields import leaves
from playbook.documents.blocks import Block, Document, Facts, Number, Table
from playbook.documents.docx import docx_bytes
from playbook.documents.plan import written
from playbook.documents.plan.appendix import walk
from playbook.documents.plan.settings import mean_with_interval
from playbook.documents.plan.writing import Writer
from playbook.documents.said import MARK, range_text, say, totals_of, value_text
from playbook.lab.ranking import SUM
from playbook.lab.slider import lever_value
from playbook.language import Words, languages, words
from sim.files.messages import visible
from tests.playbook.plan.worlds import MADE, seasons

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
SUPERSCRIPTS = " \u00a0¹²³⁴⁵⁶⁷⁸⁹"
# What is no figure: names of facts and of sales, dates as files write them, times of the day.
FACT = re.compile(r"\b[A-Z]{2,}(?:-[A-Z0-9]+)*-\d+\b|\b618-\d{4}\b|\b\d{4}-\d\d-\d\d\b|\b\d\d:\d\d\b")


def line(element: Any) -> str:
    """What stands in a paragraph or a cell; line breaks and ends of paragraphs are line ends."""
    said = []
    for one in element.iter(qn("w:t"), qn("w:br"), qn("w:p")):
        said.append(one.text or "" if one.tag == qn("w:t") else "\n")
    return "".join(said).strip("\n").replace("\u2060", "").replace("\u200b", "")


def blocks(plan: Document) -> Iterator[Block]:
    for section in walk((*plan.sections, *plan.appendix)):
        yield from section.blocks


def in_cells(block: Block) -> Iterator[Any]:
    if isinstance(block, Table):
        yield from (cell for row in block.rows for cell in row)
        yield from totals_of(block) or ()
    elif isinstance(block, Facts):
        yield from (value for _, value in block.rows)


def formatted(plan: Document, spoken: Words) -> set[str]:
    """Every number and date of the plan's content as its language writes it: value, and value over range."""
    found = set()
    for cell in (one for block in blocks(plan) for one in in_cells(block)):
        if isinstance(cell, Number):
            value, span = value_text(cell, spoken), range_text(cell, spoken)
            found |= {value, f"{value}\n{span}" if span else value}
        elif isinstance(cell, dt.date):
            found.add(say(cell, spoken).text)
    return found


@cache
def read_back(name: str, kind: str, language: str) -> tuple[Document, Any, list[str], list[str]]:
    """A plan, what it is of, and its Word file's cells and paragraphs outside of tables."""
    found, decided, played = seasons(name, kind)
    plan = written(found, decided, played, language, MADE)
    body = docx.Document(io.BytesIO(docx_bytes(plan))).element.body
    cells = [line(one) for one in body.iter(qn("w:tc"))]
    outside = [line(one) for one in body.iter(qn("w:p")) if not any(a.tag == qn("w:tc") for a in one.iterancestors())]
    return plan, (found, decided, played), cells, outside


PLANS = [("starter", "full"), ("crossborder", "full"), ("jd", "empty")]


def only_numbers(cells: list[str]) -> list[str]:
    """Cells with a number and no words but a unit."""
    return [cell for cell in cells if re.search(r"\d", cell) and not re.search(r"[A-Za-z\u4e00-\u9fff]{4,}", cell)]


def strange_cells(plan: Document, cells: list[str], spoken: Words) -> list[str]:
    """Cells of numbers that are none of the plan's, nor a name or text of it."""
    known = {text.replace("\u2060", "") for text in formatted(plan, spoken)}
    texts = {cell for block in blocks(plan) for cell in in_cells(block) if isinstance(cell, str)}
    texts |= {name for block in blocks(plan) if isinstance(block, Facts) for name, _ in block.rows}
    texts |= {name for block in blocks(plan) if isinstance(block, Table) for name in block.head}
    held = only_numbers(cells)
    return [one for one in held if one.rstrip(SUPERSCRIPTS) not in known and one.removeprefix(f"{MARK} ") not in texts]


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize(("name", "kind"), PLANS)
def test_a_cell_with_nothing_but_a_number_is_a_number_of_the_plan(name: str, kind: str, language: str) -> None:
    plan, _, cells, _ = read_back(name, kind, language)
    assert len(only_numbers(cells)) > 100 and strange_cells(plan, cells, words(language)) == []


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize(("name", "kind"), PLANS)
def test_every_number_of_the_content_stands_in_the_file(name: str, kind: str, language: str) -> None:
    plan, _, cells, _ = read_back(name, kind, language)
    there = {one.rstrip(SUPERSCRIPTS) for one in cells}
    assert {text.replace("\u2060", "") for text in formatted(plan, words(language)) if "\n" in text} <= there


def tokens(text: str) -> set[str]:
    return {one.replace(",", "") for one in NUMBER.findall(FACT.sub(" ", text))}


def sources(plan: Document, of: Any, spoken: Words) -> set[str]:
    """The numbers that a sentence may have: the plan's own, the shop's fields, its dates, what a user wrote."""
    found, decided, played = of
    calendar, known = found.team.calendar, set[str]()
    for text in formatted(plan, spoken):
        known |= tokens(text)
    for field in (*leaves(found.team).values(), *leaves(found.planned).values()):
        for value in field.value if isinstance(field.value, tuple) else (field.value,):
            known |= tokens(f"{value:g}" if isinstance(value, float) else str(value))
    days = [calendar.start + dt.timedelta(n) for n in range((calendar.end - calendar.start).days + 1)]
    for day in (*days, MADE, *(one.date for one in decided.plan.values())):
        known |= {str(day.day), str(day.month), str(day.year)}
    writer = Writer(spoken.language, found, decided, played, MADE)
    for one in writer.gains.values():  # the shipped results of practices near their best
        change = one.plan.change(one.team, SUM)
        known |= {str(change.n), *tokens(mean_with_interval(writer, change))}
    for slug in practices.names():
        practice, texts = practices.load(slug, spoken.language)
        for name, value in practice.final.near.items():
            lever = practice.lever(name)
            known |= tokens(lever_value(spoken, lever, texts.levers[name], lever.clip(value)))
        known |= tokens(" ".join([texts.title, *(one.label for one in texts.levers.values())]))
    for entry in decided.plan.values():
        for said in (entry.change, entry.number_to_watch, entry.wrong_if, entry.note, entry.owner):
            known |= tokens(visible(said))
    return known


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize(("name", "kind"), PLANS)
def test_a_number_in_a_sentence_has_a_source(name: str, kind: str, language: str) -> None:
    plan, of, _, outside = read_back(name, kind, language)
    known = sources(plan, of, words(language))
    strange = {text: left for text in outside if (left := tokens(text) - known)}
    assert sum(bool(tokens(text)) for text in outside) > 20 and strange == {}


@pytest.mark.parametrize("language", languages)
def test_figures_of_another_shop_are_found(language: str) -> None:
    """What is read back of one plan is not in the other: the tests above can fail."""
    spoken = words(language)
    plan, of, _, _ = read_back("starter", "full", language)
    _, _, cells, outside = read_back("jd", "empty", language)
    known = sources(plan, of, spoken)
    assert len(strange_cells(plan, cells, spoken)) > 100
    assert any(tokens(text) - known for text in outside)
