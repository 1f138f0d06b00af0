"""Requests as they come in, fields of text as a form sends them, and the rule that answers each."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playbook.workshop import revealing, rules
from playbook.workshop.log import Event
from playbook.workshop.rules import HOST, Refused, Room
from playbook.workshop.state import State

MOST_SECONDS = 3600.0  # that a round is made longer or shorter by at once


@dataclass(frozen=True)
class Request:
    """Somebody wants `act`, one of `OF_PERSON` or `OF_HOST`. A lever's field is named by its path: peak.temps."""

    act: str
    fields: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.fields.get(name, "")

    def number(self, name: str) -> float:
        """Refused where it is none."""
        return number(self.text(name))

    def whole(self, name: str) -> int:
        x = self.number(name)
        if not x.is_integer():
            raise Refused("workshop.no_number")
        return int(x)

    @property
    def settings(self) -> dict[str, float]:
        return {name: number(text) for name, text in self.fields.items() if "." in name}


Answer = Callable[[Room, State, str, float, Request], Event | tuple[Event, ...]]


def answered(room: Room, state: State, who: str, at: float, request: Request) -> tuple[Event, ...]:
    """What a request comes to, by the rules; Refused in a sentence. A person's acts are no facilitator's and the other
    way round."""
    acts = OF_HOST if who == HOST else OF_PERSON
    if request.act not in acts:
        raise Refused("workshop.no_act")
    found = acts[request.act](room, state, who, at, request)
    return found if isinstance(found, tuple) else (found,)


def number(text: str) -> float:
    """A number as typed, with a comma or a point; Refused where it is none."""
    try:
        x = float(text.strip().replace(",", ".").replace("−", "-"))
    except ValueError:
        raise Refused("workshop.no_number") from None
    if not math.isfinite(x):
        raise Refused("workshop.no_number")
    return x


def _check(room: Room, state: State, who: str, at: float, request: Request) -> Event:
    answers = {name: request.whole(name) for name in request.fields if name != "when"}
    return rules.check(room, state, who, at, request.text("when"), answers)


def _commit(room: Room, state: State, who: str, at: float, request: Request) -> Event:
    fields = ("change", "owner", "date", "watch", "practice")
    return rules.commit(room, state, who, at, *(request.text(name) for name in fields))


def _name(room: Room, state: State, who: str, at: float, request: Request) -> Event:
    team = state.people[who].team if who in state.people else -1
    return rules.rename(state, at, who, team, request.text("name"))


def _extend(room: Room, state: State, who: str, at: float, request: Request) -> Event:
    seconds = request.number("seconds")
    return rules.extend(state, at, max(min(seconds, MOST_SECONDS), -MOST_SECONDS))


OF_PERSON: dict[str, Answer] = {
    "bet": lambda room, state, who, at, r: rules.bet(room, state, who, at, r.number("low"), r.number("high")),
    "vote": lambda room, state, who, at, r: rules.vote(room, state, who, at, r.settings),
    "decide": lambda room, state, who, at, r: rules.decide(room, state, who, at, r.settings),
    "check": _check,
    "commit": _commit,
    "name": _name,
}
OF_HOST: dict[str, Answer] = {
    "begin": lambda room, state, who, at, r: rules.begin(room, state, at),
    "close": lambda room, state, who, at, r: rules.close(room, state, at),
    "extend": _extend,
    "pause": lambda room, state, who, at, r: rules.pause(state, at),
    "resume": lambda room, state, who, at, r: rules.resume(state, at),
    "inject": lambda room, state, who, at, r: rules.inject(room, state, at, r.text("event")),
    "rewind": lambda room, state, who, at, r: rules.rewind(state, at, r.whole("round")),
    "reveal": lambda room, state, who, at, r: revealing.reveal(state, at),
    "run": lambda room, state, who, at, r: revealing.run_evening(state, at),
    "show": lambda room, state, who, at, r: rules.show(room, state, at, r.text("step"), bool(r.text("sure"))),
    "move": lambda room, state, who, at, r: rules.move(room, state, at, r.text("person"), r.whole("team")),
    "rename": lambda room, state, who, at, r: rules.rename(state, at, HOST, r.whole("team"), r.text("name")),
    "decide_for": lambda room, state, who, at, r: rules.decide_for(room, state, at, r.whole("team"), r.settings),
    "end": lambda room, state, who, at, r: rules.end(state, at),
}
