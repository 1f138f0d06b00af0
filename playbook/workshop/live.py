"""A room that is played: its file, its state, the rules, and the process that works out the rounds.

Nothing here waits for a network: a server, a page for one player and a driver of bots use the same room. An answer is
`prepare`d by the rules upon everything before it, and true once it is `written`; `ask` does both.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, replace
from typing import Any, Literal

from playbook.workshop import revealing, rules, view
from playbook.workshop.asks import Request, answered
from playbook.workshop.log import Event
from playbook.workshop.rules import CLOCK, HOST, Refused, Room
from playbook.workshop.session import Session
from playbook.workshop.simulating import REAL, Beside, Model
from playbook.workshop.state import Play, State, fold
from playbook.workshop.store import Entry, NotWritten, Store, as_read
from playbook.workshop.view import View
from sim.scenario import Scenario

TOKEN_BYTES = 18  # 144 bits
PLACE_S = 900.0  # how long a code for a new telephone can be used
SPARE_S = PLACE_S / 2
BY_THE_ROOM = ("debrief", "again")  # acts of the facilitator that no rule answers: something is worked out


@dataclass(frozen=True)
class _Work:
    """What is being worked out, and of which play. `asked`: somebody waits for it; else it is kept until then."""

    kind: Literal["results", "debriefed"]
    play: Play
    found: Future[Any]
    asked: bool = True


class LiveRoom:
    """See the module's docstring. `state` is what is on the disk; `failed`: why the last work broke off."""

    def __init__(
        self, store: Store, model: Model = REAL, executor: Executor | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        facts = store.facts()
        session, team = Session.model_validate_json(facts["session"]), Scenario.model_validate_json(facts["team"])
        self.room, self.code, self.store, self.clock = Room(session, team), facts["code"], store, clock
        self.state = self._ahead = fold(store.events())
        self.told: Callable[[tuple[Event, ...]], None] = lambda events: None  # called with what has been written
        self.failed: BaseException | None = None
        self._model, self._executor = model, Beside() if executor is None else executor
        self._tokens = store.tokens()
        self._waiting: list[Entry] = []
        self._places: dict[str, tuple[str, float]] = {}  # code → whose place, and until when
        self._work: _Work | None = None
        self._follow()

    @classmethod
    def new(
        cls, store: Store, session: Session, team: Scenario, teams: Sequence[str], language: str, **given: Any
    ) -> LiveRoom:
        """A room that begins now, in a store with nothing in it."""
        store.state_facts(session=session.model_dump_json(), team=team.model_dump_json(), code=new_code())
        live = cls(store, **given)
        live._put(Entry((Event("opened", live.clock(), HOST, {"teams": list(teams), "language": language}),)))
        live.flush()
        return live

    # ---- asking

    def ask(self, who: str, request: Request) -> Event | None:
        """The last event that `request` comes to, on the disk; None where it comes later. Refused, NotWritten."""
        events = self.prepare(who, request)
        self.flush()
        return events[-1] if events else None

    def prepare(self, who: str, request: Request) -> tuple[Event, ...]:
        """What `request` comes to, not yet on the disk. Refused."""
        if who == HOST and request.act in BY_THE_ROOM:
            self._work_out(request.act)
            return ()
        return self._put(Entry(answered(self.room, self._ahead, who, self.clock(), request))).events

    def join(self, name: str, team: int) -> str:
        """Somebody comes in: their token, once it is flushed. Refused."""
        who, token = secrets.token_hex(8), secrets.token_urlsafe(TOKEN_BYTES)
        event = rules.join(self.room, self._ahead, who, self.clock(), name, team)
        self._put(Entry((event,), {digest(token): who}))
        return token

    def admit(self, who: str, instead: bool = False) -> str:
        """One more token for somebody who is known, `instead` of those before: true once it is flushed."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._put(Entry((), {digest(token): who}, who if instead else ""))
        return token

    def place(self, person: str) -> str:
        """A code with which somebody takes their place again on a new telephone, once and soon. Refused."""
        if person not in self.state.people:
            raise Refused("workshop.no_person")
        self._places = {code: one for code, one in self._places.items() if one[0] != person}
        while (code := new_code()) == self.code or code in self._places:
            pass
        self._places[code] = (person, self.clock() + PLACE_S)
        return code

    def place_of(self, person: str) -> str:
        """The same for somebody who may come at any time: a code that is good for a while longer, else a new one."""
        good = (code for code, (who, until) in self._places.items() if who == person and until > self.clock() + SPARE_S)
        return next(good, None) or self.place(person)

    def settles_at(self, host: str) -> bool:
        """Whether the room had another address before: browsers that know it there do not know it here."""
        before = self.store.facts().get("host", host)
        self.store.state_facts(host=host)
        return before != host

    def readmit(self, code: str) -> str | None:
        """The token of whose place `code` is; what they had before no longer works. None where it is nobody's."""
        person, until = self._places.pop(code, ("", 0.0))
        return self.admit(person, instead=True) if person and self.clock() <= until else None

    def who(self, token: str) -> str | None:
        """Whose token it is."""
        return self._tokens.get(digest(token))

    def seen(self, who: str) -> View:
        """What a person, or the facilitator, sees now."""
        return view.of_host(self.room, self.state) if who == HOST else view.of_person(self.room, self.state, who)

    def wall(self) -> View:
        return view.of_wall(self.room, self.state)

    # ---- the clock, and what is worked out

    def tick(self) -> bool:
        """Ring the bells when it is time, and take what has been worked out; True where there is something to flush."""
        at = self.clock()
        if rules.due(self._ahead, at):
            self._put(Entry(rules.close(self.room, self._ahead, at, CLOCK)))
        if self._work is not None and self._work.asked and self._work.found.done():
            self._take(self._work, at)
        if revealing.due(self._ahead, at):
            self._put(Entry((revealing.revealed(at),)))
        self._follow()
        return bool(self._waiting)

    def settle(self, seconds: float = 600.0) -> None:
        """Wait until whatever is being worked out is on the disk. TimeoutError."""
        while self._work is not None and self._work.asked:
            if not wait([self._work.found], seconds).done:
                raise TimeoutError
            self.tick()
            self.flush()

    @property
    def working(self) -> bool:
        return self._work is not None

    @property
    def looking_back(self) -> bool:
        """Whether somebody waits for the debrief."""
        return self._work is not None and self._work.kind == "debriefed" and self._work.asked

    def _follow(self) -> None:
        """A round that is closed on the disk is worked out. After the last one so is the debrief, which takes longest:
        it is kept until the facilitator asks for it. Also after a process that died over it."""
        if self._work is not None or self.failed is not None:
            return
        phase = self.state.play.phase
        if phase != self._ahead.play.phase:  # what was worked out is on its way
            return
        last = self.state.play.round + 1 >= len(self.room.session.rounds)
        if phase == "closed":
            self._begin("results")
        elif phase == "result" and last and self.state.play.debrief is None and self._ahead.play.debrief is None:
            self._begin("debriefed", asked=False)

    def _leave(self) -> None:
        """The room was taken back: nobody waits for its debrief, and the next round shall not wait for it."""
        if self._work is not None and self._work.kind == "debriefed":
            self._work = None
            if isinstance(self._executor, Beside):
                self._executor.anew()

    def _prepare_round(self, number: int) -> None:
        """While the room decides, what needs nobody's decision is lived; nobody waits for it, and it may fail."""
        if self._model.ahead is not None:
            given = (self.room.session, self.room.team, number, self.room.events(self._ahead, number))
            self._executor.submit(self._model.ahead, *given)

    def _work_out(self, act: str) -> None:
        if self._work is not None and self._work.asked:
            raise Refused("workshop.no_patience")
        if act == "again":
            self.failed = None
            self._follow()
        if self._work is not None:  # begun in advance
            self._work = replace(self._work, asked=True)
            return
        if act == "again":
            return
        if self.state.play.phase not in ("result", "over") or not self.state.play.results:
            raise Refused("workshop.no_results")
        self.failed = None
        self._begin("debriefed")

    def _begin(self, kind: Literal["results", "debriefed"], asked: bool = True) -> None:
        state, number = self.state, self.state.play.round
        settings = {
            team: tuple(self.room.decided(state, team, one) for one in range(number + 1)) for team in state.playing
        }
        events, call = self.room.events(state, number), self._model.results
        given: tuple[Any, ...] = (self.room.session, self.room.team, settings, number, events)
        if kind == "debriefed":
            call, given = self._model.debrief, (*given[:3], events)
        self._work = _Work(kind, state.play, self._executor.submit(call, *given), asked)

    def _take(self, work: _Work, at: float) -> None:
        self._work = None
        if error := work.found.exception():
            self.failed = error
            return
        if not _still(work, self._ahead):
            return  # taken back in the meantime
        try:
            found = work.found.result()
            event = revealing.resulted(at, found) if work.kind == "results" else rules.written(work.kind, at, found)
            self._put(Entry((event,)))
        except (TypeError, ValueError) as error:  # no JSON
            self.failed = error

    # ---- writing

    def flush(self) -> None:
        """Put on the disk what is prepared. NotWritten: then none of it has happened."""
        entries = self.take()
        if not entries:
            return
        try:
            self.store.append(entries)
        except NotWritten:
            self.lost()
            raise
        self.written(entries)

    def take(self) -> tuple[Entry, ...]:
        """What is prepared and not yet on its way to the disk."""
        entries, self._waiting = tuple(self._waiting), []
        return entries

    def written(self, entries: Sequence[Entry]) -> None:
        """These are on the disk: from now on they are seen."""
        for one in entries:
            if one.emptied:
                self._tokens = {token: who for token, who in self._tokens.items() if who != one.emptied}
            self._tokens.update(one.tokens)
        events = tuple(event for one in entries for event in one.events)
        if events:
            self.state = self._ahead if self._ahead.last == events[-1].id else fold(events, self.state)
            self._follow()
            self.told(events)

    def lost(self) -> None:
        """The disk took nothing: everything that was prepared upon it goes, too."""
        self._ahead, self._waiting = self.state, []

    def close(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)
        self.store.close()

    def _put(self, entry: Entry) -> Entry:
        first = self._ahead.last + 1
        events = tuple(as_read(replace(one, id=first + i)) for i, one in enumerate(entry.events))
        self._ahead = fold(events, self._ahead)
        entry = replace(entry, events=events)
        self._waiting.append(entry)
        for one in events:
            if one.kind == "began":
                self._prepare_round(one.body["round"])
            if one.kind == "rewound":
                self._leave()
        return entry


def _still(work: _Work, state: State) -> bool:
    """Whether the room still is where it was handed over."""
    now = state.play
    same = now.round == work.play.round and now.decisions == work.play.decisions and now.injected == work.play.injected
    return same and (work.kind == "debriefed" or now.round not in now.results)


def new_code() -> str:
    """Six digits, to be typed."""
    return f"{secrets.randbelow(10**6):06d}"


def digest(token: str) -> bytes:
    """As which a token is kept."""
    return hashlib.sha256(token.encode()).digest()
