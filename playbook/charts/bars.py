"""What made a change: contributions that add up, as a staircase."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import (
    ACCENT,
    ASIDE,
    BAD,
    BODY,
    CARD,
    FAINT,
    GRID,
    INK,
    SMALL,
    SOFT,
    Pen,
    clip,
    text_width,
    wrap,
)
from playbook.charts.scales import Scale, Span, domain, signed_range, tick_labels, ticks, widened
from playbook.language import Words


@dataclass(frozen=True)
class Part:
    """One contribution: its middle adds to the others, its range is its own."""

    label: str
    span: Any


@dataclass(frozen=True)
class _Step:
    """A bar of the staircase: from `start` by `span.mid`; the total and what is apart from it stand on the ground."""

    label: str
    span: Span
    start: float
    total: bool = False
    apart: bool = False


def contributions(
    words: Words, parts: Sequence[Part], unit: str, *, before: Any = None, after: Any = None, total: Any = None,
    apart: Sequence[Part] = (), better: str = "higher", digits: int | None = None,
    span: tuple[float, float] | None = None, title=None, note="", source="", params=None,
) -> Figure:  # fmt: skip
    """Contributions to a change of a figure. Bars to the right raise it, to the left lower it; they end at the sum.

    `before` and `after` (spans or numbers) give the change that the parts must add up to, `total` gives it directly;
    what the parts leave over is drawn as a part of its own. Missing parts count as zero and are left out. `apart`:
    what belongs beside the change and is not in its sum, below it. `title` says what is shown; `span`: ends that the
    axis reaches at least.
    """
    title = title or words.t("chart.contributions")
    steps = _stairs(words, parts, *map(Span.of, (before, after, total)))
    if not steps:
        return nothing(words, title, source, params)
    beside = ((part.label, Span.of(part.span)) for part in apart)
    steps += [_Step(label, span, 0.0, apart=True) for label, span in beside if span.known]
    first, last = Span.of(before), Span.of(after)
    stairs = _Stairs(words, steps, unit, digits, better, first if first.known else None, last if last.known else None)
    stairs.reach_of(span)
    return compose(
        words, stairs.finding(), stairs.summary(), stairs.draw, subtitle=title, note=note, source=source,
        params=params, span=stairs.span,
    )  # fmt: skip


def _stairs(words: Words, parts, before: Span, after: Span, total: Span) -> list[_Step]:
    known = [(part.label, span) for part in parts if (span := Span.of(part.span)).known]
    if not known:
        return []
    steps, at = [], 0.0
    for label, span in known:
        steps.append(_Step(label, span, at))
        at += span.mid
    if not total.known:
        change = after.mid - before.mid if before.known and after.known else at
        total = Span(change, change, change)
    rest = total.mid - at
    # a rest that would be shown as nothing is rounding, not a part
    if abs(rest) > 0.005 * max(abs(total.mid), *(abs(s.mid) for _, s in known)):
        steps.append(_Step(words.t("chart.rest"), Span(rest, rest, rest), at))
    return [*steps, _Step(words.t("chart.together"), total, 0.0, total=True)]


@dataclass
class _Stairs:
    words: Words
    steps: list[_Step]
    unit: str
    digits: int | None
    better: str
    before: Span | None
    after: Span | None

    def reach_of(self, span: tuple[float, float] | None) -> None:
        """The ends of the axis: of all bars, and no less than what stood here before."""
        ends = [s.start + v for s in self.steps for v in (0.0, s.span.low, s.span.mid, s.span.high)]
        self.span = widened(*domain([*ends, 0.0], self.unit, zero=True), span)

    def finding(self) -> str:
        """The change and its largest part, or that there is no clear one."""
        t, (total,) = self.words.t, [step.span for step in self.steps if step.total]
        parts = [step for step in self.steps if not (step.total or step.apart)]
        largest = max(parts, key=lambda step: abs(step.span.mid))
        said, part = self.shown(total), {"label": largest.label, "value": self.shown(largest.span)}
        if not re.search(r"[1-9]", said + part["value"] + self.reach(total)):
            return t("chart.found_parts_none")
        if total.low <= 0 <= total.high:
            unclear = "chart.found_parts_even" if total.point else "chart.found_parts_unclear"
            return t(unclear, total=said, range=self.reach(total), **part)
        if len(parts) == 1 and part["value"] == said:
            return t("chart.found_one", **part)
        return t("chart.found_parts", total=said, **part)

    def shown(self, span: Span) -> str:
        return self.words.signed(span.mid, self.unit, self.digits)

    def reach(self, span: Span) -> str:
        if span.point:
            return ""
        return signed_range(self.words, span.low, span.high, self.unit, self.digits)

    def summary(self) -> str:
        def told(some: list[_Step]) -> str:
            return self.words.t("common.semicolon").join(f"{step.label} {self.said(step)}" for step in some)

        (total,) = (step for step in self.steps if step.total)
        parts, apart = (
            [step for step in self.steps if not step.total and step.apart is beside] for beside in (False, True)
        )
        said = self.words.t("chart.contributions_summary", parts=told(parts), total=self.shown(total.span))
        return said + (" " + self.words.t("chart.apart_summary", parts=told(apart)) if apart else "")

    def said(self, step: _Step) -> str:
        shown, reach = self.shown(step.span), self.reach(step.span)
        return self.words.t("chart.with_range", value=shown, range=reach) if reach else shown

    def colour(self, step: _Step) -> str:
        if step.total:
            return INK
        if step.apart:
            return ASIDE
        good = (step.span.mid >= 0) == (self.better != "lower")
        return ACCENT if good else BAD

    def draw(self, pen: Pen, top: float, narrow: bool) -> float:
        left = MARGIN + (0 if narrow else 210)
        right = pen.width - MARGIN - (0 if narrow else 190)
        marks = ticks(*self.span, self.unit, 4 if narrow else 5)
        across = Scale(marks[0], marks[-1], left + 6, right - 6)
        pitch = 58 if narrow else 40
        bottom = top + len(self.steps) * pitch + 8
        for value, label in zip(marks, tick_labels(self.words, marks, self.unit), strict=True):
            pen.line(across(value), top, across(value), bottom, SOFT if value == 0 else GRID)
            anchor = "start" if across(value) < MARGIN + 20 else "end" if across(value) > pen.width - 40 else "middle"
            pen.text(across(value), bottom + 16, label, SMALL, SOFT, anchor=anchor)
        points = []
        for index, step in enumerate(self.steps):
            y = top + index * pitch
            self._bar(pen, across, step, y, narrow, right)
            points.append((across(step.start + step.span.mid), y + (38 if narrow else 20), step.label, self.said(step)))
        pen.plate(MARGIN, top, pen.width - 2 * MARGIN, bottom - top, points, along="y")
        return bottom + 18 + self._ends(pen, bottom + 40)

    def _bar(self, pen: Pen, across: Scale, step: _Step, y: float, narrow: bool, right: float) -> None:
        colour, middle, thick = self.colour(step), y + (38 if narrow else 20), 16
        if step.total:
            pen.line(MARGIN, y, pen.width - MARGIN, y, FAINT)
        a, b = sorted((across(step.start), across(step.start + step.span.mid)))
        reach = self.reach(step.span)
        pen.rect(a, middle - thick / 2, max(b - a, 1.5), thick, colour, radius=2)
        if not step.span.point:
            ends = [across(step.start + v) for v in (step.span.low, step.span.high)]
            pen.line(ends[0], middle, ends[1], middle, CARD, 3)
            pen.line(ends[0], middle, ends[1], middle, INK, 1.4)
            for x in ends:
                pen.line(x, middle - 4, x, middle + 4, INK, 1.4)
        if not (step.total or step.apart):  # down to the next bar
            x = across(step.start + step.span.mid)
            pen.line(x, middle + thick / 2, x, middle + thick / 2 + (58 if narrow else 40) - thick, FAINT, 1)
        if narrow:
            value = self.shown(step.span)
            pen.text(pen.width - MARGIN, y + 20, value, BODY, colour, anchor="end", bold=True, halo=True)
            room = pen.width - 2 * MARGIN - text_width(value, BODY, True) - 10
            pen.text(MARGIN, y + 20, clip(step.label, room, BODY, step.total), BODY, INK, bold=step.total, halo=True)
        else:
            lines = wrap(step.label, 196, BODY, 2, bold=step.total)
            pen.lines(MARGIN, middle + 5 - (len(lines) - 1) * 8.5, lines, leading=1.3, fill=INK, bold=step.total)
            pen.text(right + 12, middle + (0 if reach else 5), self.shown(step.span), BODY, colour, bold=True)
            pen.text(right + 12, middle + 15, reach, SMALL, SOFT)

    def _ends(self, pen: Pen, y: float) -> float:
        """The figure before and after, in words under the stairs."""
        said = [
            f"{self.words.t(key)} {span.text(self.words, self.unit, self.digits)}"
            for key, span in (("chart.before", self.before), ("chart.after", self.after)) if span is not None
        ]  # fmt: skip
        if not said:
            return 0.0
        lines = wrap("  →  ".join(said), pen.width - 2 * MARGIN, SMALL, 3)
        return pen.lines(MARGIN, y, lines, SMALL, fill=SOFT) - y + 24
