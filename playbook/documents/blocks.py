"""What a document is made of: sections of blocks. Says nothing of Word, Excel or HTML; every text is plain text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from playbook.charts import Figure

Unit = str  # "money", "share", "count", "hours", "seconds", "points", "days": as in data/kpis.toml


@dataclass(frozen=True)
class Number:
    """A number of a document, with where it comes from: a field of the scenario ("pay.bonus"), a key figure of a run
    ("run:profit"), the workspace ("plan:peak-time") or a file of data ("data/labour.csv"). `low` and `high`: P10 and
    P90 of what `of` says (luck of the season, Monte Carlo error of a mean …); both None for a plain fact."""

    value: float
    unit: Unit
    source: str
    low: float | None = None
    high: float | None = None
    of: str = ""
    currency: str = ""
    signed: bool = False  # a change: +3, −2


Cell = str | Number | dt.date | None


@dataclass(frozen=True)
class Paragraph:
    text: str
    small: bool = False  # a note under something


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]
    numbered: bool = False
    boxes: bool = False  # to tick


@dataclass(frozen=True)
class Facts:
    """Names with their values, a line each."""

    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Table:
    """`totals`: columns whose sum stands in a last line (a live formula in a workbook); `marked`: rows to point out,
    such as faults; `name`: of its sheet in a workbook, "" for none of its own; `chart`: (column of names, columns of
    numbers) that a workbook draws as bars, or None; `once`: a text of the first column that stands in several rows one
    under the other is printed in the first of them (a workbook, whose rows are sorted and filtered, has it in all)."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    totals: tuple[int, ...] = ()
    marked: frozenset[int] = frozenset()
    name: str = ""
    chart: tuple[int, tuple[int, ...]] | None = None
    once: bool = False


@dataclass(frozen=True)
class Picture:
    """A figure with the sentence that says what it shows."""

    figure: Figure
    says: str


@dataclass(frozen=True)
class Decide:
    """What the user has not decided: the question, what the model says to it, and where it is decided."""

    question: str
    suggestion: str = ""
    where: str = ""


Block = Paragraph | Bullets | Facts | Table | Picture | Decide


@dataclass(frozen=True)
class Section:
    """`narrow`: to look things up in: small type in two columns, where a page has room for them."""

    key: str  # "objectives", "structure" …
    title: str
    blocks: tuple[Block, ...]
    subsections: tuple[Section, ...] = ()
    narrow: bool = False


@dataclass(frozen=True)
class Event:
    """An entry of a calendar: a whole day."""

    uid: str
    day: dt.date
    title: str
    text: str = ""


@dataclass(frozen=True)
class Document:
    """A whole document in one language. `made`: the date that it bears; `wall`: the blocks of the one-page version."""

    language: str
    title: str
    subtitle: str
    made: dt.date
    sections: tuple[Section, ...]
    appendix: tuple[Section, ...] = ()
    wall: tuple[Block, ...] = ()
    events: tuple[Event, ...] = field(default_factory=tuple)


def numbers(blocks: Sequence[Block]) -> list[Number]:
    """Every number of some blocks, in order."""
    found: list[Number] = []
    for block in blocks:
        cells: list[Cell] = []
        if isinstance(block, Table):
            cells = [cell for row in block.rows for cell in row]
        elif isinstance(block, Facts):
            cells = [value for _, value in block.rows]
        found += [cell for cell in cells if isinstance(cell, Number)]
    return found
