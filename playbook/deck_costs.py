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

TEAM, SEASONS, SEED = "flagship", 24, 1


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
    """Day of the season, the first being 1, on which events come in each season: those of any day, those of a sale."""
    from sim.experiment.struck import sales

    last = shop.calendar.days - 1
    shuffled = np.argsort(draws.uniform(draws.key(SEED, "deck", np.arange(seasons)), draws.Purpose.CHOICE))
    any_day = [1 + max(1, round((slot + 0.5) / seasons * last)) for slot in shuffled.tolist()]
    big = sales(shop)
    return any_day, [big[i % len(big)] for i in range(seasons)] if big else []


def rows(seasons: int = SEASONS) -> Iterator[dict[str, Any]]:
    """A row for each event, as in the deck."""
    from sim.experiment.struck import Strike, taken
    from sim.experiment.tasks import replication_seed
    from sim.scenario.file import team

    shop = team(TEAM)
    any_day, big = mornings(shop, seasons)
    lost: dict[str, list[float]] = {name: [] for name in deck()}
    for n in range(seasons):
        for when, at in (("any", any_day[n]), ("sale", big[n])):
            events = tuple(name for name, one in deck().items() if (one.when == "sale") == (when == "sale"))
            for name, one in taken(Strike(shop, events, at, replication_seed(SEED, n))).items():
                lost[name].append(one)
        print(f"season {n + 1} of {seasons}", file=sys.stderr)
    for name, event in deck().items():
        yield row(shop, event, lost[name])


def row(shop: Scenario, event: Event, lost: list[float]) -> dict[str, Any]:
    from sim.experiment.struck import a_season

    each = Range.of(np.array(lost))
    first = {"first": lost[0], "seasons": len(lost), "team": TEAM}
    return {"event": event.id, "a_season": a_season(shop, event), "each": asdict(each)} | first


def shipped() -> dict[str, Cost]:
    """By event, as shipped."""
    from playbook.stories.shipped import results

    return {row["event"]: Cost(row["event"], row["a_season"], Range(**row["each"])) for row in results("deck")}
