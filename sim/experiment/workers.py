"""Who runs the tasks of an experiment: this process, processes of its own, or any executor; results come in order.

The seam is `concurrent.futures.Executor` (PEP 3148): processes, threads, a Dask cluster (`sim.experiment.clusters`), or
ipyparallel's `view.executor`. A process that dies takes nothing with it but what it was working on: the pool is made
anew and every task without a result is handed over again.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from sim.files.messages import Phrase, phrase, said

Task = TypeVar("Task")
Asked = TypeVar("Asked", contravariant=True)
Result = TypeVar("Result")
Stream: TypeAlias = Generator[Result, None, None]  # of results, one after the other; close it to stop
AHEAD = 2  # tasks handed over for each worker: one it works on, one that waits for it
UNKNOWN_WIDTH = 4  # of an executor that does not say how many tasks it works on at once
LOOK_AGAIN = 1.0  # seconds after which a cluster is asked anew how wide it is
MOST_DEATHS = 3  # processes that may die on one task while it is the only one
LOOK_UP = 0.1  # seconds between two calls of a pool's `meanwhile`
PATIENCE = 2.0  # seconds that a pool whose processes were ended may take to notice


class WorkersLost(Exception):
    """Whoever worked on a task is gone for good: one sentence for the user, who did nothing wrong."""

    def __init__(self, sentence: Phrase) -> None:
        super().__init__(sentence)

    def text(self, language: str) -> str:
        return said(self.args[0], language)


class Shelf(Protocol[Asked, Result]):
    """Where results are kept between runs, such as `sim.experiment.kept.Kept`."""

    def find(self, task: Asked) -> Result | None: ...

    def put(self, task: Asked, result: Result) -> None: ...


def processes(workers: int, **options: Any) -> ProcessPoolExecutor:
    """A pool of processes; `options` as of ProcessPoolExecutor.

    On Linux they are copies of this process, made when the first task is handed over: nothing has to be loaded or
    compiled again. Where other threads run (in a notebook, in a server) they start afresh, which takes seconds: a lock
    that another thread holds would stay shut in a copy for ever.
    """
    copied = sys.platform == "linux" and threading.active_count() == 1
    return ProcessPoolExecutor(workers, get_context("fork" if copied else "spawn"), **options)


def ends_with_its_parent() -> None:
    """For a process of a server or a kernel, as its `initializer`: leave Ctrl-C to the parent, and end when it is gone,
    which may be without a word."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class Pool(Executor):
    """Processes that outlive the death of one of them. Several runs may share it. `options` as in `processes`.

    `meanwhile` is called again and again while a run waits for a result, in the run's own thread: what it raises ends
    the run.
    """

    def __init__(self, workers: int, *, meanwhile: Callable[[], None] | None = None, **options: Any) -> None:
        self.width, self.meanwhile = workers, meanwhile
        self.generation = 0  # how many pools before this one have broken
        self._options = options
        self._lock = threading.Lock()
        self._pool = processes(workers, **options)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self._pool.submit(fn, *args, **kwargs)

    def renew(self, generation: int) -> None:
        """New processes for those of a pool that broke; nothing where somebody else has seen to that pool already."""
        with self._lock:
            if generation == self.generation:
                self._pool.shutdown()  # its thread ends, so that the new processes may be copies again
                self._pool = processes(self.width, **self._options)
                self.generation += 1

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._pool.shutdown(wait, cancel_futures=cancel_futures)

    def end(self) -> None:
        """End all processes at once, whatever they are doing."""
        # No public way to any of them until Python 3.14; typeshed takes the thread for something else.
        alive = list((self._pool._processes or {}).values())
        manager: Any = self._pool._executor_manager_thread
        # First, so that what was cancelled is forgotten: a pool that finds its processes dead tells all it remembers.
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in alive:
            process.terminate()
        if manager is not None:
            manager.join(PATIENCE)  # a process that died in the middle of a word leaves it listening for ever


@contextlib.contextmanager
def one_pool(executor: Executor | None = None, workers: int = 1) -> Iterator[Executor | None]:
    """What several runs share: the executor given, else `workers` processes; None where one worker is this process."""
    if executor is not None or workers <= 1:
        yield executor
        return
    with Pool(workers) as pool:
        yield pool


def width_of(executor: Executor) -> int:
    """How many tasks an executor works on at once; at least 1, and a guess where it does not say.

    A cluster's width is the number of its threads now: workers may come and go.
    """
    for name in ("width", "_max_workers"):  # Pool; processes and threads of the standard library
        if isinstance(found := getattr(executor, name, None), int):
            return max(1, found)
    if (client := getattr(executor, "_client", None)) is not None:  # distributed
        return max(1, sum(client.nthreads().values()))
    if (view := getattr(executor, "view", None)) is not None:  # ipyparallel
        return max(1, len(view))
    return UNKNOWN_WIDTH


def in_order(
    run: Callable[[Task], Result], tasks: Iterable[Task], executor: Executor | None = None, workers: int = 1, *,
    width: int | None = None, shelf: Shelf[Task, Result] | None = None,
) -> Stream[Result]:  # fmt: skip
    """Results in the order of the tasks, whoever ran them; at most twice as many as there are workers are under way.

    `executor`: any concurrent.futures.Executor; without one, `workers` processes (1: this one). The first task always
    runs here: no result comes sooner, and processes that are copies of this one find loaded what it loaded.
    `width`: how many tasks the executor works on at once, for one that does not say. `shelf`: what it has is not run
    again, and every result is put there as soon as it is known.

    Raises WorkersLost where processes keep dying on one task or a cluster has gone. A pool that is not a `Pool` cannot
    be made anew: its BrokenExecutor is raised.
    """
    ahead, alone = iter(tasks), executor is None and workers <= 1
    for task in ahead:
        found = None if shelf is None else shelf.find(task)
        if found is not None:
            yield found
            continue
        result = run(task)
        if shelf is not None:
            shelf.put(task, result)
        yield result
        if not alone:
            break
    if alone:
        return
    line = _Line(run, ahead, executor, workers, width, shelf)
    with contextlib.closing(line):
        yield from line


