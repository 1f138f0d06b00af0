"""What every floor engine is given and gives back: plain arrays, no behaviour.

Times are seconds since the floor day began (0 to `Tape.horizon`; what is left from yesterday has negative times).
Work types and agents are positions (0 … K−1, 0 … A−1). The rules that an engine must follow are written down in
`sim.floor.reference`, which is the definition of correct.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import IntEnum
from typing import Any

import numpy as np

from sim.arrays import DTYPES, Bools, Floats, Ints, Keys
from sim.units import HOURS_PER_DAY


class Channel(IntEnum):
    CHAT = 0  # shares a person with other chats
    PHONE = 1  # live, one at a time
    DEFERRED = 2  # tickets and tasks: one at a time, no waiting room


class Routing(IntEnum):
    """Which of the people who fit, of the first in preference and with as few in hand, takes a contact."""

    LONGEST_IDLE = 0
    RANDOM = 1
    LEAST_OCCUPIED = 2  # who was busy for the smallest share of the time on duty so far today


class Outcome(IntEnum):
    PENDING = 0  # in the queue, in hand or not yet arrived when the day ended: stands in the carry
    SERVED = 1
    ABANDONED = 2
    BALKED = 3
    BLOCKED = 4
    TRANSFERRED = 5  # served here, and goes on as a child elsewhere
    CLOSED = 6  # came while nobody was on duty who could take it
    MESSAGE = 7  # waited, left a message and went: a child, to be worked later


class Cause(IntEnum):
    ROOT = 0
    REDIAL = 1
    REPEAT = 2
    TRANSFER = 3
    MESSAGE = 4


class Family(IntEnum):
    NONE = 0  # of work: no wrap-up; of patience: waits for ever
    EXPONENTIAL = 1
    LOGNORMAL = 2
    FIXED = 3
    PIECES = 4  # and above: the law whose first piece is number `family − PIECES` of `WorkTypes.pieces`


# A law in pieces: a uniform u below `below` becomes v = (u − start) / width of (0, 1), and that a duration. A line is
# level + slope · v, a power level · (−log v) ^ slope, a curve exp(level + slope · y) with y from `WorkTypes.curves`.
PIECE = np.dtype(
    [*((name, "f8") for name in ("below", "start", "width", "level", "slope")),
     *((name, "i8") for name in ("form", "curve", "last"))],
)  # fmt: skip
CELL = np.dtype([(name, "f8") for name in "abcd"])  # of a curve: a + b w + c w² + d w³ with w of (0, 1)
NOT_GIVEN: Any = np.zeros(0)
# columns of `WorkTypes` that need not be given
NEUTRAL: dict[str, Any] = {
    "routing": 0, "closes": False, "same_again": False, "message_after": np.inf, "message_to": -1
}  # fmt: skip


@dataclass(frozen=True, eq=False)  # itself and no other: what hangs on it alone is worked out once
class WorkTypes:
    """K contact types. Distributions here are for children; roots bring their draws on the tape."""

    names: tuple[str, ...]
    channel: Ints
    priority: Ints
    target: Floats
    work_family: Ints
    work_mean: Floats
    work_cv: Floats
    patience_family: Ints
    patience_mean: Floats
    patience_cv: Floats
    wrap_mean: Floats  # 0 = none
    balking: Floats
    redial: Floats
    redial_after: Floats  # mean delay
    repeat: Floats
    repeat_after: Floats
    transfer: Floats
    transfer_to: Ints  # -1 = nowhere
    wrap_family: Ints  # of these three: exponential, or in pieces
    redial_family: Ints
    repeat_family: Ints
    pieces: Any = field(default_factory=lambda: np.zeros(0, dtype=PIECE))  # all laws in pieces, one after the other
    curves: Any = field(default_factory=lambda: np.zeros(0, dtype=CELL))  # all curves that they use
    # rules of a type; where they are not given they change nothing
    routing: Ints = field(default_factory=lambda: NOT_GIVEN)  # a `Routing`
    closes: Bools = field(default_factory=lambda: NOT_GIVEN)  # turned away while nobody is on duty who could take it
    same_again: Bools = field(default_factory=lambda: NOT_GIVEN)  # a redial brings the same work and patience
    message_after: Floats = field(default_factory=lambda: NOT_GIVEN)  # who waits so long leaves a message; inf = never
    message_to: Ints = field(default_factory=lambda: NOT_GIVEN)  # the deferred kind that it becomes; -1 = none
    by_hour: Floats = field(default_factory=lambda: NOT_GIVEN)  # (K, 24) factor on the work of who enters in that hour

    def __post_init__(self) -> None:
        for name, neutral in NEUTRAL.items():
            if getattr(self, name) is NOT_GIVEN:
                object.__setattr__(self, name, np.full(len(self), neutral))
        if self.by_hour is NOT_GIVEN:
            object.__setattr__(self, "by_hour", np.ones((len(self), HOURS_PER_DAY)))

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True, eq=False)
class Rules:
    stretch: Floats  # concurrency slowdown: factor on the time of each chat with 1, 2, … in hand
    error_stretch: Floats  # factor on the share of wrong answers with 1, 2, … in hand
    waiting_room: int  # live contacts that may wait; -1 = no limit
    hand_back: bool  # at the end of a shift: hand the work in hand back to the queue, or finish it
    max_redials: int
    max_repeats: int
    max_transfers: int
    trunks: int = -1  # live contacts that may wait or be talked to; -1 = no limit


@dataclass(frozen=True)
class Crew:
    """A people. `windows[i] = (agent, on, off)` sorted by agent then time, not touching within an agent.

    The gap between two windows of one agent is a break (the work in hand is always finished first and the break
    still ends on time); the end of the last window is the end of the shift, to which `Rules.hand_back` applies.
    """

    ids: Ints  # who this is, across days
    speed: Floats  # (A, K) work per second; 0 = lacks the skill
    accuracy: Floats  # (A, K) chance that an answer is right with one in hand
    preference: Ints  # (A, K) smaller is tried first when a contact looks for a person
    chats: Ints  # (A,) most chats at once
    windows: Floats  # (W, 3) agent position, on, off

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Pools:
    """Who belongs to which pod today: 1 … `count`; 0 = anybody's contact, or somebody who takes everything."""

    count: int
    kinds: tuple[int, ...]  # the types of which each pod has its own
    of_agent: Ints  # (A,)
    of_row: Ints  # (rows,) of the tape
    quicker: float = 1.0  # factor on speed in contacts of one's own pod


