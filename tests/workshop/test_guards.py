"""Whoever is not in the room gets nothing from it, and whoever is gets nothing of others."""

from __future__ import annotations

import http.client
import re
import socket
import time

import pytest

from playbook.workshop.asks import OF_HOST, OF_PERSON, Request
from playbook.workshop.guard import asked_for
from playbook.workshop.rules import HOST
from playbook.workshop.streams import MOST_OF_ONE
from playbook.workshop.throttle import WINDOW_S, Throttle
from tests.workshop.bots import Telephone
from tests.workshop.rooms import bet, open_room, vote
from tests.workshop.served import facilitator, served, telephone

PAGES = ("/", "/wall", "/host", "/api/view", "/report", "/self-test", "/assets/room.js", "/nothing", "/join")


@pytest.fixture
def serving(tmp_path):
    with served(open_room(tmp_path)) as found:
        yield found


def test_every_answer_forbids_what_a_page_does_not_need(serving):
    for one in (telephone(serving), telephone(serving, "Ann"), facilitator(serving)):
        for path in PAGES:
            one.ask("GET", path)
            policy = one.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
            assert one.headers["X-Content-Type-Options"] == "nosniff"
            assert one.headers["Cache-Control"] == ("no-cache" if path.startswith("/assets") else "no-store")
            assert one.headers["Server"] is None


def test_no_page_keeps_its_origin_from_the_forms_or_has_a_script_in_itself(serving):
    """A page that sends no referrer sends no origin either, and its forms would be refused; scripts and styles within
    the page are what the policy forbids."""
    one, host = telephone(serving, "Ann"), facilitator(serving)
    for who, path in ((telephone(serving), "/"), (telephone(serving), "/host"), (one, "/"), (host, "/host"),
                      (host, "/wall"), (one, "/self-test")):  # fmt: skip
        text = who.ask("GET", path)[1].decode()
        assert "no-referrer" not in text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", text), path


def test_somebody_may_read_another_language_than_the_room(serving):
    """Without a script, from the door on; the console and others stay as they are, and what is typed goes by it."""
    one = telephone(serving)

    def title(who, path="/"):
        return re.findall(r'<html lang="([\w-]+)"', who.ask("GET", path)[1].decode())[0]

    assert title(one) == "en" and b'href="/language/zh"' in one.ask("GET", "/")[1]
    assert one.ask("GET", "/language/zh")[0] == 302 and title(one) == "zh-CN"
    assert b'href="/language/en"' in one.ask("GET", "/")[1]
    assert one.post("/join", {"code": "000000", "name": "Ann", "team": "0"}) == "workshop.no_code"
    assert one.post("/join", {"code": serving.live.code, "name": "Ann", "team": "0"}) is None
    assert title(one) == title(one, "/report") == "zh-CN"
    one.ask("GET", "/language/en")  # a person in the room has chosen
    assert title(one) == "zh-CN"
    assert title(telephone(serving, "Ben")) == title(facilitator(serving), "/host") == "en"
    one.cookies["playbook_language"] = "xx"
    assert title(one) == "en" and one.ask("GET", "/language/xx")[0] == 404


def test_cookies_stay_out_of_scripts_and_of_other_sites(serving):
    one = Telephone(serving.address)
    one.post("/join", {"code": serving.live.code, "name": "Ann", "team": "0"})
    (line,) = one.headers.get_all("Set-Cookie")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in line.split(";")}
    token = line.partition("=")[2].partition(";")[0]
    assert len(token) == 24 and token.encode() not in serving.live.store.path.read_bytes()
    assert token.encode() not in serving.live.store.path.with_name(serving.live.store.path.name + "-wal").read_bytes()


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "localhost:{port}", ""])
def test_only_the_chosen_address_is_answered(serving, host):
    """A name of somebody else's that leads to this machine does not open it to their pages."""
    one = telephone(serving, "Ann")
    for path in PAGES:
        assert one.ask("GET", path, Host=host.format(port=serving.port))[0] in (400, 421)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "http://127.0.0.1", "https://127.0.0.1:{port}"])
