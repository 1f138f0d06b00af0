"""Links of loops: recorded as they pass, and replaced by another run's where a loop is held.

A loop closes through one link. Holding it means that the run takes the link's value of each day from a recorded path
instead of from its own past; "why did it change?" is then answered by which held links take the change away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from sim.arrays import Keys
from sim.contract.mechanism import Loop


class Links:
    """Values of each link by day. `held`: ids of the loops whose links follow `path`."""

    def __init__(
        self,
        loops: Iterable[Loop],
        days: int,
        types: int,
        held: frozenset[str] = frozenset(),
        path: Links | None = None,
    ) -> None:
        self.held, self._path = held, path
        self.values: dict[str, list[Any]] = {}
        loops = tuple(loops)
        unknown = held - {loop.id for loop in loops}
        if unknown:
            raise ValueError(f"no mechanism has the loop {', '.join(sorted(unknown))}")
        for loop in loops:
            start: Any = np.full(types, loop.start) if loop.per == "type" else loop.start
            self.values[loop.id] = [(None, None, start) if loop.per == "person" else start] * days

    @property
    def path(self) -> Links:
        """The run whose links the held loops follow. RuntimeError where there is none."""
        if self._path is None:
            raise RuntimeError("a loop is held at no path: give the links of another run")
        return self._path

    def through(self, loop: Loop, day: int, value: Any, keys: Keys | None = None) -> Any:
        """Record a value; give back it, or the path's where the loop is held. RuntimeError where there is no path."""
        if loop.per == "person":
            mean = float(value.sum() / len(value)) if len(value) else loop.start
            self.values[loop.id][day] = (keys, value, mean)
        else:
            self.values[loop.id][day] = value
        return self.path.of(loop, day, keys) if loop.id in self.held else value

    def of(self, loop: Loop, day: int, keys: Keys | None = None) -> Any:
        """The recorded value of a day; of people whom it does not know, the day's mean."""
        if loop.per != "person":
            return self.values[loop.id][day]
        known, values, mean = self.values[loop.id][day]
        by_key = {} if known is None else dict(zip(known.tolist(), values.tolist(), strict=True))
        return np.array([by_key.get(key, mean) for key in ([] if keys is None else keys.tolist())], float)
