"""Compliance: who gets in by a stolen password, which wrong pages are on sale, and what it takes to prevent both.

**Break-ins.** A fake mail reaches n people. One who falls for it is enough; each does so with chance p, and where the
account asks for a second confirmation a stolen password is of use in 1 − s of the cases. With a share c of accounts
that ask,

    gets in = 1 − (1 − p) ^ (n (1 − c)) · (1 − p (1 − s)) ^ (n c),

so that the first accounts that ask change little and the last ones nearly all. A course takes a share off p, a small
one (Ho, Mirian et al. 2025); confirming takes minutes a day (s: Meyer et al. 2023).

**Wrong pages.** Pages are renewed all the time, and many at once for a sale; some claim what the law forbids, or show
what belongs to others. A review of τ days before they go out finds 1 − e^(−τ ÷ τ₀) of the wrong ones among those that
it sees, and these go on sale τ days later: a day that most pages can do without, and a sale's cannot. A quick look at
a share a of the pages on sale finds 1 − (1 − a d)^k of the wrong ones in k weeks and makes nothing late.

Both are factors on the chance of incidents that name compliance among what prevents them: where none are switched on,
only the costs are left. What is the shop's own way today is in the rates of these incidents already.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

from sim.arrays import Floats
from sim.contract.channels import INCIDENT_CHANCE, OFF_FLOOR, TRAFFIC
from sim.contract.day import Day
from sim.contract.mechanism import Account, Count, Mechanism, MoneyPart, Move, Own
from sim.contract.phases import Phase
from sim.shop.events import Event
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_WEEK, STANDARD_SHIFT_HOURS, STANDARD_WEEK_HOURS

MINUTES_PER_HOUR = 60
BREAK_IN, WRONG_PAGE = "break_in", "wrong_page"  # causes of incidents, as the deck calls them
SHARES = ("kept_out", "pages_cleared")  # counts that lie between 0 and 1


class ComplianceLevers(Part):
    """What keeps strangers out of accounts, and wrong claims off pages."""

    confirmed: Share = Field(0.0, description="share of accounts that ask for a second confirmation at every sign-in")
    course: Share = Field(0.0, description="share of people who take the course on fake mails this season")
    review: Share = Field(0.0, description="share of new pages that are reviewed before they go on sale")
    review_days: Annotated[float, Field(ge=0.5, le=14)] = Field(1.0, description="days that a review takes")
    again: Share = Field(0.0, description="share of the pages on sale that somebody looks at every week")


@dataclass(frozen=True)
class Compliance:
    reached: float  # share of people whom a fake mail reaches
    falls: float  # chance that one of them falls for it
    taught: float  # share of that chance that the course takes away
    stops: float  # share of stolen passwords that a second confirmation makes useless
    course_hours: float  # of each who takes the course
    confirm_minutes: float  # a working day of each who confirms
    set_up_hours: float  # of the best-paid person, for each account that is to ask
    pages: float  # on sale
    renewed_week: float  # share of them that is renewed in a week
    renewed_sale: float  # share of them that is renewed for a sale, besides
    ready_days: float  # before a sale's big day on which its pages are finished
    careful_days: float  # of a review that finds 1 − 1/e of them
    seen: float  # share of wrong pages that a quick look finds
    look_minutes: float  # of the best-paid person, for a quick look at a page and for each day of a review
    unsold: float  # share of a missing page's orders that no other page takes


# ---- break-ins


def gets_in(numbers: Compliance, people: float, confirmed: float, course: float) -> float:
    """Chance that one fake mail gets in where so many people have an account, in [0, 1]."""
    falls, n = numbers.falls * (1 - numbers.taught * course), people * numbers.reached
    spared = (1 - confirmed) * math.log1p(-falls) + confirmed * math.log1p(-falls * (1 - numbers.stops))
    return -math.expm1(n * spared)


def let_in(numbers: Compliance, people: float, confirmed: float, course: float) -> float:
    """Break-ins over those of a shop with neither confirmation nor course, in [0, 1]."""
    return gets_in(numbers, people, confirmed, course) / gets_in(numbers, people, 0.0, 0.0)


# ---- wrong pages


def review_finds(numbers: Compliance, review_days: float) -> float:
    """Share of the wrong pages among those reviewed that a review of so many days finds."""
    return -math.expm1(-review_days / numbers.careful_days)


def missed(share: float, seen: float, looks: float) -> float:
    """Share of faults that are still there after so many looks at a share of all, each of which finds `seen` of what
    it looks at."""
    return (1 - share * seen) ** looks


def late_share(numbers: Compliance, review: float, review_days: float, to_sale: float | None) -> float:
    """Share of all pages that are missing today because they are under review, in [0, 1].

    `to_sale`: days since midnight of the last big day, ≥ 0; none before the first.
    """
    usual = min(1.0, numbers.renewed_week * review_days / DAYS_PER_WEEK)
    late = max(0.0, review_days - numbers.ready_days)  # days of the sale on which its pages are still missing
    today = 0.0 if to_sale is None else min(1.0, max(0.0, late - to_sale))
    return review * min(1.0, usual + numbers.renewed_sale * today)


def on_sale(
    numbers: Compliance, plan: ComplianceLevers, days: int, sales: Sequence[int], past: Floats | None = None
) -> Floats:
    """Wrong pages on sale over those of a shop that looks at none, (days,); `sales`: the big days, `past`: the days
    before the plan holds, as they were.

    Renewed pages take the place of any others, so that without looks the share of wrong ones stays what it is.
    """
    fresh = 1 - plan.review * review_finds(numbers, plan.review_days)
    ready = {big - round(numbers.ready_days) for big in sales}
    past = np.ones(0) if past is None else past
    left, wrong = np.ones(days), float(past[-1]) if len(past) else 1.0
    left[: len(past)] = past
    for day in range(len(past), days):
        wrong += numbers.renewed_week / DAYS_PER_WEEK * (fresh - wrong)
        if day in ready:
            wrong += numbers.renewed_sale * (fresh - wrong)
        if day and day % DAYS_PER_WEEK == 0:
            wrong *= missed(plan.again, numbers.seen, 1)
        left[day] = wrong
    return left


def looking_hours(numbers: Compliance, plan: ComplianceLevers, sale: bool) -> float:
    """Hours of reviews and looks a day; `sale`: whether a sale's pages are finished today."""
    new = numbers.renewed_week / DAYS_PER_WEEK + numbers.renewed_sale * sale
    looks = plan.review * new * plan.review_days + plan.again / DAYS_PER_WEEK
    return numbers.pages * looks * numbers.look_minutes / MINUTES_PER_HOUR


