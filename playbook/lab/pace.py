"""How long work will still take, from how fast its steps have come so far."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

SECONDS_PER_MINUTE = 60.0
LEAST_S, LEAST_STEPS = 15.0, 5  # before that the steps seen say too little


@dataclass
class Pace:
    """Steps that are through, each with the time at which it was said. What was there before the first is not counted
    as work: that is what the model is made ready in, and what was known before."""

    clock: Callable[[], float] = monotonic
    first: tuple[int, float] | None = field(default=None, init=False)

    def minutes_left(self, count: int, planned: int) -> int | None:
        """Whole minutes, rounded up, that `planned` steps will still take with `count` of them through; None while
        too few have been seen, and in the last minute."""
        now = self.clock()
        if count <= 0:
            self.first = None
            return None
        if self.first is None:
            self.first = (count, now)
        steps, seconds = count - self.first[0], now - self.first[1]
        if steps < LEAST_STEPS or seconds < LEAST_S:
            return None
        left = seconds / steps * max(planned - count, 0)
        return math.ceil(left / SECONDS_PER_MINUTE) if left > SECONDS_PER_MINUTE else None
