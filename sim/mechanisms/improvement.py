"""Improvement: why customers have to ask, and how many of the reasons are mended before new ones come.

A shop has F faults that make customers ask after they have bought: an unclear size, a text of the courier that says
nothing, a coupon that does not work. New ones arise at α a week, more with each sale, and who leaves takes along how
some were dealt with. Where c faults a week could be mended if there were plenty,

    F′ = α − c (1 − e^(−F ÷ F₀)),

which ends at F* = F₀ ln(1 ÷ (1 − α ÷ c)) if c is above α, and grows for ever if it is not. Every shop mends some in
passing, just enough to keep F as it was found; hours set aside for it add ρ h to c. Who does not note why customers
ask mends the wrong faults, so ρ rises with the share of contacts that are noted; a fault whose mending nobody looks at
again may come back; and changes that are not told make wrong answers, the more so the more of them a week has.

The shop counted its contacts with today's faults. So only the gap to the path without such hours, which meets the same
new faults, moves anything. The gap closes by itself later: half of the practices that a programme had brought to
plants were gone after eight years, most often where a manager had left (Bloom, Mahajan, McKenzie & Roberts 2020).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

import numpy as np
from pydantic import Field

from sim.arrays import Floats
from sim.contract.channels import ASKING, ERRORS, OFF_FLOOR, SPEED_TODAY
from sim.contract.day import Day
from sim.contract.facts import KEPT, Facts
from sim.contract.mechanism import Count, Mechanism, Move, Own
from sim.contract.phases import Phase
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_WEEK, SECONDS_PER_HOUR, STANDARD_WEEK_HOURS, WEEKS_PER_YEAR


class ImprovementLevers(Part):
    """How a service team finds out why customers ask, and mends it."""

    hours: Annotated[float, Field(ge=0, le=8)] = Field(
        0.0, description="a week and person of the service floor, to find and mend what makes customers ask"
    )
    noted: Share = Field(0.0, description="share of contacts whose reason is noted")
    checked: Share = Field(0.0, description="share of mended faults that are looked at again a week later")
    pause_weeks: Annotated[int, Field(ge=0, le=12)] = Field(
        0, description="weeks without these hours, from the one in which a sale opens"
    )


@dataclass(frozen=True)
class Improvement:
    open: float  # faults on the first morning
    arise: float  # new ones a week
    campaign: float  # new ones with the opening of a sale
    leaver: float  # faults that are back when somebody of the service floor leaves
    enough: float  # faults at which 1 − 1/e of what could be mended is found
    hour: float  # faults mended in an hour if there were plenty and all reasons were known
    blind: float  # share of that where no reason is noted
    notes: float  # share of contacts noted that brings 1 − 1/e of the rest
    note_s: float  # seconds to note a reason
    back: float  # chance that a fault comes back whose mending nobody looks at again
    doubtful: float  # share looked at again that leaves 1/e of that: the doubtful ones first
    look: float  # time to look again, as a share of the time to mend
    told: float  # changes a week of which half are not heard of
    untold: float  # log factor on wrong answers for a change a week that is not heard of
    asks: float  # share of contacts of parcels on their way that faults make
    wrong: float  # share of wrong answers that faults make


def mended(improvement: Improvement, noted: float, checked: float) -> float:
    """Faults that an hour mends for good if there were plenty, ≥ 0; time to look again is part of the hour."""
    known = improvement.blind + (1 - improvement.blind) * -math.expm1(-noted / improvement.notes)
    stays = 1 - improvement.back * math.exp(-checked / improvement.doubtful)
    return improvement.hour * known * stays / (1 + improvement.look * checked)


def in_passing(improvement: Improvement) -> float:
    """Faults a week that a shop mends in passing if there were plenty: as many as keep them as they are."""
    return improvement.arise / -math.expm1(-improvement.open / improvement.enough)


def steady(arise: float, could: float, enough: float) -> float:
    """Faults at which as many arise as are mended, of `could` a week if there were plenty; infinite if too few."""
    return enough * math.log(1 / (1 - arise / could)) if could > arise else math.inf


def later(faults: float, arise: float, could: float, enough: float, weeks: float) -> float:
    """Faults after so many weeks: F′ = arise − could (1 − e^(−F ÷ enough)), which is linear in e^(F ÷ enough)."""
    growth = (arise - could) * weeks / enough
    mean = math.expm1(growth) / growth if growth else 1.0  # of e^(growth · t), t from 0 to 1
    return max(0.0, enough * math.log(math.exp(faults / enough + growth) + could * weeks / enough * mean))


def unheard(changes: float, told: float) -> float:
    """Changes a week that people have not heard of, of so many: hardly any of few, most of many."""
    return changes**2 / (changes + told) if changes else 0.0


def remaining(share: float, faults: float, usual: float) -> float:
    """Factor on what faults make a `share` of, in (0, 1]: `faults` that are open over the `usual` ones."""
    return 1 - share * (1 - faults / usual)


@dataclass(frozen=True)
class Memory:
    open: float  # faults this morning
    usual: float  # as many as there were without these hours


Mine = Own[ImprovementLevers, Improvement, Memory]


def _hours(day: Day, own: Mine) -> float:
    """Of a week, for each person of the service floor."""
    week = day.index // DAYS_PER_WEEK
    sales = (opening // DAYS_PER_WEEK for opening in day.facts.big)
    paused = any(sale <= week < sale + own.plan.pause_weeks for sale in sales)
    return 0.0 if paused else own.plan.hours


def _more(day: Day, own: Mine) -> float:
    """Faults a week that all hours together could mend, over those in passing."""
    return mended(own.numbers, own.plan.noted, own.plan.checked) * _hours(day, own) * float(np.count_nonzero(day.staff))


def _evening(day: Day, own: Mine) -> Memory:
    """New faults, and what a seventh of a week mends."""
    numbers, mine, usual = own.numbers, own.mine, in_passing(own.numbers)
    left = np.count_nonzero(day.service & ~day.people.temp & (day.people.gone == day.index))
    shock = numbers.campaign * (day.index in day.facts.big) + numbers.leaver * float(left)
    could, weeks = usual + _more(day, own), 1 / DAYS_PER_WEEK
    found = later(mine.open + shock, numbers.arise, could, numbers.enough, weeks)
    without = later(mine.usual + shock, numbers.arise, usual, numbers.enough, weeks)
    return Memory(found, without)


def _wrong(day: Day, own: Mine) -> Floats:
    """Log factor on wrong answers: fewer faults, and changes beyond the usual that nobody heard of."""
    numbers, mine, usual = own.numbers, own.mine, in_passing(own.numbers)
    found = -math.expm1(-mine.open / numbers.enough)
    changes = (usual + _more(day, own)) * found
    more = unheard(changes, numbers.told) - unheard(numbers.arise, numbers.told)
    log = math.log(remaining(numbers.wrong, mine.open, mine.usual)) + numbers.untold * more
    return np.where(day.service, log, 0.0)


def _away(day: Day, own: Mine) -> Floats:
    return np.where(day.service & ~day.people.temp, _hours(day, own) / STANDARD_WEEK_HOURS, 0.0)


def _desk_seconds(day: Day) -> Floats:
    """(K,) seconds of a person that a contact takes, with as many chats in hand as the floor takes."""
    stretch = day.shop.floor.stretch
    at_once = np.array([stretch[-1] / len(stretch) if work.channel == "chat" else 1.0 for work in day.shop.work])
    return np.array([work.handle.mean + work.wrap_s for work in day.shop.work]) * at_once


@lru_cache(maxsize=KEPT)  # the same every day of a season
def of_an_order(facts: Facts) -> tuple[float, float]:
    """Contacts that an order brings to people, and seconds that they take."""
    weight = np.where(facts.human, facts.reach, 0.0)
    weight[facts.return_types] *= facts.shop.fulfilment.return_share
    return float(weight.sum()), float(weight @ facts.handle_s)


def _noting(day: Day, own: Mine) -> Floats:
    """Factor on speed, (A,): a note takes its seconds of every contact that is noted."""
    contacts, usual = of_an_order(day.facts)
    noted = usual / (usual + contacts * own.plan.noted * own.numbers.note_s) if usual else 1.0
    return np.where(day.service[day.shift.person], noted, 1.0)


def _asking(day: Day, own: Mine) -> float:
    return remaining(own.numbers.asks, own.mine.open, own.mine.usual)


def _spared(day: Day, own: Mine) -> None:
    """Of today's contacts those that nobody had to make."""
    came = float(day.read.came_of[day.facts.parcel_types].sum())
    day.note("contacts_spared", came * (1 / _asking(day, own) - 1))