def test_a_form_of_another_page_is_refused(serving, origin):
    one, host = telephone(serving, "Ann"), facilitator(serving)
    before = serving.live.state
    for act in OF_PERSON:
        assert one.ask("POST", f"/{act}", {"name": "x"}, Origin=origin.format(port=serving.port))[0] == 403
    for act in OF_HOST:
        assert host.ask("POST", f"/host/{act}", {}, Origin=origin.format(port=serving.port))[0] == 403
    fields = {"code": serving.live.code, "name": "Zoe", "team": "0"}
    assert telephone(serving).ask("POST", "/join", fields, Origin=origin.format(port=serving.port))[0] == 403
    assert serving.live.state == before


def test_a_form_without_the_value_of_its_own_page_is_refused(serving):
    one, host, before = telephone(serving, "Ann"), facilitator(serving), serving.live.state
    one.csrf, host.csrf = host.csrf, one.csrf
    assert all(one.ask("POST", f"/{act}", {"name": "x"})[0] == 403 for act in OF_PERSON)
    assert all(host.ask("POST", f"/host/{act}", {})[0] == 403 for act in (*OF_HOST, "debrief", "readmit"))
    assert serving.live.state == before


def test_nobody_steers_but_the_facilitator(serving):
    one, before = telephone(serving, "Ann"), serving.live.state
    stranger = telephone(serving)
    one.cookies["playbook_host"] = one.cookies["playbook_room"]  # a person's token is no facilitator's
    for act in (*OF_HOST, "debrief", "readmit", "again"):
        assert one.ask("POST", f"/host/{act}", {})[0] == 403
        assert stranger.ask("POST", f"/host/{act}", {})[0] == 403
        assert one.ask("POST", f"/{act}", {"name": "x"})[0] in (403, 404, 405) or act in OF_PERSON
    for act in OF_PERSON:
        assert stranger.ask("POST", f"/{act}", {"name": "x"})[0] == 403
    assert stranger.ask("GET", "/api/view")[0] == stranger.ask("GET", "/events")[0] == 403
    assert serving.live.code not in one.ask("GET", "/wall")[1].decode() + stranger.ask("GET", "/wall")[1].decode()
    assert serving.live.state == before


def test_large_bodies_are_not_read(serving):
    one = telephone(serving, "Ann")
    with pytest.raises((AssertionError, http.client.HTTPException, OSError)):
        assert one.ask("POST", "/name", {"name": "x" * 17_000})[0] == 200
    for body in (b"", b"5000\r\n" + b"x" * 0x5000 + b"\r\n0\r\n\r\n"):  # said to be large, and large in pieces
        length = b"Transfer-Encoding: chunked" if body else b"Content-Length: 17000"
        with socket.create_connection(("127.0.0.1", serving.port), 5) as line:
            line.sendall(
                b"POST /name HTTP/1.1\r\nHost: " + serving.place.encode() + b"\r\n" + length + b"\r\n\r\n" + body
            )
            answer = line.recv(1000)
        assert answer.startswith(b"HTTP/1.1 400") or not answer
    assert telephone(serving).ask("GET", "/")[0] == 200
    assert serving.live.state.teams[0] == "T0"


def test_files_are_those_of_a_list(serving):
    one = telephone(serving, "Ann")
    for path in ("../__init__.py", "..%2f__init__.py", "__init__.py", "", "room.js/", "%2fetc%2fpasswd", "room.js%00"):
        assert one.ask("GET", f"/assets/{path}")[0] == 404
    assert one.ask("GET", "/assets/room.js")[0] == 200


# ---- codes


