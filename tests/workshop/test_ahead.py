"""While a room decides, what hangs on nobody's decision is lived already."""

from __future__ import annotations

from typing import Any

from playbook.workshop.asks import Request
from playbook.workshop.rules import HOST
from playbook.workshop.simulating import Here, Model
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
