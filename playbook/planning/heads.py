"""What heads come to beside the roster as it is: who is short when, what that costs, how often the promise is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from playbook.command import say
from playbook.planning.case import WeekCase, worth_each
from sim.arrays import Floats, Ints
from sim.evidence import parameters
from sim.experiment.roster_week import Week
from sim.planning.heads import FACTORS, busy_day, dealt
from sim.planning.missing import missing
from sim.planning.roster.result import Needs
from sim.planning.settled import like


@dataclass(frozen=True)
class Short:
    """People missing, and what that comes to in a week; money in the shop's currency. Whoever serves several types is
    counted once."""

    people: Floats  # (G, T) people to add, so that nothing is short
    hours: float
    lost: float  # customers who give up because of it
    loss: float  # money that goes with them
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
    return Beside(needed, now, short, apart(case, needed), hours)


def short_of(case: WeekCase, needs: Needs, cover: Ints | Floats) -> Short:
    """What these people on the roster (G, T) are short of."""
    people = missing(needs, case.desk.serves, case.pay_hour, np.asarray(cover, float))
    hours = case.desk.grid.slot_hours
    lost = max(gave_up(case, cover) - gave_up(case, cover + people), 0.0)
    closing = float(case.pay_hour @ people.sum(axis=1)) * hours
    return Short(people, float(people.sum()) * hours, lost, lost * worth_of(case), closing)


@dataclass(frozen=True)
class Weighed:
    """A roster and today's shifts in the same measure, in the shop's money: pay of the hours put down, and what goes
    with customers who give up because somebody is short. Overtime of today's shifts is counted at the usual pay."""

    pay: float
    loss: float
    pay_now: float
    loss_now: float

    @property
    def gain(self) -> float:
        """What the roster saves in the week; below 0 today's shifts do better."""
        return self.pay_now + self.loss_now - self.pay - self.loss


def weighed(case: WeekCase, needs: Needs, pay: float, cover: Ints | Floats) -> Weighed:
    """A roster that costs `pay` and has these people there (G, T), measured by what `needs` ask for."""
    now = rostered(case.week)
    pay_now = float(case.pay_hour @ now.sum(axis=1)) * case.desk.grid.slot_hours
    return Weighed(pay, short_of(case, needs, cover).loss, pay_now, short_of(case, needs, now).loss)


def gave_up(case: WeekCase, cover: Ints | Floats) -> float:
    """Customers who give up in the week with these people on the roster (G, T), mean over days: by formulas, all types
    served from one line. Half a person is there half of the time."""
    line = case.capacities[max(case.capacities, key=len)].line
    everybody = np.ones((1, len(case.promises)), dtype=bool)
    there = np.asarray(cover, float).sum(axis=0) * (1 - case.shrinkage) + case.week.helpers(everybody)[0]
    whole = np.floor(there)
    factors = np.array([busy_day((i + 0.5) / FACTORS, case.cv) for i in range(FACTORS)])
    rates = line.felt * (factors / factors.mean())[:, None]
    low, high = (line.shares(whole + more, rates).gave_up for more in (0, 1))
    gone = low + (there - whole) * (high - low)
    return float((rates * gone).sum()) * line.interval / FACTORS


def worth_of(case: WeekCase) -> float:
    """Money that goes with a customer who gives up, mean over the types."""
    counts = np.array([one.arrivals.sum() for one in case.lines])
    return float(counts @ worth_each(case.price, case.lines)) / max(float(counts.sum()), 1.0)


RANGE = 0.1, 0.9  # of the days: eight in ten lie between


@dataclass(frozen=True)
class DayRange:
    """People (T,) and their hours in the week, were all days quiet (one in ten is quieter) or busy (one in ten is
    busier). `cv`: how far days differ; how large a sale gets is not in it."""

    low: Floats
    high: Floats
    slot_hours: float
    cv: float

    @property
    def hours(self) -> tuple[float, float]:
        return float(self.low.sum()) * self.slot_hours, float(self.high.sum()) * self.slot_hours


def day_range(case: WeekCase, people: Ints) -> DayRange:
    """Around `people` (G, T) that were found for `case.sure`: as many fewer or more as the formulas say of such days.
    Whoever is there because somebody has to be stays."""
    low, high = _around(case, people, [(one, 1.0) for one in RANGE])
    return DayRange(low, high, case.desk.grid.slot_hours, case.cv)


