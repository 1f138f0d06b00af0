"""What a file has of earlier times: stretches of days, and the last weeks, which the next ones resemble.

Last year's export given beside this month's leaves months between them without a row. Each stretch is looked at by
itself; levels, hours and people are read from the last weeks of the last stretch that is no slip of a date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.calibrate.contacts import Contacts
from sim.calibrate.team.counts import Counts, of_contacts
from sim.units import DAYS_PER_WEEK

GAP_DAYS = 14  # without a row: another file begins. A shop on holiday closes for less
RECENT_WEEKS = 13
STRAY = 0.01  # a stretch with a smaller share of all rows is a slip of somebody's date


def stretches(counts: Counts) -> tuple[Counts, ...]:
    """Days that belong together, in order; rows far from all others by a slip of their date left out."""
    some = np.flatnonzero(counts.totals > 0)
    breaks = np.flatnonzero(np.diff(some) > GAP_DAYS)
    begins, ends = some[np.append(0, breaks + 1)], some[np.append(breaks, len(some) - 1)] + 1
    parts = [counts.part(int(begin), int(end)) for begin, end in zip(begins, ends, strict=True)]
    total = counts.totals.sum()
    return tuple(part for part in parts if part.totals.sum() >= STRAY * total)


def recent(counts: Counts) -> Counts:
    """The last weeks of the last stretch."""
    last = stretches(counts)[-1]
    return last.part(max(0, len(last) - RECENT_WEEKS * DAYS_PER_WEEK), len(last))


def together(files: Sequence[Counts]) -> Counts:
    """Counts of several files, days that stand in two of them added up, all types as one."""
    first = min(file.first for file in files)
    days = max((file.first - first).days + len(file) for file in files)
    table = np.zeros((days, files[0].slots))
    begun, ended = np.full(days, np.nan), np.full(days, np.nan)
    for file in files:
        place = slice((file.first - first).days, (file.first - first).days + len(file))
        table[place] += file.table
        begun[place] = np.fmin(begun[place], file.begun)
        ended[place] = np.fmax(ended[place], file.ended)
    return Counts(first, ("all",), table[None], begun, ended)


def latest(contacts: Contacts) -> Contacts:
    """Those of the last weeks, with the people who served them: whoever left last year is not in the team. Contacts
    without dates as they are."""
    if not contacts.dates or contacts.dates[0] is None:
        return contacts
    last = stretches(of_contacts(contacts))[-1]
    until = last.date(len(last) - 1)
    age = np.array([(until - date).days for date in contacts.dates if date is not None])[contacts.day]
    kept = (age >= 0) & (age < RECENT_WEEKS * DAYS_PER_WEEK)
    if kept.all():
        return contacts
    some = contacts.rows(kept)
    days, people = np.unique(some.day), np.unique(some.agent[some.agent >= 0])
    return replace(
        some,
        dates=tuple(contacts.dates[day] for day in days),
        day=np.searchsorted(days, some.day),
        agents=tuple(contacts.agents[agent] for agent in people),
        agent=np.where(some.agent >= 0, np.searchsorted(people, some.agent), -1),
    )


def without_days_of(counts: Counts, others: Sequence[Counts]) -> Counts:
    """The counts with nothing on days that lie between the first and the last of another file."""
    index = np.arange(len(counts))
    kept = np.ones(len(counts), dtype=bool)
    for other in others:
        begin = (other.first - counts.first).days
        kept &= (index < begin) | (index >= begin + len(other))
    blank = np.where(kept, 0.0, np.nan)
    return replace(
        counts,
        by_kind=counts.by_kind * kept[:, None],
        begun=counts.begun + blank,
        ended=counts.ended + blank,
    )
