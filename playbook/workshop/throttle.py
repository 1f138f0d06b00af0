"""Wrong codes, counted by address and in all, so that six digits are enough for an afternoon."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field

WINDOW_S = 600.0


@dataclass
class Throttle:
    """At most `each` wrong tries of an address in ten minutes, and `all` of all addresses together. A try that is
    refused for that is no try: who waits is let in again."""

    each: int = 10
    all: int = 100
    _wrong: deque[tuple[float, str]] = field(default_factory=deque)

    def shut(self, address: str, at: float) -> bool:
        """Whether this address has to wait; with all tries used up everybody has."""
        while self._wrong and self._wrong[0][0] <= at - WINDOW_S:
            self._wrong.popleft()
        return len(self._wrong) >= self.all or Counter(one for _, one in self._wrong)[address] >= self.each

    def wrong(self, address: str, at: float) -> None:
        self._wrong.append((at, address))
