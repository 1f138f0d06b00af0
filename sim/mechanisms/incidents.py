"""Incidents: things happen, are noticed late, decided later, and last; practices prevent, shorten and soften them.

Each event of the deck (`sim.shop.events`) comes at its rate, like raindrops; in a season of T it costs on average
λ T E[X], with variance λ T E[X²], X being what one costs (compound Poisson). Its life is a process of its own:

    begins —— seen —— decided —— ends

with a log-normal natural length. Until it is decided it has its full size; from then on practices that damp it may
make it smaller and shorter. What it touches is said in the deck, and nothing else moves.

Whether an event comes on a day is one draw by event and day, held against its chance. A practice that prevents it cuts
the chance and leaves the draw as it is, so that what is prevented can be counted one by one. Practices speak to this
module by five channels, which are asked with the event and the day; a term counts only where the event names its
practice.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import simpy
from pydantic import Field, field_validator

from sim import draws
from sim.arrays import Floats
from sim.contract.channels import (
    ASKING,
    DISPATCH,
    INCIDENT_CHANCE,
    INCIDENT_DECIDED,
    INCIDENT_LENGTH,
    INCIDENT_LOSS,
    INCIDENT_SEEN,
    INCIDENTS,
    OFF_FLOOR,
    PRICES,
    SPENDING,
    TRAFFIC,
    WRONG_TODAY,
)
from sim.contract.day import Day
from sim.contract.mechanism import Account, Count, Mechanism, MoneyPart, Move, Own
from sim.contract.phases import Phase
from sim.files.messages import phrase
from sim.mechanisms.demand import curve_of
from sim.shop.calendar import since_midnight
from sim.shop.events import FACTORS, Event, Variable, deck
from sim.shop.types import Part
from sim.units import DAYS_PER_YEAR

MOST_OFTEN = 4.0  # no plan makes an event come more often than this times its rate
ByHand = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}@[1-9]\d{0,3}$")]


class IncidentsLevers(Part):
    """What happens to the shop. Nobody decides it; how often things go wrong here is a fact of the shop."""

    chance: Annotated[float, Field(ge=0, le=10)] = Field(
        0.0, description="how often things go wrong, over what the deck says; 0 = nothing goes wrong"
    )
    surprises: Annotated[float, Field(ge=0, le=10)] = Field(
        0.0, description="how often demand comes or goes that nobody planned, over what the deck says; 0 = never"
    )
    by_hand: tuple[ByHand, ...] = Field(
        (), max_length=40, description="events that come on a day of the season, the first being 1: courier_strike@81"
    )

    @field_validator("by_hand")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            if (name := one.partition("@")[0]) not in deck():
                raise ValueError(phrase("events.unknown", event=name, known=", ".join(deck())))
        return value


@dataclass(frozen=True)
class Incidents:
    rate: float  # times the deck's
    length: float  # times the deck's
    size: float  # power of a factor, times a share or a sum


@dataclass(frozen=True)
class Damping:
    """What practices make of an event that begins on a day: factors."""

    seen: float = 1.0
    decided: float = 1.0
    length: float = 1.0
    loss: float = 1.0


@dataclass(frozen=True)
class Incident:
    """An event that came; times in days of the season. `decided` may lie after its end: then nobody did anything."""

    event: Event
    day: int
    begins: float
    seen: float
    decided: float
    ends: float
    loss: float  # size from `decided` on, over its full one


@dataclass(frozen=True)
class Prevented:
    """An event that would have come on a day, had nothing been done beforehand."""

    event: Event
    day: int


def sized(variable: Variable, value: float, by: float) -> float:
    """A size made `by` times as large: factors by power, so that they keep their direction; shares stay below 1."""
    if variable in FACTORS:
        return float(value**by) if by else 1.0
    return min(1.0, value * by) if variable == "away" else value * by


def life(
    env: simpy.Environment, event: Event, length: float, damping: Damping, found: list[Incident]
) -> Generator[Any, Any, None]:
    """From the beginning of an event to its end: at most its natural `length`, and shorter once it is decided."""
    begins, natural = env.now, env.now + length
    yield env.timeout(event.seen_days * damping.seen)
    seen = env.now
    yield env.timeout(event.decided_days * damping.decided)
    decided = env.now
    if decided < natural:
        yield env.timeout((natural - decided) * damping.length)
    ends = min(env.now, natural) if length else begins
    found.append(Incident(event, int(begins), begins, seen, decided, ends, damping.loss))


def arrivals(event: Event, rate: float, seed: int, days: int) -> Iterator[tuple[int, float, float]]:
    """Days on which an event may come at up to MOST_OFTEN times `rate` (a year): (day, draw in [0, 1), time of day)."""
    keys = draws.key(seed, "incident", event.id, np.arange(days))
    luck = draws.uniform(keys, draws.Purpose.CHOICE)
    for day in np.flatnonzero(luck < chance_of_a_day(MOST_OFTEN * rate)):
        yield int(day), float(luck[day]), float(draws.uniform(keys[day], draws.Purpose.ARRIVAL_TIME))


def chance_of_a_day(rate: float) -> float:
    """That an event with so many a year comes on a day."""
    return -math.expm1(-rate / DAYS_PER_YEAR)


def natural_days(numbers: Incidents, event: Event, seed: int, day: int) -> float:
    """Length of an event that begins on a day, if nobody does anything; log-normal."""
    key = draws.key(seed, "incident length", event.id, day)
    z = float(draws.normal(key, draws.Purpose.SIZE, draws.Purpose.SIZE_B))
    return event.days * numbers.length * math.exp(event.spread * z)


def fine(event: Event, by: float, seed: int, day: int) -> float:
    """The fine of an event that begins on a day, in usual days' sales: `by` times the deck's on average, log-normal,
    and never more than the law allows."""
    key = draws.key(seed, "incident fine", event.id, day)
    z = float(draws.normal(key, draws.Purpose.SIZE, draws.Purpose.SIZE_B))
    luck = math.exp(event.fine_spread * z - event.fine_spread**2 / 2)
    return min(event.fine_most, sized("fine", event.touches.get("fine", 0.0), by) * luck)


def overlap(a: float, b: float, day: int) -> float:
    """Share of a day that lies between `a` and `b`."""
    return max(0.0, min(b, day + 1.0) - max(a, float(day)))


@dataclass(frozen=True)
class Memory:
    incidents: tuple[Incident, ...] = ()  # of the season, by their beginning
    prevented: tuple[Prevented, ...] = ()


Mine = Own[IncidentsLevers, Incidents, Memory]


def _factor(day: Day, channel: Any, event: Event, at: int, names: Sequence[str]) -> float:
    """What the mechanisms that an event names add to a channel."""
    terms = day.terms(channel, event, at) if names else {}
    return math.prod(terms[name] for name in names if name in terms)


def _damping(day: Day, event: Event, at: int) -> Damping:
    by = event.damped_by
    channels = (INCIDENT_SEEN, INCIDENT_DECIDED, INCIDENT_LENGTH, INCIDENT_LOSS)
    return Damping(*(_factor(day, channel, event, at, by) for channel in channels))


def _candidates(day: Day, own: Mine, event: Event) -> Iterator[tuple[int, float, float, float]]:
    """(day, draw, chance without any practice as a rate or 1, when it begins) of what may come."""
    facts, seed, days = day.facts, day.seed, len(day.facts.days)
    by = own.plan.surprises if event.family == "demand" else own.plan.chance
    often = event.rate * by * own.numbers.rate
    if event.when == "sale":
        for big in facts.openings:
            key = draws.key(seed, "incident", event.id, big)
            yield big, float(draws.uniform(key, draws.Purpose.CHOICE)), often, _opening(day, big)
    elif often:
        for at, luck, time in arrivals(event, often, seed, days):
            yield at, luck, often, at + time


def _opening(day: Day, big: int) -> float:
    """When the sale of a big day opens, in days of the season."""
    today = day.facts.days[big]
    return big + max(0.0, (day.facts.openings[big] - today.begins) / today.length)


def _season(day: Day, own: Mine) -> Memory:
    """Everything that happens in the season, each as a process that begins when it does."""
    env, found, prevented = simpy.Environment(), [], []  # type: ignore[var-annotated]

    def begin(event: Event, at: float) -> Generator[Any, Any, None]:
        yield env.timeout(at)
        length = natural_days(own.numbers, event, day.seed, int(at))
        env.process(life(env, event, length, _damping(day, event, int(at)), found))

    def come(event: Event, at: int, begins: float, happens: bool) -> None:
        if happens:
            env.process(begin(event, begins))
        else:
            prevented.append(Prevented(event, at))

    for event in deck().values():
        of_a_sale = event.when == "sale"
        for at, luck, often, begins in _candidates(day, own, event):
            less = min(MOST_OFTEN, _factor(day, INCIDENT_CHANCE, event, at, event.prevented_by))
            usual, now = ((min(1.0, x) if of_a_sale else chance_of_a_day(x)) for x in (often, often * less))
            if luck < max(usual, now):
                come(event, at, begins, luck < now)
    for one in own.plan.by_hand:
        name, _, number = one.partition("@")
        event, at = deck()[name], int(number) - 1
        if at < len(day.facts.days):
            less = _factor(day, INCIDENT_CHANCE, event, at, event.prevented_by)
            luck = float(draws.uniform(draws.key(day.seed, "by hand", name, at), draws.Purpose.CHOICE))
            of_a_sale = event.when == "sale" and at in day.facts.openings
            come(event, at, _opening(day, at) if of_a_sale else float(at), luck < less)
    env.run()
    return Memory(tuple(sorted(found, key=lambda one: (one.begins, one.event.id))), tuple(prevented))


# ---- what it does on a day


def _parts(one: Incident, day: Day) -> tuple[float, float]:
    """Shares of the day's orders that fall before anything is decided, and after, while it lasts."""
    turn = min(one.decided, one.ends)
    if one.event.when == "sale" and one.day == day.index:
        return _of_curve(day, one.begins, turn), _of_curve(day, turn, one.ends)
    return overlap(one.begins, turn, day.index), overlap(turn, one.ends, day.index)


