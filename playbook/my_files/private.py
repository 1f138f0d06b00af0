"""Sentences about a file without the cells that they quote, where such a cell may be somebody's name, number or words.

A sentence quotes a cell so that it is found again; the row's number does that, too. What is plainly a date, a time or a
small number stays: it shows what is wrong with it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from playbook.command import say
from sim.files.messages import Phrase, Series, said

if TYPE_CHECKING:
    from sim.exports.reading import Reading

QUOTED = ("value", "words", "example")  # facts that hold cells of a file
REPEATED = 5  # times that a word of a column comes, from which on it is nobody's name
LONG_NUMBER = re.compile(r"\d{7,}")  # telephones and order numbers; a day written as 20261111 is none
A_DAY = re.compile(r"(?:19|20)\d{6}(?:\d{4}(?:\d{2})?)?")
# Letters that dates, times and empty cells are written with.
OF_DATES = re.compile(
    r"(?<![a-z])(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|am|pm|utc|gmt|t|z)(?![a-z])|[年月日号时点分秒]|上午|下午",
    re.IGNORECASE,
)
NOTHING = ("nan", "nat", "null", "none", "n/a", "无")


def may_be_shown(cell: str) -> bool:
    """Whether a cell is a date, a time, a small number or empty, and so nobody's name, number or words."""
    if cell.strip('"').casefold() in NOTHING:
        return True
    if LONG_NUMBER.search(A_DAY.sub("", cell)):
        return False
    letters = any(one.isalpha() for one in cell)
    return not letters or (
        any(one.isdigit() for one in cell) and not any(one.isalpha() for one in OF_DATES.sub("", cell))
    )


def without_cells(fact: Any, language: str) -> Any:
    """A phrase with every quoted cell that may not be shown put out; anything else as it is."""
    if not isinstance(fact, Phrase):
        return fact
    facts = {
        name: _put_out(value, language) if name in QUOTED else without_cells(value, language)
        for name, value in fact.facts.items()
    }
    return replace(fact, facts=facts)


def example_of(reading: Reading, role: str) -> str:
    """An example out of a column; "" where it may be private. A word that comes again and again is a state or a kind,
    not a name."""
    column = reading.columns[role]
    cell = column.example
    if may_be_shown(cell) or reading.table.column(column.index).count(cell) >= REPEATED:
        return cell
    return ""


def _put_out(fact: Any, language: str) -> Any:
    if isinstance(fact, Series):
        return replace(fact, facts=tuple(_put_out(one, language) for one in fact.facts))
    return fact if may_be_shown(said(fact, language)) else say("import_private", language)
