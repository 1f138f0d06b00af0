"""What the app's addresses lead to: pages that are there, files that are there, and 404 for everything else.

Voilà takes an address that it does not know apart in good faith and fails on the pieces; these handlers look first.
Imported only by `playbook.app.server`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tornado.web
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.login import LoginFormHandler
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.utils import url_path_join
from voila.handler import VoilaHandler
from voila.request_info_handler import RequestInfoSocketHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import MultiStaticFileHandler, TemplateStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from playbook import pages
from playbook.app import rendering, trouble
from playbook.practices import LANGUAGES

# Listings of files, which nobody needs; leaving, because a page has no place for it; and a socket that would tell
# anybody, without the token, by whom a kernel was asked for.
CLOSED = ("/voila/tree", "/voila/api/contents", "/voila/files", "/logout")


class Shutdown(VoilaShutdownKernelHandler):
    """Stops the kernel of a page that is being left. A leaving page can send no XSRF field; the kernel's id, which
    only that page knows, stands in for it beside the login cookie."""

    def check_xsrf_cookie(self) -> None:
        return None


class OwnErrors(JupyterHandler):
    """Errors as the app's own pages. Jupyter's log-in form helps nobody who has no token: it is never shown."""

    def get_login_url(self) -> str:
        raise tornado.web.HTTPError(403)

    def write_error(self, status_code: int, **facts: Any) -> None:
        known = getattr(self, "_jupyter_current_user", None) is not None
        kind = trouble.NO_ENTRY if status_code == 403 and not known else trouble.BROKEN
        kind = trouble.MISSING if status_code == 404 else kind
        self.set_header("Content-Type", "text/html; charset=utf-8")
        language = self.request.path.removeprefix(self.base_url).partition("/")[0]
        self.finish(trouble.page(kind, language, self.base_url))


class Nothing(OwnErrors):
    """Every address that leads nowhere; without the token nobody hears even that."""

    @tornado.web.authenticated
    def get(self) -> None:
        raise tornado.web.HTTPError(404)


class NoEntry(OwnErrors):
    """Where Jupyter would ask for a password."""

    @allow_unauthenticated
    def get(self) -> None:
        self.set_status(403)
        self.write_error(403)


class Ready(OwnErrors):
    """Whether the model still has to be prepared: asked by a page that says so, until it is done."""

    def initialize(self, preparing: Callable[[], bool]) -> None:
        self.preparing = preparing

    @tornado.web.authenticated
    def get(self) -> None:
        self.finish({"preparing": self.preparing()})


class Moved(OwnErrors):
    """An address of before, or one with the file's ending: leads to the page's own."""

    def initialize(self, root: Path) -> None:
        self.root = root

    def decode_argument(self, value: bytes, name: str | None = None) -> str:
        return _text(super().decode_argument, value, name)

    @tornado.web.authenticated
    def get(self, path: str) -> None:
        place = pages.place_of(path) if is_file_below(self.root, path) else None
        if place is None:
            raise tornado.web.HTTPError(404)
        query = f"?{self.request.query}" if self.request.query else ""
        self.redirect(url_path_join(self.base_url, place.address) + query)


class Page(OwnErrors, VoilaHandler):
    """A part of a notebook as a page; 404 for one that is not there, once it is known who asks."""

    place: pages.Place

    def initialize(self, root: Path, **options: Any) -> None:
        super().initialize(**options)
        self.root = root

    def decode_argument(self, value: bytes, name: str | None = None) -> str:
        return _text(super().decode_argument, value, name)

    @tornado.web.authenticated
    async def get(self, language: str, slug: str = "", part: str = "", trainers: str = "") -> None:
        self.place = pages.Place(language, slug or pages.START, part or pages.OPEN, bool(trainers))
        if not is_file_below(self.root, self.place.notebook):
            raise tornado.web.HTTPError(404)
        if part not in ("", pages.OPEN) and part not in pages.parts(
            pages.read(self.root / self.place.notebook).get("cells", [])
        ):
            raise tornado.web.HTTPError(404)
        if slug == pages.START or part == pages.OPEN:
            self.redirect(url_path_join(self.base_url, self.place.address))
            return
        await rendering.send(self)


class Channels(OwnErrors, VoilaKernelWebsocketHandler):
    """A page's line to its kernel. One that the page gave up before it stood ends without a word: jupyter_server would
    fail on it."""

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        if self.connection is None:
            raise ValueError("the page has gone")  # for tornado: no connection, and nothing to report
        return super().select_subprotocol(subprotocols)


class TemplateFiles(TemplateStaticFileHandler):
    """Files of the templates: TEMPLATE/static/FILE."""

    def parse_url_path(self, url_path: str) -> str:
        parts = os.path.normpath(url_path).replace(os.path.sep, "/").split("/")
        if "\0" in url_path or len(parts) < 3 or parts[1] != "static" or url_path.split("/")[1:2] != ["static"]:
            raise tornado.web.HTTPError(404)
        return super().parse_url_path(url_path)


class StaticFiles(MultiStaticFileHandler):
    """Voilà's own files."""

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        if "\0" in absolute_path or not os.path.isfile(absolute_path):
            raise tornado.web.HTTPError(404)
        return super().validate_absolute_path(root, absolute_path)


