"""Redress: what failures cost at once.

- Wrong advice before the sale that is bought on comes back more often than other parcels.
- A wrong answer after the sale is sometimes made good with money.
- Who is not answered after the sale, or far too late, sometimes turns to the marketplace, which gives the money back.
- A parcel shipped late costs the shop a fee, by the rules of its marketplace (`Shop.late_fee`).

What failures cost later is `sim.mechanisms.score` and `sim.mechanisms.base`; whose order breaks off for it,
`sim.mechanisms.fulfilment`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.contract.channels import MISFITS, PARCELS, PRICE
from sim.contract.day import Day
from sim.contract.flows import Lot
from sim.contract.mechanism import Account, Count, Mechanism, MoneyPart, Own
from sim.contract.phases import Phase

NOTHING = Lot()


@dataclass(frozen=True)
class Redress:
    misfit: float  # chance that an order after wrong advice comes back, on top of other orders'
    goodwill: float  # share of wrong answers after the sale that are made good with money
    goodwill_share: float  # of the order value, each
    claim: float  # share of customers never answered after the sale whose money the marketplace gives back


@dataclass(frozen=True)
class Memory:
    coming: Mapping[int, Lot] = field(default_factory=dict)  # sent back because of wrong advice, by day


Mine = Own[None, Redress, Memory]


def misfits(redress: Redress, misled: int, price: float, returned_anyway: float) -> Lot:
    """What comes back of orders after wrong advice, beyond the share that comes back anyway."""
    parcels = misled * min(redress.misfit, 1 - returned_anyway)
    return Lot(parcels, parcels * price)


def _sold(day: Day, own: Mine) -> Memory | None:
    """Orders after wrong advice of today: shipped tomorrow, sent back as late after it as others."""
    if not day.read.misled:
        return None
    rules = day.shop.fulfilment
    back = misfits(own.numbers, day.read.misled, day[PRICE], rules.return_share)
    coming = {when: lot for when, lot in own.mine.coming.items() if when > day.index}
    return Memory(coming | {day.index + 1 + rules.return_after_days: back})


def _pay(day: Day, own: Mine) -> None:
    shop, goodwill = day.shop, own.numbers.goodwill * own.numbers.goodwill_share
    day.book("late_compensation", -day[PARCELS].late * shop.late_fee)
    unanswered = day.read.lost_after + day.read.late_after
    given_back = shop.money.order_value * (1 - shop.money.platform_fee)
    day.book("claims", -unanswered * own.numbers.claim * given_back)
    day.book("goodwill", -day.read.wrong_after * goodwill * shop.money.order_value)
    day.note("misled", day.read.misled)
    day.note("wrong_after", day.read.wrong_after)
    day.note("late_after", day.read.late_after)
    day.note("lost_after", day.read.lost_after)
    day.note("misfits", day[MISFITS].parcels)


def _to_come(day: Day, own: Mine) -> float:
    coming = sum(lot.parcels for when, lot in own.mine.coming.items() if when > day.index)
    return -coming * day.shop.return_loss


MECHANISM = Mechanism(
    name="redress",
    what="fees for late parcels, money for wrong answers, goods sent back after wrong advice",
    numbers=Redress,
    memory=lambda day, own: Memory(),
    needs=(PARCELS,),
    reads=(PRICE,),
    always=True,
    acts={Phase.PAY: _pay, Phase.PEOPLE: _sold},
    shares={MISFITS: lambda day, own: own.mine.coming.get(day.index, NOTHING)},
    counts=(
        Count("misled", "orders after wrong advice"),
        Count("wrong_after", "wrong answers after the sale"),
        Count("late_after", "answers after the sale that came too late, each as far as it did"),
        Count("lost_after", "customers after the sale who were never answered"),
        Count("misfits", "parcels sent back because of it"),
    ),
    accounts=(
        Account("late_compensation", "fees for parcels shipped late or cancelled for it", MoneyPart.COMPENSATION),
        Account("claims", "money given back to customers whom nobody answered", MoneyPart.COMPENSATION),
        Account("goodwill", "money for wrong answers after the sale", MoneyPart.COMPENSATION),
    ),
    leaves={"backlog": _to_come},
)