# ---- in a season


@dataclass(frozen=True)
class Memory:
    on_sale: Floats  # of the season: it hangs on the calendar and the plan alone


Mine = Own[ComplianceLevers, Compliance, Memory]


def _season(day: Day, own: Mine) -> Memory:
    return Memory(on_sale(own.numbers, own.plan, day.shop.calendar.days, tuple(day.facts.big)))


def _anew(day: Day, own: Mine) -> Memory:
    """Pages are as they are today; where nobody has looked at any so far, as in a shop that looks at none."""
    past = own.mine.on_sale[: day.index] if own.began < day.index else np.ones(day.index)
    return Memory(on_sale(own.numbers, own.plan, day.shop.calendar.days, tuple(day.facts.big), past))


def _people(day: Day, on: int) -> float:
    """People with an account."""
    return float(np.count_nonzero(day.people.employed(on)))


def _away(day: Day, own: Mine) -> float:
    """Share of everybody's working time in the course, which is spread over the season, and at confirmations."""
    plan, numbers = own.plan, own.numbers
    course = plan.course * numbers.course_hours / (day.shop.calendar.weeks * STANDARD_WEEK_HOURS)
    return course + plan.confirmed * numbers.confirm_minutes / MINUTES_PER_HOUR / STANDARD_SHIFT_HOURS


