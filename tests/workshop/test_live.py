"""A room that is played: late and lost people, work that breaks off, a disk that is full, and going on after an end."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from playbook.workshop.asks import Request
from playbook.workshop.live import PLACE_S, LiveRoom
from playbook.workshop.rules import GRACE_S, HOST, Refused
from playbook.workshop.simulating import Beside, Model
from playbook.workshop.state import fold
from playbook.workshop.store import Held, NotWritten, Store, names, path_of, remove
from tests.workshop import rooms
from tests.workshop.rooms import bet, enter, open_room, vote
from tests.workshop.served import facilitator, served, telephone


def begin(live: LiveRoom) -> None:
    live.ask(HOST, Request("begin"))


def close(live: LiveRoom) -> None:
    live.ask(HOST, Request("close"))
    live.settle()


def test_the_state_is_what_the_file_adds_up_to(tmp_path):
    live = open_room(tmp_path)
    enter(live, (2, 1))
    begin(live)
    close(live)
    assert fold(live.store.events()) == live.state
    assert [one.id for one in live.store.events()] == list(range(1, live.state.last + 1))
    live.close()


def test_going_back_gives_the_play_that_it_was(tmp_path):
    live = open_room(tmp_path)
    ((ann, _), _) = enter(live, (2, 1))
    hashes = []
    for number in range(3):
        hashes.append(live.state.play.hash)
        begin(live)
        bet(live, ann, 0.1 * number)
        vote(live, ann)
        close(live)
    assert len(set(hashes)) == 3
    for number in (2, 1, 0):
        live.ask(HOST, Request("rewind", {"round": str(number)}))
        assert live.state.play.hash == hashes[number]
    store = live.store
    live.close()
    again = open_room(tmp_path)
    assert again.state.play.hash == hashes[0] and again.store.path == store.path
    again.close()


def test_the_bell_rings_by_the_clock_and_a_round_without_decision_is_what_most_voted(tmp_path):
    live = open_room(tmp_path)
    ((ann, bob, cid), _) = enter(live, (3, 1))
    begin(live)
    for who, people in ((ann, 6), (bob, 6), (cid, 3)):
        bet(live, who)
        vote(live, who, hiring__extra=people)
    live.clock.now = live.state.play.ends + GRACE_S - 0.01
    assert not live.tick()
    live.clock.now += 0.02
    with pytest.raises(Refused, match=r"no_time"):
        bet(live, ann)
    assert live.tick()
    live.flush()
    live.settle()
    found = live.state.play.decisions
    assert (found[0, 0].settings["hiring.extra"], found[0, 0].who, found[0, 1].who) == (6.0, "clock", "clock")
    assert live.state.play.phase == "result"
    live.close()


def test_whoever_comes_late_plays_along(tmp_path):
    live = open_room(tmp_path)
    enter(live, (2, 1))
    begin(live)
    token = live.join("Late", 2)
    live.flush()
    who = live.who(token)
    bet(live, who)
    vote(live, who, hiring__extra=6)
    live.ask(who, Request("decide", {"hiring.extra": "6"}))
    close(live)
    assert live.state.play.results[0]["teams"].keys() == {"0", "1", "2"}
    live.close()


def test_a_round_that_breaks_off_is_told_and_worked_out_again(tmp_path):
    model = Model(rooms.broken, rooms.broken)
    live = open_room(tmp_path, model=model)
    enter(live, (1, 1))
    begin(live)
    live.ask(HOST, Request("close"))
    live.settle()
    assert isinstance(live.failed, RuntimeError) and live.state.play.phase == "closed"
    live._model = rooms.STAND_IN
    live.ask(HOST, Request("again"))
    live.settle()
    assert live.failed is None and live.state.play.phase == "result"
    live.close()


def test_results_that_are_no_json_do_not_get_into_the_file(tmp_path):
    live = open_room(tmp_path, model=Model(lambda *given: {"teams": {"0": float("nan")}}, rooms.debrief))
    enter(live, (1, 1))
    begin(live)
    live.ask(HOST, Request("close"))
    live.settle()
    assert isinstance(live.failed, ValueError) and live.state.play.phase == "closed"
    live.close()


class Never:
    """Takes work and does not do it: the process ends in the middle of it."""

    def __init__(self) -> None:
        self.taken: list[Future] = []

    def submit(self, call, *given) -> Future:
        self.taken.append(Future())
        return self.taken[-1]

    def shutdown(self, **given) -> None: ...


def test_a_process_that_ended_over_a_round_does_it_again(tmp_path):
    live = open_room(tmp_path, executor=Never())
    enter(live, (1, 1))
    begin(live)
    live.ask(HOST, Request("close"))
    assert live.state.play.phase == "closed" and live.working
    live.close()
    again = open_room(tmp_path)
    again.settle()
    assert again.state.play.phase == "result"
    again.close()


def test_a_debrief_of_what_was_taken_back_is_not_kept(tmp_path):
    executor = Never()
    live = open_room(tmp_path)
    enter(live, (1, 1))
    begin(live)
    close(live)
    live._executor = executor
    live.ask(HOST, Request("debrief"))
    with pytest.raises(Refused, match="no_patience"):
        live.ask(HOST, Request("debrief"))
    live.ask(HOST, Request("rewind", {"round": "0"}))
    executor.taken[0].set_result({"teams": {}})
    live.settle()
    assert live.state.play.debrief is None and live.state.play.phase == "lobby"
    live.close()


def test_rounds_are_worked_out_in_another_process(tmp_path):
    live = open_room(tmp_path, executor=Beside())
    enter(live, (1, 1))
    begin(live)
    live.ask(HOST, Request("close"))
    for process in live._executor._pool._processes.values():
        process.kill()  # as a machine short of memory does
    live.settle()
    if live.failed is not None:
        live.ask(HOST, Request("again"))
        live.settle()
    assert live.state.play.results[0]["teams"]["0"]["detail"] == "detail of 0"
    live.close()


# ---- the disk


def test_what_is_not_written_has_not_happened(tmp_path, monkeypatch):
    live = open_room(tmp_path)
    ((ann,), _) = enter(live, (1, 1))
    begin(live)
    before = live.state

    def full(entries) -> None:
        raise NotWritten("disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(live.store, "append", full)
        with pytest.raises(NotWritten):
            bet(live, ann)
        with pytest.raises(NotWritten):
            close(live)
        live.join("Zoe", 0)
        with pytest.raises(NotWritten):
            live.flush()
    assert live.state == before == fold(live.store.events())
    bet(live, ann)
    assert live.state.play.bets and live.state.last == before.last + 1
    live.close()


def test_a_full_disk_is_told_in_a_sentence_and_the_room_goes_on(tmp_path, monkeypatch):
    with served(open_room(tmp_path)) as serving:
        one = telephone(serving, "Ann")
        append = serving.live.store.append

        def full(entries) -> None:
            raise NotWritten("disk is full")

        monkeypatch.setattr(serving.live.store, "append", full)
        assert one.ask("POST", "/name", {"name": "New"})[0] == 503
        assert serving.live.state.teams[0] == "T0"
        monkeypatch.setattr(serving.live.store, "append", append)
        assert one.post("/name", {"name": "New"}) is None and serving.live.state.teams[0] == "New"


def test_a_room_is_open_once_and_deleted_whole(tmp_path):
    live = open_room(tmp_path)
    enter(live, (1, 1))
    with pytest.raises(Held):
        Store(live.store.path)
    with pytest.raises(Held):
        remove(tmp_path, "room")
    live.close()
    other = open_room(tmp_path, name="other")
    other.close()
    assert set(names(tmp_path)) == {"room", "other"}
    remove(tmp_path, "room")
    assert [path.name for path in path_of(tmp_path, "room").parent.iterdir()] == ["other.sqlite"]
    for name in ("room", "../workspace", ""):
        with pytest.raises(KeyError):
            remove(tmp_path, name)


# ---- telephones


def test_a_lost_telephone_is_replaced_with_a_code_of_the_facilitator(tmp_path):
    with served(open_room(tmp_path)) as serving:
        old, host = telephone(serving, "Ann"), facilitator(serving)
        new = telephone(serving)
        assert new.post("/join", {"code": serving.live.code, "name": " ANN", "team": "1"}) == "workshop.no_twin"
        who = next(iter(serving.live.state.people))
        code = serving.live.place(who)
        status, text = host.ask("POST", "/host/readmit", {"person": who})
        assert status == 200 and code.encode() not in text  # the newest code counts
        place = serving.place_code
        assert place.encode() in text and place.encode() in host.ask("GET", "/host")[1]
        assert new.post("/join", {"code": code, "name": "x", "team": "0"}) == "workshop.no_code"
        assert new.post("/join", {"code": place, "name": "x", "team": "0"}) is None
        assert new.view()["me"]["name"] == "Ann" and len(serving.live.state.people) == 1
        assert old.ask("GET", "/api/view")[0] == 403  # whoever finds it
        assert telephone(serving).post("/join", {"code": place, "name": "x", "team": "0"}) == "workshop.no_code"
        late = serving.live.place(who)
        serving.live.clock.now += PLACE_S + 1
        assert telephone(serving).post("/join", {"code": late, "name": "x", "team": "0"}) == "workshop.no_code"
        assert host.post("/host/readmit", {"person": "nobody"}) == "workshop.no_person"


def test_the_facilitator_goes_on_from_another_device(tmp_path):
    with served(open_room(tmp_path)) as serving:
        telephone(serving, "Ann", 0), telephone(serving, "Bob", 1)
        first = facilitator(serving)
        assert first.post("/host/begin") is None
        second = facilitator(serving)
        assert second.view()["phase"] == "deciding" and second.post("/host/close") is None
        assert serving.live.code.encode() in first.ask("GET", "/wall")[1]


def test_cookies_and_the_code_outlive_the_server(tmp_path):
    with served(open_room(tmp_path)) as serving:
        one, host, code, port = telephone(serving, "Ann"), facilitator(serving), serving.live.code, serving.port
    with served(open_room(tmp_path), port) as serving:
        assert serving.live.code == code
        one.line.close(), host.line.close()
        assert one.view()["me"]["name"] == "Ann" and host.view()["me"] is None
        assert one.post("/name", {"name": "Again"}) is None and serving.live.state.teams[0] == "Again"


def test_at_a_new_address_everybody_is_shown_the_way_back(tmp_path):
    with served(open_room(tmp_path)) as serving:
        ann, _ = telephone(serving, "Ann"), telephone(serving, "Bob", 1)
        assert serving.away == set() and b"The room has a new address" not in ann.ask("GET", "/")[1]
    with served(open_room(tmp_path), host="127.0.0.2") as serving:
        host, new = facilitator(serving), telephone(serving)
        door, console = (one.ask("GET", path)[1].decode() for one, path in ((new, "/"), (host, "/host")))
        codes = {one.name: serving.live.place_of(one.id) for one in serving.live.state.people.values()}
        assert "The room has a new address" in door and not any(code in door for code in codes.values())
        assert all(f"{code[:3]} {code[3:]}" in console for code in codes.values())
        wall = host.ask("GET", "/wall")[1].decode()
        assert "Not back yet: 2" in wall and not any(code[:3] + " " + code[3:] in wall for code in codes.values())
        assert new.post("/join", {"code": codes["Ann"], "name": "", "team": "0"}) is None
        assert new.view()["me"]["name"] == "Ann"
        assert "Not back yet: 1" in host.ask("GET", "/wall")[1].decode()
        serving.live.clock.now += PLACE_S + 1
        late = serving.live.place_of(next(one.id for one in serving.live.state.people.values() if one.name == "Bob"))
        assert late != codes["Bob"] and codes["Bob"] not in serving.live._places
    with served(open_room(tmp_path), host="127.0.0.2") as serving:  # a restart alone asks nobody
        new.line.close()
        assert serving.away == set()


def test_the_evening_runs_again_when_it_is_asked_for(tmp_path):
    evening = {"first": 1140, "opens": 0, "came": [2], "in_time": [1], "waiting": [1], "lost": [0]}

    def found(*given):
        return {"teams": {number: one | {"evening": evening} for number, one in rooms.results(*given)["teams"].items()}}

    live = open_room(tmp_path, 1, model=Model(found, rooms.debrief))
    ((ann,),) = enter(live, (1,))
    with pytest.raises(Refused, match="no_evening"):
        live.ask(HOST, Request("run"))
    live.ask(HOST, Request("begin"))
    live.clock.now += 5
    live.ask(HOST, Request("close"))
    live.settle()
    came = live.wall().ran
    assert came == live.clock.now and live.seen(ann).ran == came
    live.clock.now += 90
    live.ask(HOST, Request("run"))
    assert live.wall().ran == came + 90
    live.ask(HOST, Request("begin"))
    assert live.wall().ran == 0.0
    live.close()


def test_an_event_that_was_added_is_told_to_the_facilitator_and_not_added_twice(tmp_path):
    live = open_room(tmp_path)
    (ann,), _ = enter(live, (1, 1))
    live.ask(HOST, Request("inject", {"event": "courier_strike@60"}))
    with pytest.raises(Refused, match="no_second_event"):
        live.ask(HOST, Request("inject", {"event": "courier_strike@60"}))
    with pytest.raises(Refused, match="no_second_event"):  # comes by the session itself
        live.ask(HOST, Request("inject", {"event": "courier_strike@20"}))
    assert live.seen(HOST).injected == ("courier_strike@60",)
    assert live.seen(ann).injected == live.wall().injected == ()
    live.close()


@pytest.mark.parametrize(
    ("low", "high", "key"),
    [("0.6", "80", "no_share"), ("-0.1", "0.5", "no_share"), ("0", "1", None), ("0.8", "0.6", "no_order")],
)
def test_a_share_is_bet_on_within_its_ends(tmp_path, low, high, key):
    live = open_room(tmp_path)
    (ann,), _ = enter(live, (1, 1))
    live.ask(HOST, Request("begin"))
    if key is None:
        live.ask(ann, Request("bet", {"low": low, "high": high}))
    else:
        with pytest.raises(Refused, match=key):
            live.ask(ann, Request("bet", {"low": low, "high": high}))
    live.close()
