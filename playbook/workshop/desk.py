"""Writes for a server: answers that come together share one commit, and nobody hears of theirs before it is done."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from playbook.workshop.live import LiveRoom
from playbook.workshop.store import NotWritten


class Desk:
    """While one commit is on its way to the disk, the next ones gather. One thread writes, in the order of answers."""

    def __init__(self, live: LiveRoom) -> None:
        self._live, self._thread = live, ThreadPoolExecutor(1)
        self._asked: list[asyncio.Future[None]] = []
        self._writer: asyncio.Task[None] | None = None

    async def written(self) -> None:
        """Wait until everything that is prepared by now is on the disk. NotWritten: it is not, and has not happened."""
        future = asyncio.get_running_loop().create_future()
        self._asked.append(future)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        await future

    async def close(self) -> None:
        """Write what is left."""
        if self._writer is not None:
            await self._writer
        self._thread.shutdown()

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._asked:
                await asyncio.sleep(0)  # whatever else has arrived in this moment
                asked, self._asked = self._asked, []
                entries = self._live.take()
                try:
                    await loop.run_in_executor(self._thread, self._live.store.append, entries)
                except NotWritten as error:
                    self._live.lost()
                    asked, self._asked = [*asked, *self._asked], []  # theirs stood upon what is lost
                    for future in asked:
                        if not future.done():
                            future.set_exception(error)
                else:
                    self._live.written(entries)
                    for future in asked:
                        if not future.done():  # whoever asked may have gone
                            future.set_result(None)
        finally:
            self._writer = None