def test_wrong_codes_are_few_by_address_and_in_all():
    throttle = Throttle(each=3, all=8)
    for i in range(3):
        assert not throttle.shut("a", i)
        throttle.wrong("a", i)
    assert throttle.shut("a", 3) and not throttle.shut("b", 3)
    for i in range(5):
        throttle.wrong(f"c{i}", 4)
    assert throttle.shut("b", 5)
    assert throttle.shut("b", WINDOW_S - 1) and not throttle.shut("b", WINDOW_S + 0.5)


def test_guessing_ends_after_ten_wrong_codes(serving):
    one = telephone(serving)
    wrong = {"code": f"{(int(serving.live.code) + 1) % 10**6:06d}", "name": "Ann", "team": "0"}
    assert [one.post("/join", wrong) for _ in range(10)] == ["workshop.no_code"] * 10
    right = wrong | {"code": serving.live.code}
    assert one.ask("POST", "/join", right)[0] == 429 and not serving.live.state.people
    assert facilitator(serving).cookies  # the secret has tries of its own
    serving.live.clock.now += WINDOW_S + 1
    assert one.post("/join", right) is None and len(serving.live.state.people) == 1


def test_guessing_the_facilitators_secret_ends_too(serving):
    one = telephone(serving)
    assert [one.post("/host", {"secret": f"aaaa-aaaa-aaa{i}"}) for i in range(10)] == ["workshop.no_secret"] * 10
    assert one.ask("POST", "/host", {"secret": serving.secret})[0] == 429


# ---- what is seen of others


def _everything(one: Telephone) -> list[bytes]:
    """What every address answers, without the number of the last event."""
    found = [one.ask("GET", path, Accept=kind)[1] for path in PAGES for kind in ("text/html", "application/json")]
    line = http.client.HTTPConnection("127.0.0.1", int(one.origin.rpartition(":")[2]), timeout=5)
    line.request("GET", "/events", headers={"Cookie": "; ".join(f"{k}={v}" for k, v in one.cookies.items())})
    answer = line.getresponse()
    found += [answer.readline() for _ in range(3)] if answer.status == 200 else [answer.read()]
    line.close()
    return [re.sub(rb'("?id"?: ?)\d+', rb"\1", text) for text in found]


def test_no_address_tells_a_token_anything_of_another_team_before_the_close(serving):
    """Another team bets, votes and decides otherwise: everybody else is answered byte by byte the same."""
    live = serving.live
    people = {name: telephone(serving, name, int(name[1])) for name in ("A0", "B0", "A1", "B1", "A2")}
    watching = [people["A0"], people["B0"], people["A2"], telephone(serving)]
    host = facilitator(serving)
    assert host.post("/host/begin") is None
    for who, one in people.items():
        assert one.post("/bet", {"low": "50", "high": "90"}) is None
        assert one.post("/vote", {"hiring.extra": "3"}) is None
        assert who[0] == "B" or one.post("/decide", {"hiring.extra": "3"}) is None
    before = [_everything(one) for one in watching]
    seen = people["B1"].ask("GET", "/api/view")[1]
    assert people["A1"].post("/bet", {"low": "12.3451", "high": "98.7654"}) is None
    assert people["B1"].post("/vote", {"hiring.extra": "6", "forecast.follow": "1"}) is None
    assert people["A1"].post("/decide", {"hiring.extra": "6", "forecast.follow": "0.5"}) is None
    assert live.state.play.decisions[0, 1].settings["hiring.extra"] == 6.0
    assert [_everything(one) for one in watching] == before
    assert people["B1"].ask("GET", "/api/view")[1] != seen  # their own team sees it
    assert host.post("/host/close") is None
    for _ in range(100):
        if live.state.play.phase == "result":
            break
        time.sleep(0.05)
    for i, name in ((0, "A0"), (1, "A1"), (2, "A2")):
        text = people[name].ask("GET", "/api/view")[1].decode()
        assert [f"detail of {k}" in text for k in range(3)] == [k == i for k in range(3)]


