"""Values side by side as a dot and its range: a bet against a result, the bots of a challenge, the rubric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import ACCENT, CARD, GRID, INK, PALE, SOFT, TINT, Pen, clip, text_width, wrap
from playbook.charts.scales import Scale, Span, axis_labels, domain, ticks
from playbook.language import Words


@dataclass(frozen=True)
class Dot:
    """A row: kind "result", "bet" (a range without a middle), "you", "bot" or "best"."""

    label: str
    span: Any
    kind: str = "result"
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the rubric. `level` 1 to 5 (between levels too) or None; `spread` the lowest and highest rating."""

    label: str
    level: float | None
    anchors: Mapping[int, str] = field(default_factory=dict)
    goal: float | None = None
    spread: tuple[float, float] | None = None
    note: str = ""


def dots(
    words: Words, rows: Sequence[Dot], unit: str, *, digits: int | None = None, goal: float | None = None,
    better: str = "higher", sort: bool = False, title=None, note="", params=None,
) -> Figure:  # fmt: skip
    """Rows of a dot (the mean) with its range (P10 to P90) on one scale; `sort` puts the better ones first."""
    known = [(row, span) for row in rows if (span := Span.of(row.span)).known]
    title = title or words.t("chart.change")
    if not known:
        return nothing(words, title, note, params)
    if sort:
        known.sort(key=lambda pair: pair[1].mid, reverse=better != "lower")
    goal = float(goal) if goal is not None and np.isfinite(goal) else None
    picture = _Dots(words, known, unit, digits, goal)
    return compose(words, title, picture.summary(), picture.draw, note, params)


@dataclass
class _Dots:
    words: Words
    rows: list[tuple[Dot, Span]]
    unit: str
    digits: int | None
    goal: float | None

    def shown(self, row: Dot, span: Span) -> str:
        if row.kind == "bet":
            return self.words.range(span.low, span.high, self.unit, self.digits)
        return self.words.value(span.mid, self.unit, self.digits)

    def reach(self, row: Dot, span: Span) -> str:
        return "" if row.kind == "bet" or span.point else self.words.range(span.low, span.high, self.unit, self.digits)

    def sentence(self, row: Dot, span: Span) -> str:
        said, reach = self.shown(row, span), self.reach(row, span)
        said = self.words.t("chart.with_range", value=said, range=reach) if reach else said
        return row.label + self.words.t("common.colon") + said

    def summary(self) -> str:
        said = [self.sentence(*pair) for pair in self.rows]
        if self.goal is not None:
            said.append(self.words.t("chart.goal", value=self.words.value(self.goal, self.unit, self.digits)))
        return self.words.t("common.semicolon").join(said) + self.words.t("common.stop").strip()

    def draw(self, pen: Pen, top: float, narrow: bool) -> float:
        left = MARGIN + (0 if narrow else 200)
        right = pen.width - MARGIN - (0 if narrow else 170)
        values = [v for _, s in self.rows for v in (s.low, s.mid, s.high)]
        low, high = domain([*values, *([self.goal] if self.goal is not None else [])], self.unit, zero=False)
        marks = ticks(low, high, self.unit, 4 if narrow else 5)
        across = Scale(marks[0], marks[-1], left + 8, right - 8)
        top += 18 if self.goal is not None else 0
        pitch = 56 if narrow else 44
        bottom = top + pitch * len(self.rows) + 4
        for value, label in zip(marks, axis_labels(self.words, marks, self.unit), strict=True):
            pen.line(across(value), top, across(value), bottom, GRID)
            x = min(max(across(value), 4 + text_width(label, 12) / 2), pen.width - 4 - text_width(label, 12) / 2)
            pen.text(x, bottom + 17, label, 12, SOFT, anchor="middle")
        if self.goal is not None:
            text = self.words.t("chart.goal", value=self.words.value(self.goal, self.unit, self.digits))
            pen.line(across(self.goal), top - 4, across(self.goal), bottom, SOFT, 1.4, dash="4 3")
            half = text_width(text, 12.5) / 2
            place = min(max(across(self.goal), MARGIN + half), pen.width - MARGIN - half)
            pen.text(place, top - 8, text, 12.5, INK, anchor="middle")
        for index, (row, span) in enumerate(self.rows):
            self._row(pen, across, row, span, top + index * pitch, narrow, right)
        return bottom + 20

    def _row(self, pen: Pen, across: Scale, row: Dot, span: Span, y: float, narrow: bool, right: float) -> None:
        mine = row.kind in ("you", "result")
        colour, middle = (ACCENT if mine else SOFT), y + (40 if narrow else 22)
        a, b = across(span.low), across(span.high)
        tip = self.sentence(row, span)
        if row.kind == "bet":
            pen.rect(a, middle - 9, max(b - a, 3), 18, PALE, 3, stroke=SOFT, stroke_width=1.4, tip=tip)
        else:
            pen.rect(a, middle - 5, max(b - a, 1), 10, TINT if mine else GRID, 5, tip=tip)
            hollow = row.kind == "best"
            pen.dot(across(span.mid), middle, 7 if row.kind == "you" else 6, CARD if hollow else colour,
                    INK if hollow else CARD, 2.4 if hollow else 1.5, tip)  # fmt: skip
        value, reach = self.shown(row, span), self.reach(row, span)
        if narrow:
            room = pen.width - 2 * MARGIN - text_width(value, 13.5, True) - 10
            pen.text(pen.width - MARGIN, y + 18, value, 13.5, colour if mine else INK, anchor="end", bold=True)
            label = f"{row.label} · {row.note}" if row.note else row.label
            pen.text(MARGIN, y + 18, clip(label, room, 13), 13, INK, bold=mine)
            return
        lines = wrap(row.label, 186, 13, 1 if row.note else 2, bold=mine)
        y0 = middle + 5 - (len(lines) - 1 + bool(row.note)) * 8.5
        last = pen.lines(MARGIN, y0, lines, 13, leading=1.3, fill=INK, bold=mine)
        pen.lines(MARGIN, last + 16, wrap(row.note, 186, 12, 1), 12, fill=SOFT)
        pen.text(right + 12, middle + (0 if reach else 5), value, 14, colour if mine else INK, bold=True)
        pen.text(right + 12, middle + 15, reach, 12, SOFT)


