"""Workflow: wrong parcels, a second look at each, and a standard that is kept only where somebody checks.

Of all parcels a share e₀ is wrong. A standard for packing keeps k ψ of them from leaving; ψ, how far people still work
by it, halves in every half-life where nobody looks, and lasts 1 ÷ (1 − a) times as long where a share a of the parcels
is opened again. A second look finds 1 − e^(−s ÷ s₀) of the rest in s seconds, which it takes from the packers. A wrong
parcel costs freight twice, a return, a contact and, like every failure, some of a customer's later orders and a bad
review.

What the shop loses to wrong parcels today is in its own numbers; only what is avoided moves anything.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

from sim.arrays import Floats
from sim.contract.channels import AVOIDED, PARCELS, SPEED
from sim.contract.day import Day
from sim.contract.mechanism import Account, Count, Mechanism, MoneyPart, Move, Own
from sim.contract.phases import Phase
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_WEEK, SECONDS_PER_HOUR


class WorkflowLevers(Part):
    """How parcels are kept right."""

    standard: Share = Field(0.0, description="how much of the packing follows a written standard when it begins")
    audit: Share = Field(0.0, description="share of parcels that are opened again to see whether it is kept")
    look_seconds: Annotated[float, Field(ge=0, le=120)] = Field(0.0, description="a second look at every parcel")


@dataclass(frozen=True)
class Workflow:
    wrong: float  # share of parcels that are wrong
    standard: float  # share of them that a standard which is kept avoids
    half_weeks: float  # in which half of it is no longer kept, where nobody looks
    look_s: float  # seconds of a second look that find 1 − 1/e of the rest
    audit_s: float  # seconds to open a parcel again
    write_hours: float  # of the best-paid person, to write a standard for all of the packing


def kept(workflow: Workflow, weeks: float, audit: float) -> float:
    """How far people still work by the standard after so many weeks, in [0, 1]."""
    return 2 ** (-weeks * (1 - audit) / workflow.half_weeks)


def still_wrong(workflow: Workflow, standard: float, weeks: float, audit: float, look_seconds: float) -> float:
    """Share of parcels that leave wrong, in [0, 1]."""
    packed = workflow.wrong * (1 - workflow.standard * standard * kept(workflow, weeks, audit))
    return packed * math.exp(-look_seconds / workflow.look_s)


Mine = Own[WorkflowLevers, Workflow, None]


def _avoided(day: Day, own: Mine) -> float:
    """Wrong parcels of today that did not leave."""
    plan, weeks = own.plan, day.index / DAYS_PER_WEEK
    left = still_wrong(own.numbers, plan.standard, weeks, plan.audit, plan.look_seconds)
    return day[PARCELS].shipped * (own.numbers.wrong - left)


def _speed(day: Day, own: Mine) -> Floats:
    """A second look takes its seconds from the packing of each parcel."""
    facts = day.facts
    if not own.plan.look_seconds or not facts.batch:
        return np.zeros(len(day.people))
    wave = [work.handle.mean_s or 0.0 for work in day.shop.work if work.source == "wave"]
    parcel = sum(wave) / facts.batch
    return np.where(facts.packs[day.people.group], -math.log1p(own.plan.look_seconds / parcel), 0.0)


def _pay(day: Day, own: Mine) -> None:
    shop, plan, numbers, facts = day.shop, own.plan, own.numbers, day.facts
    each = shop.money.parcel_cost * 2 + shop.money.return_cost
    day.book("wrong_parcels", _avoided(day, own) * each)
    day.note("wrong_avoided", _avoided(day, own))
    hours = day[PARCELS].shipped * plan.audit * numbers.audit_s / SECONDS_PER_HOUR
    packers = facts.pay_hour[facts.packs]
    begin = numbers.write_hours * plan.standard if day.index == 0 else 0.0
    paid = hours * float(packers.mean()) if len(packers) else 0.0
    day.book("standards", -paid - begin * float(facts.pay_hour.max()))


MECHANISM = Mechanism(
    name="workflow",
    what="a standard, audits and a second look keep wrong parcels from leaving, and take time",
    levers=WorkflowLevers,
    asks=("standard", "audit", "look_seconds"),
    numbers=Workflow,
    needs=(PARCELS,),
    acts={Phase.PAY: _pay},
    adds={SPEED: _speed},
    shares={AVOIDED: _avoided},
    counts=(Count("wrong_avoided", "wrong parcels that did not leave"),),
    accounts=(
        Account("wrong_parcels", "freight and handling of wrong parcels that did not leave", MoneyPart.RETURNS),
        Account("standards", "writing standards, opening parcels again", MoneyPart.TEAM),
    ),
    moves=(
        Move("workflow.standard", 1.0, "wrong_avoided", "up", "a standard avoids mistakes (MGT-05)"),
        Move("workflow.standard", 1.0, "standards", "down", "writing it takes hours"),
        Move("workflow.audit", 0.5, "wrong_avoided", "up", "what is looked at is kept", {"workflow.standard": 1.0}),
        Move("workflow.audit", 0.5, "standards", "down", "opening parcels takes time", {"workflow.standard": 1.0}),
        Move("workflow.look_seconds", 20.0, "wrong_avoided", "up", "a second look finds mistakes (ERR-01)"),
    ),
)
