"""Which of several things to take, when money and hours are short and some are worth more, or less, together.

A binary program, solved by HiGHS (scipy's `milp`): with x the things taken, z a product for each pair that meets,

    most  v·x + Σ m_ij z_ij   with  costs·x ≤ limit of each kind,  x_i + x_j ≤ 1 for what excludes each other,
                              z ≤ x_i, z ≤ x_j, z ≥ x_i + x_j − 1

What each lays out is added up. Where the days differ on which money is out, less is out at one time than the sum says:
a limit on money is kept too well rather than not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from sim.arrays import Floats


def choose(
    values: Sequence[float], costs: Sequence[Sequence[float]] = (), limits: Sequence[float] = (),
    more: Mapping[tuple[int, int], float] | None = None, apart: Collection[tuple[int, int]] = (),
) -> tuple[int, ...]:  # fmt: skip
    """The things taken, in order, at the most value; none where nothing is worth taking.

    `values`: (k,); `costs`: (kinds, k), each ≥ 0, with `limits` (kinds,); `more`: pair → value beyond the sum; `apart`:
    pairs that exclude each other. ValueError where a limit is below 0 or a number is none.
    """
    worth = np.asarray(values, float)
    held = np.asarray(costs, float).reshape(len(limits), len(worth))
    if not (np.isfinite(worth).all() and np.isfinite(held).all() and (held >= 0).all()) or min(limits, default=0) < 0:
        raise ValueError("values and costs are numbers, costs and limits are not below 0")
    if not len(worth):
        return ()
    from scipy.optimize import Bounds, LinearConstraint, milp

    pairs = {pair: gain for pair, gain in (more or {}).items() if gain}
    k, n = len(worth), len(worth) + len(pairs)
    rows: list[Floats] = []
    most: list[float] = []

    def add(terms: Mapping[int, float], limit: float) -> None:
        row = np.zeros(n)
        for place, factor in terms.items():
            row[place] = factor
        rows.append(row)
        most.append(limit)

    for kind, limit in zip(held, limits, strict=True):
        add(dict(enumerate(kind)), limit)
    for i, j in apart:
        add({i: 1, j: 1}, 1)
    for place, (i, j) in enumerate(pairs, k):
        add({place: 1, i: -1}, 0)
        add({place: 1, j: -1}, 0)
        add({i: 1, j: 1, place: -1}, 1)
    bounds = [LinearConstraint(np.array(rows), -np.inf, np.array(most))] if rows else []
    gains = np.concatenate([worth, list(pairs.values())])
    found = milp(-gains, constraints=bounds, integrality=np.ones(n), bounds=Bounds(0, 1), options={"mip_rel_gap": 0.0})
    taken = np.flatnonzero(found.x[:k] > 0.5)
    return tuple(int(i) for i in taken)
