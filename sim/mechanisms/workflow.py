"""Workflow: wrong parcels, a second look at each, and a standard that is kept only where somebody checks.

Of all parcels a share e₀ is wrong. A standard for packing keeps k ψ of them from leaving; ψ, how far people still work
by it, halves in every half-life where nobody looks, and lasts 1 + a ÷ a₀ times as long where a share a of the parcels
is opened again before they leave; what is wrong among those is put right, too. A second look at every parcel finds
1 − e^(−s ÷ s₀) of the rest in s seconds, by which the packers take longer; it may be paused after a sale opens. A wrong
parcel costs freight twice, a return, a contact and, like every failure, some of a customer's later orders and a bad
review.

What the shop loses to wrong parcels today is in its own numbers; only what is avoided moves anything.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from sim.contract.channels import AVOIDED, PARCEL_TIME, PARCELS
from sim.contract.day import Day
from sim.contract.mechanism import Account, Count, Mechanism, MoneyPart, Move, Own
from sim.contract.phases import Phase
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_WEEK, SECONDS_PER_HOUR


class WorkflowLevers(Part):
    """How parcels are kept right."""

    standard: Share = Field(0.0, description="how much of the packing follows a written standard when it begins")
    audit: Share = Field(0.0, description="share of parcels that are opened again before they leave")
    look_seconds: Annotated[float, Field(ge=0, le=120)] = Field(0.0, description="a second look at every parcel")
    pause_days: Annotated[int, Field(ge=0, le=60)] = Field(
        0, description="days after the opening of a sale without a second look"
    )


@dataclass(frozen=True)
class Workflow:
    wrong: float  # share of parcels that are wrong
    standard: float  # share of them that a standard which is kept avoids
    half_weeks: float  # in which half of it is no longer kept, where nobody looks
    enough: float  # share of parcels opened again at which it lasts twice as long
    look_s: float  # seconds of a second look that find 1 − 1/e of the rest
    audit_s: float  # seconds to open a parcel again
    write_hours: float  # of the best-paid person, to write a standard for all of the packing


def kept(workflow: Workflow, weeks: float, audit: float) -> float:
    """How far people still work by the standard so many weeks after it began, in [0, 1]."""
    return 2 ** (-weeks / (workflow.half_weeks * (1 + audit / workflow.enough)))


def still_wrong(workflow: Workflow, standard: float, weeks: float, audit: float, look_seconds: float) -> float:
    """Share of parcels that leave wrong, in [0, 1]."""
    packed = workflow.wrong * (1 - workflow.standard * standard * kept(workflow, weeks, audit))
    return packed * (1 - audit) * math.exp(-look_seconds / workflow.look_s)


Mine = Own[WorkflowLevers, Workflow, None]


def _look(day: Day, own: Mine) -> float:
    """Seconds of today's second look at each parcel. Orders of an opening are packed from the next morning on."""
    paused = any(0 < day.index - opening <= own.plan.pause_days for opening in day.facts.big)
    return 0.0 if paused else own.plan.look_seconds


def _avoided(day: Day, own: Mine) -> float:
    """Wrong parcels of today that did not leave."""
    plan, weeks = own.plan, (day.index - own.began) / DAYS_PER_WEEK
    left = still_wrong(own.numbers, plan.standard, weeks, plan.audit, _look(day, own))
    return day[PARCELS].shipped * (own.numbers.wrong - left)


def _pay(day: Day, own: Mine) -> None:
    shop, plan, numbers, facts = day.shop, own.plan, own.numbers, day.facts
    each = shop.money.parcel_cost * 2 + shop.money.return_cost
    avoided = _avoided(day, own)
    day.book("wrong_parcels", avoided * each)
    day.note("wrong_avoided", avoided)
    hours = day[PARCELS].shipped * plan.audit * numbers.audit_s / SECONDS_PER_HOUR
    begin = numbers.write_hours * own.more("standard", day.index)
    day.book("standards", -hours * facts.packing_hour - begin * facts.dearest_hour)


MECHANISM = Mechanism(
    name="workflow",
    what="a standard, audits and a second look keep wrong parcels from leaving, and take time",
    levers=WorkflowLevers,
    asks=("standard", "audit", "look_seconds"),
    numbers=Workflow,
    needs=(PARCELS,),
    acts={Phase.PAY: _pay},
    adds={PARCEL_TIME: _look},
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
        Move("workflow.pause_days", 10, "wrong_avoided", "down", "nobody looks twice", {"workflow.look_seconds": 20.0}),
        Move("workflow.look_seconds", 20.0, "wrong_avoided", "up", "a second look finds mistakes (ERR-01)"),
    ),
)
