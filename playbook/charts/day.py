"""One day, slot by slot: what comes, what the team can answer, who waits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import (
    ACCENT,
    BAD,
    BAD_TINT,
    BODY,
    CARD,
    FAINT,
    GRID,
    INK,
    SMALL,
    SOFT,
    TINT,
    Pen,
    clip,
    text_width,
)
from playbook.charts.scales import Scale, Span, domain, numbers, runs, tick_labels, ticks
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


@dataclass
class _Day:
    """The panels of `day_profile`: common hours across, one scale up each."""

    pen: Pen
    words: Words
    start: int
    minutes: int
    slots: int
    narrow: bool

    def __post_init__(self) -> None:
        self.left, self.right = MARGIN + 44, self.pen.width - MARGIN
        self.across = Scale(0, self.slots, self.left, self.right)

    def load(self, came, can, short, top: float) -> float:
        """Arrivals as an area, capacity as steps, the shortfall between them in its own colour. Returns the bottom."""
        top = self._key(short.any(), top)
        up = self._grid("count", (*came, *can), top, 190)
        self._steps(came[1], up, fill=TINT, floor=up(0))
        for a, b in runs(short):
            self._between(np.nan_to_num(can[1]), came[1], a, b, up, BAD_TINT)
        for a, b in runs(~np.isnan(came[0] + came[2]) & (came[2] > came[0])):
            self._between(came[0], came[2], a, b, up, ACCENT, 0.22)
        self._steps(came[1], up, stroke=ACCENT, width=1.6)
        self._steps(can[1], up, stroke=INK, width=2.2)
        self._load_plate(came, can, up)
        return up(0)

    def _key(self, short: bool, top: float) -> float:
        """What the colours are, in one line where it fits; returns the y below."""
        pen, words = self.pen, self.words
        keys = [(ACCENT, TINT, 10, "chart.arrivals"), (INK, INK, 3, "chart.capacity")]
        keys += [(BAD, BAD_TINT, 10, "chart.over_capacity")] if short else []
        x, y = MARGIN, top + 10
        for colour, fill, height, key in keys:
            text = words.t(key)
            if x > MARGIN and x + 18 + text_width(text, SMALL) > self.right:
                x, y = MARGIN, y + 19
            pen.rect(x, y - 5 - height / 2, 12, height, fill, stroke="" if fill == INK else colour)
            pen.text(x + 18, y, text, SMALL, colour)
            x += text_width(text, SMALL) + 36
        pen.text(MARGIN, y + 24, words.t("chart.per_slot", minutes=self.minutes), SMALL, SOFT)
        return y + 36

    def _between(self, low, high, a: int, b: int, up: Scale, fill: str, opacity: float = 1.0) -> None:
        """The area between two lines of steps, slots a … b − 1."""
        over = [(self.across(i + end), up(high[i])) for i in range(a, b) for end in (0, 1)]
        under = [(self.across(i + end), up(low[i])) for i in range(a, b) for end in (0, 1)]
        self.pen.path(over + under[::-1], fill=fill, close=True, opacity=opacity)

    def queue(self, waits, top: float) -> float:
        pen, words = self.pen, self.words
        worst = int(np.nanargmax(waits[1]))
        span = Span(*(float(w[worst]) for w in waits))
        pen.text(MARGIN, top, words.t("chart.queue"), bold=True)
        said = words.clock(self.start + worst * self.minutes) + words.t("common.colon") + span.text(words, "people", 0)
        pen.text(MARGIN + text_width(words.t("chart.queue"), BODY, True) + 10, top, said, SMALL, SOFT)
        up = self._grid("people", waits, top + 12, 80)
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
            points.append((self.across(i + 0.5), up(waits[1][i]), words.t("chart.queue"), self._at(i) + said))
        pen.plate(self.left, up.end, self.right - self.left, up.start - up.end, points)
        return up(0)

    def _at(self, slot: int) -> str:
        return self.words.clock((self.start + int(slot) * self.minutes) % 1440) + self.words.t("common.colon")

    def clock_axis(self, bottom: float) -> float:
        length = self.slots * self.minutes
        most = 6 if self.narrow else 12
        step = next((s for s in (15, 30, 60, 120, 180, 240, 360, 720) if length / s <= most), 1440)
        for minute in range(-self.start % step, length + 1, step):
            x = self.across(minute / self.minutes)
            self.pen.line(x, bottom, x, bottom + 4, FAINT)
            clock = self.words.clock(1440 if self.start + minute == 1440 else (self.start + minute) % 1440)
            self.pen.text(x, bottom + 18, clock, SMALL, SOFT, anchor="end" if x > self.right - 14 else "middle")
        return bottom + 22

    def _grid(self, unit: str, values, top: float, height: float) -> Scale:
        low, high = domain(np.concatenate([np.concatenate(values), [0.0]]), unit, zero=True)
        marks = ticks(min(low, 0.0), high, unit, 5 if height > 100 else 3)
        up = Scale(marks[0], marks[-1], top + height, top)
        for value, label in zip(marks, tick_labels(self.words, marks, unit), strict=True):
            self.pen.line(self.left, up(value), self.right, up(value), GRID)
            self.pen.text(self.left - 6, up(value) + 4, clip(label, 56, SMALL), SMALL, SOFT, anchor="end")
        return up

    def _steps(self, values, up: Scale, stroke="", width=1.0, fill="none", floor=0.0) -> None:
        for a, b in runs(~np.isnan(values)):
            line = [(self.across(i + end), up(values[i])) for i in range(a, b) for end in (0, 1)]
            if fill != "none":
                line = [(self.across(a), floor), *line, (self.across(b), floor)]
            self.pen.path(line, stroke, width, fill, close=fill != "none")

    def _load_plate(self, came, can, up: Scale) -> None:
        words, points = self.words, []
        for i in np.flatnonzero(~np.isnan(came[1])):
            said = self._at(i) + Span(*(float(v[i]) for v in came)).text(words, "count", 0)
            said += f"{words.t('common.clause')}{words.t('chart.capacity')} {words.number(can[1][i])}"
            points.append((self.across(i + 0.5), up(came[1][i]), words.t("chart.arrivals"), said))
        self.pen.plate(self.left, up.end, self.right - self.left, up.start - up.end, points)
