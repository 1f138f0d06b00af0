"""Work from home: minutes, pace and quits by tenure and room, and what the distance costs.

Call-centre volunteers with a room of their own and half a year in the job worked more minutes, quicker, and left half
as often at four days of five at home (Bloom et al. 2015); new data-entry staff without an office at home were 18 %
slower, two thirds of it at once and the rest by learning less (Atkin, Schoar & Shinde 2023). Both are ends of one
scale, fit in [0, 1]: half of it is the room, half the experience. Effects grow in proportion to the days at home.

People differ in what home does to their work and choose partly by it, so a free choice raises the gain: how much is
nowhere set. Only about half want it at all: after the trial over half of those at home came back. Those who want it
most go first; who is sent beyond them is at home against their will. Each desk at home is paid for; what a desk in the
office would bring if it were given up is not counted.

Hours that are not shared with the office cost talks (Chauvin, Choudhury & Fang 2024: 11 % for one or two hours); what
that does to answers is an assumption. They are also hours that people at home lay as they like, and who may do so
leaves less often (Moen, Kelly & Hill 2011: 45 % fewer where hours were free); the trial's people kept office hours.
The first free hours are worth most. People who are recorded work no more than others, are less content and break more
rules (Siegel, König & Lazar 2022; Ravid et al. 2023): the minutes that recording finds are lost in pace,
and care goes with them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

from sim.arrays import Bools, Floats, OneOrMany
from sim.contract.channels import AT_HOME, AVAILABILITY, ERRORS, LEARNING, QUITS, SPEED
from sim.contract.day import Day
from sim.contract.mechanism import Account, Mechanism, MoneyPart, Move, Own
from sim.contract.memory import normal, per_person, uniform
from sim.contract.phases import Phase
from sim.mechanisms.payroll import wages_day
from sim.shop.types import Part, Share, Weeks

TRIAL_DAYS = 4.0  # days of five at home in the call-centre trial that the effects are stated at
WEEK_DAYS = 5.0


@dataclass(frozen=True)
class Remote:
    minutes: float  # log minutes on the line, four days at home, fit 1
    rate: float  # log contacts a minute, four days at home, fit 1
    unready: float  # log contacts a minute on the first day, five days at home, fit 0
    slower: float  # loss of the pace of learning, five days at home, fit 0
    new_weeks: float  # tenure in which newness falls to 1/e
    quits: float  # log factor on the quit hazard, four days at home, of people who asked for it
    forced: float  # the same, of people who did not
    own_hours: float  # log factor on it that people leave less by when all their hours at home are their own
    own_hours_half: float  # hours a day of their own that do half of that
    willing: float  # share of people who want to work at home
    kit: float  # computer, headset, line and access for somebody who works at home, as a share of their pay
    fit_spread: float  # standard deviation between people of what four days at home do to their log output
    choice: float  # correlation of that with wanting to be at home
    hour_apart: float  # log of talks lost for each hour not shared
    least_talks: float  # share of talks that stays when no hour is shared: people shift their evenings
    wrong_apart: float  # log factor on wrong answers when no talk is left
    tracking_minutes: float  # log minutes that recording all time at home adds
    tracking_slower: float  # log contacts a minute that it costs
    tracking_wrong: float  # log factor on wrong answers that it costs
    tracking_quits: float  # log factor on the quit hazard that it costs
    room: float  # share of the people who did not ask that have a room for work at home


def dose(days_home: OneOrMany) -> Floats:
    """Days a week at home against the trial's four."""
    return np.asarray(days_home, float) / TRIAL_DAYS


def fit(remote: Remote, room: Bools | OneOrMany, tenure_weeks: OneOrMany) -> Floats:
    """How ready somebody is for work at home, in [0, 1]: `room` 0 or 1, and experience in the job."""
    return (np.asarray(room, float) + 1 - np.exp(-np.asarray(tenure_weeks) / remote.new_weeks)) / 2


def own_effect(remote: Remote, z: Floats) -> Floats:
    """A person's own deviation of log output at four days at home, from their own normal draw."""
    return remote.fit_spread * z


