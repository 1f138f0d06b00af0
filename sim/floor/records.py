"""What the reference engine keeps of contacts and agents, and how it turns into arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.floor.model import Channel, Crew, DayLog, Outcome, Tape

if TYPE_CHECKING:
    from sim.floor.reference import Floor

PENDING = int(Outcome.PENDING)


class Moment:
    """A bare SimPy event, born triggered: who is called (or waits for it), whom it concerns, a mark of its validity.

    It has what `Environment.step` and `Process` ask of an event and nothing else; `callbacks` may be shared.
    """

    __slots__ = ("callbacks", "mark", "subject")
    _ok = True
    _value = None

    def __init__(self, callbacks: list[Any], subject: Any = None, mark: Any = None):
        self.callbacks, self.subject, self.mark = callbacks, subject, mark


class Area:
    """∫ count dt, by the engine's clock."""

    __slots__ = ("count", "since", "total")

    def __init__(self) -> None:
        self.count, self.since, self.total = 0, 0.0, 0.0

    def change(self, now: float, by: int) -> None:
        self.total += self.count * (now - self.since)
        self.count += by
        self.since = now


class Contact:
    """A row of the day: the fields of the tape and of the log, and where it stands now."""

    agent = start = end = None
    waits = wrong = False
    spell = held = 0  # of waiting: which one it is
    outcome, child, waited = PENDING, -1, 0.0
    since = taken = 0.0  # when its present spell of waiting began; when it was last taken in hand

    def __init__(
        self, row, key, root, kind, cause, redials, repeats, transfers, enter, joined, rank, head_start, deadline,
        work, wrap, queued=False, wrapping=False,
    ):  # fmt: skip
        self.row, self.key, self.root, self.kind, self.cause = row, key, root, kind, cause
        self.redials, self.repeats, self.transfers = redials, repeats, transfers
        self.enter, self.joined, self.rank, self.head_start, self.deadline = enter, joined, rank, head_start, deadline
        self.work, self.wrap, self.queued, self.wrapping = work, wrap, queued, wrapping
        self.since = joined


class Agent:
    """A person on the floor today; `change` counts what outdates the benches, `version` what outdates the next END."""

    def __init__(self, number: int, crew: Crew, channel: list[int]):
        self.number = number
        self.speed, self.accuracy = crew.speed[number].tolist(), crew.accuracy[number].tolist()
        self.preference, self.chats = crew.preference[number].tolist(), int(crew.chats[number])
        self.skills = [k for k, speed in enumerate(self.speed) if speed > 0]
        self.chat_skills = [k for k in self.skills if channel[k] == Channel.CHAT]
        mine = crew.windows[crew.windows[:, 0] == number] if len(crew.windows) else crew.windows
        self.windows = [(float(on), float(off)) for _, on, off in mine]
        self.handled = [0] * len(self.speed)
        self.on = self.alone = False
        self.load = self.change = self.version = 0
        self.since = self.service = self.updated = 0.0
        self.busy = self.busy_from = self.overrun = self.overrun_from = 0.0
        self.slots: list[tuple[float, int, Contact]] = []

    def open_to(self) -> list[int] | tuple[()]:
        """The kinds that fit now."""
        if not self.on:
            return ()
        if self.load == 0:
            return self.skills
        return () if self.alone or self.load >= self.chats else self.chat_skills


FIXED = ("key", "root", "kind", "cause", "redials", "repeats", "transfers", "enter", "joined", "rank")

MADE = {
    "deadline": np.float64, "start": np.float64, "end": np.float64, "waited": np.float64, "outcome": np.int64,
    "wrong": bool, "child": np.int64, "held": np.int64,
}  # fmt: skip


def contacts_of(tape: Tape) -> list[Contact]:
    """The tape's rows as contacts."""
    names = (*FIXED, "head_start", "deadline", "work", "wrap", "queued", "wrapping")
    columns = [getattr(tape, name).tolist() for name in names]
    return list(map(Contact, range(len(tape)), *columns))


