"""An event of the deck drawn against a team: the same seasons without it and with it, as its practices stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sim.arrays import Floats
from sim.experiment.replications import compare
from sim.experiment.results import Comparison, Range
from sim.scenario import Scenario

FIELD = "incidents.by_hand"


@dataclass(frozen=True)
class Drawn:
    """What an event did, over the seasons so far."""

    event: str
    day: int  # of the season, the first being 1
    seasons: Comparison  # without it, with it

    @property
    def n(self) -> int:
        return self.seasons.b.n

    @property
    def came(self) -> int:
        """In so many of the seasons."""
        return round(self.n * self.seasons.difference("incidents").mean)

    @property
    def prevented(self) -> int:
        """In so many of them."""
        return round(self.n * self.seasons.difference("incidents_prevented").mean)

    def changes(self, kpi: str) -> Floats:
        """What it changed in each season, (n,)."""
        values: Floats = self.seasons.b.totals[kpi] - self.seasons.a.totals[kpi][: self.n]
        return values

    def change(self, kpi: str) -> Range:
        """What it changed, over all seasons: those in which it was prevented, too."""
        return self.seasons.difference(kpi)


def entry(event: str, day: int) -> str:
    """As `incidents.by_hand` has it."""
    return f"{event}@{day}"


def day_of(scenario: Scenario, date: dt.date) -> int:
    """Number of a date in the season, the first day being 1; ValueError for one outside."""
    number = (date - scenario.calendar.start).days + 1
    if not 1 <= number <= scenario.calendar.days:
        raise ValueError(f"{date} is not in the season")
    return number


def without(scenario: Scenario, event: str, day: int) -> Scenario:
    """The scenario with what else it has by hand."""
    others = tuple(one for one in scenario.incidents.by_hand if one != entry(event, day))
    return scenario.with_levers({FIELD: others})


def drawn(
    scenario: Scenario, event: str, day: int, replications: int = 20, seed: int = 1, *,
    compare: Callable[..., Iterator[Comparison]] = compare, **options: Any,
) -> Iterator[Drawn]:  # fmt: skip
    """The event on a day, held against the same seasons without it; options as in `sim.experiment.compare`.

    What else the scenario has by hand stays on both sides.
    """
    calm = without(scenario, event, day)
    struck = scenario.with_levers({FIELD: (*calm.incidents.by_hand, entry(event, day))})
    for pair in compare(calm, struck, replications, seed, **options):
        yield Drawn(event, day, pair)
