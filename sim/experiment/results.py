"""What experiments give: a range, the replications of a scenario so far, and two of them side by side."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.experiment import pairs
from sim.experiment.intervals import half_width
from sim.scenario import Scenario

ROOM = 16  # replications that arrays are first made for; they double when full


def band_of(values: Floats) -> tuple[Floats, Floats, Floats]:
    """P10, P50 and P90 over the first axis: what every range of the product is made of."""
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9], axis=0)
    return low, middle, high


@dataclass(frozen=True)
class Range:
    """What is known of a number: its mean with the half width of the 95 % interval, and where it falls."""

    mean: float
    half_width: float  # nan while there is one replication
    p10: float
    p50: float
    p90: float
    n: int

    @classmethod
    def of(cls, values: Floats) -> Range:
        values = np.asarray(values, float)
        p10, p50, p90 = band_of(values)
        return cls(float(values.mean()), half_width(values), float(p10), float(p50), float(p90), len(values))


@dataclass(frozen=True)
class Replication:
    """One season, reduced to its figures."""

    totals: dict[str, float]
    days: dict[str, Floats]
    profiles: dict[int, dict[str, Floats]]
    laws: tuple[str, ...]
    noise: dict[str, float] = field(default_factory=dict)  # known to have mean 0: see sim.experiment.noise
    money: dict[str, float] = field(default_factory=dict)  # by part, orders lost by cause: see sim.season.money
    ledger: dict[str, Floats] = field(default_factory=dict)  # by account, (D,) each


@dataclass(frozen=True)
class Estimate:
    """The replications so far. `totals[kpi]`: (n,); `days[kpi]`, `ledger[account]`: (n, D); `profiles[day][name]`:
    (n, slots)."""

    scenario: Scenario
    seed: int
    planned: int
    totals: dict[str, Floats]
    days: dict[str, Floats]
    profiles: dict[int, dict[str, Floats]]
    laws: tuple[str, ...]
    neutralised: tuple[str, ...] = ()  # assumptions switched off
    noise: dict[str, Floats] = field(default_factory=dict)  # (n,) each, of mean 0: see sim.experiment.controls
    money: dict[str, Floats] = field(default_factory=dict)  # (n,) each: see sim.experiment.money
    ledger: dict[str, Floats] = field(default_factory=dict)  # accounts of the mechanisms that act

    @property
    def n(self) -> int:
        return len(next(iter(self.totals.values())))

    def range(self, name: str) -> Range:
        return Range.of(self.totals[name])

    def band(self, name: str) -> tuple[Floats, Floats, Floats]:
        """P10, P50 and P90 of a daily KPI over the replications, (D,) each."""
        return band_of(self.days[name])


@dataclass(frozen=True)
class Comparison:
    """B against A under the same luck."""

    a: Estimate
    b: Estimate

    def difference(self, name: str) -> Range:
        """Range of B − A, replication by replication."""
        return Range.of(self.b.totals[name] - self.a.totals[name])

    def variance_ratio(self, name: str) -> float:
        """How many times more an unpaired difference would vary; nan where the difference never does."""
        return pairs.variance_ratio(self.a.totals[name], self.b.totals[name]).value


class Gathering:
    """Replications of one scenario as they come. What each costs does not grow with their number.

    Estimates look into arrays with room for more: rows are only ever added, so those given before stay as they were.
    """

    def __init__(self, scenario: Scenario, seed: int, planned: int, neutralised: tuple[str, ...]) -> None:
        self._about = scenario, seed, planned
        self._neutralised = neutralised
        self._rows: dict[tuple[Any, ...], _Rows] = {}
        self._laws: dict[str, None] = {}
        self._n = 0

    def add(self, one: Replication) -> Estimate:
        """The estimate with this replication as its last."""
        self._n += 1
        self._laws |= dict.fromkeys(f"replication {self._n}, {law}" for law in one.laws)
        return Estimate(
            *self._about,
            totals={name: self._with("total", name, value) for name, value in one.totals.items()},
            days={name: self._with("day", name, values) for name, values in one.days.items()},
            profiles={
                day: {name: self._with(day, name, values) for name, values in arrays.items()}
                for day, arrays in one.profiles.items()
            },
            laws=tuple(self._laws),
            neutralised=self._neutralised,
            noise={name: self._with("noise", name, value) for name, value in one.noise.items()},
            money={name: self._with("money", name, value) for name, value in one.money.items()},
            ledger={name: self._with("ledger", name, values) for name, values in one.ledger.items()},
        )

    def _with(self, part: str | int, name: str, value: Any) -> Floats:
        if (part, name) not in self._rows:
            self._rows[part, name] = _Rows(np.asarray(value))
        return self._rows[part, name].add(np.asarray(value))


class _Rows:
    """Values of one figure, (n, …), that grow at their end."""

    def __init__(self, like: np.ndarray) -> None:
        self._all = np.empty((ROOM, *like.shape), like.dtype)
        self._n = 0

    def add(self, row: np.ndarray) -> np.ndarray:
        kind = np.result_type(self._all, row)
        if self._n == len(self._all) or kind != self._all.dtype:
            grown = np.empty((max(ROOM, 2 * self._n), *self._all.shape[1:]), kind)
            grown[: self._n] = self._all[: self._n]
            self._all = grown
        self._all[self._n] = row
        self._n += 1
        return self._all[: self._n]


def last(results: Iterator[Any] | Iterable[Any]) -> Any:
    """The last thing an iterator yields. IndexError if it yields nothing."""
    return deque(results, maxlen=1).pop()
