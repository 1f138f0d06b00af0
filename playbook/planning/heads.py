"""What heads come to beside the roster as it is: who is short when, what that costs, how often the promise is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from playbook.planning.case import WeekCase
from sim.arrays import Floats, Ints
from sim.evidence import parameters
from sim.experiment.roster_week import Week
from sim.planning.heads import dealt, heads, missed
from sim.planning.missing import missing
from sim.planning.roster.result import Needs
from sim.planning.settled import like
from sim.units import SECONDS_PER_HOUR


@dataclass(frozen=True)
class Short:
    """People missing, and what that comes to in a week; money in the shop's currency. Whoever serves several types is
    counted once."""

    people: Floats  # (G, T) people to add, so that nothing is short
    hours: float
    loss: float  # what customers not answered in those hours would have brought
    closing: float  # pay of those hours


@dataclass(frozen=True)
class Beside:
    """People needed against people on the roster, in the T slots of a week."""

    needed: Ints  # (G, T)
    rostered: Floats  # (G, T) people put down today, means over the simulated weeks
    short: Short
    apart: float  # hours a week if each type had people of its own
    slot_hours: float

    @property
    def hours(self) -> float:
        """Needed in the week."""
        return float(self.needed.sum()) * self.slot_hours

    def by_day(self, days: int) -> tuple[Floats, Floats, Floats]:
        """People needed, rostered and missing, (days, slots) each."""
        return by_day((self.needed, self.rostered, self.short.people), days)


def by_day(people: tuple[Ints | Floats, Ints | Floats, Floats], days: int) -> tuple[Floats, Floats, Floats]:
    """People of all groups (G, T) as (days, slots)."""
    first, second, third = (one.sum(axis=0).reshape(days, -1).astype(float) for one in people)
    return first, second, third


def rostered(week: Week) -> Floats:
    """People of each group put down today, (G, T): those who are there in the season, and those who are ill."""
    found: Floats = week.usual_cover() / (1 - parameters()["talent.absence"])
    return found


def beside(case: WeekCase, needed: Ints) -> Beside:
    """What `needed` (G, T) says of the roster as it is."""
    now, hours = rostered(case.week), case.desk.grid.slot_hours
    short = short_of(case, like(case.needs, case.desk.serves, needed), now)
    apart = float(case.needs.wanted[: len(case.promises)].sum()) * hours
    return Beside(needed, now, short, apart, hours)


def short_of(case: WeekCase, needs: Needs, cover: Ints | Floats) -> Short:
    """What these people (G, T) are short of. An hour short costs what an hour with the contacts of that time brings, in
    their mix of types."""
    serves, hours = case.desk.serves, case.desk.grid.slot_hours
    people = missing(needs, serves, case.pay_hour, np.asarray(cover, float))
    work = np.array([one.arrivals * one.busy / one.at_once for one in case.lines])  # (K, T)
    mixed = serves.astype(float) @ work
    worth = (serves * case.price) @ work
    mean = (serves * case.price).sum(axis=1, keepdims=True) / serves.sum(axis=1, keepdims=True)  # when nobody comes
    each = np.divide(worth, mixed, out=np.broadcast_to(mean, mixed.shape).copy(), where=mixed > 0)
    return Short(
        people, float(people.sum()) * hours, float((people * each).sum()) * hours,
        float(case.pay_hour @ people.sum(axis=1)) * hours,
    )  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """What keeping the promise on a share `sure` of the days costs, by the formulas; in a week."""

    sure: float
    hours: float
    pay: float
    gave_up: float  # customers
    loss: float  # money that goes with them

    @property
    def total(self) -> float:
        return self.pay + self.loss


def offers(case: WeekCase, chances: Sequence[float]) -> Iterator[Offer]:
    """An offer for each chance: hours of the desk, their pay, and the customers who are lost all the same."""
    whole = case.capacities[max(case.capacities, key=len)]  # all types from one line
    counts = [one.arrivals.sum() for one in case.lines]
    worth = [
        price * one.busy / one.at_once / SECONDS_PER_HOUR for price, one in zip(case.price, case.lines, strict=True)
    ]
    each = sum(n * money for n, money in zip(counts, worth, strict=True)) / max(sum(counts), 1.0)
    for sure in chances:
        hours = dealt(case.needs_at(sure), case.desk.serves, case.pay_hour).sum(axis=1) * case.desk.grid.slot_hours
        gone, _ = missed(whole.line, heads(whole.line, sure, case.cv, whole), case.cv)
        yield Offer(sure, float(hours.sum()), float(hours @ case.pay_hour), gone, float(gone * each))
