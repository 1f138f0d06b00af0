"""A small linear program with whole numbers, built row by row and solved by HiGHS (`scipy.optimize.milp`)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.arrays import Floats, Ints

OUT_OF_TIME = 1  # status of `milp`
PATIENT = 10.0


@dataclass
class Program:
    """Variables come in blocks; rows are sums of them between two bounds."""

    cost: list[Floats] = field(default_factory=list)
    high: list[Floats] = field(default_factory=list)
    whole: list[Floats] = field(default_factory=list)
    rows: list[tuple[Ints, Floats]] = field(default_factory=list)
    bounds: list[tuple[float, float]] = field(default_factory=list)
    size: int = 0

    def block(self, shape: tuple[int, ...], cost: Any = 0.0, high: Any = math.inf, whole: bool = True) -> Ints:
        """New variables ≥ 0; their numbers, in this shape."""
        count = math.prod(shape)
        self.cost.append(np.broadcast_to(cost, shape).ravel().astype(float))
        self.high.append(np.broadcast_to(high, shape).ravel().astype(float))
        self.whole.append(np.full(count, float(whole)))
        numbers = self.size + np.arange(count).reshape(shape)
        self.size += count
        return numbers

    def row(self, variables: Any, factors: Any = 1.0, low: float = -math.inf, high: float = math.inf) -> None:
        """`low` ≤ Σ factors · variables ≤ `high`; a variable may come twice."""
        numbers = np.asarray(variables, dtype=np.int64).ravel()
        self.rows.append((numbers, np.broadcast_to(factors, numbers.shape).astype(float)))
        self.bounds.append((low, high))

    def solve(self, seconds: float, gap: float, relaxed: bool = False) -> Solution | None:
        """The best found within a time and a relative gap; None where nothing fits all rows. `relaxed`: fractions are
        allowed, so that nothing in whole numbers costs less.

        On a busy machine a time may pass before anything is found: then it is tried once more with `PATIENT` times it.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        if self.size == 0:
            return Solution(np.zeros(0), 0.0)
        starts = np.cumsum([0, *(len(numbers) for numbers, _ in self.rows)])
        columns = np.concatenate([np.zeros(0, dtype=np.int64), *(numbers for numbers, _ in self.rows)])
        values = np.concatenate([np.zeros(0), *(factors for _, factors in self.rows)])
        table = csr_array((values, columns, starts), shape=(len(self.rows), self.size))
        table.sum_duplicates()
        low, high = np.array(self.bounds, float).reshape(-1, 2).T
        for limit in (seconds, PATIENT * seconds):
            found = milp(
                np.concatenate(self.cost),
                integrality=np.concatenate(self.whole) * (not relaxed),
                bounds=Bounds(0.0, np.concatenate(self.high)),
                constraints=LinearConstraint(table, low, high) if self.rows else (),
                options={"time_limit": limit, "mip_rel_gap": gap},
            )
            if found.x is not None:
                return Solution(np.asarray(found.x), float(found.mip_gap or 0.0))
            if found.status != OUT_OF_TIME:
                return None
        raise TimeoutError(f"nothing was found in {PATIENT * seconds:g} seconds")


@dataclass(frozen=True)
class Solution:
    values: Floats
    gap: float

    def at(self, variables: Ints) -> Floats:
        return self.values[variables]

    def whole(self, variables: Ints) -> Ints:
        """Whole numbers without the solver's rounding."""
        return np.rint(self.values[variables]).astype(np.int64)
