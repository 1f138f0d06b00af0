"""Appraisal: what is measured, told and rewarded, and what it does to people.

A person's standing is seen through measures: the count of contacts, which a period's luck blurs, and the share of right
answers, which is read from a sample of contacts and gets clearer with each one read. Reliability is the share of the
variance of a measure that is true.

- **Feedback** raises output on average and lowers it in a third of cases (Kluger & DeNisi 1996): each talk draws its
  own effect, d ~ N(mean, spread) standard deviations of output. It says more when the measure is reliable and when
  there is news since the last talk, less when it is about the person instead of the work. It fades. Talk about the
  work takes preparing: which answers, what next time.
- **Gaming**: what counts is done, what does not count is left. Numbers that count are partly made without work:
  contacts closed early, which come back as wrong answers.
- **Forced ranking** puts a share of people into the lowest grade whatever they do. Those who would not be there by
  what is true are treated unfairly, and everybody can see it: more of them leave (Bond 2025;
  `sim.mechanisms.attrition.fairness_term`), and those who stay do less (Breza, Kaur & Shamdasani 2018: pay that nobody
  can see the reason of) with less care.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

from sim import draws
from sim.arrays import Alike, Floats, OneOrMany
from sim.contract.channels import (
    CARE_REWARD,
    ERRORS,
    LEADING,
    LEADS,
    OFF_FLOOR,
    QUALITY_WEIGHT,
    QUITS,
    RAMP,
    RESPONSE,
    REWARD,
    SPAN,
    SPEED,
    WRONG_SHARE,
    WRONG_USUAL,
)
from sim.contract.day import Day
from sim.contract.mechanism import Mechanism, Move, Own
from sim.contract.memory import per_person
from sim.contract.phases import Phase
from sim.mechanisms.attrition import Reasons, fairness_term
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_WEEK, STANDARD_WEEK_HOURS

MINUTES_PER_HOUR = 60.0
PAIRS = 2000  # points of the two-dimensional lattice for the chance of a wrong grade


@dataclass(frozen=True)
class Appraisal:
    feedback: float  # mean effect of a talk about the work, in standard deviations of output
    feedback_spread: float  # standard deviation of the effect between talks
    self_cost: float  # how much lower the mean is when all of it is about the person than when nothing is
    output_sd: float  # log output that one standard deviation stands for
    news_weeks: float  # weeks in which 63 % of what there is to say has come together
    feedback_weeks: float  # weeks in which the effect of a talk falls to half
    right_sd: float  # standard deviation of the true share of right answers between people
    stake: float  # what being graded is worth at the margin: standard days' pay per log point of the grade
    gaming: float  # log factor on wrong answers per unit of unguarded weight on numbers
    talk_hours: float  # of the lead and of the person, for a talk
    read_minutes: float  # of the lead, to read one contact
    prepare_hours: float  # of the lead, to prepare a talk that is about the work alone
    unfair_grade: float  # unfairness felt by somebody wrongly in the lowest grade
    unfair_seen: float  # unfairness felt by the others, per share of wrong lowest grades
    unfair_slower: float  # log speed lost at unfairness 1
    unfair_wrong: float  # log factor on wrong answers at unfairness 1


def right_reliability(appraisal: Appraisal, reads: Alike, right_share: float) -> Alike:
    """Share of the variance of measured right answers that is true, in [0, 1); 0 when nothing is read."""
    true = appraisal.right_sd**2
    noise = right_share * (1 - right_share)
    return true * reads / (true * reads + noise)


def count_reliability(days: float, log_spread: float, day_noise: float) -> float:
    """The same of counts over `days`, when true log speed varies by `log_spread` between people and a day's log count
    by `day_noise` (`sim.mechanisms.incentives`) at given speed."""
    return log_spread**2 / (log_spread**2 + day_noise**2 / days) if log_spread > 0 else 0.0


def reliability(quality_weight: float, count: Alike, right: Alike) -> Alike:
    """Of the grade: both measures standardised and weighted, their luck independent."""
    a, b = (1 - quality_weight) ** 2, quality_weight**2
    return (a * count + b * right) / (a + b)


def grades(quality_weight: float, log_speed: Floats, right: Floats, count_rel: float, right_rel: float,
           luck_count: Floats, luck_right: Floats) -> Floats:  # fmt: skip
    """Measured standing in standard deviations, (n,): true standing blurred to the two reliabilities.

    `log_speed`, `right`: true values (n,); `luck_*`: standard normals (n,).
    """

    def seen(true: Floats, rel: float, luck: Floats) -> Floats:
        spread = true.std()
        z = (true - true.mean()) / spread if spread > 0 else np.zeros_like(true)
        return np.sqrt(rel) * z + np.sqrt(1 - rel) * luck

    return (1 - quality_weight) * seen(log_speed, count_rel, luck_count) + quality_weight * seen(
        right, right_rel, luck_right
    )


def feedback_mean(appraisal: Appraisal, reliable: OneOrMany, self_focus: float, weeks_since: float) -> Floats:
    """Mean effect of a talk in log points of speed; below 0 when it is about the person and says little else."""
    news = 1 - np.exp(-weeks_since / appraisal.news_weeks)
    return appraisal.output_sd * news * (appraisal.feedback * reliable - appraisal.self_cost * (self_focus - 1 / 2))


def feedback(appraisal: Appraisal, reliable: OneOrMany, self_focus: float, weeks_since: float, luck: Floats) -> Floats:
    """Effect of one talk on log speed, (n,), from normals `luck` (n,); about a third is negative at best."""
    news = 1 - np.exp(-weeks_since / appraisal.news_weeks)
    spread = appraisal.output_sd * appraisal.feedback_spread * news
    return feedback_mean(appraisal, reliable, self_focus, weeks_since) + spread * luck


def feedback_later(appraisal: Appraisal, stock: Floats, weeks: float) -> Floats:
    """What is left of the talks' effect (log speed) `weeks` later."""
    return stock * np.exp(-np.log(2) * weeks / appraisal.feedback_weeks)


