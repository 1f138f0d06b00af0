"""The app's server: Voilà with one root page, a token, a template of its own and nothing from other hosts.

Imported only by `playbook.app`, after it has set the environment: Voilà takes a second to import and reads its
search paths from there.
"""

from __future__ import annotations

import json
import logging
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tornado.ioloop
import tornado.web
from jupyter_server.utils import url_path_join
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from traitlets.config import Config
from voila.app import Voila

from playbook.addresses import opened
from playbook.app import HOST, START
from playbook.command import LANGUAGES, say

CULL_AFTER_S = 600  # a kernel that no page holds and nothing runs in
CULL_EVERY_S = 60
MATHJAX = "@jupyterlab/mathjax2-extension:plugin"
NO_PINGS = 0  # Jupyter's and Tornado's rules for them contradict each other: pages would be cut off every 30 seconds
LANG_TAGS = {"en": "en", "zh": "zh-CN"}
PAGE_WORDS = ("name", "skip", "starting", "asleep", "stopped", "reload", "failed", "noscript")


class App(Voila):
    """Voilà with its port known before the first kernel starts, the start page at the root, and no file listing."""

    def configure(self, home: str, ready: Callable[[str], None]) -> None:
        """`home`: the start page's path under the notebooks; `ready` is called with the address once served."""
        self._home, self._ready = home, ready

    def start(self) -> None:
        self._sockets = bind_sockets(self.port, HOST)
        self.port = self._sockets[0].getsockname()[1]
        super().start()

    def init_settings(self) -> dict:
        settings = super().init_settings()
        # Warm kernels would have read the user's workspace before it changed: only the first page may come from one.
        self.kernel_manager.kernel_pools_config = {"default": {"pool_size": 0}}
        settings["allow_remote_access"] = False
        settings["local_hostnames"] = ["localhost"]
        settings["ws_ping_interval"] = NO_PINGS
        settings["headers"] = {"Content-Security-Policy": content_policy(self.port), "Referrer-Policy": "no-referrer"}
        return settings

    def init_handlers(self) -> list:
        home = url_path_join(self.base_url, "voila/render", self._home)
        start = ("/", tornado.web.RedirectHandler, {"url": home, "permanent": False})
        return [start, *opened(super().init_handlers(), Path(self.root_dir))]

    def listen(self) -> None:
        server = HTTPServer(self.app)
        server.add_sockets(self._sockets)
        self.ioloop = tornado.ioloop.IOLoop.current()
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._handle_signal_stop)
        address = f"http://{HOST}:{self.port}{url_path_join(self.base_url, 'voila/render', self._home)}"
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


def page_facts(notebooks: Path, path: str, base_url: str, debug: bool) -> dict:
    """What the template needs of the notebook at `path`: language, title, the way home and its own few words."""
    folder = path.replace("\\", "/").partition("/")[0]
    language = folder if folder in LANGUAGES else LANGUAGES[0]
    return {
        "lang": LANG_TAGS[language],
        "title": _title(notebooks / path, say("page_name", language)),
        "home": "" if Path(path).name == START else url_path_join(base_url, "voila/render", language, START),
        "words": {name: say(f"page_{name}", language) for name in PAGE_WORDS},
        "debug": debug,
    }


def _title(notebook: Path, name: str) -> str:
    """The notebook's title: from its metadata, else its first heading; then the product's name."""
    try:
        content = json.loads(notebook.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return name
    title = content.get("metadata", {}).get("title", "")
    if not title:
        lines = (line for cell in content.get("cells", []) for line in "".join(cell.get("source", "")).splitlines())
        title = next((line.lstrip("# ").strip() for line in lines if line.startswith("# ")), "")
    return f"{title} · {name}" if title and title != name else name


def settings(notebooks: Path, language: str, scratch: Path, debug: bool) -> Config:
    """Voilà's configuration: everything that differs from its defaults."""

    def page_config(current: dict, base_url: str, notebook_path: str, **_: Any) -> dict:
        # Formulas would be set by a script from another host; there are none in the pages.
        current["disabledExtensions"] = [*current.get("disabledExtensions", []), MATHJAX]
        current["playbook"] = page_facts(notebooks, str(notebook_path), base_url, debug)
        return current

    config = Config()
    config.Voila.log_level = logging.DEBUG if debug else logging.ERROR
    config.VoilaConfiguration.template = "playbook"
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.allow_theme_override = "NO"
    config.VoilaConfiguration.strip_sources = True
    config.VoilaConfiguration.show_tracebacks = debug
    config.VoilaConfiguration.preheat_kernel = True
    config.VoilaConfiguration.default_pool_size = 1
    config.VoilaConfiguration.page_config_hook = page_config
    config.VoilaConfiguration.extension_allowlist = [
        "@jupyter-widgets/jupyterlab-manager",
        "@voila-dashboards/widgets-manager8",
        "anywidget",
    ]
    # Everything but the start page in the chosen language stays cold.
    config.VoilaKernelManager.preheat_denylist = [rf"^(?!.*[\\/]{language}[\\/]{START.replace('.', r'[.]')}$)"]
    config.MappingKernelManager.cull_idle_timeout = CULL_AFTER_S
    config.MappingKernelManager.cull_interval = CULL_EVERY_S
    config.Voila.connection_dir_root = str(scratch)
    return config


def serve(
    notebooks: Path,
    *,
    language: str,
    port: int,
    token: str,
    scratch: Path,
    debug: bool,
    ready: Callable[[str], None],
) -> None:
    """Serve `notebooks` on 127.0.0.1 until Ctrl-C or a stop signal. `ready(url)` is called when pages can be opened."""
    app = App(
        config=settings(notebooks, language, scratch, debug),
        config_file_paths=[],
        root_dir=str(notebooks),
        ip=HOST,
        port=port,
        token=token,
        open_browser=False,
    )
    app.configure(home=f"{language}/{START}", ready=ready)
    app.initialize([])
    app.start()
