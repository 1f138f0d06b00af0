"""Hiring: whom the shop gets, when, and for how long.

A method sees a signal of a candidate's ability, s = ρ·ability + √(1 − ρ²)·noise, both in standard deviations, and the
best signal of k candidates is hired. The expected ability of the hire is ρ·E[max of k standard normals]; ρ is the
validity of the methods together, from Sackett et al. (2022) by multiple regression with one correlation between
methods. Abilities count from the people who are there, who came through the usual practice (a chat with a few).

Choosing costs days: each candidate more has to come along first, each test takes its time. Better pay brings them
quicker and brings better ones. People whom the team knows stay longer (Burks et al. 2015), but a team of n knows only
so many; people hired on a test stay longer too (Hoffman, Kahn & Li 2018).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from pydantic import Field

from sim import draws
from sim.arrays import Bools, Floats, Ints, Keys
from sim.contract.channels import CLASSROOM, LEAVER, NOTICE, NOTICE_DAYS, PAY_LEVEL, QUITS, TRAINED
from sim.contract.day import Day
from sim.contract.mechanism import Account, Count, Mechanism, MoneyPart, Move, Own
from sim.contract.memory import per_person
from sim.contract.people import NEVER, newcomers
from sim.contract.phases import Phase
from sim.shop.types import MOST_ROWS, Part, Price, Share, Slug
from sim.units import DAYS_PER_WEEK, DAYS_PER_YEAR, STANDARD_WEEK_HOURS

GRID = np.linspace(-9.0, 9.0, 3601)  # standard deviations: the normal distribution for E[max], ±1e-9 beyond


@dataclass(frozen=True)
class Recruitment:
    chat: float  # validity of a chat about the job
    interview: float  # of a scored interview with the same questions for everybody
    work_sample: float  # of a trial of the work itself
    quiz: float  # of a test of job knowledge
    overlap: float  # correlation between two methods
    usual_applicants: float  # seen for one place by the usual practice, a chat
    applicants_pay: float  # % more applicants a week for 1 % more pay
    ability_pay: float  # standard deviations of applicants' ability for a log point of pay
    days_per_candidate: float  # of waiting until one more has applied
    days_per_test: float
    network: float  # candidates whom one employee knows, a month
    referred_quits: float  # log factor on the quit hazard of a referred hire
    tested_quits: float  # log factor on the quit hazard of a hire who passed a job test


def validity(recruitment: Recruitment, tests: int) -> float:
    """Correlation of the best weighting of the methods with ability: 0 chat, 1 interview, 2 + sample, 3 + quiz."""
    if tests == 0:
        return recruitment.chat
    single = np.array([recruitment.interview, recruitment.work_sample, recruitment.quiz])[:tests]
    between = np.full((len(single), len(single)), recruitment.overlap)
    np.fill_diagonal(between, 1.0)
    return float(min(1.0, math.sqrt(single @ np.linalg.solve(between, single))))


@cache
def expected_best(k: float) -> float:
    """E[max of k standard normals], k ≥ 1 (a fraction is allowed): 0, 0.564, 0.846, 1.029 …"""
    below = (1 + np.array([math.erf(x / math.sqrt(2)) for x in GRID])) / 2
    # ∫ x dΦ(x)^k by parts on a symmetric grid: upper end − ∫ Φ(x)^k dx
    return float(GRID[-1] - np.trapezoid(below**k, GRID))


def choose(rho: float, ability: Floats, noise: Floats) -> Ints:
    """Which of k candidates is hired for each place: (n, k) abilities and luck in SDs → (n,) positions."""
    return np.argmax(rho * ability + math.sqrt(1 - rho**2) * noise, axis=1)


def hired(recruitment: Recruitment, tests: int, ability: Floats, noise: Floats, log_pay: float = 0.0) -> Floats:
    """Ability of the hires in SDs around the people who are there, (n,), from candidates (n, k).

    `log_pay`: log of pay against the market's; it moves who applies.
    """
    rho = validity(recruitment, tests)
    best = np.take_along_axis(ability, choose(rho, ability, noise)[:, None], axis=1)[:, 0]
    usual = recruitment.chat * expected_best(recruitment.usual_applicants)
    return best - usual + recruitment.ability_pay * log_pay


@dataclass(frozen=True)
class Pipeline:
    """Days from the advertisement to: the last candidate has applied, the offer, the first day at work."""

    seen: float
    offered: float
    starts: float


def pipeline(
    recruitment: Recruitment, lead_days: float, tests: int, applicants: float, log_pay: float = 0.0
) -> Pipeline:
    """When a place that is advertised on day 0 is filled. `lead_days`: to the first day, by the usual practice."""
    slow = math.exp(-recruitment.applicants_pay * log_pay)
    seen = recruitment.days_per_candidate * applicants * slow
    offered = seen + recruitment.days_per_test * tests
    after = max(0.0, lead_days - recruitment.days_per_candidate * recruitment.usual_applicants)
    return Pipeline(seen, offered, offered + after)


def referred_share(recruitment: Recruitment, wanted: float, places_month: float, employed: float) -> float:
    """Share of places that the team's acquaintances can fill, ≤ `wanted`: the network runs dry."""
    if places_month <= 0:
        return wanted
    return min(wanted, recruitment.network * employed / places_month)


