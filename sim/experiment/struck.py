"""What events of the deck take from a season when they come: each goes on from the same morning as the season without.

One at a time, on the same luck. What a practice keeps away takes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.experiment.drawn_event import FIELD, entry
from sim.experiment.stages import Stage, figures, play_on
from sim.scenario import Scenario
from sim.shop.events import Event
from sim.units import DAYS_PER_YEAR


def sales(scenario: Scenario) -> list[int]:
    """Days of the season, the first being 1, on which a sale opens and that have a day before them."""
    days = [(campaign.day - scenario.calendar.start).days + 1 for campaign in scenario.calendar.campaigns]
    return [day for day in days if 1 < day <= scenario.calendar.days]


def a_season(scenario: Scenario, event: Event) -> float:
    """How often an event comes in a season, on average, at the deck's rate."""
    if event.when == "sale":
        return event.rate * len(sales(scenario))
    return event.rate * scenario.calendar.days / DAYS_PER_YEAR


@dataclass(frozen=True)
class Strike:
    """`events` that come one at a time on `day` of the season, the first being 1. `seed`: the replication's own."""

    scenario: Scenario
    events: tuple[str, ...]
    day: int
    seed: int


def taken(strike: Strike) -> dict[str, float]:
    """By event, what it takes from the season's value (profit and what is left), in money; below 0 where it brought
    more."""
    scenario, seed = strike.scenario, strike.seed
    before = play_on(Stage(strike.day - 1, scenario), seed) if strike.day > 1 else None

    def value(plan: Scenario) -> float:
        return float(figures(play_on(Stage(plan.calendar.days, plan), seed, before)).so_far["value"])

    calm, others = value(scenario), scenario.incidents.by_hand
    return {
        event: calm - value(scenario.with_levers({FIELD: (*others, entry(event, strike.day))}))
        for event in strike.events
    }
