"""What the reference engine keeps of contacts, agents and who of them is free, and how it turns into arrays."""

from __future__ import annotations

from dataclasses import field, make_dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.floor.model import LOG_COLUMNS, TAPE_COLUMNS, Channel, Crew, DayLog, Outcome, Tape

if TYPE_CHECKING:
    from sim.floor.reference import Floor

PENDING = int(Outcome.PENDING)


class Moment:
    """A bare SimPy event, triggered: who is called (or waits for it), whom it concerns, a mark of its validity.

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


NOTHING = {name: kind.type(0).item() for name, kind in (TAPE_COLUMNS | LOG_COLUMNS).items()}
NOTHING |= {"agent": None, "start": None, "end": None, "child": -1}
GIVEN = [name for name in TAPE_COLUMNS if name != "agent"]  # a carried row is put into its agent's hands later
SAME = [name for name in LOG_COLUMNS if name in GIVEN and name != "deadline"]  # what a day changes in no row

if TYPE_CHECKING:

    class Columns:
        """The columns of a contact are those of `sim.floor.model`, and not typed out again."""

        def __init__(self, row: int, since: float, *given: Any, **named: Any) -> None: ...

        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...

else:
    Columns = make_dataclass(
        "Columns",
        [("row", int), ("since", float)]
        + [(name, Any, field(default=NOTHING[name])) for name in GIVEN]
        + [(name, Any, field(default=NOTHING[name], init=False)) for name in NOTHING if name not in GIVEN],
        eq=False,
    )


class Contact(Columns):
    """A row of the day: the columns of the tape and of the log, and where it stands now.

    `since` is when its present spell of waiting began. Columns of the tape may be given, by name or in their order;
    what is not given is as in `NOTHING`.
    """

    waits = False
    spell = 0  # of waiting: which one it is
    taken = 0.0  # when it was last taken in hand


class Agent:
    """A person on the floor today; `change` counts what outdates the benches, `version` what outdates the next END."""

    def __init__(self, number: int, crew: Crew, channel: list[int]):
        self.number, self.person = number, int(crew.ids[number])
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
        self.came = self.duty = self.busy_on_duty = 0.0  # on duty: since when, seconds before, of these busy
        self.busy = self.busy_from = self.overrun = self.overrun_from = 0.0
        self.slots: list[tuple[float, int, Contact]] = []

    def occupied(self, now: float) -> float:
        """Share of the time on duty so far today in which somebody on duty had anything in hand."""
        duty = self.duty + now - self.came
        busy = self.busy_on_duty + (now - max(self.busy_from, self.came) if self.load else 0.0)
        return busy / duty if duty > 0 else 0.0

    def open_to(self) -> list[int] | tuple[()]:
        """The kinds that fit now."""
        if not self.on:
            return ()
        if self.load == 0:
            return self.skills
        return () if self.alone or self.load >= self.chats else self.chat_skills


class Bench:
    """The agents who fit a kind, best first: a heap whose outdated entries are skipped when they come up."""

    def __init__(self, agents: list[Agent], kind: int):
        self.heap: list[tuple[int, int, float, int, int]] = []
        self.agents, self.kind, self.limit = agents, kind, 64 + 8 * len(agents)

    def add(self, agent: Agent) -> None:
        heappush(self.heap, (agent.preference[self.kind], agent.load, agent.since, agent.number, agent.change))
        if len(self.heap) > self.limit:
            self.heap = sorted(entry for entry in self.heap if entry[4] == self.agents[entry[3]].change)
            self.limit = 64 + 8 * len(self.agents)

    def best(self) -> Agent | None:
        while self.heap:
            entry = self.heap[0]
            agent = self.agents[entry[3]]
            if entry[4] == agent.change:
                return agent
            heappop(self.heap)
        return None


def contacts_of(tape: Tape) -> list[Contact]:
    """The tape's rows as contacts, in nobody's hands."""
    return list(map(Contact, range(len(tape)), tape.joined.tolist(), *(getattr(tape, name).tolist() for name in GIVEN)))


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
    day: dict[str, Any] = {}
    for name, kind in LOG_COLUMNS.items():
        if name in SAME:
            children = [getattr(c, name) for c in contacts[len(floor.tape) :]]
            day[name] = np.concatenate([getattr(floor.tape, name), np.array(children, dtype=kind)])
        elif name != "agent":
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

    def tomorrow(c: Contact, **changed: Any) -> None:
        """Write a row down as it is, but for what midnight changes."""
        line = {name: getattr(c, name) for name in TAPE_COLUMNS}
        lines.append(line | {"rank": c.rank - horizon, "agent": -1, "wrapping": False} | changed)

    for row in sorted(held):
        c = floor.contacts[row]
        number, left = held[row]
        # a wait of no more length: tomorrow it is continued from minus the seconds waited
        tomorrow(
            c, enter=0.0, joined=-c.waited, deadline=c.deadline - c.taken, work=left,
            wrap=0.0 if c.wrapping else c.wrap, queued=True, agent=number, wrapping=c.wrapping,
        )  # fmt: skip
    for c in sorted(waiting, key=lambda c: (priority[c.kind], c.rank, c.row)):
        joined = (c.since - horizon) - c.waited
        tomorrow(c, enter=0.0, joined=joined, deadline=c.deadline - horizon, queued=True)
    future = [c for c in floor.contacts if c.enter >= horizon and c.outcome == PENDING]
    for c in sorted(future, key=lambda c: (c.enter, c.row)):
        tomorrow(c, enter=c.enter - horizon, joined=c.joined - horizon, deadline=c.deadline - horizon, queued=False)
    columns: dict[str, Any] = {
        name: np.array([line[name] for line in lines], dtype=kind) for name, kind in TAPE_COLUMNS.items()
    }
    return Tape(**columns, horizon=horizon, seed=floor.tape.seed)
