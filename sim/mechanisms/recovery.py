"""Recovery: what is given to customers who complain after a failure, and what that teaches them.

Of customers whom a failure hurt a share complains; a part of the harm lies with them. A coupon v wins back
R(v) = most · (1 − exp(−v ÷ v₀)) of it, never more than all: money repaired later spending in a field experiment, words
did not, and repeated apologies made it worse (Halperin, Ho, List & Muir 2022). Who failed twice in a year is not won
back by either. Whoever has to wait for a decision is won back less. The cost is paid to all who complain, and
coupons that are known of bring claims without a failure, some of which a check finds. Without the last two the best
coupon is v* = v₀ ln(most · L ÷ v₀), L being the money at risk with one who complains.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from sim.contract.channels import FORGIVEN, ORDERS, PARCELS
from sim.contract.day import Day
from sim.contract.mechanism import Account, Count, Mechanism, MoneyPart, Move, Own
from sim.contract.phases import Phase
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_YEAR, SECONDS_PER_HOUR


class RecoveryLevers(Part):
    """What customers get who complain."""

    coupon: Annotated[float, Field(ge=0, le=0.5)] = Field(
        0.0, description="a coupon to who complains ÷ the order value"
    )
    authority: Share = Field(0.0, description="share of complaints that the first person may settle at once")
    check: Share = Field(0.0, description="share of claims that are looked into before a coupon goes out")


@dataclass(frozen=True)
class Recovery:
    complain: float  # share of customers hurt by a failure who complain
    theirs: float  # share of the harm that lies with them
    most: float  # of it that money can win back
    enough: float  # coupon ÷ order value that wins back 1 − 1/e of that
    waiting: float  # share of it that is lost while somebody else decides
    generous: float  # what the first person gives more, as a share of the coupon
    taught: float  # claims without a failure for an order, with a coupon as large as the order value
    check_s: float  # seconds to look into a claim


def won_back(recovery: Recovery, coupon: float, authority: float, second: float = 0.0) -> float:
    """Share of the harm of failures that is undone, in [0, 1]; `second`: share of it with customers failed before."""
    paid = coupon * (1 + recovery.generous * authority)
    share = recovery.most * -math.expm1(-paid / recovery.enough)
    return recovery.theirs * share * (1 - recovery.waiting * (1 - authority)) * (1 - second)


def best_coupon(most: float, enough: float, at_risk: float) -> float:
    """The coupon that earns most: `enough` and `at_risk` in the same money, ≥ 0."""
    return max(0.0, enough * math.log(most * at_risk / enough)) if most * at_risk > 0 else 0.0


@dataclass(frozen=True)
class Memory:
    failed: float = 0.0  # failures of the last year, forgotten at the rate of one a year


Mine = Own[RecoveryLevers, Recovery, Memory]


def _failures(day: Day) -> float:
    read = day.read
    return read.wrong_after + read.misled + read.lost_after + read.late_after + day[PARCELS].late


def _forgiven(day: Day, own: Mine) -> float:
    plan, orders = own.plan, day.shop.demand.orders_day * DAYS_PER_YEAR
    return won_back(own.numbers, plan.coupon, plan.authority, min(1.0, own.mine.failed / orders))


def _remember(day: Day, own: Mine) -> Memory:
    return Memory(own.mine.failed * (1 - 1 / DAYS_PER_YEAR) + _failures(day))


def _pay(day: Day, own: Mine) -> None:
    numbers, plan = own.numbers, own.plan
    complaints = numbers.complain * _failures(day)
    taught = numbers.taught * plan.coupon * day[ORDERS]
    given = plan.coupon * (1 + numbers.generous * plan.authority) * day.shop.money.order_value
    day.book("coupons", -(complaints + taught * (1 - plan.check)) * given)
    hours = (complaints + taught) * plan.check * numbers.check_s / SECONDS_PER_HOUR if plan.coupon else 0.0
    day.book("claims_checked", -hours * day.facts.service_hour)
    day.note("claims_taught", taught)


MECHANISM = Mechanism(
    name="recovery",
    what="a coupon wins back some of those whom a failure hurt, and teaches others to complain",
    levers=RecoveryLevers,
    asks=("coupon",),
    numbers=Recovery,
    memory=lambda day, own: Memory(),
    needs=(ORDERS, PARCELS),
    acts={Phase.PAY: _pay, Phase.PEOPLE: _remember},
    shares={FORGIVEN: _forgiven},
    counts=(Count("claims_taught", "claims of customers whom nothing had failed"),),
    accounts=(
        Account("coupons", "coupons to customers who complain", MoneyPart.COMPENSATION),
        Account("claims_checked", "time to look into claims", MoneyPart.PAY),
    ),
    moves=(
        Move("recovery.coupon", 0.1, "customers_hurt", "down", "money wins some back (CS-09)"),
        Move("recovery.coupon", 0.1, "claims_taught", "up", "coupons teach complaining (ASM-recovery)"),
        Move(
            "recovery.authority",
            1.0,
            "customers_hurt",
            "down",
            "nobody waits for a decision (ASM-recovery)",
            {"recovery.coupon": 0.1},
        ),
        Move(
            "recovery.authority",
            1.0,
            "coupons",
            "down",
            "the first person gives more (ASM-recovery)",
            {"recovery.coupon": 0.1},
        ),
        Move("recovery.check", 1.0, "coupons", "up", "claims without a failure are found", {"recovery.coupon": 0.1}),
        Move("recovery.check", 1.0, "claims_checked", "down", "looking takes time", {"recovery.coupon": 0.1}),
    ),
)
