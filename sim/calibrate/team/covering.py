"""Shifts that put people where a file says they were, when no file says who came and went when.

People of one length of shift, that of a working day, may begin at any half hour while the shop is open; so many begin
at each as bring those on duty nearest to the file's (non-negative least squares). Other shifts would do as well, and
nobody can tell from a report by interval.
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats
from sim.calibrate.team.shifts import GRID_S, MOST, Pattern, clock_of
from sim.shop.people import Shift
from sim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

A_DAY_S = (
    8 * SECONDS_PER_HOUR
)  # of work, the law's usual one; pauses are not in it, as people in a pause are not counted
HARDLY = 0.05  # of a person: nobody


def covering(per_slot: Floats) -> tuple[tuple[Pattern, ...], Floats]:
    """Shifts for so many people on duty (S,), and how many people work each (P,). ValueError where nobody was there."""
    from scipy.optimize import nnls

    if not (per_slot > HARDLY).any():
        raise ValueError("nobody was on duty")
    starts, length = _starts(per_slot)
    made = [_pattern(start, length) for start in starts]
    there = np.array([one.there(len(per_slot)) for one in made]).T
    number, _ = nnls(there, per_slot)
    kept = np.sort(np.argsort(-number, kind="stable")[:MOST])
    number, _ = nnls(there[:, kept], per_slot)
    number *= per_slot.sum() / (there[:, kept] @ number).sum()  # their hours, wherever shifts cannot follow the curve
    some = number > HARDLY
    return tuple(made[i] for i in kept[some]), np.asarray(number[some])


def _starts(per_slot: Floats) -> tuple[Floats, float]:
    """When shifts may begin, seconds since midnight, and how long they are: no longer than the shop is open."""
    slots = len(per_slot)
    width = SECONDS_PER_DAY / slots
    attended = np.flatnonzero(per_slot > HARDLY)
    # the longest time without anybody is the night; the day begins after it
    gaps = np.diff(np.append(attended, attended[0] + slots))
    if gaps.max() == 1:
        return np.arange(0.0, SECONDS_PER_DAY, GRID_S), A_DAY_S
    begin = float(attended[(gaps.argmax() + 1) % len(attended)]) * width
    span = (slots - int(gaps.max()) + 1) * width
    length = min(A_DAY_S, span)
    return (begin + np.arange(0.0, span - length + 1.0, GRID_S)) % SECONDS_PER_DAY, length


def _pattern(start: float, length: float) -> Pattern:
    return Pattern(Shift(start=clock_of(start), end=clock_of(start + length)), 0, ((start, start + length),))
