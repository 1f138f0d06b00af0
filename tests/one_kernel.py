"""A plugin for the notebooks' step: one kernel a worker, emptied between notebooks, instead of one a notebook.

Starting a kernel and importing the playbook takes longer than most notebooks do. That a notebook needs nothing of the
one before it is held by `test_every_notebook_stands_alone`; every page has a kernel of its own in the browser's tests.
The kernel works in an empty workspace, so that nothing of the user's shows in a notebook or is changed by one.
"""

from __future__ import annotations

import os
import tempfile
from queue import Empty
from typing import Any

import nbval.plugin
import pytest
from nbval.kernel import RunningKernel

EMPTY = "import os, ipywidgets; ipywidgets.Widget.close_all(); os.chdir({folder!r}); get_ipython().reset()"
PATIENCE = 60  # seconds until an emptied kernel must answer


class KeptKernel(RunningKernel):
    """A kernel that outlives its notebook, unless a cell of it had to be interrupted."""

    interrupted = False

    def interrupt(self) -> None:
        self.interrupted = True
        super().interrupt()

    def stop(self) -> None:
        """The end of a notebook: the next one goes on with this kernel."""
        if self.interrupted:
            self.end()

    def end(self) -> None:
        super().stop()

    def empty(self, folder: str) -> bool:
        """Forget every name and widget, and go to `folder`; whether the kernel has done so."""
        try:
            message = self.execute_cell_input(EMPTY.format(folder=folder), allow_stdin=False)
            self.await_reply(message, PATIENCE)
            self.await_idle(message, PATIENCE)
        except (Empty, RuntimeError):
            return False
        return True


class Kernels:
    """Gives nbval the worker's kernel, or a new one where it is gone."""

    def __init__(self) -> None:
        self.kept: KeptKernel | None = None
        self.workspace = tempfile.TemporaryDirectory(prefix="playbook-notebooks-")
        os.environ["PLAYBOOK_WORKSPACE"] = self.workspace.name

    def __call__(self, kernel_name: str, cwd: Any = None, startup_timeout: float = 60) -> KeptKernel:
        if self.kept is not None and self.kept.is_alive():
            if self.kept.empty(str(cwd)):
                return self.kept
            self.kept.end()
        self.kept = KeptKernel(kernel_name, cwd=cwd, startup_timeout=startup_timeout)
        return self.kept

    def pytest_unconfigure(self) -> None:
        if self.kept is not None and self.kept.is_alive():
            self.kept.end()
        self.workspace.cleanup()


def pytest_configure(config: pytest.Config) -> None:
    """Take the place of nbval's way to start a kernel."""
    nbval.plugin.RunningKernel = kernels = Kernels()
    config.pluginmanager.register(kernels, "kernels")
