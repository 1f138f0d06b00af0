"""The tables that the loop of `sim.floor.kernel` works on, made from a tape, a crew, types and rules.

A table is a numpy record array for the compiled loop and a list of small objects for the plain one; `t[i].field`
reads and writes both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.floor.kernel import BREAK, COME, LEAVE
from sim.floor.lines import LET_IN, NOWHERE
from sim.floor.loops import loop, objects, table_of, unrolled
from sim.floor.model import CELL, LOG_COLUMNS, PIECE, TAPE_COLUMNS, Crew, Rules, Tape, WorkTypes


class Floor(NamedTuple):
    """A floor day under way."""

    contacts: Any  # the rows of the log, and room for children
    agents: Any
    skills: Any  # agent × kind
    slots: Any  # agent × slots: what is in hand; the first `load` of them are filled
    ends: Any  # tournament of the agents' next ends; 1 = the winner
    groups: Any  # agents who are alike to every contact
    benches: Any  # group × load: the free ones, longest idle first
    choices: Any  # groups for each kind by preference, and kinds for each group by priority
    kinds: Any
    hours: Any  # kind × hour of the day; only read
    shifts: Any  # by (time, kind, agent)
    events: Any  # heap of abandonments and arrivals of children
    loads: Any  # factors for 1, 2, … in hand
    pieces: Any  # laws of durations in pieces; only read
    curves: Any  # cells of their curves; only read
    day: Any  # one row: counters and rules


def _table(*fields: tuple[str, str]) -> np.dtype[Any]:
    return np.dtype([(name, kind) for kind, names in fields for name in names.split()], align=True)


# What an event needs stands close together; then come the columns of tape and log that only the log wants.
NEAR = (
    "enter since start waited work wrap deadline rank end key kind agent outcome held before after place wrong wrapping"
)
OWN = {"since": "f8", "before": "i4", "after": "i4", "place": "i1"}  # columns of the loop alone
NARROW = {"f": "f8", "u": "u8", "i": "i4", "b": "b1"}  # whole numbers of a row need 32 bits


def _contact() -> np.dtype[Any]:
    kinds = {name: NARROW[kind.kind] for name, kind in (TAPE_COLUMNS | LOG_COLUMNS).items()} | OWN
    del kinds["queued"]  # `place` says it
    near = NEAR.split()
    far = sorted(set(kinds).difference(near), key=lambda name: (kinds[name][1:], name))
    return _table(*((kinds[name], name) for name in (*near, *far)))


CONTACT = _contact()
GIVEN = tuple(name for name in TAPE_COLUMNS if name in (CONTACT.names or ()))
_given = attrgetter(*GIVEN)
AGENT = _table(
    ("f8", "since clock clock_at booked_at busy overrun came duty"),
    ("i8", "person"),
    ("i4", "load chats group bench before after"),
    ("b1", "on alone"),
)
SKILL = _table(("f8", "speed accuracy"), ("i8", "handled"))
SLOT = _table(("f8", "end"), ("i8", "contact"), ("b1", "wrapping"))
END = _table(("f8", "time"), ("i8", "agent"))
GROUP = _table(("i4", "chats menu menu_end on"))  # `on`: how many of them are on duty
BENCH = _table(("i4", "first last"))
CHOICE = _table(("i8", "of preference"))
KIND = _table(
    (
        "f8",
        "balking redial redial_after repeat repeat_after transfer work_mean work_cv patience_mean patience_cv "
        "wrap_mean message_after "
        "queue_area queue_at service_area service_at",
    ),
    (
        "i8",
        "channel priority transfer_to work_family patience_family wrap_family redial_family repeat_family "
        "routing message_to waiting in_hand first last heap options options_end",
    ),
    ("b1", "closes same_again"),
)
HOUR = _table(("f8", "factor"))
SHIFT = _table(("f8", "time"), ("i8", "agent kind"))
EVENT = _table(("f8", "time"), ("i8", "code"))
LOAD = _table(("f8", "stretch errors"))
DAY = _table(
    ("f8", "horizon"),
    (
        "i8",
        "begun contacts room roots next_root events event_room next_shift waiting live_waiting kinds slots loads "
        "leaves "
        "waiting_room trunks max_redials max_repeats max_transfers",
    ),
    ("b1", "hand_back"),
)
TYPES = dict(
    contacts=CONTACT, agents=AGENT, skills=SKILL, slots=SLOT, ends=END, groups=GROUP, benches=BENCH, choices=CHOICE,
    kinds=KIND, hours=HOUR, shifts=SHIFT, events=EVENT, loads=LOAD, pieces=PIECE,
    curves=CELL, day=DAY,
)  # fmt: skip
assert tuple(TYPES) == Floor._fields
NO_EVENTS = np.array([(np.inf, 0)] + [(0.0, 0)] * 255, dtype=EVENT).tobytes()


def fill(tape: Tape, crew: Crew, types: WorkTypes, rules: Rules) -> Floor:
    """The tables at the beginning of a day. Raises ValueError if the tape is not sorted by time of entry."""
    rows, people, chats = len(tape), len(crew), np.maximum(crew.chats, 1)  # empty hands fit a chat whatever the cap
    loads = int(chats.max(initial=1))
    slots = max(loads, int(np.bincount(tape.agent + 1)[1:].max(initial=1)))
    group, groups, choices, kinds = choices_table(chats, crew, types)
    # room for children takes no memory until they are made: pages of zeros are given when they are touched
    contacts = np.zeros(rows + (rows // 2 + 64 if _fertile(types, rules) else 0) + 1, dtype=CONTACT)
    agents, skills = np.zeros(people, dtype=AGENT), np.zeros(crew.speed.size, dtype=SKILL)
    ends, events = _copy(_ends(people), END), _copy(NO_EVENTS, EVENT)
    day = _copy(_day(rules, len(types), len(ends) // 2), DAY)
    unsorted = enter_all(
        _given(tape), tape.enter, tape.joined, tape.queued, chats, group, np.ascontiguousarray(crew.speed),
        np.ascontiguousarray(crew.accuracy), tape.horizon, slots, loads, len(contacts), len(events),
        contacts, agents, skills, day,
    )  # fmt: skip
    agents["person"] = crew.ids
    if unsorted:
        raise ValueError("the rows of a tape must be sorted by the time at which they enter")
    return Floor(
        contacts=contacts,
        agents=agents,
        skills=skills,
        slots=np.zeros(people * slots, dtype=SLOT),
        ends=ends,
        groups=groups,
        benches=np.full(len(groups) * loads, -1, dtype=BENCH),
        choices=choices,
        kinds=kinds,
        hours=_hours(types),
        shifts=shift_table(crew),
        events=events,
        loads=_copy(_loads(rules, slots), LOAD),
        pieces=types.pieces,
        curves=types.curves,
        day=day,
    )


def _copy(table: bytes, kind: np.dtype[Any]) -> Any:
    """A table of one's own; numpy itself copies records field by field."""
    return np.frombuffer(bytearray(table), kind)


