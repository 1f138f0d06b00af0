"""Bounded stock: effects of many practices through one channel, which saturate.

Practices that raise speed all draw on the same room above today's speed, so their log effects are added and bent:

    bounded(x) = limit · tanh(x / limit)

Close to nothing a small effect counts in full; no sum goes beyond the limit; the order of the practices changes
nothing. The limits are assumptions, stated as such: output by at most 40 %, quits by at most 70 %.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.contract.channels import (
    AVAILABILITY,
    AVAILABLE,
    EFFORT,
    LOG_SPEED,
    OFF_FLOOR,
    PACE,
    QUITS,
    RAMP,
    SLACK,
    SPEED,
)
from sim.contract.day import Day
from sim.contract.mechanism import Mechanism, Own


@dataclass(frozen=True)
class Transfer:
    """How published effects arrive in another shop."""

    shrinkage: float  # share of a published effect that survives the move from its study to a running shop
    most_output: float  # practices together raise output by at most this share
    most_quits: float  # practices together cut quits by at most this share

    def output(self, total: Floats) -> Floats:
        """Log factor on output of practices whose published log effects sum to `total`."""
        return bounded(self.shrinkage * total, np.log1p(self.most_output))

    def quits(self, total: Floats) -> Floats:
        """Log factor on the quit hazard of practices whose published log effects sum to `total`."""
        return bounded(self.shrinkage * total, -np.log1p(-self.most_quits))


def bounded(total: Floats, limit: float) -> Floats:
    """`total` bent so that it stays between ±`limit`; odd, increasing, slope 1 at 0. Limit 0: always 0."""
    total = np.asarray(total, float)
    return limit * np.tanh(total / limit) if limit > 0 else np.zeros_like(total)


Mine = Own[None, Transfer, None]


def _minutes(day: Day, own: Mine) -> Floats:
    return own.numbers.output(day[AVAILABILITY])


def _usual_speed(day: Day, own: Mine) -> Floats:
    """Log speed of everybody at usual effort."""
    # more minutes than planned cannot lengthen a shift: they count as speed
    return own.numbers.output(day[SPEED]) + day[SLACK] + np.maximum(_minutes(day, own), 0.0)


def _available(day: Day, own: Mine) -> Floats:
    return np.exp(np.minimum(_minutes(day, own), 0.0)) * np.clip(1 - day[OFF_FLOOR], 0.0, 1.0)


def _pace(day: Day, own: Mine) -> Floats:
    speed = day.people.ability * day[RAMP] * np.exp(_usual_speed(day, own))
    floor = day.service & day.people.on_floor(day.index)
    return speed / (speed[floor].mean() if floor.any() else 1.0)


MECHANISM = Mechanism(
    name="transfer",
    what="what practices add up to arrives in part, and within bounds",
    numbers=Transfer,
    always=True,
    bends={QUITS: lambda day, own, total: own.numbers.quits(total)},
    shares={
        LOG_SPEED: lambda day, own: _usual_speed(day, own) + day[EFFORT],
        AVAILABLE: _available,
        PACE: _pace,
    },
)
