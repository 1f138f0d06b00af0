"""Fulfilment: parcels wait for packing, travel, and some come back.

Orders of a day go to the packers the next morning, in waves (`Work.batch` parcels each) that are tasks of the floor.
A wave done is shipped, oldest orders first. A parcel is late while it is unshipped past the promise; the day on which
the promise breaks, some buyers cancel.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from sim import draws
from sim.contract.channels import ASKING, AVOIDED, DAYS_LATE, FLOWS, MISFITS, ORDERS, PARCELS, PRICE
from sim.contract.day import Day
from sim.contract.flows import Flow, Lot, Waves
from sim.contract.mechanism import Count, Loop, Mechanism, Own
from sim.contract.phases import Phase
from sim.mechanisms.demand import usual_day
from sim.shop.facts import Fulfilment, Shop


@dataclass
class Batch:
    """Parcels ordered on one day and not shipped yet."""

    day: int
    parcels: int
    price: float  # of each, as a share of an order's usual value


NOTHING = Lot()


@dataclass
class Warehouse:
    """Parcels of the season by the day of their order."""

    rules: Fulfilment
    waiting: deque[Batch] = field(default_factory=deque)  # oldest first
    shipped: dict[int, Lot] = field(default_factory=dict)  # by day of shipping
    loose: int = 0  # ordered since the waves were last cut

    def copy(self) -> Warehouse:
        """Another one that can change alone."""
        return Warehouse(
            self.rules,
            deque(Batch(one.day, one.parcels, one.price) for one in self.waiting),
            dict(self.shipped),
            self.loose,
        )

    def take_orders(self, day: int, orders: int, price: float = 1.0) -> None:
        if orders:
            self.waiting.append(Batch(day, orders, price))
            self.loose += orders

    def cut_waves(self, batch: int) -> int:
        """Number of new waves this morning for everything ordered since the last one."""
        waves, self.loose = -(-self.loose // batch), 0
        return waves

    def cancel(self, day: int, share: float, luck: float) -> Lot:
        """Take out the orders that their buyers cancel as the promise breaks today: `share` of those, rounded by
        `luck` in [0, 1)."""
        gone = NOTHING
        for batch in self.waiting:
            if batch.day + self.rules.ship_within_days + 1 == day:
                n = min(batch.parcels, int(share * batch.parcels + luck))
                batch.parcels -= n
                gone += Lot(n, n * batch.price)
        return gone

    def ship(self, day: int, parcels: int) -> int:
        """Ship up to `parcels`, oldest first; the number of those that are late."""
        late, left, worth = 0, parcels, 0.0
        while left and self.waiting:
            batch = self.waiting[0]
            n = min(batch.parcels, left)
            late += n if self.is_late(batch.day, day) else 0
            batch.parcels -= n
            left -= n
            worth += n * batch.price
            if not batch.parcels:
                self.waiting.popleft()
        self.shipped[day] = Lot(parcels - left, worth)
        return late

    def is_late(self, order_day: int, day: int) -> bool:
        return day > order_day + self.rules.ship_within_days

    def backlog(self) -> int:
        return sum(batch.parcels for batch in self.waiting)

    def late_open(self, day: int) -> int:
        """Parcels not shipped although the promise has passed."""
        return sum(batch.parcels for batch in self.waiting if self.is_late(batch.day, day))

    def days_late(self, day: int) -> float:
        """Mean delay past the promise of the parcels that wait, in days."""
        total = self.backlog()
        within = self.rules.ship_within_days
        overdue = sum(batch.parcels * max(0, day - batch.day - within) for batch in self.waiting)
        return overdue / total if total else 0.0

    def travelling(self, day: int) -> float:
        """Parcels that ask today where they are: a day's share of all on their way."""
        days = self.rules.transit_days
        return sum(self.shipped.get(day - i, NOTHING).parcels for i in range(1, days + 1)) / days

    def returns(self, day: int) -> Lot:
        """Parcels sent back today."""
        return self.shipped.get(day - self.rules.return_after_days, NOTHING).share(self.rules.return_share)


def owed(shop: Shop, warehouse: Warehouse, day: int) -> float:
    """What orders taken before `day` still cost: shipping, fees of those late already, and returns to come, ≥ 0."""
    rules, waiting = shop.fulfilment, warehouse.backlog()
    sent = sum(warehouse.shipped.get(day - i, NOTHING).parcels for i in range(1, rules.return_after_days + 1))
    return (
        waiting * shop.money.parcel_cost
        + warehouse.late_open(day) * shop.late_fee
        + (waiting + sent) * rules.return_share * shop.return_loss
    )


