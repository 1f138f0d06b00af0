"""Rounds and debriefs are worked out beside the room: in one process of its own, or here and now.

`Work` is what the room hands over: names of functions and plain values, so that it can be handed to a process.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

from playbook.workshop.session import Session
from sim.experiment.workers import ends_with_its_parent
from sim.scenario import Scenario

Settings = Mapping[int, tuple[Mapping[str, float], ...]]  # team → what stood after each round so far
Results = Callable[[Session, Scenario, Settings, int, tuple[str, ...]], dict[str, Any]]
Debrief = Callable[[Session, Scenario, Settings, tuple[str, ...]], dict[str, Any]]


@dataclass(frozen=True)
class Model:
    """What works out a round and a debrief. Both must be functions of a module: another process finds them by name."""

    results: Results
    debrief: Debrief
    ahead: Callable[[Session, Scenario, int, tuple[str, ...]], None] | None = None  # as a round begins


def real_results(session: Session, team: Scenario, settings: Settings, number: int, events: tuple[str, ...]) -> Any:
    from playbook.workshop import runs

    return runs.results(session, team, settings, number, events)


def real_debrief(session: Session, team: Scenario, settings: Settings, events: tuple[str, ...]) -> Any:
    from playbook.workshop import debrief

    return debrief.debrief(session, team, settings, events)


def real_ahead(session: Session, team: Scenario, number: int, events: tuple[str, ...]) -> None:
    from playbook.workshop import runs

    runs.ahead(session, team, number, events)


REAL = Model(real_results, real_debrief, real_ahead)


class Here(Executor):
    """Works at once, in the caller's own process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # whoever asked is told when they look
            done.set_exception(error)
        return done


class Beside(Executor):
    """One process, begun anew where it has died; it ends with its parent, however that ends."""

    def __init__(self) -> None:
        self._pool = self._new()
        self._pool.submit(_get_ready)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        try:
            return self._pool.submit(fn, *args, **kwargs)
        except BrokenProcessPool:
            self._pool = self._new()
            return self._pool.submit(fn, *args, **kwargs)

    def anew(self) -> None:
        """Leave what is being worked on: nobody waits for it any more, and what comes next shall not wait for it."""
        self.shutdown(wait=False)
        self._pool = self._new()
        self._pool.submit(_get_ready)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        for process in list((self._pool._processes or {}).values()):
            process.terminate()  # what it works on is worked out again when the room is opened again
        self._pool.shutdown(wait=wait, cancel_futures=True)

    @staticmethod
    def _new() -> ProcessPoolExecutor:
        # Not forked: the server has threads, and open sockets that must close with it.
        return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=ends_with_its_parent)


def _get_ready() -> None:
    """The first round need not wait for what every round needs."""
    import sim.experiment  # noqa: F401
