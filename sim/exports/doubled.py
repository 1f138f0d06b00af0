"""Rows that stand in a file twice: an export joined to itself, or two exports that overlap.

Two equal rows may be two things that happened alike. A block of rows that comes again in the same order, or a file in
which every row comes as often as its neighbours, is the same thing written twice.
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Ints
from sim.exports.tables import Table

_BLOCK = 8  # equal rows in a row from which a block counts as written twice
_LEAST = 4  # rows from which on a whole file can be


def row_hashes(table: Table) -> Ints:
    """(n,) a number for each row, the same for equal rows."""
    found = [
        hash(cells) for chunk in table.chunks for cells in zip(*(column.split("\n") for column in chunk), strict=True)
    ]
    return np.array(found, np.int64)


def doubled(table: Table) -> Bools:
    """(n,) rows that repeat an earlier one."""
    hashes = row_hashes(table)
    n = len(hashes)
    again = np.zeros(n, bool)
    if n < _LEAST:
        return again
    _, first, inverse, counts = np.unique(hashes, return_index=True, return_inverse=True, return_counts=True)
    if counts.min() > 1 and len(counts) > 1:
        # every row comes several times
        again[:] = True
        again[first] = False
        return again
    if counts.max() == 1:
        return again
    before = _previous(inverse, n)
    distance = np.where(before >= 0, np.arange(n) - before, 0)
    # a block comes again where many rows one after the other repeat one at the same distance
    edges = np.flatnonzero(np.diff(distance)) + 1
    for begin, end in zip(np.r_[0, edges], np.r_[edges, n], strict=True):
        if distance[begin] >= end - begin >= _BLOCK or (distance[begin] and end - begin >= max(_BLOCK, n // 3)):
            distinct = len(np.unique(inverse[begin:end]))
            if distinct >= _BLOCK:
                again[begin:end] = True
    return again


def _previous(groups: Ints, n: int) -> Ints:
    """(n,) the position of the row before that is equal; -1 for the first of its kind."""
    order = np.argsort(groups, kind="stable")
    before = np.full(n, -1, np.int64)
    same = groups[order][1:] == groups[order][:-1]
    before[order[1:][same]] = order[:-1][same]
    return before
