"""The addresses of a room, and what guards each of them."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from typing import Any

import tornado.web
from tornado.iostream import StreamClosedError

from playbook.language import languages, words
from playbook.workshop import pages, report
from playbook.workshop.asks import OF_HOST, OF_PERSON, Request, number
from playbook.workshop.context import Away, Context
from playbook.workshop.live import BY_THE_ROOM
from playbook.workshop.plain import plain
from playbook.workshop.rules import HOST, Refused
from playbook.workshop.serving import Serving
from playbook.workshop.store import NotWritten
from playbook.workshop.streams import Stream

PERSON_COOKIE, HOST_COOKIE, LANGUAGE_COOKIE = "playbook_room", "playbook_host", "playbook_language"
COOKIE_DAYS = 2
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: browsers then say no origin with a form, and every form would be refused.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


class Base(tornado.web.RequestHandler):
    """Only for this address, only from its own pages, and only for whoever has a place."""

    cookie = PERSON_COOKIE

    def initialize(self, serving: Serving) -> None:
        self.serving, self.live = serving, serving.live
        chosen = self.get_cookie(LANGUAGE_COOKIE) if self.cookie == PERSON_COOKIE else None
        self.words = words(chosen) if chosen in languages else serving.words  # console and wall speak the room's

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        if self.request.host.lower() != self.serving.place:
            raise tornado.web.HTTPError(421)  # another name for this machine: somebody leads a browser here
        if self.request.method == "POST":
            if self.request.headers.get("Origin", "").lower() != self.serving.origin:
                raise tornado.web.HTTPError(403)
            token = self.get_cookie(self.cookie)
            if token and self.live.who(token):
                sent = self.get_body_argument("csrf", "") or self.request.headers.get("X-CSRF", "")
                if not hmac.compare_digest(sent.encode(), csrf_of(token).encode()):
                    raise tornado.web.HTTPError(403)

    def get_current_user(self) -> str | None:
        """A person's id or "host", by the cookie of this handler."""
        token = self.get_cookie(self.cookie)
        who = self.live.who(token) if token else None
        if who is None or (who == HOST) != (self.cookie == HOST_COOKIE):
            return None
        self.serving.away.discard(who)
        return who

    def known(self) -> str:
        if self.current_user is None:
            raise tornado.web.HTTPError(403)
        return self.current_user

    def fields(self) -> dict[str, str]:
        """What the form sent, the last of each name."""
        return {name: self.get_body_arguments(name)[-1] for name in self.request.body_arguments if name != "csrf"}

    def context(self, **given: Any) -> Context:
        token = self.get_cookie(self.cookie) if self.current_user else None
        room, ours = self.live.room, self.cookie == HOST_COOKIE and token is not None
        return Context(
            self.serving.address, self.live.code if self.cookie == HOST_COOKIE and token else "", self.serving.qr_svg,
            csrf_of(token) if token else "", room.session, room.team, self.live.clock(), away=self.away(ours), **given,
        )  # fmt: skip

    def away(self, codes: bool) -> tuple[Away, ...]:
        """Who is not back since the room has another address; with their `codes` for the facilitator."""
        state, away = self.live.state, self.serving.away
        return tuple(
            Away(one.name, state.teams[one.team], self.live.place_of(one.id) if codes else "")
            for one in state.people.values()
            if one.id in away
        )

    async def done(self, home: str) -> None:
        """Once it is on the disk: back to one's page, or a line of JSON for a program."""
        await self.serving.desk.written()
        if self.for_program:
            self.finish({"id": self.live.state.last})
        else:
            self.redirect(home, status=303)

    @property
    def for_program(self) -> bool:
        return self.request.headers.get("Accept", "").startswith("application/json")

    def give(self, cookie: str, value: str) -> None:
        self.set_cookie(
            cookie, value, expires_days=COOKIE_DAYS, httponly=True, samesite="Strict", secure=self.serving.tls, path="/"
        )

    def refuse(self, refused: Refused, status: int = 409) -> None:
        """Say it in a sentence on one's own page."""
        text = self.words.t(refused.key, **refused.given)
        self.set_status(status)
        if self.for_program:
            self.finish({"refused": refused.key, "text": text})
        else:
            self.finish(self.page_with(text))

    def take_home(self, name: str, page: str) -> None:
        """A page as a file."""
        self.set_header("Content-Disposition", f'attachment; filename="{self.live.room.session.id}-{name}.html"')
        self.finish(page)

    def page_with(self, text: str) -> str:
        return pages.message(self.words, text)

    def write_error(self, status_code: int, **facts: Any) -> None:
        lost = isinstance(facts.get("exc_info", (None, None))[1], NotWritten)
        self.set_status(503 if lost else status_code)
        key = "no_entry" if status_code == 403 else "missing" if status_code in (404, 405, 421) else "broken"
        text = self.words.t("workshop_server.not_written" if lost else f"workshop_server.{key}")
        if self.for_program:
            self.finish({"refused": "workshop_server.not_written" if lost else "", "text": text})
        else:
            self.finish(pages.message(self.words, text))

    def log_exception(self, kind: Any, error: Any, trace: Any) -> None:
        if not isinstance(error, (tornado.web.HTTPError, NotWritten)):
            super().log_exception(kind, error, trace)


class Home(Base):
    """The door, or one's own page."""

    def get(self) -> None:
        self.finish(self.page_with(""))

    def page_with(self, text: str) -> str:
        who = self.current_user
        if who is None:
            title, teams = self.words.pick(self.live.room.session.title), self.live.state.teams
            return pages.join(self.words, title, teams, text, self.context())
        return pages.person(self.words, self.live.seen(who), self.context(), text)


class Language(Base):
    """Somebody reads another language than the room; chosen at the door, because what they type goes by it."""

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
        context = self.context(place=self.serving.place_code, failed=self.live.failed is not None)
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
        await self.done("/host")


class Wall(OfHost):
    """For the projector: it has the code, so it is the facilitator's to open."""

    def get(self) -> None:
        if self.current_user is None:
            self.redirect("/host")
            return
        self.finish(pages.wall(self.words, self.live.wall(), self.context()))


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


def csrf_of(token: str) -> str:
    """What a form of this token's owner sends back: known to their own pages, and the same after a restart."""
    return hashlib.sha256(f"form {token}".encode()).hexdigest()[:32]


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
