"""What made a change: contributions that add up, as a staircase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import ACCENT, ASIDE, BAD, CARD, FAINT, GRID, INK, SOFT, Pen, clip, text_width, wrap
from playbook.charts.scales import Scale, Span, domain, tick_labels, ticks
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
    apart: Sequence[Part] = (), better: str = "higher", digits: int | None = None, title=None, note="", params=None,
) -> Figure:  # fmt: skip
    """Contributions to a change of a figure. Bars to the right raise it, to the left lower it; they end at the sum.

    `before` and `after` (spans or numbers) give the change that the parts must add up to, `total` gives it directly;
    what the parts leave over is drawn as a part of its own. Missing parts count as zero and are left out. `apart`:
    what belongs beside the change and is not in its sum, below it.
    """
    title = title or words.t("chart.contributions")
    steps = _stairs(words, parts, *map(Span.of, (before, after, total)), unit, digits)
    if not steps:
        return nothing(words, title, note, params)
    beside = ((part.label, Span.of(part.span)) for part in apart)
    steps += [_Step(label, span, 0.0, apart=True) for label, span in beside if span.known]
    first, last = Span.of(before), Span.of(after)
    stairs = _Stairs(words, steps, unit, digits, better, first if first.known else None, last if last.known else None)
    return compose(words, title, stairs.summary(), stairs.draw, note, params)


def _stairs(words: Words, parts, before: Span, after: Span, total: Span, unit: str, digits) -> list[_Step]:
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

    def shown(self, span: Span) -> str:
        return self.words.signed(span.mid, self.unit, self.digits)

    def reach(self, span: Span) -> str:
        if span.point:
            return ""
        low, high = (self.words.signed(v, self.unit, self.digits) for v in (span.low, span.high))
        return low if low == high else self.words.t("units.range_words", low=low, high=high)

    def summary(self) -> str:
        def told(some: list[_Step]) -> str:
            return self.words.t("common.semicolon").join(self.sentence(step, " ") for step in some)

        (total,) = (step for step in self.steps if step.total)
        parts, apart = (
            [step for step in self.steps if not step.total and step.apart is beside] for beside in (False, True)
        )
        said = self.words.t("chart.contributions_summary", parts=told(parts), total=self.shown(total.span))
        return said + (" " + self.words.t("chart.apart_summary", parts=told(apart)) if apart else "")

    def sentence(self, step: _Step, between: str) -> str:
        shown, reach = self.shown(step.span), self.reach(step.span)
        said = self.words.t("chart.with_range", value=shown, range=reach) if reach else shown
        return step.label + between + said

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
        ends = [s.start + v for s in self.steps for v in (0.0, s.span.low, s.span.mid, s.span.high)]
        low, high = domain([*ends, 0.0], self.unit, zero=True)
        marks = ticks(low, high, self.unit, 4 if narrow else 5)
        across = Scale(marks[0], marks[-1], left + 6, right - 6)
        pitch = 58 if narrow else 40
        bottom = top + len(self.steps) * pitch + 8
        for value, label in zip(marks, tick_labels(self.words, marks, self.unit), strict=True):
            pen.line(across(value), top, across(value), bottom, SOFT if value == 0 else GRID)
            anchor = "start" if across(value) < MARGIN + 20 else "end" if across(value) > pen.width - 40 else "middle"
            pen.text(across(value), bottom + 16, label, 12, SOFT, anchor=anchor)
        for index, step in enumerate(self.steps):
            self._bar(pen, across, step, top + index * pitch, narrow, right)
        return bottom + 18 + self._ends(pen, bottom + 40)

    def _bar(self, pen: Pen, across: Scale, step: _Step, y: float, narrow: bool, right: float) -> None:
        colour, middle, thick = self.colour(step), y + (38 if narrow else 20), 16
        if step.total:
            pen.line(MARGIN, y, pen.width - MARGIN, y, FAINT)
        a, b = sorted((across(step.start), across(step.start + step.span.mid)))
        reach, tip = self.reach(step.span), self.sentence(step, self.words.t("common.colon"))
        pen.rect(a, middle - thick / 2, max(b - a, 1.5), thick, colour, radius=2, tip=tip)
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
            pen.text(pen.width - MARGIN, y + 20, value, 13.5, colour, anchor="end", bold=True, halo=True)
            room = pen.width - 2 * MARGIN - text_width(value, 13.5, True) - 10
            pen.text(MARGIN, y + 20, clip(step.label, room, 13), 13, INK, bold=step.total, halo=True)
        else:
            lines = wrap(step.label, 196, 13, 2)
            pen.lines(MARGIN, middle + 5 - (len(lines) - 1) * 8.5, lines, 13, leading=1.3, fill=INK, bold=step.total)
            pen.text(right + 12, middle + (0 if reach else 5), self.shown(step.span), 14, colour, bold=True)
            pen.text(right + 12, middle + 15, reach, 12, SOFT)

    def _ends(self, pen: Pen, y: float) -> float:
        """The figure before and after, in words under the stairs."""
        said = [
            f"{self.words.t(key)} {span.text(self.words, self.unit, self.digits)}"
            for key, span in (("chart.before", self.before), ("chart.after", self.after)) if span is not None
        ]  # fmt: skip
        if not said:
            return 0.0
        lines = wrap("  →  ".join(said), pen.width - 2 * MARGIN, 12.5, 3)
        return pen.lines(MARGIN, y, lines, 12.5, fill=SOFT) - y + 24
