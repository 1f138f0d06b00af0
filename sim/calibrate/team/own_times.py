"""When each type comes, where it comes at other times than all of them together by more than chance.

A type's hours and weekdays are those of its fitted arrivals, which are drawn to the whole already
(`sim.calibrate.team.arrivals`). They are kept where Pearson's X² of what the file would have of them is beyond what
chance gives in one of a hundred files that have no such difference; else the type comes when all do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.calibrate.team.arrivals import LEAST_DAYS, Arrivals
from sim.shop.work import HALF_HOURS
from sim.units import DAYS_PER_WEEK, HOURS_PER_DAY

SURE = 0.99
SHIPPED_AFTER = 1  # days from the order to the parcel, on usual days


@dataclass(frozen=True)
class OwnTimes:
    """Weights of the hours or half hours of a day and of Monday … Sunday; () = as all types together."""

    hourly: tuple[float, ...] = ()
    weekday: tuple[float, ...] = ()


@dataclass(frozen=True)
class Ways:
    """After how many days what an order makes comes: parcels are asked about for some days, returns come on one."""

    transit_days: int
    return_after_days: int

    def lags(self, source: str) -> range:
        """Days from the order to the contact, each as likely."""
        if source == "order":
            return range(1)
        if source == "return":
            return range(SHIPPED_AFTER + self.return_after_days, SHIPPED_AFTER + self.return_after_days + 1)
        return range(SHIPPED_AFTER + 1, SHIPPED_AFTER + self.transit_days + 1)


def own_times(arrivals: Arrivals, sources: Sequence[str], ways: Ways) -> tuple[OwnTimes, ...]:
    """One for each of the K types, `sources` in their order."""
    return tuple(
        OwnTimes(_hourly(arrivals, rates), _weekday(arrivals, rates.sum(axis=1), source, ways))
        for rates, source in zip(arrivals.kind_rates, sources, strict=True)
    )


def _hourly(arrivals: Arrivals, rates: Floats) -> tuple[float, ...]:
    """`rates` (7, S) of a type."""
    if not rates.sum():
        return ()
    slots = HALF_HOURS if rates.shape[1] >= HALF_HOURS else HOURS_PER_DAY
    own, whole = (one.sum(axis=0).reshape(slots, -1).sum(axis=1) for one in (rates, arrivals.rates))
    by_hour = whole.reshape(HOURS_PER_DAY, -1)
    alike = np.repeat(by_hour.mean(axis=1), by_hour.shape[1])  # what a scenario has: the hours of all types
    own, alike = own / own.sum(), alike / alike.sum()
    seen = rates.sum() / DAYS_PER_WEEK * arrivals.days
    return _weights(own) if _differs(own - alike, arrivals.wobble * alike / seen) else ()


def _weekday(arrivals: Arrivals, level: Floats, source: str, ways: Ways) -> tuple[float, ...]:
    """`level` (7,) contacts of the type on each weekday. Under a week nothing is said of weekdays."""
    if arrivals.days < LEAST_DAYS or not level.sum():
        return ()
    orders = arrivals.level / arrivals.level.mean()
    usual = np.mean([np.roll(orders, lag) for lag in ways.lags(source)], axis=0)
    own, seen = level / level.mean(), level.mean() * arrivals.days / DAYS_PER_WEEK
    variance = usual / seen
    if source != "order":  # a day's own level moves what is asked before the sale and its orders alike
        variance = variance + (arrivals.level_sd * usual) ** 2
    if not _differs(own - usual, variance):
        return ()
    return _weights(np.divide(own, usual, out=np.ones(DAYS_PER_WEEK), where=usual > 0))


def _differs(off: Floats, variance: Floats) -> bool:
    """Whether deviations are beyond chance, `variance` being that of each by chance alone."""
    from scipy import stats

    some = variance > 0
    freedom = int(some.sum()) - 1
    return freedom > 0 and bool((off[some] ** 2 / variance[some]).sum() > stats.chi2.ppf(SURE, freedom))


def _weights(values: Floats) -> tuple[float, ...]:
    return tuple(float(f"{value:.6g}") for value in values / values.mean())
