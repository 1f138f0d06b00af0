"""What guards every address of a room: its own name, its own pages, whose it is, and in which language."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import tornado.web

from playbook.language import languages, words
from playbook.workshop import pages
from playbook.workshop.context import Away, Context
from playbook.workshop.rules import HOST, Refused
from playbook.workshop.serving import Serving
from playbook.workshop.store import NotWritten

PERSON_COOKIE, HOST_COOKIE, LANGUAGE_COOKIE = "playbook_room", "playbook_host", "playbook_language"
COOKIE_DAYS = 2
MOST_LANGUAGES = 20  # of a header that are read
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


class Base(tornado.web.RequestHandler):
    """Only for this address, only from its own pages, and only for whoever has a place."""

    cookie = PERSON_COOKIE

    def initialize(self, serving: Serving) -> None:
        self.serving, self.live = serving, serving.live
        self.words = serving.words  # console and wall speak the room's
        if self.cookie == PERSON_COOKIE:
            chosen = self.get_cookie(LANGUAGE_COOKIE)
            own = chosen if chosen in languages else asked_for(self.request.headers.get("Accept-Language", ""))
            self.words = words(own) if own else serving.words

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


def csrf_of(token: str) -> str:
    """What a form of this token's owner sends back: known to their own pages, and the same after a restart."""
    return hashlib.sha256(f"form {token}".encode()).hexdigest()[:32]


def asked_for(header: str) -> str | None:
    """The language of the playbook that a browser likes best, by its Accept-Language: zh-CN, en;q=0.8. None where it
    names none of them."""
    found = []
    for place, part in enumerate(header.lower().split(",")[:MOST_LANGUAGES]):
        name, *given = (one.strip() for one in part.split(";"))
        try:
            liked = float(next((one[2:] for one in given if one.startswith("q=")), "1"))
        except ValueError:
            continue
        if (language := name.split("-")[0]) in languages and liked > 0:
            found.append((-liked, place, language))
    return min(found)[2] if found else None