def _of_curve(day: Day, a: float, b: float) -> float:
    """Share of a sale day's orders that are placed between two times, in days of the season."""
    curve, today = curve_of(day.shop, day.shop_day), day.shop_day
    if curve is None or b <= a:
        return overlap(a, b, day.index)
    edges, shares = since_midnight(today, day.shop.timezone, curve[0]), curve[1]
    at = [(x - day.index) * today.length for x in (a, b)]
    low, high = np.interp(at, edges, np.concatenate([[0.0], np.cumsum(shares)]))
    return float(high - low) / float(np.sum(shares))


def _now(day: Day, own: Mine, variable: Variable) -> list[tuple[Incident, float, float]]:
    """Incidents of today that touch a variable, with the shares of the day before and after they are decided."""
    found = []
    for one in own.mine.incidents:
        if variable in one.event.touches and one.begins < day.index + 1 and one.ends > day.index:
            found.append((one, *_parts(one, day)))
    return found


def _times(day: Day, own: Mine, variable: Variable) -> float:
    """Factor of today on what a variable says."""
    factor = 1.0
    for one, before, after in _now(day, own, variable):
        size = one.event.touches[variable]
        full, softer = (sized(variable, size, own.numbers.size * by) for by in (1.0, one.loss))
        factor *= max(0.0, 1 + before * (full - 1) + after * (softer - 1))
    return factor


