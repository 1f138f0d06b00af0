"""Fulfilment: parcels wait for packing, travel, and some come back.

Orders of a day go to the packers the next morning, in waves (`Work.batch` parcels each) that are tasks of the floor.
A wave done is shipped, oldest orders first. A parcel is late while it is unshipped past the promise.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from sim.shop.facts import Fulfilment


@dataclass
class Warehouse:
    """Parcels of the season by the day of their order. `sim.season.clock` owns it."""

    rules: Fulfilment
    waiting: deque = field(default_factory=deque)  # [order day, parcels], oldest first
    shipped: dict[int, int] = field(default_factory=dict)  # by day of shipping
    loose: int = 0  # ordered since the waves were last cut

    def __post_init__(self) -> None:
        if self.rules.opening_backlog:
            self.take_orders(-1, self.rules.opening_backlog)

    def take_orders(self, day: int, orders: int) -> None:
        if orders:
            self.waiting.append([day, orders])
            self.loose += orders

    def cut_waves(self, batch: int) -> int:
        """Number of new waves this morning for everything ordered since the last one."""
        waves, self.loose = -(-self.loose // batch), 0
        return waves

    def ship(self, day: int, parcels: int) -> int:
        """Ship up to `parcels`, oldest first; the number of those that are late."""
        late, left = 0, parcels
        while left and self.waiting:
            batch = self.waiting[0]
            n = min(batch[1], left)
            late += n if self.is_late(batch[0], day) else 0
            batch[1] -= n
            left -= n
            if not batch[1]:
                self.waiting.popleft()
        self.shipped[day] = parcels - left
        return late

    def is_late(self, order_day: int, day: int) -> bool:
        return day > order_day + self.rules.ship_within_days

    def backlog(self) -> int:
        return sum(n for _, n in self.waiting)

    def late_open(self, day: int) -> int:
        """Parcels not shipped although the promise has passed."""
        return sum(n for ordered, n in self.waiting if self.is_late(ordered, day))

    def days_late(self, day: int) -> float:
        """Mean delay past the promise of the parcels that wait, in days."""
        total = self.backlog()
        overdue = sum(n * max(0, day - ordered - self.rules.ship_within_days) for ordered, n in self.waiting)
        return overdue / total if total else 0.0

    def travelling(self, day: int) -> float:
        """Parcels that ask today where they are: a day's share of all on their way."""
        days = self.rules.transit_days
        return sum(self.shipped.get(day - i, 0) for i in range(1, days + 1)) / days

    def returns(self, day: int) -> float:
        """Parcels sent back today."""
        return self.rules.return_share * self.shipped.get(day - self.rules.return_after_days, 0)
