"""Student intervals of a mean."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from sim.arrays import Floats

CONFIDENCE = 0.95


@lru_cache(maxsize=4096)
def student(freedom: int, confidence: float = CONFIDENCE) -> float:
    """The point that Student's t with `freedom` degrees stays below in size with probability `confidence`."""
    from scipy.special import stdtrit  # lighter than scipy.stats

    return float(stdtrit(freedom, (1 + confidence) / 2))


def half_width(values: Floats, confidence: float = CONFIDENCE) -> float:
    """Half the width of the Student interval of the mean of `values` (n,); nan for fewer than two."""
    n = len(values)
    if n < 2:
        return math.nan
    return student(n - 1, confidence) * float(np.std(values, ddof=1)) / math.sqrt(n)
