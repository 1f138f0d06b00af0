"""Schedules: shifts that are known early, the same every week, and open to swaps.

The trial in clothing shops raised output for an hour of labour by 5.1 % (Kesavan et al. 2022), which is split into
speed and presence. Steadiness is the mean of three shares: notice up to the trial's two weeks, shifts at the same
hours, people who may swap. What the trial did not try has a price: a rota that is steadier than the trial's or fixed
longer ahead stands where demand no longer is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pydantic import Field

from sim.arrays import Floats, OneOrMany
from sim.contract.channels import AVAILABILITY, SPEED
from sim.contract.mechanism import Mechanism, Move, Own
from sim.shop.types import Part, Share

TRIAL_NOTICE_DAYS = 14.0
LONGEST_NOTICE_DAYS = 60.0
PARTS = 3.0  # of steadiness: notice, stability, swaps


@dataclass(frozen=True)
class Schedules:
    speed: float  # log speed between no steadiness and all of it
    presence: float  # log presence between no steadiness and all of it
    usual: float  # steadiness at which effects are 0
    trial_stable: float  # share of shifts at the same hours up to which the trial went
    rigid: float  # log presence lost when all shifts are fixed, or fixed two months ahead


def steadiness(notice_days: OneOrMany, stable_share: OneOrMany, swaps: OneOrMany) -> Floats:
    """In [0, 1]: 0.5 with two weeks' notice and half of the shifts the same."""
    return (np.minimum(1.0, np.asarray(notice_days) / TRIAL_NOTICE_DAYS) + stable_share + swaps) / PARTS


def log_speed(schedules: Schedules, notice_days: OneOrMany, stable_share: OneOrMany, swaps: OneOrMany) -> Floats:
    """Log speed against a shop of the usual steadiness."""
    return schedules.speed * (steadiness(notice_days, stable_share, swaps) - schedules.usual)


def log_presence(schedules: Schedules, notice_days: OneOrMany, stable_share: OneOrMany, swaps: OneOrMany) -> Floats:
    """Log of the hours that count: people come as planned, less hours that stand where nothing is to do."""
    better = schedules.presence * (steadiness(notice_days, stable_share, swaps) - schedules.usual)
    return better - schedules.rigid * rigidity(schedules, notice_days, stable_share)


def rigidity(schedules: Schedules, notice_days: OneOrMany, stable_share: OneOrMany) -> Floats:
    """How far a rota goes beyond the trial, in [0, 2]: 1 for all shifts fixed, 1 more for two months' notice."""
    stiff = np.maximum(0.0, stable_share - schedules.trial_stable) / (1 - schedules.trial_stable)
    far = np.maximum(0.0, np.asarray(notice_days) - TRIAL_NOTICE_DAYS) / (LONGEST_NOTICE_DAYS - TRIAL_NOTICE_DAYS)
    return stiff**2 + far**2


class ScheduleLevers(Part):
    """How the rota treats people."""

    notice_days: int = Field(14, ge=0, le=60, description="days ahead that shifts are known")
    stable_share: Share = Field(0.5, description="share of shifts at the same hours every week")
    swaps: Share = Field(0.0, description="share of the floor that may swap shifts by itself")


@dataclass(frozen=True)
class Numbers:
    schedules: Schedules


Mine = Own[ScheduleLevers, Numbers, None]


def _rota(own: Mine) -> tuple[float, float, float]:
    return own.plan.notice_days, own.plan.stable_share, own.plan.swaps


MECHANISM = Mechanism(
    name="schedule",
    what="shifts known early, the same every week and open to swaps",
    levers=ScheduleLevers,
    asks=("notice_days", "stable_share", "swaps"),
    numbers=Numbers,
    adds={
        SPEED: lambda day, own: np.where(day.service, log_speed(own.numbers.schedules, *_rota(own)), 0.0),
        AVAILABILITY: lambda day, own: np.where(day.service, log_presence(own.numbers.schedules, *_rota(own)), 0.0),
    },
    moves=(
        Move("schedule.notice_days", 1, "busy_s", "up", "FLX-03"),
        Move("schedule.stable_share", 0.7, "busy_s", "down", "FLX-03"),
        Move("schedule.swaps", 1.0, "busy_s", "down", "FLX-03"),
    ),
)
