"""Answers that come together share a commit, and streams stay awake."""

from __future__ import annotations

import asyncio
import http.client

import pytest

from playbook.workshop import server
from playbook.workshop.asks import Request
from playbook.workshop.desk import Desk
from playbook.workshop.rules import HOST, Refused
from playbook.workshop.simulating import Model
from playbook.workshop.state import fold
from playbook.workshop.store import NotWritten
from tests.workshop import rooms
from tests.workshop.rooms import enter, open_room
from tests.workshop.served import facilitator, served, telephone


def test_answers_that_come_together_share_a_commit_and_are_seen_only_when_written(tmp_path, monkeypatch):
    live = open_room(tmp_path, 6)
    people = [who for team in enter(live, (6,) * 6) for who in team]
    live.ask(HOST, Request("begin"))
    commits, append = [], live.store.append

    def counted(entries) -> None:
        assert not live.state.play.bets.keys() & {(0, event.who) for one in entries for event in one.events}
        commits.append(len(entries))
        append(entries)

    monkeypatch.setattr(live.store, "append", counted)

    async def main() -> None:
        desk = Desk(live)

        async def bet(who: str) -> None:
            live.prepare(who, Request("bet", {"low": "0.5", "high": "0.9"}))
            await desk.written()
            assert (0, who) in live.state.play.bets

        await asyncio.gather(*(bet(who) for who in people))
        await desk.close()

    asyncio.run(main())
    assert sum(commits) == len(people) and len(commits) < len(people) / 4
    assert fold(live.store.events()) == live.state
    live.close()


def test_what_stood_upon_a_lost_answer_is_lost_with_it(tmp_path, monkeypatch):
    live = open_room(tmp_path)
    ((ann,), _) = enter(live, (1, 1))
    live.ask(HOST, Request("begin"))
    before = live.state

    def full(entries) -> None:
        raise NotWritten("disk is full")

    async def main() -> list:
        desk = Desk(live)

        async def ask(who: str, act: str, **fields: str) -> None:
            live.prepare(who, Request(act, fields))
            await desk.written()

        with monkeypatch.context() as patched:
            patched.setattr(live.store, "append", full)
            given = {"low": "0.5", "high": "0.9"}
            found = await asyncio.gather(ask(ann, "bet", **given), ask(ann, "vote"), return_exceptions=True)
        with pytest.raises(Refused, match="no_bet"):
            await ask(ann, "vote")  # the bet before it has not happened
        await desk.close()
        return found

    assert [type(one) for one in asyncio.run(main())] == [NotWritten, NotWritten]
    assert live.state == before
    live.close()


def lines(serving, cookies: dict[str, str]) -> http.client.HTTPResponse:
    line = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=10)
    line.request("GET", "/events", headers={"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())})
    return line.getresponse()


def until(answer: http.client.HTTPResponse, start: bytes) -> bytes:
    while not (text := answer.readline()).startswith(start):
        assert text, "the stream has ended"
    return text


def test_a_quiet_stream_is_pinged(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "PING_S", 0.05)
    with served(open_room(tmp_path)) as serving:
        answer = lines(serving, telephone(serving, "Ann").cookies)
        assert answer.headers["Content-Type"] == "text/event-stream"
        assert until(answer, b": ping")


def test_a_vote_is_told_to_the_team_and_the_facilitator_and_a_bell_to_all(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "PING_S", 0.05)
    with served(open_room(tmp_path)) as serving:
        ann, bob, host = telephone(serving, "Ann", 0), telephone(serving, "Bob", 1), facilitator(serving)
        assert host.post("/host/begin") is None
        heard = {name: lines(serving, one.cookies) for name, one in (("ann", ann), ("bob", bob), ("host", host))}
        first = {name: until(answer, b"id: ") for name, answer in heard.items()}
        assert ann.post("/bet", {"low": "50", "high": "90"}) is None
        assert all(until(heard[name], b"id: ") > first[name] for name in ("ann", "host"))
        assert host.post("/host/pause") is None
        # Bob has heard nothing of the bet: the next thing is the pause
        assert int(until(heard["bob"], b"id: ")[4:]) == int(first["bob"][4:]) + 2 == serving.live.state.last


def test_the_facilitator_is_told_when_a_round_breaks_off(tmp_path):
    with served(open_room(tmp_path, model=Model(rooms.broken, rooms.broken))) as serving:
        telephone(serving, "Ann"), telephone(serving, "Bob", 1)
        host = facilitator(serving)
        assert host.post("/host/begin") is None
        answer = lines(serving, host.cookies)
        until(answer, b"id: ")
        assert host.post("/host/close") is None
        until(answer, b"id: ")
        until(answer, b"id: ")  # once more with the same event: the page is asked for again
        assert serving.live.failed is not None
        assert host.post("/host/rewind", {"round": "0"}) == "workshop.no_rewind"
        serving.live._model = rooms.STAND_IN
        assert host.post("/host/again") is None
        until(answer, b"id: ")  # that it is worked on again
        until(answer, b"id: ")
        assert serving.live.state.play.phase == "result"
