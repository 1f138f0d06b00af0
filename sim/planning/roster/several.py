"""Several weeks in a row: what a week leaves to the next, and which leave and wishes fall into each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from sim.planning.roster.names import carry
from sim.planning.roster.result import Person, Roster, Wish


def of_week(
    people: Sequence[Person], wishes: Sequence[Wish], week: int, days: int
) -> tuple[tuple[Person, ...], tuple[Wish, ...]]:
    """People and wishes of one week, counted from 0, where leave and wishes are numbered over all weeks of so many
    days; they are then numbered from its own first day."""
    first, end = week * days, (week + 1) * days
    return (
        tuple(replace(one, away=frozenset(day - first for day in one.away if first <= day < end)) for one in people),
        tuple(replace(one, day=one.day - first) for one in wishes if first <= one.day < end),
    )


def left_by(roster: Roster, first: dt.date) -> tuple[Person, ...]:
    """The people as the week after finds them. Overtime begins anew where that week is in another month, except what
    was worked in this one: a month's limit is then never passed."""
    after = first + dt.timedelta(days=roster.grid.days)
    return tuple(
        carry(one, roster.groups[one.group], row.tolist(), roster.grid, first.weekday(), after.month != first.month)
        for one, row in zip(roster.people, roster.shifts, strict=True)
    )


def going_on(before: Sequence[Person], now: Sequence[Person]) -> tuple[Person, ...]:
    """Who comes out of a week with what it left (`before`), and this week's own leave (`now`)."""
    return tuple(replace(one, away=other.away) for one, other in zip(before, now, strict=True))