def rewards(appraisal: Appraisal, quality_weight: float, count: OneOrMany, right: OneOrMany) -> tuple[Floats, Floats]:
    """Rewards of speed and of care that the grade itself holds, for `sim.mechanisms.incentives.effort` and `.care`.

    `count`, `right`: reliabilities of the two measures: effort that is not seen is not rewarded.
    """
    return appraisal.stake * (1 - quality_weight) * np.sqrt(count), appraisal.stake * quality_weight * np.sqrt(right)


def gaming_log_wrong(appraisal: Appraisal, quality_weight: float, right: OneOrMany) -> Floats:
    """Log factor on wrong answers, ≥ 0: numbers count, and what is closed early is not found."""
    return appraisal.gaming * (1 - quality_weight) * (1 - quality_weight * np.sqrt(right))


def wrongly_lowest(reliable: float, share: float) -> float:
    """Share of all people who are put into the lowest grade and do not belong there, in [0, share].

    True and measured standing are normal with correlation √reliability; the lowest `share` by each.
    """
    if share <= 0:
        return 0.0
    from scipy.special import ndtr, ndtri

    cut = ndtri(share)
    r = np.sqrt(min(max(reliable, 0.0), 1.0))
    true = ndtri(share + (1 - share) * (np.arange(PAIRS) + 1 / 2) / PAIRS)  # those who do not belong there
    rest = np.sqrt(1 - r**2)
    below = ndtr((cut - r * true) / rest) if rest > 0 else (r * true < cut).astype(float)
    return float((1 - share) * below.mean())


def unfairness(appraisal: Appraisal, lowest: np.ndarray, reliable: float, share: float) -> Floats:
    """Unfairness felt, (n,) in [0, 1]: `lowest` says who was put into the lowest grade of a forced `share`."""
    if share <= 0:
        return np.zeros(np.shape(lowest))
    wrong = wrongly_lowest(reliable, share)
    felt = appraisal.unfair_seen * wrong + appraisal.unfair_grade * wrong / share * np.asarray(lowest, float)
    return np.clip(felt, 0, 1)


def lost_share(
    appraisal: Appraisal, every_weeks: float, reads: float, span: float, self_focus: float
) -> tuple[float, float]:
    """Shares of working time that appraisal takes from a person and from a lead with `span` people."""
    if every_weeks <= 0:
        return 0.0, 0.0
    hours = STANDARD_WEEK_HOURS * every_weeks
    before = reads * appraisal.read_minutes / MINUTES_PER_HOUR + (1 - self_focus) * appraisal.prepare_hours
    return appraisal.talk_hours / hours, span * (appraisal.talk_hours + before) / hours


WORKED = 5 / 7  # share of days that are worked
LUCK = ("talk", "counted", "read")  # of a talk: what it does, how the count was, how the sample was


class AppraisalLevers(Part):
    """What is measured, how often and how fairly."""

    every_weeks: int = Field(0, ge=0, le=52, description="weeks between two talks; 0 = none")
    quality_weight: Share = Field(0.5, description="weight of right answers against their number")
    reviews: int = Field(0, ge=0, le=200, description="contacts of each person read before a talk")
    self_focus: Share = Field(0.5, description="share of what is said that is about the person, not the work")
    ranked_out: Annotated[float, Field(ge=0, le=0.5)] = Field(0.0, description="share forced into the lowest grade")


@dataclass(frozen=True)
class Numbers:
    appraisal: Appraisal
    quits: Reasons


@dataclass(frozen=True)
class Memory:
    talks: Floats = per_person()  # what is left of talks, log speed
    unfair: Floats = per_person()  # unfairness felt, in [0, 1]


Mine = Own[AppraisalLevers, Numbers, Memory]


def _reliabilities(day: Day, own: Mine) -> tuple[float, float]:
    """Share of the variance that is true: of a period's count of contacts, of the right answers that were read."""
    days = own.plan.every_weeks * DAYS_PER_WEEK * WORKED
    count = count_reliability(days, day.talent.spread, day[RESPONSE].day_noise)
    return count, float(right_reliability(own.numbers.appraisal, own.plan.reviews, 1 - day[WRONG_USUAL]))