def _year_after(day: Day, own: Mine) -> float:
    """Pay for the hours of contacts that nobody has to make in the year after, while the gap closes by itself."""
    numbers, facts, usual = own.numbers, day.facts, in_passing(own.numbers)
    parcels, found, without, spared = facts.parcel_types, own.mine.open, own.mine.usual, 0.0
    for _ in range(WEEKS_PER_YEAR):
        spared += 1 - remaining(numbers.asks, found, without)
        found, without = (later(one, numbers.arise, usual, numbers.enough, 1.0) for one in (found, without))
    seconds = float(facts.reach[parcels] @ _desk_seconds(day)[parcels]) * day.shop.demand.orders_day * DAYS_PER_WEEK
    return spared * seconds / SECONDS_PER_HOUR * float(facts.hour_worth[facts.service].mean())


def _law(days: Mapping[str, Floats]) -> Sequence[str]:
    fewer = days["faults_fewer"]
    return [f"faults: {-less:g} more for mending some" for less in fewer[fewer < 0][:1]]


MECHANISM = Mechanism(
    name="improvement",
    what="faults that make customers ask are found and mended in hours off the floor; new ones arise",
    levers=ImprovementLevers,
    asks=("hours", "noted"),
    numbers=Improvement,
    memory=lambda day, own: Memory(own.numbers.open, own.numbers.open),
    acts={
        Phase.PAY: _spared,
        Phase.PEOPLE: _evening,
        Phase.CLOSE: lambda day, own: day.note("faults_fewer", own.mine.usual - own.mine.open),
    },
    adds={OFF_FLOOR: _away, SPEED_TODAY: _noting, ERRORS: _wrong, ASKING: _asking},
    counts=(
        Count("contacts_spared", "contacts that nobody had to make, for a fault was mended"),
        Count("faults_fewer", "faults that make customers ask, fewer than without these hours", "last"),
    ),
    law=_law,
    leaves={"faults": _year_after},
    moves=(
        Move("improvement.hours", 2.0, "contacts_spared", "up", "what is mended is not asked (ASM-faults)"),
        Move("improvement.hours", 2.0, "left.faults", "up", "it stays mended for a while (ASM-faults)"),
        Move("improvement.hours", 8.0, "staffed_s", "down", "these hours are missing on the floor"),
        Move(
            "improvement.noted",
            0.2,
            "contacts_spared",
            "up",
            "who knows the reasons mends the right faults (ASM-faults)",
            {"improvement.hours": 2.0},
        ),
        Move("improvement.noted", 1.0, "busy_s", "up", "a note takes seconds"),
        Move(
            "improvement.checked",
            0.5,
            "contacts_spared",
            "up",
            "what is looked at again stays mended (ASM-faults)",
            {"improvement.hours": 2.0},
        ),
        Move(
            "improvement.pause_weeks",
            2,
            "contacts_spared",
            "down",
            "nothing is mended meanwhile",
            {"improvement.hours": 2.0},
        ),
    ),
)
