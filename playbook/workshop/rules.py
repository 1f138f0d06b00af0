"""What somebody may ask of a room: a request becomes an event, or is refused in a sentence.

Pure functions: the server gives the time and the state, and writes what comes back before it answers.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from playbook.lab.kpi import kpis
from playbook.workshop.log import Event, Kind
from playbook.workshop.session import Round, Session, practices_of
from playbook.workshop.state import Person, State
from sim.scenario import Scenario

HOST, CLOCK, RUNS = "host", "clock", "runs"
LONGEST_NAME, LONGEST_LINE = 24, 200
MOST_ACTS = 40  # of one person between two bells: far more than anybody needs, few enough for any log
MOST = 1e12  # that anybody can expect of a figure
GRACE_S = 2.0  # a decision that was on its way when the bell rang still counts


class Refused(Exception):
    """Cannot be done now; `key` names the sentence, `workshop.no_…`, `given` fills it."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key, self.given = key, values


@dataclass(frozen=True)
class Room:
    """What the rules go by, beside the state: the session and the shop that it is played on."""

    session: Session
    team: Scenario

    @cached_property
    def _as_it_is(self) -> dict[str, float]:
        """Path → setting of the shop before anybody decides."""
        rounds = self.session.rounds
        paths = (path for one in rounds for path in (*(choice.path for choice in one.choices), *one.given))
        return {path: float(self.team.at(path)) for path in paths}

    def choices(self, state: State, team: int, number: int | None = None) -> dict[str, tuple[float, ...]]:
        """What a round (this one) opens to a team: path → settings that may be chosen, the one that stands included."""
        now = self.standing(state, team, number)
        return {one.path: one.values_from(now[one.path]) for one in self._round(state, number).choices}

    def standing(self, state: State, team: int, number: int | None = None) -> dict[str, float]:
        """Path → setting of every lever that any round opens or sets, as a team has it as a round (this one) begins."""
        number = state.play.round if number is None else number
        settings = dict(self._as_it_is)
        for at, one in enumerate(self.session.rounds[: number + 1]):
            if at == number or one.counts:
                settings |= one.given
            decision = state.play.decisions.get((at, team))
            if at < number and one.counts and decision is not None:
                settings |= decision.settings
        return settings

    def decided(self, state: State, team: int, number: int) -> dict[str, float]:
        """The same after that round's decision."""
        decision = state.play.decisions.get((number, team))
        return self.standing(state, team, number) | (dict(decision.settings) if decision else {})

    def events(self, state: State, number: int) -> tuple[str, ...]:
        """Events of the deck that come by the end of a round, by its session and by hand, in order of their days."""
        own = [event for one in self.session.rounds[: number + 1] if one.counts for event in one.events]
        if not self.session.rounds[number].counts:
            own = list(self.session.rounds[number].events)
        return tuple(dict.fromkeys((*own, *state.play.injected)))

    def _round(self, state: State, number: int | None) -> Round:
        return self.session.rounds[state.play.round if number is None else number]


# ---- people


def join(room: Room, state: State, who: str, at: float, name: str, team: int) -> Event:
    """Somebody comes in; late is welcome."""
    _open(state)
    kept = clean(name, LONGEST_NAME)
    if not kept:
        raise Refused("workshop.no_name")
    if any(one.name.casefold() == kept.casefold() for one in state.people.values()):
        raise Refused("workshop.no_twin", name=kept)
    _team(state, team)
    if len(state.members(team)) >= room.session.people[1]:
        raise Refused("workshop.no_seat", team=state.teams[team], most=room.session.people[1])
    return Event("joined", at, who, {"name": kept, "team": team, "role": next_role(room.session, state, team)})


def move(room: Room, state: State, at: float, person: str, team: int) -> Event:
    """The facilitator puts somebody into another team, between rounds."""
    _open(state)
    _team(state, team)
    _person(state, person)
    if state.play.phase == "deciding":
        raise Refused("workshop.no_move")
    return Event("moved", at, HOST, {"person": person, "team": team, "role": next_role(room.session, state, team)})


