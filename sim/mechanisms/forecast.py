"""Forecast: what can be known of a campaign before it comes, and how far the plan follows it.

A campaign goes better or worse than planned (`sim.mechanisms.luck`), log-normally, with the variance of the season and
of the campaign. Whoever works on figures sees a part of that four weeks ahead,

    signal = log luck + noise,     noise = unaided × 2 ^ (−hours ÷ half),

and multiplies the plan by exp(follow × signal). The plan is what temps and goods are bought by. Best is Kalman's gain,
variance of the luck ÷ (that + noise²): below it the plan is deaf, above it it chases noise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from sim import draws
from sim.contract.channels import FORESEEN, LEVEL, LIFTS
from sim.contract.day import Day
from sim.contract.mechanism import Account, Mechanism, MoneyPart, Move, Own
from sim.contract.phases import Phase
from sim.mechanisms.luck import Luck
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_WEEK


class ForecastLevers(Part):
    """What the plan of a campaign is made of."""

    follow: Share = Field(
        0.0, description="how far temps and goods follow the forecast; 0 = the plan as it was written"
    )
    hours_week: Annotated[float, Field(ge=0, le=80)] = Field(0.0, description="hours a week spent on the figures")


@dataclass(frozen=True)
class Forecast:
    unaided: float  # sd of the log error of a forecast that nobody works on
    half_hours: float  # hours a week that halve it


@dataclass(frozen=True)
class Numbers:
    forecast: Forecast
    luck: Luck


def noise(forecast: Forecast, hours_week: float) -> float:
    """Standard deviation of the log error of what figures say."""
    return forecast.unaided * 2 ** (-hours_week / forecast.half_hours)


def gain(luck: float, noise: float) -> float:
    """How far a plan should follow a signal: Kalman's gain, by the standard deviations of both logs."""
    return luck**2 / (luck**2 + noise**2) if luck else 0.0


def error(luck: float, noise: float, follow: float) -> float:
    """Standard deviation of the log of what comes over what was planned."""
    return math.hypot((1 - follow) * luck, follow * noise)


Mine = Own[ForecastLevers, Numbers, None]


def _foreseen(day: Day, own: Mine) -> dict[str, float]:
    """Factor on the plan of each campaign, by its day."""
    plan, found = own.plan, {}
    for index, event in day.facts.big.items():
        name = event.day.isoformat()
        z = float(draws.normal(draws.key(day.seed, "forecast", index), draws.Purpose.SIZE, draws.Purpose.SIZE_B))
        luck = math.log(day[LEVEL] * day[LIFTS].get(name, 1.0))
        found[name] = math.exp(plan.follow * (luck + noise(own.numbers.forecast, plan.hours_week) * z))
    return found


def _pay(day: Day, own: Mine) -> None:
    day.book("analysis", -own.plan.hours_week / DAYS_PER_WEEK * day.facts.dearest_hour)


MECHANISM = Mechanism(
    name="forecast",
    what="figures show a part of a campaign's luck beforehand, and the plan follows them as far as it should, or not",
    levers=ForecastLevers,
    asks=("follow", "hours_week"),  # hours are paid, whether anybody follows what they show or not
    numbers=Numbers,
    needs=(LEVEL, LIFTS),
    acts={Phase.PAY: _pay},
    shares={FORESEEN: _foreseen},
    accounts=(Account("analysis", "hours spent on the figures", MoneyPart.TEAM),),
    moves=(
        Move(
            "forecast.follow",
            1.0,
            "leftovers",
            "up",
            "what is bought follows what will come (ASM-forecast)",
            {"forecast.hours_week": 80.0, "supply.safety": 1.1, "goods.families": (1.0,)},
        ),
        Move("forecast.hours_week", 8.0, "analysis", "down", "hours cost money, followed or not"),
    ),
)
