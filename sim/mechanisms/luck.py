"""Luck that lasts: a season goes better or worse than planned, and so does each campaign.

Days of their own (`sim.mechanisms.demand.level`) average out over twelve weeks; what a manager misses a plan by does
not. The level of all days is lognormal with mean 1, the lift − 1 of each campaign likewise, each by its own draw of
the season. Two plans under one seed meet the same luck, so a comparison is as precise as without it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from sim import draws
from sim.contract.channels import LEVEL, LIFTS
from sim.contract.day import Day
from sim.contract.mechanism import Mechanism, Own


@dataclass(frozen=True)
class Luck:
    season: float  # sd of the log level of all days of a season
    campaign: float  # sd of the log of a campaign's lift − 1


@dataclass(frozen=True)
class Memory:
    level: float = 1.0
    lifts: dict[str, float] = field(default_factory=dict)  # by campaign day


Mine = Own[None, Luck, Memory]


def season_level(luck: Luck, seed: int) -> float:
    """The level of all days of the season of `seed`, mean 1."""
    return _lognormal(luck.season, seed, "season-level", 0)


def campaign_level(luck: Luck, seed: int, day: int) -> float:
    """Factor on the lift − 1 of the campaign whose big day is day `day` of the season, mean 1."""
    return _lognormal(luck.campaign, seed, "campaign-level", day)


def _lognormal(spread: float, seed: int, name: str, which: int) -> float:
    if not spread:
        return 1.0
    z = float(draws.normal(draws.key(seed, name, which), draws.Purpose.SIZE, draws.Purpose.SIZE_B))
    return math.exp(spread * z - spread**2 / 2)


def _drawn(day: Day, own: Mine) -> Memory:
    lifts = {
        event.day.isoformat(): campaign_level(own.numbers, day.seed, index) for index, event in day.facts.big.items()
    }
    return Memory(season_level(own.numbers, day.seed), lifts)


MECHANISM = Mechanism(
    name="luck",
    what="the season, and each campaign, go better or worse than planned",
    numbers=Luck,
    memory=_drawn,
    always=True,
    shares={LEVEL: lambda day, own: own.mine.level, LIFTS: lambda day, own: own.mine.lifts},
)