@dataclass(frozen=True)
class Contacts:
    """What tape and log both say of a contact: arrays with one element a row.

    This class, `Tape` and `Visits` are the only list of the columns of a contact: the engines, the carry and the
    tables go by `TAPE_COLUMNS` and `LOG_COLUMNS`, which are made from the annotations. A new column is one line here
    and the lines that use it; a child has 0 in it unless its engine says otherwise.
    """

    key: Keys  # identity of this contact: its draws hang on nothing else
    root: Keys  # identity of the contact that started the chain
    kind: Ints  # contact type
    cause: Ints
    redials: Ints  # how many of each came before in the chain
    repeats: Ints
    transfers: Ints  # messages among them: they are handed on, too
    enter: Floats  # when it reaches the floor
    joined: Floats  # when its wait began (= enter except for carried rows)
    rank: Floats  # place in the queue: joined − head start
    deadline: Floats  # abandons if still waiting then; inf = never

    def __len__(self) -> int:
        return len(self.key)


@dataclass(frozen=True)
class Tape(Contacts):
    """The contacts known when the day begins, one row each, all their draws made. Sorted by (enter, row).

    Rows carried over from yesterday come first: `agent >= 0` if in somebody's hands, then `work` is what is left
    of the current phase and `wrapping` says which phase. A row whose `queued` is true has been let in already and
    is not balked or blocked again.
    """

    head_start: Floats  # seconds; children keep it
    work: Floats  # seconds at speed 1, alone
    wrap: Floats
    queued: Bools
    agent: Ints  # -1 = nobody
    wrapping: Bools

    horizon: float
    seed: int


@dataclass(frozen=True)
class Comers:
    """Who comes to people today that was not there yesterday, (n,) each, in no order: what a tape is made of."""

    root: Keys
    kind: Ints
    enter: Floats
    head_start: Any  # seconds by which each is served before its turn: one for all, or (n,)
    again: Bools  # whom something other than people has answered: comes as the first repeat of its root


@dataclass(frozen=True)
class Visits(Contacts):
    """What became of each contact today."""

    start: Floats  # first taken in hand; nan = never
    end: Floats  # left the floor: answered, lost or handed on; nan = pending
    waited: Floats  # seconds in queue until now, all spells (pending: until the horizon)
    agent: Ints  # who had it last; -1 = nobody
    outcome: Ints
    wrong: Bools
    child: Ints  # row of the contact it made; -1 = none
    held: Ints  # contacts in the agent's hands when this one ended, itself included; 0 = never in hand


@dataclass(frozen=True)
class DayLog(Visits):
    """One row per contact and visit of the day: the tape's rows first, then children in the order of their making.

    Whole numbers of the rows have 64 bits or, from the compiled engine, 32.
    """

    # accumulated by the engine's own clock, independent of the rows above
    queue_area: Floats  # (K,) ∫ number waiting
    service_area: Floats  # (K,) ∫ number in hand, wrap-up excluded
    busy: Floats  # (A,) seconds with anything in hand
    staffed: Floats  # (A,) seconds inside the windows
    overrun: Floats  # (A,) busy seconds outside them
    handled: Ints  # (A, K) contacts finished (served or handed on)
    carry: Tape  # what tomorrow starts with; times already on tomorrow's clock


def _columns(record: type[Contacts]) -> dict[str, np.dtype[Any]]:
    """The columns of a record by name, with the type of their elements."""
    return {one.name: DTYPES[str(one.type)] for one in fields(record) if one.type in DTYPES}


TAPE_COLUMNS, LOG_COLUMNS = _columns(Tape), _columns(Visits)
