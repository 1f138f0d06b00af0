"""Sends a page: its text first, then, when the kernel answers, what its cells show.

The template writes the words of all cells before it asks for the kernel, so that a reader reads while the kernel
starts. Imported only by `playbook.app.addresses`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from pathlib import PurePosixPath
from queue import Empty
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import jinja2
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.utils import ensure_async
from tornado.iostream import StreamClosedError
from voila.execute import VoilaExecutor
from voila.notebook_renderer import NotebookRenderer
from voila.utils import ENV_VARIABLE, get_page_config

from playbook import pages
from playbook.command import say
from playbook.language import escape

if TYPE_CHECKING:
    from playbook.app.addresses import Page

STEP_S = 0.1  # between two questions to a kernel that starts
AT_ONCE = max(2, os.cpu_count() or 1)  # pages that compute at a time: with more, all are late instead of the last
PATIENCE_S = 20.0  # the longest that a page waits for its turn; another may hang


class Turn:
    """A page's turn to compute. Everybody's words come at once; kernels start a few at a time."""

    _free = asyncio.Semaphore(AT_ONCE)

    def __init__(self) -> None:
        self._mine = False

    async def wait(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._free.acquire(), PATIENCE_S)
            self._mine = True

    def over(self) -> None:
        if self._mine:
            self._free.release()
        self._mine = False


async def send(handler: Page) -> None:
    """Answer with the page at the handler's place. The kernel starts at once; nothing waits for it but its outputs."""
    renderer = await _renderer(handler)
    identity = str(uuid4())
    turn = Turn()
    kernel = asyncio.create_task(_kernel(handler, identity, renderer.notebook.metadata.kernelspec.name, turn))
    handler.set_header("Content-Type", "text/html; charset=utf-8")
    handler.set_header("Cache-Control", "no-store")
    pieces: asyncio.Queue[str | None] = asyncio.Queue()

    async def write() -> None:
        try:
            async for piece, _ in renderer.generate_content_generator(identity, kernel):
                pieces.put_nowait(piece)
        except Exception:
            # The page is half sent: what is there stays, and the reader is told.
            handler.log.exception("The page %s broke off", handler.place.address)
            failed = escape(say("page_failed", handler.place.language))
            pieces.put_nowait(f'<p class="pb-error" role="alert">{failed}</p><script>playbookBroken()</script>')
        finally:
            turn.over()
            pieces.put_nowait(None)

    writing = asyncio.create_task(write())
    try:
        while (piece := await pieces.get()) is not None:
            handler.write(piece)
            if pieces.empty():
                await handler.flush()
    except StreamClosedError:
        # Gone before the page could say whose kernel may end: it ends here.
        with contextlib.suppress(Exception):
            await kernel
        writing.cancel()
        with contextlib.suppress(Exception, asyncio.CancelledError):
            await writing
        with contextlib.suppress(Exception):
            await ensure_async(handler.kernel_manager.shutdown_kernel(identity, now=True))
        return
    await writing


class Compiled(jinja2.BytecodeCache):
    """The templates' compiled code, kept: compiling is most of a page's work, and each page has its own environment."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


class Renderer(NotebookRenderer):
    """Voilà's renderer with a way to the kernel that does not wait for what has already happened."""

    async def _jinja_kernel_start(self, nb: Any, kernel_id: str, kernel_future: Any) -> str:
        manager = await kernel_future
        self.executor = VoilaExecutor(
            nb,
            km=manager,
            config=self.traitlet_config,
            show_tracebacks=self.voila_configuration.show_tracebacks,
        )
        self.executor.kc = client = manager.client()
        client.start_channels()
        client.allow_stdin = False
        await answers(client, self.executor.startup_timeout)
        self.kernel_started = True
        return kernel_id


async def answers(client: AsyncKernelClient, seconds: float) -> None:
    """Wait until a kernel takes requests and what it shows is heard. RuntimeError after so many seconds.

    jupyter_client's own wait goes in steps of a second, which is longer than a forked kernel takes to start.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        client.kernel_info()
        try:
            # Any message will do: the channel of what is shown is open only once something has come through it.
            await client.get_iopub_msg(timeout=STEP_S)
            await client.get_shell_msg(timeout=STEP_S)
            return
        except Empty:
            if not await client.is_alive():
                break
    raise RuntimeError("the kernel does not answer")


async def _renderer(handler: Page) -> Renderer:
    """Voilà's renderer of the cells of this part, whose links lead to the app's pages."""
    facts = {
        "base_url": handler.base_url,
        "settings": handler.settings,
        "log": handler.log,
        "voila_configuration": handler.voila_configuration,
    }
    config = handler.page_config_hook(get_page_config(**facts), **facts, place=handler.place)

    def of_this_part(_: Any, notebook: Any, cwd: str) -> Any:
        notebook.cells = pages.shown(notebook.cells, handler.place.part)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = pages.with_addresses(cell.source, handler.place, handler.base_url)
        return notebook

    renderer = Renderer(
        request_handler=handler,
        voila_configuration=handler.voila_configuration,
        traitlet_config=handler.traitlet_config,
        notebook_path=handler.place.notebook,
        template_paths=handler.template_paths,
        config_manager=handler.config_manager,
        contents_manager=handler.contents_manager,
        base_url=handler.base_url,
        kernel_spec_manager=handler.kernel_spec_manager,
        page_config=config,
    )
    renderer.prelaunch_hook = of_this_part
    await renderer.initialize()
    renderer.exporter.environment.bytecode_cache = COMPILED
    return renderer


async def _kernel(handler: Page, identity: str, name: str, turn: Turn) -> Any:
    """A new kernel's manager, when it is this page's turn.

    The kernel knows by its environment that it serves a page, and where the app is.
    """
    environment = {
        **os.environ,
        ENV_VARIABLE.VOILA_BASE_URL: handler.base_url,
        ENV_VARIABLE.VOILA_SERVER_URL: handler.settings.get("server_url", "/"),
        ENV_VARIABLE.VOILA_REQUEST_URL: handler.request.full_url().partition("?")[0],
    }
    folder = str(PurePosixPath(handler.place.notebook).parent)
    manager = handler.kernel_manager
    await turn.wait()
    await ensure_async(manager.start_kernel(kernel_name=name, kernel_id=identity, path=folder, env=environment))
    return manager.get_kernel(identity)
