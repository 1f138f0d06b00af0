"""What the app's addresses lead to: pages that are there, files that are there, and 404 for everything else.

Voilà takes an address that it does not know apart in good faith and fails on the pieces; these handlers look first.
Imported only by `playbook.server`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import tornado.web
from jupyter_server.auth.login import LoginFormHandler
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from voila.request_info_handler import RequestInfoSocketHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import MultiStaticFileHandler, TemplateStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler

# Listings of files, which nobody needs; leaving, because a page has no place for it; and a socket that would tell
# anybody, without the token, by whom a kernel was asked for.
CLOSED = ("/voila/tree", "/voila/api/contents", "/voila/files", "/logout")


class Shutdown(VoilaShutdownKernelHandler):
    """Stops the kernel of a page that is being left. A leaving page can send no XSRF field; the kernel's id, which
    only that page knows, stands in for it beside the login cookie."""

    def check_xsrf_cookie(self) -> None:
        return None


class Page(TornadoVoilaHandler):
    """A notebook as a page; 404 for one that is not there, once it is known who asks."""

    _asked = False  # whether it is known who asks: Voilà's page about errors wants to know

    def initialize(self, root: Path, **options: Any) -> None:
        super().initialize(**options)
        self.root = root

    def decode_argument(self, value: bytes, name: str | None = None) -> str:
        try:
            return super().decode_argument(value, name)
        except tornado.web.HTTPError:
            return ""  # bytes that are no text name no page

    async def prepare(self) -> None:
        await super().prepare()
        self._asked = True

    @tornado.web.authenticated
    async def get(self, path: str = "") -> None:
        if not path.endswith(".ipynb") or not is_file_below(self.root, path):
            raise tornado.web.HTTPError(404)
        await super().get(path)

    def write_error(self, status_code: int, **facts: Any) -> None:
        if self._asked:
            super().write_error(status_code, **facts)
        else:
            tornado.web.RequestHandler.write_error(self, status_code, **facts)


class PlainErrors(JupyterHandler):
    """Jupyter's page about errors needs files that the app does not serve, and fails without them."""

    def write_error(self, status_code: int, **facts: Any) -> None:
        tornado.web.RequestHandler.write_error(self, status_code, **facts)


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
}


def opened(rules: list[tuple], root: Path) -> list[tuple]:
    """Voilà's rules without what stays closed, with our handlers in place of its own; pages lie below `root`."""
    root = root.resolve()
    kept = [rule for rule in rules if rule[0] != "/" and not rule[0].startswith(CLOSED)]
    kept = [rule for rule in kept if rule[1] is not RequestInfoSocketHandler]
    return [_ours(root, *rule) for rule in kept]


def _ours(root: Path, address: str, handler: type, options: dict[str, Any] | None = None) -> tuple:
    if handler is TornadoVoilaHandler:
        return address, Page, {**(options or {}), "root": root}
    if handler in OURS:
        handler = OURS[handler]
    elif issubclass(handler, JupyterHandler) and not issubclass(handler, (APIHandler, LoginFormHandler)):
        handler = type(handler.__name__, (PlainErrors, handler), {})
    return address, handler, options or {}


def is_file_below(root: Path, name: str) -> bool:
    """Whether a name leads to a file inside of a folder."""
    try:
        path = (root / name).resolve()
        return path.is_file() and path.is_relative_to(root)
    except (OSError, ValueError):  # a name that no file can have
        return False