OURS = {
    TemplateStaticFileHandler: TemplateFiles,
    MultiStaticFileHandler: StaticFiles,
    VoilaShutdownKernelHandler: Shutdown,
    VoilaKernelWebsocketHandler: Channels,
}


def opened(rules: list[tuple], root: Path, base: str, preparing: Callable[[], bool]) -> list[tuple]:
    """Voilà's rules without what stays closed, with our handlers in place of its own, and the app's addresses.

    Pages lie below `root`; `base` is the server's base path; `preparing` says whether the model is not ready yet.
    """
    root = root.resolve()
    kept = [rule for rule in rules if rule[0] != base and not rule[0].startswith(CLOSED)]
    kept = [rule for rule in kept if rule[1] is not RequestInfoSocketHandler]
    page = next(rule[2] for rule in kept if rule[1] is TornadoVoilaHandler) | {"root": root}
    language, name = f"(?P<language>{'|'.join(LANGUAGES)})", "[A-Za-z0-9][A-Za-z0-9_-]*"
    moved = {"root": root}

    def at(pattern: str) -> str:
        return url_path_join(base, pattern)

    ours = [
        (at("/app/ready"), Ready, {"preparing": preparing}),
        (at(rf"/{language}/?"), Page, page),
        (at(rf"/{language}/(?P<trainers>{pages.TRAINERS})/(?P<slug>{name})"), Page, page),
        (at(rf"/{language}/(?P<slug>{name})/?"), Page, page),
        (at(rf"/{language}/(?P<slug>{name})/(?P<part>{'|'.join(pages.PARTS)})/?"), Page, page),
        (at(rf"/((?:{'|'.join(LANGUAGES)})/(?:.+/)?{name}\.ipynb)"), Moved, moved),
        (at(r"/voila/render/(.*)"), Moved, moved),
    ]
    kept = [_ours(*rule) for rule in kept if rule[1] is not TornadoVoilaHandler]
    return [*ours, *kept, (r".*", Nothing)]


def _ours(address: str, handler: type, options: dict[str, Any] | None = None) -> tuple:
    if issubclass(handler, LoginFormHandler):
        handler = NoEntry
    elif handler in OURS:
        handler = OURS[handler]
    elif issubclass(handler, JupyterHandler) and not issubclass(handler, APIHandler):
        handler = type(handler.__name__, (OwnErrors, handler), {})
    return address, handler, options or {}


def _text(decode: Callable[..., str], value: bytes, name: str | None) -> str:
    try:
        return decode(value, name)
    except tornado.web.HTTPError:
        return ""  # bytes that are no text name no page


def is_file_below(root: Path, name: str) -> bool:
    """Whether a name leads to a file inside of a folder."""
    try:
        path = (root / name).resolve()
        return path.is_file() and path.is_relative_to(root)
    except (OSError, ValueError):  # a name that no file can have
        return False
