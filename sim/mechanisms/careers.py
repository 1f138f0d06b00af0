"""Careers: a ladder of grades, who is made a lead, and posts promised to the best results.

Leads are the longest-serving of the floor, or people promoted on the first day. The race for promised posts is the
contest of `sim.mechanisms.contest`, run over the whole season; the prize is a lead's extra pay for as long as somebody
stays to draw it. Nothing is paid in the season: the bill comes after it, with leads who were chosen by their results
and lead as such people do. Both stand in the end state.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from pydantic import Field

from sim import draws
from sim.arrays import Bools, Floats, Ints
from sim.contract.channels import (
    EFFORT,
    HAZARD,
    LEAD_PAY,
    LEAD_QUALITY,
    LEADING,
    LEADS,
    NOTICE,
    OFF_FLOOR,
    OWN_STAKE,
    PACE,
    PAY_LEVEL,
    PAY_SHARE,
    QUITS,
    QUITS_AFTER,
    RESPONSE,
    RUSH,
    SPAN,
    STAYING,
    WORKED,
    WORTH,
)
from sim.contract.day import Day
from sim.contract.mechanism import Mechanism, Move, Own
from sim.contract.memory import normal, per_person
from sim.contract.people import NEVER
from sim.contract.phases import Phase
from sim.mechanisms import contest, leadership
from sim.mechanisms.attrition import Reasons, career_term
from sim.mechanisms.bounds import Transfer
from sim.mechanisms.leadership import Leadership
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_WEEK, DAYS_PER_YEAR, STANDARD_WEEK_HOURS

GRADE_WEEKS = 26  # weeks between two grades of a ladder


class CareersLevers(Part):
    """Ladders and promotions."""

    steps: int = Field(0, ge=0, le=6, description="grades above the first, without becoming a lead")
    step_pay: Annotated[float, Field(ge=0, le=0.5)] = Field(0.05, description="share of pay added by a grade")
    promotions: int = Field(0, ge=0, le=20, description="people made lead at the start, instead of hired leads")
    promote_on_output: Share = Field(1.0, description="1: the quickest become leads; 0: those who can lead")
    promised: int = Field(0, ge=0, le=20, description="lead posts promised to the season's best results, at its end")


@dataclass(frozen=True)
class Numbers:
    leadership: Leadership
    quits: Reasons
    transfer: Transfer


@dataclass(frozen=True)
class Memory:
    aptitude: Floats = per_person(normal("aptitude"))  # for leading, SDs
    lead: Bools = per_person(False)
    race: Floats = per_person(1.0)  # effort for a promised post, solved on the first day of each week
    shown: bool = False  # whether output has had its say in aptitude, at the first promotions


Mine = Own[CareersLevers, Numbers, Memory]


def grade(steps: int, tenure_weeks: Floats) -> Floats:
    """Grades that people have climbed, (n,)."""
    return np.minimum(steps, tenure_weeks // GRADE_WEEKS)


def _climbed(day: Day, own: Mine) -> Floats:
    return grade(own.plan.steps, day.people.tenure_weeks(day.index))


def _grade_pay(day: Day, own: Mine) -> Floats:
    """Share of pay that grades add."""
    return own.plan.step_pay * _climbed(day, own)


# ---- who leads


def _choose_leads(day: Day, own: Mine) -> Memory | None:
    """The service floor's leads: those who are promoted, or else the longest-serving.

    On the first morning; later on, once a week, somebody follows a lead who has left.
    """
    people = day.people
    rows = np.flatnonzero(day.service & day.employed & ~people.temp)
    if day.index % DAYS_PER_WEEK or not len(rows):
        return None
    lead = own.mine.lead.copy()
    missing = _posts(day, own, len(rows)) - int(lead[rows].sum())
    rows = rows[~lead[rows]]
    if missing <= 0 or not len(rows):
        return None
    day.touch()
    if own.plan.promotions:
        aptitude = own.mine.aptitude if own.mine.shown else _shown_aptitude(day, own, rows)
        lead[_promoted(day, own, rows, aptitude, missing)] = True
        return replace(own.mine, lead=lead, aptitude=aptitude, shown=True)
    lead[rows[np.argsort(people.hired[rows], kind="stable")[:missing]]] = True
    return replace(own.mine, lead=lead)


def _posts(day: Day, own: Mine, led: int) -> int:
    return own.plan.promotions or leadership.posts(led, day[SPAN])


def _output(day: Day, rows: Ints) -> Floats:
    """Own output of people in standard deviations among them."""
    output = np.log(day.people.ability[rows])
    return (output - output.mean()) / (output.std() or 1.0)


def _shown_aptitude(day: Day, own: Mine, rows: Ints) -> Floats:
    """Aptitude of all, that of `rows` with what output says of it."""
    shown = own.mine.aptitude.copy()
    shown[rows] = leadership.aptitude(own.numbers.leadership, _output(day, rows), shown[rows])
    return shown


def _promoted(day: Day, own: Mine, rows: Ints, aptitude: Floats, places: int) -> Ints:
    plan, key = own.plan, draws.extend(day.people.key[rows], "promoted")
    noise = draws.normal(key, draws.Purpose.SIZE, draws.Purpose.SIZE_B)
    chosen = leadership.promoted(
        own.numbers.leadership, _output(day, rows), aptitude[rows], noise, places, plan.promote_on_output
    )  # fmt: skip
    return rows[chosen]


def _quality(day: Day, own: Mine) -> float:
    """Mean quality of the leads, SDs: promoted people's own, 0 for the rest."""
    if not own.plan.promotions:
        return 0.0
    people = day.people
    led = int((day.service & day.employed & ~people.temp).sum())
    posts = leadership.posts(led, day[SPAN])
    there = own.mine.lead & day.employed
    return float(own.mine.aptitude[there].sum() / max(posts, int(there.sum())))


