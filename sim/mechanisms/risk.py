"""Risk: plans for what may happen, drills that keep them alive, reserves that stand by, and warnings.

A shop lists what can happen to it, the worst first: how often, times how long, times how much of the shop stands still.
The first kinds on the list get a **plan**, the first ones a **reserve** (a second courier, a spare host, cash).

**Drills.** Each rehearses one plan, in turn, so that of P plans with a drill every τ weeks each comes round every
T = P τ weeks. What people know of it halves in h weeks; on average over its turn a plan is alive to

    (h ÷ T ln 2) · (1 − 2^(−T ÷ h)),

about as 1 ÷ P, so that P plans together are worth no more than h ÷ (τ ln 2). Below what is left of reading it never
falls; of a thick folder less is read, e^(−P ÷ P₀). What is alive makes the decision quicker and the rest of the
incident shorter.

**Reserves** make an incident smaller once it is decided, and cost money every week in which nothing happens.

**Warnings.** A daily look raises a false alarm with chance w and sees a true one with Φ(d' + Φ⁻¹(w)) (signal
detection). Of many false alarms people learn to believe none: e^(−7 w ÷ w₀).

All of it acts on incidents that name risk among what damps them: where none are switched on, only the costs are left.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Annotated

from pydantic import Field

from sim.arrays import Floats
from sim.contract.channels import INCIDENT_DECIDED, INCIDENT_LENGTH, INCIDENT_LOSS, INCIDENT_SEEN
from sim.contract.day import Day
from sim.contract.mechanism import Account, Count, Mechanism, MoneyPart, Move, Own
from sim.contract.phases import Phase
from sim.shop.events import Event, deck
from sim.shop.types import Part
from sim.units import DAYS_PER_WEEK, DAYS_PER_YEAR

NORMAL = NormalDist()
QUARTER_DAYS = 84  # twelve weeks
NAME = "risk"
REHEARSED = {"risk.plans": 3}


class RiskLevers(Part):
    """What is prepared for the day on which something happens."""

    plans: int = Field(0, ge=0, le=40, description="kinds of incident with a written plan, the worst first")
    drills: Annotated[float, Field(ge=0, le=60)] = Field(
        0.0, description="drills in twelve weeks, each of one plan, in turn"
    )
    reserve: int = Field(0, ge=0, le=40, description="kinds of incident for which something stands by, the worst first")
    warnings: Annotated[float, Field(ge=0, le=0.9)] = Field(
        0.0, description="chance that a daily look at the warning signs raises a false alarm"
    )


@dataclass(frozen=True)
class Risk:
    read: float  # what a single plan that was only read is worth, over one just rehearsed
    folder: float  # plans of which each is read 1/e as well as a single one
    half_life_weeks: float  # in which half of a plan is forgotten
    quick: float  # share of the days until it is decided that a plan just rehearsed saves
    shorter: float  # share of the rest of an incident that it saves
    carries: float  # share of an incident's size that a reserve takes once it is decided
    sooner: float  # share of the days until it is seen that a true alarm saves
    sharp: float  # d' of the warning signs: distance of true and false ones in standard deviations
    trust: float  # false alarms a week at which 1/e of alarms is still believed
    plan_hours: float  # of the best-paid person, for each plan
    drill_hours: float  # of all who take part in a drill together, after the shift
    alarm_hours: float  # of the best-paid person, for each false alarm
    standing_by: float  # of each reserve a week, as a share of a usual day's sales
    unsold: float  # what a day without orders costs, in usual days' sales: for the list alone
    held: float  # what a day on which no parcel leaves costs, likewise
    unserved: float  # what a day without service costs, likewise
    opening: float  # sales of a sale's first day in usual days', likewise
    early: float  # sales within d days of the opening are opening · d^early, likewise


# ---- how alive a plan is


def mean_alive(interval: float, half_life: float, floor: float = 0.0) -> float:
    """How alive a plan is on average that is rehearsed every `interval`, in the unit of the half-life: it halves in
    `half_life`, and not below `floor`."""
    if not interval:
        return 1.0
    until = min(interval, half_life * math.log2(1 / floor)) if floor else interval  # when it has fallen to the floor
    falling = half_life / math.log(2) * -math.expm1(-math.log(2) * until / half_life)
    return (falling + floor * (interval - until)) / interval


def alive(risk: Risk, plans: int, drills: float) -> float:
    """How much of each of so many plans people know, over one just rehearsed, in [0, 1]; drills: in twelve weeks."""
    if not plans:
        return 0.0
    left = risk.read * math.exp(-plans / risk.folder)
    every = plans * QUARTER_DAYS / DAYS_PER_WEEK / drills if drills else math.inf
    return mean_alive(every, risk.half_life_weeks, left) if math.isfinite(every) else left


# ---- warnings


def hit(risk: Risk, warnings: float) -> float:
    """Chance that the signs of an incident raise an alarm and that it is believed."""
    if not warnings:
        return 0.0
    return NORMAL.cdf(risk.sharp + NORMAL.inv_cdf(warnings)) * math.exp(-DAYS_PER_WEEK * warnings / risk.trust)


# ---- the list


def lasting(median: float, spread: float, delay: float) -> tuple[float, float]:
    """Mean length of what is log-normal with this median and sd of the log, before and after `delay`."""
    mean = median * math.exp(spread**2 / 2)
    if not delay or not median:
        return 0.0, mean
    if not spread:
        after = max(median - delay, 0.0)
    else:
        z = math.log(median / delay) / spread
        after = mean * NORMAL.cdf(z + spread) - delay * NORMAL.cdf(z)
    return mean - after, after


def standstill(risk: Risk, event: Event) -> float:
    """What a day of an event costs, in usual days' sales, roughly: for the list of what can happen."""
    size = event.touches
    lost = risk.unsold * max(0.0, 1 - size.get("traffic", 1.0)) + max(0.0, 1 - size.get("price", 1.0))
    lost += risk.held * max(0.0, 1 - size.get("dispatch", 1.0)) + risk.unserved * size.get("away", 0.0)
    return lost + size.get("damage", 0.0)


