"""Stationary laws of Markov chains: sparse chains, and chains of levels whose rates depend on the level."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
State = TypeVar("State", bound=Hashable)


def stationary(start: State, moves: Callable[[State], Iterable[tuple[State, float]]]) -> dict[State, float]:
    """Long-run share of time in each state that can be reached from `start`; `moves` gives (state, rate) pairs.

    The chain must be finite and irreducible.
    """
    number, order = {start: 0}, [start]
    rows, columns, rates = [], [], []
    for state in order:  # grows as states are met
        i = number[state]
        for other, rate in moves(state):
            if rate > 0.0 and other != state:
                if other not in number:
                    number[other] = len(order)
                    order.append(other)
                rows += [number[other], i]
                columns += [i, i]
                rates += [rate, -rate]
    if len(order) == 1:
        return {start: 1.0}
    weights = _weights(rows, columns, rates, len(order), 0)
    likely = int(weights.argmax())
    if weights[likely] > 1e3:  # the rarer the state that is fixed, the less exact the others
        weights = _weights(rows, columns, rates, len(order), likely)
    return dict(zip(order, (weights / weights.sum()).tolist(), strict=True))


def _weights(rows: list[int], columns: list[int], rates: list[float], n: int, fixed: int) -> Floats:
    """Solution of the balance equations in which state `fixed` weighs 1."""
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import splu

    balance = csc_array((rates, (rows, columns)), shape=(n, n))
    others = np.delete(np.arange(n), fixed)
    weights = np.ones(n)
    weights[others] = splu(balance[others][:, others]).solve(-balance[others][:, [fixed]].toarray().ravel())
    return np.maximum(weights, 0.0)


def levels(
    local: Callable[[int], Floats], up: Callable[[int], Floats], down: Callable[[int], Floats], top: int
) -> list[Floats]:
    """Long-run shares by level 0 … `top` and phase of a chain that moves at most one level at a time.

    `local(m)`, `up(m)`, `down(m)` are the rates from level m to the phases of levels m, m + 1 and m − 1; the diagonal
    of `local` is ignored. Moves up from `top` are left out. Level-dependent matrix-analytic method (Bright & Taylor
    1995, Stochastic Models 11, 497–525).
    """
    steps: list[Floats] = [np.empty(0)] * (top + 1)
    back = np.zeros_like(local(top))  # what returns from the levels above
    for m in range(top, -1, -1):
        inside, rise, fall = local(m).copy(), up(m), down(m)
        np.fill_diagonal(inside, 0.0)
        leaving = inside.sum(axis=1) + (rise.sum(axis=1) if m < top else 0.0) + (fall.sum(axis=1) if m else 0.0)
        inside = inside - np.diag(leaving) + back
        if m == 0:
            a = np.vstack([inside.T[:-1], np.ones(len(inside))])
            first = np.linalg.solve(a, np.append(np.zeros(len(inside) - 1), 1.0))
        else:
            solved: Any = np.linalg.solve(-inside.T, up(m - 1).T)
            steps[m] = solved.T  # level m from level m − 1
            back = steps[m] @ fall
    shares = [first]
    for m in range(1, top + 1):
        shares.append(shares[-1] @ steps[m])
    total = sum(float(share.sum()) for share in shares)
    return [share / total for share in shares]
