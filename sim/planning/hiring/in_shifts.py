"""More people in the shifts as they are, beside people who come when customers do.

Hiring adds people to today's shifts and counts all customers of some days together; heads by the half hour are free of
shifts, and each type keeps its promise on each day. The same days therefore take two numbers, and here is the first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.planning.hiring.need import curve
from sim.planning.promises import Line
from sim.units import SECONDS_PER_HOUR

NOBODY = 0.05  # people in a slot, mean over days: less is somebody who stayed a few minutes longer


@dataclass(frozen=True)
class InShifts:
    """`hours` at work that keep the promise where people come in the shifts of those who are there; none where no
    number of them does. `alone`: share of the customers who come while nobody is there."""

    hours: float | None
    alone: float


def in_shifts(line: Line, cover: Floats, promise: float, load: float = 1.0) -> InShifts:
    """`cover` (T,) people there today in the slots of the line, whose arrivals are multiplied by `load`; `promise`:
    share of all its customers together. Without anybody there no number of people keeps it."""
    cover = np.asarray(cover, float)
    hours, alone = float(cover.sum()) * line.interval / SECONDS_PER_HOUR, unattended(line.arrivals, cover)
    if not hours:
        return InShifts(None, alone)
    found = curve(line, cover / hours, load)
    return InShifts(found.need(promise) if found.reach >= promise else None, alone)


def unattended(arrivals: Floats, cover: Floats) -> float:
    """Share of the customers who come while nobody is there; both (T,)."""
    came = float(np.sum(arrivals))
    return float(np.asarray(arrivals)[np.asarray(cover) < NOBODY].sum()) / came if came else 0.0
