"""The addresses of a room, and what each of them answers."""

from __future__ import annotations

import asyncio
import hmac
from typing import Any

import tornado.web
from tornado.iostream import StreamClosedError

from playbook.language import languages
from playbook.workshop import pages, report
from playbook.workshop.asks import OF_HOST, OF_PERSON, Request, number
from playbook.workshop.facts import said
from playbook.workshop.guard import HOST_COOKIE, LANGUAGE_COOKIE, PERSON_COOKIE, Base, csrf_of
from playbook.workshop.live import BY_THE_ROOM
from playbook.workshop.plain import plain
from playbook.workshop.rules import HOST, Refused
from playbook.workshop.serving import Serving
from playbook.workshop.streams import Stream

TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


class Home(Base):
    """The door, or one's own page."""

    def get(self) -> None:
        self.finish(self.page_with(""))

    def page_with(self, text: str) -> str:
        who = self.current_user
        if who is None:
            room, state = self.live.room, self.live.state
            title = said(self.words, room.session.title, room.team)
            sizes = [len(state.members(team)) for team in range(len(state.teams))]
            typed = self.fields() if text else {}  # who is refused does not type it all again
            return pages.join(self.words, title, state.teams, text, self.context(), sizes, typed)
        return pages.person(self.words, self.live.seen(who), self.context(), text)


class Language(Base):
    """Somebody reads another language than their browser asks for, or the room's; chosen at the door, because what
    they type goes by it."""

    def get(self, language: str) -> None:
        if self.current_user is None:
            self.give(LANGUAGE_COOKIE, language)
        self.redirect("/")


class Join(Home):
    """In at the door: with the room's code and a name, or back to one's place with a code of the facilitator."""

    def get(self) -> None:
        self.redirect("/")

    async def post(self) -> None:
        if self.current_user is not None:
            self.redirect("/", status=303)
            return
        fields, at, address = self.fields(), self.live.clock(), self.request.remote_ip or ""
        if self.serving.codes.shut(address, at):
            self.refuse(Refused("workshop.no_tries"), 429)
            return
        code = "".join(fields.get("code", "").split())
        again = self.live.readmit(code)
        if again is None and not hmac.compare_digest(code.encode(), self.live.code.encode()):
            self.serving.codes.wrong(address, at)
            self.refuse(Refused("workshop.no_code"), 403)
            return
        try:
            token = again or self.live.join(fields.get("name", ""), Request("join", fields).whole("team"))
        except Refused as refused:
            self.refuse(refused)
            return
        await self.serving.desk.written()
        if again:
            self.serving.streams.end([self.live.who(token) or ""])  # the telephone that was lost
            self.serving.away.discard(self.live.who(token) or "")
            self.serving.streams.tell_host()
            self.serving.place_code = ""
        self.give(self.cookie, token)
        if self.words.language != self.live.state.language:  # theirs from now on, whatever the browser asks for later
            self.give(LANGUAGE_COOKIE, self.words.language)
        await self.done("/")


class Act(Home):
    """A person's bet, vote, decision, answers, commitment, or a name for the team."""

    def get(self, act: str) -> None:
        self.redirect("/")

    async def post(self, act: str) -> None:
        who, fields, play = self.known(), self.fields(), self.live.state.play
        if act == "check":
            fields.setdefault("when", self.live.seen(who).form_when)
        try:
            if act == "bet" and play.round >= 0:  # typed in per cent, or in thousands
                scale = pages.scale_of(self.words, self.live.room.session.rounds[play.round].bet)
                fields |= {name: repr(number(fields.get(name, "")) * scale) for name in ("low", "high")}
            self.live.prepare(who, Request(act, fields))
        except Refused as refused:
            self.refuse(refused)
            return
        await self.done("/")


class OfHost(Base):
    """What only the facilitator has."""

    cookie = HOST_COOKIE

    def page_with(self, text: str) -> str:
        if self.current_user is None:
            from playbook.workshop.door import door

            return door(self.words, text)
        context = self.context(
            place=self.serving.place_code, failed=self.live.failed is not None, looks_back=self.live.looking_back
        )
        return pages.host(self.words, self.live.seen(HOST), context, text)


class Host(OfHost):
    """The facilitator's page, behind a secret that is entered once on a device."""

    def get(self) -> None:
        self.finish(self.page_with(""))

    async def post(self) -> None:
        at, address = self.live.clock(), self.request.remote_ip or ""
        if self.serving.secrets.shut(address, at):
            self.refuse(Refused("workshop.no_tries"), 429)
            return
        given = "".join(c for c in self.fields().get("secret", "").lower() if c.isalnum())
        if not hmac.compare_digest(given.encode(), self.serving.secret.replace("-", "").encode()):
            self.serving.secrets.wrong(address, at)
            self.refuse(Refused("workshop.no_secret"), 403)
            return
        token = self.live.admit(HOST)
        await self.serving.desk.written()
        self.give(self.cookie, token)
        await self.done("/host")