def log_quits(recruitment: Recruitment, referred: Floats, tests: int | Floats) -> Floats:
    """Log factor on the quit hazard of hires: `referred` 0 or 1; two and more tests include one of the job itself."""
    tested = np.asarray(tests) >= 2
    return recruitment.referred_quits * np.asarray(referred, float) + recruitment.tested_quits * tested


def cost(hire_cost: float, candidate_cost: float, tests: int, applicants: float) -> float:
    """Money for one hire: advertisement and contract, and staff time for each candidate and method (a chat is one)."""
    return hire_cost + candidate_cost * applicants * max(1, tests)


HOURS_PER_DAY = STANDARD_WEEK_HOURS / DAYS_PER_WEEK  # worked, of a calendar day
MOST_PLACES, MOST_WEEK = 100, 51
EXTRA = 1000  # generation of people hired on top, apart from successors
TRAITS = ("candidate", "judged")


class Places(Part):
    """People hired on top for one group, all advertised on one day."""

    group: Slug = Field(description="id of the group that they come to")
    week: int = Field(0, ge=0, le=MOST_WEEK, description="week of the season in which the places are advertised")
    people: int = Field(ge=1, le=MOST_PLACES)


class HiringLevers(Part):
    """Who replaces people who leave, and who comes on top."""

    replace: Share = Field(1.0, description="share of leavers that is replaced")
    lead_days: int = Field(28, ge=0, le=365, description="from the advertisement to the newcomer's first day")
    training_days: int = Field(5, ge=0, le=120, description="classroom before the floor")
    cost: Price = Field(3000.0, description="advertising, contracts and courses of one hire")
    tests: int = Field(0, ge=0, le=3, description="0 a chat, 1 scored interview, 2 and a work sample, 3 and a quiz")
    applicants: int = Field(3, ge=1, le=30, description="candidates seen for one place")
    candidate_cost: Price = Field(60.0, description="staff time for one candidate and one test, in money")
    referral_share: Share = Field(0.0, description="share of places filled by people whom the team knows")
    extra: int = Field(0, ge=0, le=100, description="people hired on top, for the service floor")
    post_week: int = Field(0, ge=0, le=51, description="week of the season in which their places are advertised")
    places: tuple[Places, ...] = Field(
        (), max_length=MOST_ROWS, description="people hired on top for single groups, beside `extra`"
    )


@dataclass(frozen=True)
class Memory:
    referred: Bools = per_person(False)
    tests: Ints = per_person(0)  # methods passed at hiring; 0 for those who were there


Mine = Own[HiringLevers, Recruitment, Memory]


def _advertised(own: Mine) -> int:
    """Places on top that were advertised under the levers before these."""
    before = own.before
    return before.extra if before is not None and before.post_week * DAYS_PER_WEEK < own.since else 0


def _on_top(day: Day, own: Mine) -> None:
    """The places on top are advertised in their week, or on the morning on which they are decided, if that is later;
    they are filled when the pipeline is through."""
    if own.plan.extra and day.index == max(own.since, own.plan.post_week * DAYS_PER_WEEK):
        filled = {group: len(seats) for group, seats in spread(day, day.facts.service, _advertised(own))}
        for group, seats in spread(day, day.facts.service, own.plan.extra):
            # Seats beyond the group's own, so that their days off take turns with everybody's.
            more = seats[filled.get(group, 0) :]
            _hire(day, own, group, more + day.shop.people[group].count, EXTRA)
    if own.plan.places:
        _for_groups(day, own)


def _for_groups(day: Day, own: Mine) -> None:
    """Places on top of single groups; each has a seat of its own, beyond those of `extra` and of the places before."""
    groups = [group.id for group in day.shop.people]
    taken = [group.count + own.plan.extra for group in day.shop.people]
    for places in own.plan.places:
        group = groups.index(places.group)
        if day.index == places.week * DAYS_PER_WEEK:
            _hire(day, own, group, taken[group] + np.arange(places.people), EXTRA)
        taken[group] += places.people


