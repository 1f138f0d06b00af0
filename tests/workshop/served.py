"""A room behind its server, in a thread of the test's own process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from playbook.workshop import server
from playbook.workshop.live import LiveRoom
from playbook.workshop.serving import Serving
from tests.workshop.bots import Telephone


@contextmanager
def served(live: LiveRoom, port: int = 0, host: str = "127.0.0.1") -> Iterator[Serving]:
    """At an address of this machine until the block is left."""
    up: list[Serving] = []
    started, loops = threading.Event(), []

    async def main() -> None:
        stop = asyncio.Event()
        loops.append((asyncio.get_running_loop(), stop))

        def ready(serving: Serving) -> None:
            up.append(serving)
            started.set()

        await server.serve(live, host, server.bound(host, port), ready, stop=stop)

    thread = threading.Thread(target=asyncio.run, args=(main(),))
    thread.start()
    try:
        assert started.wait(30)
        yield up[0]
    finally:
        loop, stop = loops[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        live.close()


def telephone(serving: Serving, name: str = "", team: int = 0) -> Telephone:
    """A new one, in the room under `name` if there is one."""
    one = Telephone(serving.address)
    if name:
        assert one.post("/join", {"code": serving.live.code, "name": name, "team": str(team)}) is None
        one.view()
    return one


def facilitator(serving: Serving) -> Telephone:
    one = Telephone(serving.address)
    assert one.post("/host", {"secret": serving.secret}) is None
    one.view()
    return one
