"""Leadership: who leads, and what leads do with their hours.

A lead has a quality z in standard deviations. Good leads keep people (Hoffman & Tadelis 2021) and, through coaching,
teach what stays with the people (Lazear, Shaw & Stanton 2015); coaching saturates in its hours. Hours spent on keeping
people cut quits; the push fades until it is repeated (Friebel, Heinz & Zubanov 2022: its size sets; how it fades was
assumed with their later months in mind, which test nothing therefore). Both take the hour of the lead and of the other,
and share what the leads who are there have free: where it does not go round, everybody gets less of both. The shop's
wages have the leads of the usual span in them; one more is paid as a lead.

Who is promoted decides on z: the best at the work lead no better than others (direction: Benson, Li & Shue 2019),
a signal of aptitude finds those who do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

from sim.arrays import Bools, Floats, Ints, OneOrMany
from sim.contract.channels import (
    ERRORS,
    LEAD_PAY,
    LEAD_QUALITY,
    LEADING,
    LEADS,
    LEARNED,
    OFF_FLOOR,
    PAY_SHARE,
    QUALITY_WEIGHT,
    QUITS,
    SPAN,
    SPEED,
)
from sim.contract.day import Day
from sim.contract.mechanism import Mechanism, Move, Own
from sim.contract.memory import per_person
from sim.contract.phases import Phase
from sim.mechanisms.motivation import Motivation, goal_log_speed, goal_log_wrong
from sim.shop.types import Part
from sim.units import DAYS_PER_MONTH, DAYS_PER_WEEK, STANDARD_WEEK_HOURS


@dataclass(frozen=True)
class Leadership:
    quits: float  # log factor on the quit hazard for a standard deviation of the lead's quality
    boss: float  # log output for a standard deviation of the lead's quality, coaching in full
    coached: float  # log output that a lead of mean quality teaches, coaching in full
    coach_hours: float  # hours a week and person in which 63 % of coaching arrives
    learn_weeks: float  # weeks in which 63 % of what a lead teaches is learned
    lead_hours: float  # hours of a lead's week that are free for the people led
    attention: float  # log factor on the quit hazard, just after the push, at `attention_hours`
    attention_hours: float  # a month and person, of the trial
    fade_weeks: float  # weeks until half of the push is left
    aptitude_signal: float  # validity of what shows aptitude before a promotion
    output_aptitude: float  # correlation of own output with aptitude for leading


def quits_term(leadership: Leadership, quality: OneOrMany) -> Floats:
    """Log factor on the quit hazard of people under leads of `quality`, in SDs."""
    return leadership.quits * np.asarray(quality, float)


def possible_hours(leadership: Leadership, span: float, wanted: float) -> float:
    """Hours a week and person that a lead can give of those `wanted`."""
    return min(wanted, leadership.lead_hours / span)


def posts(people: int, span: float) -> int:
    """Leads of a floor: one at least."""
    return max(1, round(people / span))


def taught(leadership: Leadership, quality: OneOrMany, hours: OneOrMany) -> Floats:
    """Log output that people end up with under a lead who coaches them `hours` a week each."""
    arrives = 1 - np.exp(-np.asarray(hours, float) / leadership.coach_hours)
    return (leadership.coached + leadership.boss * np.asarray(quality, float)) * arrives


def learning(leadership: Leadership, now: Floats, target: Floats, weeks: float) -> Floats:
    """What people have of it `weeks` later: towards the target; what was learned stays when the lead goes."""
    return now + (np.maximum(now, target) - now) * (1 - np.exp(-weeks / leadership.learn_weeks))


def attention_term(leadership: Leadership, hours_month: float, weeks_since: OneOrMany) -> Floats:
    """Log factor on the quit hazard, `weeks_since` the leads were last told to keep people; ≤ 0."""
    much = -math.expm1(-hours_month / leadership.attention_hours) / -math.expm1(-1.0)
    return leadership.attention * much * left(leadership.fade_weeks, weeks_since)


def left(half_weeks: float, weeks: OneOrMany) -> Floats:
    """Share of a push that is left: full at first, half after `half_weeks`, soon nothing."""
    return np.exp(-math.log(2) * (np.asarray(weeks, float) / half_weeks) ** 2)


def aptitude(leadership: Leadership, output: Floats, luck: Floats) -> Floats:
    """Aptitude for leading in SDs, from own output in SDs and a normal draw, (n,)."""
    r = leadership.output_aptitude
    return r * np.asarray(output) + math.sqrt(1 - r**2) * np.asarray(luck)


def promoted(leadership: Leadership, output: Floats, apt: Floats, noise: Floats, places: int, on_output: float) -> Ints:
    """Positions of the people made leads, best first: ranked on `on_output` · output + the rest · signal of aptitude.

    `output`, `apt`, `noise`: (n,) in SDs. Their quality as leads is their aptitude.
    """
    v = leadership.aptitude_signal
    signal = v * np.asarray(apt) + math.sqrt(1 - v**2) * np.asarray(noise)
    score = on_output * np.asarray(output) + (1 - on_output) * signal
    return np.argsort(-score, kind="stable")[:places]


USUAL_SPAN = 10  # people for each lead in the wages of a shop's people


class LeadershipLevers(Part):
    """What leads do with their hours. Leads are people of the floor; their hours come from there."""

    span: int = Field(USUAL_SPAN, ge=2, le=60, description="people for each lead")
    lead_pay: Annotated[float, Field(ge=0, le=1)] = Field(0.2, description="share of pay added for a lead")
    coaching_hours: Annotated[float, Field(ge=0, le=8)] = Field(0.0, description="a week for each person led")
    attention_hours: Annotated[float, Field(ge=0, le=8)] = Field(
        0.0, description="a month for each person led, on keeping people"
    )
    remind_weeks: int = Field(0, ge=0, le=52, description="weeks between reminders to keep people; 0 = said once")
    goal: Annotated[float, Field(ge=0, le=0.99)] = Field(
        0.0, description="daily goal, as the share of own days that stay below it; 0 = no goal"
    )


@dataclass(frozen=True)
class Numbers:
    leadership: Leadership
    motivation: Motivation


@dataclass(frozen=True)
class Memory:
    coached: Floats = per_person()  # what leads have taught, log speed


Mine = Own[LeadershipLevers, Numbers, Memory]


def _floor(day: Day) -> Bools:
    """(n,) the people who are led, leads among them."""
    return day.service & day.employed & ~day.people.temp


def _for_each(day: Day) -> float:
    """People for each lead who is there; infinite without any."""
    led = _floor(day)
    leads = int((led & day[LEADS]).sum())
    return int(led.sum()) / leads if leads else math.inf


def _given(day: Day, own: Mine) -> tuple[float, float]:
    """Hours a week and person that leads give to coaching and to keeping people, of those that the plan asks for."""
    coaching = own.plan.coaching_hours
    keeping = own.plan.attention_hours * DAYS_PER_WEEK / DAYS_PER_MONTH
    wanted = coaching + keeping
    if wanted <= 0:
        return 0.0, 0.0
    share = possible_hours(own.numbers.leadership, _for_each(day), wanted) / wanted
    return share * coaching, share * keeping


def _coaching(day: Day, own: Mine) -> Memory | None:
    numbers = own.numbers.leadership
    if own.plan.coaching_hours <= 0:
        return None
    target = taught(numbers, day[LEAD_QUALITY], _given(day, own)[0])
    return Memory(np.where(day.staff, learning(numbers, own.mine.coached, target, 1.0), own.mine.coached))


def _with_lead(day: Day, own: Mine) -> Floats:
    """Share of a person's week, (n,): to be coached or asked what would make one stay takes both."""
    return np.where(day.service & ~day.people.temp, sum(_given(day, own)) / STANDARD_WEEK_HOURS, 0.0)


