"""The law of the books: each entry once, every day closed.

Opening cash plus all entries is closing cash, and revenue is orders times their value.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.arrays import Floats
from sim.shop.facts import Money

RELATIVE, ABSOLUTE = 1e-9, 1e-6  # of rounding


def law(opening: float, ledger: Mapping[str, Floats], closing: float, orders: Floats, money: Money) -> tuple[str, ...]:
    """Broken laws of the books as sentences."""
    broken = []
    moved = sum(float(np.sum(values)) for values in ledger.values())
    if not np.isclose(opening + moved, closing, RELATIVE, ABSOLUTE):
        broken.append(f"books: opening cash {opening:.2f} and entries {moved:.2f} do not make closing {closing:.2f}")
    revenue, sold = float(np.sum(ledger["revenue"])), float(np.sum(orders)) * money.order_value
    if not np.isclose(revenue, sold, RELATIVE, ABSOLUTE):
        broken.append(f"books: revenue {revenue:.2f} is not orders times value {sold:.2f}")
    return tuple(broken)
