"""The reader's own orders: what they say about demand, and how well that fits.

They are read as any export is (`sim.exports`), and fitted by the hour as a team's contacts are by the half hour
(`sim.calibrate.team.arrivals`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from playbook import charts
from playbook.language import Words
from sim.scenario import Scenario
from sim.units import DAYS_PER_WEEK, SECONDS_PER_HOUR

if TYPE_CHECKING:
    from sim.arrays import Bools, Floats
    from sim.calibrate.team.counts import Counts
    from sim.exports.reading import Reading

ACCEPT = ""  # what a file is, its bytes say
FORMAT, OPTION = "mydata.format", "mydata.level"
LEAST_DAYS = 7  # below this no number is given
MOST_NAMED = 5  # days set apart


@dataclass(frozen=True)
class Orders:
    """A file's orders by day and hour; `reading`: what it was and what was set aside."""

    counts: Counts
    reading: Reading


@dataclass(frozen=True)
class Fit:
    """Demand as the scenario describes it: orders a day = level × weekday, spread over the hours by `hourly`.

    `weekday` has mean 1 over Monday … Sunday, `cv` is the spread of a day's level beyond chance.
    """

    reading: Reading
    first: dt.date
    level: float
    weekday: tuple[float, ...]
    hourly: tuple[float, ...]
    cv: float
    actual: Floats  # (D,) orders a day
    band: Floats  # (3, D) P10, P50 and P90 of a day like it
    usual: Bools  # (D,) days that it is read from, or closed as always: no campaign, no day cut off by the export
    tested: tuple[int, int] | None  # days of the held-back last week inside P10–P90, and its days

    @property
    def inside(self) -> float:
        """Share of usual days inside P10–P90; about 0.8 when the fit is right."""
        low, _, high = self.band
        return float(np.mean(((self.actual >= low) & (self.actual <= high))[self.usual]))

    @property
    def busiest_hour(self) -> int:
        return int(np.argmax(self.hourly))


def read(name: str, content: bytes, base: Scenario) -> Orders:
    """The orders of an uploaded file, the largest table of them. Raises sim.files.bad_input.BadInput."""
    from playbook.my_files.reading import opened
    from playbook.my_files.times import with_orders
    from sim.exports.reading import Answers
    from sim.exports.sources import from_bytes
    from sim.files.bad_input import bad
    from sim.files.messages import phrase

    brought = opened(lambda: from_bytes(name, content), name, Answers(zone=base.timezone))
    if brought.problem is not None:
        raise brought.problem
    found = with_orders(brought.readings, int(SECONDS_PER_HOUR))
    if found is not None:
        return Orders(*found)
    for reading in brought.readings:
        if reading.problem is not None:
            raise reading.problem
    shape = brought.readings[0].shape
    if shape is None:  # all of them cancelled, or counts of nothing
        raise bad(name, phrase("orders.none_counted"))
    raise bad(name, phrase("orders.other", what=phrase(shape.value)))


def fit(orders: Orders) -> Fit | None:
    """Demand by the hour. None for fewer than seven days or no orders at all: too little to give a number."""
    from sim.calibrate.team.arrivals import fitted_arrivals
    from sim.calibrate.team.days import sorted_days
    from sim.calibrate.team.held_out import held_out

    counts = orders.counts
    days = sorted_days(counts)
    if len(counts) < LEAST_DAYS or not counts.totals[days.usual].sum():
        return None
    found, tested = fitted_arrivals(counts, days), held_out(counts)
    level, hours = float(found.level.mean()), found.rates.sum(axis=0)
    return Fit(
        reading=orders.reading,
        first=counts.first,
        level=level,
        weekday=tuple((found.level / level).tolist()),
        hourly=tuple((hours / hours.sum()).tolist()),
        cv=0.0 if np.isnan(found.cv) else found.cv,
        actual=counts.totals,
        band=found.day_quantiles()[:, counts.weekday],
        usual=days.usual | days.closed,
        tested=(round(tested.totals.coverage * tested.days), tested.days) if tested else None,
    )


def too_little(words: Words, orders: Orders) -> str:
    """Why no number is given."""
    return words.t("mydata.few", days=len(orders.counts), least=LEAST_DAYS)


def said(words: Words, found: Fit) -> list[str]:
    """What the file is; level, rhythm and spread, how well they fit, and a test where there are days for one."""
    from playbook.my_files import told
    from sim.calibrate.team.held_out import LEAST_WEEKS

    reading = found.reading
    lines = [told.amount(reading.read, len(reading.table), words.language)]
    lines += [told.remark(one, words.language) for one in getattr(reading.read, "remarks", ())]
    lines += [
        words.t(
            "mydata.found",
            orders=words.number(found.actual.sum()),
            days=len(found.actual),
            level=words.number(found.level),
            hour=words.clock(60 * found.busiest_hour),
            share=words.percent(max(found.hourly)),
            cv=words.percent(found.cv),
        ),
        words.t("mydata.inside", share=words.percent(found.inside)),
    ]
    if not found.usual.all():
        days = [str(found.first + dt.timedelta(days=int(i))) for i in np.flatnonzero(~found.usual)[:MOST_NAMED]]
        lines.append(words.t("mydata.apart", days=words.list(days), n=words.number(int((~found.usual).sum()))))
    if found.tested:
        return [*lines, words.t("mydata.tested", inside=found.tested[0], days=found.tested[1])]
    return [*lines, words.t("mydata.short", days=LEAST_WEEKS * DAYS_PER_WEEK)]


def figure(words: Words, found: Fit) -> charts.Figure:
    """The reader's orders day by day against the fit."""
    low, middle, high = found.band
    panel = charts.Panel(words.t("mydata.orders"), "orders", low, middle, high, compare=found.actual, compared="actual")
    return charts.season_band(
        words, [panel], found.first, title=words.t("mydata.figure"), note=words.t("mydata.figure_note"),
        source=words.t("chart.source_orders", days=words.number(len(found.actual))),
    )  # fmt: skip


def fields(found: Fit, level: bool) -> dict[str, Any]:
    """The scenario's demand fields; with `level` also the number of orders a day."""
    shape = {
        "demand.weekday": tuple(round(x, 4) for x in found.weekday),
        "demand.hourly": tuple(round(x, 6) for x in found.hourly),
        "demand.dispersion_cv": round(min(found.cv, 1.0), 4),
    }
    return shape | ({"demand.orders_day": round(found.level, 2)} if level else {})
