"""Contacts that something other than people answers first: who of them comes to people, and when.

A robot answers at once and is never busy, so it needs no place among the events of a floor day: what it takes is known
from the draws of each contact. It is taken from the tape before the day is played, and whoever it answered wrongly is
put back at the minute of the second try, as a repeat with draws of its own, exactly as the engines make one
(`reference.Floor.spawn`). So both engines play the same tape by the same rules, and neither knows of robots.
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats
from sim.draws import child_key
from sim.floor import tape as tapes
from sim.floor.model import Cause, Tape, WorkTypes

ROOT, REPEAT = int(Cause.ROOT), int(Cause.REPEAT)


def first_tries(tape: Tape) -> Bools:
    """Contacts that come today for the first time, (rows,) bool: no carried rows, no children."""
    first: Bools = (tape.cause == ROOT) & ~tape.queued & (tape.agent < 0)
    return first


def without(tape: Tape, types: WorkTypes, taken: Bools, back: Bools, after: Floats) -> Tape:
    """The tape without the rows that were `taken`; of these, those `back` come again `after` seconds as repeats.

    Shapes (rows,); only first tries may be taken, and only what was taken comes back (ValueError). Who comes back
    after midnight stands in the tape at that time, and goes to the carry as any child does.
    """
    if (taken & ~first_tries(tape)).any() or (back & ~taken).any():
        raise ValueError("only first tries are taken, and only what was taken comes back")
    if not taken.any():
        return tape
    stay, again = (~taken).nonzero()[0], back.nonzero()[0]
    root, enter = tape.root[again], tape.enter[again] + after[again]
    new = tapes.drawn(types, child_key(root, REPEAT, 1), tape.kind[again], enter, tape.head_start[again])
    one = np.ones(len(again), np.int64)
    order = np.concatenate((stay, len(tape) + np.arange(len(again))))
    order = order[np.concatenate((tape.enter[stay], enter)).argsort(kind="stable")]
    new |= {"root": root, "cause": REPEAT * one, "repeats": one}
    return tapes.laid_out(order, tape, new, tape.horizon, tape.seed)