def next_role(session: Session, state: State, team: int) -> str:
    """The role that fewest of a team hold, the first of several."""
    held = Counter(one.role for one in state.members(team))
    return min(session.roles, key=lambda role: held[role.id]).id


def rename(state: State, at: float, who: str, team: int, name: str) -> Event:
    """A team gives itself a name, in the lobby; the facilitator may at any time."""
    kept = clean(name, LONGEST_NAME)
    _team(state, team)
    if who != HOST and (state.play.phase != "lobby" or _acting(state, who).team != team):
        raise Refused("workshop.no_rename")
    if not kept or any(kept.casefold() == one.casefold() for i, one in enumerate(state.teams) if i != team):
        raise Refused("workshop.no_name")
    return Event("renamed", at, who, {"team": team, "name": kept})


# ---- a round


def begin(room: Room, state: State, at: float) -> Event:
    """The next round."""
    _open(state)
    number = state.play.round + 1
    if state.play.phase not in ("lobby", "result"):
        raise Refused("workshop.no_begin")
    if number >= len(room.session.rounds):
        raise Refused("workshop.no_more")
    if len(state.playing) < room.session.teams[0]:
        raise Refused("workshop.no_teams", least=room.session.teams[0])
    ends = at + 60 * room.session.rounds[number].minutes
    return Event("began", at, HOST, {"round": number, "ends": ends, "step": room.session.step_of(number, state.step)})


def bet(room: Room, state: State, who: str, at: float, low: float, high: float) -> Event:
    """A range for the round's key figure, in secret; may be changed until the bell."""
    _acting(state, who)
    _deciding(state, at)
    if not (math.isfinite(low) and math.isfinite(high)):
        raise Refused("workshop.no_number")
    if low > high:
        raise Refused("workshop.no_order")
    share = kpis()[room.session.rounds[state.play.round].bet].unit == "share"
    if share and not 0 <= low <= high <= 1:
        raise Refused("workshop.no_share")
    if max(-low, high) > MOST:
        raise Refused("workshop.no_number")
    return Event("bet", at, who, {"low": low, "high": high})


def vote(room: Room, state: State, who: str, at: float, settings: Mapping[str, float]) -> Event:
    """What somebody alone would set."""
    person = _acting(state, who)
    _deciding(state, at)
    if (state.play.round, who) not in state.play.bets:
        raise Refused("workshop.no_bet")  # first what one expects, then what one would do
    return Event("voted", at, who, {"settings": _allowed(room, state, person.team, settings)})


def decide(room: Room, state: State, who: str, at: float, settings: Mapping[str, float]) -> Event:
    """The team's decision, entered by its editor, once enough of the team have voted; may be changed until the bell."""
    person = _acting(state, who)
    _deciding(state, at)
    editor = state.editor(person.team)
    if editor is None or editor.id != who:
        raise Refused("workshop.no_editor", name=editor.name if editor else "")
    members = state.members(person.team)
    voted = sum((state.play.round, one.id) in state.play.votes for one in members)
    if voted < (needed := votes_needed(room.session, len(members))):
        raise Refused("workshop.no_votes", voted=voted, needed=needed)
    allowed = _allowed(room, state, person.team, settings)
    return Event("decided", at, who, {"team": person.team, "settings": allowed})


def votes_needed(session: Session, n: int) -> int:
    """How many of a team of `n` vote before it decides."""
    return math.ceil(session.must_vote * n)


def decide_for(room: Room, state: State, at: float, team: int, settings: Mapping[str, float]) -> Event:
    """The facilitator keys in a decision sheet on paper."""
    _open(state)
    _team(state, team)
    if state.play.phase != "deciding":
        raise Refused("workshop.no_round")
    return Event("decided", at, HOST, {"team": team, "settings": _allowed(room, state, team, settings)})


