"""Moments as counts by day and interval: what arrivals are fitted to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools, Floats, Ints
from sim.calibrate.contacts import Contacts
from sim.units import DAYS_PER_WEEK, SECONDS_PER_DAY

HALF_HOUR_S = 1800


@dataclass(frozen=True)
class Counts:
    """D days one after the other from `first`, S intervals each, K types. A day without a row has zeros.

    `begun` and `ended`: seconds since midnight of a day's first and last moment; nan on a day without any.
    """

    first: dt.date
    kinds: tuple[str, ...]
    by_kind: Floats  # (K, D, S)
    begun: Floats  # (D,)
    ended: Floats  # (D,)

    def __len__(self) -> int:
        return int(self.by_kind.shape[1])

    @property
    def slots(self) -> int:
        return int(self.by_kind.shape[2])

    @cached_property
    def table(self) -> Floats:
        """(D, S) of all types."""
        return np.asarray(self.by_kind.sum(axis=0))

    @property
    def totals(self) -> Floats:
        """(D,)"""
        return np.asarray(self.table.sum(axis=1))

    @property
    def weekday(self) -> Ints:
        """(D,) 0 = Monday."""
        return (self.first.weekday() + np.arange(len(self))) % DAYS_PER_WEEK

    def date(self, day: int) -> dt.date:
        return self.first + dt.timedelta(days=int(day))

    def no_finer(self, interval_s: int) -> Counts:
        """The same by intervals of at least so many seconds, a multiple of the present ones."""
        together = max(1, interval_s * self.slots // int(SECONDS_PER_DAY))
        return replace(self, by_kind=self.by_kind.reshape(*self.by_kind.shape[:2], -1, together).sum(axis=3))

    def until(self, day: int) -> Counts:
        """The days before `day`."""
        return self.part(0, day)

    def part(self, begin: int, end: int) -> Counts:
        """The days from `begin` to before `end`."""
        days = slice(begin, end)
        return replace(
            self, first=self.date(begin), by_kind=self.by_kind[:, days], begun=self.begun[days], ended=self.ended[days]
        )


def of_contacts(contacts: Contacts, interval_s: int = HALF_HOUR_S) -> Counts:
    """Contacts by type, from the first day with any to the last. ValueError without dates: they have no weekday."""
    if not contacts.dates or contacts.dates[0] is None:
        raise ValueError("contacts without a date have no weekday")
    dates = [date for date in contacts.dates if date is not None]
    if not len(contacts):
        raise ValueError("no contact to count")
    day = np.array([(date - dates[0]).days for date in dates])[contacts.day]
    first = dates[0] + dt.timedelta(days=int(day.min()))
    return _counted(first, day - day.min(), contacts.arrival, contacts.kinds, contacts.kind, interval_s)


def of_moments(moments: NDArray[np.datetime64], interval_s: int = HALF_HOUR_S, name: str = "orders") -> Counts:
    """Moments of one kind on the shop's own clock, in any order. ValueError where there is none."""
    moments = np.asarray(moments, dtype="datetime64[ms]")
    if not len(moments) or np.isnat(moments).any():
        raise ValueError("no moment, or one that is no time")
    midnight = moments.astype("datetime64[D]")
    first = midnight.min()
    seconds = (moments - midnight).astype(np.float64) / 1000.0
    days = (midnight - first).astype(np.int64)
    return _counted(first.astype(dt.date), days, seconds, (name,), np.zeros(len(days), np.int64), interval_s)


def of_table(first: dt.date, table: Floats, name: str = "orders") -> Counts:
    """Counts of one kind that are at hand, (D, S) from the day `first`; a day begins and ends with its intervals."""
    slots = table.shape[1]
    some = table > 0
    any_at_all = some.any(axis=1)
    interval = SECONDS_PER_DAY / slots
    begun = np.where(any_at_all, some.argmax(axis=1) * interval, np.nan)
    ended = np.where(any_at_all, (slots - some[:, ::-1].argmax(axis=1)) * interval, np.nan)
    return Counts(first, (name,), table[None].astype(np.float64), begun, ended)


def _counted(first: dt.date, day: Ints, seconds: Floats, kinds: tuple[str, ...], kind: Ints, interval_s: int) -> Counts:
    """ValueError for an interval that does not divide a day."""
    if SECONDS_PER_DAY % interval_s:
        raise ValueError(f"{interval_s} seconds do not divide a day")
    days, slots = int(day.max()) + 1, int(SECONDS_PER_DAY) // interval_s
    # a file may count a night's last calls beyond midnight; they belong to the day's last interval
    slot = np.minimum((seconds // interval_s).astype(np.int64), slots - 1)
    flat = np.bincount((kind * days + day) * slots + slot, minlength=len(kinds) * days * slots)
    begun, ended = np.full(days, np.inf), np.full(days, -np.inf)
    np.minimum.at(begun, day, seconds)
    np.maximum.at(ended, day, seconds)
    none = np.isinf(begun)
    begun[none] = ended[none] = np.nan
    table = flat.reshape(len(kinds), days, slots).astype(np.float64)
    return Counts(first, kinds, table, begun, ended)


def on_days(counts: Counts, mask: Bools) -> tuple[Floats, Ints]:
    """Table (n, S) and weekdays (n,) of some days."""
    return counts.table[mask], counts.weekday[mask]