def expected(risk: Risk, event: Event, days: int, sales: int, by: tuple[float, float, float, float]) -> float:
    """Mean cost of an event in a season of so many days and sales, in usual days' sales, but for its fine, which is due
    whatever is done; `by`: factors on the days until it is seen and decided, on the rest of it, and on its size from
    then on."""
    seen, decided, length, loss = by
    delay = event.seen_days * seen + event.decided_days * decided
    if event.when == "sale":
        times, power = sales * event.rate * risk.opening, risk.early
    else:
        times, power = event.rate * days / DAYS_PER_YEAR, 1.0
    before, after = lasting(event.days**power, event.spread * power, delay**power)
    return times * standstill(risk, event) * (before + after * length * loss)


NOTHING = (1.0, 1.0, 1.0, 1.0)


def worst_first(risk: Risk, days: int, sales: int) -> tuple[Event, ...]:
    """Events of the deck that a plan can do something about, by what they cost in a season."""
    mine = [event for event in deck().values() if NAME in event.damped_by]
    return tuple(sorted(mine, key=lambda event: -expected(risk, event, days, sales, NOTHING)))


def factors(risk: Risk, plan: RiskLevers, place: int) -> tuple[float, float, float, float]:
    """What is prepared makes of the event at this place of the list, from 0: factors on the days until it is seen and
    decided, on the rest of it, and on its size from then on."""
    known = alive(risk, plan.plans, plan.drills) if place < plan.plans else 0.0
    seen = 1 - risk.sooner * hit(risk, plan.warnings)
    return seen, 1 - risk.quick * known, 1 - risk.shorter * known, 1 - risk.carries * (place < plan.reserve)


def covered(risk: Risk, plan: RiskLevers, kinds: Sequence[Event], days: int, sales: int) -> float:
    """Share of what the events of the list `kinds` cost on average that what is prepared saves, in [0, 1]."""
    whole = sum(expected(risk, event, days, sales, NOTHING) for event in kinds)
    left = sum(expected(risk, event, days, sales, factors(risk, plan, place)) for place, event in enumerate(kinds))
    return 1 - left / whole if whole else 0.0


# ---- in a season


@dataclass(frozen=True)
class Memory:
    """Of the season: it hangs on the calendar and the plan alone."""

    by: Mapping[str, tuple[float, float, float, float]]  # factors on an event of the list, by its id
    covered: float


