"""A few shifts that stand for how people came and went: real begins and ends gathered around typical ones.

Days of a person are points (begin, end) on a grid of half hours. Typical points are chosen from them one by one, each
time the one that brings all others nearest, then moved while that helps (k-medoids: Kaufman & Rousseeuw 1990).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints
from sim.calibrate.team.on_duty import PersonDays
from sim.shop.people import Shift
from sim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

GRID_S = 1800.0
MOST = 6
LONGEST_S = 16 * SECONDS_PER_HOUR  # of a shift in a scenario; more is several people under one name
NEAR_S = 1.5 * SECONDS_PER_HOUR  # begin and end together: nearer than that one shift serves for both
HELPS = 0.05  # another shift must bring people nearer by this share
BREAK_GRID_S = 900.0
A_MEAL = 0.2  # of a shift; who is off for more comes and goes, and counts as less than a person
APART_S = SECONDS_PER_HOUR / 2  # two sittings


@dataclass(frozen=True)
class Pattern:
    """A shift, and how many days of people it stands for."""

    shift: Shift
    days: int
    windows: tuple[tuple[float, float], ...]  # seconds since midnight, the pause left out

    @property
    def seconds(self) -> float:
        return sum(off - on for on, off in self.windows)

    def there(self, slots: int) -> Floats:
        """(S,) share of each interval that somebody on this shift is on duty."""
        width = SECONDS_PER_DAY / slots
        edges = np.arange(2 * slots + 1) * width  # what lies beyond midnight belongs to the next morning
        before = sum(np.minimum(edges, off) - np.minimum(edges, on) for on, off in self.windows)
        return np.asarray((np.diff(before) / width).reshape(2, slots).sum(axis=0))


def patterns(people: PersonDays) -> tuple[tuple[Pattern, ...], Ints]:
    """Shifts from the first begin to the last, and the one of each row (N,)."""
    if not len(people):
        return (), np.empty(0, np.int64)
    points = np.column_stack([np.floor(people.first / GRID_S + 0.5), np.floor(people.last / GRID_S + 0.5)]) * GRID_S
    points[:, 0] = np.minimum(points[:, 0], SECONDS_PER_DAY - GRID_S)
    points[:, 1] = np.clip(points[:, 1], points[:, 0] + GRID_S, points[:, 0] + LONGEST_S)
    places, which, weight = np.unique(points, axis=0, return_inverse=True, return_counts=True)
    which = which.reshape(-1)
    far = np.abs(places[:, None, :] - places[None, :, :]).sum(axis=2)
    chosen = _medoids(far, weight.astype(np.float64))
    chosen = chosen[np.lexsort((places[chosen, 1], places[chosen, 0]))]
    mine = far[:, chosen].argmin(axis=1)[which]
    made: list[Pattern] = []
    of = np.empty(len(people), dtype=np.int64)
    for i, c in enumerate(chosen):
        for rows in _sittings(people, np.flatnonzero(mine == i)):
            of[rows] = len(made)
            made.append(_pattern(places[c], people, rows))
    return tuple(made), of


def _sittings(people: PersonDays, rows: Ints) -> list[Ints]:
    """Those who go early to the table and those who go late, where they do not go at one time; else all together."""
    pause = people.pause[rows]
    known = ~np.isnan(pause)
    if _off_share(people, rows) > A_MEAL or known.sum() < 2:
        return [rows]
    middle = float(np.median(pause[known]))
    late = known & (pause > middle)
    early = ~late
    if not late.any() or np.median(pause[late]) - np.median(pause[known & early]) < APART_S:
        return [rows]
    return [rows[early], rows[late]]


def _off_share(people: PersonDays, rows: Ints) -> float:
    """Of the time from the first moment of duty to the last."""
    span = float((people.last[rows] - people.first[rows]).sum())
    return float(people.off[rows].sum()) / max(span, 1.0)


def _medoids(far: Floats, weight: Floats) -> Ints:
    """Positions of the typical points: as few as bring all near, `MOST` at most."""
    chosen: list[int] = []
    nearest = np.full(len(far), np.inf)
    cost = np.inf
    while len(chosen) < min(MOST, len(far)):
        costs = (np.minimum(nearest[:, None], far) * weight[:, None]).sum(axis=0)
        best = int(costs.argmin())
        if chosen and (cost <= NEAR_S / 2 * weight.sum() or costs[best] > (1 - HELPS) * cost):
            break
        chosen = _settled(far, weight, [*chosen, best])
        nearest = far[:, chosen].min(axis=1)
        cost = float((nearest * weight).sum())
    return np.array(chosen, dtype=np.int64)


def _settled(far: Floats, weight: Floats, chosen: list[int]) -> list[int]:
    for _ in range(20):
        mine = far[:, chosen].argmin(axis=1)
        moved = []
        for i in range(len(chosen)):
            members = np.flatnonzero(mine == i)
            costs = (far[np.ix_(members, members)] * weight[members, None]).sum(axis=0)
            moved.append(int(members[costs.argmin()]))
        if moved == chosen:
            return chosen
        chosen = moved
    return chosen


def _pattern(place: Floats, people: PersonDays, rows: Ints) -> Pattern:
    """The shift at a typical begin and end, with as much of a pause as people had within theirs."""
    begin, end = float(place[0]), float(place[1])
    share = _off_share(people, rows)
    off = 0.0 if share > A_MEAL else round(share * (end - begin) / BREAK_GRID_S) * BREAK_GRID_S
    pause = people.pause[rows]
    middle = float(np.median(pause[~np.isnan(pause)])) if (~np.isnan(pause)).any() else (begin + end) / 2
    first = float(np.clip(round((middle - off / 2) / BREAK_GRID_S) * BREAK_GRID_S, begin, end - off))
    breaks = ((first, first + off),) if off >= BREAK_GRID_S else ()
    cuts = [begin, *(moment for pair in breaks for moment in pair), end]
    windows = tuple((a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True) if b > a)
    shift = Shift(start=clock_of(begin), end=clock_of(end), breaks=tuple((clock_of(a), clock_of(b)) for a, b in breaks))
    return Pattern(shift, len(rows), windows)


def clock_of(seconds: float) -> str:
    minutes = round(seconds / 60)
    hours = minutes // 60 if minutes == 24 * 60 else minutes // 60 % 24
    return f"{hours:02d}:{minutes % 60:02d}"
