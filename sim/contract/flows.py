"""What reaches the floor: terms of the channel `flows`."""

from __future__ import annotations

from dataclasses import dataclass

from sim.arrays import Floats


@dataclass(frozen=True)
class Flow:
    """Contacts of a type that come today: `means[j]` between `edges[j]` and `edges[j + 1]` seconds."""

    type: int
    means: Floats
    edges: Floats


@dataclass(frozen=True)
class Waves:
    """Pick waves that lie on the packers' table this morning."""

    type: int
    count: int
