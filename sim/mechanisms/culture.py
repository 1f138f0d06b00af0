"""Culture: customers and agents who do not share a language or customs, courses, and who is asked first.

Where agent and customer misfit by μ, a contact takes 1 + a μ times as long, and the log of wrong answers is b μ higher.
μ is 0 for agents of the customers' country, a part of 1 where only the language is shared, and 1 elsewhere; in writing
there is time to look things up, and a part of it counts. h hours of a course take away most · (1 − e^(−h ÷ h₀)) of it:
training for other cultures goes along with better work abroad (r = 0.26; Morris & Robie 2001), of which little is
assumed to be left in a chat.

Routing can ask first whoever fits: for chat and phone who shares the language, for mail the others. That costs nothing
but a different order. Or people only take what fits; with all of them it makes two separate desks, each of which waits
alone. What misfits cost a shop today is in its own numbers: in the speed of each group, and in the share of wrong
answers, whose mean over the people planned for a type stays what it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated

import numpy as np
from pydantic import Field

from sim.arrays import Bools, Floats, OneOrMany
from sim.contract.channels import LEARNED, MATCH, OFF_FLOOR
from sim.contract.day import Day
from sim.contract.facts import KEPT, Facts
from sim.contract.flows import Match
from sim.contract.mechanism import Count, Mechanism, Move, Own
from sim.contract.memory import per_person, uniform
from sim.contract.phases import Phase
from sim.shop.types import Part, Share, country_of
from sim.units import DAYS_PER_WEEK, STANDARD_WEEK_HOURS

# Countries whose people read and hear the same language from childhood.
SHARED = (
    frozenset({"US", "GB", "IE", "CA", "AU", "NZ"}),
    frozenset({"CN", "HK", "MO", "TW", "SG"}),
    frozenset({"DE", "AT", "CH"}),
    frozenset({"ES", "MX", "AR", "CO", "CL", "PE"}),
    frozenset({"PT", "BR"}),
)


ABROAD = {"shifts.late.timezone": "Asia/Manila"}  # the clock of Shanghai, in another country


class CultureLevers(Part):
    """How a team of several countries is taught and sorted."""

    only: Share = Field(
        0.0,
        description="share of people who only take what fits: who shares the language talks, others write",
    )
    first: Annotated[int, Field(ge=0, le=1)] = Field(0, description="1: who fits is asked first, and others when busy")
    course_hours: Annotated[float, Field(ge=0, le=8)] = Field(
        0.0, description="a week, of those from other countries, on the customers' language and customs"
    )
    course_weeks: Annotated[int, Field(ge=0, le=52)] = Field(12, description="weeks of it, from the first on")


@dataclass(frozen=True)
class Culture:
    longer: float  # a, more time for a contact where nothing is shared
    wrong: float  # b, log factor on wrong answers there
    cousins: float  # μ where the language is shared and the country is not
    writing: float  # share of it that counts in writing
    most: float  # share of it that a course can take away
    enough_hours: float  # of a course that take away 1 − 1/e of that


def handle(culture: Culture, misfit: OneOrMany) -> Floats:
    """Factor on the time that a contact takes, ≥ 1."""
    return 1 + culture.longer * np.asarray(misfit, float)


def log_wrong(culture: Culture, misfit: OneOrMany) -> Floats:
    """Log factor on wrong answers, ≥ 0."""
    return culture.wrong * np.asarray(misfit, float)


def later(culture: Culture, learned: OneOrMany, hours: float) -> Floats:
    """Share of a misfit that is gone after so many more hours of a course."""
    left = np.exp(-hours / culture.enough_hours)
    return culture.most - (culture.most - np.asarray(learned, float)) * left


def misfit(culture: Culture, country: str, customers: str) -> float:
    """μ of people of a country and customers of another, in [0, 1]."""
    if country == customers:
        return 0.0
    return culture.cousins if any({country, customers} <= one for one in SHARED) else 1.0


def talked(facts: Facts) -> Bools:
    """(K,) contacts that are answered while the customer waits."""
    return np.array([work.channel in ("chat", "phone") for work in facts.shop.work])


def fitting(misfits: OneOrMany, speed: Floats, talk: Bools) -> Bools:
    """(G, K) whether a group fits a type: those of another language do not talk, and the others leave what is written
    to them. All fit what only one side of them can do: `speed` (G, K), 0 = lacks it."""
    foreign = np.asarray(misfits)[:, None] >= 1
    should = np.where(foreign, ~talk, talk)
    return should | ~((speed > 0) & should).any(axis=0)


@dataclass(frozen=True)
class Memory:
    learned: Floats = per_person()  # share of the misfit that is gone
    place: Floats = per_person(uniform("matched"))  # in the line of those who only take what fits


Mine = Own[CultureLevers, Culture, Memory]


@dataclass(frozen=True)
class Groups:
    """A shop's groups and its customers; the same all season."""

    misfit: Floats  # (G,) μ, 0 outside the service floor
    weight: Floats  # (K,) how much of μ counts by type: all of it in talk, a part in writing, none in other work
    fits: Bools  # (G, K)
    counted: Floats  # (K,) mean factor on wrong answers of the people whom the shop plans for a type, without a course