def test_what_happens_in_a_round_is_not_told_before_it_has(serving):
    one = telephone(serving, "Ann")
    live = serving.live
    for _ in range(2):
        live.ask(HOST, Request("begin"))
        live.ask(HOST, Request("close"))
        live.settle()
    # the second round has a strike of couriers
    assert b"courier_strike" in one.ask("GET", "/api/view")[1]
    live.ask(HOST, Request("rewind", {"round": "1"}))
    live.ask(HOST, Request("begin"))
    assert b"courier_strike" not in one.ask("GET", "/api/view")[1] + one.ask("GET", "/")[1]


def test_a_person_has_a_few_open_streams_at_most(serving):
    one = telephone(serving, "Ann")
    lines = []
    for _ in range(MOST_OF_ONE + 3):
        line = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=5)
        line.request("GET", "/events", headers={"Cookie": f"playbook_room={one.cookies['playbook_room']}"})
        answer = line.getresponse()
        assert answer.readline().startswith(b"id: ")
        lines.append((line, answer))
    assert len(serving.streams) == MOST_OF_ONE
    assert lines[0][1].read().endswith(b"\n\n")  # the oldest has ended
    for line, _ in lines:
        line.close()


def test_a_stream_goes_on_after_the_last_event_it_had(serving):
    one = telephone(serving, "Ann")
    last = serving.live.state.last

    def first(seen: int) -> bytes:
        line = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=5)
        line.request("GET", "/events", headers={"Cookie": f"playbook_room={one.cookies['playbook_room']}",
                                                "Last-Event-ID": str(seen)})  # fmt: skip
        answer = line.getresponse()
        text = answer.readline()
        line.close()
        return text

    assert first(last) == b": here\n" and first(last - 1) == f"id: {last}\n".encode()


def test_bets_and_votes_are_seen_by_nobody_else_in_the_team_before_they_vote_themselves(tmp_path):
    live = open_room(tmp_path)
    from tests.workshop.rooms import enter

    (ann, bob), _ = enter(live, (2, 1))
    live.ask(HOST, Request("begin"))
    bet(live, ann)
    vote(live, ann, hiring__extra=6)
    assert live.seen(bob).teams[0].votes is None and live.seen(bob).bet is None
    bet(live, bob)
    vote(live, bob, hiring__extra=0)
    votes = live.seen(bob).teams[0].votes
    assert votes is not None and votes["hiring.extra"] == {0.0: 1, 3.0: 0, 6.0: 1}
    live.close()


@pytest.mark.parametrize(
    ("header", "language"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB, zh;q=0.5", "en"), ("de, zh;q=0.2, en;q=0.7", "en"), ("fr", None),
     ("", None), ("zh;q=0", None), ("zh;q=nonsense, en;q=0.1", "en"), ("ZH-hans", "zh"), ("*", None)],
)  # fmt: skip
def test_the_language_that_a_browser_asks_for(header, language):
    assert asked_for(header) == language


def test_who_has_not_chosen_reads_what_the_browser_asks_for_and_keeps_it(serving):
    one = telephone(serving)
    lang = re.compile(r'<html lang="([\w-]+)"')

    def title(path="/", **headers):
        return lang.findall(one.ask("GET", path, None, **headers)[1].decode())[0]

    asks = {"Accept_Language": "zh-CN,zh;q=0.9"}
    assert (title(), title(**asks)) == ("en", "zh-CN")
    one.ask("GET", "/language/en")  # what somebody chose goes before what their browser asks for
    assert title(**asks) == "en"
    del one.cookies["playbook_language"]
    fields = {"code": serving.live.code, "name": "Ann", "team": "0"}
    assert one.ask("POST", "/join", fields, Accept="text/html", **asks)[0] == 303
    assert title() == title("/report") == "zh-CN"  # whatever it asks for from now on
    host = facilitator(serving)
    assert b'<html lang="en"' in host.ask("GET", "/host", None, **asks)[1]
