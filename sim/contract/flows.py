"""What moves through a shop: contacts and waves that reach the floor, lots of parcels."""

from __future__ import annotations

from dataclasses import dataclass

from sim.arrays import Bools, Floats


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


@dataclass(frozen=True)
class Robot:
    """What a robot did today, before anybody here was asked."""

    taken: int = 0  # chats that it answered
    wrong: int = 0  # of them wrongly: they come to people
    orders: int = 0  # of people whom it answered rightly
    lost: int = 0  # orders that a person's answer would have brought
    failed: float = 0.0  # customers who were failed, each as far as it goes
    points: float = 0.0  # contentment of those whom it answered rightly


@dataclass(frozen=True)
class Empty:
    """Who finds no goods today: their `share` of would-be orders that do, and how many of them buy nothing here."""

    share: float = 0.0
    lost: float = 0.0


@dataclass(frozen=True)
class BackOrders:
    """What comes today of orders that waited for their goods."""

    came: int = 0  # goods are here: they go to the packers
    cancelled: int = 0
    hurt: float = 0.0  # later orders that waiting took away, in customers


@dataclass(frozen=True)
class Match:
    """How people fit types of contacts, (n, K) each, over what a shop counted."""

    speed: Floats  # factor; 0: does not take them
    wrong: Floats  # factor on wrong answers
    later: Bools | None = None  # who is asked only when all others are busy; none: as ever


@dataclass(frozen=True)
class Lot:
    """So many parcels, and what their buyers paid for them, in usual order values."""

    parcels: float = 0.0
    worth: float = 0.0

    def __add__(self, other: Lot) -> Lot:
        return Lot(self.parcels + other.parcels, self.worth + other.worth)

    def share(self, share: float) -> Lot:
        return Lot(share * self.parcels, share * self.worth)
