"""Demand: how many would-be orders a day brings, and when.

Expected orders of a day = base × weekday × growth × campaign × traffic × the season's level, times the day's own, a
gamma variable with mean 1 (real days are more spread than Poisson: Brown et al. 2005). Within the day they follow the
hours of the profile, on a campaign's big day the curve of its preset, or the counts of a file. Before a sale more
people ask for each order.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from sim import draws
from sim.arrays import Floats, Ints
from sim.contract.channels import (
    DRAWN,
    LEVEL,
    LIFTS,
    MORE_QUESTIONS,
    ORDER_TIMES,
    QUESTIONS,
    REALISED,
    TRAFFIC,
    WANTED,
)
from sim.contract.day import Day
from sim.contract.facts import OrdersByHour
from sim.contract.mechanism import Mechanism, Own
from sim.contract.phases import Phase
from sim.shop.calendar import FloorDay, clock, since_midnight
from sim.shop.facts import Shop
from sim.units import DAYS_PER_WEEK, HOURS_PER_DAY, SECONDS_PER_HOUR, SLOT_S, SLOTS_PER_DAY

DAYS_KEPT = 512  # of the seasons played last: what a day's clock says is worked out once


@dataclass(frozen=True)
class DayDemand:
    """Would-be orders of a day: `means[j]` between `edges[j]` and `edges[j + 1]` seconds."""

    edges: Floats
    means: Floats

    @property
    def total(self) -> float:
        return float(self.means.sum())


def campaign_lift(shop: Shop, day: FloorDay, realised: Mapping[str, float]) -> float:
    """Factor of today's campaigns on orders, ≥ 1; `realised` is how much of each campaign's lift − 1 comes true."""
    factor = 1.0
    for event in shop.calendar.campaigns:
        share = event.shape.share_on((day.date - event.day).days)
        factor *= 1 + (event.lift - 1) * share * realised.get(event.day.isoformat(), 1.0)
    return factor


def more_questions(shop: Shop, day: FloorDay) -> float:
    """Questions before the sale for each would-be order, over a usual day's, ≥ 1: people ask more before a sale."""
    factor = 1.0
    for event in shop.calendar.campaigns:
        factor *= 1 + (event.ask_more - 1) * event.shape.share_on((day.date - event.day).days)
    return factor


def curve_of(shop: Shop, day: FloorDay) -> tuple[Floats, Floats] | None:
    """Edges and shares of a day that runs by a campaign's curve; none for a usual day."""
    for event in shop.calendar.campaigns:
        shape, offset = event.shape, (day.date - event.day).days
        if shape.has_curve(offset):
            return shape.edges_and_weights(offset)
    return None


def questions(
    shop: Shop, day: FloorDay, wanted: DayDemand, tomorrow: DayDemand | None, hours: tuple[float, ...] = ()
) -> DayDemand:
    """Would-be orders by when their buyers ask, as often as they ask: in the hour of the order, or on a day without a
    curve by a type's own `hours`; for a campaign's big day by its own curve, and some of them on the eve (`tomorrow` is
    that big day's demand, asked about as often as then; none on other days)."""
    more = more_questions(shop, day)
    if more != 1:
        wanted = DayDemand(wanted.edges, wanted.means * more)
    if hours and curve_of(shop, day) is None:
        own = usual_day(shop, day, hours)
        wanted = DayDemand(own.edges, own.means * wanted.total)
    for event in shop.calendar.campaigns:
        shape, offset = event.shape, (day.date - event.day).days
        found = shape.questions(offset)
        if found is not None:
            edges, shares = since_midnight(day, shop.timezone, found[0]), found[1]
            if offset == 0:
                return DayDemand(edges, shares * wanted.total)
            if tomorrow is None:
                raise ValueError("what is asked on the eve needs the demand of the big day")
            return together(wanted, DayDemand(edges, shares * tomorrow.total))
    return wanted


