"""What a roster is made for and what comes out of it: needs, people, wishes, and who works when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.planning.roster.patterns import Grid, Pattern

OFF = -1  # in a roster: no shift on this day
WISH_OFF = "off"  # else a wish names a kind of shift


@dataclass(frozen=True)
class Needs:
    """People wanted by slot, for K types of contact and R sets of them.

    `sets` (R, K): of whom somebody must be able to serve one; `wanted` (R, T): how many must be there who are. A set
    of one type asks for its own people; a set of several, served from one line, may ask for fewer than its parts
    together, and that is how people who serve several are counted once. `price` (K,), or (K, T) where it depends on who
    comes when: money that an hour short costs.
    """

    types: tuple[str, ...]
    sets: Bools
    wanted: Floats
    price: Floats

    def __post_init__(self) -> None:
        rows, kinds = self.sets.shape
        if kinds != len(self.types) or self.wanted.shape[:1] != (rows,) or not self._priced:
            raise ValueError("needs are (R, K) sets, (R, T) people and (K,) or (K, T) prices")
        if not (self.sets.any(axis=1).all() and (self.wanted >= 0).all() and (self.price > 0).all()):
            raise ValueError("a need names a type, is not negative, and its shortage has a price")

    @property
    def _priced(self) -> bool:
        return self.price.shape in ((len(self.types),), (len(self.types), self.wanted.shape[1]))

    @property
    def slot_price(self) -> Floats:
        """Money that an hour short costs, by type and slot, (K, T)."""
        each = self.price if self.price.ndim == 2 else self.price[:, None]
        return np.broadcast_to(each, (len(self.types), self.wanted.shape[1]))

    @classmethod
    def apart(cls, types: Sequence[str], wanted: Floats, price: Floats) -> Needs:
        """A need of each type of its own, (K, T)."""
        return cls(tuple(types), np.eye(len(types), dtype=bool), np.asarray(wanted, float), np.asarray(price, float))


@dataclass(frozen=True)
class Group:
    """People alike in what they serve and which shifts they may be given."""

    name: str
    serves: tuple[bool, ...]  # (K,)
    patterns: tuple[Pattern, ...]
    hour: float  # money that an hour of work costs
    overtime_hour: float | None = None  # the same beyond the day's hours; none: as any other
    days: tuple[int, int] = (0, 7)  # fewest and most shifts that a person has in the roster's time

    def cost(self, one: Pattern) -> float:
        """Money that a shift costs."""
        beyond = self.hour if self.overtime_hour is None else self.overtime_hour
        return self.hour * (one.hours - one.overtime) + beyond * one.overtime


@dataclass(frozen=True)
class Person:
    """Somebody of a group, and what the weeks before have left: all the solver remembers of them."""

    name: str
    group: int
    away: frozenset[int] = frozenset()  # days of leave
    overtime: float = 0.0  # hours of this month so far
    burdens: tuple[float, ...] = ()  # late and night shifts and those in two parts; days at the weekend
    last_end: float | None = None  # when the shift of the eve ended, in hours of the first day: before it < 0
    in_a_row: int = 0  # days worked up to the eve of the first


@dataclass(frozen=True)
class Wish:
    """`what`: `WISH_OFF`, or a kind of shift. Of two that cannot both be met the weightier one is."""

    person: int
    day: int
    what: str
    weight: float = 1.0


@dataclass(frozen=True)
class Unmet:
    """Why a wish was not met. `rule`: what stands against it.

    "leave", "rules" (of working time) or "no such shift": it could not be; "cover": a shift would have nobody; "fair":
    somebody would have more than a fair share; "wish": others would lose theirs (`against`, positions of the wishes).
    """

    wish: int
    rule: str
    against: tuple[int, ...] = ()


@dataclass(frozen=True)
class HeadsPlan:
    """Stage one: how many of each group work which pattern, (G, D, P) with P the most patterns of any group."""

    heads: Ints
    cover: Ints  # (G, T)
    short: Floats  # (K, T) people
    cost: float  # of the shifts
    shortage: float  # money
    gap: float  # share by which the cost may be above the least


@dataclass(frozen=True)
class Roster:
    """Who works when. `shifts` (N, D): position among the patterns of the person's group, or `OFF`."""

    grid: Grid
    groups: tuple[Group, ...]
    people: tuple[Person, ...]
    shifts: Ints
    cover: Ints  # (G, T)
    short: Floats  # (K, T) people
    cost: float
    shortage: float  # money: what is short at its price
    wishes: tuple[Wish, ...] = ()
    unmet: tuple[Unmet, ...] = ()
    holes: int = 0  # shifts of the plan that nobody could be given
    gap: float = 0.0
    rounds: int = 0  # of questions to the judge
    fails: Bools = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))  # (K, T) where it still says no

    def pattern(self, person: int, day: int) -> Pattern | None:
        """The shift of a person on a day."""
        found = int(self.shifts[person, day])
        return None if found == OFF else self.groups[self.people[person].group].patterns[found]
