"""Whatever is asked in whatever order, a room stays what its rules say."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook.workshop import rules
from playbook.workshop.asks import OF_HOST, OF_PERSON, Request, answered
from playbook.workshop.log import Event
from playbook.workshop.rules import HOST, Refused, Room
from playbook.workshop.session import shipped
from playbook.workshop.state import State, after, fold
from sim.scenario.file import team
from tests.workshop import made_up
from tests.workshop.rooms import MORNING, Clock, bet, enter, open_room, results, session, vote

ROOM = Room(session(), team("flagship"))
TEAMS, PEOPLE = 3, ("a", "b", "c", "d", "e")

LEVERS = st.dictionaries(
    st.sampled_from(["hiring.extra", "forecast.follow", "peak.temps", "no.lever"]),
    st.sampled_from(["0", "3", "6", "0.5", "1", "10", "20", "7", "x", "nan", "1e999"]),
    max_size=3,
)
NUMBERS = st.sampled_from(["0", "1", "0", "1", "2", "3", "-1", "0.4", "0.9", "", "inf", "60", "-60"])
FIELDS = st.builds(
    lambda levers, low, high, number, text: levers
    | {"low": low, "high": high, "round": number, "team": number, "seconds": number, "name": text, "step": text}
    | {"event": "courier_strike@60", "person": text, "change": text, "owner": text, "watch": text}
    | {"date": "2026-12-01"},
    LEVERS, NUMBERS, NUMBERS, NUMBERS, st.sampled_from(["a", "b", "learn", "", "张三", " x\n"]),
)  # fmt: skip
SENSIBLE = [
    *((HOST, act, {}) for act in ("begin", "close", "results", "begin", "close", "results", "pause", "resume", "wait")),
    *((HOST, "rewind", {"round": number}) for number in "012"), (HOST, "inject", {"event": "courier_strike@60"}),
    *((who, "bet", {"low": "0.1", "high": "0.9"}) for who in "ab"),
    *((who, "vote", {"hiring.extra": x}) for who in "ab" for x in "06"),
    *((who, "decide", {"hiring.extra": x}) for who in "ab" for x in "06"),
    (HOST, "move", {"person": "c", "team": "1"}), (HOST, "decide_for", {"team": "1", "peak.temps": "10"}),
]  # fmt: skip
ASKS = st.one_of(
    st.sampled_from(SENSIBLE), st.sampled_from(SENSIBLE),
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from([*OF_PERSON, "begin", "nothing"]), FIELDS),
    st.tuples(st.just(HOST), st.sampled_from([*OF_HOST, "bet", *("begin", "close", "results", "rewind") * 4]), FIELDS),
    st.tuples(st.sampled_from(PEOPLE), st.just("join"), FIELDS),
    st.tuples(st.just(HOST), st.just("wait"), FIELDS),
)  # fmt: skip


# Some begin in a room where people already are: a game that goes on is seldom found by chance.
START = [
    *((who, "join", {"name": who, "team": str(i % 2)}) for i, who in enumerate("abcd")), (HOST, "begin", {}),
    *((who, "bet", {"low": "0.4", "high": "0.9"}) for who in "abcd"),
    *((who, "vote", {"hiring.extra": "3"}) for who in "abc"), ("a", "decide", {"hiring.extra": "6"}),
    (HOST, "close", {}), (HOST, "results", {}), (HOST, "begin", {}),
]  # fmt: skip
GAMES = st.builds(
    lambda n, asks: START[:n] + asks,
    st.sampled_from([0, 5, 12, *[len(START) - 2, len(START)] * 3]),
    st.lists(ASKS, min_size=20, max_size=40),
)


def opened() -> State:
    names = [f"T{i}" for i in range(TEAMS)]
    return fold([Event("opened", MORNING, HOST, {"teams": names, "language": "en"}, 1)])


def play(asks: list, room: Room = ROOM):
    """The states that a sequence of requests leads through, with the event that led to each."""
    state, at = opened(), MORNING
    yield None, state
    for who, act, fields in asks:
        at += 100.0 if act == "wait" else 1.0
        try:
            events = _asked(room, state, who, at, act, fields)
        except Refused as refused:
            assert refused.key.startswith("workshop.no_")
            continue
        for event in events:
            event = Event(event.kind, event.at, event.who, event.body, state.last + 1)
            state = fold([event], state)
            yield event, state


def _asked(room: Room, state: State, who: str, at: float, act: str, fields: dict) -> tuple[Event, ...]:
    if act == "join":
        if who in state.people:
            return ()
        return (rules.join(room, state, who, at, fields["name"], Request("", fields).whole("team")),)
    if act == "wait":
        return rules.close(room, state, at, rules.CLOCK) if rules.due(state, at) else ()
    if act == "results":
        if state.play.phase != "closed":
            return ()
        settings = {one: (room.decided(state, one, state.play.round),) for one in state.playing}
        return (rules.written("results", at, results(ROOM.session, None, settings, state.play.round, ())),)
    return answered(room, state, who, at, Request(act, fields))


@given(GAMES)
def test_any_sequence_of_requests_keeps_what_a_room_is(asks):
    closed: dict[tuple[int, int], object] = {}
    log = [Event("opened", MORNING, HOST, {"teams": [f"T{i}" for i in range(TEAMS)], "language": "en"}, 1)]
    hashes: dict[int, str] = {}
    before = None
    for event, state in play(asks):
        if event is not None:
            log.append(event)
        if event is not None and event.kind == "began":
            hashes[state.play.round] = before.play.hash
        if event is not None and event.kind == "rewound":
            number = event.body["round"]
            assert state.play.hash == hashes[number]
            closed = {key: one for key, one in closed.items() if key[0] < number}
        play_ = state.play
        assert play_.round < len(ROOM.session.rounds)
        for (number, one), decision in play_.decisions.items():
            offered = ROOM.choices(state, one, number)
            assert decision.settings.keys() == offered.keys()
            assert all(decision.settings[path] in offered[path] for path in offered)
        for number, who in play_.votes:
            assert (number, who) in play_.bets and number <= play_.round
        if event is not None and event.kind == "closed":
            assert all((play_.round, one) in play_.decisions for one in state.playing)
            closed |= {key: one for key, one in play_.decisions.items() if key[0] == play_.round}
        assert all(play_.decisions[key] == one for key, one in closed.items())
        names = [one.name.casefold() for one in state.people.values()]
        assert len(names) == len(set(names)) and len({one.casefold() for one in state.teams}) == TEAMS
        assert all(len(state.members(one)) <= ROOM.session.people[1] for one in range(TEAMS))
        before = state
    assert fold(log) == state


def test_the_room_is_at_the_step_of_the_round_that_begins(tmp_path):
    live = open_room(tmp_path)
    enter(live, (1, 1))
    steps = {one.round: one.id for one in live.room.session.steps}
    for one in live.room.session.rounds:
        live.ask(HOST, Request("begin"))
        assert live.state.step == steps[one.id]
        live.ask(HOST, Request("close"))
        live.settle()


def test_a_round_that_is_told_twice_is_at_the_next_of_its_steps():
    """Half a day plays what counts a second time, on the shop's own file."""
    session = shipped("half-day")
    own = [one.id for one in session.steps if one.round == session.rounds[1].id]
    after = next(session.steps[i + 1].id for i, one in enumerate(session.steps) if one.id == own[0])
    assert len(own) == 2
    assert [session.step_of(1, now) for now in ("", own[0], after, own[1], session.steps[-1].id)] == [
        own[0], own[0], own[1], own[1], own[0]
    ]  # fmt: skip


