"""The pages of a workshop in a browser, served by a few lines of their own from rooms that were made up."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tornado.httpserver
import tornado.web
from playwright.sync_api import Browser, Page, expect

from playbook.language import words
from playbook.workshop import pages, report
from playbook.workshop.pages import moving
from tests.browser.axe import barriers
from tests.workshop import made_up
from tests.workshop.rooms import open_room
from tests.workshop.served import facilitator, served

POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
PAGES = {
    "/": (pages.person, made_up.of_person),
    "/wall": (pages.wall, made_up.of_wall),
    "/host": (pages.host, made_up.of_host),
}


class Room:
    """A server with a room in one phase at a time; `posted` is what forms sent."""

    def __init__(self) -> None:
        self.language, self.phase = "en", "lobby"
        self.posted: list[tuple[str, dict[str, str]]] = []
        self.ears: set[Events] = set()
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()

        async def serve() -> None:
            app = tornado.web.Application([
                (r"/assets/(.*)", Asset), (r"/events", Events, {"room": self}),
                (r"/join", Door, {"room": self}), (r"/(?:wall|host)?", Shown, {"room": self}),
                (r"/.+", Sent, {"room": self}),
            ])  # fmt: skip
            server = tornado.httpserver.HTTPServer(app)
            sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
            self.port = sockets[0].getsockname()[1]
            server.add_sockets(sockets)
            self.server = server
            ready.set()

        def run() -> None:
            asyncio.set_event_loop(self.loop)
            self.loop.create_task(serve())
            self.loop.run_forever()

        threading.Thread(target=run, daemon=True).start()
        assert ready.wait(20)

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def turn(self, phase: str, language: str = "en") -> None:
        """The room goes on; whoever listens is told."""
        self.phase, self.language = phase, language

        def tell() -> None:
            for one in list(self.ears):
                one.tell()

        self.loop.call_soon_threadsafe(tell)


class Handler(tornado.web.RequestHandler):
    def initialize(self, room: Room) -> None:
        self.room = room

    def set_default_headers(self) -> None:
        self.set_header("Content-Security-Policy", POLICY)


class Asset(tornado.web.RequestHandler):
    def get(self, name: str) -> None:
        self.set_header("Content-Type", "text/css" if name.endswith(".css") else "text/javascript")
        self.finish(pages.assets()[name])


class Shown(Handler):
    def get(self) -> None:
        page, seen = PAGES[self.request.path]
        self.write(page(words(self.room.language), seen(self.room.phase), made_up.context()))


class Door(Handler):
    def get(self) -> None:
        self.write(pages.join(words(self.room.language), "The night", ["North", "南门队"], "", made_up.context()))

    def post(self) -> None:
        self.redirect("/", status=303)


class Sent(Handler):
    def post(self) -> None:
        sent = {name: self.get_body_argument(name) for name in self.request.body_arguments}
        if self.request.path == "/bet" and float(sent["low"]) > float(sent["high"]):
            self.set_status(409)
            self.write(pages.message(words(self.room.language), words(self.room.language).t("workshop.no_order")))
            return
        self.room.posted.append((self.request.path, sent))
        self.redirect("/host" if self.request.path.startswith("/host/") else "/", status=303)


class Events(Handler):
    async def get(self) -> None:
        self.set_header("Content-Type", "text/event-stream")
        self.changed = asyncio.Event()
        self.room.ears.add(self)
        self.write(": here\n\n")
        await self.flush()
        while not self.request.connection.stream.closed():
            try:
                await asyncio.wait_for(self.changed.wait(), 1)
                self.changed.clear()
                self.write("event: changed\ndata: {}\n\n")
                await self.flush()
            except TimeoutError:
                continue

    def tell(self) -> None:
        self.changed.set()

    def on_connection_close(self) -> None:
        self.room.ears.discard(self)


@pytest.fixture(autouse=True)
def nobody_was_here() -> None:
    """These tests share no server with the others."""


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    one = Room()
    yield one
    one.loop.call_soon_threadsafe(one.loop.stop)


@pytest.fixture(scope="module")
def plain(browser: Browser) -> Iterator[Page]:
    """A telephone whose browser runs no script."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_fits_and_keeps_nobody_out(room: Room, page: Page, screenshots: Path, language: str) -> None:
    for path, phases in (
        ("/", ("lobby", "deciding", "decided", "held", "closed", "result", "debrief")),
        ("/wall", ("lobby", "decided", "closed", "result", "debrief", "over")),
        ("/host", ("lobby", "decided", "debrief")),
    ):  # fmt: skip
        for phase in phases:
            room.turn(phase, language)
            for width, height in ((390, 844), (1280, 720)):
                page.set_viewport_size({"width": width, "height": height})
                page.goto(room.at(path))
                assert fits(page), (path, phase, width)
                if os.environ.get("PLAYBOOK_SCREENSHOTS"):
                    name = f"workshop-{language}-{path.strip('/') or 'person'}-{phase}-{width}.png"
                    page.screenshot(path=screenshots / name, full_page=path != "/wall" or width < 1000)
            if language == "en" and phase in ("lobby", "decided", "result", "debrief"):  # the other has the same marks
                assert barriers(page) == [], (path, phase)
    page.goto(room.at("/join"))
    assert barriers(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert fits(page)


def test_a_room_is_played_without_a_script(room: Room, plain: Page) -> None:
    room.posted.clear()
    room.turn("deciding")
    plain.goto(room.at("/join"))
    plain.get_by_label("Code on the wall").fill("402913")
    plain.get_by_label("Nickname").fill("Kim")
    plain.get_by_role("button", name="Join").click()
    plain.get_by_label("At least (%)").fill("80")
    plain.get_by_label("At most (%)").fill("60")
    plain.get_by_role("button", name="Place the bet").click()
    expect(plain.get_by_role("alert")).to_have_text(words("en").t("workshop.no_order"))
    plain.get_by_role("link", name="Back to the room").click()
    plain.get_by_label("At least (%)").fill("60")
    plain.get_by_label("At most (%)").fill("80")
    plain.get_by_role("button", name="Place the bet").click()
    assert room.posted[-1] == ("/bet", {"csrf": "csrf-token", "low": "60", "high": "80"})
    expect(plain.locator(".line")).to_contain_text("stands still")


def test_a_page_follows_its_room_and_keeps_what_is_being_typed(room: Room, page: Page) -> None:
    room.turn("deciding")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(room.at("/"))
    expect(page.locator("#line")).to_have_text("Connected.")
    page.get_by_label("At least (%)").fill("55")
    page.get_by_label("At least (%)").focus()
    room.turn("deciding")
    page.wait_for_timeout(500)
    assert page.get_by_label("At least (%)").input_value() == "55"
    assert page.evaluate("document.activeElement.id") == "low"
    page.get_by_label("At most (%)").fill("50")
    page.get_by_role("button", name="Place the bet").click()
    expect(page.locator("#bet .refusal")).to_have_text(words("en").t("workshop.no_order"))
    assert page.get_by_label("At least (%)").input_value() == "55"  # nothing that was typed is lost
    room.turn("result")
    expect(page.locator("h1")).to_contain_text("How it went")
    expect(page.locator("#line")).to_contain_text("Waiting for the facilitator")


def test_the_wall_turns_by_keys_and_by_the_step(room: Room, page: Page) -> None:
    room.turn("result")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(room.at("/wall"))
    expect(page.locator(".pane:visible")).to_have_attribute("id", "bets")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".pane:visible")).to_have_attribute("id", "night")
    room.turn("debrief")
    expect(page.locator(".pane:visible")).to_have_attribute("id", "timeline")


