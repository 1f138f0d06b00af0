"""When each agent was on duty: windows read from a file, or inferred from who served when.

Columns of the file: `agent`, `on_s`, `off_s` (seconds since midnight, 07:01:16, or a date with a time), and `date`
in a file of several days; one row a window, as many windows an agent as there were breaks. Other names: on, off.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sim.arrays import Floats
from sim.calibrate.contacts import Contacts
from sim.exports.hours import Hours
from sim.files.bad_input import bad, listed
from sim.files.csv_rows import Column, read_rows
from sim.files.messages import phrase

COLUMNS = (
    Column("date", phrase("column.window_date"), needed=False),
    Column("agent", phrase("column.window_agent")),
    Column("on_s", phrase("column.on_s"), ("on",)),
    Column("off_s", phrase("column.off_s"), ("off",)),
)
CLOCKS_S = 3.0  # the clocks of queue, service and windows differ by a second or two


@dataclass(frozen=True)
class Duty:
    """Windows by day: `windows[day]` has rows (agent position, on, off), as `sim.floor.Crew` wants them."""

    agents: tuple[str, ...]
    windows: dict[int, Floats]


def read_duty(path: Path | str, contacts: Contacts, day: int | None) -> tuple[Contacts, Duty]:
    """The windows of a file, and the contacts with agents numbered alike (somebody on duty may have served nobody).

    Windows without a date are those of `day`; None: all days are asked for, and every window needs a date. Windows
    of one agent that touch or overlap are one; those of no length say nothing and are left out. Raises BadInput.
    """
    found: list[tuple[dt.date | None, str, float, float]] = []
    for row in read_rows(path, COLUMNS):
        (first, on), (last, off) = row.moment("on_s"), row.moment("off_s")
        if off < on or (first and last and first != last):
            before = phrase("duty.backwards", column=row.headings["on_s"], value=row.cells["on_s"])
            raise row.wrong("off_s", before)
        found.append((row.date_of("date") if "date" in row else first, row.name_of("agent"), on, off))
    known = set(contacts.agents)
    if not known & {agent for _, agent, _, _ in found}:
        theirs = listed(sorted({agent for _, agent, _, _ in found}))
        raise bad(path, phrase("duty.strangers", theirs=theirs, known=listed(contacts.agents)))
    agents = contacts.agents + tuple(sorted({agent for _, agent, _, _ in found} - known))
    place = {name: a for a, name in enumerate(agents)}
    days = {date: i for i, date in enumerate(contacts.dates)}
    windows: dict[int, list[tuple[int, float, float]]] = {}
    for date, agent, on, off in found:
        if date is None and day is None:
            raise bad(path, phrase("duty.which_day"))
        i = days.get(date, -1) if date is not None else -1 if day is None else day
        windows.setdefault(i, []).append((place[agent], on, off))
    if day is not None and day not in windows:
        date = contacts.dates[day]
        raise bad(path, phrase("duty.undated") if date is None else phrase("duty.other_days", date=date))
    if day is None and not windows.keys() & set(days.values()):
        raise bad(path, phrase("duty.no_day", first=contacts.dates[0], last=contacts.dates[-1]))
    made = {i: union(w) for i, w in windows.items() if i >= 0}
    if not any(len(made[i]) for i in ([day] if day is not None else made)):
        raise bad(path, phrase("duty.no_time"))
    return replace(contacts, agents=agents), Duty(agents, made)


def placed(hours: Hours, contacts: Contacts) -> tuple[Contacts, Duty]:
    """Hours as windows of the days of the contacts, and the contacts with agents numbered alike; cut at midnight.

    Hours of days without contacts are left out.
    """
    rows = hours.by_day()
    days = {date: i for i, date in enumerate(contacts.dates)}
    agents = contacts.agents + tuple(sorted({agent for date, agent, *_ in rows if date in days} - set(contacts.agents)))
    place = {name: a for a, name in enumerate(agents)}
    windows: dict[int, list[tuple[int, float, float]]] = {}
    for date, agent, on, off in rows:
        if date in days:
            windows.setdefault(days[date], []).append((place[agent], on, off))
    return replace(contacts, agents=agents), Duty(agents, {day: union(w) for day, w in windows.items()})


def infer_duty(contacts: Contacts, gap: float) -> Duty:
    """Windows from the services: two of one agent that are at most `gap` seconds apart lie in one window.

    An agent counts as on duty from the first service of a stretch to the end of its last. Breaks shorter than `gap`
    look like duty, and waiting longer than `gap` for the next contact looks like a break.
    """
    known = contacts.rows(contacts.answered & (contacts.agent >= 0))
    served = np.column_stack([known.agent, known.start, known.end])
    return Duty(contacts.agents, {int(day): union(served[known.day == day], gap) for day in np.unique(known.day)})


def union(windows: list[tuple[int, float, float]] | Floats, gap: float = 0.0) -> Floats:
    """Windows (agent, on, off) sorted, those of one agent at most `gap` apart made one, the empty ones dropped."""
    rows = np.asarray(windows, dtype=np.float64).reshape(-1, 3)
    rows = rows[np.lexsort(rows.T[::-1])]
    far = 1.0 + gap + 2.0 * np.abs(rows[:, 1:]).max(initial=0.0)  # sets agents apart on one line of time
    reach = np.maximum.accumulate(rows[:, 2] + rows[:, 0] * far)
    first = np.ones(len(rows), dtype=bool)
    first[1:] = rows[1:, 1] + rows[1:, 0] * far > reach[:-1] + gap
    heads = np.flatnonzero(first)
    if not len(heads):
        return rows
    made = np.column_stack([rows[heads, :2], np.maximum.reduceat(rows[:, 2], heads)])
    return made[made[:, 2] > made[:, 1]]


def fuller_than_duty(contacts: Contacts, duty: Duty) -> tuple[list[str], list[str]]:
    """Agents who served for longer than their windows of some day last, and agents with windows who served nobody."""
    known = contacts.answered & (contacts.agent >= 0) & ~np.isnan(contacts.service)
    fuller: set[int] = set()
    planned = {int(agent) for windows in duty.windows.values() for agent in windows[:, 0]}
    for day, windows in duty.windows.items():
        rows = np.flatnonzero(known & (contacts.day == day))
        served = np.bincount(contacts.agent[rows], contacts.service[rows], len(duty.agents))
        there = np.bincount(windows[:, 0].astype(np.int64), windows[:, 2] - windows[:, 1], len(duty.agents))
        fuller |= set(map(int, np.flatnonzero((there > 0) & (served > there + CLOCKS_S))))
    idle = planned - set(map(int, contacts.agent[known]))
    return [duty.agents[a] for a in sorted(fuller)], [duty.agents[a] for a in sorted(idle)]


def served_outside(day: Contacts, windows: Floats) -> int:
    """Contacts of one day whose service began outside of the windows of the agent who served them."""
    named = np.flatnonzero(day.answered & (day.agent >= 0))
    outside = np.ones(len(named), dtype=bool)
    for agent, on, off in windows:
        start = day.start[named]
        outside &= ~((day.agent[named] == agent) & (on - CLOCKS_S <= start) & (start <= off + CLOCKS_S))
    return int(outside.sum())
