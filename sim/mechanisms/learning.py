"""Learning: how fast and how right somebody is after so much experience.

Speed follows an exponential ramp to the speed of an experienced person,

    speed(e) = 1 / (1 + gap · exp(−e / ramp_weeks)),

so that a first day runs at 1 / (1 + gap) of full speed (De Grip, Sauermann & Sieben 2016: output grows by 64 % over
the first year in a call centre). Wrong answers fall along the same curve. A day in the classroom is worth
`classroom` days on the floor: training costs time first and pays later.

A week among experienced colleagues is worth more than a week: experience grows at a pace that rises with their share
of the team (same source: 36 % less time to an experienced level). A mentor is an experienced colleague for certain,
at the price of the mentor's hours. A second kind of work is learned along the same ramp, to a lower top.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, OneOrMany
from sim.contract.channels import (
    EXPERIENCE,
    EXPERIENCED,
    LEARNING,
    RAMP,
    SPEED_AT,
    TRAINED,
    WRONG_SHARE,
    WRONG_TODAY,
    WRONG_USUAL,
)
from sim.contract.day import Day
from sim.contract.mechanism import Mechanism, Own
from sim.contract.memory import per_person
from sim.contract.phases import Phase
from sim.units import STANDARD_SHIFT_HOURS, STANDARD_WEEK_HOURS


@dataclass(frozen=True)
class Learning:
    gap: float  # an experienced person is 1 + gap times as fast as on the first day
    ramp_weeks: float  # full-time weeks of experience in which the gap falls to 1/e
    classroom: float  # days of experience that a day of training is worth
    wrong: float  # share of an experienced person's answers that is wrong, one contact in hand
    novice_wrong: float  # how many times more wrong answers on the first day, minus 1
    peers: float  # pace of learning among experienced colleagues only, against among newcomers only, as a difference
    usual_peers: float  # share of experienced colleagues at which a week is worth a week
    mentor_hours: float  # of the mentor, a week and newcomer
    mentor_weeks: float  # a newcomer's first weeks, with a mentor or learning from experienced colleagues
    second_best: float  # top speed in a second kind of work, as a share of the first


def speed(learning: Learning, experience_weeks: OneOrMany) -> Floats:
    """Share of full speed, in (0, 1], by weeks of experience."""
    return 1 / (1 + learning.gap * np.exp(-experience_weeks / learning.ramp_weeks))


def wrong_share(learning: Learning, experience_weeks: OneOrMany) -> Floats:
    """Share of answers that is wrong with one contact in hand, in [0, 1]."""
    excess = learning.novice_wrong * np.exp(-experience_weeks / learning.ramp_weeks)
    return np.minimum(1.0, learning.wrong * (1 + excess))


def experienced(learning: Learning, experience_weeks: OneOrMany) -> np.ndarray:
    """Who counts as an experienced colleague: the mentoring weeks are behind them."""
    return np.asarray(experience_weeks) >= learning.mentor_weeks


def pace(learning: Learning, experienced_share: OneOrMany, mentored: OneOrMany = 0.0) -> Floats:
    """Weeks of experience that a week at work is worth, > 0; 1 at the usual share of experienced colleagues.

    `experienced_share` of the colleagues, in [0, 1]; `mentored` 0 or 1 (or a share): a mentor makes it 1.
    """
    share = experienced_share + np.asarray(mentored, float) * (1 - experienced_share)
    return 1 + learning.peers * (share - learning.usual_peers)


def contact_rate(learning: Learning) -> float:
    """Share of what colleagues know more that passes to a person in a week among them (1/week).

    The ramp closes at 1 / ramp_weeks; experienced colleagues add `peers` times that. What a course taught passes on
    by the same daily contact (`sim.mechanisms.know_how`).
    """
    return learning.peers / learning.ramp_weeks


def mentoring(learning: Learning, newcomers: float, experienced_people: float, share: float) -> tuple[float, float]:
    """Share of newcomers who get a mentor, and hours a week that an experienced person loses to it on average.

    One mentor takes one newcomer: more newcomers than experienced people cannot all be mentored.
    """
    pairs = min(share * newcomers, experienced_people)
    if pairs <= 0:
        return 0.0, 0.0
    return pairs / newcomers, learning.mentor_hours * pairs / experienced_people


def second_speed(learning: Learning, practice_weeks: Floats) -> Floats:
    """Speed in a second kind of work as a share of full speed in the first, by weeks of practice in it."""
    return learning.second_best * speed(learning, practice_weeks)


def newcomer_experience(learning: Learning, training_days: int) -> float:
    """Weeks of experience that the classroom gives before the first day on the floor."""
    return learning.classroom * training_days * STANDARD_SHIFT_HOURS / STANDARD_WEEK_HOURS


@dataclass(frozen=True)
class Memory:
    experience: Floats = per_person(lambda rows: rows.trained)  # full-time weeks


Mine = Own[None, Learning, Memory]


def _day_at_work(day: Day, own: Mine) -> Memory:
    """A day's hours on the floor become experience, at everybody's pace of learning."""
    shift, gained = day.shift, np.zeros(len(day.people))
    weeks = shift.worked * day.crew.availability * day[LEARNING][shift.person] / STANDARD_WEEK_HOURS
    gained[shift.person] = weeks
    return Memory(own.mine.experience + gained)


def _experienced(day: Day, own: Mine) -> Bools:
    here = day.on_floor & ~day.people.temp
    return here & experienced(own.numbers, own.mine.experience)


def _pace(day: Day, own: Mine) -> Floats:
    """More among experienced colleagues."""
    floor = day.service & day.on_floor
    share = (day[EXPERIENCED] & floor).sum() / max(1, floor.sum())
    return np.where(floor, pace(own.numbers, share), 1.0)


MECHANISM = Mechanism(
    name="learning",
    what="experience makes quicker and surer, the more so among experienced colleagues",
    numbers=Learning,
    memory=lambda day, own: Memory(),
    always=True,
    acts={Phase.PEOPLE: _day_at_work},
    adds={
        LEARNING: _pace,
        WRONG_TODAY: lambda day, own: wrong_share(own.numbers, own.mine.experience[day.shift.person]),
    },
    shares={
        EXPERIENCE: lambda day, own: own.mine.experience,
        EXPERIENCED: _experienced,
        RAMP: lambda day, own: speed(own.numbers, own.mine.experience),
        WRONG_SHARE: lambda day, own: wrong_share(own.numbers, own.mine.experience),
        SPEED_AT: lambda day, own: lambda weeks: speed(own.numbers, weeks),
        TRAINED: lambda day, own: lambda days: newcomer_experience(own.numbers, days),
        WRONG_USUAL: lambda day, own: own.numbers.wrong,
    },
)
