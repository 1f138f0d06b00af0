"""People: who is or was there, one row each, and how rows are made.

A person is a seat and a generation: the first holder of a seat is generation 0, whoever replaces them is 1. All their
luck hangs on that identity, so one more seat or one more leaver changes nobody else's.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from sim import draws
from sim.arrays import Bools, Floats, Ints, Keys
from sim.shop.facts import Shop
from sim.units import DAYS_PER_WEEK

NEVER = int(np.iinfo(np.int64).max)


@dataclass(frozen=True)
class Talent:
    spread: float  # standard deviation of log speed between people of the same experience
    absence: float  # chance that somebody is ill on a day


@dataclass
class People:
    """Columns by person, (n,) each."""

    key: Keys
    group: Ints  # position in the shop's people
    seat: Ints
    generation: Ints
    temp: Bools
    hired: Ints  # first day on the payroll (negative: before the season)
    ready: Ints  # first day on the floor
    gone: Ints  # first day no longer there; NEVER
    ability: Floats  # factor on speed, mean 1
    trained: Floats  # full-time weeks of experience on the first day on the floor

    def __len__(self) -> int:
        return len(self.key)

    def employed(self, day: int) -> Bools:
        return (self.hired <= day) & (day < self.gone)

    def on_floor(self, day: int) -> Bools:
        return (self.ready <= day) & (day < self.gone)

    def tenure_weeks(self, day: int) -> Floats:
        return np.maximum(0, day - self.hired) / DAYS_PER_WEEK

    def add(self, other: People) -> None:
        """Append people."""
        for field in fields(self):
            setattr(self, field.name, np.concatenate([getattr(self, field.name), getattr(other, field.name)]))


def newcomers(
    shop: Shop, spread: float, seed: int, group: int, seats: Ints, generation: int, temp: bool, hired: int | Ints,
    ready: int, gone: int, trained: Floats | float,
) -> People:  # fmt: skip
    """Rows for new people of one group; their ability comes from their own draw, mean 1, log spread `spread`."""
    n = len(seats)
    key = draws.key(seed, "person", shop.people[group].id, generation, int(temp), np.asarray(seats, np.int64))
    z = draws.normal(key, draws.Purpose.SIZE, draws.Purpose.SIZE_B)
    return People(
        key=key,
        group=np.full(n, group),
        seat=np.asarray(seats, np.int64),
        generation=np.full(n, generation),
        temp=np.full(n, temp),
        hired=np.broadcast_to(np.asarray(hired, np.int64), n).copy(),
        ready=np.full(n, ready, np.int64),
        gone=np.full(n, gone, np.int64),
        ability=np.exp(spread * z - spread**2 / 2),
        trained=np.broadcast_to(np.asarray(trained, float), n).copy(),
    )


def opening(shop: Shop, spread: float, seed: int) -> People:
    """Everybody who is there on the first morning, tenure spread evenly over each group."""
    rows = []
    for position, group in enumerate(shop.people):
        tenure = np.linspace(*group.tenure_weeks, group.count) if group.count else np.zeros(0)
        hired = -np.round(tenure * DAYS_PER_WEEK).astype(np.int64)
        seats = np.arange(group.count)
        rows.append(newcomers(shop, spread, seed, position, seats, 0, False, hired, 0, NEVER, tenure))
    everybody = rows[0]
    for more in rows[1:]:
        everybody.add(more)
    return everybody
