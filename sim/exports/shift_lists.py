"""Lists of shifts, one row each with begin and end, and lists of who is on which day without any hours."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np

from sim.arrays import Floats
from sim.exports.columns import Found, find, holds, sample
from sim.exports.contacts import EPOCH
from sim.exports.hours import NO_HOURS, hours_of, without
from sim.exports.moments import is_nothing, moments
from sim.exports.quality import Remark
from sim.exports.roster_codes import shift_of
from sim.exports.rosters import Roster
from sim.exports.spans import spans, unit_of
from sim.exports.stamps import NOTHING_TOLD, Told, doubts
from sim.exports.tables import Table
from sim.files.bad_input import bad, shown
from sim.files.messages import phrase

DAY_S = 86400.0
LONGEST_SHIFT_S = 24 * 3600.0
MINUTES_FROM = 5.0  # a break of so many or more, without a unit, is minutes; of fewer, hours
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?\s*([ap])\.?m\.?", re.IGNORECASE)
_NEXT_DAY = re.compile(
    r"^(?:次日|翌日|第二天|隔天|next day)\s*|\s*(?:\(?\+1(?:\s?[dD](?:ay)?)?\)?|[(（]次日[)）]|next day)$"
)
_OPEN = {"open", "open shift", "unassigned", "待定", "未分配"}
MOST_UNREAD = 0.05


def is_shift_list(table: Table) -> bool:
    found = find(table, "shifts")
    hours = {"on", "off"} <= found.keys() or ("hours" in found and "date" in found)
    return "agent" in found and hours


def read_shift_list(table: Table, told: Told = NOTHING_TOLD) -> Roster:
    """The shifts of a list. An end before the begin is on the next day; a shift without a person is set aside.

    Raises BadInput where more than one row in twenty has no hours, or none has a person.
    """
    found = find(table, "shifts")
    people, filled = _people(_cells(table, found, "agent"), len(table))
    on, off, open_ = _hours(table, found, told)
    unread = np.isnan(on) | np.isnan(off) | (off - on > LONGEST_SHIFT_S)
    open_shifts = np.array([not name or name.lower() in _OPEN for name in people], dtype=bool)
    if unread.sum() > MOST_UNREAD * len(table):
        at = int(np.flatnonzero(unread)[0])
        role = "on" if "on" in found else "hours"
        held = shown(table.column(found[role].index)[at])
        raise bad(table.name, phrase("rosters.no_shift", row=table.number(at), value=held))
    rests = _breaks(table, found)
    windows, days, placed = [], set(), 0
    for i in np.flatnonzero(~unread & ~open_shifts):
        rest = float(rests[i])
        middle = (on[i] + off[i] - rest) / 2
        gone = [(middle, middle + rest)] if 0 < rest < off[i] - on[i] else []
        placed += len(gone)
        windows += [(people[i], a, b) for a, b in without((float(on[i]), float(off[i])), gone)]
        days.add((EPOCH + dt.timedelta(days=float(on[i] // DAY_S)), people[i]))
    if not windows:
        raise bad(table.name, phrase("rosters.no_people"))
    hours = hours_of(windows)
    counts = {
        "rosters.planned": len(hours.agents),
        "rosters.open_shifts": int((open_shifts & ~unread).sum()),
        "rosters.unread": int(unread.sum()),
        "rosters.filled_down": filled,
        "rosters.breaks_placed": placed,
    }
    remarks = (*open_, *(Remark(key, count) for key, count in counts.items() if count))
    return Roster(table.name, hours.agents, hours, tuple(sorted(days)), {}, remarks)


def is_duty_list(table: Table) -> bool:
    """Whether a table without headings has a column of days and one of people, and neither counts nor hours."""
    return not table.headings and _day_and_person(table) is not None and not _has_figures(table)


def read_duty_list(table: Table) -> Roster:
    """Who is on which day. There are no hours in it: `Roster.hours` is empty and a remark says so."""
    places = _day_and_person(table)
    if places is None:
        raise bad(table.name, phrase("rosters.no_days"))
    seconds = moments(table.column(places[0])).seconds
    people = table.column(places[1])
    days = {
        (EPOCH + dt.timedelta(days=float(s // DAY_S)), name)
        for s, name in zip(seconds, people, strict=True)
        if name and not np.isnan(s)
    }
    names = tuple(sorted({name for _, name in days}))
    remarks = (Remark("rosters.planned", len(names)), Remark("rosters.no_hours", len(days)))
    return Roster(table.name, names, NO_HOURS, tuple(sorted(days)), {}, remarks)


def _has_figures(table: Table) -> bool:
    """Whether a column holds numbers or times of day: then it is a list of something else."""
    columns = (sample(table, i) for i in range(table.width))
    return any(cells and holds(cells, "span") and not moments(cells).date_only for cells in columns)


def _day_and_person(table: Table) -> tuple[int, int] | None:
    columns = [table.column(i) for i in range(table.width)]
    dated = [i for i, cells in enumerate(columns) if moments(cells).date_only and any(cells)]
    if not dated:
        return None
    words = [
        (len({cell for cell in cells if cell}), -i)
        for i, cells in enumerate(columns)
        if i not in dated and any(cells) and np.isnan(moments(cells).seconds).all()
    ]
    many = max(words, default=(0, 0))
    return (dated[0], -many[1]) if many[0] >= 2 else None


def _people(cells: list[str], rows: int) -> tuple[list[str], int]:
    """The person of each row. In a printed layout a name stands once above its rows: it is carried down."""
    names = [cell for cell in cells if cell]
    blanks = rows - len(names)
    if not cells or not cells[0] or blanks <= len(names) / 2 or len(set(names)) < len(names):
        return cells, 0
    carried, now = [], ""
    for cell in cells:
        now = cell or now
        carried.append(now)
    return carried, blanks


def _hours(table: Table, found: dict[str, Found], told: Told) -> tuple[Floats, Floats, list[Remark]]:
    """(N,) begin and end of each row, seconds since 1970, nan where they cannot be read; and what is open about it."""
    dated = [
        found[role]
        for role in ("date", "on", "off")
        if role in found and holds(sample(table, found[role].index), "moment")
    ]
    open_: list[Remark] = []
    for column in dated[:1]:  # the others are written like it
        read = moments(table.column(column.index), order=told.order)
        if read.mixed:
            raise bad(table.name, phrase("stamps.mixed", column=shown(column.heading)))
        open_ = doubts(column, read, 0)
        told = Told(told.clock, read.order)
    day = np.full(len(table), np.nan)
    if "date" in found:
        day = np.floor(moments(_cells(table, found, "date"), order=told.order).seconds / DAY_S) * DAY_S
    if "on" in found and "off" in found:
        on, off = (_moment(_cells(table, found, role), day, told.order) for role in ("on", "off"))
    else:
        shifts = [shift_of(cell) for cell in _cells(table, found, "hours")]
        on = day + np.array([shift.on if shift else np.nan for shift in shifts])
        off = day + np.array([shift.off if shift else np.nan for shift in shifts])
    return on, np.where(off <= on, off + DAY_S, off), open_


def _moment(cells: list[str], day: Floats, order: str | None) -> Floats:
    """Full moments, or clock times of the row's day: 9:00am, 21:00, 25:30, seconds since midnight."""
    whole = moments(cells, order=order).seconds
    clocks = np.array([_clock(cell) for cell in cells])
    return np.where(np.isnan(day + clocks), whole, day + clocks)