@lru_cache(maxsize=KEPT)
def groups(facts: Facts, culture: Culture) -> Groups:
    """The groups of a shop under these effects."""
    customers, talk = country_of(facts.shop.timezone), talked(facts)
    mu = np.array([misfit(culture, one, customers) for one in facts.countries]) * facts.service
    weight = np.where(talk, 1.0, culture.writing) * facts.human
    seats = np.array([group.count for group in facts.shop.people], float)
    factor = np.exp(log_wrong(culture, mu[:, None] * weight))
    takes = (facts.skills.speed > 0) * (facts.service * seats)[:, None]
    total = takes.sum(axis=0)
    counted = np.divide((takes * factor).sum(axis=0), total, out=np.ones(len(total)), where=total > 0)
    return Groups(mu, weight, fitting(mu, facts.skills.speed * facts.service[:, None], talk), counted)


def _groups(day: Day, own: Mine) -> Groups:
    return groups(day.facts, own.numbers)


def _misfits(day: Day, own: Mine) -> Floats:
    """(n,) μ of each person of the service floor, before any course."""
    return _groups(day, own).misfit[day.people.group]


def _taught(day: Day, own: Mine) -> Bools:
    return (_misfits(day, own) > 0) & ~day.people.temp


def _course(day: Day, own: Mine) -> Memory | None:
    """What last week's hours taught whoever was there."""
    plan = own.plan
    if (day.index - own.began) // DAYS_PER_WEEK > plan.course_weeks or not plan.course_hours:
        return None
    there = _taught(day, own) & day.on_floor
    return replace(own.mine, learned=np.where(there, later(own.numbers, own.mine.learned, plan.course_hours),
                                              own.mine.learned))  # fmt: skip


def _away(day: Day, own: Mine) -> Floats:
    plan = own.plan
    runs = (day.index - own.began) // DAYS_PER_WEEK < plan.course_weeks
    return np.where(_taught(day, own) & runs, plan.course_hours / STANDARD_WEEK_HOURS, 0.0)


def _by_type(day: Day, own: Mine, learned: OneOrMany) -> Floats:
    """(n, K) μ by contact type."""
    return (_misfits(day, own) * (1 - np.asarray(learned)))[:, None] * _groups(day, own).weight


def _match(day: Day, own: Mine) -> Match:
    """Who takes what, how quickly and how surely: the service floor's mean is what the shop counted."""
    numbers, plan, of, others = own.numbers, own.plan, _groups(day, own), ~day.service[:, None]
    fits = of.fits[day.people.group] | others
    before, now = _by_type(day, own, 0.0), _by_type(day, own, own.mine.learned)
    takes = fits | (own.mine.place >= plan.only)[:, None]
    wrong = np.exp(log_wrong(numbers, now)) / np.where(others, 1.0, of.counted)
    return Match(takes * handle(numbers, before) / handle(numbers, now), wrong, ~fits if plan.first else None)


def _lasts(day: Day, own: Mine, weeks: int) -> Floats:
    """Log speed that the course has taught, over the contacts of a usual day."""
    facts = day.facts
    usual = np.where(facts.human, facts.reach, 0.0) * (facts.skills.speed[day.people.group] > 0)
    usual[:, facts.return_types] *= day.shop.fulfilment.return_share
    before, now = (handle(own.numbers, _by_type(day, own, one)) for one in (0.0, own.mine.learned))
    total = usual.sum(axis=1)
    return np.divide((usual * np.log(before / now)).sum(axis=1), total, out=np.zeros(len(total)), where=total > 0)


def _note(day: Day, own: Mine) -> None:
    """Of those abroad who are there tonight, what courses have taken away of their misfits, on average."""
    there = _taught(day, own) & day.on_floor
    day.note("misfit_gone", float(own.mine.learned[there].mean()) if there.any() else 0.0)


MECHANISM = Mechanism(
    name="culture",
    what="agents and customers of several countries: courses, and who is asked first or alone",
    levers=CultureLevers,
    asks=("only", "first", "course_hours"),
    numbers=Culture,
    memory=lambda day, own: Memory(),
    acts={Phase.WEEK: _course, Phase.CLOSE: _note},
    adds={OFF_FLOOR: _away, LEARNED: _lasts},
    shares={MATCH: _match},
    counts=(Count("misfit_gone", "share of the misfit of those abroad that courses have taken away", "last"),),
    moves=(
        Move("culture.course_hours", 4.0, "wrong_answers", "down", "who knows customers better errs less", ABROAD),
        Move("culture.course_hours", 4.0, "left.people", "up", "what is learned stays (REM-07)", ABROAD),
        Move("culture.course_hours", 8.0, "staffed_s", "down", "a course takes hours", ABROAD),
        Move(
            "culture.course_weeks",
            1,
            "staffed_s",
            "up",
            "a short one takes fewer",
            {**ABROAD, "culture.course_hours": 8.0},
        ),
        Move("culture.only", 1.0, "live_lost", "up", "two desks wait longer than one (ERL)", ABROAD),
        Move("culture.first", 1, "wrong_answers", "down", "who fits errs less (ASM-cultures)", ABROAD),
    ),
)
