"""Durations of any family as pieces of inverse survival functions: exact but for two curves, which are tables.

Every duration is made from one uniform of its contact, and the smaller that is, the longer it lasts. A mixture takes
from the uniform which sort of contact it is, and what is left of it is a uniform again; so a hyperexponential, a
mixture of anything and the straight lines between measured values are lists of pieces. A gamma and (where a lognormal
has one uniform only) a normal are cubics of the logit of the uniform, fine in both tails: log duration is right to
1e-7, which tests/floor/test_laws.py holds against scipy.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from sim.arrays import Floats
from sim.floor.durations import CELLS, CURVE, EDGE, LEAST, LINE, MOST, PER_LOGIT, POWER
from sim.floor.model import CELL, PIECE, Family, WorkTypes
from sim.shop.durations import Duration, Law

EXACT = {None: Family.NONE, "exponential": Family.EXPONENTIAL, "lognormal": Family.LOGNORMAL, "fixed": Family.FIXED}


class Piece(NamedTuple):
    """A piece of a law before it has its place; `curve` is the name of a table and what it hangs on."""

    share: float
    form: int
    level: float
    slope: float
    curve: tuple[str, float] | None = None


class Book:
    """Collects the laws in pieces of all contact types."""

    def __init__(self) -> None:
        self._pieces: list[tuple[float, float, float, float, float, int, int, int]] = []
        self._curves: dict[tuple[str, float], int] = {}

    def family(self, law: Duration | None, own: Collection[Family] = ()) -> int:
        """The number of the law's family; those of `own` are drawn by the engines themselves, others in pieces."""
        simple = EXACT.get(law.family if law else None, Family.PIECES)
        if law is None or simple in own:
            return int(simple)
        return Family.PIECES + self._write(pieces_of(law))

    @property
    def pieces(self) -> Any:
        return np.array(self._pieces, dtype=PIECE)

    @property
    def curves(self) -> Any:
        return np.concatenate([np.zeros(0, dtype=CELL), *(curve(*name) for name in self._curves)])

    def _write(self, pieces: Sequence[Piece]) -> int:
        first, whole, start = len(self._pieces), math.fsum(piece.share for piece in pieces), 0.0
        for i, piece in enumerate(pieces, start=1):
            below = 1.0 if i == len(pieces) else start + piece.share / whole
            at = 0 if piece.curve is None else CELLS * self._curves.setdefault(piece.curve, len(self._curves))
            last = first + len(pieces) - 1
            self._pieces.append((below, start, below - start, piece.level, piece.slope, piece.form, at, last))
            start = below
        return first


def pieces_of(law: Law) -> list[Piece]:
    """A law as pieces in the order of the uniform, the share of each and how it goes on inside."""
    mean, shape = law.mean, law.shape or 1.0
    match law.family:
        case "mixture":
            parts = law.parts or () if isinstance(law, Duration) else ()
            made = [piece._replace(share=part.share * piece.share) for part in parts for piece in pieces_of(part)]
        case "hyperexponential":
            sorts = zip(law.shares or (), law.means_s or (), strict=True)
            made = [Piece(share, POWER, level, 1.0) for share, level in sorts]
        case "empirical":
            ends = zip(pairwise(law.steps), pairwise(law.values_s or ()), strict=True)
            made = [Piece(b - a, LINE, long, short - long) for (a, b), (short, long) in ends][::-1]
        case "uniform":
            low, high = law.low_s or 0.0, law.high_s or 0.0
            made = [Piece(1.0, LINE, high, low - high)]
        case "weibull":
            made = [Piece(1.0, POWER, mean / math.gamma(1 + 1 / shape), 1 / shape)]
        case "gamma":
            made = [Piece(1.0, CURVE, math.log(mean), 1.0, ("gamma", shape))]
        case "lognormal":
            variance = math.log1p(law.cv**2)
            made = [Piece(1.0, CURVE, math.log(mean) - 0.5 * variance, math.sqrt(variance), ("normal", 0.0))]
        case "fixed":
            made = [Piece(1.0, LINE, mean, 0.0)]
        case _:
            made = [Piece(1.0, POWER, mean, 1.0)]
    return [piece for piece in made if piece.share > 0]


def durations(types: WorkTypes, family: int, u: Floats) -> Floats:
    """Seconds (n,) of the law in pieces of this `family`, for uniforms (n,)."""
    first = family - Family.PIECES
    law = types.pieces[first : types.pieces["last"][first] + 1]
    piece = law[law["below"].searchsorted(u, side="right")]
    level, slope, form = piece["level"], piece["slope"], piece["form"]
    v = np.clip((u - piece["start"]) / piece["width"], LEAST, MOST)
    made = np.where(form == LINE, level + slope * v, 0.0)
    power, curved = form == POWER, form == CURVE
    made[power] = level[power] * (-np.log(v[power])) ** slope[power]
    if curved.any():
        v, level, slope = v[curved], level[curved], slope[curved]
        at = (np.log(v / (1.0 - v)) + EDGE) * PER_LOGIT
        cell = at.astype(np.int64)
        w, c = at - cell, types.curves[piece["curve"][curved] + cell]
        made[curved] = np.exp(level + slope * (c["a"] + w * (c["b"] + w * (c["c"] + w * c["d"]))))
    return made


@lru_cache(maxsize=256)
def curve(name: str, shape: float) -> Any:
    """A table (CELLS,) of y over the logit of the uniform: a standard normal, or the logarithm of a gamma of mean 1."""
    z = np.arange(CELLS + 1) / PER_LOGIT - EDGE
    y, slope = (_gamma if name == "gamma" else _normal)(z, shape)
    a, b, d = y[:-1], slope[:-1] / PER_LOGIT, slope[1:] / PER_LOGIT
    rise = y[1:] - a
    made = np.zeros(CELLS, dtype=CELL)  # the cubic with these values and slopes at both ends
    made["a"], made["b"], made["c"], made["d"] = a, b, 3 * rise - 2 * b - d, b + d - 2 * rise
    return made


def _normal(z: Floats, _: float) -> tuple[Floats, Floats]:
    from scipy.special import expit, ndtri

    y = np.where(z < 0, -1.0, 1.0) * ndtri(expit(-np.abs(z)))  # from the small side of either tail
    return y, -expit(z) * expit(-z) * math.sqrt(2 * math.pi) * np.exp(0.5 * y**2)


def _gamma(z: Floats, shape: float) -> tuple[Floats, Floats]:
    from scipy.special import expit, gammainccinv, gammaincinv, gammaln

    longer, shorter = expit(z), expit(-z)
    x = np.where(z < 0, gammainccinv(shape, longer), gammaincinv(shape, shorter))
    logs = np.log(x)
    return logs - math.log(shape), -longer * shorter * np.exp(x + gammaln(shape) - shape * logs)
