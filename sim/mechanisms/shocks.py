"""Shocks: demand that nobody planned. A video is seen by millions, a rival's shop closes, a star wears the coat.

Shocks come as a Poisson process. Each lifts would-be orders by a lognormal size for a lognormal number of days, and is
over by itself. It is seen some days after it began and decided on some days later: both are a shop's own days, as it
works today, and practices shorten them. A shock does nothing but bring customers; what it costs is what a team does not
manage. Usual days are counted without any.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from sim import draws
from sim.contract.channels import SHOCK_DECIDED, SHOCK_SEEN, SHOCKS, TRAFFIC
from sim.contract.day import Day
from sim.contract.mechanism import Count, Mechanism, Move, Own
from sim.contract.phases import Phase
from sim.shop.types import Part
from sim.units import DAYS_PER_YEAR


class ShocksLevers(Part):
    """How much happens that nobody planned. Not a decision: what a team faces."""

    chance: Annotated[float, Field(ge=0, le=50)] = Field(
        0.0, description="how often demand rises unplanned, over as often as assumed; 0 = never"
    )


@dataclass(frozen=True)
class Shocks:
    a_year: float  # how many
    lift: float  # median of what they add to orders, as a share of a day's
    lift_sd: float  # standard deviation of its log
    days: float  # median length
    days_sd: float  # standard deviation of its log
    seen_days: float  # from its beginning until somebody sees it, at the usual looks
    decide_days: float  # from then until somebody decides, where everything is asked


@dataclass(frozen=True)
class Shock:
    """Days of the season: it runs from `begins` to before `ends`, and is seen and decided on in between or too late."""

    day: int  # on which it began: its identity
    begins: float
    ends: float
    lift: float
    seen: float
    decided: float

    def on(self, day: int) -> float:
        """Share of a day on which it runs."""
        return _within(day, self.begins, self.ends)

    def open_on(self, day: int) -> float:
        """Share of a day on which it runs and nobody has decided anything."""
        return _within(day, self.begins, min(self.decided, self.ends))


def _within(day: int, begins: float, ends: float) -> float:
    return max(0.0, min(ends, day + 1.0) - max(begins, float(day)))


def lognormal(median: float, sd: float, key: int) -> float:
    z = float(draws.normal(key, draws.Purpose.SIZE, draws.Purpose.SIZE_B))
    return median * math.exp(sd * z)


def shocks(
    numbers: Shocks, chance: float, seed: int, days: int, seen: float = 1.0, decided: float = 1.0
) -> tuple[Shock, ...]:
    """The shocks of a season, at most one beginning each day. `seen`, `decided`: factors on a shop's own days."""
    found = []
    daily = -math.expm1(-numbers.a_year * chance / DAYS_PER_YEAR)
    for day in range(days):
        key = draws.key(seed, "shock", day)
        if draws.uniform(key, draws.Purpose.CHOICE) < daily:
            begins = day + float(draws.uniform(key, draws.Purpose.ARRIVAL_TIME))
            ends = begins + lognormal(numbers.days, numbers.days_sd, draws.extend(key, "days"))
            at = begins + numbers.seen_days * seen
            lift = lognormal(numbers.lift, numbers.lift_sd, draws.extend(key, "lift"))
            found.append(Shock(day, begins, ends, lift, at, at + numbers.decide_days * decided))
    return tuple(found)


@dataclass(frozen=True)
class Memory:
    shocks: tuple[Shock, ...] = ()  # of the season: when they are seen and decided on hangs on levers alone


Mine = Own[ShocksLevers, Shocks, Memory]


def _season(day: Day, own: Mine) -> Memory:
    days = day.shop.calendar.days
    return Memory(shocks(own.numbers, own.plan.chance, day.seed, days, day.bent(SHOCK_SEEN), day.bent(SHOCK_DECIDED)))


def lifted(found: tuple[Shock, ...], day: int) -> float:
    """Factor on would-be orders of a day."""
    return 1 + sum(one.lift * one.on(day) for one in found)


def _note(day: Day, own: Mine) -> None:
    running = [one for one in own.mine.shocks if one.on(day.index)]
    day.note("shocks", sum(one.day == day.index for one in running))
    day.note("undecided_days", min(1.0, sum(one.open_on(day.index) for one in running)))


MECHANISM = Mechanism(
    name="shocks",
    what="demand that nobody planned: it comes, is seen, is decided on, and is over",
    levers=ShocksLevers,
    asks=("chance",),
    numbers=Shocks,
    memory=_season,
    acts={Phase.CLOSE: _note},
    adds={TRAFFIC: lambda day, own: lifted(own.mine.shocks, day.index)},
    shares={SHOCKS: lambda day, own: own.mine.shocks},
    counts=(
        Count("shocks", "surprises of demand that began"),
        Count("undecided_days", "days of them on which nobody has decided anything"),
    ),
    moves=(Move("shocks.chance", 20.0, "orders", "up", "more people want to buy (ASM-shock)"),),
)