def chooses_home(remote: Remote, z: Floats, taste: Floats, share: float) -> np.ndarray:
    """Who picks home when free to: the `share` who want it most, who know partly what it does to their work.

    `z` the draw behind `own_effect`, `taste` another normal draw, both (n,).
    """
    want = wants_home(remote, z, taste)
    return want >= np.quantile(want, 1 - share) if share > 0 else np.zeros(len(want), bool)


def wants_home(remote: Remote, z: Floats, taste: Floats) -> Floats:
    """How much people want to be at home, standard normal between people, from two normals each (n,)."""
    return remote.choice * np.asarray(z) + math.sqrt(1 - remote.choice**2) * np.asarray(taste)


def log_minutes(remote: Remote, days_home: OneOrMany, ready: OneOrMany, tracking: float = 0.0) -> Floats:
    """Log presence: fewer breaks and sick days at home, in proportion to `ready` (see `fit`)."""
    recorded = _at_home(days_home) * remote.tracking_minutes * tracking
    return dose(days_home) * np.asarray(ready) * remote.minutes + recorded


def log_rate(
    remote: Remote, days_home: OneOrMany, ready: OneOrMany, own: OneOrMany = 0.0, tracking: float = 0.0
) -> Floats:
    """Log speed, between the unready and the ready; `own` from `own_effect`."""
    ready = np.asarray(ready)
    lost = remote.tracking_slower * tracking - (1 - ready) * remote.unready
    return dose(days_home) * (ready * remote.rate + own) - _at_home(days_home) * lost


def learning_pace(remote: Remote, days_home: OneOrMany, ready: OneOrMany) -> Floats:
    """Factor on the pace of learning, in (0, 1]."""
    return 1 - remote.slower * _at_home(days_home) * (1 - np.asarray(ready))


def log_quits(
    remote: Remote, days_home: OneOrMany, volunteer: OneOrMany, tracking: float = 0.0, hours_apart: float = 0.0
) -> Floats:
    """Log factor on the quit hazard; `volunteer` 1 for people who asked for days at home, 0 for those sent there."""
    volunteer = np.asarray(volunteer, float)
    wanted = volunteer * remote.quits + (1 - volunteer) * remote.forced
    day = remote.tracking_quits * tracking - remote.own_hours * own_time(remote, hours_apart)
    return dose(days_home) * wanted + _at_home(days_home) * day


def own_time(remote: Remote, hours_apart: OneOrMany) -> Floats:
    """What hours a day that need not be shared with the office are worth, in [0, 1): the first ones most."""
    return 1 - np.exp2(-np.asarray(hours_apart, float) / remote.own_hours_half)


def talks(remote: Remote, hours_apart: OneOrMany) -> Floats:
    """Share of direct talks that is left when so many hours a day are not shared, in (0, 1]."""
    return np.maximum(remote.least_talks, np.exp(-remote.hour_apart * np.asarray(hours_apart, float)))


def log_wrong(remote: Remote, days_home: OneOrMany, hours_apart: OneOrMany, tracking: float = 0.0) -> Floats:
    """Log factor on wrong answers of people who could not ask, or are recorded: only on the days at home."""
    apart = remote.wrong_apart * (1 - talks(remote, hours_apart))
    return _at_home(days_home) * (apart + remote.tracking_wrong * tracking)


def contact_share(days_home: OneOrMany) -> Floats:
    """Share of the week in which somebody works beside colleagues."""
    return 1 - _at_home(days_home)


def _at_home(days_home: OneOrMany) -> Floats:
    return np.minimum(1.0, np.asarray(days_home, float) / WEEK_DAYS)


OFFICE_HOURS = 8.0  # of a day, shared with the office when nothing is said


class RemoteLevers(Part):
    """Work from home."""

    days_home: int = Field(0, ge=0, le=5, description="a week, for the floor's chat and ticket people")
    home_share: Share = Field(0.5, description="share of those who may that works at home; who asks for it goes first")
    min_tenure_weeks: Weeks = Field(26.0, description="weeks in the team before the first day at home")
    overlap_hours: Annotated[float, Field(ge=0, le=12)] = Field(8.0, description="hours a day shared with the office")
    tracking: Share = Field(0.0, description="share of the time at home that is recorded")


@dataclass(frozen=True)
class Memory:
    home: Floats = per_person(normal("home"))  # what home does to their work, SDs
    taste: Floats = per_person(normal("taste"))  # what else makes them want it, SDs
    room: Floats = per_person(uniform("room"))  # place in the line of those who have a room for it


