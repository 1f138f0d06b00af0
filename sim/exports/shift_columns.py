"""Rosters with a row a day, a column a shift, and the names of those on it in the cells."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np

from sim.exports.contacts import EPOCH
from sim.exports.hours import hours_of, without
from sim.exports.moments import moments
from sim.exports.numbers import number
from sim.exports.quality import Remark
from sim.exports.roster_codes import Shift, is_off, legend, plain_code, shift_of
from sim.exports.rosters import MOST_ROWS, Roster, midnight_of
from sim.exports.tables import Table
from sim.files.bad_input import bad
from sim.files.messages import phrase

_BETWEEN = re.compile(r"[、,，/;；\n\s]+")


def is_shift_columns(table: Table) -> bool:
    """Whether days stand in the first column, and headings are shifts whose hours are said."""
    if not table.headings or len(table) > MOST_ROWS or not moments(table.column(0)).date_only:
        return False
    shifts = _shifts(table)
    return bool(shifts) and all(np.isnan(number(cell)) for i in shifts for cell in table.column(i) if cell)


def read_shift_columns(table: Table) -> Roster:
    """Who is on which shift. Raises BadInput where nobody is."""
    shifts = _shifts(table)
    days, windows = set(), []
    for i, shift in shifts.items():
        for seconds, cell in zip(moments(table.column(0)).seconds, table.column(i), strict=True):
            if np.isnan(seconds):
                continue
            date = EPOCH + dt.timedelta(seconds=float(seconds))
            for name in filter(None, _BETWEEN.split(cell)):
                if is_off(name):
                    continue
                days.add((date, name))
                spans = without((shift.on, shift.off), shift.breaks)
                windows += [(name, midnight_of(date) + on, midnight_of(date) + off) for on, off in spans]
    if not windows:
        raise bad(table.name, phrase("rosters.nobody_on"))
    hours = hours_of(windows)
    codes: dict[str, Shift | None] = {table.headings[i]: shift for i, shift in shifts.items()}
    remarks = (Remark("rosters.planned", len(hours.agents)),)
    return Roster(table.name, hours.agents, hours, tuple(sorted(days)), codes, remarks)


def _shifts(table: Table) -> dict[int, Shift]:
    """The columns that are shifts, by the hours in their headings or in a legend."""
    codes = legend((*table.above, *table.below))
    found = {}
    for i, heading in enumerate(table.headings[1:], start=1):
        shift = shift_of(heading) or codes.get(plain_code(heading))
        if shift is not None:
            found[i] = shift
    return found
