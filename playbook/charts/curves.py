"""A figure against one lever, and where its curve bends."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import ACCENT, CARD, FAINT, GRID, INK, SOFT, TINT, Pen, text_width, wrap
from playbook.charts.scales import Scale, Span, axis_labels, domain, numbers, tick_labels, ticks, too_close
from playbook.language import Words


def knee(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """The x at which one more step stops paying: where the curve is farthest from the straight line between its ends.

    None when there are fewer than three points, or the bend is under 5 % of the curve's rise.
    """
    pairs = sorted((x, y) for x, y in zip(numbers(xs), numbers(ys), strict=False) if not np.isnan(x + y))
    if len(pairs) < 3:
        return None
    x, y = np.array(pairs).T
    if x[-1] == x[0] or y.max() == y.min():
        return None
    chord = y[0] + (y[-1] - y[0]) * (x - x[0]) / (x[-1] - x[0])
    far = np.abs(y - chord) / (y.max() - y.min())
    return float(x[int(far.argmax())]) if far.max() >= 0.05 else None


def lever_curve(
    words: Words, lever: str, lever_unit: str, xs: Sequence[float], kpi: str, kpi_unit: str, spans: Sequence[Any], *,
    current: float | None = None, knee: float | None = None, best: float | None = None, goal: float | None = None,
    kpi_digits: int | None = None, better: str = "higher", title=None, note="", params=None,
) -> Figure:  # fmt: skip
    """A key figure, with its range, for each setting of one lever; its present setting, bend and best marked."""
    named = title is None  # the title then says what the y axis is
    title = title or words.t("chart.lever_curve", kpi=kpi, lever=lever)
    pairs = zip(numbers(xs).tolist(), map(Span.of, spans), strict=False)
    points = sorted(((x, s) for x, s in pairs if s.known and not np.isnan(x)), key=lambda pair: pair[0])
    if not points:
        return nothing(words, title, note, params)
    curve = _Curve(words, lever, lever_unit, kpi, kpi_unit, kpi_digits, points, current, knee, best, goal, not named)
    key = words.t("chart.mean_key") if any(not s.point for _, s in points) else ""
    return compose(words, title, curve.summary(), curve.draw, " ".join(filter(None, (note, key))), params)


class _Curve:
    def __init__(self, words, lever, lever_unit, kpi, unit, digits, points, current, knee, best, goal, axis_name):
        self.words, self.lever, self.lever_unit, self.kpi = words, lever, lever_unit, kpi
        self.unit, self.digits, self.points, self.goal, self.axis_name = unit, digits, points, goal, axis_name
        self.xs = np.array([x for x, _ in points])
        self.current, self.knee, self.best = (self._inside(x) for x in (current, knee, best))

    def _inside(self, x: float | None) -> float | None:
        good = x is not None and np.isfinite(x) and self.xs[0] <= x <= self.xs[-1]
        return float(x) if good else None

    def x_text(self, x: float) -> str:
        return self.words.value(x, self.lever_unit)

    def y_at(self, x: float) -> Span:
        """The range at any x between the points, by straight lines."""
        columns = ([s.low for _, s in self.points], [s.mid for _, s in self.points], [s.high for _, s in self.points])
        return Span(*(float(np.interp(x, self.xs, column)) for column in columns))

    def y_text(self, y: float) -> str:
        return self.words.value(y, self.unit, self.digits)

    def summary(self) -> str:
        words, (first, last) = self.words, (self.points[0], self.points[-1])
        parts = [words.t(
            "chart.lever_summary", kpi=self.kpi, first=self.y_text(first[1].mid), low=self.x_text(first[0]),
            last=self.y_text(last[1].mid), high=self.x_text(last[0]),
        )]  # fmt: skip
        if self.current is not None:
            here = self.y_at(self.current)
            shown = words.range(here.low, here.high, self.unit, self.digits)
            parts.append(words.t(
                "chart.lever_summary_now", x=self.x_text(self.current), value=self.y_text(here.mid), range=shown
            ))  # fmt: skip
        if self.knee is not None:
            parts.append(words.t("chart.lever_summary_knee", x=self.x_text(self.knee)))
        return " ".join(parts)

    def draw(self, pen: Pen, top: float, narrow: bool) -> float:
        ys = [v for _, s in self.points for v in (s.low, s.mid, s.high)]
        goal = self.goal if self.goal is not None and np.isfinite(self.goal) else None
        low, high = domain([*ys, *([goal] if goal is not None else [])], self.unit)
        marks = ticks(low, high, self.unit, 5)
        labels = axis_labels(self.words, marks, self.unit)
        if self.axis_name:
            top = pen.lines(MARGIN, top + 12, wrap(self.kpi, pen.width - 2 * MARGIN, 12.5, 2), 12.5, fill=SOFT)
        top += 14
        left, right = MARGIN + max(text_width(label, 12) for label in labels) + 8, pen.width - MARGIN - 10
        up = Scale(marks[0], marks[-1], top + (230 if narrow else 270), top)
        ends = (self.xs[0], self.xs[-1])
        across = Scale(*(domain(ends, zero=False) if too_close(*ends) else ends), left + 8, right)
        for value, label in zip(marks, labels, strict=True):
            pen.line(left, up(value), right, up(value), GRID)
            pen.text(left - 7, up(value) + 4, label, 12, SOFT, anchor="end")
        if goal is not None:
            pen.line(left, up(goal), right, up(goal), SOFT, 1.2, dash="2 3")
            pen.text(left + 2, up(goal) - 6, self.words.t("chart.goal", value=self.y_text(goal)), 12, SOFT, halo=True)
        there = [(across(x), up(s.high)) for x, s in self.points]
        pen.path(there + [(across(x), up(s.low)) for x, s in reversed(self.points)], fill=TINT, close=True)
        pen.path([(across(x), up(s.mid)) for x, s in self.points], ACCENT, 2.4)
        if len(self.points) <= 30:
            for x, s in self.points:
                pen.dot(across(x), up(s.mid), 2.6, ACCENT)
        self._marks(pen, across, up)
        if not narrow:
            self._hover(pen, across, up)
        return self._x_axis(pen, across, up.start)

    def _marks(self, pen: Pen, across: Scale, up: Scale) -> None:
        """Present setting (full dot), bend and best (rings), their words in rows on the empty side of the curve."""
        words, here = self.words, []
        if self.knee is not None:
            here.append((self.knee, words.t("chart.knee", value=self.x_text(self.knee)), False))
        if self.best is not None and self.best != self.knee:
            here.append((self.best, words.t("chart.best", x=self.x_text(self.best)), False))
        if self.current is not None:
            value = self.y_text(self.y_at(self.current).mid)
            here.append((self.current, words.t("chart.now", x=self.x_text(self.current), value=value), True))
        rises = self.points[-1][1].mid >= self.points[0][1].mid
        rows = {x: row for row, (x, _, _) in enumerate(sorted(here, key=lambda mark: -mark[0]))}
        for x, _, full in here:
            px, py = across(x), up(self.y_at(x).mid)
            y = up.start - 12 - 21 * rows[x] if rises else up.end + 14 + 21 * rows[x]
            pen.line(px, min(y - 6, py), px, up.start, INK if full else FAINT, 1, dash="" if full else "3 3")
            pen.dot(px, py, 7 if full else 6, ACCENT if full else CARD, CARD if full else ACCENT, 2.2)
        for x, text, full in here:  # after all lines, so that none crosses a word
            y = up.start - 12 - 21 * rows[x] if rises else up.end + 14 + 21 * rows[x]
            size, px = 14 if full else 12.5, across(x)
            fits = px + 8 + text_width(text, size, full) <= pen.width - MARGIN
            pen.text(px + 8 if fits else px - 8, y, text, size, INK, "start" if fits else "end", bold=full, halo=True)

    def _x_axis(self, pen: Pen, across: Scale, bottom: float) -> float:
        values = self.xs
        if len(values) > 8 or self._crowded(across):
            values = [t for t in ticks(across.low, across.high, self.lever_unit, 5) if across.low <= t <= across.high]
        values = list(values)
        labels = tick_labels(self.words, values, self.lever_unit)
        if self.words.value(1, self.lever_unit) != self.words.value(1, ""):  # a unit in words: once, on the last one
            labels[-1] = self.x_text(values[-1])
        pen.line(across.start - 8, bottom, across.end, bottom, FAINT)
        free = -1e9
        for value, label in zip(values, labels, strict=True):
            x, width = across(value), text_width(label, 12)
            pen.line(x, bottom, x, bottom + 4, FAINT)
            place = min(max(x, width / 2 + 4), pen.width - 4 - width / 2)
            if place - width / 2 >= free + 6:
                pen.text(place, bottom + 18, label, 12, SOFT, anchor="middle")
                free = place + width / 2
        middle = (across.start + across.end) / 2
        named = wrap(self.lever, across.end - across.start, 13, 2)
        return pen.lines(middle, bottom + 40, named, 13, anchor="middle", bold=True) + 2

    def _crowded(self, across: Scale) -> bool:
        places = [across(x) for x in self.xs]
        return any(b - a < 40 for a, b in pairwise(places))

    def _hover(self, pen: Pen, across: Scale, up: Scale) -> None:
        places = [across(x) for x in self.xs]
        edges = [across.start - 8, *((a + b) / 2 for a, b in pairwise(places)), across.end]
        for (x, span), (a, b) in zip(self.points, pairwise(edges), strict=True):
            tip = self.words.t(
                "chart.point", label=f"{self.lever} {self.x_text(x)}", value=self.y_text(span.mid),
                range=self.words.range(span.low, span.high, self.unit, self.digits),
            )  # fmt: skip
            pen.hit(a, up.end, b - a, up.start - up.end, tip)
