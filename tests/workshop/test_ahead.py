"""While a room decides, what hangs on nobody's decision is lived already."""

from __future__ import annotations

import time
from typing import Any

from playbook.workshop.asks import Request
from playbook.workshop.rules import HOST
from playbook.workshop.simulating import Beside, Here, Model
from tests.workshop import rooms
from tests.workshop.rooms import enter, open_room


def test_each_round_is_prepared_once_as_it_begins(tmp_path):
    asked: list[tuple[int, tuple[str, ...]]] = []

    def ahead(session: Any, team: Any, number: int, events: tuple[str, ...]) -> None:
        asked.append((number, events))

    live = open_room(tmp_path, model=Model(rooms.results, rooms.debrief, ahead), executor=Here())
    enter(live, (1, 1))
    for _ in range(2):
        live.ask(HOST, Request("begin"))
        live.ask(HOST, Request("close"))
        live.settle()
    live.close()
    assert [number for number, _ in asked] == [0, 1]
    assert asked[1][1] == ("courier_strike@20",)  # what comes is known, what is decided is not


def test_what_fails_ahead_is_nobodys_trouble(tmp_path):
    def ahead(*given: Any) -> None:
        raise RuntimeError("broke off")

    live = open_room(tmp_path, model=Model(rooms.results, rooms.debrief, ahead), executor=Here())
    enter(live, (1, 1))
    live.ask(HOST, Request("begin"))
    live.ask(HOST, Request("close"))
    live.settle()
    assert live.state.play.phase == "result" and live.failed is None
    live.close()


def last_round_over(live):
    enter(live, (1, 1))
    for _ in live.room.session.rounds:
        live.ask(HOST, Request("begin"))
        live.ask(HOST, Request("close"))
        live.settle()


def test_the_debrief_is_worked_out_as_the_last_round_ends_and_kept_until_it_is_asked_for(tmp_path):
    asked: list[int] = []

    def debrief(*given: Any) -> dict[str, Any]:
        asked.append(1)
        return rooms.debrief(*given)

    live = open_room(tmp_path, model=Model(rooms.results, debrief), executor=Here())
    last_round_over(live)
    live.tick()
    assert asked == [1] and live.state.play.debrief is None and not live.looking_back
    live.ask(HOST, Request("debrief"))
    live.settle()
    assert asked == [1] and live.state.play.debrief is not None
    live.ask(HOST, Request("debrief"))  # once more
    live.settle()
    assert asked == [1, 1]
    live.close()


def test_a_debrief_in_advance_is_of_the_decisions_that_stand(tmp_path):
    """After a rewind it is worked out anew, of what was decided then."""
    live = open_room(tmp_path)
    last_round_over(live)
    live.ask(HOST, Request("rewind", {"round": "3"}))
    live.ask(HOST, Request("begin"))
    live.ask(HOST, Request("decide_for", {"team": "0", "peak.temps_packing": "8"}))
    live.ask(HOST, Request("close"))
    live.settle()
    given: list[Any] = []
    live._model = Model(rooms.results, lambda *of: given.append(of) or rooms.debrief(*of))
    live.ask(HOST, Request("rewind", {"round": "3"}))
    live.ask(HOST, Request("begin"))
    live.ask(HOST, Request("decide_for", {"team": "0", "peak.temps_packing": "4"}))
    live.ask(HOST, Request("close"))
    live.settle()
    live.ask(HOST, Request("debrief"))
    live.settle()
    assert [of[2][0][3]["peak.temps_packing"] for of in given] == [4.0]
    assert live.state.play.debrief is not None
    live.close()


def test_a_debrief_that_broke_off_is_worked_out_again(tmp_path):
    live = open_room(tmp_path, model=Model(rooms.results, rooms.broken))
    last_round_over(live)
    assert live.failed is None  # nobody has asked
    live.ask(HOST, Request("debrief"))
    live.settle()
    assert live.failed is not None and live.state.play.debrief is None
    live._model = rooms.STAND_IN
    live.ask(HOST, Request("again"))
    live.settle()
    assert live.failed is None and live.state.play.debrief is not None
    live.close()


def slow(*given: Any) -> dict[str, Any]:
    time.sleep(120)
    return {}


def test_nobody_waits_for_a_debrief_that_was_taken_back(tmp_path):
    live = open_room(tmp_path, model=Model(rooms.results, slow), executor=Beside())
    last_round_over(live)
    began = time.monotonic()
    live.ask(HOST, Request("rewind", {"round": "3"}))
    live.ask(HOST, Request("begin"))
    live.ask(HOST, Request("close"))
    live.settle(60)
    assert live.state.play.phase == "result" and time.monotonic() - began < 60
    live.close()
