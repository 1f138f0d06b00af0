"""What a step takes out of the till, and when it has come back: of the mean season, day by day."""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats

ROUNDING = 0.005  # half a cent is no outlay


def outlay(change: Floats, before_day: int | None = None) -> float:
    """The most money that is out at one time, ≥ 0, in the days before `before_day` (None: all).

    `change`: (D,) what the cash of each evening differs from what it would have been, on the mean of the seasons.
    Money that the step itself brought in first is not counted against it.
    """
    return float(max(0.0, -np.min(change[:before_day], initial=0.0)))


def payback_day(change: Floats) -> int | None:
    """The first day from which the money stays back to the season's end, from 0; None where it does not within it.

    0 where none was ever out.
    """
    (out,) = np.nonzero(change < -ROUNDING)
    if not len(out):
        return 0
    day = int(out[-1]) + 1
    return day if day < len(change) else None
