"""Seasons played in a cell: a line that says how far they are, and what is there already when somebody stops them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any, TypeVar

from playbook import charts
from playbook.api.slips import Slip
from playbook.lab.seasons import Seasons
from playbook.language import Words

PATIENCE_S = 2.0  # before a line is worth showing
AGAIN_S = 0.25  # between two of its states

Found = TypeVar("Found")


def gather(words: Words, work: Iterator[Found], planned: int, reached: Callable[[Found], int]) -> tuple[Found, bool]:
    """The last thing that `work` yields, and whether it was stopped before its end.

    `reached` says how many of the `planned` seasons are through. An interrupt (the stop button, Ctrl-C) keeps what is
    there; before the first season it is told in one sentence.
    """
    found: list[Found] = []
    line = _Line(words, planned)
    with closing(line), closing(_closable(work)) as items:
        try:
            for item in items:
                found = [item]
                line.show(reached(item))
        except KeyboardInterrupt:
            if not found:
                raise Slip(words.t("api.stopped_empty"), words.language) from None
            return found[0], True
    return found[0], False


def in_turns(runs: Iterable[Iterator[Seasons]]) -> Iterator[tuple[Seasons, ...]]:
    """The latest seasons of several runs, once all have their first; who has the fewest goes on next."""
    left = dict(enumerate(runs))
    found: dict[int, Seasons] = {}
    count = len(left)
    while left:
        place = min(left, key=lambda one: found[one].n if one in found else 0)
        seasons = next(left[place], None)
        if seasons is None:
            del left[place]
            continue
        found[place] = seasons
        if len(found) == count:
            yield tuple(found[one] for one in range(count))


def shared(seasons: Sequence[Seasons]) -> list[Seasons]:
    """All of them cut to the replications that all have: they differ by the plan and by nothing else."""
    n = min(one.n for one in seasons)
    return [one.first(n) for one in seasons]


def somebody_watches() -> bool:
    """Whether a person runs this cell: not a program that executes a notebook, nor the app, nor a script."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    # A front end with a person before it lets the kernel ask questions; programs do not.
    return bool(getattr(getattr(shell, "kernel", None), "_allow_stdin", False))


class _Line:
    """The line in the cell's output. It comes after a while, where somebody watches, and leaves nothing behind."""

    def __init__(self, words: Words, planned: int) -> None:
        self.words, self.planned = words, planned
        self.began = self.shown = time.monotonic()
        self.handle: Any = None

    def show(self, done: int) -> None:
        now = time.monotonic()
        if now - self.began < PATIENCE_S or now - self.shown < AGAIN_S:
            return
        self.shown = now
        strip = charts.waiting(self.words, self.words.t("api.playing"), done, self.planned)
        said = {"text/html": strip.html, "text/plain": strip.summary}
        if self.handle is not None:
            self.handle.update(said, raw=True)
        elif somebody_watches():
            from IPython.display import display

            self.handle = display(said, raw=True, display_id=True)

    def close(self) -> None:
        if self.handle is not None:
            self.handle.update({"text/html": "", "text/plain": ""}, raw=True)


def _closable(work: Iterator[Found]) -> Any:
    """An iterator that can be closed, whatever it is."""
    return work if hasattr(work, "close") else (item for item in work)
