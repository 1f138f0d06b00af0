"""One day, slot by slot: what comes, what the team can answer, who waits."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.hours import Hours
from playbook.charts.ink import (
    ACCENT,
    BAD,
    BAD_TINT,
    BODY,
    CARD,
    INK,
    SMALL,
    SOFT,
    TINT,
    Pen,
    text_width,
)
from playbook.charts.scales import Scale, Span, numbers, runs
from playbook.charts.season import broken_line
from playbook.language import Words


def _bands(values: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Arrays low, mid, high from an array or a Span of arrays."""
    if values is None:
        return (np.array([]),) * 3
    if isinstance(values, Span):
        return tuple(numbers(v) for v in (values.low, values.mid, values.high))
    return (numbers(values),) * 3


def day_profile(
    words: Words, arrivals: Any, capacity: Any, queue: Any = None, *, minutes: int = 15, start: int = 0,
    date: dt.date | None = None, title=None, note="", source="", params=None,
) -> Figure:  # fmt: skip
    """One day: contacts that arrive against what the staffed team can answer, slot by slot, and who waits below.

    `arrivals` and `capacity` are contacts per slot of `minutes`, `queue` people waiting; each an array or a Span of
    arrays. `start` is the minute of the day at which the first slot begins. `title` says what is shown.
    """
    title = title or words.t("chart.day_profile") + (words.t("common.colon") + words.date(date) if date else "")
    came, can, waits = _bands(arrivals), _bands(capacity), _bands(queue)
    slots = min(len(came[1]), len(can[1]))
    if not slots or np.isnan(came[1][:slots]).all() or np.isnan(can[1][:slots]).all():
        return nothing(words, title, source, params)
    came, can = tuple(v[:slots] for v in came), tuple(v[:slots] for v in can)
    waits = tuple(v[:slots] for v in waits) if len(waits[1]) >= slots and not np.isnan(waits[1]).all() else None
    short = np.nan_to_num(came[1]) > np.nan_to_num(can[1])

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        day = _Day(pen, words, start, minutes, slots, narrow)
        bottom = day.load(came, can, short, top)
        if waits is not None:
            bottom = day.queue(waits, bottom + 34)
        return day.clock_axis(bottom)

    summary = _day_sentence(words, came[1], can[1], waits, short, start, minutes)
    found = _finding(words, waits, short, start, minutes)
    return compose(words, found, summary, draw, subtitle=title, note=note, source=source, params=params)


def _finding(words: Words, waits, short, start, minutes) -> str:
    """Whether the team can answer what comes, and who waits for it at the worst."""
    if not short.any():
        return words.t("chart.found_day_fits")
    length = words.duration(int(short.sum()) * minutes * 60)
    if waits is None or not np.nanmax(waits[1]) >= 0.5:
        return words.t("chart.found_day_short", length=length)
    worst = int(np.nanargmax(waits[1]))
    queue, time = words.value(round(waits[1][worst]), "people", 0), words.clock(start + worst * minutes)
    return words.t("chart.found_day_queue", length=length, queue=queue, time=time)


def _day_sentence(words: Words, came, can, waits, short, start, minutes) -> str:
    busiest = int(np.nanargmax(came))
    length = words.duration(int(short.sum()) * minutes * 60) if short.any() else words.t("chart.fits_all_day")
    text = words.t(
        "chart.day_summary", time=words.clock(start + busiest * minutes),
        arrivals=words.value(came[busiest], "count", 0), capacity=words.value(can[busiest], "count", 0), short=length,
    )  # fmt: skip
    if waits is not None:
        worst = int(np.nanargmax(waits[1]))
        shown = words.value(waits[1][worst], "people", 0)
        text += " " + words.t("chart.day_queue_summary", queue=shown, queue_time=words.clock(start + worst * minutes))
    return text


class _Day(Hours):
    """The panels of `day_profile`."""

    def load(self, came, can, short, top: float) -> float:
        """Arrivals as an area, capacity as steps, the shortfall between them in its own colour. Returns the bottom."""
        top = self._key(short.any(), top)
        up = self.grid("count", (*came, *can), top, 190)
        self.steps(came[1], up, fill=TINT, floor=up(0))
        for a, b in runs(short):
            self.between(np.nan_to_num(can[1]), came[1], a, b, up, BAD_TINT)
        for a, b in runs(~np.isnan(came[0] + came[2]) & (came[2] > came[0])):
            self.between(came[0], came[2], a, b, up, ACCENT, 0.22)
        self.steps(came[1], up, stroke=ACCENT, width=1.6)
        self.steps(can[1], up, stroke=INK, width=2.2)
        self._load_plate(came, can, up)
        return up(0)

    def _key(self, short: bool, top: float) -> float:
        """What the colours are, and what is counted; returns the y below."""
        keys = [(ACCENT, TINT, 10.0, "chart.arrivals"), (INK, INK, 3.0, "chart.capacity")]
        keys += [(BAD, BAD_TINT, 10.0, "chart.over_capacity")] if short else []
        y = self.key([(colour, fill, height, self.words.t(key)) for colour, fill, height, key in keys], top)
        self.pen.text(MARGIN, y + 24, self.words.t("chart.per_slot", minutes=self.minutes), SMALL, SOFT)
        return y + 36

    def queue(self, waits, top: float) -> float:
        pen, words = self.pen, self.words
        worst = int(np.nanargmax(waits[1]))
        span = Span(*(float(w[worst]) for w in waits))
        pen.text(MARGIN, top, words.t("chart.queue"), bold=True)
        said = words.clock(self.start + worst * self.minutes) + words.t("common.colon") + span.text(words, "people", 0)
        pen.text(MARGIN + text_width(words.t("chart.queue"), BODY, True) + 10, top, said, SMALL, SOFT)
        up = self.grid("people", waits, top + 12, 80)
        middle = [(self.across(i + 0.5), i) for i in range(self.slots)]
        for a, b in runs(~np.isnan(waits[0] + waits[2])):
            there = [(x, up(waits[2][i])) for x, i in middle[a:b]]
            pen.path(there + [(x, up(waits[0][i])) for x, i in reversed(middle[a:b])], fill=TINT, close=True)
        shifted = Scale(-0.5, self.slots - 0.5, self.left, self.right)
        broken_line(pen, waits[1], shifted, up, ACCENT, 2.2)
        pen.dot(self.across(worst + 0.5), up(waits[1][worst]), 4, ACCENT, CARD)
        points = []
        for i in np.flatnonzero(~np.isnan(waits[1])):
            said = Span(*(float(w[i]) for w in waits)).text(words, "people", 0)
            points.append((self.across(i + 0.5), up(waits[1][i]), words.t("chart.queue"), self.at(i) + said))
        pen.plate(self.left, up.end, self.right - self.left, up.start - up.end, points)
        return up(0)

    def _load_plate(self, came, can, up: Scale) -> None:
        words, points = self.words, []
        for i in np.flatnonzero(~np.isnan(came[1])):
            said = self.at(i) + Span(*(float(v[i]) for v in came)).text(words, "count", 0)
            said += f"{words.t('common.clause')}{words.t('chart.capacity')} {words.number(can[1][i])}"
            points.append((self.across(i + 0.5), up(came[1][i]), words.t("chart.arrivals"), said))
        self.pen.plate(self.left, up.end, self.right - self.left, up.start - up.end, points)