def close(room: Room, state: State, at: float, who: str = HOST) -> tuple[Event, ...]:
    """The bell: each team that did not decide gets what most of it voted for, lever by lever, else what stands."""
    if state.play.phase != "deciding":
        raise Refused("workshop.no_round")
    missing = [team for team in state.playing if (state.play.round, team) not in state.play.decisions]
    given = [Event("decided", at, CLOCK, {"team": one, "settings": most_voted(room, state, one)}) for one in missing]
    return (*given, Event("closed", at, who, {}))


def most_voted(room: Room, state: State, team: int) -> dict[str, float]:
    """By lever, the setting with most votes of a team; of two as many, the one nearer to what stands."""
    now, choices = room.standing(state, team), room.choices(state, team)
    votes = [found for one in state.members(team) if (found := state.play.votes.get((state.play.round, one.id)))]
    settings = {}
    for path in choices:
        counts = Counter(vote[path] for vote in votes)
        settings[path] = min(counts, key=lambda v: (-counts[v], abs(v - now[path]), v)) if counts else now[path]
    return settings


def due(state: State, at: float) -> bool:
    """Whether the time to decide is over."""
    play = state.play
    return play.phase == "deciding" and play.left is None and play.ends > 0 and at >= play.ends + GRACE_S


def extend(state: State, at: float, seconds: float) -> Event:
    """More time, or less."""
    _running(state)
    if state.play.left is not None:
        return Event("paused", at, HOST, {"left": max(state.play.left + seconds, 0.0)})
    return Event("extended", at, HOST, {"ends": max(state.play.ends + seconds, at)})


def pause(state: State, at: float) -> Event:
    """Hold the clock."""
    _running(state)
    if state.play.left is not None:
        raise Refused("workshop.no_pause")
    return Event("paused", at, HOST, {"left": max(state.play.ends - at, 0.0)})


def resume(state: State, at: float) -> Event:
    """Let the clock go on."""
    _running(state)
    if state.play.left is None:
        raise Refused("workshop.no_resume")
    return Event("resumed", at, HOST, {"ends": at + state.play.left})


def inject(room: Room, state: State, at: float, event: str) -> Event:
    """An event of the deck for all teams, on a day of the season that is not lived yet."""
    _open(state)
    number = state.play.round if state.play.phase == "deciding" else state.play.round + 1
    if state.play.phase == "closed" or number >= len(room.session.rounds):
        raise Refused("workshop.no_inject")
    day = event.partition("@")[2]
    first, last = room.session.begins(number) + 1, room.session.rounds[-1].until
    if not (day.isdigit() and first <= int(day) <= last):
        raise Refused("workshop.no_day", first=first, last=last)
    try:
        room.team.with_levers({"incidents.by_hand": (event,)})
    except ValueError:
        raise Refused("workshop.no_such_event", event=event) from None
    if event in room.events(state, len(room.session.rounds) - 1):
        raise Refused("workshop.no_second_event")
    return Event("injected", at, HOST, {"event": event})


def rewind(state: State, at: float, number: int) -> Event:
    """Back to just before a round began."""
    _open(state)
    if number not in state.before or state.play.phase == "closed":
        raise Refused("workshop.no_rewind")
    return Event("rewound", at, HOST, {"round": number})


# ---- beside the rounds


def show(room: Room, state: State, at: float, step: str, sure: bool = False) -> Event:
    """The room is at a step of the agenda; `sure`: although a round before it is left out that was not until now."""
    if step not in {one.id for one in room.session.steps}:
        raise Refused("workshop.no_step")
    if not sure and left_out(room.session, state.play.results, step, state.step):
        raise Refused("workshop.no_skip")
    return Event("shown", at, HOST, {"step": step})


def left_out(session: Session, played: Collection[int], step: str, now: str) -> tuple[int, ...]:
    """Rounds without results that come before a step and, as far as one is on, not before the step `now`."""
    known = session.before(now) if now else ()
    return tuple(one for one in session.before(step) if one not in played and one not in known)


