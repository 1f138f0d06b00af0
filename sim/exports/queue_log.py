"""Asterisk's queue_log, as the file or as a table of a database: what happened to each call, event by event.

Of a call: ENTERQUEUE, CONNECT, and then COMPLETECALLER, COMPLETEAGENT or a transfer; or ABANDON; or EXITWITHTIMEOUT,
EXITWITHKEY, EXITEMPTY, which are no hang-ups: the wait is cut short. Of an agent: ADDMEMBER, REMOVEMEMBER, PAUSE,
UNPAUSE and the logins, which give the hours of duty. Source: Asterisk documentation, "Queue Logs".
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sim.exports.clocks import wall_clock
from sim.exports.contact_file import ContactFile
from sim.exports.contacts import contacts_of
from sim.exports.known_again import known_again
from sim.exports.quality import Remark
from sim.exports.queue_members import Members
from sim.exports.stamps import NOTHING_TOLD, UTC, Told
from sim.exports.tables import Table
from sim.files.bad_input import bad
from sim.files.messages import phrase

SERVED = {"COMPLETECALLER", "COMPLETEAGENT"}
HANDED_ON = {"BLINDTRANSFER", "ATTENDEDTRANSFER", "TRANSFER"}
EXITS = {"EXITWITHTIMEOUT": 2, "EXITWITHKEY": 3, "EXITEMPTY": 2}  # which of the data has the wait
NOT_PICKED_UP = {"RINGNOANSWER", "RINGCANCELED"}
MOST_UNREAD = 0.05  # share of lines that are no events above which the file is refused
BACK_IN_LINE_S = 60.0  # a call that enters again so soon after an exit has not left: the dial plan sent it on
YEARS = (631152000.0, 4133980800.0)  # 1990 and 2101 in seconds since 1970
LAST = {"queue_log.unread": 1, "queue_log.no_hours": 2}
FIELDS = ("time", "callid", "queue", "agent", "event")


class Event(NamedTuple):
    """One line. `time`: seconds since 1970, UTC or, in tables of date and time, the clock of the database."""

    time: float
    call: str
    queue: str
    agent: str
    event: str
    data: tuple[str, ...]


@dataclass
class Call:
    """One call in one queue, from ENTERQUEUE on; nan: has not happened."""

    queue: str
    entered: float
    waited: float = math.nan
    agent: str = ""
    service: float = math.nan
    wrapup: float = math.nan
    left: bool = False
    continues: bool = False
    before: float = 0.0  # seconds from there to the last time it entered
    over: float = math.nan  # when the queue lost sight of it
    caller: str = ""

    @property
    def whole(self) -> bool:
        return not math.isnan(self.waited) and (not self.agent or not math.isnan(self.service))


@dataclass
class _Calls:
    """Calls by id as their events come."""

    all: list[Call] = field(default_factory=list)
    last: dict[str, Call] = field(default_factory=dict)
    latest_of: dict[str, Call] = field(default_factory=dict)  # by agent, the call served last
    counts: Counter[str] = field(default_factory=Counter)

    def take(self, e: Event) -> None:
        if e.event == "ENTERQUEUE":
            self._enter(e)
        elif e.event in NOT_PICKED_UP:
            self.counts["queue_log.not_picked_up"] += 1
        elif e.call in self.last:
            self._go_on(self.last[e.call], e)
        elif e.event in SERVED | HANDED_ON | EXITS.keys() | {"CONNECT", "ABANDON"}:
            self.counts["queue_log.no_begin"] += e.event != "CONNECT"

    def _enter(self, e: Event) -> None:
        before = self.last.get(e.call)
        if before is not None and before.left and e.time - before.over <= BACK_IN_LINE_S:
            before.queue, before.left, before.waited, before.over = e.queue, False, math.nan, math.nan
            before.before = e.time - before.entered
            self.counts["queue_log.back_in_line"] += 1
            return
        handed_on = before is not None and not math.isnan(before.service)
        caller = e.data[1] if len(e.data) > 1 else ""
        self.last[e.call] = Call(e.queue, e.time, continues=handed_on, caller=caller)
        self.all.append(self.last[e.call])

    def _go_on(self, call: Call, e: Event) -> None:
        if not math.isnan(call.over):
            return  # told twice
        if e.event == "CONNECT":
            call.agent, call.waited = e.agent, _waited(call, e, 0)
            self.latest_of[e.agent] = call
        elif e.event in SERVED or e.event in HANDED_ON:
            at = 1 if e.event in SERVED else 3
            call.over, call.agent = e.time, call.agent or e.agent
            call.waited = _waited(call, e, at - 1) if math.isnan(call.waited) else call.waited
            call.service = _told(e, at, e.time - (call.entered + call.waited))
            self.counts["queue_log.handed_on"] += e.event in HANDED_ON
            self.latest_of[call.agent] = call
        elif e.event == "ABANDON" or e.event in EXITS:
            call.over, call.left = e.time, e.event != "ABANDON"
            call.waited = _waited(call, e, EXITS.get(e.event, 2))
            self.counts["queue_log.exits"] += call.left


def read_queue_log(table: Table, zone: str | None = None, told: Told = NOTHING_TOLD) -> ContactFile:
    """The calls of a log and the hours of its agents. `zone`: the shop's, as an IANA name; None: the log's own clock.

    Raises BadInput where it holds no events or no call that was answered.
    """
    events, unread, utc = _events(table, told)
    if not events or unread.count > MOST_UNREAD * (len(events) + unread.count):
        raise bad(table.name, phrase("queue_log.no_events", row=unread.first or table.first_row))
    events.sort(key=lambda e: e.time)
    calls, members = _Calls(), Members(events[0].time)
    for e in events:
        calls.take(e)
        pause = members.take(e)
        if pause is not None and pause.agent in calls.latest_of:
            calls.latest_of[pause.agent].wrapup = pause.seconds
    kept = [call for call in calls.all if call.whole]
    if not any(call.agent for call in kept):
        raise bad(table.name, phrase("contacts.none_served"))
    zone = zone if utc else None
    contacts = contacts_of(
        wall_clock(np.array([call.entered for call in kept]), zone),
        np.maximum(0.0, np.array([call.waited for call in kept])),
        np.array([bool(call.agent) for call in kept]),
        np.maximum(0.0, np.array([call.service for call in kept])),
        kind=[call.queue for call in kept],
        agent=[call.agent for call in kept],
        wrapup=np.array([call.wrapup for call in kept]),
        left=np.array([call.left for call in kept]),
        continues=np.array([call.continues for call in kept]),
        customer=known_again([call.caller for call in kept]),
    )
    hours = members.hours(events[-1].time, lambda moments: wall_clock(moments, zone))
    calls.counts["queue_log.open"] = len(calls.all) - len(kept)
    calls.counts["queue_log.unread"] = unread.count
    never = members.static({call.agent for call in kept if call.agent})
    calls.counts["queue_log.no_hours"] = len(never)
    return ContactFile(table.name, contacts, hours, tuple(_remarks(calls.counts, unread.first)), utc=utc)


def _remarks(counts: Counter[str], row: int) -> Iterator[Remark]:
    """In the order in which a manager reads them: about contacts, then about lines and people."""
    for key, count in sorted(counts.items(), key=lambda item: LAST.get(item[0], 0)):
        if count:
            yield Remark(key, count, {"row": row} if key == "queue_log.unread" else {})


@dataclass
class _Unread:
    count: int = 0
    first: int = 0


def _events(table: Table, told: Told) -> tuple[list[Event], _Unread, bool]:
    """The events in the order of the file, lines that are none, and whether their times are UTC."""
    places = columns_of(table)
    cells = [table.column(i) if i is not None else [""] * len(table) for i in places.head]
    data = [table.column(i) for i in places.data]
    times, utc = _times(cells[0], told)
    found, unread = [], _Unread()
    for i, (time, call, queue, agent, event) in enumerate(zip(times, *cells[1:], strict=True)):
        event = event.upper()
        if math.isnan(time) or not event.isalpha():
            unread.count += 1
            unread.first = unread.first or table.number(i)
            continue
        more = tuple(column[i] for column in data)
        if len(more) == 1:
            more = tuple(more[0].split("|"))
        found.append(Event(float(time), call, queue, agent if agent != "NONE" else "", event, more))
    return found, unread, utc


class Places(NamedTuple):
    """Where the columns of a log stand: time, call, queue, agent, event; then the event's data."""

    head: tuple[int | None, ...]
    data: tuple[int, ...]