def day_log(floor: Floor) -> DayLog:
    """Close the day at the horizon and write it down."""
    horizon, contacts, agents = floor.tape.horizon, floor.contacts, floor.agents
    waiting = [c for c in contacts if c.waits]
    carry = carry_of(floor, waiting)
    for c in waiting:
        c.waited += horizon - c.since
    for area in (*floor.waiting, *floor.talking):
        area.change(horizon, 0)
    for agent in agents:
        if agent.load:
            agent.busy += horizon - agent.busy_from
            if not agent.on:
                agent.overrun += horizon - agent.overrun_from
    children = contacts[len(floor.tape) :]
    day = {}
    for name in FIXED:
        given = getattr(floor.tape, name)
        day[name] = np.concatenate([given, np.array([getattr(c, name) for c in children], dtype=given.dtype)])

    for name, kind in MADE.items():
        day[name] = np.array([getattr(c, name) for c in contacts], dtype=kind)
    return DayLog(
        **day,
        agent=np.array([-1 if c.agent is None else c.agent.number for c in contacts], dtype=np.int64),
        queue_area=np.array([area.total for area in floor.waiting]),
        service_area=np.array([area.total for area in floor.talking]),
        busy=np.array([a.busy for a in agents], dtype=np.float64),
        staffed=np.array([staffed(a.windows, horizon) for a in agents], dtype=np.float64),
        overrun=np.array([a.overrun for a in agents], dtype=np.float64),
        handled=np.array([a.handled for a in agents], dtype=np.int64).reshape(len(agents), len(floor.types)),
        carry=carry,
    )


def staffed(windows: list[tuple[float, float]], horizon: float) -> float:
    """Seconds inside the windows and the day."""
    return sum(max(0.0, min(off, horizon) - max(on, 0.0)) for on, off in windows)


def carry_of(floor: Floor, waiting: list[Contact]) -> Tape:
    """What is pending at the horizon, on tomorrow's clock."""
    horizon, priority = floor.tape.horizon, floor.priority
    held: dict[int, tuple[int, float]] = {}
    for agent in floor.agents:
        if not agent.load:
            continue
        service = agent.service + (horizon - agent.updated) / floor.stretch[agent.load - 1]
        for finish, row, contact in agent.slots:
            left = max(0.0, finish - service)
            held[row] = agent.number, left if contact.wrapping else left * agent.speed[contact.kind]
    lines = []
    for row in sorted(held):
        c = floor.contacts[row]
        number, left = held[row]
        # a wait of no more length: tomorrow it is continued from minus the seconds waited
        lines.append((c, 0.0, -c.waited, c.deadline - c.taken, left, True, number, c.wrapping))
    for c in sorted(waiting, key=lambda c: (priority[c.kind], c.rank, c.row)):
        lines.append((c, 0.0, (c.since - horizon) - c.waited, c.deadline - horizon, c.work, True, -1, False))
    unborn = [c for c in floor.contacts if c.enter >= horizon and c.outcome == PENDING]
    for c in sorted(unborn, key=lambda c: (c.enter, c.row)):
        lines.append((c, c.enter - horizon, c.joined - horizon, c.deadline - horizon, c.work, False, -1, False))

    def column(values: Any, kind: Any) -> Any:
        return np.array(list(values), dtype=kind)

    same = {
        name: column((getattr(line[0], name) for line in lines), np.uint64 if name in ("key", "root") else np.int64)
        for name in ("key", "root", "kind", "cause", "redials", "repeats", "transfers")
    }
    enter, joined, deadline, work = (column((line[i] for line in lines), np.float64) for i in (1, 2, 3, 4))
    return Tape(
        horizon=horizon,
        seed=floor.tape.seed,
        **same,
        enter=enter,
        joined=joined,
        rank=column((line[0].rank - horizon for line in lines), np.float64),
        head_start=column((line[0].head_start for line in lines), np.float64),
        deadline=deadline,
        work=work,
        wrap=column((0.0 if line[7] else line[0].wrap for line in lines), np.float64),
        queued=column((line[5] for line in lines), bool),
        agent=column((line[6] for line in lines), np.int64),
        wrapping=column((line[7] for line in lines), bool),
    )