Mine = Own[RemoteLevers, Remote, Memory]


def _days(day: Day, own: Mine) -> Floats:
    """Days a week at home, (n,)."""
    tenure = day.people.tenure_weeks(day.index)
    able = day.facts.can_be_home[day.people.group] & (tenure >= own.plan.min_tenure_weeks) & ~day.people.temp
    return own.plan.days_home * (able & _first(own, own.plan.home_share)).astype(float)


def _held(day: Day, own: Mine) -> Floats:
    """The same as it is held with all that hangs on it: everybody's share of the week at home."""
    return np.where(day[AT_HOME] > 0, float(own.plan.days_home), 0.0)


def _asked(own: Mine) -> Bools:
    return _first(own, own.numbers.willing)


def _first(own: Mine, share: float) -> Bools:
    """Who is among the `share` of all people that wants home most."""
    from scipy.special import ndtri

    return wants_home(own.numbers, own.mine.home, own.mine.taste) > -float(ndtri(share))


def _ready(day: Day, own: Mine) -> Floats:
    """Who asks has a room; of the others some do."""
    room = _asked(own) | (own.mine.room < own.numbers.room)
    return fit(own.numbers, room, day.people.tenure_weeks(day.index))


def _speed(day: Day, own: Mine) -> Floats:
    deviation = own_effect(own.numbers, own.mine.home)
    return log_rate(own.numbers, _held(day, own), _ready(day, own), deviation, own.plan.tracking)


def _quits(day: Day, own: Mine) -> Floats:
    return log_quits(own.numbers, _held(day, own), _asked(own).astype(float), own.plan.tracking, _apart(own))


def _pay(day: Day, own: Mine) -> None:
    """A second desk for everybody who is at home at all, however many days."""
    here = (_days(day, own) > 0) & day.employed
    day.book("home_kit", -wages_day(day.facts.skills.pay_month[day.people.group[here]]) * own.numbers.kit)


def _apart(own: Mine) -> float:
    return max(0.0, OFFICE_HOURS - own.plan.overlap_hours)


MECHANISM = Mechanism(
    name="remote",
    what="days at home: more minutes for the ready, slower learning for the new, fewer talks",
    levers=RemoteLevers,
    asks=("days_home",),
    numbers=Remote,
    memory=lambda day, own: Memory(),
    acts={Phase.PAY: _pay},
    adds={
        SPEED: _speed,
        AVAILABILITY: lambda d, own: log_minutes(own.numbers, _held(d, own), _ready(d, own), own.plan.tracking),
        ERRORS: lambda day, own: log_wrong(own.numbers, _held(day, own), _apart(own), own.plan.tracking),
        LEARNING: lambda day, own: learning_pace(own.numbers, _held(day, own), _ready(day, own)),
        QUITS: _quits,
    },
    accounts=(Account("home_kit", "computers, lines and access for work at home", MoneyPart.TEAM),),
    shares={AT_HOME: lambda day, own: 1 - contact_share(_days(day, own))},
    moves=(
        Move("remote.days_home", 4, "left.people", "up", "REM-01-quits"),
        Move("remote.days_home", 1, "home_kit", "down", "a desk at home costs money (ASM-home-kit)"),
        Move(
            "remote.home_share",
            1.0,
            "left.people",
            "down",
            "REM-01-quits is of people who asked",
            {"remote.days_home": 4},
        ),
        Move(
            "remote.min_tenure_weeks",
            0.0,
            "log_quits",
            "down",
            "those who ask need not wait (REM-01-quits)",
            {"remote.days_home": 4, "people.late.tenure_weeks": (0, 20), "people.early.tenure_weeks": (0, 20)},
        ),
        Move("remote.overlap_hours", 1.0, "wrong_answers", "up", "REM-05", {"remote.days_home": 4}),
        Move("remote.overlap_hours", 4.0, "log_quits", "down", "REM-08", {"remote.days_home": 4}),
        Move(
            "remote.tracking",
            1.0,
            "left.people",
            "down",
            "recording people makes them leave (ASM-tracking)",
            {"remote.days_home": 4},
        ),
        Move("remote.tracking", 1.0, "wrong_answers", "up", "EPM-03", {"remote.days_home": 4}),
    ),
)
