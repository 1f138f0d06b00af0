"""Facts of a shop as arrays: what every mechanism may know of groups, contact types and the calendar.

G groups, K contact types, D days. The same for all replications of a scenario; a run changes nothing here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from sim.arrays import Alike, Bools, Floats, Ints
from sim.shop.calendar import floor_days, night_share, opening_of
from sim.shop.facts import Shop
from sim.shop.types import country_of
from sim.units import DAYS_PER_WEEK, PAID_HOURS_PER_MONTH, STANDARD_SHIFT_HOURS

OrdersByHour: TypeAlias = dict[tuple[dt.date, int], int]  # of a file: (date, hour) → orders
KEPT = 64  # of what is worked out once for a shop or a plan: those asked for last
HOME_CHANNELS = ("chat", "ticket")  # work that can be done at home


@dataclass(frozen=True)
class Skills:
    """A shop's groups as arrays."""

    speed: Floats  # (G, K), 0 = lacks it
    preference: Ints  # (G, K) who is tried first: as work.order says, then those with the fewest other skills
    chats: Ints  # (G,)
    on_floor: Bools  # (G,) has any skill
    pay_month: Floats  # (G,)

    @classmethod
    def of(cls, shop: Shop) -> Skills:
        speed = np.array([[group.skills.get(work.id, 0.0) for work in shop.work] for group in shop.people])
        preference = np.broadcast_to((speed > 0).sum(axis=1)[:, None], speed.shape).astype(np.int64)
        groups = [group.id for group in shop.people]
        for k, work in enumerate(shop.work):
            if work.order:  # those named come before all others, who keep their places among themselves
                preference[[groups.index(one) for one in work.order], k] = np.arange(len(work.order)) - len(work.order)
        return cls(
            speed=speed,
            preference=preference,
            chats=np.array([group.chats for group in shop.people]),
            on_floor=speed.max(axis=1) > 0,
            pay_month=np.array([group.pay_month for group in shop.people]),
        )


class Facts:
    """See the module's docstring. `orders`: (date, hour) → orders of a file, or none."""

    def __init__(self, shop: Shop, orders: OrdersByHour | None = None) -> None:
        calendar = shop.calendar
        self.shop, self.orders = shop, orders
        self.days = floor_days(calendar.start, calendar.days, shop.timezone)
        self.big = {(event.day - calendar.start).days: event for event in calendar.campaigns}
        self.openings = {index: opening_of(event, shop.timezone) for index, event in self.big.items()}
        self.skills = skills = Skills.of(shop)
        source = np.array([work.source for work in shop.work])
        self.human: Bools = source != "wave"  # (K,)
        self.presale: Bools = source == "order"
        self.order_types, self.parcel_types, self.return_types, self.wave_types = (
            np.flatnonzero(source == name) for name in ("order", "parcel", "return", "wave")
        )
        # (G,) what an hour costs the shop, contributions among it
        self.pay_hour: Floats = skills.pay_month / PAID_HOURS_PER_MONTH * (1 + shop.money.contributions)
        self.dearest_hour = float(self.pay_hour.max(initial=0.0))  # whoever knows the shop best is paid best
        human = skills.speed[:, self.human]
        at_home = np.array([work.channel in HOME_CHANNELS for work in shop.work])
        self.service: Bools = np.array([g.role == "service" for g in shop.people]) & (human > 0).any(axis=1)  # (G,)
        # what an hour of the service floor costs, its groups' mean
        self.service_hour = float(self.pay_hour[self.service].mean()) if self.service.any() else 0.0
        worth = shop.money.service_hour
        # (G,) what one more hour of an experienced person is worth to the shop
        self.hour_worth: Floats = self.pay_hour if worth is None else np.where(self.service, worth, self.pay_hour)
        self.can_be_home: Bools = self.service & (skills.speed[:, at_home] > 0).any(axis=1)
        self.packs: Bools = skills.speed[:, self.wave_types].max(axis=1, initial=0) > 0
        # what an hour at the packing tables costs, its groups' mean
        self.packing_hour = float(self.pay_hour[self.packs].mean()) if self.packs.any() else 0.0
        self.talks: Bools = skills.speed[:, self.order_types].max(axis=1, initial=0) > 0
        self.night: Floats = np.array([night_share(shop.shifts[group.shift]) for group in shop.people])
        self.countries = tuple(  # (G,) where each group works, by its clock
            country_of(shop.shifts[group.shift].timezone or shop.timezone) for group in shop.people
        )
        self.rest_days: Floats = np.array([group.rest_days for group in shop.people], float)
        self.second_speed: Floats = np.where(skills.speed > 0, 0.0, skills.speed.max(axis=0))  # (G, K) others' work
        # Contacts of a usual day by type: orders ask before, parcels on their way and returns ask after.
        usual_orders, parcels = shop.demand.orders_day, shop.fulfilment
        made_by = {
            "order": usual_orders,
            "parcel": usual_orders,  # of all on their way, a day's share asks today
            "return": usual_orders * parcels.return_share,
        }
        before = sum(work.rate for work in shop.work if work.source == "order")
        asked = shop.questions_an_order / before if before else 1.0
        self.reach: Floats = np.array(  # (K,) contacts that reach people, per order, parcel or return
            [work.rate * work.reaching * (asked if work.source == "order" else 1.0) for work in shop.work]
        )
        self.reach_late: Floats = np.array([(work.rate_late or 0.0) * work.reaching for work in shop.work])
        self.outsourced: Floats = np.array(  # (K,) contacts at the outsourced desk for each one that reaches people
            [work.outsourced / (1 - work.outsourced) if work.outsourced < 1 else 0.0 for work in shop.work]
        )
        usual = self.reach * np.array([made_by.get(work.source, 0.0) for work in shop.work])
        share = usual / max(usual.sum(), 1.0)
        self.presale_share = float(share[self.presale].sum())  # of a usual day's contacts
        self.found = float(share @ np.array([work.repeat for work in shop.work]))  # wrong answers that come back
        self.asks = float(self.reach[self.order_types].sum())  # questions that reach people, per would-be order
        self.robot: Floats = np.array([work.robot for work in shop.work])  # (K,) share of chats that today's keeps
        self.handle_s: Floats = np.array([work.handle.mean for work in shop.work])  # (K,)
        ids = [work.id for work in shop.work]
        to = [ids.index(work.transfer_to) if work.transfer_to else -1 for work in shop.work]
        self.transfer: Floats = np.array([work.transfer for work in shop.work])  # (K,) share that goes on
        self.handing: Ints = np.flatnonzero(np.array(to) >= 0)  # kinds of work that are handed on
        self.receiving: Ints = np.unique(np.array(to)[self.handing])  # kinds that others hand on to
        self.batch = shop.work[self.wave_types[0]].batch if len(self.wave_types) else 0  # parcels in a wave
        waves = sum(shop.work[k].handle.mean for k in self.wave_types)
        self.parcel_s = waves / self.batch if self.batch else 0.0  # at the packing table

    def day_pay(self, month_pay: Floats) -> Floats:
        """Pay of a standard day, from a month's."""
        return month_pay * STANDARD_SHIFT_HOURS / PAID_HOURS_PER_MONTH

    def working_days(self, rest_days: Alike, days: int) -> Alike:
        """Working days among `days` in a row."""
        return days * (1 - rest_days / DAYS_PER_WEEK)
