"""What somebody in the room may see: decided here and nowhere else. Pages are made of views and of nothing more.

Before a round is closed a person sees their own bet and vote, how their team votes once they have voted themselves, and
their team's decision; of other teams nothing. The wall sees who is in and who has decided, never what. The facilitator
sees everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from playbook.workshop import learning, score
from playbook.workshop.rules import Room, form, votes_needed
from playbook.workshop.session import Long, Question, Role, Round, Step
from playbook.workshop.state import Bet, Decision, Person, Phase, Play, Settings, State
from sim.shop.types import Text

CLOSED: tuple[Phase, ...] = ("closed", "result", "over")


@dataclass(frozen=True)
class Member:
    """Somebody of a team, as the others see them."""

    person: Person
    bet: bool
    voted: bool
    editor: bool
    silent: bool  # has neither bet nor voted this round, while others have decided


@dataclass(frozen=True)
class TeamView:
    """A team as whoever looks may see it; what they may not see is empty."""

    number: int
    name: str
    members: tuple[Member, ...]
    decided: bool
    needed: int  # votes before it decides
    now: Settings  # what stands before this round, of the levers that it opens
    choices: Mapping[str, tuple[float, ...]]
    decision: Decision | None = None
    votes: Mapping[str, Mapping[float, int]] | None = None  # path → setting → votes of this round


@dataclass(frozen=True)
class Asked:
    """A question as it is put: without which option is right."""

    id: str
    ask: Long
    options: tuple[Text, ...]


@dataclass(frozen=True)
class Answer:
    """What somebody answered to a question, by the number of the option, from 1; which one is `right` and `because` of
    what is None until the session has ended."""

    when: str  # before | after
    asked: Asked
    picked: int
    right: int | None = None
    because: Long | None = None


@dataclass(frozen=True)
class Chose:
    """What somebody voted for in a round that is closed, and what their team set."""

    number: int
    vote: Settings | None
    decision: Settings | None


@dataclass(frozen=True)
class View:
    """What one of the room sees. `me`, `cards`, `bet`, `vote`, `form`, `answers`, `chose` are a person's own."""

    phase: Phase
    number: int  # of the round, from 0; -1 before the first
    round: Round | None
    ends: float  # unix seconds; 0 = no clock runs
    left: float | None  # seconds, while the clock is held
    step: Step | None
    teams: tuple[TeamView, ...]  # all, the person's own first
    results: Mapping[int, Mapping[str, Any]]  # by round, of those that are closed, as `runs.py` writes them
    debrief: Mapping[str, Any] | None
    bets: tuple[Bet, ...]  # of the round, without names, once it is closed
    me: Person | None = None
    cards: tuple[Role, ...] = ()
    bet: Bet | None = None
    vote: Settings | None = None
    form: tuple[Asked, ...] = ()  # questions that are still to be answered
    form_when: str = ""  # before | after
    commitment: Mapping[str, str] | None = None
    answers: tuple[Answer, ...] = ()
    chose: tuple[Chose, ...] = ()
    checked: tuple[int, int] = (0, 0)  # how many have answered before and after
    events: tuple[str, ...] = ()  # of the deck, that are known to have come
    injected: tuple[str, ...] = ()  # events that the facilitator added; nobody else knows of them before they came
    commitments: tuple[Mapping[str, str], ...] = ()  # of all, without nicknames
    waits: bool = False  # telephones do not show the results yet: the evening runs on the wall
    ran: float = 0.0  # unix seconds at which the evening of the opening began to run on the wall


def of_person(room: Room, state: State, who: str) -> View:
    """What a person sees. KeyError for somebody who is not in the room."""
    me, waits = state.people[who], state.play.phones > 0
    if waits:
        state = replace(state, play=_not_yet(state.play))
    play = state.play
    teams = [_team(room, state, one, inside=one == me.team and (play.round, who) in play.votes) for one in _all(state)]
    own = [_with_decision(room, state, one) if one.number == me.team else one for one in teams]
    when, asked = _asked(room, state, me)
    return _view(
        room, state, tuple(sorted(own, key=lambda one: one.number != me.team)),
        results={number: _own_details(found, me) for number, found in _results(room, state).items()},
        debrief=_own_debrief(_debrief(room, state), me.team), me=me, cards=_cards(room, state, me),
        bet=play.bets.get((play.round, who)), vote=play.votes.get((play.round, who)), form=asked, form_when=when,
        commitment=state.commitments.get(who), answers=tuple(_answers(room, state, me)),
        chose=tuple(_chose(state, me)), waits=waits, ran=play.ran if waits or play.phase in ("result", "over") else 0.0,
    )  # fmt: skip


def of_wall(room: Room, state: State) -> View:
    """What everybody sees on the wall."""
    return _view(room, state, tuple(_team(room, state, one) for one in _all(state)))


def of_host(room: Room, state: State) -> View:
    """Everything."""
    teams = (_with_decision(room, state, _team(room, state, one, inside=True)) for one in _all(state))
    number = state.play.round
    round_ = room.session.rounds[number] if number >= 0 else None
    return _view(room, state, tuple(teams), round=round_, waits=state.play.phones > 0, injected=state.play.injected)


def _not_yet(play: Play) -> Play:
    """As it was before the results of its round came."""
    earlier = {number: found for number, found in play.results.items() if number != play.round}
    return replace(play, phase="closed", results=earlier, debrief=None)