def _clock(cell: str) -> float:
    """Seconds since the midnight of the row's day: 9:00am, 21:00, 25:30, 次日06:00, seconds."""
    bare = _NEXT_DAY.sub("", cell.strip())
    if bare != cell.strip():
        return _clock(bare) + DAY_S
    met = _CLOCK.fullmatch(cell.strip())
    if met is not None:
        hour = int(met[1]) % 12 + (12 if met[3].lower() == "p" else 0)
        return hour * 3600.0 + int(met[2] or 0) * 60.0
    if re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?|\d{1,6}(\.\d+)?", cell.strip()) is None:
        return float("nan")
    parts = [float(part) for part in cell.strip().split(":")]
    seconds = parts[0] if len(parts) == 1 else parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)
    return seconds if seconds <= 2 * DAY_S else float("nan")


def _breaks(table: Table, found: dict[str, Found]) -> Floats:
    """(N,) seconds of unpaid break of each row; 0 where none is said."""
    if "break" not in found:
        return np.zeros(len(table))
    column = found["break"]
    cells = _cells(table, found, "break")
    read = spans(cells, column.heading).seconds
    if unit_of(column.heading) is None:
        bare = np.array([not is_nothing(cell) and re.fullmatch(r"\d+(\.\d+)?", cell) is not None for cell in cells])
        read = np.where(bare, read * np.where(read >= MINUTES_FROM, 60.0, 3600.0), read)
    return np.nan_to_num(read)


def _cells(table: Table, found: dict[str, Found], role: str) -> list[str]:
    return table.column(found[role].index) if role in found else [""] * len(table)
