"""Numbered rows of a file that can be looked at before they are taken."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import islice

Numbered = tuple[int, list[str]]  # a row and its number in the file, from 1


class Rows:
    """Rows that can be looked at before they are taken."""

    def __init__(self, rows: Iterable[Numbered]) -> None:
        self._rows = iter(rows)
        self._ready: deque[Numbered] = deque()

    def __iter__(self) -> Rows:
        return self

    def __next__(self) -> Numbered:
        return self._ready.popleft() if self._ready else next(self._rows)

    def back(self, rows: Iterable[Numbered]) -> None:
        self._ready.extendleft(reversed(list(rows)))

    def ahead(self, count: int) -> list[Numbered]:
        """The next rows, up to `count` of them, which stay to be taken."""
        self._ready.extend(islice(self._rows, max(count - len(self._ready), 0)))
        return list(islice(self._ready, count))