def _leading(day: Day, own: Mine) -> float:
    """Share of a lead's week, for all the people led."""
    hours = sum(_given(day, own))
    return _for_each(day) * hours / STANDARD_WEEK_HOURS if hours else 0.0


def _more_leads(day: Day, own: Mine) -> Floats:
    """Share of pay that leads add beyond those of the usual span, on everybody's; negative where there are fewer."""
    led = _floor(day)
    more = posts(int(led.sum()), own.plan.span) - posts(int(led.sum()), USUAL_SPAN)
    return np.where(led, own.plan.lead_pay * more / max(1, int(led.sum())), 0.0)


def _attention(day: Day, own: Mine) -> float:
    """The leads' push to keep people, which was last asked for some weeks ago."""
    plan = own.plan
    if plan.attention_hours <= 0:
        return 0.0
    weeks = (day.index - own.began) / DAYS_PER_WEEK
    since = weeks % plan.remind_weeks if plan.remind_weeks else weeks
    month = _given(day, own)[1] * DAYS_PER_MONTH / DAYS_PER_WEEK
    return float(attention_term(own.numbers.leadership, month, since))


def _careless(day: Day, own: Mine) -> Floats:
    if own.plan.goal <= 0:
        return np.zeros(1)
    return goal_log_wrong(own.numbers.motivation, own.plan.goal, day[QUALITY_WEIGHT]) * day.service


def _goal(day: Day, own: Mine) -> Floats:
    return np.where(day.service, goal_log_speed(own.numbers.motivation, own.plan.goal), 0.0)


MECHANISM = Mechanism(
    name="leadership",
    what="leads coach, keep people and set goals, with hours that come from the floor",
    levers=LeadershipLevers,
    numbers=Numbers,
    memory=lambda day, own: Memory(),
    needs=(LEAD_QUALITY, LEADS),
    reads=(QUALITY_WEIGHT,),
    acts={Phase.WEEK: _coaching},
    adds={
        SPEED: lambda day, own: own.mine.coached + _goal(day, own),
        LEARNED: lambda day, own, weeks: own.mine.coached,
        OFF_FLOOR: _with_lead,
        LEADING: _leading,
        ERRORS: _careless,
        QUITS: _attention,
        PAY_SHARE: _more_leads,
    },
    asks=("coaching_hours", "attention_hours", "goal", "span"),
    says={SPAN: "span", LEAD_PAY: "lead_pay"},
    moves=(
        Move(
            "leadership.span",
            5,
            "left.people",
            "up",
            "a lead's hours are shared by fewer (TRV-05)",
            {"leadership.coaching_hours": 3.0},
        ),
        Move("leadership.span", 5, "wages", "down", "more leads are paid as leads"),
        Move("leadership.lead_pay", 0.5, "wages", "down", "leads are paid more", {"careers.promotions": 2}),
        Move("leadership.coaching_hours", 1.0, "left.people", "up", "TRV-05 ASM-coaching"),
        Move("leadership.attention_hours", 4.0, "left.people", "up", "TRV-06"),
        Move(
            "leadership.remind_weeks",
            1,
            "left.people",
            "up",
            "a push fades until it is repeated (TRV-06)",
            {"leadership.attention_hours": 2.0},
        ),
        Move("leadership.goal", 0.8, "busy_s", "down", "GOL-02"),
    ),
)
