"""The server of a room: a process of its own at one address, with no kernel, no files and nothing that is evaluated.

It writes what the rules answer, tells open pages that something has changed, and hands rounds to the process that works
them out. It may be killed at any moment: whoever opens the room again goes on where it was.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import ssl
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from socket import socket
from typing import Any

import tornado.httpserver
import tornado.netutil
import tornado.web

from playbook.workshop.handlers import routes
from playbook.workshop.live import LiveRoom
from playbook.workshop.serving import Serving
from playbook.workshop.store import NotWritten
from playbook.workshop.streams import PING_S

MOST_BYTES = 16 * 1024  # of a request
TICK_S = 0.05
PATIENCE_S = 30.0  # for a request that is slow to come
LOG = logging.getLogger(__name__)


class Application(tornado.web.Application):
    def log_request(self, handler: tornado.web.RequestHandler) -> None:
        """Nothing: who asked for what is nobody's business."""


def bound(host: str, port: int) -> list[socket]:
    """Sockets at one address; OSError where that is not ours or is taken. Port 0: any that is free."""
    return tornado.netutil.bind_sockets(port, host)


def security(cert: Path, key: Path) -> ssl.SSLContext:
    """For a certificate of one's own. OSError, ssl.SSLError."""
    found = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    found.load_cert_chain(cert, key)
    return found


async def serve(
    live: LiveRoom, host: str, sockets: Sequence[socket], ready: Callable[[Serving], None],
    tls: ssl.SSLContext | None = None, stop: asyncio.Event | None = None,
) -> None:  # fmt: skip
    """Serve until `stop`, or until a signal asks for the end; `ready` is told once it answers."""
    serving = Serving(live, host, sockets[0].getsockname()[1], tls is not None)
    server = tornado.httpserver.HTTPServer(
        Application(routes(serving), compress_response=False), ssl_options=tls, max_body_size=MOST_BYTES,
        max_header_size=MOST_BYTES, body_timeout=PATIENCE_S, idle_connection_timeout=4 * PATIENCE_S,
    )  # fmt: skip
    server.add_sockets(list(sockets))
    ended = stop or asyncio.Event()
    _on_signals(ended.set)
    clock, pings = asyncio.create_task(_clock(serving)), asyncio.create_task(_pings(serving))
    ready(serving)
    try:
        await ended.wait()
    finally:
        server.stop()
        for task in (clock, pings):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        serving.streams.end_all()
        await serving.desk.close()
        await server.close_all_connections()


async def _clock(serving: Serving) -> None:
    """The bell, and what has been worked out."""
    told: BaseException | None = None
    while True:
        await asyncio.sleep(TICK_S)
        try:
            if serving.live.tick():
                await serving.desk.written()
        except NotWritten as error:
            LOG.error("%s", error)  # the next tick tries again
            await asyncio.sleep(1.0)
        if (failed := serving.live.failed) is not told:
            told = failed
            if failed is not None:
                LOG.error("%s", "".join(traceback.format_exception(failed)))
                serving.streams.tell_host()


async def _pings(serving: Serving) -> None:
    while True:
        await asyncio.sleep(PING_S)
        serving.streams.ping()


def _on_signals(end: Callable[[], Any]) -> None:
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        # In another thread than the first, and on Windows, there is no such thing; Ctrl-C then ends the loop itself.
        with contextlib.suppress(AttributeError, NotImplementedError, ValueError, RuntimeError):
            loop.add_signal_handler(getattr(signal, name), end)
