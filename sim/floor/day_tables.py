"""The tables that the loop of `sim.floor.kernel` works on, made from a tape, a crew, types and rules.

A table is a numpy record array for the compiled loop and a list of small objects for the plain one; `t[i].field`
reads and writes both.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from sim.floor.kernel import BREAK, COME, LEAVE
from sim.floor.lines import LET_IN
from sim.floor.model import Crew, Rules, Tape, WorkTypes


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
    shifts: Any  # by (time, kind, agent)
    events: Any  # heap of abandonments and arrivals of children
    loads: Any  # factors for 1, 2, … in hand
    day: Any  # one row: counters and rules


def _table(*fields: tuple[str, str]) -> np.dtype[Any]:
    return np.dtype([(name, kind) for kind, names in fields for name in names.split()], align=True)


GIVEN = (  # columns of the tape
    "key", "root", "kind", "cause", "redials", "repeats", "transfers", "enter", "joined", "rank", "head_start",
    "deadline", "work", "wrap", "agent", "wrapping",
)  # fmt: skip
CHUNK = 2048  # rows that are filled at a time, so that they stay near the processor

# what an event needs stands close together
CONTACT = _table(
    ("f8", "enter since start waited work wrap deadline rank end"),
    ("u8", "key"),
    ("i4", "kind agent outcome held before after"),
    ("i1", "place"),
    ("b1", "wrong wrapping"),
    ("i4", "transfers repeats redials cause child"),
    ("u8", "root"),
    ("f8", "joined head_start"),
)
AGENT = _table(
    ("f8", "since clock clock_at booked_at busy overrun"),
    ("i4", "load chats group bench before after"),
    ("b1", "on alone"),
)
SKILL = _table(("f8", "speed accuracy"), ("i8", "handled"))
SLOT = _table(("f8", "end"), ("i8", "contact"), ("b1", "wrapping"))
END = _table(("f8", "time"), ("i8", "agent"))
GROUP = _table(("i4", "chats menu menu_end"))
BENCH = _table(("i4", "first last"))
CHOICE = _table(("i8", "of preference"))
KIND = _table(
    ("f8", "balking redial redial_after repeat repeat_after transfer work_mean work_cv patience_mean patience_cv "
           "wrap_mean "
    "queue_area queue_at service_area service_at"),
    ("i8", "channel priority transfer_to work_family patience_family waiting in_hand first last heap options "
           "options_end"),
)
SHIFT = _table(("f8", "time"), ("i8", "agent kind"))
EVENT = _table(("f8", "time"), ("i8", "code"))
LOAD = _table(("f8", "stretch errors"))
DAY = _table(
    ("f8", "horizon"),
    ("i8", "begun contacts room roots next_root events event_room next_shift waiting live_waiting kinds slots loads "
           "leaves "
    "waiting_room max_redials max_repeats max_transfers"),
    ("b1", "hand_back"),
)
TYPES = dict(
    contacts=CONTACT, agents=AGENT, skills=SKILL, slots=SLOT, ends=END, groups=GROUP, benches=BENCH, choices=CHOICE,
    kinds=KIND, shifts=SHIFT, events=EVENT, loads=LOAD, day=DAY,
)  # fmt: skip
assert tuple(TYPES) == Floor._fields


def fill(tape: Tape, crew: Crew, types: WorkTypes, rules: Rules) -> Floor:
    """The tables at the beginning of a day. Raises ValueError if the tape is not sorted by time of entry."""
    if np.count_nonzero(tape.enter[1:] < tape.enter[:-1]):
        raise ValueError("the rows of a tape must be sorted by the time at which they enter")
    held = np.bincount(tape.agent[tape.agent >= 0], minlength=1)
    slots = int(max(1, held.max(), crew.chats.max(initial=1)))
    agents, kinds = agent_table(crew), _copy(_kinds(types), KIND)
    groups, choices = choices_table(agents, kinds, crew, types)
    loads = int(agents["chats"].max(initial=1))
    skills = np.zeros(crew.speed.size, dtype=SKILL)
    skills["speed"], skills["accuracy"] = crew.speed.ravel(), crew.accuracy.ravel()
    contacts, ends = contact_table(tape, types, rules), _copy(_ends(len(crew)), END)
    events = np.zeros(256, dtype=EVENT)
    events["time"][0] = np.inf
    day = _copy(_day(rules), DAY)
    day["horizon"] = tape.horizon
    day["contacts"] = day["roots"] = len(tape)
    day["kinds"], day["slots"], day["loads"], day["leaves"] = len(types), slots, loads, len(ends) // 2
    day["room"], day["event_room"] = len(contacts), len(events)
    return Floor(
        contacts=contacts,
        agents=agents,
        skills=skills,
        slots=np.zeros(len(crew) * slots, dtype=SLOT),
        ends=ends,
        groups=groups,
        benches=np.full(len(groups) * loads, -1, dtype=BENCH),
        choices=choices,
        kinds=kinds,
        shifts=shift_table(crew),
        events=events,
        loads=_copy(_loads(rules, slots), LOAD),
        day=day,
    )


def _copy(table: bytes, kind: np.dtype[Any]) -> Any:
    """A table of one's own; numpy itself copies records field by field."""
    return np.frombuffer(bytearray(table), kind)


