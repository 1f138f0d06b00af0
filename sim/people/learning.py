"""Learning: how fast and how right somebody is after so much experience.

Speed follows an exponential ramp to the speed of an experienced person,

    speed(e) = 1 / (1 + gap · exp(−e / ramp_weeks)),

so that a first day runs at 1 / (1 + gap) of full speed (De Grip, Sauermann & Sieben 2016: output grows by 64 % over
the first year in a call centre). Wrong answers fall along the same curve. A day in the classroom is worth
`classroom` days on the floor: training costs time first and pays later.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.floor.model import Floats


@dataclass(frozen=True)
class Learning:
    gap: float  # an experienced person is 1 + gap times as fast as on the first day
    ramp_weeks: float  # full-time weeks of experience in which the gap falls to 1/e
    classroom: float  # days of experience that a day of training is worth
    wrong: float  # share of an experienced person's answers that is wrong, one contact in hand
    novice_wrong: float  # how many times more wrong answers on the first day, minus 1


def speed(learning: Learning, experience_weeks: Floats) -> Floats:
    """Share of full speed, in (0, 1], by weeks of experience."""
    return 1 / (1 + learning.gap * np.exp(-experience_weeks / learning.ramp_weeks))


def wrong_share(learning: Learning, experience_weeks: Floats) -> Floats:
    """Share of answers that is wrong with one contact in hand, in [0, 1]."""
    excess = learning.novice_wrong * np.exp(-experience_weeks / learning.ramp_weeks)
    return np.minimum(1.0, learning.wrong * (1 + excess))
