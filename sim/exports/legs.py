"""Several rows of one contact made one: phones of a ring group, missed rings, parts after a transfer.

A contact begins with its first leg and waits until somebody answers; legs that nobody answered on the way are part of
the wait. What is answered after that is a contact of its own that was handed on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints

SAME_RING_S = 2.0  # phones of a ring group begin to ring within a second or two
ANEW_S = 4 * 3600.0  # an id that comes again so much later is another contact: counters start anew


@dataclass(frozen=True)
class Legs:
    """What stays of N rows: their positions, when each contact came and how long it waited, which were handed on."""

    rows: Ints
    came: Floats
    wait: Floats
    continues: Bools
    folded: int  # rows that were part of another's contact


def groups(ids: Sequence[str] | None, callers: Sequence[str] | None, came: Floats) -> Ints | None:
    """(N,) which rows belong to one contact: by id, else by caller and second; None where each stands alone."""
    if ids is not None and any(ids):
        code, apart = numbered(ids), ANEW_S
    elif callers is not None and any(callers):
        code, apart = numbered(callers), SAME_RING_S
    else:
        return None
    if code.max(initial=-1) + 1 == len(code):
        return None
    order = np.lexsort((came, code))
    new = np.ones(len(code), dtype=bool)
    new[1:] = (np.diff(code[order]) != 0) | (np.diff(came[order]) > apart)
    group = np.empty(len(code), dtype=np.int64)
    group[order] = np.cumsum(new) - 1
    return group


def numbered(names: Sequence[str]) -> Ints:
    """(N,) the same number for the same name, from 0 up; every empty one has a number of its own."""
    known: dict[str, int] = {}
    return np.array([known.setdefault(name or f"\0{i}", len(known)) for i, name in enumerate(names)], dtype=np.int64)


def folded(group: Ints | None, came: Floats, wait: Floats, answered: Bools, agent: Sequence[str]) -> Legs:
    """The contacts of rows whose groups are known."""
    count = len(came)
    if group is None or len(np.unique(group)) == count:
        return Legs(np.arange(count), came, wait, np.zeros(count, dtype=bool), 0)
    order = np.lexsort((~answered, came, group))
    kept: list[tuple[int, float, float, bool]] = []
    heads = np.flatnonzero(np.diff(group[order], prepend=-1))
    for legs in np.split(order, heads[1:]):
        kept += _contacts(legs.tolist(), came, wait, answered, agent)
    rows = np.array([row for row, *_ in kept], dtype=np.int64)
    begins, waits = (np.array([k[i] for k in kept], dtype=np.float64) for i in (1, 2))
    return Legs(rows, begins, waits, np.array([k[3] for k in kept], dtype=bool), count - len(rows))


def _contacts(
    legs: list[int], came: Floats, wait: Floats, answered: Bools, agent: Sequence[str]
) -> list[tuple[int, float, float, bool]]:
    """(row, came, wait, handed on) of each contact in the legs of one group, in order."""
    found: list[tuple[int, float, float, bool]] = []
    met: set[tuple[float, str]] = set()
    until = -np.inf  # when the last answer came: legs that rang before it are part of its wait
    open_legs: list[int] = []
    for leg in legs:
        if answered[leg]:
            if (came[leg], agent[leg]) in met:
                continue
            met.add((came[leg], agent[leg]))
            begin = min((float(came[i]) for i in open_legs), default=float(came[leg]))
            found.append((leg, begin, float(came[leg] + wait[leg]) - begin, bool(found)))
            until, open_legs = float(np.nan_to_num(came[leg] + wait[leg], nan=came[leg])), []
        elif came[leg] > until + SAME_RING_S or not found:
            open_legs.append(leg)
    if open_legs and not found:
        begin = float(came[open_legs[0]])
        ends = [float(came[i] + wait[i]) for i in open_legs if not np.isnan(wait[i])]
        found.append((open_legs[-1], begin, max(ends) - begin if ends else float("nan"), False))
    return found
