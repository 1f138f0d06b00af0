"""A shop fitted to the reader's own contacts: the nearest sample at its size, with what the files say put into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from math import log

from playbook import my_shop
from playbook.my_shop import Numbers
from sim.calibrate.team.arrivals import Arrivals
from sim.calibrate.team.fit import Findings
from sim.calibrate.team.heads import roster_of
from sim.calibrate.team.public_holidays import public_holidays
from sim.calibrate.team.scenario import Team, Wishes, team_of
from sim.calibrate.team.settled import settled
from sim.evidence import parameters
from sim.scenario import Scenario
from sim.scenario.file import team
from sim.shop.types import country_of
from sim.units import DAYS_PER_WEEK

LIVE = ("chat", "phone")
ORDERS = "fit.f_orders"


def fitted_shop(
    fit: Findings, wishes: Wishes, known: Numbers | None = None, orders: Arrivals | None = None,
    zone: str | None = None, each_day: Callable[[], None] = lambda: None,
) -> Team:  # fmt: skip
    """The calibrated team. `known`: the five numbers where the reader typed them; what a file says goes before them.
    `zone`: the shop's time zone; the sample's where nobody says.

    What `each_day` raises, asked for each day that is played, ends the work.

    Without orders of a file or typed ones, there are as many as the sample has for so many contacts. Raises
    pydantic.ValidationError where the model cannot have such a shop.
    """
    name = nearest(fit, known, orders)
    sample, numbers = team(name), _numbers(team(name), fit, known, orders)
    fewest = my_shop.fewest(numbers, sample)
    base = my_shop.shop(replace(numbers, people=max(numbers.people, fewest)), sample, sample.description, name)
    base = base.with_levers({"id": name, "timezone": zone or base.timezone})
    made = team_of(fit, base, _with_holidays(wishes, base), orders)
    if orders is None and known is None:
        made = replace(made, bounded=(*made.bounded, ORDERS), kept=tuple(key for key in made.kept if key != ORDERS))
    return settled(made, fit, each_day=each_day)


def nearest(fit: Findings, known: Numbers | None, orders: Arrivals | None) -> str:
    """The sample that is nearest in size."""
    sized = {name: _numbers(team(name), fit, known, orders) for name in my_shop.PLAIN}
    return min(sized, key=lambda one: _far(sized[one], Numbers.of(team(one))))


def handle_spread(contacts: float) -> float:
    """How far handle times spread (coefficient of variation) in the sample shop with the nearest number of contacts a
    day, where no file says it."""
    samples = [team(name) for name in my_shop.PLAIN]
    sample = min(samples, key=lambda one: abs(log(one.demand.orders_day * contacts_an_order(one) / contacts)))
    live = [work for work in sample.work if work.channel in LIVE]
    whole = sum(work.rate for work in live)
    return round(sum(work.rate * work.handle.cv for work in live) / whole, 2)


def contacts_an_order(shop: Scenario) -> float:
    """Chats and calls that reach the desk of a shop, for each order."""
    return sum(work.rate * work.reaching for work in shop.work if work.channel in LIVE and work.source != "wave")


def _numbers(sample: Scenario, fit: Findings, known: Numbers | None, orders: Arrivals | None) -> Numbers:
    people = int(roster_of(fit.people, parameters()["talent.absence"]).counts.sum())
    contacts = float(fit.arrivals.level.mean())
    numbers = known or replace(Numbers.of(sample), orders=contacts / contacts_an_order(sample))
    if orders is not None:
        numbers = replace(numbers, orders=float(orders.level.sum()) / DAYS_PER_WEEK)
    return replace(numbers, people=max(people, 1))


def _far(one: Numbers, other: Numbers) -> float:
    """How many times larger or smaller, in orders and in people together."""
    ratios = (one.orders / other.orders, one.people / other.people)
    return float(sum(max(ratio, 1 / ratio) for ratio in ratios))


def _with_holidays(wishes: Wishes, base: Scenario) -> Wishes:
    """The public holidays of the shop's country, where nobody said which."""
    if wishes.holidays:
        return wishes
    country = country_of(base.timezone)
    last = wishes.start + timedelta(weeks=wishes.weeks, days=-1)
    return replace(wishes, holidays=public_holidays(country, wishes.start, last))
