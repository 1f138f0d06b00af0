"""What the sections of the page share: the files that were brought, the shop's time zone, and the team made of them.

It lives in memory as long as the page does. `changed` tells whoever listens that files, answers or team are others.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING

from playbook.my_files.reading import Brought

if TYPE_CHECKING:
    from playbook.my_files.team import Made
    from sim.exports.reading import Reading


class Desk:
    """`zone`: the shop's, an IANA name."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        self.files: dict[int, Brought] = {}
        self.made: Made | None = None
        self.lock = RLock()
        self._next = 0
        self._told: list[Callable[[], None]] = []

    @property
    def readings(self) -> list[Reading]:
        """Every table that was read, of all files."""
        return [one for file in self.files.values() for one in file.readings if one.read is not None]

    def add(self, file: Brought) -> int:
        """Take a file; one of the same name takes the place of the older one. Returns its number."""
        with self.lock:
            mine = next((number for number, other in self.files.items() if other.name == file.name), None)
            if mine is None:
                mine, self._next = self._next, self._next + 1
            self.put(mine, file)
            return mine

    def put(self, number: int, file: Brought) -> None:
        """The file at a number, read anew."""
        with self.lock:
            self.files = {**self.files, number: file}
            self._other_files()

    def remove(self, number: int) -> None:
        with self.lock:
            self.files = {other: file for other, file in self.files.items() if other != number}
            self._other_files()

    def clear(self) -> None:
        """Forget all files and the team made of them."""
        with self.lock:
            self.files = {}
            self._other_files()

    def fit(self, made: Made | None) -> None:
        """A team was made of the files as they are now."""
        with self.lock:
            self.made = made
            self.tell()

    def listen(self, call: Callable[[], None]) -> None:
        self._told.append(call)

    def tell(self) -> None:
        for call in self._told:
            call()

    def _other_files(self) -> None:
        self.made = None
        self.tell()
