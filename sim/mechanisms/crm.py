"""CRM: messages and coupons to known customers, and what they wear out.

Known customers order by (1 + u · m · e^(−m ÷ m₀)) for m messages a week to each who still reads them, over the same
with one a week, which is what shops send. People leave the list with every message and join it with every purchase, so
that the share of readers x goes

    x ← x − h (m x − 1) a week,      1 at one message a week, 1 ÷ m in the long run.

A coupon d to a share s of them brings 1 − e^(−d ÷ d₀) of u_d more orders of those that it reaches, best ones first if
they are chosen well. It is also taken by those who would have bought anyway: choosing well finds fewer of them. What is
bought after a message is not bought because of it: only customers who got none would show.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from sim.contract.channels import LOYALTY, ORDERS
from sim.contract.day import Day
from sim.contract.mechanism import Account, Count, Mechanism, MoneyPart, Move, Own
from sim.contract.phases import Phase
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_WEEK

WEEKLY = 1.0  # messages a week to a known customer, where nobody decides otherwise
WHOLE = 1.0  # readers that one message a week keeps


class CrmLevers(Part):
    """What known customers are told and given."""

    messages: Annotated[float, Field(ge=0, le=14)] = Field(WEEKLY, description="messages a week to a known customer")
    coupon: Annotated[float, Field(ge=0, le=0.5)] = Field(0.0, description="a coupon to known customers ÷ order value")
    coupon_share: Share = Field(0.3, description="share of known customers who get it")
    choosing: Share = Field(0.0, description="how well they are chosen: 0 by chance, 1 whoever it moves most")


@dataclass(frozen=True)
class Crm:
    message: float  # share more orders of a known customer for a first message a week
    worn: float  # messages a week at which the next brings nothing
    leaving: float  # share of readers that a message makes leave the list
    coupon: float  # share more orders of those whom a coupon could move, at most
    coupon_enough: float  # coupon ÷ order value that brings 1 − 1/e of that
    choosing: float  # how far choosing finds those whom it moves, and avoids those who come anyway
    choosing_hours: float  # hours a week of choosing well


def moved(crm: Crm, messages: float) -> float:
    """Share more orders of somebody who reads so many messages a week, over none."""
    return crm.message * messages * math.exp(-messages / crm.worn)


def readers(crm: Crm, share: float, messages: float) -> float:
    """Readers after another day, over those that one message a week keeps."""
    return share - crm.leaving * (messages * share - WEEKLY) / DAYS_PER_WEEK


def from_coupon(crm: Crm, coupon: float, share: float, choosing: float) -> float:
    """Share more orders of all known customers; `share` of them get it."""
    found = 1 - (1 - share) ** (1 + crm.choosing * choosing)
    return crm.coupon * -math.expm1(-coupon / crm.coupon_enough) * found


def taken_anyway(crm: Crm, share: float, choosing: float) -> float:
    """Share of known customers' usual orders that a coupon is given to for nothing."""
    return share / (1 + crm.choosing * choosing * (1 - share))


def list_days(crm: Crm, share: float) -> float:
    """What readers at `share` bring more (or less) until one message a week has the list back, in days of all known
    customers' orders."""
    if not crm.leaving:
        return 0.0
    once = moved(crm, WEEKLY)
    return (share - 1) * DAYS_PER_WEEK / crm.leaving * once / (1 + once)


@dataclass(frozen=True)
class Memory:
    readers: float = WHOLE  # over those that one message a week keeps


Mine = Own[CrmLevers, Crm, Memory]


def _loyalty(day: Day, own: Mine) -> float:
    plan, numbers = own.plan, own.numbers
    written = (1 + own.mine.readers * moved(numbers, plan.messages)) / (1 + moved(numbers, WEEKLY))
    return written * (1 + from_coupon(numbers, plan.coupon, plan.coupon_share, plan.choosing))


def _pay(day: Day, own: Mine) -> None:
    """The coupon of everybody who buys with it: whom it moved, and who came anyway."""
    plan, numbers, customers = own.plan, own.numbers, day.shop.customers
    more = from_coupon(numbers, plan.coupon, plan.coupon_share, plan.choosing)
    known = day[ORDERS] * customers.returning_share / (1 + customers.returning_share * more)  # without the coupon
    takers = known * (more + taken_anyway(numbers, plan.coupon_share, plan.choosing))
    day.book("customer_coupons", -takers * plan.coupon * day.shop.money.order_value)
    hours = numbers.choosing_hours * plan.choosing / DAYS_PER_WEEK if plan.coupon else 0.0
    day.book("choosing", -hours * day.facts.dearest_hour)


def _read(day: Day, own: Mine) -> Memory:
    day.note("readers_lost", WHOLE - own.mine.readers)
    return Memory(readers(own.numbers, own.mine.readers, own.plan.messages))


def _list_lost(day: Day, own: Mine) -> float:
    """Money that readers who are gone (or came) do not (or do) bring."""
    shop = day.shop
    known = shop.demand.orders_day * shop.customers.returning_share * shop.contribution
    return list_days(own.numbers, own.mine.readers) * known


MECHANISM = Mechanism(
    name="crm",
    what="messages bring known customers back until they stop reading; coupons are also taken by who came anyway",
    levers=CrmLevers,
    asks=("messages", "coupon"),
    numbers=Crm,
    memory=lambda day, own: Memory(),
    needs=(ORDERS,),
    acts={
        Phase.PAY: _pay,
        Phase.PEOPLE: _read,
    },
    adds={LOYALTY: _loyalty},
    counts=(
        Count("readers_lost", "share of the readers that one message a week keeps who have left the list", "last"),
    ),
    accounts=(
        Account("customer_coupons", "coupons to known customers, also to those who came anyway", MoneyPart.SALES),
        Account("choosing", "hours of choosing who gets them", MoneyPart.TEAM),
    ),
    leaves={"customers": _list_lost},
    moves=(
        Move("crm.messages", 2.0, "orders", "up", "a reminder brings orders (CRM-02)"),
        Move("crm.messages", 6.0, "left.customers", "down", "readers leave the list (ASM-list)"),
        Move("crm.coupon", 0.15, "orders", "up", "a coupon moves some (ASM-coupon)"),
        Move("crm.coupon_share", 1.0, "customer_coupons", "down", "more who come anyway take it", {"crm.coupon": 0.1}),
        Move("crm.choosing", 1.0, "customer_coupons", "up", "fewer who come anyway take it", {"crm.coupon": 0.1}),
        Move("crm.choosing", 1.0, "choosing", "down", "choosing takes hours", {"crm.coupon": 0.1}),
    ),
)