def test_a_log_without_steps_of_rounds_is_read(tmp_path):
    began = Event("began", 0.0, HOST, {"round": 0, "ends": 60.0})
    assert fold([began], State(step="hook")).step == "hook"


def test_levers_of_a_round_to_learn_on_are_as_before(tmp_path):
    live = open_room(tmp_path)
    ((ann,), _) = enter(live, (1, 1))
    for number, people in ((0, 6), (1, 3)):
        live.ask(HOST, Request("begin"))
        assert ROOM.standing(live.state, 0)["hiring.extra"] == 0.0
        bet(live, ann)
        vote(live, ann, hiring__extra=people)
        live.ask(ann, Request("decide", {"hiring.extra": str(people)}))
        live.ask(HOST, Request("close"))
        live.settle()
        assert ROOM.decided(live.state, 0, number)["hiring.extra"] == people
    live.ask(HOST, Request("begin"))
    assert ROOM.standing(live.state, 0)["hiring.extra"] == 3.0
    live.close()


def test_of_two_settings_with_as_many_votes_the_nearer_to_what_stands_is_taken(tmp_path):
    live = open_room(tmp_path)
    (people, _) = enter(live, (4, 1))
    live.ask(HOST, Request("begin"))
    for who, x in zip(people, (6, 3, 6, 3), strict=True):
        bet(live, who)
        vote(live, who, hiring__extra=x)
    assert rules.most_voted(ROOM, live.state, 0) == {"hiring.extra": 3.0, "forecast.follow": 0.0}
    live.close()


def test_the_clock_is_held_and_goes_on_with_what_was_left(tmp_path):
    clock = Clock()
    live = open_room(tmp_path, clock=clock)
    ((ann,), _) = enter(live, (1, 1))
    live.ask(HOST, Request("begin"))
    whole = live.state.play.ends - clock.now
    clock.now += 60
    live.ask(HOST, Request("pause"))
    with pytest.raises(Refused, match="no_clock"):
        bet(live, ann)
    clock.now += 1e5
    assert not live.tick()
    live.ask(HOST, Request("extend", {"seconds": "30"}))
    live.ask(HOST, Request("resume"))
    assert live.state.play.ends - clock.now == whole - 30
    live.ask(HOST, Request("extend", {"seconds": "-1e9"}))
    assert live.state.play.ends == clock.now
    live.close()


