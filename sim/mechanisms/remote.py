"""Work from home: minutes, pace and quits by tenure and room, and what the distance costs.

Call-centre volunteers with a room of their own and half a year in the job worked more minutes, quicker, and left half
as often at four days of five at home (Bloom et al. 2015); new data-entry staff without an office at home were 18 %
slower, two thirds of it at once and the rest by learning less (Atkin, Schoar & Shinde 2023). Both are ends of one
scale, fit in [0, 1]: half of it is the room, half the experience. Effects grow in proportion to the days at home.

People differ in what home does to their work and choose partly by it, so a free choice raises the gain: how much is
nowhere set. Hours that are not shared with the office cost talks (Chauvin, Choudhury & Fang 2024: 11 % for one or two
hours); what that does to answers, and what recording people at home does, are assumptions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats

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
    fit_spread: float  # standard deviation between people of what four days at home do to their log output
    choice: float  # correlation of that with wanting to be at home
    hour_apart: float  # log of talks lost for each hour not shared
    least_talks: float  # share of talks that stays when no hour is shared: people shift their evenings
    wrong_apart: float  # log factor on wrong answers when no talk is left
    tracking_minutes: float  # log minutes that recording all time at home adds
    tracking_quits: float  # log factor on the quit hazard that it costs


def dose(days_home: Floats) -> Floats:
    """Days a week at home against the trial's four."""
    return np.asarray(days_home, float) / TRIAL_DAYS


def fit(remote: Remote, room: Floats, tenure_weeks: Floats) -> Floats:
    """How ready somebody is for work at home, in [0, 1]: `room` 0 or 1, and experience in the job."""
    return (np.asarray(room, float) + 1 - np.exp(-np.asarray(tenure_weeks) / remote.new_weeks)) / 2


def own_effect(remote: Remote, z: Floats) -> Floats:
    """A person's own deviation of log output at four days at home, from their own normal draw."""
    return remote.fit_spread * z


def chooses_home(remote: Remote, z: Floats, taste: Floats, share: float) -> np.ndarray:
    """Who picks home when free to: the `share` who want it most, who know partly what it does to their work.

    `z` the draw behind `own_effect`, `taste` another normal draw, both (n,).
    """
    want = remote.choice * np.asarray(z) + math.sqrt(1 - remote.choice**2) * np.asarray(taste)
    return want >= np.quantile(want, 1 - share) if share > 0 else np.zeros(len(want), bool)


def log_minutes(remote: Remote, days_home: Floats, ready: Floats, tracking: float = 0.0) -> Floats:
    """Log presence: fewer breaks and sick days at home, in proportion to `ready` (see `fit`)."""
    recorded = _at_home(days_home) * remote.tracking_minutes * tracking
    return dose(days_home) * np.asarray(ready) * remote.minutes + recorded


def log_rate(remote: Remote, days_home: Floats, ready: Floats, own: Floats = 0.0) -> Floats:
    """Log speed, between the unready and the ready; `own` from `own_effect`."""
    ready = np.asarray(ready)
    return dose(days_home) * (ready * remote.rate + own) + _at_home(days_home) * (1 - ready) * remote.unready


def learning_pace(remote: Remote, days_home: Floats, ready: Floats) -> Floats:
    """Factor on the pace of learning, in (0, 1]."""
    return 1 - remote.slower * _at_home(days_home) * (1 - np.asarray(ready))


def log_quits(remote: Remote, days_home: Floats, volunteer: Floats, tracking: float = 0.0) -> Floats:
    """Log factor on the quit hazard; `volunteer` 1 for people who asked for days at home, 0 for those sent there."""
    volunteer = np.asarray(volunteer, float)
    wanted = volunteer * remote.quits + (1 - volunteer) * remote.forced
    return dose(days_home) * wanted + _at_home(days_home) * remote.tracking_quits * tracking


def talks(remote: Remote, hours_apart: Floats) -> Floats:
    """Share of direct talks that is left when so many hours a day are not shared, in (0, 1]."""
    return np.maximum(remote.least_talks, np.exp(-remote.hour_apart * np.asarray(hours_apart, float)))


def log_wrong(remote: Remote, days_home: Floats, hours_apart: Floats) -> Floats:
    """Log factor on wrong answers of people who could not ask: only on the days at home."""
    return _at_home(days_home) * remote.wrong_apart * (1 - talks(remote, hours_apart))


def contact_share(days_home: Floats) -> Floats:
    """Share of the week in which somebody works beside colleagues."""
    return 1 - _at_home(days_home)


def _at_home(days_home: Floats) -> Floats:
    return np.minimum(1.0, np.asarray(days_home, float) / WEEK_DAYS)
