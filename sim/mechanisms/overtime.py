"""Overtime: what an hour beyond the shift is paid, by the kind of its day and the law of the country it is worked in.

    pay = hourly wage × hours × the larger of the shop's own factor and the law's.

China asks for 1.5 on a working day, 2 on a day off that is not given back, and 3 for every hour on a public holiday,
those of the shift among them, on top of the month's wage. The United States ask for 1.5 beyond 40 hours a week, on
whatever day; Britain asks for nothing. Where no law is known the shop's own factor holds. A country is that of the
clock which a shift goes by.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.arrays import Floats

KEPT = 64  # tables of groups, of the shops looked at last


@dataclass(frozen=True)
class Law:
    """What is paid at least, as factors on the hourly wage."""

    workday: float  # hours beyond the shift
    rest_day: float  # hours on a day off
    holiday: float  # all hours of a public holiday; 0 = they are like those of other days


@dataclass(frozen=True)
class Laws:
    law_cn: Law
    law_us: Law

    def of(self, country: str) -> Law | None:
        """The law of a country by its two letters; none where none is known."""
        return {"CN": self.law_cn, "US": self.law_us}.get(country)


def factors(law: Law | None, own: float) -> Floats:
    """Factors on the hourly wage, (2, 3): on other days and on public holidays; in the shift, beyond it, on a day off.

    `own`: the shop's own factor, which holds where the law asks for less.
    """
    if law is None:
        return np.array([[0, own, own]] * 2)
    usual = [0, max(own, law.workday), max(own, law.rest_day)]
    return np.array([usual, [max(own, law.holiday)] * len(usual) if law.holiday else usual])


@lru_cache(maxsize=KEPT)
def by_group(laws: Laws, countries: tuple[str, ...], own: float) -> Floats:
    """`factors` of groups that work in these countries, (G, 2, 3)."""
    found = np.array([factors(laws.of(country), own) for country in countries])
    found.setflags(write=False)
    return found


def hours_paid(factor: Floats, by_kind: Floats, overrun: Floats) -> Floats:
    """Hours at the plain wage that come to the same, (A,). `factor` (A, 2, 3), `by_kind` (A, 2, 3) hours by kind of
    their day, `overrun` (A,) hours that an answer took past the end: they are of the day's dearest kind."""
    extra_hour = factor[:, 0, 1]
    dearest = np.maximum(extra_hour, np.where(by_kind > 0, factor, 0).max(axis=(1, 2)))
    total: Floats = (factor * by_kind).sum(axis=(1, 2)) + dearest * overrun
    return total
