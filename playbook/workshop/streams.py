"""What goes out to the pages that are open: that something has changed, never what.

A message has the event's id, and what a clock on a page needs. Whoever gets it asks for their own page again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from playbook.workshop.log import Event, Kind
from playbook.workshop.rules import HOST
from playbook.workshop.state import State

PING_S = 15.0
SOON_S = 0.5  # small things are told together, so that sixty votes are not sixty pages each
MOST_OF_ONE = 4  # open streams of one person; the oldest closes for a fifth
# Told soon, to the team that they are of, and to whoever leads the room.
WITHIN_A_TEAM: frozenset[Kind] = frozenset({"bet", "voted", "decided", "checked", "committed", "ran"})


@dataclass(eq=False)
class Stream:
    """One open page of `who`. `send` writes a line of the protocol, `close` ends it."""

    who: str
    send: Callable[[str], None]
    close: Callable[[], None]
    later: asyncio.TimerHandle | None = None


@dataclass
class Streams:
    """All open pages. `state` gives what is on the disk, `clock` unix seconds."""

    state: Callable[[], State]
    clock: Callable[[], float]
    _open: list[Stream] = field(default_factory=list)

    def add(self, stream: Stream, last: int | None) -> None:
        """`last`: the event that the page has seen, None where it has just been made."""
        own = [one for one in self._open if one.who == stream.who]
        for old in own[: max(len(own) - MOST_OF_ONE + 1, 0)]:
            self.remove(old)
            old.close()
        self._open.append(stream)
        stream.send(self.message() if last is None or last < self.state().last else ": here\n\n")

    def remove(self, stream: Stream) -> None:
        if stream.later is not None:
            stream.later.cancel()
        if stream in self._open:
            self._open.remove(stream)

    def end(self, who: Iterable[str]) -> None:
        """Close the pages of these."""
        gone = set(who)
        for one in [one for one in self._open if one.who in gone]:
            self.remove(one)
            one.close()

    def end_all(self) -> None:
        self.end({one.who for one in self._open})

    def tell(self, events: tuple[Event, ...]) -> None:
        """Big things at once and to everybody, small ones soon and to the team that they are of."""
        if any(event.kind not in WITHIN_A_TEAM for event in events):
            text = self.message()
            for one in tuple(self._open):
                if one.later is not None:
                    one.later.cancel()
                    one.later = None
                one.send(text)
            return
        people = self.state().people
        teams = {people[event.who].team if event.who in people else event.body.get("team") for event in events}
        for one in self._open:
            if one.later is None and (one.who == HOST or (one.who in people and people[one.who].team in teams)):
                one.later = asyncio.get_running_loop().call_later(SOON_S, self._now, one)

    def tell_host(self) -> None:
        """Something that only the facilitator hears of."""
        for one in self._open:
            if one.who == HOST:
                one.send(self.message())

    def ping(self) -> None:
        for one in tuple(self._open):
            one.send(": ping\n\n")

    def message(self) -> str:
        state = self.state()
        play = state.play
        told = {
            "id": state.last, "phase": play.phase, "round": play.round, "ends": play.ends, "left": play.left,
            "step": state.step, "now": self.clock(),
        }  # fmt: skip
        return f"id: {state.last}\nevent: changed\ndata: {json.dumps(told)}\n\n"

    def __len__(self) -> int:
        return len(self._open)

    def _now(self, one: Stream) -> None:
        one.later = None
        one.send(self.message())
