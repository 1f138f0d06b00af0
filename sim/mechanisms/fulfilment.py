"""Fulfilment: parcels wait for packing, travel, and some come back.

Orders of a day go to the packers the next morning, in waves (`Work.batch` parcels each) that are tasks of the floor.
A wave done is shipped, oldest orders first. A parcel is late while it is unshipped past the promise.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from sim.contract.channels import DAYS_LATE, FLOWS, ORDERS, PARCELS
from sim.contract.day import Day
from sim.contract.flows import Flow, Waves
from sim.contract.mechanism import Count, Loop, Mechanism, Own
from sim.contract.phases import Phase
from sim.mechanisms.demand import usual_day
from sim.shop.facts import Fulfilment


@dataclass
class Warehouse:
    """Parcels of the season by the day of their order."""

    rules: Fulfilment
    waiting: deque[list[int]] = field(default_factory=deque)  # [order day, parcels], oldest first
    shipped: dict[int, int] = field(default_factory=dict)  # by day of shipping
    loose: int = 0  # ordered since the waves were last cut

    def copy(self) -> Warehouse:
        """Another one that can change alone."""
        return Warehouse(self.rules, deque(list(batch) for batch in self.waiting), dict(self.shipped), self.loose)

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


LATE_CONTACTS = Loop("late_contacts", "late parcels make contacts")


@dataclass(frozen=True)
class Parcels:
    """A day of the warehouse."""

    shipped: int
    late: int  # of them past the promise
    returned: float  # sent back today


@dataclass(frozen=True)
class Memory:
    warehouse: Warehouse
    waves: int = 0  # cut this morning
    today: Parcels = Parcels(0, 0, 0.0)


Mine = Own[None, None, Memory]


def _open(day: Day, own: Mine) -> Memory:
    """The usual orders are on their way, nothing is left over but the shop's backlog."""
    rules = day.shop.fulfilment
    warehouse = Warehouse(rules)
    if rules.opening_backlog:
        warehouse.take_orders(-1, rules.opening_backlog)
    back = max(rules.return_after_days, rules.transit_days)
    warehouse.shipped = {-i: round(day.shop.demand.orders_day) for i in range(1, back + 1)}
    return Memory(warehouse)


def _cut_waves(day: Day, own: Mine) -> Memory | None:
    if not day.facts.batch:
        return None
    warehouse = own.mine.warehouse.copy()
    return Memory(warehouse, warehouse.cut_waves(day.facts.batch), own.mine.today)


def _flows(day: Day, own: Mine) -> list[Flow | Waves]:
    """Parcels on their way, late ones and returns make contacts; orders wait to be packed."""
    facts, shop, warehouse = day.facts, day.shop, own.mine.warehouse
    late = day.through(LATE_CONTACTS, float(warehouse.late_open(day.index)))
    travelling, returned = warehouse.travelling(day.index), warehouse.returns(day.index)
    usual = usual_day(shop, day.shop_day.length)
    found: list[Flow | Waves] = []
    for k in facts.parcel_types:
        asking = shop.work[k].rate * travelling + (shop.work[k].rate_late or 0.0) * late
        found.append(Flow(int(k), usual.means * asking, usual.edges))
    for k in facts.return_types:
        found.append(Flow(int(k), usual.means * (shop.work[k].rate * returned), usual.edges))
    return found + [Waves(int(k), own.mine.waves) for k in facts.wave_types]


def _ship(day: Day, own: Mine) -> Memory:
    """Ship what was packed, oldest first; take in the day's orders."""
    d, warehouse = day.index, own.mine.warehouse.copy()
    batch, backlog = day.facts.batch, warehouse.backlog()
    packed = day.read.waves_done * batch if batch else backlog
    returned = warehouse.returns(d)
    late = warehouse.ship(d, min(packed, backlog))
    warehouse.take_orders(d, day[ORDERS])
    return Memory(warehouse, own.mine.waves, Parcels(warehouse.shipped[d], late, returned))


def _note(day: Day, own: Mine) -> None:
    warehouse = own.mine.warehouse
    day.note("shipped", own.mine.today.shipped)
    day.note("late", own.mine.today.late)
    day.note("late_open", warehouse.late_open(day.index + 1))
    day.note("backlog_parcels", warehouse.backlog())


def _owed(day: Day, own: Mine) -> float:
    """What parcels that are late already will cost."""
    money = day.shop.money
    return -own.mine.warehouse.late_open(day.index + 1) * (money.late_compensation + money.parcel_cost)


MECHANISM = Mechanism(
    name="fulfilment",
    what="parcels wait for packing, travel, and some come back; late ones make contacts",
    memory=_open,
    needs=(ORDERS,),
    always=True,
    acts={Phase.DEMAND: _cut_waves, Phase.SHIP: _ship, Phase.CLOSE: _note},
    adds={FLOWS: _flows},
    shares={
        PARCELS: lambda day, own: own.mine.today,
        DAYS_LATE: lambda day, own: own.mine.warehouse.days_late(day.index),
    },
    counts=(
        Count("shipped", "parcels shipped"),
        Count("late", "of them past the promise"),
        Count("late_open", "parcels past the promise and not shipped, next morning", "last"),
        Count("backlog_parcels", "parcels that wait", "last"),
    ),
    loops=(LATE_CONTACTS,),
    leaves={"backlog": _owed},
)
