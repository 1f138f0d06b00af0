"""Values side by side as a dot and its range: a bet against a result, the players of a challenge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import ACCENT, BODY, CARD, GRID, INK, PALE, SMALL, SOFT, TINT, Pen, clip, text_width, wrap
from playbook.charts.scales import Scale, Span, axis_labels, domain, ticks, widened
from playbook.language import Words


@dataclass(frozen=True)
class Dot:
    """A row: kind "result", "bet" (a range without a middle), "you", "bot" or "best"."""

    label: str
    span: Any
    kind: str = "result"
    note: str = ""


def dots(
    words: Words, rows: Sequence[Dot], unit: str, *, digits: int | None = None, goal: float | None = None,
    better: str = "higher", sort: bool = False, span: tuple[float, float] | None = None, title=None, note="",
    source="", params=None, found: str = "",
) -> Figure:  # fmt: skip
    """Rows of a dot (the mean) with its range (P10 to P90) on one scale; `sort` puts the better ones first.

    `title` says what is shown. `span`: ends that the axis reaches at least. `found`: what the figure found, where that
    is more than its ends.
    """
    title = title or words.t("chart.change")
    known = [(row, one) for row in rows if (one := Span.of(row.span)).known]
    if not known:
        return nothing(words, title, source, params)
    if sort:
        known.sort(key=lambda pair: pair[1].mid, reverse=better != "lower")
    picture = _Dots(words, known, unit, digits, goal, better, span)
    return picture.figure(found or picture.finding(title), title, note, source, params)


@dataclass
class _Dots:
    words: Words
    rows: list[tuple[Dot, Span]]
    unit: str
    digits: int | None
    goal: float | None
    better: str
    before: tuple[float, float] | None

    def __post_init__(self) -> None:
        self.goal = float(self.goal) if self.goal is not None and np.isfinite(self.goal) else None
        values = [v for _, s in self.rows for v in (s.low, s.mid, s.high)]
        ends = domain([*values, *([self.goal] if self.goal is not None else [])], self.unit, zero=False)
        self.span = widened(*ends, self.before)

    def figure(self, found: str, title: str, note: str, source: str, params) -> Figure:
        return compose(
            self.words, found, self.summary(), self.draw, subtitle=title, note=note, source=source, params=params,
            span=self.span,
        )  # fmt: skip

    def finding(self, title: str) -> str:
        """Where the reader stands among the others; without the reader, from the least to the most."""
        t, rows = self.words.t, [(row, span) for row, span in self.rows if row.kind != "bet"] or self.rows
        shown = [self.shown(*pair) for pair in rows]
        if len(rows) == 1:
            return t("chart.found_one", label=title, value=shown[0])
        if len(set(shown)) == 1:
            return t("chart.found_all_same", value=shown[0])
        mine = next((i for i, (row, _) in enumerate(rows) if row.kind == "you"), None)
        least, most = (pick(range(len(rows)), key=lambda i: rows[i][1].mid) for pick in (min, max))
        if mine is None or self.better not in ("higher", "lower"):
            return t(
                "chart.found_from_to", low=shown[least], low_label=rows[least][0].label, high=shown[most],
                high_label=rows[most][0].label,
            )  # fmt: skip
        best = least if self.better == "lower" else most
        if shown[mine] == shown[best]:
            alone = shown.count(shown[best]) == 1
            return t("chart.found_you_best" if alone else "chart.found_you_level", value=shown[mine])
        return t("chart.found_you_behind", value=shown[mine], best=shown[best], label=rows[best][0].label)

    def shown(self, row: Dot, span: Span) -> str:
        if row.kind == "bet":
            return self.words.range(span.low, span.high, self.unit, self.digits)
        return self.words.value(span.mid, self.unit, self.digits)

    def reach(self, row: Dot, span: Span) -> str:
        return "" if row.kind == "bet" or span.point else self.words.range(span.low, span.high, self.unit, self.digits)

    def said(self, row: Dot, span: Span) -> str:
        shown, reach = self.shown(row, span), self.reach(row, span)
        return self.words.t("chart.with_range", value=shown, range=reach) if reach else shown

    def summary(self) -> str:
        said = [row.label + self.words.t("common.colon") + self.said(row, span) for row, span in self.rows]
        if self.goal is not None:
            said.append(self.words.t("chart.goal", value=self.words.value(self.goal, self.unit, self.digits)))
        return self.words.t("common.semicolon").join(said) + self.words.t("common.stop").strip()

    def draw(self, pen: Pen, top: float, narrow: bool) -> float:
        left = MARGIN + (0 if narrow else 200)
        right = pen.width - MARGIN - (0 if narrow else 170)
        marks = ticks(*self.span, self.unit, 4 if narrow else 5)
        across = Scale(marks[0], marks[-1], left + 8, right - 8)
        top += 18 if self.goal is not None else 0
        pitch = 56 if narrow else 44
        bottom = top + pitch * len(self.rows) + 4
        for value, label in zip(marks, axis_labels(self.words, marks, self.unit), strict=True):
            pen.line(across(value), top, across(value), bottom, GRID)
            half = text_width(label, SMALL) / 2
            pen.text(min(max(across(value), 4 + half), pen.width - 4 - half), bottom + 17, label, SMALL, SOFT, "middle")
        if self.goal is not None:
            text = self.words.t("chart.goal", value=self.words.value(self.goal, self.unit, self.digits))
            pen.line(across(self.goal), top - 4, across(self.goal), bottom, SOFT, 1.4, dash="4 3")
            half = text_width(text, SMALL) / 2
            place = min(max(across(self.goal), MARGIN + half), pen.width - MARGIN - half)
            pen.text(place, top - 8, text, SMALL, INK, anchor="middle")
        points = []
        for index, (row, span) in enumerate(self.rows):
            middle = self._row(pen, across, row, span, top + index * pitch, narrow, right)
            points.append((across(span.mid), middle, row.label, self.said(row, span)))
        pen.plate(MARGIN, top, pen.width - 2 * MARGIN, bottom - top, points, along="y")
        return bottom + 20

    def _row(self, pen: Pen, across: Scale, row: Dot, span: Span, y: float, narrow: bool, right: float) -> float:
        """Draws the row; returns the y of its dot."""
        mine = row.kind in ("you", "result")
        colour, middle = (ACCENT if mine else SOFT), y + (40 if narrow else 22)
        a, b = across(span.low), across(span.high)
        if row.kind == "bet":
            pen.rect(a, middle - 9, max(b - a, 3), 18, PALE, 3, stroke=SOFT, stroke_width=1.4, dash="6 4")
        else:
            pen.rect(a, middle - 5, max(b - a, 1), 10, TINT if mine else GRID, 5)
            hollow = row.kind == "best"
            pen.dot(across(span.mid), middle, 7 if row.kind == "you" else 6, CARD if hollow else colour,
                    INK if hollow else CARD, 2.4 if hollow else 1.5)  # fmt: skip
        value, reach = self.shown(row, span), self.reach(row, span)
        if narrow:
            room = pen.width - 2 * MARGIN - text_width(value, BODY, True) - 10
            pen.text(pen.width - MARGIN, y + 18, value, BODY, colour if mine else INK, anchor="end", bold=True)
            label = f"{row.label} · {row.note}" if row.note else row.label
            pen.text(MARGIN, y + 18, clip(label, room, BODY, mine), BODY, INK, bold=mine)
            return middle
        lines = wrap(row.label, 186, BODY, 1 if row.note else 2, bold=mine)
        y0 = middle + 5 - (len(lines) - 1 + bool(row.note)) * 8.5
        last = pen.lines(MARGIN, y0, lines, leading=1.3, fill=INK, bold=mine)
        pen.lines(MARGIN, last + 16, wrap(row.note, 186, SMALL, 1), SMALL, fill=SOFT)
        pen.text(right + 12, middle + (0 if reach else 5), value, BODY, colour if mine else INK, bold=True)
        pen.text(right + 12, middle + 15, reach, SMALL, SOFT)
        return middle


def bet_result(
    words: Words, kpi: str, unit: str, *, bet: tuple[float, float], result: Any, digits: int | None = None,
    span: tuple[float, float] | None = None, title=None, note="", source="", params=None,
) -> Figure:  # fmt: skip
    """The player's bet over what came out, and whether it held, in words."""
    low, high = sorted(map(float, bet))
    found = Span.of(result)
    rows = [
        Dot(words.t("chart.bet"), Span(low, (low + high) / 2, high), "bet"),
        Dot(words.t("chart.actual_result"), found, "result"),
    ]
    known = [(row, one) for row in rows if (one := Span.of(row.span)).known]
    if not known:
        return nothing(words, title or kpi, source, params)
    picture = _Dots(words, known, unit, digits, None, "", span)
    said = picture.finding(title or kpi)
    if found.known:
        where = "inside" if low <= found.mid <= high else "above" if found.mid > high else "below"
        said = words.t(
            f"chart.bet_{where}", value=words.value(found.mid, unit, digits), range=words.range(low, high, unit, digits)
        )
    return picture.figure(said, title or kpi, note, source, params)
