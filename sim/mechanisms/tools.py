"""Tools: who on the service floor works with an assistant, what it does to them, and what it costs.

There are places for a share of the floor, dealt out anew each week: a part to the newest, the rest to the quickest. Who
loses a place keeps what the suggestions have taught. How much help is worth to somebody is `sim.mechanisms.assistance`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pydantic import Field

from sim.arrays import Floats
from sim.contract.channels import ASSISTED, ERRORS, EXPERIENCE, LEARNED, RAMP, SPEED, TAUGHT
from sim.contract.day import Day
from sim.contract.mechanism import Account, Mechanism, MoneyPart, Move, Own
from sim.contract.memory import per_person
from sim.contract.phases import Phase
from sim.mechanisms import assistance
from sim.mechanisms.assistance import Assistance
from sim.shop.types import Part, Price, Share
from sim.units import DAYS_PER_MONTH


class ToolsLevers(Part):
    """An assistant that suggests answers."""

    assistance_share: Share = Field(0.0, description="share of the service floor that an assistant suggests answers to")
    assistance_to_new: Share = Field(1.0, description="share of its places for the newest; the quickest get the rest")
    assistance_cost: Price = Field(300.0, description="a month and person with it, in money")


@dataclass(frozen=True)
class Numbers:
    assistance: Assistance


@dataclass(frozen=True)
class Memory:
    suggested: Floats = per_person()  # learned for good from suggestions, log speed


Mine = Own[ToolsLevers, Numbers, Memory]


def _assisted(day: Day, own: Mine) -> Floats:
    """1 for those who get suggestions today, 0 for all others, (n,)."""
    plan, found = own.plan, np.zeros(len(day.people))
    floor = np.flatnonzero(day.service & day.on_floor)
    places = round(plan.assistance_share * len(floor))
    if not places:
        return found
    newest = floor[np.argsort(day[EXPERIENCE][floor], kind="stable")]
    first = round(plan.assistance_to_new * places)
    rest = newest[first:]
    quickest = rest[np.argsort(-_skill(day, own)[rest], kind="stable")]
    found[newest[:first]] = 1.0
    found[quickest[: places - first]] = 1.0
    return found


def _skill(day: Day, own: Mine) -> Floats:
    """Log speed without suggestions, (n,); 0 = an experienced person of mean ability who was taught nothing."""
    ability = np.log(day.people.ability) + day.talent.spread**2 / 2  # abilities have mean 1, their logs less than 0
    return ability + np.log(day[RAMP]) + day[TAUGHT] + own.mine.suggested


def _speed(day: Day, own: Mine) -> Floats:
    """What suggestions add now and what they have taught for good."""
    used = day[ASSISTED]
    if not used.any():
        return own.mine.suggested
    return own.mine.suggested + assistance.gain(own.numbers.assistance, _skill(day, own), day.talent.spread, used)


def _errors(day: Day, own: Mine) -> Floats:
    """Those above the practice are led down when they follow it."""
    return assistance.log_wrong(own.numbers.assistance, _skill(day, own), day.talent.spread, day[ASSISTED])


def _learn(day: Day, own: Mine) -> Memory | None:
    """A week with suggestions teaches a part of their help for good, until all of it is one's own."""
    used, numbers, taught = day[ASSISTED], own.numbers.assistance, own.mine.suggested
    if not used.any():
        return None
    help_now = assistance.gain(numbers, _skill(day, own) - taught, day.talent.spread, used)
    return Memory(taught + assistance.kept(numbers, np.maximum(0.0, help_now - taught), 1.0))


def _licences(day: Day, own: Mine) -> None:
    people = float((day[ASSISTED] * day.on_floor).sum())
    day.book("licences", -people * own.plan.assistance_cost / DAYS_PER_MONTH)


MECHANISM = Mechanism(
    name="tools",
    what="an assistant's suggestions lift whoever works below the best practice, for a licence",
    levers=ToolsLevers,
    asks=("assistance_share",),
    numbers=Numbers,
    memory=lambda day, own: Memory(),
    needs=(EXPERIENCE, RAMP),
    reads=(TAUGHT,),
    acts={Phase.WEEK: _learn, Phase.PAY: _licences},
    adds={SPEED: _speed, ERRORS: _errors, LEARNED: lambda day, own, weeks: own.mine.suggested},
    shares={ASSISTED: _assisted},
    accounts=(Account("licences", "the assistant's licences", MoneyPart.TEAM),),
    moves=(
        Move("tools.assistance_share", 1.0, "left.people", "up", "AI-01-novice"),
        Move(
            "tools.assistance_to_new",
            0.0,
            "left.people",
            "down",
            "the quickest have least to gain (AI-01-novice)",
            {"tools.assistance_share": 0.3, "people.late.tenure_weeks": (0, 60)},
        ),
        Move(
            "tools.assistance_cost", 900.0, "licences", "down", "a licence costs more", {"tools.assistance_share": 0.5}
        ),
    ),
)