def _successors(day: Day, own: Mine) -> None:
    """The place of somebody who leaves is advertised on the day of the notice, if it is filled at all."""
    people = day.people
    for person in np.flatnonzero(day[NOTICE] == day.index):
        key = int(draws.extend(people.key[person], "replace"))
        if draws.uniform(key, draws.Purpose.CHOICE) < own.plan.replace:
            seats, generation = people.seat[[person]], int(people.generation[person]) + 1
            _hire(day, own, int(people.group[person]), seats, generation)


def _book(day: Day, own: Mine) -> None:
    """Whoever starts today has been paid for."""
    people = day.people
    hires = int(((people.hired == day.index) & ~people.temp & (people.generation > 0)).sum())
    day.note("hires", hires)
    day.book("hiring", -hires * _hire_cost(own))


def spread(day: Day, able: Bools, wanted: int) -> Iterator[tuple[int, Ints]]:
    """(group, seats) over which `wanted` people are dealt out, group by group in turns; `able`: (G,)."""
    groups = [g for g in np.flatnonzero(able) if day.shop.people[g].count] or list(np.flatnonzero(able))
    for position, group in enumerate(groups):
        seats = np.arange(position, wanted, len(groups)) // len(groups)
        if len(seats):
            yield int(group), seats


def _hire(day: Day, own: Mine, group: int, seats: Ints, generation: int) -> None:
    """Advertise, choose among the candidates of each place, and put the hires on the roster for their first day."""
    plan, numbers, people, d = own.plan, own.numbers, day.people, day.index
    if generation == EXTRA:  # a seat of its own for each, also where more places are decided on later
        taken = people.seat[(people.group == group) & (people.generation == EXTRA)]
        if np.isin(seats, taken).any():
            seats = seats - seats.min() + taken.max() + 1
    log_pay = float(np.log(day[PAY_LEVEL]))
    line = pipeline(numbers, plan.lead_days, plan.tests, plan.applicants, log_pay)
    first = d + 1 + round(line.starts)
    rows = newcomers(
        day.shop, day.talent.spread, day.seed, group, seats, generation, False, first, first + plan.training_days,
        NEVER, day[TRAINED](plan.training_days),
    )  # fmt: skip
    ability, noise = _candidates(rows.key, plan.applicants)
    z = hired(numbers, plan.tests, ability, noise, log_pay)
    rows.ability[:] = np.exp(day.talent.spread * z - day.talent.spread**2 / 2)
    staff = int((day.employed & ~people.temp).sum())
    share = referred_share(numbers, plan.referral_share, len(seats), staff)
    referred = draws.uniform(draws.extend(rows.key, "referred"), draws.Purpose.CHOICE) < share
    day.join(own, rows, referred=referred, tests=plan.tests)


def _candidates(keys: Keys, applicants: int) -> tuple[Floats, Floats]:
    """Abilities of the candidates for each place and the luck of judging them, (n, k) standard normals.

    More candidates are the same ones and some more.
    """
    each = [draws.extend(keys, k) for k in range(applicants)]

    def of(name: str) -> Floats:
        drawn = [draws.normal(draws.extend(key, name), draws.Purpose.SIZE, draws.Purpose.SIZE_B) for key in each]
        return np.stack(drawn, 1)

    return of(TRAITS[0]), of(TRAITS[1])


def _hire_cost(own: Mine) -> float:
    return cost(own.plan.cost, own.plan.candidate_cost, own.plan.tests, own.plan.applicants)


def _open_places(day: Day, own: Mine) -> float:
    """Hires that have not yet been paid for: successors who are to come, and planned places for which nobody is."""
    people = day.people
    lasts = ~people.temp & (people.gone == NEVER)
    there = np.bincount(people.group[lasts], minlength=len(day.shop.people))
    nobody = sum(max(0, group.count - n) for group, n in zip(day.shop.people, there.tolist(), strict=True))
    return -_hire_cost(own) * (int((lasts & (people.hired > day.index)).sum()) + nobody)


def _leaver(day: Day, own: Mine) -> Floats:
    """What it costs to fill a place again, (n,): the hire, and the days in which nobody works there.

    A place that is not filled stands empty for half of the year, on average. That costs no less than to fill it, or
    the shop would not plan it.
    """
    plan, group = own.plan, day.people.group
    line = pipeline(own.numbers, plan.lead_days, plan.tests, plan.applicants, float(np.log(day[PAY_LEVEL])))
    worth, pay = day.facts.hour_worth[group], day.facts.pay_hour[group] * day[PAY_LEVEL]
    unpaid = max(0.0, line.starts - day[NOTICE_DAYS])
    idle = max(0.0, line.starts + plan.training_days - day[NOTICE_DAYS])
    filled = _hire_cost(own) + HOURS_PER_DAY * (worth * idle - pay * unpaid)
    never = HOURS_PER_DAY * (worth - pay) * DAYS_PER_YEAR / 2
    return plan.replace * filled + (1 - plan.replace) * np.maximum(filled, never)


