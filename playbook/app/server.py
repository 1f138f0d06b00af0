"""The app's server: Voilà with one root page, a token, a template of its own and nothing from other hosts.

Imported only by `playbook.app.launch`, after it has set the environment: Voilà takes a second to import and reads its
search paths from there.
"""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tornado.ioloop
import tornado.web
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyter_server.utils import url_path_join
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from traitlets.config import Config
from voila.app import Voila

from playbook import look, pages
from playbook.app import HOST
from playbook.app.addresses import opened
from playbook.app.kernels import NURSERY, install
from playbook.app.trouble import LANG_TAGS
from playbook.command import say
from playbook.language import Words, words
from playbook.workspace.address import Access

CULL_AFTER_S = 600  # a kernel that no page holds and nothing runs in
CULL_EVERY_S = 60
MATHJAX = "@jupyterlab/mathjax2-extension:plugin"
NO_PINGS = 0  # Jupyter's and Tornado's rules for them contradict each other: pages would be cut off every 30 seconds
PAGE_WORDS = ("name", "skip", "starting", "asleep", "stopped", "reload", "failed", "noscript", "preparing", "parts",
              "projector", "projector_off")  # fmt: skip


class Kernels(AsyncMappingKernelManager):
    """Kernels whose start takes its time: one that is still starting has no last activity, and is not idle."""

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        if kernel_id in self._kernel_connections:
            await super().cull_kernel_if_idle(kernel_id)


class App(Voila):
    """Voilà with its port known before the first kernel starts, the start page at the root, and no file listing."""

    def configure(self, home: str, ready: Callable[[str], None]) -> None:
        """`home`: the address of the start page; `ready` is called with the whole address once served."""
        self._home, self._ready = home, ready

    def start(self) -> None:
        self._sockets = bind_sockets(self.port, HOST)
        self.port = self._sockets[0].getsockname()[1]
        super().start()

    def init_settings(self) -> dict:
        settings = super().init_settings()
        install()
        settings["allow_remote_access"] = False
        settings["local_hostnames"] = ["localhost"]
        if self.log_level > logging.DEBUG:
            settings["log_function"] = lambda handler: None  # a wrong address is the reader's business
        settings["ws_ping_interval"] = NO_PINGS
        settings["headers"] = {"Content-Security-Policy": content_policy(self.port), "Referrer-Policy": "no-referrer"}
        return settings

    def init_handlers(self) -> list:
        home = url_path_join(self.base_url, self._home)
        start = (self.base_url, tornado.web.RedirectHandler, {"url": home, "permanent": False})
        rules = opened(super().init_handlers(), Path(self.root_dir), self.base_url, lambda: NURSERY.preparing)
        return [start, *rules]

    def listen(self) -> None:
        server = HTTPServer(self.app)
        server.add_sockets(self._sockets)
        self.ioloop = tornado.ioloop.IOLoop.current()
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._handle_signal_stop)
        address = f"http://{HOST}:{self.port}{url_path_join(self.base_url, self._home)}"
        self.ioloop.run_in_executor(None, self._ready, f"{address}?token={self.token}")
        try:
            self.ioloop.start()
        finally:
            server.stop()
            self.stop()

    def _handle_signal_stop(self, number: int, frame: Any) -> None:
        # A second Ctrl-C must not break off the shutdown of the kernels.
        for name in ("SIGINT", "SIGTERM"):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
        self.ioloop.add_callback_from_signal(self.ioloop.stop)


def content_policy(port: int) -> str:
    """What a page may load and call: this server, and nothing else."""
    local = f"ws://{HOST}:{port} ws://localhost:{port}"
    return "; ".join(
        [
            "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'",
            f"connect-src 'self' data: blob: {local}",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


def page_facts(notebooks: Path, place: pages.Place, base_url: str, debug: bool) -> dict:
    """What the template needs of a page: language, titles, the way home, its parts and the template's own few words."""
    content, name = pages.read(notebooks / place.notebook), say("page_name", place.language)
    found = [] if place.trainers else pages.parts(content.get("cells", []))
    spoken = words(place.language)
    topic = pages.title(content)
    part = _part(spoken, place.part) if place.part != pages.OPEN else ""
    named = [one for one in (part, topic if topic != name else "", name) if one]
    return {
        "lang": LANG_TAGS[place.language],
        "title": " · ".join(named),
        "topic": topic,
        "part": place.part,
        "home": "" if place.slug == pages.START else url_path_join(base_url, place.language) + "/",
        "parts": [
            {
                "name": _part(spoken, one),
                "address": url_path_join(base_url, place.at(one).address),
                "here": one == place.part,
            }
            for one in found
        ],
        "ready": url_path_join(base_url, "app/ready") if NURSERY.preparing else "",
        "words": {key: say(f"page_{key}", place.language) for key in PAGE_WORDS},
        "look": look.RULES,
        "debug": debug,
    }


def _part(spoken: Words, part: str) -> str:
    """A part by its short name: all of them stand in one row."""
    return spoken.t(f"page.part.{part}")


def settings(notebooks: Path, scratch: Path, debug: bool) -> Config:
    """Voilà's configuration: everything that differs from its defaults."""

    def page_config(current: dict, base_url: str, place: pages.Place, **_: Any) -> dict:
        # Formulas would be set by a script from another host; there are none in the pages.
        current["disabledExtensions"] = [*current.get("disabledExtensions", []), MATHJAX]
        current["playbook"] = page_facts(notebooks, place, base_url, debug)
        return current

    config = Config()
    config.Voila.log_level = logging.DEBUG if debug else logging.ERROR
    config.VoilaConfiguration.template = "playbook"
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.allow_theme_override = "NO"
    config.VoilaConfiguration.strip_sources = True
    config.VoilaConfiguration.show_tracebacks = debug
    # A kernel that ran before anybody came would have read the workspace before it changed; a forked one is as quick.
    config.VoilaConfiguration.preheat_kernel = False
    config.VoilaConfiguration.multi_kernel_manager_class = Kernels
    config.VoilaConfiguration.page_config_hook = page_config
    config.VoilaConfiguration.extension_allowlist = [
        "@jupyter-widgets/jupyterlab-manager",
        "@voila-dashboards/widgets-manager8",
        "anywidget",
    ]
    # A kernel started anew would know nothing of the page that it belongs to, and the page nothing of that: dead is
    # dead, and the page says so.
    config.KernelRestarter.restart_limit = 0
    config.MappingKernelManager.cull_idle_timeout = CULL_AFTER_S
    config.MappingKernelManager.cull_interval = CULL_EVERY_S
    config.Voila.connection_dir_root = str(scratch)
    return config


def serve(
    notebooks: Path,
    *,
    language: str,
    access: Access,
    scratch: Path,
    debug: bool,
    ready: Callable[[str], None],
) -> None:
    """Serve `notebooks` on 127.0.0.1 until Ctrl-C or a stop signal. `ready(url)` is called when pages can be opened."""
    app = App(
        config=settings(notebooks, scratch, debug),
        config_file_paths=[],
        root_dir=str(notebooks),
        ip=HOST,
        port=access.port,
        token=access.token,
        cookie_secret=access.cookie_secret,
        open_browser=False,
    )
    app.configure(home=f"/{language}/", ready=ready)
    app.initialize([])
    try:
        app.start()
    finally:
        NURSERY.stop()