def test_the_console_sends_what_was_pressed(room: Room, page: Page) -> None:
    room.turn("decided")
    room.posted.clear()
    page.goto(room.at("/host"))
    page.get_by_role("button", name="A minute more").click()
    expect(page.locator("form.busy")).to_have_count(0)
    assert room.posted[-1] == ("/host/extend", {"csrf": "csrf-token", "seconds": "60"})


def test_a_page_says_who_is_cut_off(room: Room, page: Page) -> None:
    """The device without a network, and the computer of the workshop that does not answer."""
    room.turn("lobby")
    page.goto(room.at("/"))
    expect(page.locator("#line")).to_have_class("line open")
    page.context.set_offline(True)
    expect(page.locator("#line")).to_have_text(words("en").t("workshop.line_phone"))
    page.context.set_offline(False)
    expect(page.locator("#line")).to_have_text(words("en").t("workshop.line_lobby"))
    page.route("**/events", lambda route: route.abort())
    page.reload()
    expect(page.locator("#line")).to_have_text(words("en").t("workshop.line_host"))


def test_chinese_pages_keep_nobody_out(room: Room, page: Page) -> None:
    for path, phases in (("/", ("lobby", "decided", "last", "over")), ("/wall", ("lobby", "decided", "debrief")),
                         ("/host", ("lobby", "decided", "over"))):  # fmt: skip
        for phase in phases:
            room.turn(phase, "zh")
            page.goto(room.at(path))
            assert barriers(page) == [], (path, phase)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_taken_home_is_seen_and_keeps_nobody_out(page: Page, language: str) -> None:
    tongue, context = words(language), made_up.context()
    for made, part in ((report.report_page(tongue, made_up.of_person("over"), context), ".leaf"),
                       (report.deck(tongue, made_up.of_wall("over"), context), ".pane")):  # fmt: skip
        page.set_content(made)
        parts = page.locator(part)
        assert parts.count() > 4 and all(one.is_visible() for one in parts.all())
        assert barriers(page) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_at_twice_the_size_nothing_is_cut_off(room: Room, page: Page, language: str) -> None:
    """A phone of 390 px at 200 %: 195 px are left."""
    page.set_viewport_size({"width": 195, "height": 422})
    for path, phases in (("/", ("lobby", "deciding", "decided", "closed", "debrief", "over")),
                         ("/wall", ("lobby", "decided", "result", "debrief")),
                         ("/host", ("lobby", "decided", "debrief")), ("/join", ("lobby",))):  # fmt: skip
        for phase in phases:
            room.turn(phase, language)
            page.goto(room.at(path))
            wide = page.evaluate(
                "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
                ".slice(0, 4).map(e => e.outerHTML.slice(0, 90))"
            )
            assert fits(page), (path, phase, wide)


