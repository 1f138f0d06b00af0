"""One row an agent and day, as chat tools count: how many customers and conversations, how fast the replies came.

Gives the load of each agent, the spread between agents, and how many who asked then bought. It has no hours of the day,
nobody who left before an answer, and no working time: a conversation's length holds the customer's pauses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from sim.arrays import Floats, Ints
from sim.exports.columns import Found, find
from sim.exports.doubled import doubled
from sim.exports.moments import moments
from sim.exports.numbers import numbers, shares
from sim.exports.quality import Remark
from sim.exports.robots import named_robot
from sim.exports.spans import spans
from sim.exports.stamps import NOTHING_TOLD, Told, doubts
from sim.exports.tables import Table
from sim.files.bad_input import bad, shown
from sim.files.messages import phrase

MEASURES = {"contacts", "conversations", "asked", "first_reply", "reply", "session", "conversion"}
DAY_S = 86400.0
_DATE = re.compile(r"(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")


@dataclass(frozen=True)
class AgentDays:
    """N rows. Counts a row, times in seconds (means of the row), shares from 0 to 1; nan: not said.

    `day`: midnight since 1970 on the shop's clock, nan where rows have no date; `days` is then the length of the
    period that the whole report is about (nan: not said).
    """

    name: str
    agents: tuple[str, ...]
    agent: Ints
    day: Floats
    contacts: Floats  # customers, each once a day
    conversations: Floats  # each time one began
    asked: Floats
    buying: Floats  # asked before an order
    conversion: Floats  # of those, who bought
    first_reply_s: Floats
    reply_s: Floats
    session_s: Floats
    queued: Floats  # of those who got through
    queue_wait_s: Floats
    replies: Floats
    days: float
    remarks: tuple[Remark, ...] = ()

    def __len__(self) -> int:
        return len(self.agent)


def is_agent_days(table: Table) -> bool:
    found = find(table, "agent_days")
    return "agent" in found and len(found.keys() & MEASURES) >= 2


def read_agent_days(table: Table, told: Told = NOTHING_TOLD) -> AgentDays:
    """The rows of a report by agent; a robot's are set aside. Raises BadInput where no row has an agent and a count."""
    found = find(table, "agent_days")
    if "agent" not in found or not found.keys() & MEASURES:
        raise bad(table.name, phrase("agent_days.no_column"))
    names = table.column(found["agent"].index)
    robot = np.array([named_robot(name) for name in names], dtype=bool)
    measured = np.zeros(len(table), dtype=bool)
    for role in found.keys() - {"agent", "date"}:
        column = found[role]
        cells = table.column(column.index)
        measured |= (
            ~np.isnan(spans(cells, column.heading).seconds) | ~np.isnan(shares(cells)) | ~np.isnan(numbers(cells))
        )
    again = doubled(table)
    named = np.array([bool(name) for name in names], dtype=bool)
    kept = named & ~robot & measured & ~again
    if not kept.any():
        raise bad(table.name, phrase("agent_days.no_agents"))
    agents = sorted({name for name, keep in zip(names, kept, strict=True) if keep})
    place = {name: i for i, name in enumerate(agents)}
    day, days, open_ = _days(table, found, told)
    columns = {role: _numbers(table, found, role)[kept] for role in ("contacts", "conversations", "asked", "buying")}
    column = table.column(found["conversion"].index) if "conversion" in found else [""] * len(table)
    first, reply, session, wait = (
        _seconds(table, found, role)[kept] for role in ("first_reply", "reply", "session", "queue_wait")
    )
    made = AgentDays(
        table.name,
        tuple(agents),
        np.array([place[name] for name, keep in zip(names, kept, strict=True) if keep], dtype=np.int64),
        day[kept],
        columns["contacts"],
        columns["conversations"],
        columns["asked"],
        columns["buying"],
        shares(column)[kept],
        first,
        reply,
        session,
        _numbers(table, found, "queued")[kept],
        wait,
        _numbers(table, found, "replies")[kept],
        days,
    )
    counts = {
        "agent_days.robots": robot,
        "agent_days.no_name": ~named,
        "agent_days.no_figures": named & ~robot & ~measured,
        "agent_days.doubled": named & ~robot & measured & again,
    }
    said = [Remark(key, int(rows.sum())) for key, rows in counts.items() if rows.any()]
    return _checked(made, said + open_)


def _checked(made: AgentDays, found: list[Remark]) -> AgentDays:
    key = np.column_stack([made.agent, np.nan_to_num(made.day)])
    _, first = np.unique(key, axis=0, return_index=True)
    again = np.ones(len(made), dtype=bool)
    again[first] = False
    if again.any():
        found.append(Remark("agent_days.twice", int(again.sum())))
    if np.isnan(made.day).all() and np.isnan(made.days):
        found.append(Remark("agent_days.no_period", len(made)))
    if not np.isnan(made.session_s).all():
        found.append(Remark("agent_days.no_work_time", len(made)))
    return replace(made, remarks=tuple(found))


def _days(table: Table, found: dict[str, Found], told: Told) -> tuple[Floats, float, list[Remark]]:
    """(N,) the day of each row, the days of the period that the lines above name, and what is open about them."""
    if "date" in found:
        column = found["date"]
        read = moments(table.column(column.index), order=told.order)
        if read.mixed:
            raise bad(table.name, phrase("stamps.mixed", column=shown(column.heading)))
        return read.seconds, float("nan"), doubts(column, read, read.unread)
    for line in table.above:
        met = _DATE.findall(" ".join(line))
        if met:
            ends = moments([met[0], met[-1]]).seconds
            period = float(ends[1] - ends[0]) / DAY_S + 1.0
            single = ends[0] if period == 1.0 else np.nan
            return np.full(len(table), single), period, []
    return np.full(len(table), np.nan), float("nan"), []


def _numbers(table: Table, found: dict[str, Found], role: str) -> Floats:
    return numbers(table.column(found[role].index)) if role in found else np.full(len(table), np.nan)


def _seconds(table: Table, found: dict[str, Found], role: str) -> Floats:
    if role not in found:
        return np.full(len(table), np.nan)
    return spans(table.column(found[role].index), found[role].heading).seconds
