"""What a search for a promise is made of: levers with their settings, the promise, and sets that were played."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.experiment.results import Range

CONFIDENCE = 0.95  # of each end of the share's interval: one-sided
HAIR = 1e-9  # so that 10 % of 20 seasons are 2


@dataclass(frozen=True)
class Option:
    """One thing that may be changed, and the settings that it may get: values of the field at `path`, in any order."""

    name: str
    path: str
    before: Any
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Promise:
    """`kpi` at least (or at most) `number`, kept in a share `sure` of seasons."""

    kpi: str
    number: float
    at_least: bool = True
    sure: float = 0.9

    def __post_init__(self) -> None:
        if not 0 < self.sure < 1 or not math.isfinite(self.number):
            raise ValueError("a promise has a number, and a share of seasons above 0 and below 1")

    def margins(self, figures: Floats) -> Floats:
        """(n,) by how much each season keeps it, below 0 where it does not; a season without the figure does not."""
        off = figures - self.number if self.at_least else self.number - figures
        return np.where(np.isnan(off), -np.inf, off)

    def level(self, margin: float) -> float:
        """The figure itself at this margin."""
        return self.number + margin if self.at_least else self.number - margin

    def reached(self, margins: Floats) -> float:
        """The margin that a share `sure` of seasons reach: the promise is kept in that share just where it is ≥ 0."""
        may_fail = math.floor(len(margins) * (1 - self.sure) + HAIR)
        return float(np.partition(margins, may_fail)[may_fail])


Chosen = tuple[int | None, ...]  # option by option: the place of its setting in `values`, None: as before


def share_interval(kept: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Both ends of the Clopper–Pearson interval of a share, each one-sided: it covers at least that surely."""
    from scipy.special import betaincinv

    low = float(betaincinv(kept, n - kept + 1, 1 - confidence)) if kept else 0.0
    high = float(betaincinv(kept + 1, n - kept, confidence)) if kept < n else 1.0
    return low, high


@dataclass(frozen=True)
class Trial:
    """A set of settings as it was played. `figures`: (n,) season by season; `values`: (n,) or fewer, of the first ones;
    `gains`: (m,) value less that of the team as it is under the same luck, of the first m ≤ n seasons."""

    chosen: Chosen
    promise: Promise
    figures: Floats
    values: Floats
    gains: Floats

    @cached_property
    def margins(self) -> Floats:
        return self.promise.margins(self.figures)

    @property
    def n(self) -> int:
        return len(self.figures)

    @cached_property
    def kept(self) -> int:
        """Seasons in which the promise is kept."""
        return int(np.count_nonzero(self.margins >= 0))

    @property
    def share(self) -> float:
        return self.kept / self.n

    @cached_property
    def interval(self) -> tuple[float, float]:
        return share_interval(self.kept, self.n)

    @cached_property
    def reached(self) -> float:
        """The margin that is reached as surely as asked; −∞ where too many seasons have no such figure."""
        return self.promise.reached(self.margins)

    @property
    def level(self) -> float:
        """The figure that is reached as surely as asked: what this set could promise."""
        return self.promise.level(self.reached)

    @property
    def cost(self) -> float:
        """Mean loss of value; a gain is below 0."""
        return -float(self.gains.mean())

    @property
    def gain(self) -> Range:
        return Range.of(self.gains)

    @property
    def size(self) -> int:
        return sum(one is not None for one in self.chosen)

    @property
    def feasible(self) -> bool:
        """Whether the lower end of the share's interval is as high as asked."""
        return self.interval[0] >= self.promise.sure


def fields(options: Sequence[Option], chosen: Chosen) -> Mapping[str, Any]:
    """Values by path of a set."""
    pairs = zip(options, chosen, strict=True)
    return {option.path: option.values[place] for option, place in pairs if place is not None}


@dataclass(frozen=True)
class Model:
    """Shifts and costs of single settings, taken to add up: `shifts[i]`, `costs[i]` of option i's settings.

    `scale`: what of an added-up shift came true in the set that was played last.
    """

    shifts: tuple[Floats, ...]
    costs: tuple[Floats, ...]
    scale: float = 1.0

    def useful(self, i: int, place: int) -> bool:
        """A setting that does not help the promise is no part of any set, whatever it earns."""
        return bool(self.shifts[i][place] > 0)

    def shift(self, chosen: Chosen) -> float:
        return sum(float(self.shifts[i][place]) for i, place in enumerate(chosen) if place is not None)

    def propose(self, needed: float, cuts: Sequence[Chosen]) -> Chosen | None:
        """The cheapest set whose shifts, scaled, sum to `needed`, none of `cuts`; None where there is none."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        places = [(i, k) for i, own in enumerate(self.shifts) for k in range(len(own)) if self.useful(i, k)]
        if not places:
            return None
        shifts = self.scale * np.array([self.shifts[i][k] for i, k in places])
        costs = np.array([self.costs[i][k] for i, k in places])
        owners = np.array([i for i, _ in places])
        rules = [LinearConstraint(shifts, needed, np.inf)]
        rules += [LinearConstraint((owners == i).astype(float), -np.inf, 1.0) for i in dict.fromkeys(owners.tolist())]
        for cut in cuts:
            inside = np.array([cut[i] == k for i, k in places])
            if inside.sum() == sum(one is not None for one in cut):  # else no proposal can be this set
                rules.append(LinearConstraint(np.where(inside, 1.0, -1.0), -np.inf, inside.sum() - 1.0))
        size = np.abs(costs).max() or 1.0  # the solver's tolerances are absolute
        # of sets that cost the same, the smaller
        found = milp(costs / size + HAIR, integrality=np.ones(len(places)), bounds=Bounds(0, 1), constraints=rules)
        if found.x is None:
            return None
        chosen: list[int | None] = [None] * len(self.shifts)
        for (i, k), taken in zip(places, found.x, strict=True):
            if taken > 0.5:
                chosen[i] = k
        return tuple(chosen)

    def strongest(self) -> Chosen:
        """Every option at the setting that helps most; those that do not help as before."""
        best = [int(np.argmax(own)) if len(own) else -1 for own in self.shifts]
        return tuple(k if k >= 0 and self.useful(i, k) else None for i, k in enumerate(best))

    def corrected(self, predicted: float, realised: float) -> Model:
        """The same with what a set's shifts came to when it was played."""
        scale = realised / predicted if predicted > 0 and math.isfinite(realised) else self.scale / 2
        return Model(self.shifts, self.costs, min(max(scale, 0.1), 1.0))