def check(room: Room, state: State, who: str, at: float, when: str, answers: Mapping[str, int]) -> Event:
    """Somebody's answers, before the first round or after the last, once."""
    person = _person(state, who)
    first = (
        "after"
        if state.play.round + 1 >= len(room.session.rounds) and state.play.phase in ("result", "over")
        else "before"
    )
    if when != first or (when == "before" and state.play.phase != "lobby"):
        raise Refused("workshop.no_check")
    if (when, who) in state.checks:
        raise Refused("workshop.no_again")
    asked = {one.id: one for one in form(room.session, person, when)}
    kept = {name: int(option) for name, option in answers.items() if name in asked}
    if set(kept) != set(asked) or not all(1 <= kept[name] <= len(asked[name].options) for name in asked):
        raise Refused("workshop.no_answer")
    return Event("checked", at, who, {"when": when, "answers": kept})


def form(session: Session, person: Person, when: str) -> tuple[Any, ...]:
    """The questions that somebody has before or after: the two forms change places."""
    first = (person.form == "a") == (when == "before")
    return session.check.a if first else session.check.b


def commit(
    room: Room, state: State, who: str, at: float, change: str, owner: str, date: str, watch: str, practice: str = ""
) -> Event:
    """One thing that somebody takes home: what, who, until when, the number to watch, and the practice that it is of;
    the first that the session opens where none is named."""
    _acting(state, who)
    known = practices_of(room.session)
    if practice and practice not in known:
        raise Refused("workshop.no_practice")
    said = {"change": clean(change), "owner": clean(owner, LONGEST_NAME), "watch": clean(watch)}
    if not all(said.values()):
        raise Refused("workshop.no_blank")
    try:
        day = dt.date.fromisoformat(date)
    except ValueError:
        raise Refused("workshop.no_date") from None
    return Event("committed", at, who, said | {"date": day.isoformat(), "practice": practice or known[0]})


def end(state: State, at: float) -> Event:
    """Nobody comes in any more."""
    _open(state)
    return Event("ended", at, HOST, {})


def written(kind: Kind, at: float, body: Mapping[str, Any]) -> Event:
    """What the simulation found: `results` or `debriefed`."""
    return Event(kind, at, RUNS, body)


def clean(text: str, longest: int = LONGEST_LINE) -> str:
    """Printable, single spaces, not too long."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:longest].rstrip()


def _allowed(room: Room, state: State, team: int, settings: Mapping[str, float]) -> dict[str, float]:
    """All levers of the round with settings that it offers; what is not named stays as it is."""
    choices, now = room.choices(state, team), room.standing(state, team)
    kept = {path: now[path] for path in choices}
    for path, value in settings.items():
        if path not in choices:
            raise Refused("workshop.no_lever", path=path)
        if value not in choices[path]:
            raise Refused("workshop.no_choice")
        kept[path] = float(value)
    return kept


def _open(state: State) -> None:
    if state.ended or not state.teams:
        raise Refused("workshop.no_room")


def _team(state: State, team: int) -> None:
    if not 0 <= team < len(state.teams):
        raise Refused("workshop.no_team")


def _person(state: State, who: str) -> Person:
    if who not in state.people:
        raise Refused("workshop.no_person")
    return state.people[who]


def _acting(state: State, who: str) -> Person:
    """Somebody who asks for something that is written down. What counts is the last of each kind; changing one's mind
    for ever would fill the disk and turn everybody's page."""
    person = _person(state, who)
    if state.acts.get(who, 0) >= MOST_ACTS:
        raise Refused("workshop.no_more_changes", most=MOST_ACTS)
    return person


def _running(state: State) -> None:
    if state.play.phase != "deciding":
        raise Refused("workshop.no_round")


def _deciding(state: State, at: float) -> None:
    _open(state)
    if state.play.phase != "deciding" or due(state, at):
        raise Refused("workshop.no_time")
    if state.play.left is not None:
        raise Refused("workshop.no_clock")
