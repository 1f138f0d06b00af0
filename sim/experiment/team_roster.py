"""A team's desk as a roster wants it: its people and groups, shifts that they may be given, the law, and prices.

Everybody of the desk works the standard day, with as long a break as now, beginning at any full hour. A group's people
are paid by their month whether they are put down or not, so each of them gets the days that the contract says. What an
hour short costs is the margin of the orders that those not answered would have placed; for contacts that bring no
orders, and where that is little, it is what makes a person worth calling in: the hour's pay, so many times. What is
assumed stands in the register (`Assumed`).
"""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase

import numpy as np

from sim.arrays import Bools, Floats
from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.experiment.roster_week import Week
from sim.mechanisms.overtime import Laws, factors
from sim.planning.promises import Line
from sim.planning.roster.patterns import Grid, Pattern, shift_patterns
from sim.planning.roster.result import Group, Person
from sim.planning.roster.rules import Rules, known, rules_of
from sim.shop.types import minute_of_day
from sim.units import DAYS_PER_WEEK, HOURS_PER_DAY, SECONDS_PER_HOUR, STANDARD_SHIFT_HOURS

LETTERS = ascii_uppercase  # of groups, in people's names


@dataclass(frozen=True)
class Assumed:
    """What rosters assume of a shop that does not say: rows of the register."""

    rest_hours: float  # between two shifts, at least, whatever the law says
    short_pay: float  # what an hour short costs at least, ÷ the dearest person's pay for it
    break_from: float  # hours of work after which a break may begin, at the earliest
    break_to: float  # and at the latest


def assumed() -> Assumed:
    """The register's rows."""
    found: Assumed = bind(Assumed, "roster", parameters())
    return found


@dataclass(frozen=True)
class Desk:
    """Everything but the needs and the wishes. `country`: whose law; `law_known`: whether the table has it."""

    grid: Grid
    groups: tuple[Group, ...]
    people: tuple[Person, ...]
    rules: Rules
    country: str
    law_known: bool

    @property
    def serves(self) -> Bools:
        """Which kinds each group serves, (G, K)."""
        return np.array([group.serves for group in self.groups], dtype=bool)


def desk_of(week: Week, overtime: float = 0.0, rest_hours: float | None = None, cyclic: bool = False) -> Desk:
    """The desk of a week, played or not. `overtime`: hours that a shift may be longer, as far as the law lets it;
    `rest_hours`: the shop's own rule between two shifts (none: the assumed one); `cyclic`: one week is like the next,
    and the last night goes on on the first morning."""
    scenario, facts = week.scenario, week.world.facts
    grid = Grid(week.days, week.slot_minutes, cyclic)
    country = facts.countries[week.groups[0][0]]
    rules = rules_of(country).also(rest_hours=assumed().rest_hours if rest_hours is None else rest_hours)
    laws: Laws = bind(Laws, "overtime", parameters())
    beyond = float(factors(laws.of(country), scenario.money.overtime_premium)[0, 1])
    groups, people = [], []
    for row, members in enumerate(week.groups):
        first = scenario.people[members[0]]
        hour = float(facts.pay_hour[members[0]])
        days = DAYS_PER_WEEK - first.rest_days
        groups.append(
            Group(
                first.id, tuple(bool(one) for one in week.serves[row]),
                patterns_of(week, members[0], grid, min(overtime, rules.overtime_day)),
                hour, hour * beyond, (days, days),
            )
        )  # fmt: skip
        people += [Person(f"{LETTERS[row % len(LETTERS)]}{n + 1:02d}", row) for n in range(week.heads(row))]
    return Desk(grid, tuple(groups), tuple(people), rules, country, known(country))


def patterns_of(week: Week, group: int, grid: Grid, overtime: float) -> tuple[Pattern, ...]:
    """Shifts at every full hour, and the same with overtime."""
    shift = week.scenario.shifts[week.scenario.people[group].shift]
    minutes = sum((minute_of_day(b) - minute_of_day(a)) % (24 * 60) for a, b in shift.breaks)
    pause = round(minutes / grid.slot_minutes) * grid.slot_hours
    numbers = assumed()
    breaks = range(round(numbers.break_from), round(numbers.break_to) + 1)
    usual = shift_patterns(grid, range(HOURS_PER_DAY), STANDARD_SHIFT_HOURS, pause, breaks)
    if overtime < grid.slot_hours:
        return usual
    longer = int(overtime / grid.slot_hours) * grid.slot_hours
    return usual + shift_patterns(
        grid, range(HOURS_PER_DAY), STANDARD_SHIFT_HOURS + longer, pause, breaks, overtime=longer
    )


def hour_short(week: Week, lines: list[Line]) -> Floats:
    """Money that an hour short costs where customers keep one person busy all of it, by kind (K,)."""
    return np.maximum(_least(week), _brings(week, lines))


def slot_short(week: Week, lines: list[Line]) -> Floats:
    """The same for the customers who come in each slot, (K, T): where they would not keep one person busy, whoever is
    short there loses so much less."""
    busy = np.array([line.arrivals * line.busy / (line.at_once * line.interval) for line in lines])
    found: Floats = np.maximum(_least(week), _brings(week, lines)[:, None] * np.minimum(busy, 1.0))
    return found


def _least(week: Week) -> float:
    """What makes a person worth calling in."""
    return assumed().short_pay * max(float(week.world.facts.pay_hour[g]) for g in week.desk)


def _brings(week: Week, lines: list[Line]) -> Floats:
    """Margin of the orders that one hour of answers brings, by kind (K,)."""
    scenario, found = week.scenario, []
    money = scenario.money
    margin = money.order_value * (money.gross_margin - money.platform_fee)
    for k, line in zip(week.kinds, lines, strict=True):
        answered = SECONDS_PER_HOUR / line.busy * line.at_once
        sells = scenario.work[k].source == "order"
        found.append(answered * scenario.customers.asked_buy * margin if sells else 0.0)
    return np.array(found)
