"""Where a room stands: what its events add up to. A fold, so that a server that died goes on where it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from playbook.workshop.log import Event

Phase = Literal["lobby", "deciding", "closed", "result", "over"]
Settings = Mapping[str, float]
BELLS = ("began", "closed")  # kinds of event with which a stretch of time begins


@dataclass(frozen=True)
class Person:
    """Somebody in the room: a nickname, nothing else of them is kept."""

    id: str
    name: str
    team: int
    role: str
    form: Literal["a", "b"]  # which form they have before; the other one comes after
    joined: float


@dataclass(frozen=True)
class Bet:
    """A range in which somebody expects the round's key figure to fall."""

    low: float
    high: float
    at: float


@dataclass(frozen=True)
class Decision:
    """What a team set for a round. `who`: the editor, or "clock"."""

    settings: Settings
    who: str
    at: float


@dataclass(frozen=True)
class Play:
    """The rounds: everything that a rewind takes back. Keys: round from 0, team from 0, a person's id."""

    phase: Phase = "lobby"
    round: int = -1  # the last that began
    ends: float = 0.0  # when the time to decide is over; 0 = no clock runs
    left: float | None = None  # seconds left while the clock is held
    bets: Mapping[tuple[int, str], Bet] = field(default_factory=dict)
    votes: Mapping[tuple[int, str], Settings] = field(default_factory=dict)
    decisions: Mapping[tuple[int, int], Decision] = field(default_factory=dict)
    injected: tuple[str, ...] = ()  # by the facilitator, beside those of the session
    results: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)  # by round
    debrief: Mapping[str, Any] | None = None
    phones: float = 0.0  # from when telephones show the results of this round; 0 = they do
    ran: float = 0.0  # when the evening of the opening began to run on the wall: as results came, or by hand

    @property
    def hash(self) -> str:
        """Digest of all of it."""
        data = asdict(self)
        for name in ("bets", "votes", "decisions", "results"):
            data[name] = sorted((json.dumps(key), value) for key, value in data[name].items())
        return hashlib.sha256(json.dumps(data, sort_keys=True, default=dict).encode()).hexdigest()


@dataclass(frozen=True)
class State:
    """All of a room."""

    teams: tuple[str, ...] = ()  # names
    language: str = "en"
    people: Mapping[str, Person] = field(default_factory=dict)
    play: Play = field(default_factory=Play)
    before: Mapping[int, Play] = field(default_factory=dict)  # by round: the play as it was just before it began
    step: str = ""  # of the agenda
    checks: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)  # (when, person) → answers
    commitments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by person
    acted: Mapping[str, float] = field(default_factory=dict)  # by person: when they last did anything
    acts: Mapping[str, int] = field(default_factory=dict)  # by person: how much they did since the last bell
    ended: bool = False
    last: int = 0  # id of the last event

    def members(self, team: int) -> tuple[Person, ...]:
        """The people of a team, in the order in which they came."""
        return tuple(one for one in self.people.values() if one.team == team)

    def editor(self, team: int, number: int | None = None) -> Person | None:
        """Who enters the team's decision of a round (this one): the next person each round."""
        members = self.members(team)
        number = self.play.round if number is None else number
        return members[max(number, 0) % len(members)] if members else None

    @property
    def playing(self) -> tuple[int, ...]:
        """The teams that have somebody in them."""
        return tuple(sorted({one.team for one in self.people.values()}))


def fold(events: Iterable[Event], state: State | None = None) -> State:
    """The state after all of these."""
    state = State() if state is None else state
    for event in events:
        state = after(state, event)
    return state


def after(state: State, event: Event) -> State:
    """The state after one more event. Events were checked by `rules.py` before they were written."""
    acted, acts = state.acted, {} if event.kind in BELLS else state.acts
    if event.who in state.people:
        acted, acts = {**acted, event.who: event.at}, {**acts, event.who: acts.get(event.who, 0) + 1}
    return replace(_AFTER[event.kind](state, event), acted=acted, acts=acts, last=event.id)


