"""Section 8: the reader's own orders by hour, what they say about demand, and how well that fits.

The file is read in memory of this computer, checked, and forgotten; only the shape of demand goes on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ipywidgets as W
import numpy as np

from playbook import charts
from playbook.lab.base import Section, text_box
from playbook.lab.page import error_line, sentence_of

LEAST_DAYS = 7  # below this no number is given
SURE_DAYS = 28  # from here on the last week is held back as a test
LARGEST_BYTES = 5_000_000
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
    tested: tuple[int, int] | None  # days of the held-back last week inside P10–P90, and its days

    @property
    def band(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """P10, P50 and P90 of each day's orders."""
        half = Z90 * np.sqrt(self.cv**2 * self.expected**2 + self.expected)
        return np.maximum(self.expected - half, 0), self.expected, self.expected + half

    @property
    def inside(self) -> float:
        """Share of days inside P10–P90; about 0.8 when the fit is right."""
        low, _, high = self.band
        return float(np.mean((self.actual >= low) & (self.actual <= high)))

    @property
    def busiest_hour(self) -> int:
        return int(np.argmax(self.hourly))

    def fields(self, level: bool) -> dict[str, Any]:
        """The scenario's demand fields; with `level` also the number of orders a day."""
        shape = {
            "demand.weekday": tuple(round(x, 4) for x in self.weekday),
            "demand.hourly": tuple(round(x, 6) for x in self.hourly),
            "demand.dispersion_cv": round(min(self.cv, 1.0), 4),
        }
        return shape | ({"demand.orders_day": round(self.level, 2)} if level else {})


def fit_orders(days: Mapping[dt.date, tuple[int, ...]]) -> Fit | None:
    """Demand from 24 counts a day. None for fewer than seven days or no orders at all: too little to give a number."""
    dates = sorted(days)
    counts = np.array([days[date] for date in dates], float)
    if len(dates) < LEAST_DAYS or counts.sum() == 0:
        return None
    fit = _fit(dates, counts)
    if len(dates) < SURE_DAYS:
        return fit
    known = _fit(dates[:-7], counts[:-7])
    expected = known.level * np.array([known.weekday[date.weekday()] for date in dates[-7:]])
    low, _, high = Fit(**{**vars(known), "expected": expected}).band
    actual = counts[-7:].sum(axis=1)
    return Fit(**{**vars(fit), "tested": (int(((actual >= low) & (actual <= high)).sum()), 7)})


def _fit(dates: list[dt.date], counts: np.ndarray) -> Fit:
    actual = counts.sum(axis=1)
    weekdays = np.array([date.weekday() for date in dates])
    # Medians, so that one sales event does not pass for a usual Friday.
    level = np.array([np.median(actual[weekdays == w]) if (weekdays == w).any() else np.nan for w in range(7)])
    level = np.where(np.isnan(level), np.nanmean(level), level)
    if level.mean() == 0:
        level = np.full(7, actual.mean())
    weekday = level / level.mean()
    expected = level.mean() * weekday[weekdays]
    ratio = actual[expected > 0] / expected[expected > 0]
    beyond_chance = np.var(ratio) - np.mean(1 / expected[expected > 0])
    return Fit(
        first=dates[0],
        level=float(level.mean()),
        weekday=tuple(float(x) for x in weekday),
        hourly=tuple(float(x) for x in counts.sum(axis=0) / counts.sum()),
        cv=float(np.sqrt(max(beyond_chance, 0.0))),
        actual=actual,
        expected=expected,
        tested=None,
    )


class MyDataSection(Section):
    """Takes a CSV file, shows the fit, and puts it into the practice when the reader says so."""

    kind = "mydata"

    def build(self) -> list[W.Widget]:
        self.fit: Fit | None = None
        self.upload = W.FileUpload(
            accept=".csv", multiple=False, description=self.t("mydata.choose"), layout=W.Layout(width="auto")
        )
        self.level = W.Checkbox(value=False, description=self.t("mydata.level"), indent=False)
        self.use = self.button("mydata.use", self.take)
        self.drop = self.button("mydata.drop", self.undo)
        self.use.disabled = self.drop.disabled = True
        self.said, self.figure = W.HTML(), W.HTML()
        self.on_change(self.upload, lambda files: self.load(files))
        form = text_box(self.t("mydata.format"), "pb-note")
        private = text_box(self.t("mydata.private"), "pb-note")
        upload, row = W.HBox([self.upload]), W.HBox([self.use, self.drop])
        return [form, upload, self.said, self.figure, self.level, row, private]

    def load(self, files: tuple[Mapping[str, Any], ...]) -> None:
        """Read an uploaded file, or say in one sentence why not."""
        self.fit, self.use.disabled = None, True
        self.figure.value = ""
        if not files:
            return
        name, content = Path(files[0]["name"]).name[:80] or "orders.csv", bytes(files[0]["content"])
        if len(content) > LARGEST_BYTES:
            self.said.value = sentence_of(self.t("mydata.large", file=name, mb=LARGEST_BYTES // 1_000_000), "pb-error")
            return
        try:
            days = read_days(name, content, self.study.base.timezone)
        except Exception as error:
            self.said.value = sentence_of(self.t("mydata.bad"), "pb-near") + error_line(self.words, error)
            return
        self.fit = fit_orders(days)
        if self.fit is None:
            text = self.t("mydata.few", days=len(days), least=LEAST_DAYS)
            self.said.value = sentence_of(text, "pb-near")
            return
        self.use.disabled = False
        self._show(self.fit)

    def _show(self, fit: Fit) -> None:
        n, t = len(fit.actual), self.t
        lines = [
            t(
                "mydata.found",
                orders=self.words.number(fit.actual.sum()),
                days=n,
                level=self.words.number(fit.level),
                hour=self.words.clock(60 * fit.busiest_hour),
                share=self.words.percent(max(fit.hourly)),
                cv=self.words.percent(fit.cv),
            ),
            t("mydata.inside", share=self.words.percent(fit.inside)),
        ]
        if fit.tested:
            lines.append(t("mydata.tested", inside=fit.tested[0], days=fit.tested[1]))
        else:
            lines.append(t("mydata.short", days=SURE_DAYS))
        self.said.value = "".join(sentence_of(line) for line in lines)
        low, middle, high = fit.band
        panel = charts.Panel(t("mydata.orders"), "orders", low, middle, high, compare=fit.actual)
        charts.season_band(
            self.words, [panel], fit.first, title=t("mydata.figure"), note=t("mydata.figure_note")
        ).update(self.figure)

    def take(self) -> None:
        """Every section computes with the reader's demand from now on."""
        self.study.use_demand(self.fit.fields(self.level.value))
        self.drop.disabled = False
        self.said.value += sentence_of(self.t("mydata.taken"), "pb-good")

    def undo(self) -> None:
        self.study.use_demand(None)
        self.drop.disabled = True
        self.said.value = sentence_of(self.t("mydata.dropped"), "pb-good")


def read_days(name: str, content: bytes, timezone: str) -> dict[dt.date, tuple[int, ...]]:
    """24 counts for every day of an uploaded file. Raises sim.files.bad_input.BadInput."""
    from sim.scenario.orders import read_orders

    return read_orders(name, timezone, content).days()