LATE_CONTACTS = Loop("late_contacts", "late parcels make contacts")


@dataclass(frozen=True)
class Parcels:
    """A day of the warehouse."""

    shipped: int
    late: int  # promises broken today: parcels shipped late, and orders cancelled for it
    returned: Lot  # sent back today
    cancelled: Lot


NO_PARCELS = Parcels(0, 0, NOTHING, NOTHING)


@dataclass(frozen=True)
class Numbers:
    cancelled: float  # share of orders that their buyers cancel when the promise to ship breaks


@dataclass(frozen=True)
class Memory:
    warehouse: Warehouse
    waves: int = 0  # that lie on the packers' table this morning
    today: Parcels = NO_PARCELS


Mine = Own[None, Numbers, Memory]


def _open(day: Day, own: Mine) -> Memory:
    """The usual orders are on their way, nothing is left over but the shop's backlog."""
    rules = day.shop.fulfilment
    warehouse = Warehouse(rules)
    if rules.opening_backlog:
        warehouse.take_orders(-1, rules.opening_backlog)
    usual, back = round(day.shop.demand.orders_day), max(rules.return_after_days, rules.transit_days)
    warehouse.shipped = dict.fromkeys(range(-back, 0), Lot(usual, usual))
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
    asks = float(facts.reach[facts.parcel_types].sum())
    right = day[AVOIDED] / asks if asks else 0.0  # a wrong parcel asks once, others now and then
    travelling = max(warehouse.travelling(day.index) - right, 0.0)
    returned = warehouse.returns(day.index).parcels + day[MISFITS].parcels
    weekday = day.shop_day.date.weekday()
    found: list[Flow | Waves] = []
    for k in (*facts.parcel_types, *facts.return_types):
        work = shop.work[k]
        if work.source == "return":
            asking = facts.reach[k] * returned
        else:
            asking = facts.reach[k] * travelling * day[ASKING] + facts.reach_late[k] * late
        asking *= work.on_weekday(weekday)
        usual = usual_day(shop, day.shop_day, work.hourly)
        found.append(Flow(int(k), usual.means * asking, usual.edges))
    return found + [Waves(int(k), own.mine.waves) for k in facts.wave_types]


def _ship(day: Day, own: Mine) -> Memory:
    """Ship what was packed, oldest first; take in the day's orders."""
    d, warehouse = day.index, own.mine.warehouse.copy()
    batch, backlog = day.facts.batch, warehouse.backlog()
    packed = day.read.waves_done * batch if batch else backlog
    returned = warehouse.returns(d) + day[MISFITS]
    cancelled = NOTHING
    if own.numbers.cancelled:
        luck = float(draws.uniform(draws.key(day.seed, "cancelled", d), draws.Purpose.CHOICE))
        cancelled = warehouse.cancel(d, own.numbers.cancelled, luck)
    late = warehouse.ship(d, min(packed, warehouse.backlog())) + int(cancelled.parcels)
    warehouse.take_orders(d, day[ORDERS], day[PRICE])
    shipped = int(warehouse.shipped[d].parcels)
    return Memory(warehouse, own.mine.waves, Parcels(shipped, late, returned, cancelled))


def _note(day: Day, own: Mine) -> None:
    warehouse = own.mine.warehouse
    day.note("shipped", own.mine.today.shipped)
    day.note("returned", own.mine.today.returned.parcels)
    day.note("late", own.mine.today.late)
    day.note("late_open", warehouse.late_open(day.index + 1))
    day.note("backlog_parcels", warehouse.backlog())


MECHANISM = Mechanism(
    name="fulfilment",
    what="parcels wait for packing, travel, and some come back; late ones make contacts, and some are cancelled",
    numbers=Numbers,
    memory=_open,
    needs=(ORDERS,),
    reads=(ASKING, AVOIDED, MISFITS, PRICE),
    always=True,
    acts={Phase.DEMAND: _cut_waves, Phase.SHIP: _ship, Phase.CLOSE: _note},
    adds={FLOWS: _flows},
    shares={
        PARCELS: lambda day, own: own.mine.today,
        DAYS_LATE: lambda day, own: own.mine.warehouse.days_late(day.index),
    },
    counts=(
        Count("shipped", "parcels shipped"),
        Count("returned", "parcels sent back"),
        Count("late", "promises broken: parcels shipped late, and orders cancelled for it"),
        Count("late_open", "parcels past the promise and not shipped, next morning", "last"),
        Count("backlog_parcels", "parcels that wait", "last"),
    ),
    loops=(LATE_CONTACTS,),
    leaves={"backlog": lambda day, own: -owed(day.shop, own.mine.warehouse, day.index + 1)},
)
