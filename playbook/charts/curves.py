"""A figure against one lever, and where its curve bends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import ACCENT, BODY, CARD, FAINT, GRID, INK, SMALL, SOFT, TINT, Pen, text_width, wrap
from playbook.charts.scales import (
    Scale,
    Span,
    axis_labels,
    domain,
    numbers,
    signed_range,
    tick_labels,
    ticks,
    too_close,
    widened,
)
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
    start: float | None = None, change: bool = False, kpi_digits: int | None = None,
    better: str = "higher", span: tuple[float, float] | None = None, x_span: tuple[float, float] | None = None,
    title=None, note="", source="", params=None,
) -> Figure:  # fmt: skip
    """A key figure, with its range, for each setting of one lever; its present setting, bend and best marked.

    `change`: the values are changes against `start`, and are written with their sign. `span` and `x_span` are ends that
    the axes reach at least. `title` says what is shown.
    """
    title = title or words.t("chart.lever_curve", kpi=kpi, lever=lever)
    pairs = zip(numbers(xs).tolist(), map(Span.of, spans), strict=False)
    points = sorted(((x, s) for x, s in pairs if s.known and not np.isnan(x)), key=lambda pair: pair[0])
    if not points:
        return nothing(words, title, source, params)
    curve = _Curve(words, lever, lever_unit, kpi, kpi_unit, kpi_digits, points, change)
    curve.mark(current, knee, best, goal, better, start)
    curve.reach(span, x_span)
    key = words.t("chart.mean_key") if any(not s.point for _, s in points) else ""
    return compose(
        words, curve.finding(), curve.summary(), curve.draw, subtitle=title, source=source, params=params,
        note=" ".join(filter(None, (note, key))), span=curve.span,
    )  # fmt: skip


@dataclass(frozen=True)
class Word:
    """One line of text at a place of a figure, on its baseline."""

    x: float
    y: float
    text: str
    size: float
    anchor: str = "start"
    bold: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        width = text_width(self.text, self.size, self.bold)
        left = self.x if self.anchor == "start" else self.x - width
        return left, self.y - self.size, left + width, self.y + 0.3 * self.size

    def meets(self, other: Word) -> bool:
        (a, b, c, d), (e, f, g, h) = self.box, other.box
        return a < g and e < c and b < h and f < d

    def write(self, pen: Pen) -> None:
        pen.text(self.x, self.y, self.text, self.size, INK, self.anchor, bold=self.bold, halo=True)


@dataclass
class _Curve:
    words: Words
    lever: str
    lever_unit: str
    kpi: str
    unit: str
    digits: int | None
    points: list[tuple[float, Span]]
    change: bool

    def mark(self, current, knee, best, goal, better, start) -> None:
        """What is to be marked, as far as it lies on the curve and is a number."""
        self.xs = np.array([x for x, _ in self.points])
        self.current, self.knee, self.best = (self._inside(x) for x in (current, knee, best))
        self.goal = float(goal) if goal is not None and np.isfinite(goal) else None
        self.better = better
        # What is compared with itself has no change worth a number.
        same = self.current is not None and start is not None and self.x_text(start) == self.x_text(self.current)
        self.at_start = self.change and same

    def reach(self, span, x_span) -> None:
        """The ends of both axes: of what is drawn, and no less than what stood here before."""
        ys = [v for _, s in self.points for v in (s.low, s.mid, s.high)]
        ys += [] if self.goal is None else [self.goal]
        self.span = widened(*domain(ys, self.unit, zero=True if self.change else None), span)
        ends = widened(float(self.xs[0]), float(self.xs[-1]), x_span)
        self.x_span = domain(ends, zero=False) if too_close(*ends) else ends

    def _inside(self, x: float | None) -> float | None:
        good = x is not None and np.isfinite(x) and self.xs[0] <= x <= self.xs[-1]
        return float(x) if good else None

    def x_text(self, x: float) -> str:
        """A setting with no more decimals than it needs: 0.5 h, 0.25%."""
        shown = 100 * x if self.lever_unit == "share" else x
        digits = next((n for n in (0, 1, 2) if abs(round(shown, n) - shown) < 1e-9), None)
        return self.words.value(x, self.lever_unit, digits)

    def y_at(self, x: float) -> Span:
        """The range at any x between the points, by straight lines."""
        columns = ([s.low for _, s in self.points], [s.mid for _, s in self.points], [s.high for _, s in self.points])
        return Span(*(float(np.interp(x, self.xs, column)) for column in columns))

    def y_text(self, y: float) -> str:
        return (self.words.signed if self.change else self.words.value)(y, self.unit, self.digits)

    def range_text(self, low: float, high: float) -> str:
        if self.change:
            return signed_range(self.words, low, high, self.unit, self.digits)
        return self.words.range(low, high, self.unit, self.digits)

    def finding(self) -> str:
        """What the curve says, in one sentence that stays true in its odd cases."""
        t, (first, last) = self.words.t, (self.points[0], self.points[-1])
        ends = {"first": self.y_text(first[1].mid), "low": self.x_text(first[0]),
                "last": self.y_text(last[1].mid), "high": self.x_text(last[0])}  # fmt: skip
        if len(self.points) == 1:
            return t("chart.found_curve_one", kpi=self.kpi, value=ends["first"], x=ends["low"])
        if len({self.y_text(s.mid) for _, s in self.points}) == 1:
            key = "chart.found_curve_nothing" if self.change else "chart.found_curve_stays"
            return t(key, lever=self.lever, kpi=self.kpi, value=ends["first"])
        if self.best is not None:
            return self._best()
        if not self.change:
            return t("chart.found_curve_from_to", kpi=self.kpi, **ends)
        clear = [(x, s) for x, s in self.points if s.low * s.high > 0]
        if not clear:
            return t("chart.found_curve_unclear", lever=self.lever)
        x, most = max(clear, key=lambda pair: abs(pair[1].mid))
        return t("chart.found_curve_most", x=self.x_text(x), value=self.y_text(most.mid))

    def _best(self) -> str:
        """The best setting, the one that brings nearly as much, and whether luck can undo it."""
        t, best = self.words.t, self.y_at(self.best)
        said = {"best": self.x_text(self.best), "best_value": self.y_text(best.mid), "kpi": self.kpi}
        if self.knee is None or self.x_text(self.knee) == said["best"]:
            found = t("chart.found_curve_best_change" if self.change else "chart.found_curve_best", **said)
        else:
            near = self.y_text(self.y_at(self.knee).mid)
            key = "chart.found_curve_knee" if self.change else "chart.found_curve_knee_level"
            found = t(key, knee=self.x_text(self.knee), knee_value=near, **said)
        if self.change and best.low * best.high <= 0:
            found += t("common.clause") + t("chart.found_not_always")
        return found

    def summary(self) -> str:
        words, (first, last) = self.words, (self.points[0], self.points[-1])
        parts = [words.t(
            "chart.lever_summary", kpi=self.kpi, first=self.y_text(first[1].mid), low=self.x_text(first[0]),
            last=self.y_text(last[1].mid), high=self.x_text(last[0]),
        )]  # fmt: skip
        if self.at_start:
            parts.append(words.t("chart.lever_summary_start", x=self.x_text(self.current)))
        elif self.current is not None:
            here = self.y_at(self.current)
            shown = self.range_text(here.low, here.high)
            parts.append(words.t(
                "chart.lever_summary_now", x=self.x_text(self.current), value=self.y_text(here.mid), range=shown
            ))  # fmt: skip
        if self.knee is not None:
            parts.append(words.t("chart.lever_summary_knee", x=self.x_text(self.knee)))
        return " ".join(parts)

    def draw(self, pen: Pen, top: float, narrow: bool) -> float:
        marks = ticks(*self.span, self.unit, 5)
        labels = axis_labels(self.words, marks, self.unit, self.change)
        top += 14
        left, right = MARGIN + max(text_width(label, SMALL) for label in labels) + 8, pen.width - MARGIN - 10
        up = Scale(marks[0], marks[-1], top + (200 if narrow else 250), top)
        across = Scale(*self.x_span, left + 8, right)
        for value, label in zip(marks, labels, strict=True):
            zero = self.change and value == 0
            pen.line(left, up(value), right, up(value), FAINT if zero else GRID)
            pen.text(left - 7, up(value) + 4, label, SMALL, SOFT, anchor="end")
        if self.goal is not None:
            pen.line(left, up(self.goal), right, up(self.goal), SOFT, 1.2, dash="2 3")
            said = self.words.t("chart.goal", value=self.y_text(self.goal))
            pen.text(left + 2, up(self.goal) - 6, said, SMALL, SOFT, halo=True)
        there = [(across(x), up(s.high)) for x, s in self.points]
        pen.path(there + [(across(x), up(s.low)) for x, s in reversed(self.points)], fill=TINT, close=True)
        pen.path([(across(x), up(s.mid)) for x, s in self.points], ACCENT, 2.4)
        if len(self.points) <= 30:
            for x, s in self.points:
                pen.dot(across(x), up(s.mid), 2.6, ACCENT)
        self._marks(pen, across, up)
        self._plate(pen, across, up)
        return self._x_axis(pen, across, up.start)

    def _marks(self, pen: Pen, across: Scale, up: Scale) -> None:
        """Present setting (full dot), bend and best (rings), and the words of all marks."""
        words, here = self.words, []
        if self.knee is not None and self.knee != self.best:
            here.append((self.knee, words.t("chart.knee", value=self.x_text(self.knee)), False))
        if self.best is not None:
            here.append((self.best, words.t("chart.best", x=self.x_text(self.best)), False))
        if self.current is not None:
            value = self.y_text(self.y_at(self.current).mid)
            key = "chart.at_start" if self.at_start else "chart.now"
            here.append((self.current, words.t(key, x=self.x_text(self.current), value=value), True))
        placed: list[Word] = []
        for x, text, full in sorted(here, key=lambda mark: -mark[0]):
            offered = self._beside(pen, across, x, up, text, full)
            placed.append(
                self._free(offered, placed, across, up, [across(other) for other, _, _ in here if other != x])
            )
        for (x, _, full), word in zip(sorted(here, key=lambda mark: -mark[0]), placed, strict=True):
            px, py = across(x), up(self.y_at(x).mid)
            pen.line(px, min(word.y - 6, py), px, up.start, INK if full else FAINT, 1, dash="" if full else "3 3")
        for x, _, full in here:
            px, py = across(x), up(self.y_at(x).mid)
            pen.dot(px, py, 7 if full else 6, ACCENT if full else CARD, CARD if full else ACCENT, 2.2)
        for word in placed:  # after all lines, so that none crosses a word
            word.write(pen)

    def _beside(self, pen: Pen, across: Scale, x: float, up: Scale, text: str, full: bool) -> list[Word]:
        """Where the words of a mark may stand: in rows on the empty side of the curve first, right of it first."""
        rises = self.points[-1][1].mid >= self.points[0][1].mid
        below = [up.start - 12 - 21 * row for row in range(4)]
        above = [up.end + 14 + 21 * row for row in range(4)]
        size, px = BODY if full else SMALL, across(x)
        offered = [
            Word(px + 8 * way, y, text, size, "start" if way > 0 else "end", full)
            for rows in ((below, above) if rises else (above, below))
            for way in (1, -1)
            for y in rows
        ]
        # not over the axis' numbers
        left, right = across.start - 8, pen.width - 4
        if beside := [word for word in offered if word.box[0] >= left and word.box[2] <= right]:
            return beside
        # on a phone there may be room on neither side: then over its own upright line
        width = text_width(text, size, full)
        start = max(min(px - width / 2, right - width), left)
        return [Word(start, y, text, size, bold=full) for y in ((*below, *above) if rises else (*above, *below))]

    def _free(self, offered: list[Word], placed: list[Word], across: Scale, up: Scale, stems: Sequence[float]) -> Word:
        """The first of the offered places that meets least: other words worst, then the curve, then straight lines."""
        levels = [] if self.goal is None else [up(self.goal)]
        xs, mids = [across(x) for x, _ in self.points], [up(s.mid) for _, s in self.points]

        def met(word: Word) -> float:
            left, top, right, bottom = word.box
            curve = np.interp(np.linspace(left, right, 24), xs, mids)
            crossed = sum(top - 2 <= y <= bottom + 2 for y in levels) + sum(left <= x <= right for x in stems)
            return 10 * sum(map(word.meets, placed)) + 4 * bool(((curve > top) & (curve < bottom)).any()) + crossed

        return min(offered, key=met)

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
            x, width = across(value), text_width(label, SMALL)
            pen.line(x, bottom, x, bottom + 4, FAINT)
            place = min(max(x, width / 2 + 4), pen.width - 4 - width / 2)
            if place - width / 2 >= free + 6:
                pen.text(place, bottom + 18, label, SMALL, SOFT, anchor="middle")
                free = place + width / 2
        middle = (across.start + across.end) / 2
        named = wrap(self.lever, across.end - across.start, BODY, 2, bold=True)
        return pen.lines(middle, bottom + 40, named, anchor="middle", bold=True) + 2

    def _crowded(self, across: Scale) -> bool:
        places = [across(x) for x in self.xs]
        return any(b - a < 40 for a, b in pairwise(places))

    def _plate(self, pen: Pen, across: Scale, up: Scale) -> None:
        points = []
        for x, span in self.points:
            said = self.y_text(span.mid)
            if not span.point:
                said = self.words.t("chart.with_range", value=said, range=self.range_text(span.low, span.high))
            points.append((across(x), up(span.mid), self.kpi, self.x_text(x) + self.words.t("common.colon") + said))
        pen.plate(across.start - 8, up.end, across.end - across.start + 8, up.start - up.end, points)
