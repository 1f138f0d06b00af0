"""Patience by the line that a caller finds: who hears that many stand ahead may give up sooner.

Many phone systems tell callers their place in the line, and whether they stay hangs on it (Brown et al. 2005, JASA
100:36-50, for the "Anonymous Bank"; Munichor & Rafaeli 2007, Journal of Applied Psychology 92:511-518).
For each type and length of the line at arrival, hang-ups are compared with those that the type's patience expects,
early in the wait and late: a line that was long becomes shorter. Few are drawn to the type, as `pooling` says; where
the line makes no difference beyond luck, all lines count alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.calibrate.contacts import Contacts
from sim.calibrate.pooling import MOST_PRIOR, Ratios, pooled
from sim.calibrate.survival import SurvivalCurve

LONGEST_LINE = 9  # and more
LENGTHS = LONGEST_LINE + 1


@dataclass(frozen=True)
class Ahead:
    """Hazard of hanging up ÷ that of the type, by type and contacts in the line at arrival: (K · LENGTHS,) each."""

    until: float  # cumulated hazard at which early becomes late
    early: Ratios
    late: Ratios

    @property
    def counts(self) -> bool:
        """Whether lines differ by more than luck."""
        return min(self.early.prior, self.late.prior) < MOST_PRIOR

    @property
    def mean(self) -> Floats:
        """(2, K · LENGTHS): early and late, as best known."""
        return np.stack([self.early.mean, self.late.mean])

    def draw(self, u: Floats) -> Floats:
        """(2, K · LENGTHS) as may as well be true, from uniforms of the same shape."""
        return np.stack([self.early.draw(u[0]), self.late.draw(u[1])])

    def bent(self, hazard: Floats, ratio: Floats, group: Ints) -> Floats:
        """Cumulated hazard of the curve at which callers hang up who would at `hazard` if no line counted."""
        early, late = ratio[0, group], ratio[1, group]
        beyond = hazard - early * self.until
        return np.asarray(np.where(beyond < 0, hazard / early, self.until + beyond / late))


def nothing_ahead(kinds: int) -> Ahead:
    """Lines that do not count."""
    alike = Ratios(MOST_PRIOR, np.zeros(kinds * LENGTHS), np.zeros(kinds * LENGTHS))
    return Ahead(0.0, alike, alike)


def group_of(kind: Ints, line: Ints) -> Ints:
    """Position of a type and a length of the line."""
    return kind * LENGTHS + np.minimum(line, LONGEST_LINE)


def line_found(contacts: Contacts) -> Ints:
    """(N,) contacts that wait when each arrives, of any type."""
    made = np.zeros(len(contacts), dtype=np.int64)
    for day in np.unique(contacts.day):
        today = contacts.day == day
        waits = today & (contacts.wait > 0)
        joined = np.searchsorted(np.sort(contacts.arrival[waits]), contacts.arrival[today], side="left")
        left = np.searchsorted(np.sort(contacts.start[waits]), contacts.arrival[today], side="right")
        made[today] = np.maximum(0, joined - left)
    return made


def measured_ahead(
    curve: SurvivalCurve, seconds: Floats, ended: Bools, ratio: Floats, group: Ints, kinds: int
) -> tuple[Ahead, Floats]:
    """Lines that count, and the hazard that each wait ran through with them.

    `ratio`: hazard of each caller ÷ that of the curve; `group` as from `group_of`.
    """
    if not ended.any():
        return nothing_ahead(kinds), curve.hazard(seconds) * ratio
    split = float(np.median(seconds[ended]))
    early = curve.hazard(np.minimum(seconds, split)) * ratio
    late = curve.hazard(seconds) * ratio - early

    def of(which: Bools, expected: Floats) -> Ratios:
        size = kinds * LENGTHS
        seen, by_law = np.bincount(group, ended & which, size), np.bincount(group, expected, size)
        return pooled(seen.astype(np.float64), by_law.astype(np.float64))

    first = seconds <= split
    left = max(float(curve.at(np.array([split]))[0]), np.finfo(float).tiny)
    found = Ahead(-float(np.log(left)), of(first, early), of(~first, late))
    return found, early * found.early.mean[group] + late * found.late.mean[group]
