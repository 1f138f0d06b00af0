"""Telephones show a round's results once the evening on the wall is over, or the facilitator presses on."""

from __future__ import annotations

import re

import pytest

from playbook.language import words
from playbook.workshop import pages, report, revealing
from playbook.workshop.asks import Request
from playbook.workshop.plain import plain
from playbook.workshop.revealing import RUNS_S, runs_together
from playbook.workshop.rules import HOST, Refused
from playbook.workshop.simulating import Model
from playbook.workshop.state import fold
from tests.workshop import made_up, rooms
from tests.workshop.rooms import bet, enter, open_room
from tests.workshop.served import facilitator, served, telephone

EVENING = {"first": 1140, "opens": 0, "came": [2], "in_time": [1], "waiting": [1], "lost": [0]}
SECRET = "detail of 0"  # of the results of the first team


def with_evening(*given):
    found = rooms.results(*given)
    return {"teams": {number: one | {"evening": EVENING} for number, one in found["teams"].items()}}


MODEL = Model(with_evening, rooms.debrief)


def resulted(folder, **given):
    """A room of two whose first round has just got its results, and its people."""
    live = open_room(folder, 1, **({"model": MODEL} | given))
    ((ann, bob),) = enter(live, (2,))
    live.ask(HOST, Request("begin"))
    bet(live, ann)
    live.ask(HOST, Request("close"))
    live.settle()
    return live, ann, bob


def test_a_telephone_waits_as_long_as_the_evening_runs(tmp_path):
    live, ann, _ = resulted(tmp_path)
    came, (event,) = live.clock.now, [one for one in live.store.events() if one.kind == "results"]
    assert event.body["phones"] == came + RUNS_S
    assert live.wall().phase == "result" and live.seen(HOST).waits
    mine = live.seen(ann)
    assert (mine.phase, mine.waits, mine.results, mine.form) == ("closed", True, {}, ())
    assert SECRET not in str(plain(mine)) and SECRET in str(plain(live.seen(HOST)))
    live.clock.now = came + RUNS_S - 0.01
    assert not live.tick()
    late = live.join("Late", 0)
    live.flush()
    assert live.seen(live.who(late)).waits
    live.clock.now += 0.02
    assert live.tick()
    live.flush()
    assert not live.tick()  # once
    for who in (ann, live.who(late)):
        assert (live.seen(who).phase, live.seen(who).waits) == ("result", False)
        assert SECRET in str(plain(live.seen(who)))
    with pytest.raises(Refused, match="no_reveal"):
        live.ask(HOST, Request("reveal"))
    assert fold(live.store.events()) == live.state
    live.close()


@pytest.mark.parametrize("act", ["reveal", "show", "end", "begin"])
def test_the_facilitator_presses_on(tmp_path, act):
    live, ann, _ = resulted(tmp_path)
    live.ask(HOST, Request(act, {"step": "learn"} if act == "show" else {}))
    mine = live.seen(ann)
    assert not mine.waits and SECRET in str(plain(mine))
    assert mine.phase == {"end": "over", "begin": "deciding"}.get(act, "result")
    if act == "reveal":
        live.ask(HOST, Request("run"))  # once more on the wall: phones keep what they show
        assert not live.seen(ann).waits
    live.close()


def test_a_room_that_is_opened_again_keeps_the_time(tmp_path):
    live, ann, _ = resulted(tmp_path)
    until = live.state.play.phones
    live.close()
    again = open_room(tmp_path, 1, model=MODEL)
    again.clock.now = until - 1
    assert not again.tick() and again.seen(ann).waits
    again.clock.now = until
    assert again.tick()
    again.flush()
    assert not again.seen(ann).waits
    again.close()


def test_without_an_evening_nobody_waits(tmp_path):
    live, ann, _ = resulted(tmp_path, model=rooms.STAND_IN)
    assert live.seen(ann).phase == "result" and live.state.play.phones == 0
    live.close()


def test_an_evening_runs_where_all_have_one_of_the_same_minutes():
    assert runs_together({0: {"evening": EVENING}, 1: {"evening": EVENING}})
    assert not runs_together({}) and not runs_together({0: {"evening": EVENING}, 1: {}})
    assert not runs_together({0: {"evening": EVENING}, 1: {"evening": EVENING | {"first": 1080}}})
    assert not runs_together({0: {"evening": EVENING | {"lost": [0, 0]}}})
    assert "phones" not in revealing.resulted(9.0, {"teams": {}}).body


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_says_where_to_look_and_the_console_that_it_waits(tmp_path, language):
    live, ann, _ = resulted(tmp_path)
    tongue, context = words(language), made_up.context(session=live.room.session, team=live.room.team)
    phone = pages.person(tongue, live.seen(ann), context)
    assert tongue.t("workshop_wait.title") in phone and tongue.t("workshop_wait.line") in phone
    assert tongue.t("workshop.closed_title") not in phone
    assert re.search(r'<noscript><meta http-equiv="refresh"', phone)  # a page without a script comes by itself
    assert report.report_page(tongue, live.seen(ann), context).count("✓") == 0
    host = pages.host(tongue, live.seen(HOST), context)
    assert tongue.t("workshop_wait.host") in host and 'action="/host/reveal"' in host
    live.ask(HOST, Request("reveal"))
    host = pages.host(tongue, live.seen(HOST), context)
    assert tongue.t("workshop_wait.host") not in host and 'action="/host/reveal"' not in host
    assert "<noscript>" not in pages.person(tongue, live.seen(ann), context)
    live.close()


def test_over_http_the_results_come_with_the_clock_of_the_room(tmp_path):
    with served(open_room(tmp_path, 1, model=MODEL)) as serving:
        one, host = telephone(serving, "Ann"), facilitator(serving)
        assert host.post("/host/begin") is None and host.post("/host/close") is None
        for _ in range(200):
            if host.view()["phase"] == "result":
                break
        mine = one.view()
        assert (mine["phase"], mine["waits"]) == ("closed", True)
        assert SECRET.encode() not in one.ask("GET", "/api/view")[1] + one.ask("GET", "/report")[1]
        assert one.post("/host/reveal") == "403"  # nobody's but the facilitator's
        serving.live.clock.now += RUNS_S
        for _ in range(200):
            if one.view()["phase"] == "result":
                break
        assert SECRET.encode() in one.ask("GET", "/api/view")[1]