class HostAct(OfHost):
    """The facilitator steers."""

    def get(self, act: str) -> None:
        self.redirect("/host")

    async def post(self, act: str) -> None:
        who = self.known()
        try:
            if act == "readmit":
                code = self.live.place(self.fields().get("person", ""))
                self.serving.place_code = code
                if self.for_program:
                    self.finish({"place": code})
                    return
            else:
                self.live.prepare(who, Request(act, self.fields()))
        except Refused as refused:
            self.refuse(refused)
            return
        if act in BY_THE_ROOM:  # nothing is written yet, and the wall says that it is being worked out
            self.serving.streams.tell_host()
        await self.done("/host")


class Wall(OfHost):
    """For the projector: it has the code, so it is the facilitator's to open."""

    def get(self) -> None:
        if self.current_user is None:
            self.redirect("/host")
            return
        self.finish(pages.wall(self.words, self.live.wall(), self.context(looks_back=self.live.looking_back)))


class OwnView(Base):
    """One's own view as data, the facilitator's for the facilitator: what a page is made of."""

    def get(self) -> None:
        if self.get_current_user() is None:
            self.cookie = HOST_COOKIE
            self.current_user = self.get_current_user()
        who, token = self.known(), self.get_cookie(self.cookie) or ""
        self.finish({"id": self.live.state.last, "csrf": csrf_of(token), "view": plain(self.live.seen(who))})


class Report(Base):
    """One's own report, to take home."""

    def get(self) -> None:
        who = self.known()
        self.take_home("report", report.report_page(self.words, self.live.seen(who), self.context()))


class Deck(Base):
    """All that the room found, for whoever led it."""

    cookie = HOST_COOKIE

    def get(self) -> None:
        self.known()
        self.take_home("deck", report.deck(self.words, self.live.wall(), self.context()))


class SelfTest(Base):
    """Whether a telephone reaches this computer."""

    def get(self) -> None:
        self.finish(pages.message(self.words, self.words.t("workshop_server.reached")))


class Asset(Base):
    """One of the few files that pages need."""

    def get(self, name: str) -> None:
        found = pages.assets().get(name)
        if found is None:
            raise tornado.web.HTTPError(404)
        self.set_header("Content-Type", TYPES[name[name.rindex(".") :]])
        self.set_header("Cache-Control", "no-cache")  # kept, and asked for each time whether it still is so
        self.finish(found)


class Events(Base):
    """The stream of changes to an open page."""

    cookie = HOST_COOKIE  # who has both hears of everything

    async def get(self) -> None:
        if self.get_current_user() is None:
            self.cookie = PERSON_COOKIE
            self.current_user = self.get_current_user()
        who = self.known()
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("X-Accel-Buffering", "no")
        last = self.request.headers.get("Last-Event-ID", "")
        self._ended = asyncio.Event()
        self._stream = Stream(who, self._send, self._ended.set)
        self.serving.streams.add(self._stream, int(last) if last.isascii() and last.isdigit() else None)
        try:
            await self._ended.wait()
        finally:
            self.serving.streams.remove(self._stream)

    def _send(self, text: str) -> None:
        try:
            self.write(text)
            self.flush().add_done_callback(lambda future: future.exception())
        except (RuntimeError, StreamClosedError):
            self._ended.set()

    def on_connection_close(self) -> None:
        self._ended.set()


class Icon(Base):
    """Browsers ask for one unasked; there is none."""

    def get(self) -> None:
        self.set_status(204)


class Nothing(Base):
    """Every other address."""

    def get(self) -> None:
        raise tornado.web.HTTPError(404)

    post = get


def routes(serving: Serving) -> list[tuple[Any, ...]]:
    given = {"serving": serving}
    person, host = "|".join(OF_PERSON), "|".join((*OF_HOST, *BY_THE_ROOM, "readmit"))
    return [
        (r"/", Home, given), (rf"/language/({'|'.join(languages)})", Language, given),
        (r"/join", Join, given), (rf"/({person})", Act, given), (r"/wall", Wall, given),
        (r"/host", Host, given), (rf"/host/({host})", HostAct, given), (r"/api/view", OwnView, given),
        (r"/report", Report, given), (r"/host/deck", Deck, given),
        (r"/self-test", SelfTest, given), (r"/events", Events, given),
        (r"/assets/([a-z0-9_.-]+)", Asset, given), (r"/favicon\.ico", Icon, given), (r".*", Nothing, given),
    ]  # fmt: skip
