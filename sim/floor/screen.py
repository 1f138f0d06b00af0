"""Contacts that something other than people answers first: who of them comes to people, and when.

A robot answers at once and is never busy, so it needs no place among the events of a floor day: what it takes is known
from the draws of each contact. It is taken from the day's first contacts before a tape is made of them, and whoever it
answered wrongly comes at the minute of the second try, as a repeat with draws of its own, exactly as the engines make
one (`reference.Floor.spawn`). So both engines play the same tape by the same rules, and neither knows of robots.
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats
from sim.floor.model import Comers


def without(come: Comers, taken: Bools, back: Bools, after: Floats) -> Comers:
    """Who still comes when some were `taken`; of these, those `back` come again `after` seconds as repeats.

    Shapes (n,); only first tries may be taken, and only what was taken comes back (ValueError). Who comes back after
    midnight stands in the tape at that time, and goes to the carry as any child does.
    """
    if ((taken & come.again) | (back > taken)).any():
        raise ValueError("only first tries are taken, and only what was taken comes back")
    if not taken.any():
        return come
    stay, late = (~taken).nonzero()[0], back.nonzero()[0]
    rows = np.concatenate((stay, late))
    enter, again = come.enter[rows], come.again[rows]
    enter[len(stay) :] += after[late]
    again[len(stay) :] = True
    head_start = come.head_start[rows] if np.ndim(come.head_start) else come.head_start
    return Comers(come.root[rows], come.kind[rows], enter, head_start, again)
