"""The reader's own orders by hour: what they say about demand, and how well that fits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from playbook import charts
from playbook.language import Words
from sim.scenario import Scenario
from sim.units import HOURS_PER_DAY, SECONDS_PER_HOUR

ACCEPT = ".csv"
FORMAT, OPTION = "mydata.format", "mydata.level"
LEAST_DAYS = 7  # below this no number is given
MOST_NAMED = 5  # days set apart
SURE_DAYS = 28  # from here on the last week is held back as a test
Z90 = 1.2816  # the normal distribution's 90 % point


@dataclass(frozen=True)
class Fit:
    """Demand as the scenario describes it: orders a day = level × weekday, spread over the hours by `hourly`.

    `weekday` has mean 1 over Monday … Sunday, `cv` is the spread of a day's level beyond chance.
    """

    first: dt.date
    level: float
    weekday: tuple[float, ...]
    hourly: tuple[float, ...]
    cv: float
    actual: np.ndarray  # (D,) orders a day
    expected: np.ndarray  # (D,)
    usual: np.ndarray  # (D,) days that it is read from: no campaign, no day cut off by the export
    tested: tuple[int, int] | None  # days of the held-back last week inside P10–P90, and its days

    @property
    def band(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """P10, P50 and P90 of each day's orders."""
        half = Z90 * np.sqrt(self.cv**2 * self.expected**2 + self.expected)
        return np.maximum(self.expected - half, 0), self.expected, self.expected + half

    @property
    def inside(self) -> float:
        """Share of usual days inside P10–P90; about 0.8 when the fit is right."""
        low, _, high = self.band
        return float(np.mean(((self.actual >= low) & (self.actual <= high))[self.usual]))

    @property
    def busiest_hour(self) -> int:
        return int(np.argmax(self.hourly))


def fit(days: Mapping[dt.date, tuple[int, ...]]) -> Fit | None:
    """Demand from 24 counts a day. None for fewer than seven days or no orders at all: too little to give a number."""
    dates = sorted(days)
    counts = np.array([days[date] for date in dates], float)
    if len(dates) < LEAST_DAYS or counts.sum() == 0:
        return None
    found = _fit(dates, counts)
    if len(dates) < SURE_DAYS:
        return found
    known = _fit(dates[:-7], counts[:-7])
    expected = known.level * np.array([known.weekday[date.weekday()] for date in dates[-7:]])
    low, _, high = Fit(**{**vars(known), "expected": expected}).band
    actual = counts[-7:].sum(axis=1)
    return Fit(**{**vars(found), "tested": (int(((actual >= low) & (actual <= high)).sum()), 7)})


def _usual(dates: list[dt.date], counts: np.ndarray) -> np.ndarray:
    """Which days tell of usual ones; all of them where hardly any would be left."""
    from sim.calibrate.team.counts import Counts
    from sim.calibrate.team.days import sorted_days

    place = np.array([(date - dates[0]).days for date in dates])
    hours = np.zeros((1, place[-1] + 1, HOURS_PER_DAY))
    hours[0, place] = counts
    some = hours[0] > 0
    any_at_all = some.any(axis=1)
    begun = np.where(any_at_all, some.argmax(axis=1) * SECONDS_PER_HOUR, np.nan)
    ended = np.where(any_at_all, (HOURS_PER_DAY - some[:, ::-1].argmax(axis=1)) * SECONDS_PER_HOUR, np.nan)
    days = sorted_days(Counts(dates[0], ("orders",), hours, begun, ended))
    usual = (days.usual | days.closed)[place]  # that a weekday is closed is usual
    enough = usual.sum() >= LEAST_DAYS and counts[usual].sum() > 0
    return usual if enough else np.ones(len(dates), bool)


def _fit(dates: list[dt.date], counts: np.ndarray) -> Fit:
    actual, usual = counts.sum(axis=1), _usual(dates, counts)
    weekdays = np.array([date.weekday() for date in dates])
    by_weekday = [actual[usual & (weekdays == w)] for w in range(7)]
    level = np.array([np.median(some) if len(some) else np.nan for some in by_weekday])
    level = np.where(np.isnan(level), np.nanmean(level), level)
    if level.mean() == 0:
        level = np.full(7, actual.mean())
    weekday = level / level.mean()
    expected = level.mean() * weekday[weekdays]
    known = usual & (expected > 0)
    ratio = actual[known] / expected[known]
    beyond_chance = np.var(ratio) - np.mean(1 / expected[known])
    return Fit(
        first=dates[0],
        level=float(level.mean()),
        weekday=tuple(float(x) for x in weekday),
        hourly=tuple(float(x) for x in counts[usual].sum(axis=0) / counts[usual].sum()),
        cv=float(np.sqrt(max(beyond_chance, 0.0))),
        actual=actual,
        expected=expected,
        usual=usual,
        tested=None,
    )


def read(name: str, content: bytes, base: Scenario) -> dict[dt.date, tuple[int, ...]]:
    """24 counts for every day of an uploaded file. Raises sim.files.bad_input.BadInput."""
    from sim.scenario.orders import read_orders

    return read_orders(name, base.timezone, content).days()


def too_little(words: Words, days: Mapping[dt.date, tuple[int, ...]]) -> str:
    """Why no number is given."""
    return words.t("mydata.few", days=len(days), least=LEAST_DAYS)


def said(words: Words, found: Fit) -> list[str]:
    """Level, rhythm and spread, how well they fit, and a test where there are days for one."""
    lines = [
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
    return [*lines, words.t("mydata.short", days=SURE_DAYS)]


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