def bet_result(
    words: Words, kpi: str, unit: str, *, bet: tuple[float, float], result: Any, digits: int | None = None,
    title=None, note="", params=None,
) -> Figure:  # fmt: skip
    """The player's bet over what came out, and whether it held, in words."""
    low, high = sorted(map(float, bet))
    span = Span.of(result)
    rows = [
        Dot(words.t("chart.bet"), Span(low, (low + high) / 2, high), "bet"),
        Dot(words.t("chart.actual_result"), span, "result"),
    ]
    if span.known:
        where = "inside" if low <= span.mid <= high else "above" if span.mid > high else "below"
        verdict = words.t(
            f"chart.bet_{where}", value=words.value(span.mid, unit, digits), range=words.range(low, high, unit, digits)
        )
        note = " ".join(filter(None, (verdict, note)))
    return dots(words, rows, unit, digits=digits, title=title or kpi, note=note, params=params)


# The rubric -----------------------------------------------------------------------------------------------------------

LEVELS = (1, 2, 3, 4, 5)


def rubric_strip(words: Words, rows: Sequence[Row], *, title=None, note="", params=None) -> Figure:
    """Five steps a row, filled up to where the team is, a ring at the goal, and the anchors written under the steps."""
    title = title or words.t("chart.rubric")
    if not rows:
        return nothing(words, title, note, params)

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        y = top
        for index, row in enumerate(rows):
            if index:
                pen.line(MARGIN, y + 16, pen.width - MARGIN, y + 16, GRID)
                y += 30
            y = _rubric_row(pen, words, row, y, narrow)
        return y

    said = words.t("common.semicolon").join(_rubric_sentence(words, row) for row in rows)
    return compose(words, title, said + words.t("common.stop").strip(), draw, note, params)