def _played(state: State, **changes: Any) -> State:
    return replace(state, play=replace(state.play, **changes))


def _opened(state: State, event: Event) -> State:
    return replace(state, teams=tuple(event.body["teams"]), language=event.body["language"])


def _joined(state: State, event: Event) -> State:
    body = event.body
    form: Literal["a", "b"] = "a" if len(state.people) % 2 == 0 else "b"
    person = Person(event.who, body["name"], body["team"], body["role"], form, event.at)
    return replace(state, people={**state.people, event.who: person})


def _moved(state: State, event: Event) -> State:
    who = event.body["person"]
    person = replace(state.people[who], team=event.body["team"], role=event.body["role"])
    return replace(state, people={**state.people, who: person})


def _renamed(state: State, event: Event) -> State:
    names = list(state.teams)
    names[event.body["team"]] = event.body["name"]
    return replace(state, teams=tuple(names))


def _began(state: State, event: Event) -> State:
    number = event.body["round"]
    begun = _played(state, phase="deciding", round=number, ends=event.body["ends"], left=None, phones=0.0)
    step = event.body.get("step", state.step)  # logs of before a round brought its step have none
    return replace(begun, before={**state.before, number: state.play}, step=step)


def _bet(state: State, event: Event) -> State:
    bet = Bet(event.body["low"], event.body["high"], event.at)
    return _played(state, bets={**state.play.bets, (state.play.round, event.who): bet})


def _voted(state: State, event: Event) -> State:
    return _played(state, votes={**state.play.votes, (state.play.round, event.who): event.body["settings"]})


def _decided(state: State, event: Event) -> State:
    decision = Decision(event.body["settings"], event.who, event.at)
    return _played(state, decisions={**state.play.decisions, (state.play.round, event.body["team"]): decision})


def _clock(state: State, event: Event) -> State:
    return _played(state, ends=event.body["ends"], left=None)


def _paused(state: State, event: Event) -> State:
    return _played(state, left=event.body["left"])


def _injected(state: State, event: Event) -> State:
    return _played(state, injected=(*state.play.injected, event.body["event"]))


def _closed(state: State, event: Event) -> State:
    return _played(state, phase="closed", ends=0.0, left=None)


def _results(state: State, event: Event) -> State:
    found = {**state.play.results, state.play.round: event.body}
    phones = 0.0 if state.ended else event.body.get("phones", 0.0)
    return _played(state, phase="over" if state.ended else "result", results=found, ran=event.at, phones=phones)


def _revealed(state: State, event: Event) -> State:
    return _played(state, phones=0.0)


def _ran(state: State, event: Event) -> State:
    return _played(state, ran=event.at)


def _shown(state: State, event: Event) -> State:
    """Who presses on does not wait for the evening on the wall."""
    return replace(_played(state, phones=0.0), step=event.body["step"])


def _rewound(state: State, event: Event) -> State:
    number = event.body["round"]
    before = {one: play for one, play in state.before.items() if one < number}
    return replace(state, play=state.before[number], before=before)


def _debriefed(state: State, event: Event) -> State:
    return _played(state, debrief=event.body)


def _checked(state: State, event: Event) -> State:
    return replace(state, checks={**state.checks, (event.body["when"], event.who): event.body["answers"]})


def _committed(state: State, event: Event) -> State:
    return replace(state, commitments={**state.commitments, event.who: event.body})


def _ended(state: State, event: Event) -> State:
    return replace(_played(state, phase="over", phones=0.0), ended=True)


_AFTER = {
    "opened": _opened, "joined": _joined, "moved": _moved, "renamed": _renamed, "began": _began, "bet": _bet,
    "voted": _voted, "decided": _decided, "extended": _clock, "paused": _paused, "resumed": _clock,
    "injected": _injected, "closed": _closed, "results": _results, "revealed": _revealed, "ran": _ran,
    "shown": _shown, "rewound": _rewound,
    "debriefed": _debriefed, "checked": _checked, "committed": _committed, "ended": _ended,
}  # fmt: skip