def contact_table(tape: Tape, types: WorkTypes, rules: Rules) -> Any:
    """The rows of the tape; room for children if contacts can have any."""
    n = len(tape)
    # room for children takes no memory until they are born: pages of zeros are given when they are touched
    table = np.zeros(n + (n // 2 + 64 if _fertile(types, rules) else 0) + 1, dtype=CONTACT)
    given = {name: getattr(tape, name) for name in GIVEN}
    given |= {"since": tape.joined, "place": tape.queued * np.int8(LET_IN)}
    for i in range(0, n, CHUNK):
        rows = table[i : min(i + CHUNK, n)]
        rows["start"] = rows["end"] = np.nan  # nothing has happened yet; what is not set here is zero
        rows["child"] = -1
        for name, column in given.items():
            rows[name] = column[i : i + CHUNK]
    return table


@lru_cache(maxsize=64)
def _fertile(types: WorkTypes, rules: Rules) -> bool:
    return bool(
        (rules.max_redials > 0 and types.redial.any())
        or (rules.max_repeats > 0 and types.repeat.any())
        or (rules.max_transfers > 0 and types.transfer.any())
    )


def agent_table(crew: Crew) -> Any:
    table = np.zeros(len(crew), dtype=AGENT)
    table["chats"] = np.maximum(crew.chats, 1)  # empty hands fit a chat whatever the cap
    table["bench"] = -1
    return table


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


def choices_table(agents: Any, kinds: Any, crew: Crew, types: WorkTypes) -> tuple[Any, Any]:
    """Groups of people with equal skills, preferences and cap, and who is tried for what; fills the others' links.

    A contact looks at groups, not at people: an arrival costs the same with 50 people and with 1,000.
    """
    alike = np.empty((len(crew), 2 * len(types) + 1), dtype=np.int64)
    skilled = crew.speed > 0
    alike[:, : len(types)], alike[:, len(types) : -1] = crew.preference * skilled, skilled
    alike[:, -1] = agents["chats"]
    number: dict[bytes, int] = {}
    rows = alike.view(f"V{alike.strides[0]}").ravel().tolist()
    agents["group"] = [number.setdefault(row, len(number)) for row in rows]
    groups, choices, kinds["options"], kinds["options_end"] = _choices(tuple(number), types)
    return groups, choices


@lru_cache(maxsize=256)  # groups of a season are few, and days are many
def _choices(alike: tuple[bytes, ...], types: WorkTypes) -> tuple[Any, Any, Any, Any]:
    kinds, rows = len(types), [np.frombuffer(row, dtype=np.int64).tolist() for row in alike]
    by_priority = np.argsort(types.priority, kind="stable").tolist()
    choices: list[tuple[int, int]] = []
    groups, options, options_end = [], [], []
    for row in rows:
        start = len(choices)
        choices += [(k, 0) for k in by_priority if row[kinds + k]]
        groups.append((row[-1], start, len(choices)))
    for k in range(kinds):
        options.append(len(choices))
        able = [(row[k], g) for g, row in enumerate(rows) if row[kinds + k]]
        choices += [(g, preference) for preference, g in sorted(able)]
        options_end.append(len(choices))
    return np.array(groups, GROUP), np.array(choices, CHOICE), options, options_end


def shift_table(crew: Crew) -> Any:
    """Who comes and goes when; the last row never comes."""
    agent, on, off = crew.windows.reshape(-1, 3).T
    n = len(agent)
    table = np.zeros(2 * n + 1, dtype=SHIFT)
    table["agent"][:n] = table["agent"][n:-1] = agent
    table["time"][:n], table["time"][n:-1], table["time"][-1] = on, off, np.inf
    table["kind"][:n] = COME
    table["kind"][n:-1] = LEAVE
    table["kind"][n:-2][agent[1:] == agent[:-1]] = BREAK
    return table.take(np.lexsort((table["agent"], table["kind"] == COME, table["time"])))


@lru_cache(maxsize=64)
def _loads(rules: Rules, most: int) -> bytes:
    """Factors by the number in hand; the last one given stands for all beyond."""
    table = np.zeros(most, dtype=LOAD)
    for name, factors in (("stretch", rules.stretch), ("errors", rules.error_stretch)):
        table[name] = np.asarray(factors)[np.minimum(np.arange(most), len(factors) - 1)]
    return table.tobytes()


@lru_cache(maxsize=64)
def _day(rules: Rules) -> bytes:
    table = np.zeros(1, dtype=DAY)
    for name in ("waiting_room", "hand_back", "max_redials", "max_repeats", "max_transfers"):
        table[name] = getattr(rules, name)
    return table.tobytes()


@lru_cache(maxsize=64)
def _row_class(dtype: Any) -> type:
    def __init__(self: Any, values: Sequence[Any]) -> None:
        for name, value in zip(dtype.names, values, strict=True):
            setattr(self, name, value)

    return type("Row", (), {"__slots__": dtype.names, "__init__": __init__})


def unplugged(floor: Floor) -> Floor:
    """The same tables as lists of objects, for the loop in plain Python, where room for children is not free."""
    rows = int(floor.day["roots"][0]) + 1
    lists = Floor(*([_row_class(t.dtype)(row) for row in t.tolist()] for t in (floor.contacts[:rows], *floor[1:])))
    lists.day[0].room = rows
    return lists


def plugged(floor: Floor, like: Floor) -> Floor:
    """Lists of objects back to record arrays."""
    return Floor(
        *(
            np.array([attrgetter(*was.dtype.names)(row) for row in table], dtype=was.dtype)
            for table, was in zip(floor, like, strict=True)
        )
    )


def longer(floor: Floor, name: str) -> Floor:
    """The floor with a quarter more room in the table of contacts or events."""
    table, day = getattr(floor, name), floor.day[0]
    more = np.zeros(len(table) // 4 + 64, dtype=CONTACT if name == "contacts" else EVENT)
    if isinstance(table, list):
        table.extend(_row_class(more.dtype)(row) for row in more.tolist())
        day.room, day.event_room = len(floor.contacts), len(floor.events)
        return floor
    floor = floor._replace(**{name: np.concatenate([table, more])})
    day["room"], day["event_room"] = len(floor.contacts), len(floor.events)
    return floor