def _level(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else min(max(float(value), 1.0), 5.0)


def _spread(row: Row) -> tuple[float, float] | None:
    """The lowest and highest rating, if both are known."""
    ends = [_level(value) for value in row.spread or ()]
    return None if len(ends) != 2 or None in ends else (min(ends), max(ends))


def _level_text(words: Words, value: float) -> str:
    return words.number(value, 0 if abs(value - round(value)) < 0.05 else 1)


def _rubric_sentence(words: Words, row: Row) -> str:
    level, goal = _level(row.level), _level(row.goal)
    here = words.t("chart.no_level") if level is None else words.t("chart.level", n=_level_text(words, level))
    said = [here]
    if goal is not None:
        said.append(words.t("chart.level_goal", n=_level_text(words, goal)))
    if spread := _spread(row):
        low, high = (_level_text(words, end) for end in spread)
        said.append(words.t("chart.ratings_differ", low=low, high=high))
    return row.label + words.t("common.colon") + words.t("common.clause").join(said)


def _rubric_row(pen: Pen, words: Words, row: Row, y: float, narrow: bool) -> float:
    level, goal, room = _level(row.level), _level(row.goal), pen.width - 2 * MARGIN
    state = words.t("chart.no_level") if level is None else words.t("chart.level", n=_level_text(words, level))
    colour = SOFT if level is None else ACCENT
    lines = wrap(row.label, room - text_width(state, 13.5, True) - 16, 14, 3, bold=True)
    pen.text(pen.width - MARGIN, y + 14, state, 13.5, colour, anchor="end", bold=True)
    y = pen.lines(MARGIN, y + 14, lines, 14, bold=True) + 12
    gap = 6
    width = (room - 4 * gap) / 5
    for step in LEVELS:
        x = MARGIN + (step - 1) * (width + gap)
        share = 0.0 if level is None else min(max(level - step + 1, 0.0), 1.0)
        anchor = row.anchors.get(step, "")
        tip = words.t("chart.level", n=step) + (words.t("common.colon") + anchor if anchor else "")
        pen.rect(x, y, width, 14, GRID, 3, tip=tip)
        if share:
            pen.rect(x, y, width * share, 14, ACCENT, 3, tip=tip)
        if goal is not None and round(goal) == step:
            pen.rect(x - 2, y - 2, width + 4, 18, "none", 4, stroke=INK, stroke_width=2)
            pen.text(x + width / 2, y + 30, words.t("chart.level_goal", n=step), 12, INK, anchor="middle", bold=True)
    if spread := _spread(row):
        ends = [MARGIN + (end - 0.5) * (width + gap) - gap / 2 for end in spread]
        pen.line(ends[0], y + 20, ends[1], y + 20, SOFT, 2)
        for x in ends:
            pen.dot(x, y + 20, 3.5, CARD, SOFT, 2)
    y += 34 if goal is not None or spread else 18
    y = _anchors(pen, words, row, y, narrow, width, gap)
    return pen.lines(MARGIN, y + 26, wrap(row.note, room, 13, 3), 13, fill=INK) if row.note else y


def _anchors(pen: Pen, words: Words, row: Row, y: float, narrow: bool, width: float, gap: float) -> float:
    """What levels look like: under their steps on a wide page, one under the other on a phone."""
    texts = [(level, text) for level, text in sorted(row.anchors.items()) if text]
    last = y
    for level, text in texts:
        here = row.level is not None and np.isfinite(row.level) and abs(row.level - level) < 1
        fill = INK if here else SOFT
        if narrow:
            last = last + 19
            pen.text(MARGIN, last, str(level), 12.5, fill, bold=True)
            last = pen.lines(MARGIN + 18, last, wrap(text, pen.width - 2 * MARGIN - 18, 12.5, 4), 12.5, fill=fill)
            continue
        x = MARGIN + (level - 1) * (width + gap)
        room = width if {2, 4} & set(row.anchors) else 1.6 * width if level == 1 else 1.5 * width
        x, anchor = (x, "start") if level == 1 else (x + width, "end") if level == 5 else (x + width / 2, "middle")
        lines = wrap(f"{level}{words.t('common.colon')}{text}", room, 12.5, 5)
        last = max(last, pen.lines(x, y + 16, lines, 12.5, fill=fill, anchor=anchor))
    return last