def columns_of(table: Table) -> Places:
    """Of a file without headings by their order, of a table by their names."""
    if not table.headings:
        return Places(tuple(range(5)), tuple(range(5, max(6, table.width))) if table.width > 5 else ())
    names = [heading.lower().replace("_", "").replace(" ", "") for heading in table.headings]
    also = {"queue": ("queue", "queuename", "qname"), "event": ("event", "verb", "action"), "time": ("time", "created")}
    also |= {"callid": ("callid", "uniqueid"), "agent": ("agent", "agentname", "qagent")}
    head = tuple(next((names.index(n) for n in also[name] if n in names), None) for name in FIELDS)
    parts = tuple(names.index(f"data{n}") for n in range(1, 6) if f"data{n}" in names)
    filled = any(any(table.column(i)) for i in parts)
    whole = (names.index("data"),) if "data" in names else ()
    return Places(head, parts if filled or not whole else whole)


def is_queue_log(table: Table) -> bool:
    """Whether a table has the columns of one, or, without headings, the events."""
    if table.headings:
        return None not in columns_of(table).head
    words = {*SERVED, *EXITS, "ENTERQUEUE", "CONNECT", "ABANDON", "ADDMEMBER"}
    return table.width >= 5 and any(word in words for word in table.column(4))


def _times(cells: list[str], told: Told) -> tuple[Iterable[float], bool]:
    """Seconds since 1970 of each cell, nan where it holds no moment, and whether they are UTC."""
    numbers = np.array([_number(cell) for cell in cells])
    numbers[~((numbers >= YEARS[0]) & (numbers <= YEARS[1]))] = np.nan
    if np.isfinite(numbers).any():
        return numbers, True
    from sim.exports.moments import moments

    read = moments(cells, UTC, told.order, told.clock)
    return read.seconds, read.zone_known or told.clock is not None


def _waited(call: Call, e: Event, at: int) -> float:
    """Seconds since the call came; of one that entered twice the log tells the last stay only."""
    return call.before + _told(e, at, e.time - call.entered - call.before)


def _told(e: Event, at: int, seen: float) -> float:
    """The seconds that an event names, or those that passed where it names none."""
    told = _number(e.data[at]) if at < len(e.data) else math.nan
    return told if told >= 0 else seen


def _number(cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
