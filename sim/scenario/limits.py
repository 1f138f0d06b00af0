"""What a scenario must not ask for although each of its numbers is possible: orders from nothing, a day too large.

`refuse_impossible` is asked by every `Scenario` when it is made, `refuse_large` by those who bring orders of a file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.files.bad_input import advice
from sim.files.messages import Phrase, phrase
from sim.shop.campaigns import campaign_names
from sim.shop.work import Work
from sim.units import DAYS_PER_WEEK

if TYPE_CHECKING:
    from sim.scenario import Scenario

MOST_CONTACTS = 2_000_000  # of one day: a day on the floor takes about 2 kB for each, so 4 GB
MOST_ORDERS = 20_000_000  # of one day: their times take about 40 bytes each
PILE_DAYS = 28  # days' parcels that may lie unpacked, or late, at once
SPREADS = 3  # standard deviations that the season's most lucky day may lie above the mean
ROUNDING = 1e-9


def refuse_impossible(scenario: Scenario) -> None:
    """Raise ValueError with a phrase for a scenario that would make orders from nothing or more than memory holds."""
    _refuse_orders_from_nothing(scenario)
    _refuse_places_of_nobody(scenario)
    refuse_large(scenario, usual_orders(scenario))


def _refuse_orders_from_nothing(scenario: Scenario) -> None:
    """A contact before the sale stands for so many would-be orders; all contacts together for one order at most, on
    the day on which a sale is asked about most, too."""
    asked, rates = scenario.customers.asked_buy, scenario.questions_an_order
    more = max((event.ask_more for event in scenario.calendar.campaigns), default=1.0)
    if rates * more * asked > 1 + ROUNDING:
        facts = {"rates": f"{rates:,.4g}", "most": f"{1 / (asked * more):.4g}", "asked": f"{100 * asked:g}"}
        raise ValueError(phrase("scenario.asked_too_often", **facts))


def _refuse_places_of_nobody(scenario: Scenario) -> None:
    """People can be hired for a group that the shop has."""
    groups = [group.id for group in scenario.people]
    for places in scenario.hiring.places:
        if places.group not in groups:
            facts = {"field": "hiring.places.group", "value": f'"{places.group}"'}
            raise ValueError(phrase("field.is", **facts, reason=advice(places.group, sorted(groups))))


def refuse_large(scenario: Scenario, orders: Mapping[dt.date, float]) -> None:
    """Raise ValueError with a phrase if the largest of these days (expected orders by date) cannot be simulated."""
    day = max(orders, key=orders.__getitem__)
    largest, usual = orders[day], sum(orders.values()) / len(orders)
    for count, most, what in (
        (contacts(scenario, largest, usual), MOST_CONTACTS, phrase("scenario.contacts")),
        (largest, MOST_ORDERS, phrase("scenario.orders")),
    ):
        if count > most:
            facts: dict[str, str | Phrase | dt.date] = {"count": _rough(count), "most": f"{most:,}", "what": what}
            raise ValueError(phrase("scenario.large_day", day=day, **facts))


def usual_orders(scenario: Scenario) -> dict[dt.date, float]:
    """Orders to be expected of each day by the profile, its campaigns at their full lift, the day's own luck high."""
    demand, calendar = scenario.demand, scenario.calendar
    luck = 1 + SPREADS * demand.dispersion_cv
    known = [(event, event.shape) for event in calendar.campaigns if event.preset in campaign_names()]
    found = {}
    for i in range(calendar.days):
        date = calendar.start + dt.timedelta(days=i)
        orders = demand.orders_day * luck * demand.weekday[date.weekday()] * DAYS_PER_WEEK / sum(demand.weekday)
        orders *= (1 + demand.growth_week) ** (i // DAYS_PER_WEEK)
        for event, shape in known:
            orders *= 1 + (event.lift - 1) * shape.share_on((date - event.day).days)
        found[date] = orders
    return found


def contacts(scenario: Scenario, orders: float, usual: float) -> float:
    """How many contacts and tasks a day of so many orders can have, those included that come again.

    As if everybody gave up, was answered wrongly and handed on as often as may be: about ten times what a season of a
    shipped team has. `usual`: orders of a mean day, which make the pile of parcels that wait or are late.
    """
    parcels = scenario.fulfilment
    pile = parcels.opening_backlog + PILE_DAYS * usual
    asking = orders * max((event.ask_more for event in scenario.calendar.campaigns), default=1.0)
    return sum(
        _first(work, asking if work.source == "order" else orders, pile, parcels.return_share) * _again(scenario, work)
        for work in scenario.work
    )


def _first(work: Work, orders: float, pile: float, returned: float) -> float:
    """Of those that reach the shop's own people: what a robot settles is no work of the floor."""
    busiest = max(work.on_weekday(day) for day in range(DAYS_PER_WEEK))
    match work.source:
        case "order":
            return work.reaching * work.rate * orders * busiest
        case "parcel":
            return work.reaching * (work.rate * orders + (work.rate_late or 0.0) * pile) * busiest
        case "return":
            return work.reaching * work.rate * returned * orders * busiest
        case _:
            return (orders + pile) / work.batch


def _again(scenario: Scenario, work: Work) -> float:
    """At most so many contacts for each first one: after giving up, a wrong answer, a hand-over, a message."""
    rules, factor = scenario.floor, 1.0 if work.message is None else 2.0
    ways = ((work.redial, rules.max_redials), (work.repeat, rules.max_repeats), (work.transfer, rules.max_transfers))
    for share, times in ways:
        factor *= sum(share**n for n in range(times + 1))
    return factor


def _rough(count: float) -> str:
    """Two figures are enough for an estimate."""
    return f"{float(f'{count:.1e}'):,.0f}" if count < 1e15 else f"{count:.0e}"
