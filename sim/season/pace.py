"""A day's own pace: on some days all contacts take longer than on others, and nobody knows it beforehand.

The level is log-normal with mean 1, drawn for each day alone. In a bank's calls of February 1999 days differed by 6 %
beyond the luck of who called, hardly by weekday and little by the day before (`docs/my-shop.md`).
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from sim import draws
from sim.arrays import Bools, Floats
from sim.floor.model import WorkTypes


def level(cv: float, seed: int, day: int) -> float:
    """Factor on the handle times of a day; `cv`: its coefficient of variation."""
    key = draws.key(seed, "pace", day)
    return lognormal(cv, float(draws.normal(key, draws.Purpose.SIZE, draws.Purpose.SIZE_B)))


def lognormal(cv: float, z: float) -> float:
    """The level that lies `z` standard deviations of its logarithm from the median."""
    variance = math.log1p(cv**2)
    return math.exp(math.sqrt(variance) * z - variance / 2)


def evenly(cv: float, count: int) -> Floats:
    """(count,) levels spread evenly over their law, the lowest first: less luck than drawn ones."""
    from scipy.special import ndtri

    return np.array([lognormal(cv, z) for z in ndtri((2 * np.arange(count) + 1) / (2 * count))])


def at_pace(types: WorkTypes, which: Bools, cv: float, seed: int, day: int) -> WorkTypes:
    """The types as they are on that day; `which` (K,) of them have its pace. The same object where days are alike."""
    if not cv:
        return types
    factor = np.where(which, level(cv, seed, day), 1.0)
    return replace(types, by_hour=types.by_hour * factor[:, None])
