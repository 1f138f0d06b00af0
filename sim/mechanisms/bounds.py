"""Bounded stock: effects of many practices through one channel, which saturate.

Practices that raise speed, minutes on the floor and effort all draw on the same room above today's output, so their
log effects are added and bent as one:

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
    EFFORT,
    LEARNED,
    OFF_FLOOR,
    OUTPUT,
    PACE,
    QUITS,
    RAMP,
    SLACK,
    SPEED,
    USUAL_OUTPUT,
)
from sim.contract.day import Day
from sim.contract.mechanism import Mechanism, Own


@dataclass(frozen=True)
class Transfer:
    """How published effects arrive in another shop."""

    shrinkage: float  # share of a published effect that survives the move from its study to a running shop
    most_output: float  # practices together raise output by at most this share
    most_quits: float  # practices together cut quits by at most this share

    def quits(self, total: Floats) -> Floats:
        """Log factor on the quit hazard of practices whose published log effects sum to `total`."""
        return bounded(self.shrinkage * total, -np.log1p(-self.most_quits))


def bounded(total: Floats, limit: float) -> Floats:
    """`total` bent so that it stays between ±`limit`; odd, increasing, slope 1 at 0. Limit 0: always 0."""
    total = np.asarray(total, float)
    return limit * np.tanh(total / limit) if limit > 0 else np.zeros_like(total)


Mine = Own[None, Transfer, None]


@dataclass(frozen=True)
class Output:
    """Log factors on a person's output, (n,): their sum never passes the bound."""

    speed: Floats  # practices
    minutes: Floats  # of the shift, over the plan
    effort: Floats

    def log_speed(self, slack: Floats) -> Floats:
        """Log factor on speed. More minutes than planned cannot lengthen a shift: they count as speed."""
        return self.speed + self.effort + np.maximum(self.minutes, 0.0) + slack

    def available(self, elsewhere: Floats) -> Floats:
        """Share of the shift on the floor."""
        return np.exp(np.minimum(self.minutes, 0.0)) * np.minimum(np.maximum(1 - elsewhere, 0.0), 1.0)


def together(transfer: Transfer, speed: Floats, minutes: Floats, effort: Floats) -> Output:
    """Published effects on speed and minutes, shrunk, and effort, bent as one sum: each keeps its share of it."""
    speed, minutes = transfer.shrinkage * speed, transfer.shrinkage * minutes
    total = speed + minutes + effort
    bent = bounded(total, np.log1p(transfer.most_output))
    scale = np.divide(bent, total, out=np.ones_like(total), where=total != 0)
    return Output(scale * speed, scale * minutes, scale * effort)


def _learned(day: Day, own: Mine, total: Floats) -> Floats:
    """What was learned is worth in the year after what it is worth in the season: shrunk, and within the bound."""
    nothing = np.zeros(len(total))
    return together(own.numbers, total, nothing, nothing).speed


def _usual(day: Day, own: Mine) -> tuple[Floats, Floats]:
    """Log speed and availability of everybody at usual effort."""
    found = together(own.numbers, day[SPEED], day[AVAILABILITY], np.zeros(len(day.people)))
    return found.log_speed(day[SLACK]), found.available(day[OFF_FLOOR])


def _today(day: Day, own: Mine) -> tuple[Floats, Floats]:
    """The same at today's effort."""
    if not day.used(EFFORT):
        return day[USUAL_OUTPUT]
    found = together(own.numbers, day[SPEED], day[AVAILABILITY], day[EFFORT])
    return found.log_speed(day[SLACK]), found.available(day[OFF_FLOOR])


def _pace(day: Day, own: Mine) -> Floats:
    speed = day.people.ability * day[RAMP] * np.exp(day[USUAL_OUTPUT][0])
    floor = day.service & day.on_floor
    return speed / (speed[floor].mean() if floor.any() else 1.0)


MECHANISM = Mechanism(
    name="transfer",
    what="what practices add up to arrives in part, and within bounds: one for output, one for quits",
    numbers=Transfer,
    needs=(RAMP,),
    always=True,
    bends={QUITS: lambda day, own, total: own.numbers.quits(total), LEARNED: _learned},
    shares={USUAL_OUTPUT: _usual, OUTPUT: _today, PACE: _pace},
)
