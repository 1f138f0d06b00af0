"""What each event of the deck costs when it comes: one event on one day against the same season without it.

Of every season all events are drawn on the same morning, those of a sale on the day of one, so that they share their
luck; the mornings are spread evenly over the seasons. What an event costs a season on average is that times how often
it comes. `playbook build deck` computes data/results/deck.json.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim import draws
from sim.experiment.results import Range
from sim.scenario import Scenario
from sim.shop.events import Event, deck
from sim.units import DAYS_PER_YEAR

TEAM, SEASONS, SEED = "flagship", 24, 1
FIELD = "incidents.by_hand"


@dataclass(frozen=True)
class Cost:
    """What an event took from value, season by season: below 0 where it brought more. `a_season`: how often it comes
    in a season, on average, at the deck's rate."""

    event: str
    a_season: float
    each: Range

    @property
    def of_season(self) -> float:
        """What it costs a season on average."""
        return self.a_season * self.each.mean


def mornings(shop: Scenario, seasons: int = SEASONS) -> tuple[list[int], list[int]]:
    """Day of the season, from 0, on which events come in each season: those of any day, and those of a sale."""
    last = shop.calendar.days - 1
    shuffled = np.argsort(draws.uniform(draws.key(SEED, "deck", np.arange(seasons)), draws.Purpose.CHOICE))
    any_day = [max(1, round((slot + 0.5) / seasons * last)) for slot in shuffled.tolist()]
    big = sales(shop)
    return any_day, [big[i % len(big)] for i in range(seasons)] if big else []


def sales(shop: Scenario) -> list[int]:
    """Days of the season on which a sale opens, and that have a day before them."""
    days = [(campaign.day - shop.calendar.start).days for campaign in shop.calendar.campaigns]
    return [day for day in days if 0 < day < shop.calendar.days]


def a_season(shop: Scenario, event: Event) -> float:
    """How often an event comes in a season, on average."""
    if event.when == "sale":
        return event.rate * len(sales(shop))
    return event.rate * shop.calendar.days / DAYS_PER_YEAR


def struck(shop: Scenario, replication: int, at: int, events: list[Event]) -> dict[str, float]:
    """By event, what it takes from the value of one season when it comes on the day `at`."""
    from sim.experiment import replication_seed
    from sim.experiment.stages import Stage, figures, play_on

    seed, days = replication_seed(SEED, replication), shop.calendar.days
    before = play_on(Stage(at, shop), seed)

    def value(plan: Scenario) -> float:
        return float(figures(play_on(Stage(days, plan), seed, before)).so_far["value"])

    calm = value(shop)
    return {one.id: calm - value(shop.with_levers({FIELD: (f"{one.id}@{at + 1}",)})) for one in events}


def rows(seasons: int = SEASONS) -> Iterator[dict[str, Any]]:
    """A row for each event, as in the deck."""
    from sim.scenario.file import team

    shop = team(TEAM)
    any_day, big = mornings(shop, seasons)
    lost: dict[str, list[float]] = {name: [] for name in deck()}
    for n in range(seasons):
        for when, at in (("any", any_day[n]), ("sale", big[n])):
            events = [one for one in deck().values() if (one.when == "sale") == (when == "sale")]
            for name, one in struck(shop, n, at, events).items():
                lost[name].append(one)
        print(f"season {n + 1} of {seasons}", file=sys.stderr)
    for name, event in deck().items():
        yield row(shop, event, lost[name])


def row(shop: Scenario, event: Event, lost: list[float]) -> dict[str, Any]:
    each = Range.of(np.array(lost))
    first = {"first": lost[0], "seasons": len(lost), "team": TEAM}
    return {"event": event.id, "a_season": a_season(shop, event), "each": asdict(each)} | first


def shipped() -> dict[str, Cost]:
    """By event, as shipped."""
    from playbook.stories.shipped import results

    return {row["event"]: Cost(row["event"], row["a_season"], Range(**row["each"])) for row in results("deck")}
