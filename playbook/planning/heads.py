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
from sim.planning.roster.heads_plan import shortfall
from sim.planning.settled import like
from sim.units import SECONDS_PER_HOUR


@dataclass(frozen=True)
class Beside:
    """People needed against people on the roster, in the T slots of a week; money in the shop's currency."""

    needed: Ints  # (G, T)
    rostered: Floats  # (G, T) people put down today, means over the simulated weeks
    short: Floats  # (K, T) people
    loss: float  # money that what is short costs
    closing: float  # pay of the hours that are short
    apart: float  # hours a week if each type had people of its own
    slot_hours: float

    @property
    def hours(self) -> float:
        """Needed in the week."""
        return float(self.needed.sum()) * self.slot_hours

    @property
    def short_hours(self) -> float:
        return float(self.short.sum()) * self.slot_hours

    def by_day(self, days: int) -> tuple[Floats, Floats, Floats]:
        """People needed, rostered and short, (days, slots) each."""
        return tuple(one.sum(axis=0).reshape(days, -1) for one in (self.needed, self.rostered, self.short))  # type: ignore[return-value]


def rostered(week: Week) -> Floats:
    """People of each group put down today, (G, T): those who are there in the season, and those who are ill."""
    found: Floats = week.usual_cover() / (1 - parameters()["talent.absence"])
    return found


def beside(case: WeekCase, needed: Ints) -> Beside:
    """What `needed` (G, T) says of the roster as it is. Whoever serves several types is counted once on both sides."""
    wanted, now, hours = like(case.needs, case.desk.serves, needed), rostered(case.week), case.desk.grid.slot_hours
    short = shortfall(wanted, case.desk.groups, now)  # type: ignore[arg-type]  # means of people
    pay, serves = case.pay_hour, case.desk.serves
    cheapest = np.array([pay[serves[:, k]].min() for k in range(serves.shape[1])])
    by_kind = short.sum(axis=1) * hours
    return Beside(
        needed, now, short, float(case.price @ by_kind), float(cheapest @ by_kind),
        float(case.needs.wanted[: len(case.promises)].sum()) * hours, hours,
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
