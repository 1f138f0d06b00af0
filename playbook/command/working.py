"""Long work on the command line: its progress, and a Ctrl-C that ends it wherever it is."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from concurrent.futures import BrokenExecutor
from typing import Any

from playbook.command import say


class Interrupts:
    """Ctrl-C that cannot be lost. Python raises it wherever it happens to be, and some places (a callback, a module
    that is being compiled) swallow it; so it is also remembered, and looked up between two results."""

    def __init__(self) -> None:
        self.seen = False

    def watch(self) -> None:
        """From now on remember every Ctrl-C. Only a main thread can ask for that; elsewhere nothing changes."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._seen)

    def _seen(self, number: int, frame: Any) -> None:
        self.seen = True
        raise KeyboardInterrupt

    def check(self) -> None:
        if self.seen:
            raise KeyboardInterrupt


INTERRUPTS = Interrupts()


class Progress:
    """A line on standard error that counts replications: rewritten on a terminal, quarters of the way elsewhere."""

    def __init__(self, language: str, stream: Any = None, key: str = "progress", **facts: object) -> None:
        self.language, self.key, self.facts = language, key, facts
        self.stream = stream or sys.stderr
        self.live = self.stream.isatty()
        self._shown = 0

    def show(self, n: int, planned: int, **facts: object) -> None:
        INTERRUPTS.check()
        if not self.live and n < planned and n * 4 // planned == self._shown * 4 // planned:
            return
        self._shown = n
        text = say(self.key, self.language, n=n, planned=planned, **self.facts, **facts)
        self.stream.write(f"\r{text}" if self.live else f"{text}\n")
        self.stream.flush()

    def close(self) -> None:
        if self.live and self._shown:
            self.stream.write("\r\033[K")
            self.stream.flush()


def last_of(stream: Any, language: str, count: Any, progress: Progress | None = None) -> Any:
    """The last item of a progressive result, with progress; the stream is closed however this ends."""
    from sim.experiment.workers import WorkersLost

    progress = progress or Progress(language)
    last = None
    with contextlib.closing(stream):
        try:
            for last in stream:
                progress.show(*count(last))
        except (BrokenExecutor, WorkersLost):
            INTERRUPTS.check()  # the workers were interrupted before they could leave that to us
            raise
        finally:
            progress.close()
    return last