def test_join_vote_and_decide_without_a_mouse(page: Page, tmp_path: Path) -> None:
    """Tab, arrow keys, Enter; and after each form the keyboard goes on where it was."""
    with served(open_room(tmp_path, 1)) as serving:
        host = facilitator(serving)
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(serving.address)

        def tab_to(query: str) -> None:
            for _ in range(40):
                page.keyboard.press("Tab")
                if page.evaluate("query => document.activeElement.matches(query)", query):
                    return
            raise AssertionError(query)

        tab_to("#code")
        page.keyboard.type(serving.live.code)
        tab_to("#name")
        page.keyboard.type("Ann")
        page.keyboard.press("Enter")
        expect(page.locator("#line")).to_have_class("line open")
        assert host.post("/host/begin") is None
        tab_to("#low")
        page.keyboard.type("60")
        tab_to("#high")
        page.keyboard.type("90")
        page.keyboard.press("Enter")
        expect(page.locator("#bet.done")).to_have_count(1)
        assert page.evaluate("document.activeElement !== document.body")
        for form in ("vote", "decide"):
            tab_to(f"form[action='/{form}'] input[type=radio]")
            page.keyboard.press("ArrowDown")
            tab_to(f"form[action='/{form}'] button")
            page.keyboard.press("Enter")
            expect(page.locator(f"#{form}.done")).to_have_count(1)
        (decision,) = serving.live.state.play.decisions.values()
        (vote,) = serving.live.state.play.votes.values()
        assert decision.who == next(iter(serving.live.state.people)) and set(vote) == set(decision.settings)


def evening(share: float) -> dict[str, object]:
    came = [4] * 100
    return {"first": 1140, "opens": 20, "came": came, "in_time": [round(4 * share)] * 100, "waiting": [1] * 99 + [3],
            "lost": [1] * 100}  # fmt: skip


class Evening:
    """The wall of a room in which the results have just come, seen `after` seconds later."""

    def __init__(self, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
        self.began = time.time()
        monkeypatch.setitem(PAGES, "/wall", (self.page, made_up.of_wall))
        self.room = room

    def page(self, tongue: Any, seen: Any, context: Any) -> str:
        number = seen.number
        teams = {
            name: one | {"evening": evening(0.5 + int(name) / 8)} for name, one in seen.results[number]["teams"].items()
        }
        seen = replace(seen, results={number: {**seen.results[number], "teams": teams}}, ran=self.began)
        return pages.wall(tongue, seen, replace(context, now=time.time()))


COUNTED = "[...document.querySelectorAll('.pb-wide .counts')].map(e => e.textContent)"
SO_FAR = "Number(document.querySelector('#so-far rect').getAttribute('width'))"


def test_the_evening_runs_on_the_wall_and_comes_to_its_end(
    room: Room, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = Evening(room, monkeypatch)
    room.turn("result")
    wall.began = time.time() - moving.RUNS_S / 2  # a wall that is opened late is where the others are
    page.goto(room.at("/wall"))
    expect(page.locator(".pane:visible")).to_have_attribute("id", "night")
    expect(page.locator(".pb-wide .time")).to_be_visible()
    part = page.evaluate(SO_FAR)
    assert 0.5 <= part < 1
    expect(page.locator(".pb-wide .found").first).to_be_hidden()
    page.wait_for_function(f"{SO_FAR} > {part}")
    wall.began = time.time() - moving.RUNS_S - 1
    page.reload()
    expect(page.locator(".pb-wide .found").first).to_be_visible()
    expect(page.locator(".pb-wide .time")).to_be_hidden()
    ended = page.evaluate(COUNTED)
    assert page.evaluate(SO_FAR) == 1 and ended[:3] == ["50%", "waiting: 3", "gave up: 100"]
    page.keyboard.press("ArrowRight")
    expect(page.locator(".pane:visible")).to_have_attribute("id", "bets")
    wall.began = time.time()  # the facilitator lets it run again
    room.turn("result")
    expect(page.locator(".pane:visible")).to_have_attribute("id", "night")
    page.wait_for_function(f"{SO_FAR} < 1")


def test_without_a_script_or_with_less_motion_the_evening_stands_whole(
    room: Room, page: Page, plain: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = Evening(room, monkeypatch)
    room.turn("result")
    page.emulate_media(reduced_motion="reduce")
    for one in (page, plain):
        wall.began = time.time()
        one.set_viewport_size({"width": 1280, "height": 720})
        one.goto(room.at("/wall"))
        expect(one.locator(".pb-wide .found").first).to_be_visible()
        assert one.evaluate(SO_FAR) == 1 and one.evaluate(COUNTED)[0] == "50%"
    assert barriers(page) == []