def _sum(day: Day, own: Mine, variable: Variable) -> float:
    """Sum of today of what a variable says."""
    return sum(
        before * sized(variable, one.event.touches[variable], own.numbers.size)
        + after * sized(variable, one.event.touches[variable], own.numbers.size * one.loss)
        for one, before, after in _now(day, own, variable)
    )


def _wrong(day: Day, own: Mine) -> Floats:
    return np.where(day.service[day.shift.person], _times(day, own, "wrong"), 1.0)


def _away(day: Day, own: Mine) -> Floats:
    return np.where(day.service, min(1.0, _sum(day, own, "away")), 0.0)


def _morning(day: Day, own: Mine) -> Memory | None:
    """The season's luck on its first morning, and from a morning on which levers change, for they may prevent and damp
    it; people are missing from one day to the next, not by the week."""
    known = own.mine
    if day.index == own.since:
        found = _season(day, own)
        known = Memory(
            tuple(one for one in known.incidents if one.day < day.index)
            + tuple(one for one in found.incidents if one.day >= day.index),
            tuple(one for one in known.prevented if one.day < day.index)
            + tuple(one for one in found.prevented if one.day >= day.index),
        )
    if any(
        "away" in one.event.touches and day.index - 2 < one.ends and one.begins < day.index + 1
        for one in known.incidents
    ):
        day.touch()
    return known if day.index == own.since else None


