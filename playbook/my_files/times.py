"""When contacts came and orders were placed, over all files and years: what the days to come are foretold from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from playbook.my_files.told import named
from sim.files.messages import Phrase, phrase
from sim.units import SECONDS_PER_HOUR

if TYPE_CHECKING:
    from sim.calibrate.team.ahead import Ahead
    from sim.calibrate.team.arrivals import Arrivals
    from sim.calibrate.team.counts import Counts
    from sim.calibrate.team.scenario import Team
    from sim.exports.intervals import Intervals
    from sim.exports.orders import Orders
    from sim.exports.reading import Reading

EARLIEST, LATEST = dt.date(2000, 1, 3), dt.date(2100, 1, 1)  # of a season's first day; the earliest is a Monday
SOURCES = 3  # sentences at a report's end that say what comes from where


def intervals_alone(readings: Sequence[Reading]) -> list[Intervals]:
    """The reports by interval, if no file has contacts one row each: those say more."""
    from sim.exports.contact_file import ContactFile
    from sim.exports.intervals import Intervals

    if any(isinstance(one.read, ContactFile) for one in readings):
        return []
    return [one.read for one in readings if isinstance(one.read, Intervals)]


def contact_counts(readings: Sequence[Reading]) -> Counts | None:
    """Contacts by half hour, of all files, each counted once; where none has single contacts, those that reports by
    interval count. None where none has dates. Raises BadInput for reports that say no dates."""
    from sim.calibrate.team.counts import of_contacts
    from sim.calibrate.team.history import together
    from sim.calibrate.team.totals import totals_of
    from sim.exports.contact_file import ContactFile
    from sim.exports.contacts import each_once

    files = [one.read.whole() for one in readings if isinstance(one.read, ContactFile)]
    found = []
    for contacts in each_once(files)[0] if files else ():
        if contacts.left is not None:
            contacts = contacts.rows(~contacts.left)
        if len(contacts) and None not in contacts.dates:
            found.append(of_contacts(contacts))
    reports = intervals_alone(readings)
    if reports:
        return totals_of(reports).counts
    return together(found) if found else None


def order_counts(readings: Sequence[Reading]) -> Counts | None:
    """Orders by half hour, from the table with the most of them and, where others of the same platform have days that
    it lacks, from those. Tables of the same days are not added up: they are one export twice, or of two shops."""
    from sim.calibrate.team.history import together

    found = [taken for _, taken, _ in _tables(readings) if taken is not None]
    return together(found) if found else None


def orders_apart(readings: Sequence[Reading]) -> tuple[Phrase, ...]:
    """A sentence for each table of which `order_counts` takes nothing."""
    every = _tables(readings)
    return tuple(
        phrase("orders.apart", file=named(one), n=f"{whole.totals.sum():,.0f}", largest=named(every[0][2]))
        for whole, taken, one in every
        if taken is None or not taken.totals.sum()
    )


def _tables(readings: Sequence[Reading]) -> list[tuple[Counts, Counts | None, Reading]]:
    """All tables of orders, the largest first: the whole, what is taken of it, and where it is from. Of another
    platform than the first one's nothing is."""
    from sim.calibrate.team.counts import HALF_HOUR_S
    from sim.calibrate.team.history import without_days_of

    every = _orders(readings, HALF_HOUR_S)
    found: list[Counts] = []
    tables: list[tuple[Counts, Counts | None, Reading]] = []
    for whole, reading in every:
        taken = None
        if _platform(reading) == _platform(every[0][1]):
            taken = without_days_of(whole, found)
            found.append(taken)
        tables.append((whole, taken, reading))
    return tables


def named_days_of(files: Iterable[Counts | None], zone: str | None) -> frozenset[dt.date]:
    """Days of files that sales and feasts of the shop's country have made other than usual; none without its zone."""
    from sim.calibrate.team.forecast import named_dates
    from sim.shop.types import country_of

    if zone is None:
        return frozenset()
    return frozenset().union(*(named_dates(file, country_of(zone)) for file in files if file is not None))


def usual_orders(past: Counts | None, apart: Collection[dt.date]) -> Arrivals | None:
    """How orders come on usual days of the last weeks; None without any. `apart`: days that are not."""
    import numpy as np

    from sim.calibrate.team.arrivals import fitted_arrivals
    from sim.calibrate.team.days import set_apart, sorted_days
    from sim.calibrate.team.history import recent

    if past is None:
        return None
    now = recent(past)
    named = np.array([now.date(day) in apart for day in range(len(now))])
    return fitted_arrivals(now, set_apart(sorted_days(now), named, now.totals))


def with_orders(readings: Sequence[Reading], interval_s: int) -> tuple[Counts, Reading] | None:
    """Orders by interval, from the table with the most of them: platforms' files of one shop are not added up. None
    without any."""
    return next(iter(_orders(readings, interval_s)), None)


def _orders(readings: Sequence[Reading], interval_s: int) -> list[tuple[Counts, Reading]]:
    """All tables of orders, the largest first."""
    import numpy as np

    from sim.calibrate.team.counts import of_moments, of_table
    from sim.exports.order_counts import OrderCounts
    from sim.exports.orders import Orders

    found: list[tuple[Counts, Reading]] = []
    for one in readings:
        if isinstance(one.read, Orders) and is_sure(one.read):
            placed = one.read.placed[one.read.counted]
            moments = np.round(placed * 1000).astype("int64").astype("datetime64[ms]")
            found.append((of_moments(moments, interval_s), one))
        elif isinstance(one.read, OrderCounts) and one.read.orders.sum() > 0:
            parts = max(1, int(SECONDS_PER_HOUR) // interval_s)  # of an hour: nobody says which had more
            found.append((of_table(one.read.first, np.repeat(one.read.hourly() / parts, parts, axis=1)), one))
    return sorted(found, key=lambda pair: -pair[0].totals.sum())


def is_sure(orders: Orders) -> bool:
    """Whether a table has orders that count. One whose time of an order was only guessed may be something else."""
    from sim.exports.columns import BY_CONTENT

    return bool(orders.counted.any()) and orders.columns["placed"].how != BY_CONTENT


def _platform(reading: Reading) -> object:
    return getattr(reading.read, "platform", None)


def next_monday(dates: Sequence[dt.date | None]) -> dt.date:
    """The first Monday after the last day of a file, or the first that a scenario may begin on."""
    last = max(date for date in dates if date is not None)
    return max(last + dt.timedelta(days=7 - last.weekday()), EARLIEST)


def with_days_ahead(
    said: Sequence[Phrase], readings: Sequence[Reading], ahead: Ahead, team: Team
) -> tuple[Phrase, ...]:
    """A report with what is to be said of orders left out and of the days to come, before what says where everything
    comes from."""
    from sim.shop.sale_nights import nights_said

    nights = nights_said(team.scenario.calendar, team.scenario.demand)
    return (
        *said[:-SOURCES],
        *orders_apart(readings),
        *ahead.sentences,
        *([] if nights is None else [nights]),
        *said[-SOURCES:],
    )
