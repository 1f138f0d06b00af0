"""One script of a whole workshop, and the drivers that play it: in process, over HTTP, in a browser.

A script is a generator of steps, each of one client; it gets back what that client then sees, as data. A driver has
four methods: see `Driver`. What must be refused is as much a part of the script as what must be taken.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

from playbook.language import words
from playbook.workshop import pages
from playbook.workshop.asks import Request
from playbook.workshop.live import LiveRoom
from playbook.workshop.plain import plain
from playbook.workshop.rules import HOST, Refused

FACILITATOR = "facilitator"


@dataclass(frozen=True)
class Join:
    """A client comes in under a name."""

    client: str
    name: str
    team: int


@dataclass(frozen=True)
class Do:
    """A client asks for something, and gets it."""

    client: str
    request: Request


@dataclass(frozen=True)
class MustFail:
    """A client asks for something, or to come in, and is refused with the sentence `key`."""

    client: str
    request: Request | Join
    key: str


@dataclass(frozen=True)
class Wait:
    """Until the facilitator sees what the room works out: the results of the round, or the debrief."""

    what: str
    client: str = FACILITATOR


Step = Join | Do | MustFail | Wait
Script = Generator[Step, dict[str, Any], None]


class Driver(Protocol):
    """Refusals are given by their key; None is a yes. `wait` comes back when results that were due are there."""

    def join(self, step: Join) -> str | None: ...
    def do(self, client: str, request: Request) -> str | None: ...
    def view(self, client: str) -> dict[str, Any]: ...
    def wait(self, what: str) -> None: ...


def drive(script: Script, driver: Driver) -> int:
    """Play a script to its end; how many steps it had. AssertionError at the first that went otherwise."""
    n, view = 0, None
    while True:
        try:
            step = next(script) if view is None else script.send(view)
        except StopIteration:
            return n
        n += 1
        match step:
            case Wait(what):
                driver.wait(what)
            case Join():
                assert (key := driver.join(step)) is None, (step, key)
            case Do():
                assert (key := driver.do(step.client, step.request)) is None, (step, key)
            case MustFail(client, request, expected):
                key = driver.join(request) if isinstance(request, Join) else driver.do(client, request)
                assert key == expected, (step, key)
        view = {} if isinstance(step, MustFail) else driver.view(step.client)


# ---- the script


def host(act: str, **fields: object) -> Do:
    return Do(FACILITATOR, Request(act, {name: str(one) for name, one in fields.items()}))


def whole_workshop(sizes: tuple[int, ...], rounds: int) -> Script:
    """Everybody comes in, one team late, plays every round, goes back once, and takes something home."""
    people = {f"c{team}-{i}": (f"P{team}{i}", team) for team, size in enumerate(sizes) for i in range(size)}
    late = f"c{len(sizes) - 1}-{sizes[-1] - 1}"
    for client, (name, team) in people.items():
        if client != late:
            view = yield Join(client, name, team)
            assert view["me"]["name"] == name and view["phase"] == "lobby"
            answers = {one["id"]: "1" for one in view["form"]}
            assert not any("right" in one for one in view["form"])
            yield Do(client, Request("check", answers | {"when": "before"}))
            yield MustFail(client, Request("check", answers | {"when": "before"}), "workshop.no_again")
    yield MustFail("stranger", Join("stranger", "p00 ", 0), "workshop.no_twin")
    yield MustFail("stranger", Join("stranger", "Zoe", 99), "workshop.no_team")
    yield Do("c0-0", Request("name", {"name": "The best"}))
    yield MustFail("c0-0", Request("bet", {"low": "0.5", "high": "0.9"}), "workshop.no_time")
    yield from _rounds(people, late, range(rounds))
    yield host("rewind", round=rounds - 1)
    yield from _rounds(people, late, range(rounds - 1, rounds))
    yield host("debrief")
    view = yield Wait("debrief")
    assert view["debrief"]["teams"].keys() == {str(team) for team in range(len(sizes))}
    for client, (_, team) in people.items():
        fields = {"change": "Ask earlier", "owner": "Ann", "date": "2026-12-24", "watch": "late parcels"}
        view = yield Do(client, Request("commit", fields))
        assert view["commitment"]["date"] == "2026-12-24" and view["debrief"]["teams"].keys() == {str(team)}
        yield MustFail(client, Request("commit", fields | {"date": "soon"}), "workshop.no_date")
    yield host("end")
    yield MustFail("stranger", Join("stranger", "Zoe", 0), "workshop.no_room")


def _rounds(people: dict[str, tuple[str, int]], late: str, numbers: range) -> Script:
    there = {client: one for client, one in people.items() if client != late or numbers[0] > 0}
    for number in numbers:
        view = yield host("begin")
        assert view["phase"] == "deciding" and view["number"] == number
        if late not in there:  # comes when the round is on
            yield Join(late, *people[late])
            there[late] = people[late]
        editors: dict[int, str] = {}
        open_to: dict[str, tuple[str, list[float]]] = {}  # client → a lever and what it may be set to
        for client, (_, team) in there.items():
            yield MustFail(client, Request("vote", {}), "workshop.no_bet")
            yield MustFail(client, Request("bet", {"low": "0.9", "high": "0.5"}), "workshop.no_order")
            view = yield Do(client, Request("bet", {"low": "0.5", "high": f"0.{60 + team}"}))
            own = view["teams"][0]
            open_to[client] = next(iter(own["choices"].items()))
            if view["me"]["id"] == next(one["person"]["id"] for one in own["members"] if one["editor"]):
                editors[team] = client
                yield MustFail(client, Request("decide", {}), "workshop.no_votes")
        for client, (_, team) in there.items():
            path, values = open_to[client]
            yield MustFail(client, Request("vote", {path: "12345"}), "workshop.no_choice")
            yield MustFail(client, Request("vote", {"hiring.nothing": "1"}), "workshop.no_lever")
            view = yield Do(client, Request("vote", {path: repr(values[team % len(values)])}))
            assert view["teams"][0]["votes"] and not any(one["votes"] for one in view["teams"][1:])
        for client, (_, team) in there.items():
            path, values = open_to[client]
            if client != editors[team]:
                yield MustFail(client, Request("decide", {}), "workshop.no_editor")
            elif team:  # the first team lets the time run out
                view = yield Do(client, Request("decide", {path: repr(values[-1])}))
                assert view["teams"][0]["decision"]["settings"][path] == values[-1]
        yield host("close")
        view = yield Wait("results")
        assert view["phase"] == "result" and str(number) in view["results"]
        yield MustFail(client, Request("decide", {}), "workshop.no_time")


# ---- drivers


class InProcess:
    """Straight into the room."""

    def __init__(self, live: LiveRoom) -> None:
        self.live, self.who = live, {FACILITATOR: HOST}

    def join(self, step: Join) -> str | None:
        try:
            token = self.live.join(step.name, step.team)
        except Refused as refused:
            return refused.key
        self.live.flush()
        self.who[step.client] = self.live.who(token) or ""
        return None

    def do(self, client: str, request: Request) -> str | None:
        try:
            self.live.ask(self.who[client], request)
        except Refused as refused:
            return refused.key
        return None

    def view(self, client: str) -> dict[str, Any]:
        return json.loads(json.dumps(plain(self.live.seen(self.who[client]))))

    def wait(self, what: str) -> None:
        self.live.settle()


class Telephone:
    """One client of a server: its cookies and the value that its forms send back."""

    def __init__(self, address: str) -> None:
        scheme, _, place = address.rstrip("/").partition("://")
        assert scheme == "http"
        self.origin, self.line = f"http://{place}", http.client.HTTPConnection(place, timeout=30)
        self.cookies: dict[str, str] = {}
        self.csrf = ""

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None, **headers: str) -> tuple[int, bytes]:
        sent = {"Origin": self.origin, "Accept": "application/json"} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if method == "POST":
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({"csrf": self.csrf} | (fields or {}))
        self.line.request(method, path, body, sent)
        answer = self.line.getresponse()
        text = answer.read()
        self.headers = answer.headers
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def post(self, path: str, fields: dict[str, str] | None = None) -> str | None:
        """The key of the refusal, None where it was taken."""
        status, text = self.ask("POST", path, fields)
        found = json.loads(text)
        return None if status == 200 else found["refused"] or str(status)

    def view(self) -> dict[str, Any]:
        status, text = self.ask("GET", "/api/view")
        assert status == 200, text
        found = json.loads(text)
        self.csrf = found["csrf"]
        return found["view"]


class OverHttp:
    """To the addresses that the pages' forms post to."""

    def __init__(self, address: str, code: str, secret: str) -> None:
        self.address, self.code = address, code
        self.telephones = {FACILITATOR: Telephone(address)}
        assert self.telephones[FACILITATOR].post("/host", {"secret": secret}) is None
        self.view(FACILITATOR)

    def join(self, step: Join) -> str | None:
        one = Telephone(self.address)
        key = one.post("/join", {"code": self.code, "name": step.name, "team": str(step.team)})
        if key is None:
            self.telephones[step.client] = one
        return key

    def do(self, client: str, request: Request) -> str | None:
        one = self.telephones[client]
        fields = dict(request.fields)
        if request.act == "bet":  # as people type it
            scale = pages.scale_of(words("en"), "service_level")
            fields |= {name: f"{float(fields[name]) / scale:.6g}" for name in ("low", "high")}
        return one.post(f"/host/{request.act}" if client == FACILITATOR else f"/{request.act}", fields)

    def view(self, client: str) -> dict[str, Any]:
        return self.telephones[client].view()

    def wait(self, what: str) -> None:
        for _ in range(600):
            view = self.view(FACILITATOR)
            if view["debrief"] if what == "debrief" else view["phase"] == "result":
                return
            time.sleep(0.02)
        raise TimeoutError
