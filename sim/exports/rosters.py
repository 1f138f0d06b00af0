"""Rosters as hours of duty: a grid of people and days with codes, a list of shifts, or a list of who is on which day.

A roster is what was planned. It has no lateness, no sickness of the same day, and no real breaks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.exports.contacts import EPOCH
from sim.exports.hours import Hours, hours_of, without
from sim.exports.moments import moments
from sim.exports.numbers import number
from sim.exports.quality import Remark
from sim.exports.roster_codes import Shift, is_off, legend, planned, shift_of
from sim.exports.roster_dates import dates_of, is_weekdays
from sim.exports.tables import Table
from sim.files.bad_input import bad, listed
from sim.files.messages import phrase
from sim.units import SECONDS_PER_DAY

NAMES = ("姓名", "名字", "员工", "员工姓名", "客服", "人员", "昵称", "name", "employee", "agent", "staff")
MOST_ABOVE = 10  # rows of a table among which its row of days is looked for
MOST_DAYS_APART = 8
MOST_ROWS = 5_000  # people on one roster


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
    """Whether days stand in a row of headings and words, not counts, in the cells below."""
    grid = _grid(table) if len(table) <= MOST_ROWS else None
    if grid is None:
        return False
    cells = [row[i] for row in grid.rows for i in grid.days_at if row[i]]
    return any(np.isnan(number(cell)) and not is_weekdays([cell, cell]) for cell in cells)


def read_grid(table: Table, near: dt.date | None = None) -> Roster:
    """A grid: a row a person, a column a day, codes in the cells and their hours in lines above or below.

    `near`: a day of the contacts that the roster goes with, for headings without a year; None: today.
    Raises BadInput where no day, no person or no hours can be read.
    """
    grid = _grid(table)
    if grid is None:
        raise bad(table.name, phrase("rosters.no_days"))
    people_at, rows = grid.people_at, grid.rows
    weekdays = next((row for row in rows if is_weekdays(_days_only(row, people_at))), None)
    dates, year_told = dates_of(grid.headings, grid.above, weekdays, near or dt.date.today())
    used = {row[i] for row in rows for i in dates}
    lines = [row for row in rows if _is_legend(row, grid, used)]
    codes = legend((*grid.above, *table.below, *map(tuple, lines), *_pairs_beside(grid)))
    made = _Grid(codes)
    for row in rows:
        name = row[people_at]
        cells = [row[i] for i in dates]
        if row is weekdays or row in lines or is_weekdays(cells) or _is_count(cells) or not any(cells):
            continue
        if not name:
            made.nobodys += sum(1 for cell in cells if planned(cell, codes).shifts)
            continue
        made.take(name, {date: row[i] for i, date in dates.items()})
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
        self.several = self.half = self.twice = self.nobodys = 0

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
            ("rosters.open_shifts", self.nobodys),
        ):
            if count:
                found.append(Remark(key, count))
        return found


def midnight_of(date: dt.date) -> float:
    return (date - EPOCH).days * 86400.0


class _Parts(NamedTuple):
    """The row of days, the lines above it, the column of people, the columns of days, and the rows below."""

    headings: tuple[str, ...]
    above: tuple[tuple[str, ...], ...]
    people_at: int
    days_at: tuple[int, ...]
    rows: list[list[str]]


def _grid(table: Table) -> _Parts | None:
    """The table with its row of days as heading, also where another row was taken for it; None: no such row."""
    width = max(table.width, len(table.headings))
    columns = [table.column(i) for i in range(width)]
    body = [list(row) for row in zip(*columns, strict=True)]
    # in the lines above empty cells are left out; a row of days can only have lost the cell over the people
    lines = [[""] * (width - len(line)) + list(line) for line in table.above]
    lines += [list(table.headings)] if table.headings else []
    for at, line in enumerate([*lines, *body[:MOST_ABOVE]]):
        above = tuple(tuple(filter(None, row)) for row in [*lines, *body][:at])
        days_at = _run_of_days(line, above)
        if days_at and len(lines) + len(body) > at + 1:
            lower = [cell.strip().lower() for cell in line]
            people_at = next((i for i, cell in enumerate(lower) if cell in NAMES), 0)
            return _Parts(tuple(line), above, people_at, days_at, [*lines, *body][at + 1 :])
    return None


def _run_of_days(line: Sequence[str], above: tuple[tuple[str, ...], ...]) -> tuple[int, ...]:
    """Where days follow each other in most of a row's cells; empty: nowhere."""
    clocks = moments(list(line)).seconds % SECONDS_PER_DAY
    if (clocks[~np.isnan(clocks)] > 0).any():
        return ()  # a shift that ends on the next day has two days in a row, too
    dates, _ = dates_of(line, above, None, dt.date(2026, 1, 1))
    steps = [(b - a).days for a, b in pairwise(dates.values())]
    run = bool(steps) and all(0 < step < MOST_DAYS_APART for step in steps) and steps.count(1) >= len(steps) / 2
    if not run:
        return ()
    # what stands behind an empty cell is beside the table
    end = next((i for i in range(max(dates) + 1, len(line)) if not line[i]), len(line))
    return tuple(dates) if 2 * len(dates) >= sum(map(bool, line[:end])) else ()


def _is_legend(row: list[str], grid: _Parts, used: set[str]) -> bool:
    """Whether a row below the people says the hours of a code: in one cell, or in the cell beside the code."""
    filled = [cell for cell in row if cell]
    if len(filled) == 1:
        return bool(legend([tuple(filled)]))
    return len(filled) == 2 and filled[0] in used and (shift_of(filled[1]) is not None or is_off(filled[1]))


def _pairs_beside(grid: _Parts) -> list[tuple[str, ...]]:
    """Codes and what they mean to the right of the table, behind an empty column, two cells each."""
    width = len(grid.headings)
    gap = next(
        (i for i in range(grid.days_at[-1] + 1, width) if not any(row[i] for row in (grid.headings, *grid.rows))), width
    )
    return [(row[i], row[i + 1]) for row in grid.rows for i in range(gap + 1, width - 1, 2) if row[i] and row[i + 1]]


def _days_only(row: list[str], people_at: int) -> list[str]:
    return [cell for i, cell in enumerate(row) if i != people_at]


def _is_count(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(not np.isnan(number(cell)) for cell in filled)
