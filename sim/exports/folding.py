"""Rows to the things they are about: all rows of one order number are one order.

A column of order numbers is told by what it does: rows of the same number were placed at the same moment. Numbers that
Excel has rounded (2.20E+18) are the same for different orders; the moment then tells them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools, Floats, Ints
from sim.exports.known_again import ROUNDED, salted
from sim.exports.moments import is_nothing

_ODD = 0.02  # share of numbers with several moments that a slip may have
_NEAR_S = 2.0
_MERGED = 3  # rows without a number from which on it is no chance that each has the moment of the row above


@dataclass(frozen=True)
class Folded:
    """Rows by order. `group`: (rows,) the order of each; `first`: (n,) its first row; `ids`: (n,) salted hashes of the
    numbers; `rounded`: numbers that stand for several orders."""

    group: Ints
    first: Ints
    ids: NDArray[np.uint64]
    rounded: int = 0

    def __len__(self) -> int:
        return len(self.first)

    def earliest(self, values: Floats) -> Floats:
        """(n,) the smallest value of each order's rows; NaN where no row has one."""
        found = np.full(len(self), np.inf)
        np.minimum.at(found, self.group, np.where(np.isnan(values), np.inf, values))
        return np.where(np.isinf(found), np.nan, found)

    def first_told(self, values: Floats) -> Floats:
        """(n,) the value of each order's first row that has one; NaN where no row has."""
        found = np.full(len(self), np.nan)
        told = np.flatnonzero(~np.isnan(values))[::-1]
        found[self.group[told]] = values[told]
        return found

    def total(self, values: Floats) -> Floats:
        """(n,) the sum over each order's rows; NaN where no row has a value."""
        told = ~np.isnan(values)
        sums = np.bincount(self.group[told], values[told], len(self))
        return np.where(np.bincount(self.group[told], minlength=len(self)) > 0, sums, np.nan)

    def any(self, rows: Bools) -> Bools:
        """(n,) whether any row of the order is so."""
        return np.bincount(self.group[rows], minlength=len(self)) > 0


def grouped(cells: Sequence[str], placed: Floats) -> Folded:
    """Rows folded by their number. A row without number and moment belongs to the one above it. So do all rows without
    a number only, where each has the moment of the row above: their cells were merged. Else they are orders of their
    own."""
    merged = _merged(cells, placed)
    keys: dict[str, int] = {}
    group = np.empty(len(cells), np.int64)
    alone = 0
    above = -1
    texts: list[str] = []
    for i, cell in enumerate(cells):
        if is_nothing(cell):
            if above >= 0 and (merged or np.isnan(placed[i])):
                group[i] = above
                continue
            alone += 1
            cell = f"\0{alone}"  # no number of any shop begins so
        at = keys.get(cell)
        if at is None:
            at = keys[cell] = len(texts)
            texts.append(cell)
        group[i] = above = at
    return _folded(group, texts)


def _merged(cells: Sequence[str], placed: Floats) -> bool:
    """Whether every row without a number was placed at the moment of the row above it, and several were."""
    bare = np.array([is_nothing(cell) for cell in cells], bool) & ~np.isnan(placed)
    rows = np.flatnonzero(bare)
    return len(rows) >= _MERGED and bool((rows > 0).all()) and bool((placed[rows] == placed[rows - 1]).all())


def is_number_of_orders(folded: Folded, placed: Floats) -> bool:
    """Whether rows of one number were placed at one moment, as orders are and customers and products are not."""
    return _parted(folded, placed).sum() <= _ODD * max(_several(folded), 1)


def parted_by_moment(cells: Sequence[str], folded: Folded, placed: Floats) -> Folded | None:
    """The rows by number and moment, where the numbers look rounded; None where they do not."""
    parted = _parted(folded, placed)
    sample = [cells[row] for row in folded.first[parted][:50]]
    if not sample or not all(map(ROUNDED.fullmatch, sample)):
        return None
    joined = [f"{cell}\0{moment}" if cell else cell for cell, moment in zip(cells, placed.tolist(), strict=True)]
    made = grouped(joined, placed)
    return Folded(made.group, made.first, made.ids, int(parted.sum()))


def each_row(count: int) -> Folded:
    """Every row an order of its own."""
    return _folded(np.arange(count), [f"\0{i}" for i in range(count)])


def _folded(group: Ints, texts: list[str]) -> Folded:
    first = np.zeros(len(texts), np.int64)
    first[group[::-1]] = np.arange(len(group))[::-1]
    return Folded(group, first, np.fromiter(map(salted, texts), np.uint64, len(texts)))


def _several(folded: Folded) -> int:
    return int((np.bincount(folded.group) > 1).sum())


def _parted(folded: Folded, placed: Floats) -> Bools:
    """(n,) numbers whose rows were placed at different moments."""
    low = folded.earliest(placed)
    high = -folded.earliest(-placed)
    return high - low > _NEAR_S