def _talks(day: Day, own: Mine) -> Memory:
    """What is left of talks; new ones where they are due, and what a forced ranking does."""
    plan, numbers, people = own.plan, own.numbers.appraisal, day.people
    left, unfair = feedback_later(numbers, own.mine.talks, 1.0), own.mine.unfair.copy()
    who = np.flatnonzero(day.staff)
    if not plan.every_weeks or day.index % (plan.every_weeks * DAYS_PER_WEEK) or not len(who):
        return Memory(left, unfair)
    count, right = _reliabilities(day, own)
    reliable = reliability(plan.quality_weight, count, right)
    key = draws.extend(people.key[who], day.index)
    luck = [draws.normal(draws.extend(key, name), draws.Purpose.SIZE, draws.Purpose.SIZE_B) for name in LUCK]
    left[who] += feedback(numbers, reliable, plan.self_focus, plan.every_weeks, luck[0])
    if plan.ranked_out > 0:
        level, share_right = np.log(people.ability[who]) + np.log(day[RAMP][who]), 1 - day[WRONG_SHARE][who]
        seen = grades(plan.quality_weight, level, share_right, count, right, luck[1], luck[2])
        unfair[who] = unfairness(numbers, seen <= np.quantile(seen, plan.ranked_out), reliable, plan.ranked_out)
    return Memory(left, unfair)


def _lost(day: Day, own: Mine) -> tuple[float, float]:
    plan = own.plan
    return lost_share(own.numbers.appraisal, plan.every_weeks, plan.reviews, day[SPAN], plan.self_focus)


def _rewards(day: Day, own: Mine) -> tuple[Floats, Floats]:
    if not own.plan.every_weeks:
        return np.zeros(1), np.zeros(1)
    paid = day.service & ~day.people.temp
    speed, care = rewards(own.numbers.appraisal, own.plan.quality_weight, *_reliabilities(day, own))
    return np.where(paid, speed, 0.0), np.where(paid, care, 0.0)


def _gaming(day: Day, own: Mine) -> Floats:
    if not own.plan.every_weeks:
        return np.zeros(1)
    right = _reliabilities(day, own)[1]
    return gaming_log_wrong(own.numbers.appraisal, own.plan.quality_weight, right) * day.service


MECHANISM = Mechanism(
    name="appraisal",
    what="talks move people, up on average and down in a third; what counts is done; a forced ranking is unfair",
    levers=AppraisalLevers,
    numbers=Numbers,
    memory=lambda day, own: Memory(),
    needs=(LEADS, RAMP, RESPONSE, WRONG_SHARE, WRONG_USUAL),
    reads=(SPAN,),
    acts={Phase.WEEK: _talks},
    adds={
        SPEED: lambda day, own: own.mine.talks - own.numbers.appraisal.unfair_slower * own.mine.unfair,
        OFF_FLOOR: lambda day, own: np.where(day.service & ~day.people.temp, _lost(day, own)[0], 0.0),
        LEADING: lambda day, own: _lost(day, own)[1],
        ERRORS: lambda day, own: _gaming(day, own) + own.numbers.appraisal.unfair_wrong * own.mine.unfair,
        QUITS: lambda day, own: fairness_term(own.numbers.quits, own.mine.unfair),
        REWARD: lambda day, own: _rewards(day, own)[0],
        CARE_REWARD: lambda day, own: _rewards(day, own)[1],
    },
    asks=("every_weeks",),
    says={QUALITY_WEIGHT: "quality_weight"},
    moves=(
        Move("appraisal.every_weeks", 2, "staffed_s", "down", "talks take time"),
        Move(
            "appraisal.quality_weight",
            1.0,
            "wrong_answers",
            "down",
            "INC-07",
            {"appraisal.every_weeks": 2, "appraisal.reviews": 30},
        ),
        Move(
            "appraisal.reviews",
            20,
            "wrong_answers",
            "down",
            "what is read is cared for (INC-07)",
            {
                "appraisal.every_weeks": 2,
                "appraisal.quality_weight": 0.8,
                "people.late.count": 20,
                "calendar.weeks": 8,
            },
        ),
        Move(
            "appraisal.self_focus",
            1.0,
            "busy_s",
            "up",
            "GOL-03",
            {"appraisal.every_weeks": 1, "appraisal.reviews": 50, "people.late.count": 16, "calendar.weeks": 8},
        ),
        Move(
            "appraisal.ranked_out",
            0.3,
            "log_quits",
            "up",
            "unfairness makes people leave (RNK-01)",
            {"appraisal.every_weeks": 1},
        ),
        Move("appraisal.ranked_out", 0.3, "left.people", "down", "leavers cost (RNK-01)", {"appraisal.every_weeks": 1}),
        Move("appraisal.ranked_out", 0.3, "busy_s", "up", "FAIR-01", {"appraisal.every_weeks": 1}),
        Move("appraisal.ranked_out", 0.3, "wrong_answers", "up", "RNK-03", {"appraisal.every_weeks": 1}),
    ),
)
