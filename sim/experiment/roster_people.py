"""The people of a desk from a table: their names, what the weeks before have left, leave, and wishes.

One row for each person, in the order of the desk's groups. The same table, with what a roster has added to it, is
written for the week after, so that rest, overtime of the month and fair shares go on over weeks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from sim.files.bad_input import bad, shown
from sim.files.csv_rows import Column, Row, read_rows
from sim.files.csv_text import csv_bytes
from sim.files.messages import phrase
from sim.planning.roster.names import BURDENS
from sim.planning.roster.patterns import KINDS
from sim.planning.roster.result import WISH_OFF, Person, Wish

COLUMNS = (
    Column("name", phrase("column.person"), ("姓名",)),
    Column("overtime", phrase("column.overtime"), ("本月加班小时",), needed=False),
    Column("late", phrase("column.late"), ("晚班数",), needed=False),
    Column("weekend", phrase("column.weekend"), ("周末班数",), needed=False),
    Column("ended", phrase("column.ended"), ("前一天下班",), needed=False),
    Column("in_a_row", phrase("column.in_a_row"), ("连续上班天数",), needed=False),
    Column("away", phrase("column.away"), ("请假",), needed=False),
    Column("wish", phrase("column.wish"), ("意愿",), needed=False),
)
WORDS = {"休": WISH_OFF, "休息": WISH_OFF} | dict(zip("早中晚夜两", KINDS, strict=True))
WORDS |= {word: word for word in (WISH_OFF, *KINDS)}
DATE = len("2026-06-16")  # a wish begins with one
MOST, DAY_HOURS = 1000.0, 24.0  # of hours and shifts that a row may say


def read_people(
    path: Path | str, people: Sequence[Person], first: dt.date, days: int, content: bytes | None = None
) -> tuple[tuple[Person, ...], tuple[Wish, ...]]:
    """The people of a desk with names and past, and their wishes. `first`: date of the roster's first day.

    `content`: the file's bytes where they are at hand. BadInput where the file has not a row for each, a name twice, or
    a cell that cannot be read.
    """
    found: list[Person] = []
    wishes: list[Wish] = []
    names: set[str] = set()
    rows = list(read_rows(path, COLUMNS, content))
    wrong = bad(path, phrase("roster.rows", rows=len(rows), count=len(people)))
    for row in rows:
        if len(found) == len(people):
            raise wrong
        name = row.name_of("name")
        if name in names:
            raise row.wrong("name", phrase("roster.twice"))
        names.add(name)
        burdens = tuple(_number(row, one) for one in BURDENS)
        ended = row.number_of("ended", -DAY_HOURS, DAY_HOURS, phrase("column.ended")) if "ended" in row else None
        away = [_day(row, "away", word, first, days) for word in _words(row, "away")]
        found.append(
            Person(
                name, people[len(found)].group, frozenset(one for one in away if one is not None),
                _number(row, "overtime"), burdens, ended, int(_number(row, "in_a_row")),
            )
        )  # fmt: skip
        for word in row.cells.get("wish", "").replace("；", ";").split(";"):
            if word.strip():
                date, what = word.strip()[:DATE], word.strip()[DATE:].strip().lower()
                if what not in WORDS:
                    raise row.wrong("wish", phrase("roster.wish", example=f"{first.isoformat()} {WISH_OFF}"))
                day = _day(row, "wish", date, first, days)
                if day is not None:
                    wishes.append(Wish(len(found) - 1, day, WORDS[what]))
    if len(found) < len(people):
        raise wrong
    return tuple(found), tuple(wishes)


def people_bytes(people: Sequence[Person]) -> bytes:
    """The table of these people; leave and wishes are empty, for whoever plans the next week to fill in."""
    rows: list[Sequence[object]] = [[column.name for column in COLUMNS]]
    for one in people:
        burdens = [*one.burdens, *[0.0] * (len(BURDENS) - len(one.burdens))]
        ended = "" if one.last_end is None else f"{one.last_end:g}"
        rows.append([one.name, f"{one.overtime:g}", *(f"{b:g}" for b in burdens), ended, one.in_a_row, "", ""])
    return csv_bytes(rows)


def _number(row: Row, name: str) -> float:
    column = next(one for one in COLUMNS if one.name == name)
    return row.number_of(name, 0.0, MOST, column.means) if name in row else 0.0


def _words(row: Row, name: str) -> list[str]:
    return row.cells.get(name, "").replace(";", " ").replace("；", " ").split()


def _day(row: Row, name: str, word: str, first: dt.date, days: int) -> int | None:
    """The day of the roster that a date is; None where it lies outside."""
    try:
        date = dt.date.fromisoformat(word)
    except ValueError:
        raise row.wrong(name, phrase("roster.date", held=shown(word), example=first.isoformat())) from None
    day = (date - first).days
    return day if 0 <= day < days else None
