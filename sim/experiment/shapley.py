"""Shapley values: what each player adds to a coalition, averaged over all orders in which they could come.

`worth` gives v(S) for coalitions S as frozensets. Exact values need all 2ⁿ of them; beyond a handful of players,
orders are drawn and each player's share is the mean of what it added in them (Castro, Gómez & Tejada 2009, Computers
& Operations Research 36, 1726–1730). Orders come in antithetic pairs, each with its reverse (Mitchell, Cooper, Frank &
Holmes 2022, Journal of Machine Learning Research 23, 43): who is early in one is late in the other. Either way the
values add up to v(all) − v(none), because they do in every single order.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

Coalition = frozenset[str]
Order = tuple[str, ...]


@dataclass(frozen=True)
class Share:
    """A player's value, and the standard error that sampled orders leave in it: 0 of an exact one."""

    value: float
    error: float = 0.0


def subsets(players: Sequence[str]) -> Iterator[Coalition]:
    """All coalitions of these players, the smaller ones first."""
    for size in range(len(players) + 1):
        yield from (frozenset(some) for some in itertools.combinations(players, size))


def exact(worth: Mapping[Coalition, float], players: Sequence[str]) -> dict[str, Share]:
    """Values from the worth of all coalitions. KeyError where one is missing."""
    return {player: Share(_exact(worth, player, players)) for player in players}


def _exact(worth: Mapping[Coalition, float], player: str, players: Sequence[str]) -> float:
    n = len(players)
    total = 0.0
    for some in subsets([other for other in players if other != player]):
        weight = math.factorial(len(some)) * math.factorial(n - len(some) - 1) / math.factorial(n)
        total += weight * (worth[some | {player}] - worth[some])
    return total


def orders(players: Sequence[str], pairs: int, luck: np.random.Generator) -> tuple[Order, ...]:
    """`pairs` orders drawn at random, each followed by its reverse. Two pairs at least, for there to be an error."""
    if pairs < 2:
        raise ValueError(f"the error of sampled values takes two pairs of orders or more, not {pairs}")
    drawn = [tuple(players[i] for i in luck.permutation(len(players))) for _ in range(pairs)]
    return tuple(itertools.chain.from_iterable((order, order[::-1]) for order in drawn))


def needed(sample: Sequence[Order]) -> tuple[Coalition, ...]:
    """The coalitions whose worth these orders ask for, each once, in the order of asking."""
    return tuple(dict.fromkeys(some for order in sample for some in _growing(order)))


def _growing(order: Order) -> Iterator[Coalition]:
    yield from (frozenset(order[:size]) for size in range(len(order) + 1))


def sampled(worth: Mapping[Coalition, float], sample: Sequence[Order]) -> dict[str, Share]:
    """Values from orders as `orders` draws them: the mean over the pairs, and its standard error.

    KeyError where the worth of a coalition in `needed(sample)` is missing.
    """
    added: dict[str, list[float]] = {player: [] for player in sample[0]}
    for order in sample:
        for player, (before, after) in zip(order, itertools.pairwise(_growing(order)), strict=True):
            added[player].append(worth[after] - worth[before])
    shares = {}
    for player, values in added.items():
        of_pairs = np.reshape(values, (-1, 2)).mean(axis=1)
        error = float(np.std(of_pairs, ddof=1)) / math.sqrt(len(of_pairs))
        shares[player] = Share(float(of_pairs.mean()), error)
    return shares
