"""Leaving: who was hired may be gone again before the day comes for which they were."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

ALMOST = 1e-9
DIGITS = 6  # of a person's worth


def chance_enough(people: Sequence[tuple[int, float, float]], wanted: float) -> float:
    """The chance that those who stay are worth `wanted` people together.

    `people`: (how many, chance that each of them stays, what each is worth) for each lot; each stays or leaves on
    their own, so that of one lot a binomial number stays.
    """
    from scipy.stats import binom

    sums: dict[float, float] = {0.0: 1.0}
    for count, stays, worth in people:
        if not (0 <= stays <= 1 + ALMOST and worth >= 0 and count >= 0):
            raise ValueError("people stay with a chance between 0 and 1, and are worth nothing less than nothing")
        some = binom.pmf(np.arange(count + 1), count, min(stays, 1.0))
        after: dict[float, float] = {}
        for value, chance in sums.items():
            for n, here in enumerate(some.tolist()):
                at = round(value + n * worth, DIGITS)
                after[at] = after.get(at, 0.0) + chance * here
        sums = after
    return min(1.0, math.fsum(chance for value, chance in sums.items() if value >= wanted - 10.0**-DIGITS))


def to_hire(wanted: int, stays: float, sure: float, most: int = 10_000) -> int:
    """How many to hire so that `wanted` are still there with this chance: "6, to have 5 with 90 %".

    ValueError where not even `most` are enough.
    """
    from scipy.stats import binom

    if not (wanted >= 0 and 0 < sure < 1 and 0 <= stays <= 1):
        raise ValueError("people are counted, chances lie between 0 and 1")
    for count in range(wanted, most + 1):
        if binom.sf(wanted - 1, count, stays) >= sure - ALMOST:
            return count
    raise ValueError(f"not even {most} hires leave {wanted} people")