def asked_early(shop: Shop, day: FloorDay) -> bool:
    """Whether some of tomorrow's buyers ask today."""
    return any(
        (day.date - event.day).days == -1 and event.shape.questions(-1) is not None for event in shop.calendar.campaigns
    )


def together(a: DayDemand, b: DayDemand) -> DayDemand:
    """The sum of two demands on the union of their edges."""
    edges = np.union1d(a.edges, b.edges)
    total = sum(np.interp(edges, one.edges, np.concatenate([[0.0], np.cumsum(one.means)])) for one in (a, b))
    return DayDemand(edges, np.diff(total))


def level(shop: Shop, seed: int, day: int) -> float:
    """The day's own level, mean 1, gamma with the scenario's dispersion."""
    cv = shop.demand.dispersion_cv
    if cv == 0:
        return 1.0
    shape = cv**-2
    return float(draws.generator(seed, "demand-level", day).gamma(shape, 1 / shape))


def expected_orders(shop: Shop, day: FloorDay, counts: OrdersByHour | None, seed: int, traffic: float,
                    realised: Mapping[str, float], season: float = 1.0) -> DayDemand:  # fmt: skip
    """Would-be orders of the day. `season`: the season's own level.

    `counts` maps (date, hour) to orders of a file; on its dates it replaces the profile, the weekday, growth and the
    day's and the season's own level, because a record holds them already.
    """
    lift = campaign_lift(shop, day, realised)
    if counts and any((day.date, hour) in counts for hour in range(HOURS_PER_DAY)):
        hours = np.array([counts.get((day.date, hour), 0) for hour in range(HOURS_PER_DAY)], float)
        lasts = np.diff(clock(day, shop.timezone)[:: SLOTS_PER_DAY // HOURS_PER_DAY]) / SECONDS_PER_HOUR
        rates = np.divide(hours, lasts, out=np.zeros(HOURS_PER_DAY), where=lasts > 0)
        return hourly(rates, day, shop.timezone, hours.sum() * traffic)
    demand = shop.demand
    weekday = demand.weekday[day.date.weekday()] * DAYS_PER_WEEK / sum(demand.weekday)
    growth = (1 + demand.growth_week) ** (day.index // DAYS_PER_WEEK)
    total = demand.orders_day * weekday * growth * lift * traffic * season * level(shop, seed, day.index)
    curve = curve_of(shop, day)
    if curve is None:
        return hourly(np.array(demand.hourly, float), day, shop.timezone, total)
    edges, shares = curve
    return DayDemand(since_midnight(day, shop.timezone, edges), shares * total)


def order_times(seed: int, day: int, wanted: DayDemand, orders: int) -> Floats:
    """When `orders` of a day are placed, in seconds, sorted: by the curve of the day's demand, each by its own draw."""
    u = draws.uniform(draws.key(seed, "order-time", day, np.arange(orders)), draws.Purpose.ARRIVAL_TIME)
    total = np.concatenate([[0.0], np.cumsum(wanted.means)])
    return np.sort(np.interp(u * total[-1], total, wanted.edges))


def hourly(weights: Floats, day: FloorDay, timezone: str, total: float) -> DayDemand:
    """`total` orders spread over a day by weights of its 24 hours or 48 half hours, each while the wall clock shows it,
    in slots of 15 minutes."""
    edges, shown = _quarters(day, timezone)
    means = weights[shown * len(weights) // SLOTS_PER_DAY]
    total_weight = means.sum()
    return DayDemand(edges, means * (total / total_weight if total_weight else 0.0))


@lru_cache(maxsize=DAYS_KEPT)
def _quarters(day: FloorDay, timezone: str) -> tuple[Floats, Ints]:
    """Edges of the slots of a day in seconds and the quarter, 0 … 95, that the wall clock shows in each; shared by all
    who ask."""
    edges = np.arange(round(day.length / SLOT_S) + 1, dtype=float) * SLOT_S
    shown = clock(day, timezone)
    quarter = np.searchsorted(shown, edges[:-1], "right") - 1
    edges.flags.writeable = quarter.flags.writeable = False
    return edges, quarter


def poisson_at(u: float, mean: float) -> int:
    """A Poisson number by its quantile, so that it never falls when the mean rises.

    Exact by inversion while `mean` is small; beyond that the normal quantile with continuity correction, whose error
    is far below the day-to-day spread of demand, and never below the last exact quantile.
    """
    if mean <= 0:
        return 0
    if mean > _EXACT_BELOW:
        normal = math.floor(mean + math.sqrt(mean) * NormalDist().inv_cdf(u) + 1 / 2)
        return max(poisson_at(u, _EXACT_BELOW), normal)
    term = total = math.exp(-mean)
    k = 0
    while total < u and k < _LONGEST:
        k += 1
        term *= mean / k
        total += term
    return k


_EXACT_BELOW = 50.0
_LONGEST = 1000


def usual_day(shop: Shop, day: FloorDay, hours: tuple[float, ...] = ()) -> DayDemand:
    """One order, spread over the day by the hours of a usual one, or by a type's own."""
    return _usual(hours or shop.demand.hourly, day, shop.timezone)


@lru_cache(maxsize=DAYS_KEPT)
def _usual(weights: tuple[float, ...], day: FloorDay, timezone: str) -> DayDemand:
    return hourly(np.array(weights, float), day, timezone, 1.0)


@dataclass(frozen=True)
class Memory:
    wanted: DayDemand | None = None  # today's would-be orders
    drawn: float = 1.0  # factor on them, of all that draws people to the shop or keeps them away
    asking: DayDemand | None = None  # by when their buyers ask
    tomorrow: DayDemand | None = None  # those of a big day, of whom some ask on its eve


Mine = Own[None, None, Memory]


def _today(day: Day, own: Mine) -> Memory:
    shop, today, traffic, season = day.shop, day.shop_day, day[TRAFFIC], day[LEVEL]
    orders, ready = day.facts.orders, day[REALISED]
    realised = {**ready, **{key: luck * ready.get(key, 1.0) for key, luck in day[LIFTS].items()}}
    wanted = expected_orders(shop, today, orders, day.seed, traffic, realised, season)
    tomorrow = None
    if asked_early(shop, today):  # as it looks this morning
        after = day.facts.days[today.index + 1]
        tomorrow = expected_orders(shop, after, orders, day.seed, traffic, realised, season)
        more = more_questions(shop, after)
        tomorrow = DayDemand(tomorrow.edges, tomorrow.means * more)
    return Memory(wanted, traffic, questions(shop, today, wanted, tomorrow), tomorrow)


def _asking(day: Day, own: Mine, hours: tuple[float, ...]) -> DayDemand:
    """By when buyers ask a type with such hours of its own; () = as all do."""
    mine = own.mine
    assert mine.wanted is not None and mine.asking is not None, "asked after the day's demand"
    return questions(day.shop, day.shop_day, mine.wanted, mine.tomorrow, hours) if hours else mine.asking


MECHANISM = Mechanism(
    name="demand",
    what="would-be orders: base, weekday, growth, campaigns, and the day's own level",
    memory=lambda day, own: Memory(),
    needs=(LEVEL, LIFTS, REALISED),
    always=True,
    acts={Phase.DEMAND: _today},
    shares={
        WANTED: lambda day, own: own.mine.wanted,
        DRAWN: lambda day, own: own.mine.drawn,
        QUESTIONS: lambda day, own: lambda hours: _asking(day, own, hours),
        MORE_QUESTIONS: lambda day, own: more_questions(day.shop, day.shop_day),
        ORDER_TIMES: lambda day, own: lambda n: order_times(day.seed, day.index, own.mine.wanted, n),
    },
)
