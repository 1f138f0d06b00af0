"""What a roster has to keep: working time by the law of a country, and stricter rules of a shop's own.

`data/labour.csv` has one row for each rule of a country, with its source. A member of the European Union without rows
of its own has the directive's; a country that the table does not know has those of the International Labour
Organization. An average that a law takes over months is held in every week, which is stricter.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, fields, replace
from functools import cache

from sim.evidence import DATA
from sim.units import DAYS_PER_WEEK, HOURS_PER_DAY

TABLE = DATA / "labour.csv"
EVERYWHERE, UNION = "ILO", "EU"
MEMBERS = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())


@dataclass(frozen=True)
class Rules:
    """Limits on one person's time. Hours without the breaks; `inf` and 0 say that there is no such rule."""

    day_hours: float = math.inf  # beyond it begins overtime
    week_hours: float = math.inf  # the same
    overtime_day: float = math.inf  # at most so many hours of it
    overtime_month: float = math.inf
    week_most: float = math.inf  # overtime included
    rest_hours: float = 0.0  # between two shifts
    days_off: int = 0  # in every seven days

    def __post_init__(self) -> None:
        if not all(getattr(self, one.name) >= 0 for one in fields(self)):
            raise ValueError("no rule of working time is negative")
        if not self.rest_hours <= HOURS_PER_DAY:
            raise ValueError("a rest of more than a day between two shifts is a day off")
        if not 0 <= self.days_off < DAYS_PER_WEEK:
            raise ValueError("of seven days at least one is worked")

    def also(self, **own: float) -> Rules:
        """With a shop's own rules where they are stricter. TypeError for a name that no rule has."""
        asked = Rules(**own)  # type: ignore[arg-type]
        return replace(self, **{
            name: (max if name in ("rest_hours", "days_off") else min)(getattr(self, name), getattr(asked, name))
            for name in own
        })  # fmt: skip

    @property
    def day_most(self) -> float:
        """Hours that a day can have, overtime included."""
        return self.day_hours + self.overtime_day

    @property
    def week_limit(self) -> float:
        """Hours that a week can have: the law's, or what is left of seven days."""
        return min(self.week_most, (DAYS_PER_WEEK - self.days_off) * min(self.day_most, float(HOURS_PER_DAY)))


@dataclass(frozen=True)
class Source:
    """Where a rule stands."""

    rule: str
    value: float
    unit: str
    source: str


def rules_of(country: str) -> Rules:
    """The law of a country by its two letters."""
    return Rules(**{one.rule: _number(one) for one in sources(country)})  # type: ignore[arg-type]


def sources(country: str) -> tuple[Source, ...]:
    """The rows of the table that hold in a country."""
    table = _table()
    return table.get(country) or table[UNION if country in MEMBERS else EVERYWHERE]


def known(country: str) -> bool:
    """Whether the table has the law of this country, or that of a union it belongs to."""
    return country in _table() or country in MEMBERS


def _number(one: Source) -> float | int:
    return int(one.value) if one.rule == "days_off" else one.value


@cache
def _table() -> dict[str, tuple[Source, ...]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found: dict[str, tuple[Source, ...]] = {}
    for row in rows:
        one = Source(row["rule"], float(row["value"]), row["unit"], row["source"])
        found[row["country"]] = (*found.get(row["country"], ()), one)
    return found
