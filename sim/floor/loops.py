"""Loops over a day's rows: numba's once the floor is compiled, the same source as plain Python before and without it.

A loop is a function of arrays and numbers that fills its last arguments and returns a whole number. It may only do
what gives the same bits in both: hashes, sums in a fixed order, comparisons. Logarithms and the like stay in numpy.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from sim.floor import compiled


def loop(fills: int) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Decorate a loop whose last `fills` arguments are arrays that it writes."""

    def decorate(function: Callable[..., int]) -> Callable[..., int]:
        @wraps(function)
        def run(*arguments: Any) -> int:
            fast = compiled.loop_of(function)
            if fast is not None:
                return fast(*arguments)
            lists = [part.tolist() if isinstance(part, np.ndarray) else part for part in arguments]
            found = function(*lists)
            for array, filled in zip(arguments[-fills:], lists[-fills:], strict=True):
                array[...] = filled
            return found

        return run

    return decorate
