"""The cheapest mix of ways to have enough people: whole numbers, in periods of a season, by one integer program.

What is missing is counted in people: an experienced person in full work is one. Somebody who answers several sets of
types counts for each of them; a set that includes others holds what they need together, so nobody is counted twice.
Each way gives so many people a unit in each period, on average over those who leave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.arrays import Floats
from sim.planning.hiring.leaving import chance_enough
from sim.planning.roster.programs import Program

Kind = Literal["hire", "temps", "overtime", "outsourced", "robot", "cross"]
SECONDS, GAP = 1.0, 5e-3
ROUNDS = 12  # questions until the hired are surely enough
ALMOST = 1e-6  # of a person
LEAST = 0.01  # of a person
DEARER = 10.0  # times what the dearest way asks for a person


@dataclass(frozen=True)
class Option:
    """One way to have more people. S sets of types, P periods.

    `gives` (S, P): people for each unit, mean over leaving; `cost` of a unit in money; at most `most` units. `stays`
    (P,): the chance that somebody who was hired is still there; none where nothing is left to chance. `group` and
    `week` of a hire: for which sort of people, and in which week of the season the advert goes out; `work` of a share
    that others take: of which type. Where units are small steps of something (`whole` false), the program takes any
    part of one and the mix the next whole one: exactly the cheapest whole steps are not worth the search.
    """

    name: str
    kind: Kind
    gives: Floats
    cost: float
    most: int
    stays: Floats | None = None
    group: int = 0
    week: int = 0
    work: str = ""
    whole: bool = True

    def __post_init__(self) -> None:
        if self.cost < 0 or self.most < 0 or self.gives.ndim != 2:
            raise ValueError("a way to have more people has a cost and a limit, and gives (S, P) people")
        if self.stays is not None and self.stays.shape != self.gives.shape[1:]:
            raise ValueError("the chance to stay is one for each period")


@dataclass(frozen=True)
class Mix:
    """Units of each option (O,), what they give and what stays short (S, P), their cost, and the chance that the hired
    are enough in the period where that is least."""

    units: Floats
    gives: Floats
    short: Floats
    cost: float
    chance: float = 1.0


def cheapest(options: Sequence[Option], missing: Floats, price: Floats) -> Mix:
    """The mix of least cost for what is `missing` (S, P), where a person short over a period costs `price` (S, P).

    Below 0 are people to spare: a course takes some of them.
    """
    program = Program()
    units = np.array(
        [int(program.block((1,), one.cost, one.most, whole=one.whole)[0]) for one in options], dtype=np.int64
    )
    short = program.block(missing.shape, price, whole=False)
    takes = np.array([one.gives for one in options]).reshape(-1, *missing.shape).min(axis=0, initial=0.0) < 0
    for s, p in np.argwhere((missing > ALMOST) | takes).tolist():
        given = [float(one.gives[s, p]) for one in options]
        program.row([*units, short[s, p]], [*given, 1.0], low=float(missing[s, p]))
    found = program.solve(SECONDS, GAP)
    assert found is not None  # more short always fits
    exact = found.at(units)
    bought = np.where([one.whole for one in options], np.rint(exact), np.ceil(exact - ALMOST))
    return _judged(options, bought, missing)


def total(options: Sequence[Option], units: Floats, shape: tuple[int, ...]) -> Floats:
    """People that so many units give, (S, P)."""
    gives = np.zeros(shape)
    for n, one in zip(units, options, strict=True):
        gives = gives + n * one.gives
    return gives


def prices(options: Sequence[Option], missing: Floats, worth: Floats) -> Floats:
    """What a person short costs in each period (S, P): beyond every way to have one where all ways together are
    enough, so that the promise is kept whatever it costs; elsewhere what it is `worth` (S, P)."""
    useful = [one for one in options if one.gives.max(initial=0.0) > ALMOST]
    dearest = max((one.cost / float(one.gives.max()) for one in useful), default=0.0)
    whole = max((one.cost for one in useful), default=0.0)  # it may be bought for the last small part
    all_of_it = np.zeros(missing.shape)
    for one in options:
        all_of_it += one.most * np.maximum(one.gives, 0.0)
    beyond = DEARER * (dearest + whole / LEAST) + 1.0
    return np.where(all_of_it >= missing, np.maximum(beyond, worth), worth)


def surely(options: Sequence[Option], missing: Floats, sure: float, worth: Floats) -> Mix:
    """The cheapest mix in which the hired are enough with this chance, too: some of them leave again.

    Where they are not, a person more is asked for in that period, until it holds or nothing more can be bought.
    `worth` as in `prices`.
    """
    if not 0 < sure < 1:
        raise ValueError("a chance lies between 0 and 1")
    asked = missing.copy()
    price = prices(options, missing, worth)
    found = best = cheapest(options, asked, price)
    for _ in range(ROUNDS):
        weak = [at for at, chance in _chances(options, found.units, missing).items() if chance < sure]
        if not weak:
            break
        for s, p in weak:
            asked[s, p] = found.gives[s, p] + _step(options, found.units, s, p)
        again = cheapest(options, asked, price)
        if np.array_equal(again.units, found.units):
            break
        found = again
        judged = _judged(options, found.units, missing)
        if judged.chance > best.chance and judged.short.sum() <= best.short.sum():
            best = judged
    return best


def _judged(options: Sequence[Option], units: Floats, missing: Floats) -> Mix:
    """So many units against what is missing."""
    gives = total(options, units, missing.shape)
    left = np.maximum(missing - gives, 0.0)
    chances = _chances(options, units, missing)
    cost = float(sum(n * one.cost for n, one in zip(units.tolist(), options, strict=True)))
    return Mix(units, gives, np.where(left > ALMOST, left, 0.0), cost, min(chances.values(), default=1.0))


def _chances(options: Sequence[Option], units: Floats, missing: Floats) -> dict[tuple[int, int], float]:
    """The chance that the hired are enough by set and period, where the mix is enough on average."""
    found: dict[tuple[int, int], float] = {}
    gives = total(options, units, missing.shape)
    hired = [(n, one, one.stays) for n, one in zip(units, options, strict=True) if one.stays is not None and n]
    for s, p in np.argwhere((missing > ALMOST) & (gives + ALMOST >= missing)).tolist():
        people = [
            (int(n), float(stays[p]), float(one.gives[s, p] / stays[p])) for n, one, stays in hired if stays[p] > 0
        ]
        sure = float(gives[s, p]) - sum(n * chance * worth for n, chance, worth in people)
        found[s, p] = chance_enough(people, float(missing[s, p]) - sure)
    return found


def _step(options: Sequence[Option], units: Floats, s: int, p: int) -> float:
    """What one hire more gives there, the least of those used."""
    used = [
        float(one.gives[s, p])
        for n, one in zip(units, options, strict=True)
        if n and one.stays is not None and one.gives[s, p] > ALMOST
    ]
    return min(used, default=1.0)


@dataclass(frozen=True)
class Point:
    """One promise on the frontier, and the cheapest mix that keeps it. `promise` is a share of the customers."""

    promise: float
    mix: Mix


def frontier(options: Sequence[Option], missing: dict[float, Floats], sure: float, worth: Floats) -> tuple[Point, ...]:
    """A point for each promise and what it misses (S, P), rising. What a higher promise needs keeps a lower one as
    well, so a lower one never costs more than it; a promise that cannot be met stands beside the others, short."""
    points = [Point(promise, surely(options, missing[promise], sure, worth)) for promise in sorted(missing)]
    for i in range(len(points) - 2, -1, -1):
        higher, mine = points[i + 1].mix, points[i].mix
        if not higher.short.any() and higher.cost < mine.cost and higher.chance >= min(sure, mine.chance):
            points[i] = Point(points[i].promise, _judged(options, higher.units, missing[points[i].promise]))
    return tuple(points)