def _view(room: Room, state: State, teams: tuple[TeamView, ...], **own: Any) -> View:
    play = state.play
    closed = play.phase in CLOSED
    given: dict[str, Any] = {
        "phase": play.phase, "number": play.round,
        "round": _told(room.session.rounds[play.round], play.phase) if play.round >= 0 else None,
        "ends": play.ends, "left": play.left, "teams": teams, "results": _results(room, state),
        "debrief": _debrief(room, state),
        "step": next((one for one in room.session.steps if one.id == state.step), None),
        "bets": tuple(bet for (number, _), bet in play.bets.items() if closed and number == play.round),
        "checked": tuple(sum(one == when for one, _ in state.checks) for when in ("before", "after")),
        "events": room.events(state, play.round) if play.phase in ("result", "over") and play.round >= 0 else (),
        "commitments": tuple(state.commitments.values()),
        "ran": play.ran if play.phase in ("result", "over") else 0.0,
    }  # fmt: skip
    return View(**(given | own))


def _results(room: Room, state: State) -> dict[int, dict[str, Any]]:
    """Results by round, with how well everybody had foretold them."""
    return {
        number: {**found, "bets": score.bets(room.session, state, number)}
        for number, found in state.play.results.items()
    }


def _debrief(room: Room, state: State) -> dict[str, Any] | None:
    """The debrief, with what each team's bets were worth and what the room learned."""
    found = state.play.debrief
    if found is None:
        return None
    bets = score.by_team(room.session, state)
    teams = {number: {**one, "bets": bets.get(number)} for number, one in found["teams"].items()}
    return {**found, "teams": teams, "learning": learning.learned(room.session, state)}


def _told(one: Round, phase: Phase) -> Round:
    """The round without what is going to happen in it, until that has happened."""
    return one if phase in ("result", "over") else one.model_copy(update={"events": ()})


def _all(state: State) -> range:
    return range(len(state.teams))


def _team(room: Room, state: State, number: int, inside: bool = False) -> TeamView:
    play = state.play
    people = state.members(number)
    editor = state.editor(number)
    decided = (play.round, number) in play.decisions
    busy = decided or any(play.round == one for one, _ in play.decisions)
    members = tuple(
        Member(
            one, (play.round, one.id) in play.bets, (play.round, one.id) in play.votes, one == editor,
            silent=busy and not {(play.round, one.id)} & (play.bets.keys() | play.votes.keys()),
        )
        for one in people
    )  # fmt: skip
    choices = room.choices(state, number) if inside and play.round >= 0 else {}
    now = {path: room.standing(state, number)[path] for path in choices}
    return TeamView(
        number, state.teams[number], members, decided, votes_needed(room.session, len(people)), now, choices,
        votes=_votes(room, state, number) if inside and play.round >= 0 else None,
    )  # fmt: skip


def _with_decision(room: Room, state: State, team: TeamView) -> TeamView:
    """A team's own view: what it may choose from, and what it decided."""
    if state.play.round < 0:
        return team
    choices, standing = room.choices(state, team.number), room.standing(state, team.number)
    now = {path: standing[path] for path in choices}
    decision = state.play.decisions.get((state.play.round, team.number))
    return replace(team, choices=choices, now=now, decision=decision)


def _votes(room: Room, state: State, number: int) -> dict[str, dict[float, int]]:
    votes = [state.play.votes.get((state.play.round, one.id)) for one in state.members(number)]
    given = [one for one in votes if one is not None]
    return {
        path: {value: sum(one[path] == value for one in given) for value in values}
        for path, values in room.choices(state, number).items()
    }


def _cards(room: Room, state: State, me: Person) -> tuple[Role, ...]:
    """The person's own, and for the editor those of roles that nobody in the team holds."""
    held = {one.role for one in state.members(me.team)}
    own = [one for one in room.session.roles if one.id == me.role]
    editor = state.editor(me.team)
    if editor is not None and editor.id == me.id:
        own += [one for one in room.session.roles if one.id not in held]
    return tuple(own)


def _asked(room: Room, state: State, me: Person) -> tuple[str, tuple[Asked, ...]]:
    last = state.play.round + 1 >= len(room.session.rounds) and state.play.phase in ("result", "over")
    when = "after" if last else "before"
    if ((when, me.id) in state.checks) or (when == "before" and state.play.phase != "lobby"):
        return "", ()
    questions: tuple[Question, ...] = form(room.session, me, when)
    return when, tuple(Asked(one.id, one.ask, one.options) for one in questions)


def _answers(room: Room, state: State, me: Person) -> Iterator[Answer]:
    for when in ("before", "after"):
        given = state.checks.get((when, me.id))
        for one in form(room.session, me, when) if given else ():
            told = {"right": one.right, "because": one.because} if state.ended else {}
            yield Answer(when, Asked(one.id, one.ask, one.options), given[one.id], **told)


def _chose(state: State, me: Person) -> Iterator[Chose]:
    for number in range(state.play.round + 1):
        if number < state.play.round or state.play.phase in CLOSED:
            decision = state.play.decisions.get((number, me.team))
            yield Chose(number, state.play.votes.get((number, me.id)), decision.settings if decision else None)


PUBLIC = ("figures", "range", "podiums", "came", "prevented")  # what other teams see of a team's results


def _own_details(found: Mapping[str, Any], me: Person) -> dict[str, Any]:
    """Results with one's own bet and the details of one's own team alone."""
    teams = {
        number: one if number == str(me.team) else {name: one[name] for name in PUBLIC if name in one}
        for number, one in found["teams"].items()
    }
    bets = {person: one for person, one in found["bets"].items() if person == me.id}
    return {**found, "teams": teams, "bets": bets}


def _own_debrief(found: Mapping[str, Any] | None, team: int) -> dict[str, Any] | None:
    if found is None:
        return None
    return {**found, "teams": {number: one for number, one in found["teams"].items() if number == str(team)}}