Mine = Own[RiskLevers, Risk, Memory]
SEEN, DECIDED, LENGTH, LOSS = range(4)


def _list(day: Day, own: Mine) -> Memory:
    days, sales = len(day.facts.days), len(day.facts.big)
    kinds = worst_first(own.numbers, days, sales)
    by = {event.id: factors(own.numbers, own.plan, place) for place, event in enumerate(kinds)}
    return Memory(by, covered(own.numbers, own.plan, kinds, days, sales))


def _on(what: int) -> Callable[[Day, Mine, Event, int], float]:
    """The term of a channel: a factor on what happens to an event of the list."""
    return lambda day, own, event, at: own.mine.by.get(event.id, NOTHING)[what]


def drills_on(drills: float, day: int) -> int:
    """Drills that are held on a day: they come evenly, the first on day 0."""
    return math.ceil((day + 1) * drills / QUARTER_DAYS) - math.ceil(day * drills / QUARTER_DAYS)


def _pay(day: Day, own: Mine) -> None:
    plan, numbers, facts, d = own.plan, own.numbers, day.facts, day.index
    best, drills, hour = facts.dearest_hour, drills_on(plan.drills, d), 0.0
    if drills:  # an hour of those who are there
        hour = float(facts.pay_hour[day.people.group[day.on_floor]].mean())
    sales = day.shop.demand.orders_day * day.shop.money.order_value
    costs = {
        "plans_written": own.more("plans", d) * numbers.plan_hours * best,
        "drills_held": drills * numbers.drill_hours * hour,
        "reserves": plan.reserve * numbers.standing_by / DAYS_PER_WEEK * sales,
        "alarms": plan.warnings * numbers.alarm_hours * best,
    }
    for account, cost in costs.items():
        day.book(account, -cost)
    day.note("readiness_cost", sum(costs.values()))
    day.note("covered", own.mine.covered)


def _law(days: Mapping[str, Floats]) -> Sequence[str]:
    beyond = int(((days["covered"] < 0) | (days["covered"] > 1)).sum())
    return [f"risk: what is covered is no share on {beyond} days"] if beyond else []


MECHANISM = Mechanism(
    name=NAME,
    what="drills keep a few plans alive, reserves stand by, warnings see sooner; all cost while nothing happens",
    levers=RiskLevers,
    asks=("plans", "drills", "reserve", "warnings"),
    numbers=Risk,
    memory=_list,
    anew=_list,
    acts={Phase.PAY: _pay},
    adds={
        INCIDENT_SEEN: _on(SEEN),
        INCIDENT_DECIDED: _on(DECIDED),
        INCIDENT_LENGTH: _on(LENGTH),
        INCIDENT_LOSS: _on(LOSS),
    },
    counts=(
        Count(
            "covered", "share of what incidents cost on average that plans, drills, reserves and warnings save", "mean"
        ),
        Count("readiness_cost", "what plans, drills, reserves and false alarms cost"),
    ),
    law=_law,
    accounts=(
        Account("plans_written", "hours to write plans", MoneyPart.TEAM),
        Account("drills_held", "hours of all who drill", MoneyPart.PAY),
        Account("reserves", "what stands by", MoneyPart.OTHER),
        Account("alarms", "hours to look into false alarms", MoneyPart.TEAM),
    ),
    moves=(
        Move("risk.plans", 3, "covered", "up", "who knows what to do decides sooner (ASM-readiness)"),
        Move("risk.plans", 3, "plans_written", "down", "writing takes hours (ASM-readiness)"),
        Move("risk.drills", 6.0, "covered", "up", "a plan rehearsed is not forgotten (ASM-readiness)", REHEARSED),
        Move("risk.drills", 6.0, "drills_held", "down", "a drill takes hours (ASM-readiness)", REHEARSED),
        Move("risk.reserve", 2, "covered", "up", "something takes its place (ASM-readiness)"),
        Move("risk.reserve", 2, "reserves", "down", "standing by is paid for (ASM-readiness)"),
        Move(
            "risk.warnings",
            0.05,
            "covered",
            "up",
            "it is seen sooner, where something can be done (signal detection)",
            {"risk.reserve": 2},
        ),
        Move("risk.warnings", 0.05, "alarms", "down", "false alarms take hours (signal detection)"),
    ),
)