def _pay(day: Day, own: Mine) -> None:
    sales = day.shop.demand.orders_day * day.shop.money.order_value
    began = [one for one in own.mine.incidents if one.day == day.index]
    fines = sum(
        fine(one.event, own.numbers.size * (one.loss if one.decided <= one.begins else 1.0), day.seed, one.day)
        for one in began
    )
    day.book("fines", -fines * sales)
    day.book("damage", -_sum(day, own, "damage") * sales)
    day.note("incidents", len(began))
    day.note("incidents_prevented", sum(one.day == day.index for one in own.mine.prevented))
    rushes = [one for one in own.mine.incidents if one.event.touches.get("traffic", 1.0) > 1]
    undecided = sum(overlap(one.begins, min(one.decided, one.ends), day.index) for one in rushes)
    day.note("undecided_days", min(1.0, undecided))
    day.note(
        "incident_days", float(any(one.begins < day.index + 1 and one.ends > day.index for one in own.mine.incidents))
    )


def _law(days: Mapping[str, Floats]) -> Sequence[str]:
    odd = (days["incident_days"] == 0) & (days["undecided_days"] > 0)
    return [f"incidents: a rush is undecided on {odd.sum()} days without an incident"] if odd.any() else []


MECHANISM = Mechanism(
    name="incidents",
    what="things happen, are noticed late, decided later, and last; practices prevent and damp them",
    levers=IncidentsLevers,
    asks=("chance", "surprises", "by_hand"),
    numbers=Incidents,
    memory=lambda day, own: Memory(),
    acts={Phase.MORNING: _morning, Phase.PAY: _pay},
    adds={
        TRAFFIC: lambda day, own: _times(day, own, "traffic"),
        PRICES: lambda day, own: _times(day, own, "price"),
        SPENDING: lambda day, own: _times(day, own, "spending"),
        DISPATCH: lambda day, own: _times(day, own, "dispatch"),
        ASKING: lambda day, own: _times(day, own, "asking"),
        WRONG_TODAY: _wrong,
        OFF_FLOOR: _away,
    },
    shares={INCIDENTS: lambda day, own: own.mine.incidents},
    counts=(
        Count("incidents", "incidents that began"),
        Count("incidents_prevented", "incidents that would have begun, had nothing been done beforehand"),
        Count("incident_days", "days on which an incident was under way"),
        Count("undecided_days", "days of a rush that nobody planned, until somebody decides"),
    ),
    law=_law,
    accounts=(
        Account("fines", "fines and pay-outs of incidents", MoneyPart.OTHER),
        Account("damage", "what incidents destroy, day by day", MoneyPart.OTHER),
    ),
    moves=(
        Move("incidents.chance", 10.0, "incidents", "up", "more goes wrong (ASM-incidents)", {"calendar.weeks": 12}),
        Move(
            "incidents.surprises",
            10.0,
            "incidents",
            "up",
            "more is not planned (ASM-incidents)",
            {"calendar.weeks": 12},
        ),
        Move("incidents.by_hand", ("price_war@5",), "orders", "down", "who finds it cheaper buys there (MKT-02)"),
    ),
)