def _away(day: Day, own: Mine) -> Floats:
    """Share of a lead's time that the people led take: a promoted lead's free hours are all theirs."""
    share = day[LEADING]
    if own.plan.promotions:
        share = np.maximum(share, own.numbers.leadership.lead_hours / STANDARD_WEEK_HOURS)
    return np.where(own.mine.lead & ~day.people.temp, share, 0.0)


# ---- promised posts


def _race(day: Day, own: Mine) -> Memory | None:
    """Equilibrium of the race for the posts, on the first day of each week; leads do not race."""
    if not own.plan.promised or day.index % DAYS_PER_WEEK:
        return None
    people, found = day.people, np.ones(len(day.people))
    rows = np.flatnonzero(day.staff & ~own.mine.lead)
    posts = min(own.plan.promised, len(rows) - 1)
    if posts > 0:
        days = len(day.facts.days) * float((1 - day.facts.rest_days[people.group[rows]] / DAYS_PER_WEEK).mean())
        prize = _stake(day, own) * days
        found[rows] = contest.race(np.log(day[PACE][rows]), posts, prize, days, day[RESPONSE], day[RUSH]).effort
    return replace(own.mine, race=found)


def _stake(day: Day, own: Mine) -> float:
    """The prize over a season's pay at the usual output; 0 where nothing is promised."""
    if not own.plan.promised:
        return 0.0
    service = day.facts.service
    rest = float(day.facts.rest_days[service].mean()) if service.any() else 0.0
    worked = 1 - rest / DAYS_PER_WEEK
    days = worked * len(day.facts.days)
    return contest.promotion_days(day[LEAD_PAY], worked * DAYS_PER_YEAR, _years(day)) / days


def _years(day: Day) -> float:
    """Years that an experienced, rested person is expected to stay under the practices of today."""
    return float(1 / day[HAZARD](np.inf, 0.0, float(day[QUITS].mean())) / DAYS_PER_YEAR)


def promised(day: Day, own: Mine) -> Ints:
    """Rows of those who get the posts when the season ends today: the most standard days' work, leads aside."""
    people = day.people
    there = day.service & day.employed & ~people.temp & ~own.mine.lead & (day[NOTICE] == NEVER)
    rows = np.flatnonzero(there)
    return rows[np.argsort(-day[WORKED][rows], kind="stable")[: own.plan.promised]]


def _quits_after(day: Day, own: Mine) -> float:
    """What the new leads add to everybody's log hazard: they lead as well as people chosen by their results."""
    new = promised(day, own)
    if not len(new):
        return 0.0
    people = day.people
    rows = np.flatnonzero(day.service & day.employed & ~people.temp)
    apt = own.mine.aptitude if own.mine.shown else _shown_aptitude(day, own, rows)
    now = _quality(day, own)
    places = max(1, round(len(rows) / day[SPAN]), int((own.mine.lead & day.employed).sum()))
    after = (now * places + apt[new].sum()) / (places + len(new))
    return float(own.numbers.transfer.shrinkage * leadership.quits_term(own.numbers.leadership, after - now))


def _bill(day: Day, own: Mine) -> float:
    """Extra pay of the promised posts over the year after, contributions among it, as long as people stay."""
    new = promised(day, own)
    if not len(new):
        return 0.0
    weekly = day[LEAD_PAY] * day[PAY_LEVEL] * day.facts.pay_hour[day.people.group[new]] * STANDARD_WEEK_HOURS
    return -sum(float(np.sum(stays * weekly)) for stays in day[STAYING](new))


MECHANISM = Mechanism(
    name="careers",
    what="a ladder of grades, who is made a lead, posts promised to the best results",
    levers=CareersLevers,
    asks=("steps", "promotions", "promised"),
    numbers=Numbers,
    memory=lambda day, own: Memory(),
    needs=(HAZARD, NOTICE, PACE, RESPONSE, RUSH, STAYING, WORKED),
    reads=(LEAD_PAY, PAY_LEVEL, SPAN),
    acts={Phase.MORNING: _choose_leads, Phase.CREW: _race},
    adds={
        QUITS: lambda day, own: (
            career_term(own.numbers.quits, np.maximum(0, own.plan.steps - _climbed(day, own)))
            + leadership.quits_term(own.numbers.leadership, day[LEAD_QUALITY])
        ),
        WORTH: lambda day, own: np.log1p(_grade_pay(day, own)),
        PAY_SHARE: lambda day, own: (
            _grade_pay(day, own) + (day[LEAD_PAY] * own.mine.lead if own.plan.promotions else 0.0)
        ),
        OFF_FLOOR: _away,
        EFFORT: lambda day, own: np.log(own.mine.race),
        OWN_STAKE: _stake,
        QUITS_AFTER: _quits_after,
    },
    shares={LEADS: lambda day, own: own.mine.lead, LEAD_QUALITY: _quality},
    leaves={"promises": _bill},
    moves=(
        Move("careers.steps", 6, "left.people", "up", "a ladder keeps people (ASM-career)", {"careers.step_pay": 0.0}),
        Move("careers.step_pay", 0.2, "wages", "down", "grades add pay", {"careers.steps": 3}),
        Move("careers.promotions", 2, "staffed_s", "down", "a promoted lead's free hours go to the people led"),
        Move(
            "careers.promote_on_output",
            0.0,
            "lead_quality",
            "up",
            "HIR-01-assessment INC-12",
            {"careers.promotions": 20, "people.late.count": 120},
        ),
        Move("careers.promised", 2, "effort", "up", "a promotion is a prize (Lazear & Rosen 1981)"),
    ),
)