@pytest.mark.parametrize(
    "event", ["courier_strike@", "courier_strike@5", "nothing@60", "courier_strike@999", "@60", ""]
)
def test_only_events_of_the_deck_on_a_day_to_come_are_put_in(tmp_path, event):
    live = open_room(tmp_path)
    enter(live, (1, 1))
    live.ask(HOST, Request("begin"))
    live.ask(HOST, Request("close"))
    live.settle()
    live.ask(HOST, Request("begin"))  # lives to day 56, the round before to nothing that counts
    live.ask(HOST, Request("close"))
    live.settle()
    with pytest.raises(Refused):
        live.ask(HOST, Request("inject", {"event": event}))
    live.ask(HOST, Request("inject", {"event": "courier_strike@60"}))
    assert ROOM.events(live.state, 2)[-1] == "courier_strike@60"
    live.close()


def test_the_forms_change_places():
    people = [fold_person(i) for i in range(2)]
    asked = {(one.form, when): rules.form(ROOM.session, one, when) for one in people for when in ("before", "after")}
    assert asked["a", "before"] == asked["b", "after"] != asked["a", "after"] == asked["b", "before"]


def fold_person(i: int):
    from playbook.workshop.state import Person

    return Person(str(i), f"P{i}", 0, "service", "ab"[i], 0.0)


def test_an_ended_room_takes_nothing_back(tmp_path):
    live = open_room(tmp_path)
    enter(live, (1, 1))
    live.ask(HOST, Request("begin"))
    live.ask(HOST, Request("close"))
    live.settle()
    live.ask(HOST, Request("end"))
    for act, fields in (("rewind", {"round": "0"}), ("begin", {}), ("end", {})):
        with pytest.raises(Refused, match="no_room"):
            live.ask(HOST, Request(act, fields))
    live.close()


@given(st.text(max_size=300), st.integers(1, 40))
def test_names_are_printable_and_short(text, longest):
    kept = rules.clean(text, longest)
    assert len(kept) <= longest and kept == kept.strip() and kept.isprintable()
    assert rules.clean(kept, longest) == kept


@given(st.lists(ASKS, max_size=25))
def test_a_room_on_disk_is_the_state_in_memory(asks):
    """Requests through the file, some refused: what is read again is what was there."""
    with tempfile.TemporaryDirectory() as folder:
        live = open_room(Path(folder), TEAMS)
        ids = {}
        for who, act, fields in asks:
            try:
                if act == "join":
                    token = live.join(fields["name"], Request("", fields).whole("team"))
                    live.flush()
                    ids[who] = live.who(token)
                elif act not in ("wait", "results"):
                    live.ask(HOST if who == HOST else ids.get(who, who), Request(act, fields))
                    live.settle()
            except (Refused, KeyError):
                pass
        state = live.state
        live.close()
        again = open_room(Path(folder))
        assert again.state == state
        again.close()


def test_nobody_changes_their_mind_for_ever(tmp_path):
    """The last vote counts, the log of one person is bounded between two bells, and others go on."""
    live = open_room(tmp_path)
    ((ann, bob),) = enter(live, (2,))
    live.ask(HOST, Request("begin"))
    bet(live, ann)
    for i in range(rules.MOST_ACTS - 1):
        vote(live, ann, hiring__extra=6 * (i % 2))
    written = live.state.last
    for act, fields in (("vote", {}), ("bet", {"low": "0.1", "high": "0.2"}), ("decide", {}), ("commit", {})):
        with pytest.raises(Refused, match="no_more_changes"):
            live.ask(ann, Request(act, fields))
    assert live.state.last == written
    assert live.state.play.votes[0, ann]["hiring.extra"] == 0.0  # the last that was taken
    bet(live, bob)
    live.ask(HOST, Request("close"))
    live.settle()
    live.ask(HOST, Request("begin"))
    bet(live, ann)
    live.close()


def test_a_step_beyond_a_round_that_is_not_played_is_asked_about_once():
    room, states = made_up.room(), made_up.all_states()
    lobby, result = states["lobby"], states["result"]
    with pytest.raises(rules.Refused, match="no_skip"):
        rules.show(room, lobby, 0.0, "close")
    with pytest.raises(rules.Refused, match="no_skip"):
        rules.show(room, result, 0.0, "close")
    rules.show(room, result, 0.0, "round_night")  # its own is begun there
    rules.show(room, states["last"], 0.0, "close")
    gone = after(lobby, rules.show(room, lobby, 0.0, "debrief", sure=True))
    assert gone.step == "debrief"
    for step in ("close", "hook", "round_ready"):  # onward, which leaves out no more, and back
        rules.show(room, gone, 0.0, step)


def test_rounds_that_come_a_second_time_belong_to_another_room():
    half = shipped("half-day")
    steps = [one.id for one in half.steps if one.round]
    assert half.before(half.steps[0].id) == () and half.before(steps[1]) == (0,)
    assert half.before(steps[3]) == (0, 1, 2)
    assert half.before(steps[4]) == () and half.before(steps[5]) == (1,)
    assert half.before(half.steps[-1].id) == (1, 2, 3)
