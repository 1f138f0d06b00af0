"""Kernels that start in a blink: forked from a process that has imported everything they need.

An ordinary kernel is a new Python that imports the notebook machinery, the widgets and the model: seconds, for every
page. Here one process (multiprocessing's fork server) imports them once, loads the compiled floor, and then forks a
kernel whenever a page asks for one. Where a process cannot be forked, or while the first one is still being prepared
(the very first start of all compiles the floor, about a minute), kernels start the ordinary way.

Imported only where the app is started, and by the fork server and its children.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import multiprocessing
import os
import signal
import sys
import threading
from importlib.metadata import EntryPoint
from multiprocessing.process import BaseProcess
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

NAME = "playbook-forked"
MODULE = "ipykernel_launcher"  # the command of every Python kernel: PYTHON -m ipykernel_launcher -f FILE
CHANNELS = "tornado.general"  # the log of a kernel's channels, on both their ends
PATIENCE_S = 8.0  # how long a page waits for the fork server before its kernel starts the ordinary way
CAN_FORK = "forkserver" in multiprocessing.get_all_start_methods()


class Nursery:
    """The process that kernels are forked from, once it has imported everything, and the kernels that it has."""

    def __init__(self) -> None:
        self._prepared = threading.Event()
        self._children: list[BaseProcess] = []
        self._lock = threading.Lock()
        self.can_fork = CAN_FORK
        if CAN_FORK:
            self._context = multiprocessing.get_context("forkserver")
            self._context.set_forkserver_preload(["playbook.app.warm"])

    @property
    def preparing(self) -> bool:
        """Whether pages still wait for the first kernel that can be forked."""
        return self.can_fork and not self._prepared.is_set()

    def start(self) -> None:
        """Begin to prepare, in the background. The fork server is a new Python: it inherits no thread of this one."""
        if self.can_fork:
            from multiprocessing import forkserver

            try:
                forkserver.ensure_running()
            except OSError:  # no room, or a folder for temporary files whose path is too long for a socket
                self.can_fork = False
                return
            threading.Thread(target=self._first, daemon=True).start()

    def _first(self) -> None:
        # A child's start comes back when the fork server has imported all and answers.
        try:
            self._context.Process(target=_nothing, daemon=True).start()
            self._prepared.set()
        except (OSError, EOFError):  # it ended meanwhile: nobody need wait for it
            self.can_fork = False

    def wait(self, seconds: float) -> bool:
        """Whether kernels can be forked, now or within so many seconds."""
        return self.can_fork and self._prepared.wait(seconds)

    def fork(self, arguments: list[str], environment: dict[str, str], folder: str | None) -> BaseProcess:
        """A new kernel with the launcher's arguments. OSError or EOFError where the fork server has gone."""
        child = self._context.Process(target=_kernel, args=(arguments, environment, folder))
        with self._lock:
            child.start()
            self._children = [one for one in self._children if one.is_alive()] + [child]
        return child

    def stop(self) -> None:
        """End what is left of the kernels: Python would wait for them when it ends."""
        for child in self._children:
            if child.is_alive():
                child.kill()
                child.join()


NURSERY = Nursery()


class Forked:
    """A forked kernel as `subprocess.Popen` shows one: what jupyter_client asks of a process, and no more."""

    stdin = stdout = stderr = None

    def __init__(self, child: BaseProcess) -> None:
        self._child = child
        self.pid = child.pid

    def poll(self) -> int | None:
        return self._child.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        self._child.join(timeout)
        return self._child.exitcode

    def send_signal(self, number: int) -> None:
        if self.pid is not None and self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class ForkedProvisioner(LocalProvisioner):
    """Local kernels, forked where that can be done; ports, signals and shutdown are those of any local kernel."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        loop = asyncio.get_running_loop()
        if MODULE not in cmd or not await loop.run_in_executor(None, NURSERY.wait, PATIENCE_S):
            return await super().launch_kernel(cmd, **options)
        arguments = cmd[cmd.index(MODULE) + 1 :]
        # Plain text: Voilà names its variables by an enumeration, and the child would have to import Voilà for it.
        environment = {str(name): str(value) for name, value in (options.get("env") or os.environ).items()}
        folder = options.get("cwd")
        try:
            child = await loop.run_in_executor(None, NURSERY.fork, arguments, environment, folder)
        except (OSError, EOFError):
            return await super().launch_kernel(cmd, **options)
        self.process = Forked(child)
        # The kernel leads a group of its own, whose number is its own: `_kernel` sees to it.
        self.pid = self.pgid = child.pid
        self.cwd = folder
        return self.connection_info


def install() -> None:
    """Make forked kernels the usual ones of this process."""
    logging.getLogger(CHANNELS).addFilter(_Farewell())
    factory = KernelProvisionerFactory.instance()
    factory.provisioners[NAME] = EntryPoint(NAME, f"{__name__}:{ForkedProvisioner.__name__}", factory.GROUP_NAME)
    factory.default_provisioner_name = NAME


def _nothing() -> None:
    """The work of the first child: to have been started."""


def _let_go() -> None:
    """Give up this child's end of the fork server's life line: it lives while any is held, and a kernel lives with it.

    multiprocessing hands it to every child, for children of their own, and has no other way to give it back.
    """
    from multiprocessing import forkserver

    held = getattr(forkserver._forkserver, "_forkserver_alive_fd", None)  # type: ignore[attr-defined]
    if held is not None:
        os.close(held)
        forkserver._forkserver._forkserver_alive_fd = None  # type: ignore[attr-defined]


class _Farewell(logging.Filter):
    """Keeps out what kernel and server say when a page is left: an interrupted answer, a message to or from a channel
    just closed. The window of the app would fill with it, and nobody is to do anything about it."""

    SAID = ("KeyboardInterrupt caught in kernel", "Got events for closed stream")

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        closed = getattr(error, "errno", None) == errno.ENOTSOCK
        return not closed and not record.getMessage().startswith(self.SAID)


def _kernel(arguments: list[str], environment: dict[str, str], folder: str | None) -> None:
    """Be a kernel until told to end; runs in the forked child."""
    os.setsid()  # a terminal's Ctrl-C is for the server
    _let_go()
    os.environ.clear()
    os.environ.update(environment)
    if folder:
        os.chdir(folder)
    sys.argv = [MODULE, *arguments]
    import ipywidgets
    from ipykernel.kernelapp import IPKernelApp

    kernel = IPKernelApp.instance()
    # It ends with the fork server, which ends with the server.
    kernel.initialize([*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])
    kernel.log.addFilter(_Farewell())
    logging.getLogger(CHANNELS).addFilter(_Farewell())
    # ipywidgets does so when it is imported, if a kernel is there by then; without it a page fetches its widgets
    # one by one.
    ipywidgets.register_comm_target(kernel.kernel)
    kernel.start()