@unrolled(lambda row, given, i: [f"row.{name} = given[{k}][i]" for k, name in enumerate(GIVEN)])
def enter_row(row: Any, given: Sequence[Any], i: int) -> None:
    """Row `i` of the columns `GIVEN` of a tape, as a contact's."""
    for name, column in zip(GIVEN, given, strict=True):
        setattr(row, name, column[i])


@loop(fills=4)
def enter_all(
    given: tuple[Any, ...], enter: Floats, joined: Floats, queued: Bools, chats: Ints, group: Ints, speed: Floats,
    accuracy: Floats, horizon: float, slots: int, loads: int, room: int, event_room: int, contacts: Any, agents: Any,
    skills: Any, day: Any,
) -> int:  # fmt: skip
    """Write tape and crew down, to whom nothing has happened yet; what is not set here is zero. Returns how many rows
    enter before the row above."""
    unsorted, kinds = 0, len(speed[0]) if len(speed) > 0 else 0
    for i in range(len(enter)):
        row = contacts[i]
        enter_row(row, given, i)
        row.since = joined[i]
        row.place = LET_IN if queued[i] else NOWHERE
        row.start = row.end = math.nan
        row.child = -1
        unsorted += i > 0 and enter[i] < enter[i - 1]
    for a in range(len(chats)):
        agents[a].chats = chats[a]
        agents[a].group = group[a]
        agents[a].bench = -1
        for k in range(kinds):
            skills[a * kinds + k].speed = speed[a][k]
            skills[a * kinds + k].accuracy = accuracy[a][k]
    day[0].horizon = horizon
    day[0].contacts = day[0].roots = len(enter)
    day[0].room = room
    day[0].event_room = event_room
    day[0].slots = slots
    day[0].loads = loads
    return unsorted


@lru_cache(maxsize=64)
def _fertile(types: WorkTypes, rules: Rules) -> bool:
    return bool(
        (rules.max_redials > 0 and types.redial.any())
        or (rules.max_repeats > 0 and types.repeat.any())
        or (rules.max_transfers > 0 and types.transfer.any())
        or (types.message_to >= 0).any()
    )


@lru_cache(maxsize=64)
def _ends(agents: int) -> bytes:
    """A tournament in which nobody has anything to end; the leaves stand from the middle on."""
    size = 1 << max(0, (agents - 1).bit_length())
    table = np.zeros(2 * size, dtype=END)
    table["time"] = np.inf
    position = np.arange(2 * size)
    depth = np.frexp(np.maximum(position, 1))[1] - 1
    table["agent"] = (position << (size.bit_length() - 1 - depth)) - size  # the leftmost leaf below
    return table.tobytes()


@lru_cache(maxsize=64)
def _kinds(types: WorkTypes) -> bytes:
    table = np.zeros(len(types), dtype=KIND)
    for name in KIND.names or ():
        if hasattr(types, name):
            table[name] = getattr(types, name)
    table["first"] = table["last"] = table["heap"] = -1
    return table.tobytes()


