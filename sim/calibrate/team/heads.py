"""Whole people for the groups of a file, and their days off, so that those on duty come near the file's: by interval of
the day, and by weekday."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

import numpy as np

from sim.arrays import Floats, Ints
from sim.calibrate.team.groups import People
from sim.shop.types import Weekday
from sim.units import DAYS_PER_WEEK

MOST_STEPS = 200
SETTLE = 4  # times over all groups
WORTH = 0.02  # a smaller gain is rounding


def counts_of(people: People, absence: float) -> Ints:
    """(G,) people on the roster; `absence`: share of days on which somebody is away, which a scenario draws itself.

    Begun at what each group was on average, rounded, then one person more, fewer or moved while that brings the
    intervals nearer (squared distance, of single intervals and of the whole day).
    """
    there = _there(people, absence)
    exact = np.array([g.present for g in people.groups]) / _share(people, absence)
    counts = np.floor(exact + 0.5).astype(np.int64)
    if not counts.any():
        counts[int(exact.argmax())] = 1
    error = _error(people.per_slot, there, counts)
    for _ in range(MOST_STEPS):
        best, step = error, None
        for change in _changes(counts):
            found = _error(people.per_slot, there, counts + change)
            # near its own size a group stays: another that is on at the same hours would do as well
            found += 1e-3 * float(np.abs(counts + change - exact).sum() - np.abs(counts - exact).sum())
            if found < best - 1e-9:
                best, step = found, change
        if step is None:
            break
        counts = counts + step
        error = _error(people.per_slot, there, counts)
    return counts


@dataclass(frozen=True)
class Roster:
    """(G,) people on the roster of each group, and the weekday on which the days off of its first person begin."""

    counts: Ints
    rest_from: tuple[Weekday, ...]


def roster_of(people: People, absence: float) -> Roster:
    """People and their days off. Where quiet weekdays can have most of the days off, fewer people do for busy ones."""
    counts = counts_of(people, absence)
    starts, present = _rests(people, counts)
    gain = float(np.average(present, weights=people.contacts_weekday) / max(present.mean(), 1e-9))
    if abs(gain - 1) > WORTH:
        fewer = tuple(replace(group, present=group.present / gain) for group in people.groups)
        counts = counts_of(replace(people, groups=fewer, per_slot=people.per_slot / gain), absence)
        starts, _ = _rests(people, counts)
    return Roster(counts, tuple(get_args(Weekday)[start] for start in starts))


def _rests(people: People, counts: Ints) -> tuple[list[int], Floats]:
    """First day off of each group, and seconds of duty by weekday, (7,): one group after the other is put where the
    week comes nearest the file's, a few times over. In a large group days off are spread evenly wherever they begin."""
    seconds = np.array([people.patterns[group.pattern].seconds for group in people.groups])
    each = [
        [seconds[g] * _working(int(n), people.rest_days, s) for s in range(DAYS_PER_WEEK)] for g, n in enumerate(counts)
    ]
    total = float((counts * seconds).sum()) * (DAYS_PER_WEEK - people.rest_days)
    wanted = people.seconds_weekday * (total / max(people.seconds_weekday.sum(), 1e-9))
    starts = [0] * len(counts)
    sums = np.sum([each[g][0] for g in range(len(counts))], axis=0)
    for _ in range(SETTLE):
        for g in np.argsort(-counts, kind="stable"):
            rest = sums - each[g][starts[g]]
            starts[g] = int(np.argmin([((rest + one - wanted) ** 2).sum() for one in each[g]]))
            sums = rest + each[g][starts[g]]
    return starts, sums


def _working(count: int, rest_days: int, start: int) -> Floats:
    """(7,) of so many people, how many work on each weekday: see `sim.shop.calendar.rests`."""
    seat, weekday = np.arange(count)[:, None], np.arange(DAYS_PER_WEEK)
    off = (weekday - start - seat * max(rest_days, 1)) % DAYS_PER_WEEK < rest_days
    return np.asarray((~off).sum(axis=0), dtype=np.float64)


def on_duty_of(people: People, counts: Ints, absence: float) -> Floats:
    """(S,) people on duty on an average day with so many on the roster."""
    return np.asarray(counts @ _there(people, absence))


def _share(people: People, absence: float) -> float:
    return (1 - people.rest_days / DAYS_PER_WEEK) * (1 - absence)


def _there(people: People, absence: float) -> Floats:
    """(G, S) what one person of each group is on duty in each interval."""
    slots = len(people.per_slot)
    each = [people.patterns[group.pattern].there(slots) for group in people.groups]
    return np.array(each) * _share(people, absence)


def _error(wanted: Floats, there: Floats, counts: Ints) -> float:
    gap = counts @ there - wanted
    # the day's hours as a whole must come out, too: people too few at noon are not made good by none at night
    return float((gap**2).sum() + 4 * gap.sum() ** 2 / len(gap))


def _changes(counts: Ints) -> list[Ints]:
    n = len(counts)
    unit = np.eye(n, dtype=np.int64)
    made = [unit[i] for i in range(n)]
    if counts.sum() > 1:
        made += [-unit[i] for i in range(n) if counts[i]]
    return made + [unit[j] - unit[i] for i in range(n) if counts[i] for j in range(n) if i != j]
