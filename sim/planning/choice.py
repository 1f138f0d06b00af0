"""Which of several measures to take together within money and hours.

A set is worth the sum of its members and of what each two of them are worth more, or less, together. What it costs is
the sum of its members. That is on the safe side for an outlay which is the most that is out at one time: two that are
out at different times take less than their sum at any one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from sim.arrays import Floats

Two = tuple[int, int]


def worth(members: Iterable[int], values: Sequence[float], pairs: Mapping[Two, float]) -> float:
    """Of a set of positions in `values`, with the pairs that lie in it."""
    chosen = set(members)
    return sum(values[i] for i in sorted(chosen)) + sum(
        more for (i, j), more in pairs.items() if i in chosen and j in chosen
    )


def best_set(
    values: Sequence[float], pairs: Mapping[Two, float] | None = None, *,
    limits: Iterable[tuple[Sequence[float], float]] = (), apart: Iterable[Two] = (),
) -> tuple[int, ...]:  # fmt: skip
    """Positions of the set that is worth most, in their order; none where nothing is worth anything.

    `pairs`: (i, j) -> what both are worth beyond the sum of each. `limits`: (cost of each, ≥ 0; the most in sum).
    `apart`: pairs that cannot be together. A member without which the set is worth as much is left out. Solved exactly
    (mixed-integer programme, HiGHS), products of two choices by their linear bounds. ValueError for a cost below 0.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    n, held = len(values), [(np.asarray(costs, dtype=np.float64), most) for costs, most in limits]
    if any((costs < 0).any() for costs, _ in held):
        raise ValueError("a cost below 0 would make room for others")
    if not n:
        return ()
    alone = dict(pairs or {})
    both = [(pair, more) for pair, more in alone.items() if more]
    rows: list[Floats] = []
    tops: list[float] = []

    def at_most(top: float, terms: Mapping[int, float]) -> None:
        row = np.zeros(n + len(both))
        for place, weight in terms.items():
            row[place] = weight
        rows.append(row)
        tops.append(top)

    for costs, most in held:
        at_most(most, dict(enumerate(costs)))
    for i, j in apart:
        at_most(1.0, {i: 1.0, j: 1.0})
    for product, ((i, j), more) in enumerate(both, start=n):
        if more > 0:
            at_most(0.0, {product: 1.0, i: -1.0})
            at_most(0.0, {product: 1.0, j: -1.0})
        else:
            at_most(1.0, {i: 1.0, j: 1.0, product: -1.0})
    gains = np.array([*values, *(more for _, more in both)], dtype=np.float64)
    size = float(np.abs(gains).max(initial=0.0)) or 1.0  # the solver's tolerances are absolute
    kept = LinearConstraint(np.array(rows), -np.inf, np.array(tops)) if rows else ()
    found = milp(
        -gains / size, integrality=np.r_[np.ones(n), np.zeros(len(both))], bounds=Bounds(0, 1), constraints=kept,
        options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    if found.x is None:
        raise ValueError("no set keeps to the limits: one of them is below 0")
    chosen = [i for i in range(n) if found.x[i] > 0.5]
    for i in sorted(chosen, key=lambda i: values[i]):
        left = [j for j in chosen if j != i]
        if worth(left, values, alone) >= worth(chosen, values, alone):
            chosen = left
    return tuple(chosen)
