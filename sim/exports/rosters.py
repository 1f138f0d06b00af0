"""Rosters as hours of duty: a grid of people and days with codes, a list of shifts, or a list of who is on which day.

A roster is what was planned. It has no lateness, no sickness of the same day, and no real breaks.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim.exports.contacts import EPOCH
from sim.exports.hours import Hours, hours_of, without
from sim.exports.numbers import number
from sim.exports.quality import Remark
from sim.exports.roster_codes import Shift, legend, planned
from sim.exports.roster_dates import dates_of, is_weekdays
from sim.exports.tables import Table
from sim.files.bad_input import bad, listed
from sim.files.messages import phrase

NAMES = ("姓名", "名字", "员工", "员工姓名", "客服", "人员", "昵称", "name", "employee", "agent", "staff")
LEAST_ROWS = 1


@dataclass(frozen=True)
class Roster:
    """Who was planned when. `hours` is on the shop's clock; `days` has (date, person) of whoever is on that day."""

    name: str
    people: tuple[str, ...]
    hours: Hours
    days: tuple[tuple[dt.date, str], ...]
    codes: dict[str, Shift | None]
    remarks: tuple[Remark, ...] = ()

    @property
    def has_hours(self) -> bool:
        return len(self.hours) > 0


def is_grid(table: Table) -> bool:
    """Whether days stand in the headings and words, not counts, in the cells below."""
    dates, _ = dates_of(table.headings, table.above, None, dt.date(2026, 1, 1))
    body = _body(table)
    if not dates or body is None:
        return False
    cells = [row[i] for row in body[1] for i in dates if row[i]]
    return any(np.isnan(number(cell)) and not is_weekdays([cell, cell]) for cell in cells)


def read_grid(table: Table, near: dt.date | None = None) -> Roster:
    """A grid: a row a person, a column a day, codes in the cells and their hours in lines above or below.

    `near`: a day of the contacts that the roster goes with, for headings without a year; None: today.
    Raises BadInput where no day, no person or no hours can be read.
    """
    people_at, rows = _body(table) or (0, [])
    weekdays = next((row for row in rows if is_weekdays(_days_only(row, people_at))), None)
    dates, year_told = dates_of(table.headings, table.above, weekdays, near or dt.date.today())
    if not dates:
        raise bad(table.name, phrase("rosters.no_days"))
    codes = legend((*table.above, *table.below))
    made = _Grid(codes)
    for row in rows:
        name = row[people_at]
        cells = [row[i] for i in dates]
        if row is weekdays or not name or is_weekdays(cells) or _is_count(cells):
            continue
        if any(cells):
            made.take(name, {date: row[i] for i, date in dates.items()})
        else:
            codes |= legend([tuple(row)])  # a line of the legend that stands close below
    if not made.people:
        raise bad(table.name, phrase("rosters.no_people"))
    if not made.windows:
        if made.unknown:
            raise bad(table.name, phrase("rosters.no_legend", codes=listed(sorted(made.unknown))))
        raise bad(table.name, phrase("rosters.nobody_on"))
    remarks = made.remarks()
    if not year_told:
        remarks.append(Remark("rosters.year_taken", len(dates), {"first": min(dates.values())}))
    return Roster(
        table.name,
        tuple(sorted(made.people)),
        hours_of(made.windows, made.people),
        tuple(sorted(made.days)),
        codes,
        tuple(remarks),
    )


class _Grid:
    """A grid row by row."""

    def __init__(self, codes: dict[str, Shift | None]) -> None:
        self.codes = codes
        self.people: set[str] = set()
        self.windows: list[tuple[str, float, float]] = []
        self.days: set[tuple[dt.date, str]] = set()
        self.unknown: dict[str, int] = {}
        self.several = self.half = self.twice = 0

    def take(self, name: str, cells: dict[dt.date, str]) -> None:
        self.twice += name in self.people
        self.people.add(name)
        for date, cell in cells.items():
            held = planned(cell, self.codes)
            if held.unknown:
                self.unknown[held.unknown] = self.unknown.get(held.unknown, 0) + 1
            self.several += held.several
            self.half += held.half
            midnight = midnight_of(date)
            for shift in held.shifts:
                self.days.add((date, name))
                for on, off in without((shift.on, shift.off), shift.breaks):
                    self.windows.append((name, midnight + on, midnight + off))

    def remarks(self) -> list[Remark]:
        found = [Remark("rosters.planned", len(self.people))]
        if self.unknown:
            facts = {"codes": listed(sorted(self.unknown))}
            found.append(Remark("rosters.unknown_codes", sum(self.unknown.values()), facts))
        for key, count in (
            ("rosters.several", self.several),
            ("rosters.half", self.half),
            ("rosters.person_twice", self.twice),
        ):
            if count:
                found.append(Remark(key, count))
        return found


def midnight_of(date: dt.date) -> float:
    return (date - EPOCH).days * 86400.0


def _body(table: Table) -> tuple[int, list[list[str]]] | None:
    """The column of people and all rows; None where the table has none."""
    if not table.headings or len(table) < LEAST_ROWS:
        return None
    lower = [heading.strip().lower() for heading in table.headings]
    at = next((i for i, heading in enumerate(lower) if heading in NAMES), 0)
    columns = [table.column(i) for i in range(len(table.headings))]
    return at, [list(row) for row in zip(*columns, strict=True)]


def _days_only(row: list[str], people_at: int) -> list[str]:
    return [cell for i, cell in enumerate(row) if i != people_at]


def _is_count(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(not np.isnan(number(cell)) for cell in filled)