def _empty_places(day: Day, own: Mine) -> float:
    """What the places that stand empty tonight, or will when a notice is over, cost until somebody works there.

    The hours that nobody gives, less the pay that nobody draws, over the year after.
    """
    people, facts = day.people, day.facts
    days = day.index + 1 + np.arange(DAYS_PER_YEAR)
    of_group = (people.group == np.arange(len(day.shop.people))[:, None]) & ~people.temp  # (G, n)
    seats = np.array([[group.count] for group in day.shop.people])
    leaves = people.gone[:, None]

    def missing(since: Ints) -> Floats:
        """(G,) days of places."""
        there = (since[:, None] <= days) & (days < leaves)
        return np.maximum(0.0, seats - of_group.astype(float) @ there).sum(axis=1)

    lost, saved = missing(people.ready) * facts.hour_worth, missing(people.hired) * facts.pay_hour * day[PAY_LEVEL]
    return -HOURS_PER_DAY * float((lost - saved).sum())


AT_ONCE = {"hiring.lead_days": 0}  # of both arms of a direction: who is chosen comes at once

MECHANISM = Mechanism(
    name="hiring",
    what="who leaves is replaced, places on top are filled: chosen among candidates, after a pipeline's days",
    levers=HiringLevers,
    asks=("extra", "places", "tests", "referral_share"),
    numbers=Recruitment,
    memory=lambda day, own: Memory(),
    needs=(NOTICE, NOTICE_DAYS, TRAINED),
    reads=(PAY_LEVEL,),
    always=True,
    acts={Phase.MORNING: _on_top, Phase.PAY: _book, Phase.CLOSE: _successors},
    adds={
        QUITS: lambda day, own: log_quits(own.numbers, own.mine.referred, own.mine.tests),
        LEAVER: _leaver,
    },
    says={CLASSROOM: "training_days"},
    counts=(Count("hires", "people who start, temps aside"),),
    accounts=(Account("hiring", "advertisements, contracts, tests and courses of people who start", MoneyPart.TEAM),),
    leaves={"backlog": _open_places, "people": _empty_places},
    moves=(
        Move(
            "hiring.replace",
            0.0,
            "headcount_end",
            "down",
            "who leaves is not replaced",
            {"hiring.lead_days": 0, "hiring.training_days": 0, "calendar.weeks": 16, "calendar.campaigns": []},
        ),
        Move(
            "hiring.lead_days", 3, "hires", "up", "a shorter wait brings people within the season", {"hiring.extra": 4}
        ),
        Move(
            "hiring.training_days",
            25,
            "staffed_s",
            "down",
            "classroom comes before the floor",
            {"hiring.extra": 8, "hiring.lead_days": 0},
        ),
        Move(
            "hiring.cost", 6000.0, "hiring", "down", "each hire costs more", {"hiring.extra": 4, "hiring.lead_days": 0}
        ),
        Move(
            "hiring.tests",
            3,
            "left.people",
            "up",
            "HIR-01-interview HIR-01-sample HIR-01-quiz",
            {"hiring.extra": 30, "hiring.lead_days": 0, "hiring.applicants": 5},
        ),
        Move(
            "hiring.applicants",
            6,
            "left.people",
            "up",
            "the best of more candidates is better (order statistics)",
            {"hiring.extra": 30, "hiring.lead_days": 0, "hiring.tests": 2},
        ),
        Move(
            "hiring.candidate_cost",
            600.0,
            "hiring",
            "down",
            "each candidate costs more",
            {"hiring.extra": 4, "hiring.lead_days": 0},
        ),
        Move(
            "hiring.referral_share",
            0.9,
            "log_quits",
            "down",
            "HIR-04",
            {"hiring.extra": 5, "hiring.lead_days": 0, "people.late.count": 60},
        ),
        Move(
            "hiring.places",
            (Places(group="late", people=4),),
            "headcount_end",
            "up",
            "people on top come on top",
            {"hiring.lead_days": 0},
        ),
        Move("hiring.extra", 4, "headcount_end", "up", "people on top come on top", AT_ONCE),
        Move("hiring.post_week", 3, "wages", "up", "who comes later is paid later", {"hiring.extra": 4, **AT_ONCE}),
    ),
)