def _around(case: WeekCase, people: Ints, ends: Sequence[tuple[float, float]]) -> list[Floats]:
    """`people` (G, T) in sum, and what the formulas say of each (share of days, times as many contacts) beside them."""

    def by_formulas(sure: float, load: float) -> Floats:
        return dealt(case.needs_at(sure, load), case.desk.serves, case.pay_hour).sum(axis=0).astype(float)

    found, middle = people.sum(axis=0).astype(float), by_formulas(case.sure, 1.0)
    least = np.minimum(found, 1.0)
    return [np.maximum(found + by_formulas(*one) - middle, least) for one in ends]


@dataclass(frozen=True)
class Doubt:
    """People (T,) and their hours in the week between which the right number lies in eight of ten half hours at least,
    as far as files leave open how much there is to do. `off`: one standard deviation of that, a share; 0: nothing was
    read from files."""

    low: Floats
    high: Floats
    slot_hours: float
    off: float

    @property
    def hours(self) -> tuple[float, float]:
        return float(self.low.sum()) * self.slot_hours, float(self.high.sum()) * self.slot_hours


def doubt_range(case: WeekCase, people: Ints) -> Doubt:
    """Around `people` (G, T), for the same promise on the same share of the days."""
    off = case.scenario.demand.doubt
    low, high = _around(case, people, [(case.sure, load) for load in doubted(off)])
    return Doubt(low, high, case.desk.grid.slot_hours, off)


def doubted(off: float) -> tuple[float, float]:
    """Times as many contacts at both ends of `RANGE`, where what is known is off by so much."""
    from scipy.stats import norm

    low, high = (float(np.exp(off * norm.ppf(one))) for one in RANGE)
    return low, high


@dataclass(frozen=True)
class Offer:
    """What keeping the promise on a share `sure` of the days costs, in a week."""

    sure: float
    hours: float
    pay: float
    gave_up: float  # customers
    loss: float  # money that goes with them
    asked: bool  # these are the people that were found; else so many more or fewer as the formulas say

    @property
    def total(self) -> float:
        return self.pay + self.loss


def offers(case: WeekCase, people: Ints, chances: Sequence[float]) -> Iterator[Offer]:
    """An offer for each chance and for `case.sure`, for which `people` (G, T) were found.

    The others are these people times what the formulas say of the hours, so that what the simulated floor changed in
    the formulas' answer holds in every row.
    """
    each, middle = worth_of(case), _by_formulas(case, case.sure)
    for sure in sorted({*chances, case.sure}):
        asked = sure == case.sure
        cover = people * (1.0 if asked or not middle else _by_formulas(case, sure) / middle)
        hours = cover.sum(axis=1) * case.desk.grid.slot_hours
        gone = gave_up(case, cover)
        yield Offer(sure, float(hours.sum()), float(hours @ case.pay_hour), gone, gone * each, asked)


def _by_formulas(case: WeekCase, sure: float) -> float:
    """People in all slots together."""
    return float(dealt(case.needs_at(sure), case.desk.serves, case.pay_hour).sum())


def apart(case: WeekCase, people: Ints) -> float:
    """Hours in the week if each type had people of its own: the formulas' answer, raised or lowered as the simulated
    floor did with that for `people` (G, T) who serve several."""
    once = _by_formulas(case, case.sure)
    own = float(case.needs.wanted[: len(case.promises)].sum()) * case.desk.grid.slot_hours
    return own * float(people.sum()) / once if once else own


FEWEST = 0.05  # contacts a week of which nothing is said


def strays_lines(case: WeekCase, money: Callable[[float], str], language: str) -> list[str]:
    """What comes while nobody is there and is left to the opening, with both prices; nothing where nobody comes."""
    one = case.strays
    if one.contacts < FEWEST:
        return []
    count = f"{one.contacts:.0f}" if one.contacts >= 10 else f"{one.contacts:.1f}"
    facts = {"n": count, "loss": money(one.loss), "pay": money(one.pay), "hours": f"{one.hours:g}"}
    return [say("heads_strays", language, **facts)]
