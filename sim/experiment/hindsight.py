"""What really came, beside simulated seasons: one season against many, with a plan and without it.

One season is one draw. Whether luck explains it is asked of its rank among n simulated seasons: under the model its
mid-rank is uniform, so the two-sided p-value is as small as 0.1 in one season of ten. Whether a figure can tell a plan
at all is asked before that: of how often a season with the plan beats one without it (the area under the ROC curve).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.arrays import Floats
from sim.experiment.intervals import CONFIDENCE, student
from sim.experiment.results import Range

BEYOND = 0.1  # two-sided p from which on luck is no longer taken for an explanation: one season of ten by luck alone
SAME = (0.4, 0.6)  # chance to beat a season without the plan, within which a figure can't tell the two apart
GROUPS = 10  # of seasons, each left out once, for the error of a ratio
FEWEST = 4  # simulated seasons

Side = Literal["within", "above", "below"]


@dataclass(frozen=True)
class Place:
    """Where a value stands among `n` simulated seasons: `below` is its mid-rank in (0, 1), `p` the two-sided share of
    seasons at least as far out, with the 95 % interval that the number of seasons leaves."""

    n: int
    below: float
    p: float
    low: float
    high: float

    @property
    def side(self) -> Side:
        if self.p > BEYOND:
            return "within"
        return "above" if self.below > 0.5 else "below"

    @property
    def close(self) -> bool:
        """Whether more simulated seasons could turn the answer."""
        return self.low <= BEYOND < self.high


def place(value: float, seasons: Floats) -> Place:
    """The place of `value` among `seasons` (n,); it counts itself, so p is never below 1 / (n + 1).

    The interval is Jeffreys' of a share; a tie counts half. ValueError for fewer than `FEWEST` seasons.
    """
    n = len(seasons)
    if n < FEWEST:
        raise ValueError(f"{n} seasons say nothing of luck: at least {FEWEST} are simulated")
    under = float(np.count_nonzero(seasons < value) + np.count_nonzero(seasons == value) / 2)
    below = (under + 0.5) / (n + 1)
    from scipy.special import betaincinv

    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if under == 0 else float(betaincinv(under + 0.5, n - under + 0.5, tail))
    high = 1.0 if under == n else float(betaincinv(under + 0.5, n - under + 0.5, 1 - tail))
    ends = sorted(_two_sided(one) for one in (low, high))
    return Place(n, below, _two_sided(below), ends[0], 1.0 if low < 0.5 < high else ends[1])


def _two_sided(share: float) -> float:
    return 2 * min(share, 1 - share)


def beats(plan: Floats, without: Floats) -> float:
    """Chance that a season of `plan` has a higher figure than one of `without`, (n,) each; equal ones count half.

    Season i of both shares its luck, and what came shares it with neither: those pairs are left out.
    """
    n, ordered = len(plan), np.sort(without)
    higher = np.searchsorted(ordered, plan, "left") + np.searchsorted(ordered, plan, "right")
    same = 2 * np.count_nonzero(plan > without) + np.count_nonzero(plan == without)
    return float((higher.sum() - same) / (2 * n * (n - 1)))


@dataclass(frozen=True)
class Odds:
    """How many times as likely a value is with the plan as without, with the 95 % interval that the number of seasons
    leaves; nothing is said beyond n + 1 times, or less than its inverse: so many seasons can't show it."""

    ratio: float
    low: float
    high: float
    capped: bool


def odds(value: float, plan: Floats, without: Floats) -> Odds:
    """The likelihood ratio of `value`; both (n,) with n of at least `FEWEST`.

    A figure of many values is taken for normal: its next season is Student's t around the mean of those before. One of
    few values (people who left) is counted, half a season added to each value. The interval leaves out each of `GROUPS`
    groups of seasons once (jackknife).
    """
    n = min(len(plan), len(without))
    values = len(np.union1d(plan, without))
    counted = values <= n // 4 or not (np.std(plan) > 0 and np.std(without) > 0)
    law = _counted(values) if counted else _student
    found = law(value, plan) - law(value, without)
    groups = min(GROUPS, n)
    left = [law(value, _but(plan, group, groups)) - law(value, _but(without, group, groups)) for group in range(groups)]
    error = math.sqrt((groups - 1) * float(np.var(left)))
    most = math.log(n + 1)
    low, middle, high = (
        math.exp(min(max(found + one * student(groups - 1) * error, -most), most)) for one in (-1, 0, 1)
    )
    return Odds(middle, low, high, abs(found) > most)


def _but(values: Floats, group: int, groups: int) -> Floats:
    return values[np.arange(len(values)) % groups != group]


def _student(value: float, seasons: Floats) -> float:
    """Log density of the next season, when the seasons are normal with unknown mean and spread."""
    n = len(seasons)
    scale = max(float(np.std(seasons, ddof=1)), 1e-12 * (1 + abs(float(seasons.mean())))) * math.sqrt(1 + 1 / n)
    x, freedom = (value - float(seasons.mean())) / scale, n - 1
    constant = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - math.log(freedom * math.pi) / 2
    return constant - math.log(scale) - (freedom + 1) / 2 * math.log1p(x * x / freedom)


def _counted(values: int) -> Callable[[float, Floats], float]:
    """Log share of a value among seasons that take `values` different ones, and perhaps one more."""

    def law(value: float, seasons: Floats) -> float:
        return math.log((np.count_nonzero(seasons == value) + 0.5) / (len(seasons) + 0.5 * (values + 1)))

    return law


@dataclass(frozen=True)
class Hindsight:
    """A figure of the season that came. `promised`, `change`: ranges of simulated seasons with the plan, and of what it
    changes under the same luck; `beats`: see the function."""

    value: float
    promised: Range
    without: Range
    change: Range
    came: Range  # what came, less seasons without the plan: what one season says of the change
    place: Place  # among seasons with the plan
    place_without: Place
    beats: float
    odds: Odds

    @property
    def tells(self) -> bool:
        """Whether the figure can show that the plan worked: with and without it, seasons differ by more than luck."""
        return not SAME[0] <= self.beats <= SAME[1]

    @property
    def outside(self) -> bool:
        """Whether what came lies beyond luck with the plan and without it: odds out there are drawn from thin air."""
        return self.place.side != "within" and self.place_without.side != "within"


def look_back(value: float, plan: Floats, without: Floats) -> Hindsight:
    """`value` beside the same seasons, (n,) each, with a plan and without it."""
    return Hindsight(
        value, Range.of(plan), Range.of(without), Range.of(plan - without), Range.of(value - without),
        place(value, plan), place(value, without), beats(plan, without), odds(value, plan, without),
    )  # fmt: skip