@dataclass
class _Place(Generic[Task, Result]):
    """A task in the line. `future`: None until it is handed over, and for a result that the shelf had."""

    task: Task
    result: tuple[Result, ...] = ()  # empty until it is known
    future: Future[Result] | None = None
    generation: int = 0  # of the pool that it was handed to
    kept: bool = False

    @property
    def waits(self) -> bool:
        return self.future is None and not self.result


class _Line(Generic[Task, Result]):
    """Tasks that are under way or done, in their order, with the first whose result is not given yet at its head."""

    def __init__(
        self, run: Callable[[Task], Result], ahead: Iterator[Task], executor: Executor | None, workers: int,
        width: int | None, shelf: Shelf[Task, Result] | None,
    ) -> None:  # fmt: skip
        self.run, self.ahead, self.shelf = run, ahead, shelf
        self.places: deque[_Place[Task, Result]] = deque()
        self.pool = executor
        self.workers, self.mine = workers, executor is None
        self.width, self.fixed = width or 0, width is not None
        self.asked = 0.0  # when the executor was last asked for its width
        self.deaths, self.careful = 0, False  # careful: after a death the head has the pool to itself

    def __iter__(self) -> Iterator[Result]:
        while self._fill():
            head = self.places[0]
            if head.waits:  # its pool broke in the moment of handing over
                continue
            if head.future is not None:
                try:
                    self._wait(head.future)
                    head.result = (head.future.result(),)
                except BrokenExecutor as error:
                    self._again(head, error)
                    continue
                except CancelledError:
                    raise WorkersLost(phrase("workers.gone")) from None
                except Exception as error:
                    if type(error).__name__ != "KilledWorker":  # of distributed, which need not be there
                        raise
                    raise WorkersLost(phrase("workers.killed")) from error
                self._keep(head)
                self.deaths, self.careful = 0, False
            self.places.popleft()
            yield head.result[0]

    def close(self) -> None:
        """Forget what is under way; what runs in processes of one's own is waited for."""
        for place in self.places:
            if place.future is not None:
                place.future.cancel()
        if self.mine and self.pool is not None:
            self.pool.shutdown()

    def _fill(self) -> bool:
        """Hand over as much as there is room for; whether anything is left to wait for."""
        room = AHEAD * self._width_now()
        while len(self.places) < room:
            try:
                task = next(self.ahead)
            except StopIteration:
                break
            found = None if self.shelf is None else self.shelf.find(task)
            self.places.append(_Place(task, () if found is None else (found,)))
            if not self.careful:
                self._hand_over(self.places[-1])
        for place in list(self.places)[: 1 if self.careful else None]:
            self._hand_over(place)
        return bool(self.places)

    def _hand_over(self, place: _Place[Task, Result]) -> None:
        if not place.waits:
            return
        if self.pool is None:
            self.pool = Pool(self.workers)
        place.generation = getattr(self.pool, "generation", 0)
        try:
            place.future = self.pool.submit(self.run, place.task)
        except BrokenExecutor as error:  # seen here before it is seen at the head of the line
            self._again(place, error)

    def _again(self, lost: _Place[Task, Result], error: BrokenExecutor) -> None:
        """A process has died: new ones, and everything that has no result waits again."""
        if not isinstance(self.pool, Pool):
            raise error
        if self.careful:
            self.deaths += 1
            if self.deaths >= MOST_DEATHS:
                raise WorkersLost(phrase("workers.died", times=self.deaths)) from error
        self.pool.renew(lost.generation)
        for place in self.places:
            future = place.future
            if future is not None and not (future.done() and not future.cancelled() and future.exception() is None):
                place.future = None
        self.careful = True

    def _wait(self, head: Future[Result]) -> None:
        """Until the head is done, keeping what others finish meanwhile: a client that dies now loses little."""
        meanwhile: Callable[[], None] | None = getattr(self.pool, "meanwhile", None)
        if self.shelf is None and meanwhile is None:
            return
        while True:
            under_way = []
            for place in self.places if self.shelf is not None else ():
                if place.future is not None and not place.kept:
                    if not place.future.done():
                        under_way.append(place.future)
                    elif not place.future.cancelled() and place.future.exception() is None:
                        place.result = (place.future.result(),)
                        self._keep(place)
            if head.done():
                return
            if meanwhile is not None:
                meanwhile()
            patience = None if meanwhile is None else LOOK_UP
            wait_for(under_way or [head], timeout=patience, return_when=FIRST_COMPLETED)

    def _keep(self, place: _Place[Task, Result]) -> None:
        if self.shelf is not None and not place.kept:
            self.shelf.put(place.task, place.result[0])
            place.kept = True

    def _width_now(self) -> int:
        if not self.fixed and time.monotonic() >= self.asked + LOOK_AGAIN:
            with contextlib.suppress(OSError):  # a cluster that cannot be reached for a moment is as wide as before
                self.width = self.workers if self.pool is None else width_of(self.pool)
            self.asked = time.monotonic()
        return max(1, self.width)
