"""Who was in a queue and not paused, from the events of a queue_log: hours of duty, and pauses that are wrap-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.arrays import Floats
from sim.exports.hours import Hours, hours_of

if TYPE_CHECKING:
    from sim.exports.queue_log import Event

IN = {"ADDMEMBER", "AGENTLOGIN", "AGENTCALLBACKLOGIN"}
OUT = {"REMOVEMEMBER", "AGENTLOGOFF", "AGENTCALLBACKLOGOFF"}
PAUSED, BACK = {"PAUSE", "PAUSEALL"}, {"UNPAUSE", "UNPAUSEALL"}
EVERYWHERE = {"", "NONE", "ALL"}
WRAP_WORDS = ("wrap", "acw", "after call", "aftercall", "nachbearbeitung", "话后", "后处理", "整理")


class Pause(NamedTuple):
    """A pause that is over and was for work after a contact."""

    agent: str
    seconds: float


@dataclass
class _Member:
    """One agent: in which queues, in which of them paused, on duty since when; None: not on duty."""

    queues: set[str] = field(default_factory=set)
    paused: set[str] = field(default_factory=set)
    everywhere: bool = False
    since: float | None = None
    wrapping: float | None = None

    @property
    def on_duty(self) -> bool:
        return bool(self.queues) and not self.everywhere and bool(self.queues - self.paused)


class Members:
    """Agents as their events come. Who leaves or pauses without having come was there when the log begins."""

    def __init__(self, begin: float) -> None:
        self.begin = begin
        self.members: dict[str, _Member] = {}
        self.windows: list[tuple[str, float, float]] = []

    def take(self, e: Event) -> Pause | None:
        """Takes an event in; a pause for work after a contact, if one is over."""
        if not e.agent or e.event not in IN | OUT | PAUSED | BACK:
            return None
        member = self.members.get(e.agent)
        if member is None:
            member = self.members[e.agent] = _Member()
            if e.event not in IN:
                member.queues, member.since = {e.queue}, self.begin
                if e.event in BACK:
                    member.since = None
        wrapped = self._change(member, e)
        if member.on_duty and member.since is None:
            member.since = e.time
        elif not member.on_duty and member.since is not None:
            self.windows.append((e.agent, member.since, e.time))
            member.since = None
        return wrapped

    def _change(self, member: _Member, e: Event) -> Pause | None:
        everywhere = e.queue in EVERYWHERE
        if e.event in IN:
            member.queues.add(e.queue)
        elif e.event in OUT:
            member.queues = set() if everywhere else member.queues - {e.queue}
            member.paused, member.everywhere = member.paused & member.queues, member.everywhere and bool(member.queues)
        elif e.event in PAUSED and any(word in " ".join(e.data).lower() for word in WRAP_WORDS):
            member.wrapping = e.time
        elif e.event in PAUSED:
            member.everywhere |= everywhere
            member.paused |= set() if everywhere else {e.queue}
        elif member.wrapping is not None:
            since, member.wrapping = member.wrapping, None
            return Pause(e.agent, e.time - since)
        else:
            member.everywhere = False
            member.paused = set() if everywhere else member.paused - {e.queue}
        return None

    def hours(self, end: float, clock: Callable[[Floats], Floats]) -> Hours:
        """The hours of duty up to the log's end, on the shop's clock."""
        still = [(name, m.since, end) for name, m in self.members.items() if m.since is not None]
        windows = self.windows + still
        on, off = (clock(np.array([w[i] for w in windows], dtype=np.float64)) for i in (1, 2))
        return hours_of([(w[0], float(a), float(b)) for w, a, b in zip(windows, on, off, strict=True)], self.members)

    def static(self, served: set[str]) -> set[str]:
        """Those who served without ever coming or going: members by the system's own settings, without hours."""
        return served - self.members.keys()