def _orders(day: Day, own: Mine) -> float:
    """Factor on would-be orders: pages under review sell nothing."""
    since = [day.index - big for big in day.facts.big if big <= day.index]
    missing = late_share(own.numbers, own.plan.review, own.plan.review_days, min(since, default=None))
    return 1 - own.numbers.unsold * missing


def _chance(day: Day, own: Mine, event: Event, at: int) -> float:
    """Factor on the chance of an incident that begins on a day."""
    if event.cause == BREAK_IN:
        return let_in(own.numbers, _people(day, at), own.plan.confirmed, own.plan.course)
    return float(own.mine.on_sale[at]) if event.cause == WRONG_PAGE else 1.0


def _pay(day: Day, own: Mine) -> None:
    plan, numbers, facts = own.plan, own.numbers, day.facts
    people = _people(day, day.index)
    sale = any(day.index == big - round(numbers.ready_days) for big in facts.big)
    hours = looking_hours(numbers, plan, sale)
    hours += people * own.more("confirmed", day.index) * numbers.set_up_hours
    day.book("rules", -hours * facts.dearest_hour)
    here = float(np.count_nonzero(day.on_floor)) * STANDARD_WEEK_HOURS / DAYS_PER_WEEK
    day.note("rule_hours", hours + here * _away(day, own))
    day.note("kept_out", 1 - let_in(numbers, people, plan.confirmed, plan.course))
    day.note("pages_cleared", 1 - float(own.mine.on_sale[day.index]))


def _law(days: Mapping[str, Floats]) -> Sequence[str]:
    beyond = {name: int(((days[name] < 0) | (days[name] > 1)).sum()) for name in SHARES}
    return [f"compliance: {name} is no share on {n} days" for name, n in beyond.items() if n]


MECHANISM = Mechanism(
    name="compliance",
    what="confirmations keep strangers out, looks keep wrong pages off sale; a review makes pages late",
    levers=ComplianceLevers,
    asks=("confirmed", "course", "review", "again"),
    numbers=Compliance,
    memory=_season,
    anew=_anew,
    acts={Phase.PAY: _pay},
    adds={TRAFFIC: _orders, OFF_FLOOR: _away, INCIDENT_CHANCE: _chance},
    counts=(
        Count("kept_out", "share of break-ins that confirmation and course keep out", "mean"),
        Count("pages_cleared", "share of wrong pages that reviews and looks keep off sale", "mean"),
        Count("rule_hours", "hours in courses, confirmations, reviews and looks"),
    ),
    law=_law,
    accounts=(Account("rules", "hours to set up confirmations, review pages and look at them again", MoneyPart.TEAM),),
    moves=(
        Move("compliance.confirmed", 1.0, "kept_out", "up", "a stolen password is not enough (SEC-05)"),
        Move("compliance.confirmed", 1.0, "rule_hours", "up", "confirming takes minutes (ASM-accounts)"),
        Move("compliance.course", 1.0, "kept_out", "up", "fewer fall for it, by little (SEC-02)"),
        Move("compliance.course", 1.0, "rule_hours", "up", "a course takes hours (ASM-accounts)"),
        Move("compliance.review", 1.0, "pages_cleared", "up", "wrong pages are found before the sale (ASM-pages)"),
        Move("compliance.review", 1.0, "rules", "down", "a review takes hours (ASM-pages)"),
        Move(
            "compliance.review_days",
            5.0,
            "orders",
            "down",
            "pages under review sell nothing",
            {"compliance.review": 1.0},
        ),
        Move(
            "compliance.review_days",
            5.0,
            "pages_cleared",
            "up",
            "a longer review finds more (ASM-pages)",
            {"compliance.review": 1.0},
        ),
        Move("compliance.again", 0.5, "pages_cleared", "up", "a look finds some of what is left (binomial)"),
        Move("compliance.again", 0.5, "rules", "down", "looking takes hours (ASM-pages)"),
    ),
)
