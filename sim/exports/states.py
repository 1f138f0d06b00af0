"""What the words for an order's state mean: cancelled, never paid, refunded, a deposit only; from states.toml."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from sim.arrays import Bools
from sim.exports.moments import is_nothing
from sim.exports.scripts import simplified

_CUT = re.compile(r"[，,;；()（）/]|\s[-–]\s")
_NO = frozenset(("false", "no", "n", "0", "否", "未取消", "f"))


@dataclass(frozen=True)
class States:
    """What a column of states says, (n,) each; `unknown`: words that stand in no list, with how often they are met."""

    cancelled: Bools
    unpaid: Bools
    refunded: Bools
    deposit: Bools
    ordinary: Bools
    unknown: dict[str, int]


@cache
def meanings() -> dict[str, str]:
    """The meaning of each word, in lower case."""
    table = tomllib.loads(Path(__file__).with_name("states.toml").read_text(encoding="utf-8"))
    return {simplified(word.casefold()): meaning for meaning, words in table.items() for word in words}


def states(cells: Sequence[str]) -> States:
    """What each cell of a column says."""
    known: dict[str, frozenset[str]] = {}
    met = Counter(cells)
    unknown: dict[str, int] = {}
    for cell, count in met.items():
        parts = [simplified(part.strip().casefold()) for part in _CUT.split(cell) if part.strip()]
        found = frozenset(meanings()[part] for part in parts if part in meanings())
        known[cell] = found
        if not found and not is_nothing(cell):
            unknown[cell] = count

    def says(meaning: str) -> Bools:
        return np.array([meaning in known[cell] for cell in cells], bool)

    return States(says("cancelled"), says("unpaid"), says("refunded"), says("deposit"), says("ordinary"), unknown)


def flagged(cells: Sequence[str]) -> Bools:
    """(n,) whether a cell of a column such as "cancelled at" says yes: a moment, a word, but no "no"."""
    return np.array([not is_nothing(cell) and simplified(cell.casefold()) not in _NO for cell in cells], bool)
