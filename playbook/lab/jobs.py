"""Long work in threads: one job at a time for each runner, cancelled within a day of the model, urgent work first.

Work is an iterator; each item it yields is shown at once, so that the first result appears as soon as it is in and
later ones refine it. The model calls `checkpoint` every simulated day: that is where a cancelled job ends and where
one that can wait lets a more urgent one have the processor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, RLock, Thread, local
from typing import Any

URGENT, USUAL, SPARE = range(3)
PATIENCE_S = 0.02  # between two looks at whether the urgent work is through

_here = local()  # .job: the job of this thread
_under_way: set[_Job] = set()


class Cancelled(Exception):
    """Raised by `checkpoint` in a job that nobody waits for any more."""


def checkpoint(*_: object) -> None:
    """Give up if the job of this thread was cancelled, and wait while a more urgent one is under way."""
    job = getattr(_here, "job", None)
    if job is None:
        return
    while not job.cancel.is_set() and any(x.rank < job.rank and not x.cancel.is_set() for x in tuple(_under_way)):
        job.cancel.wait(PATIENCE_S)
    if job.cancel.is_set():
        raise Cancelled


@contextmanager
def urgently() -> Iterator[None]:
    """The part of a job for which all others wait."""
    job = getattr(_here, "job", None)
    if job is None:
        yield
        return
    rank, job.rank = job.rank, URGENT
    try:
        yield
    finally:
        job.rank = rank


class Runner:
    """Runs one iterator at a time in a thread; starting another one cancels the former.

    `each(item)`, `done(cancelled)` and `failed(error)` are called under `lock`, and never for a job that is no longer
    the present one.
    """

    def __init__(self, rank: int = USUAL) -> None:
        self.lock, self.rank = RLock(), rank
        self._job: _Job | None = None

    def start(
        self,
        work: Callable[[], Iterator[Any]],
        each: Callable[[Any], None],
        done: Callable[[bool], None] = lambda cancelled: None,
        failed: Callable[[Exception], None] = lambda error: None,
    ) -> None:
        with self.lock:
            self.cancel()
            self._job = _Job(self, work, each, done, failed)
            self._job.thread.start()

    def cancel(self) -> None:
        """Stop after the step in hand, or at its next checkpoint; what has been shown stays."""
        with self.lock:
            if self._job:
                self._job.cancel.set()

    @property
    def begun(self) -> bool:
        return self._job is not None

    @property
    def running(self) -> bool:
        return self._job is not None and self._job.thread.is_alive()

    def wait(self, seconds: float = 60) -> bool:
        """Wait for the present job to end; False if it has not after so many seconds."""
        if self._job:
            self._job.thread.join(seconds)
        return not self.running


class _Job:
    def __init__(self, runner: Runner, work: Any, each: Any, done: Any, failed: Any) -> None:
        self.runner, self.work, self.each, self.done, self.failed = runner, work, each, done, failed
        self.rank = runner.rank
        self.cancel = Event()
        self.thread = Thread(target=self._run, daemon=True, name="playbook-run")

    def _run(self) -> None:
        _here.job = self
        _under_way.add(self)
        try:
            self._go_through(self.work())
            self._present(lambda: self.done(self.cancel.is_set()), even_cancelled=True)
        except Exception as error:
            # The reader must learn of it, whatever it is: one sentence in the page instead of a silent thread.
            self._present(lambda error=error: self.failed(error), even_cancelled=True)
        finally:
            _under_way.discard(self)

    def _go_through(self, items: Iterator[Any]) -> None:
        try:
            for item in items:
                if not self._present(lambda item=item: self.each(item)) or self.cancel.is_set():
                    break
        except Cancelled:
            pass
        finally:
            if close := getattr(items, "close", None):
                close()

    def _present(self, call: Callable[[], None], even_cancelled: bool = False) -> bool:
        with self.runner.lock:
            if self.runner._job is not self or (self.cancel.is_set() and not even_cancelled):
                return False
            call()
            return True
