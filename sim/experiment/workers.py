"""Who runs the tasks of an experiment: this process, processes of its own, or any executor; results come in order."""

from __future__ import annotations

import itertools
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import nullcontext
from multiprocessing import get_context
from typing import Any, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
MOST_WAITING = 8  # tasks handed to an executor ahead of the one that is awaited


def processes(workers: int, **options: Any) -> ProcessPoolExecutor:
    """A pool of processes; `options` as of ProcessPoolExecutor.

    On Linux they are copies of this process, made when the first task is handed over: nothing has to be loaded or
    compiled again. Where other threads run (in a notebook, in a server) they start afresh, which takes seconds: a lock
    that another thread holds would stay shut in a copy for ever.
    """
    copied = sys.platform == "linux" and threading.active_count() == 1
    return ProcessPoolExecutor(workers, get_context("fork" if copied else "spawn"), **options)


def in_order(
    run: Callable[[Task], Result], tasks: Iterable[Task], executor: Executor | None = None, workers: int = 1
) -> Iterator[Result]:
    """Results in the order of the tasks, whoever ran them; at most a few are under way at once.

    `executor`: any concurrent.futures.Executor; without one, `workers` processes (1: this one). The first task always
    runs here: no result comes sooner, and processes that are copies of this one find loaded what it loaded.
    """
    ahead, waiting = iter(tasks), deque()
    alone = executor is None and workers <= 1
    yield from map(run, ahead if alone else itertools.islice(ahead, 1))
    if alone:
        return
    with processes(workers) if executor is None else nullcontext(executor) as pool:
        try:
            waiting.extend(pool.submit(run, task) for task in itertools.islice(ahead, MOST_WAITING))
            while waiting:
                yield waiting.popleft().result()
                waiting.extend(pool.submit(run, task) for task in itertools.islice(ahead, 1))
        finally:
            for future in waiting:
                future.cancel()
