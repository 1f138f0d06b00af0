"""Durations inside the loop: one contact's seconds from its key, whatever its law. See `sim.floor.laws`.

As in `sim.floor.kernel`, one source runs compiled and plain: only what numba and plain Python both understand is used.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.draws import UNIT, uniform

if TYPE_CHECKING:  # the tables need this module to be made
    from sim.floor.day_tables import Floor

EXPONENTIAL, LOGNORMAL, FIXED, PIECES = 1, 2, 3, 4
LINE, POWER, CURVE = 0, 1, 2  # forms of a piece
LEAST, MOST = 0.5 * UNIT, 1.0 - 0.5 * UNIT  # the ends of a uniform
EDGE = 37.0  # beyond the logit of either
CELLS = 1024  # of a curve
PER_LOGIT = CELLS / (2.0 * EDGE)


def duration(f: Floor, family: int, mean: float, cv: float, key: int, a: int, b: int) -> float:
    """Seconds of a contact's key, as `sim.floor.tape.duration` and `sim.floor.laws.durations`."""
    if family == EXPONENTIAL:
        return -mean * math.log(uniform(key, a))
    if family == LOGNORMAL:
        spread = math.log(1.0 + cv * cv)
        normal = math.sqrt(-2.0 * math.log(uniform(key, a))) * math.cos(2.0 * math.pi * uniform(key, b))
        return math.exp(math.log(mean) - 0.5 * spread + math.sqrt(spread) * normal)
    if family >= PIECES:
        return in_pieces(f, family - PIECES, uniform(key, a))
    return mean if family == FIXED else math.inf


def in_pieces(f: Floor, first: int, u: float) -> float:
    """Seconds of the law whose first piece this is, for a uniform."""
    low, high = first, f.pieces[first].last
    while low < high:
        middle = (low + high) // 2
        if u < f.pieces[middle].below:
            high = middle
        else:
            low = middle + 1
    piece = f.pieces[low]
    v = min(max((u - piece.start) / piece.width, LEAST), MOST)
    if piece.form == LINE:
        return piece.level + piece.slope * v
    if piece.form == POWER:
        return piece.level * (-math.log(v)) ** piece.slope
    at = (math.log(v / (1.0 - v)) + EDGE) * PER_LOGIT
    cell = int(at)
    w, c = at - cell, f.curves[piece.curve + cell]
    return math.exp(piece.level + piece.slope * (c.a + w * (c.b + w * (c.c + w * c.d))))
