"""The events of the deck that cost a team most, by the deck's own rates and sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.evidence import parameters
from sim.scenario import Scenario
from sim.shop.events import Event, deck

if TYPE_CHECKING:
    from sim.experiment.results import Range

MOST = 5


@dataclass(frozen=True)
class Cost:
    """An event with what it costs this team in a season on average, in money, where nobody does anything about it;
    `times`: how often it comes in a season, by the deck; `loss`: what it took where it was played, once it came, as the
    practices stand."""

    event: Event
    money: float
    times: float = 0.0
    loss: Range | None = None


def dearest(scenario: Scenario, most: int = MOST) -> list[Cost]:
    """The events of the deck that cost this team most in its season: rate by size, at the prices of the list that
    `sim.mechanisms.risk` keeps, with fines and without what the shop cannot suffer."""
    from sim.experiment.struck import a_season
    from sim.mechanisms.risk import NOTHING, Risk, expected

    risk = parameters().bind(Risk, "risk")
    days, sales = scenario.calendar.days, len(scenario.calendar.campaigns)
    usual = scenario.demand.orders_day * scenario.money.order_value  # a usual day's sales

    def cost(event: Event) -> float:
        fine = min(event.touches.get("fine", 0.0), event.fine_most)
        return usual * (expected(risk, event, days, sales, NOTHING) + a_season(scenario, event) * fine)

    packs = any(work.source == "wave" for work in scenario.work)
    suffers = [one for one in deck().values() if packs or set(one.touches) != {"dispatch"}]
    found = [Cost(one, cost(one), a_season(scenario, one)) for one in suffers]
    return sorted((one for one in found if one.money > 0), key=lambda one: (-one.money, one.event.id))[:most]