@lru_cache(maxsize=64)
def _hours(types: WorkTypes) -> Any:
    table = np.zeros(types.by_hour.size, dtype=HOUR)
    table["factor"] = types.by_hour.ravel()
    return table


def choices_table(chats: Ints, crew: Crew, types: WorkTypes) -> tuple[Ints, Any, Any, Any]:
    """Groups of people with equal skills, preferences and cap, and who is tried for what.

    A contact looks at groups, not at people: an arrival costs the same with 50 people and with 1,000. Returns the
    group of each person, the groups, the choices and the contact types, which know theirs.
    """
    skilled = crew.speed > 0
    alike = np.concatenate((crew.preference * skilled, skilled, chats[:, None]), axis=1, dtype=np.int64)
    number: dict[bytes, int] = {}
    rows = alike.view(f"V{alike.strides[0]}").ravel().tolist()
    group = np.array([number.setdefault(row, len(number)) for row in rows], dtype=np.int64)
    groups, choices, kinds = _choices(tuple(number), types)
    return group, _copy(groups, GROUP), choices, _copy(kinds, KIND)


@lru_cache(maxsize=256)  # groups of a season are few, and days are many
def _choices(alike: tuple[bytes, ...], types: WorkTypes) -> tuple[bytes, Any, bytes]:
    kinds, rows = len(types), [np.frombuffer(row, dtype=np.int64).tolist() for row in alike]
    by_priority = np.argsort(types.priority, kind="stable").tolist()
    choices: list[tuple[int, int]] = []
    groups, options, options_end = [], [], []
    for row in rows:
        start = len(choices)
        choices += [(k, 0) for k in by_priority if row[kinds + k]]
        groups.append((row[-1], start, len(choices), 0))
    for k in range(kinds):
        options.append(len(choices))
        able = [(row[k], g) for g, row in enumerate(rows) if row[kinds + k]]
        choices += [(g, preference) for preference, g in sorted(able)]
        options_end.append(len(choices))
    table = _copy(_kinds(types), KIND)
    table["options"], table["options_end"] = options, options_end
    return np.array(groups, GROUP).tobytes(), np.array(choices, CHOICE), table.tobytes()


def shift_table(crew: Crew) -> Any:
    """Who comes and goes when; at one instant those who go first, then by agent. The last row never comes."""
    agent, on, off = crew.windows.reshape(-1, 3).T
    n = len(agent)
    table = np.empty(2 * n + 1, dtype=SHIFT)
    who, time, kind = table["agent"], table["time"], table["kind"]
    who[:n] = who[n:-1] = agent
    who[-1] = 0
    time[:n], time[n:-1], time[-1] = off, on, np.inf
    kind[:n] = LEAVE
    kind[: n - 1][agent[1:] == agent[:-1]] = BREAK
    kind[n:] = COME
    return table.take(time.argsort(kind="stable"))


@lru_cache(maxsize=64)
def _loads(rules: Rules, most: int) -> bytes:
    """Factors by the number in hand; the last one given stands for all beyond."""
    table = np.zeros(most, dtype=LOAD)
    for name, factors in (("stretch", rules.stretch), ("errors", rules.error_stretch)):
        table[name] = np.asarray(factors)[np.minimum(np.arange(most), len(factors) - 1)]
    return table.tobytes()


@lru_cache(maxsize=64)
def _day(rules: Rules, kinds: int, leaves: int) -> bytes:
    table = np.zeros(1, dtype=DAY)
    table["kinds"], table["leaves"] = kinds, leaves
    for name in ("waiting_room", "trunks", "hand_back", "max_redials", "max_repeats", "max_transfers"):
        table[name] = getattr(rules, name)
    return table.tobytes()


def to_lists(floor: Floor) -> Floor:
    """The same tables as lists of objects, for the loop in plain Python, where room for children is not free."""
    rows = int(floor.day["roots"][0]) + 1
    lists = Floor(*map(objects, (floor.contacts[:rows], *floor[1:])))
    lists.day[0].room = rows
    return lists


def to_tables(floor: Floor, like: Floor) -> Floor:
    """Lists of objects back to record arrays."""
    return Floor(*(table_of(rows, was.dtype) for rows, was in zip(floor, like, strict=True)))


def longer(floor: Floor, name: str) -> Floor:
    """The floor with a quarter more room in the table of contacts or events."""
    table, day = getattr(floor, name), floor.day[0]
    more = np.zeros(len(table) // 4 + 64, dtype=CONTACT if name == "contacts" else EVENT)
    if isinstance(table, list):
        table.extend(objects(more))
        day.room, day.event_room = len(floor.contacts), len(floor.events)
        return floor
    floor = floor._replace(**{name: np.concatenate([table, more])})
    day["room"], day["event_room"] = len(floor.contacts), len(floor.events)
    return floor
