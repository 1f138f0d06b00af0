"""A change of profit from one plan to another, split into the parts that a manager names.

Pay, returns, compensation and so on are differences of the ledger. What orders bring (value less goods, fees and
shipping) splits further. With O the orders, L the orders lost by cause, and p what an order brought in A on average,

    change of sales  =  − p Σ ΔL  +  p (ΔO + Σ ΔL)  +  O_B Δp

so that orders lost by each cause, more or fewer shoppers, and what an order brings are parts of their own. All of it
is reckoned replication by replication, under the same luck; in each the parts add up to the change. What is left for
the year after stands apart: it is no cash.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.contract.mechanism import MoneyPart
from sim.experiment.replications import compare
from sim.experiment.results import Comparison, Range
from sim.experiment.workers import Stream
from sim.scenario import Scenario
from sim.season.money import CAUSES, LATER, LOST, ORDERS

SHOPPERS, WORTH = "shoppers", "worth"  # more or fewer people who want to buy; what an order brings
SALES: tuple[str, ...] = (*CAUSES, SHOPPERS, WORTH)
PARTS: tuple[str, ...] = (*SALES, *(part.value for part in MoneyPart if part is not MoneyPart.SALES))
SMALL = 0.01  # of the largest part: not worth a name
ROUNDING = 1e-9  # relative


@dataclass(frozen=True)
class MoneyChange:
    """A change of profit (n,), and its `parts`, (n,) each, which add up to it. `later`: kinds of end state, apart."""

    change: Floats
    parts: dict[str, Floats]
    later: dict[str, Floats]

    @property
    def n(self) -> int:
        return len(self.change)

    def range(self, part: str) -> Range:
        return Range.of(self.parts[part])

    def folded(self, small: float = SMALL) -> MoneyChange:
        """The same, the largest first: parts below `small` of the largest are in "other", such kinds are left out."""
        largest = max(map(_size, self.parts.values()), default=0.0)

        def named(some: dict[str, Floats]) -> dict[str, Floats]:
            kept = [name for name in some if name != MoneyPart.OTHER and _size(some[name]) > small * largest]
            return {name: some[name] for name in sorted(kept, key=lambda name: -_size(some[name]))}

        parts = named(self.parts)
        other = self.change - sum(parts.values(), np.zeros(self.n))
        # what rounding leaves is no part
        if np.abs(other).max(initial=0.0) > ROUNDING * (1 + largest):
            parts[MoneyPart.OTHER.value] = other
        return MoneyChange(self.change, parts, named(self.later))


def _size(values: Floats) -> float:
    return abs(float(values.mean()))


def split(a: Mapping[str, Floats], b: Mapping[str, Floats]) -> MoneyChange:
    """From A to B: `sim.season.money.of_season` of paired replications, (n,) by name. KeyError for a missing one."""
    ledger = {part.value: b[part.value] - a[part.value] for part in MoneyPart}
    price = np.divide(a[MoneyPart.SALES], a[ORDERS], out=np.zeros(len(a[ORDERS])), where=a[ORDERS] > 0)
    lost = {cause: b[LOST + cause] - a[LOST + cause] for cause in CAUSES}
    sales = {cause: -price * more for cause, more in lost.items()}
    sales[SHOPPERS] = price * (b[ORDERS] - a[ORDERS] + sum(lost.values()))
    sales[WORTH] = ledger.pop(MoneyPart.SALES.value) - sum(sales.values())
    parts = sales | ledger
    kinds = dict.fromkeys(name for side in (a, b) for name in side if name.startswith(LATER))
    none = np.zeros(len(price))
    later = {name.removeprefix(LATER): b.get(name, none) - a.get(name, none) for name in kinds}
    return MoneyChange(sum(parts.values(), none), parts, later)


def of_comparison(comparison: Comparison) -> MoneyChange:
    """The change from A to B, split."""
    return split(comparison.a.money, comparison.b.money)


def explain_money(
    a: Scenario, b: Scenario, replications: int = 20, seed: int = 1, **options: Any
) -> Stream[MoneyChange]:
    """Why profit changes from A to B, in money: one result after each pair. Options as in `compare`."""
    with closing(compare(a, b, replications, seed, **options)) as comparisons:
        for comparison in comparisons:
            yield of_comparison(comparison)
