"""What a person sees of others: nothing before the close, by whatever way the room came there."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given

from playbook.workshop import view
from playbook.workshop.plain import plain
from playbook.workshop.state import Bet, Decision, State
from tests.workshop.rooms import bet, enter, open_room, session, vote
from tests.workshop.test_rules import GAMES, ROOM, play


def other_secrets(state: State, team: int) -> State:
    """The same room, in which every other team has bet, voted and decided something else."""
    now, number = state.play, state.play.round
    others = {one.id for one in state.people.values() if one.team != team}
    bets = {
        key: Bet(-7.25, 7.25, one.at) if key[1] in others and key[0] == number else one for key, one in now.bets.items()
    }
    votes = {
        key: {path: -7.25 for path in one} if key[1] in others and key[0] == number else one
        for key, one in now.votes.items()
    }
    decisions = {
        key: Decision({path: -7.25 for path in one.settings}, "somebody", one.at)
        if key[1] != team and key[0] == number
        else one
        for key, one in now.decisions.items()
    }
    return replace(state, play=replace(now, bets=bets, votes=votes, decisions=decisions))


@given(GAMES)
def test_nobody_sees_a_secret_of_another_team_before_the_close(asks):
    for _, state in play(asks):
        if state.play.phase != "deciding":
            continue
        for who, person in state.people.items():
            other = other_secrets(state, person.team)
            assert view.of_person(ROOM, state, who) == view.of_person(ROOM, other, who)
        nobody = other_secrets(state, -1)
        assert view.of_wall(ROOM, state) == view.of_wall(ROOM, nobody)


@given(GAMES)
def test_every_view_is_data(asks):
    for _, state in play(asks):
        for who in state.people:
            json.dumps(plain(view.of_person(ROOM, state, who)), allow_nan=False)
        json.dumps(plain(view.of_wall(ROOM, state)), allow_nan=False)
        json.dumps(plain(view.of_host(ROOM, state)), allow_nan=False)


def test_a_secret_is_told_apart_where_it_may_be_seen(tmp_path):
    """The comparison above would see it: the facilitator's view and the person's own differ."""
    live = open_room(tmp_path)
    ((ann,), (bob,)) = enter(live, (1, 1))
    from playbook.workshop.asks import Request
    from playbook.workshop.rules import HOST

    live.ask(HOST, Request("begin"))
    for who in (ann, bob):
        bet(live, who)
        vote(live, who, hiring__extra=6)
    state, other = live.state, other_secrets(live.state, 0)
    assert view.of_host(ROOM, state) != view.of_host(ROOM, other)
    assert view.of_person(ROOM, state, bob) != view.of_person(ROOM, other, bob)
    live.close()


def test_questions_are_put_without_their_answers(tmp_path):
    live = open_room(tmp_path)
    ((ann,), _) = enter(live, (1, 1))
    text = json.dumps(plain(live.seen(ann)))
    assert "Why?" in text and "BECAUSE" not in text and '"right"' not in text
    assert len(live.seen(ann).form) == len(session().check.a)
    live.close()
