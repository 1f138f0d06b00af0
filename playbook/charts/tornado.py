"""What facts do to a figure at both ends of their ranges: a tornado of paired bars, the widest on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import ACCENT, BAD, BODY, CARD, GRID, INK, SMALL, SOFT, TINT, Pen, clip, text_width, wrap
from playbook.charts.scales import Scale, axis_labels, domain, ticks, widened
from playbook.language import Words

THICK = 10  # of a bar; the two of a fact touch


@dataclass(frozen=True)
class Bar:
    """A fact: the figure at its low and its high end, what the ends are called, and who takes the first place there
    ("" where nobody does)."""

    label: str
    worth: tuple[float, float]
    ends: tuple[str, str]
    turned: tuple[str, str] = ("", "")

    @property
    def width(self) -> float:
        return abs(self.worth[1] - self.worth[0])

    @property
    def turns(self) -> bool:
        return any(self.turned)


def tornado(
    words: Words, first: str, base: float, bars: Sequence[Bar], unit: str, *, tried: int = 0,
    span: tuple[float, float] | None = None, title=None, note="", source="", params=None,
) -> Figure:  # fmt: skip
    """What `first`, the thing advised, is worth at both ends of each fact, around `base`, its worth as believed.

    The title says how many facts would turn the advice, of those shown or, where more were, of all that were `tried`.
    `title` says what is shown; `span`: ends that the axis reaches at least.
    """
    title = title or words.t("tornado.shown", first=first)
    known = [bar for bar in bars if np.isfinite(bar.worth).all()]
    if not known or not np.isfinite(base):
        return nothing(words, title, source, params)
    known.sort(key=lambda bar: -bar.width)
    picture = _Tornado(words, first, float(base), known, unit, span, max(tried, len(known)))
    note = " ".join(filter(None, (words.t("tornado.ends"), note)))
    return compose(
        words, picture.finding(), picture.summary(), picture.draw, subtitle=title, note=note, source=source,
        params=params, span=picture.span,
    )  # fmt: skip


@dataclass
class _Tornado:
    words: Words
    first: str
    base: float
    bars: list[Bar]
    unit: str
    before: tuple[float, float] | None
    tried: int

    def __post_init__(self) -> None:
        values = [self.base, *(x for bar in self.bars for x in bar.worth)]
        self.span = widened(*domain(values, self.unit, zero=False), self.before)

    def finding(self) -> str:
        t, turning = self.words.t, [bar for bar in self.bars if bar.turns]
        if not turning:
            return t("tornado.found_none", first=self.first)
        facts = {"n": self.words.number(self.tried), "fact": turning[0].label}
        if len(turning) == 1:
            return t("tornado.found_one", **facts)
        return t("tornado.found_several", turning=self.words.number(len(turning)), **facts)

    def summary(self) -> str:
        said = self.words.t("common.semicolon").join(map(self.said, self.bars))
        believed = self.words.t("tornado.believed", value=self.shown(self.base))
        return self.words.t("common.semicolon").join([believed, said]) + self.words.t("common.stop").strip()

    def said(self, bar: Bar) -> str:
        first, second = map(self.shown, bar.worth)
        turn = "".join(self.words.t("common.comma") + said for said in self.turns(bar))
        low, high = bar.ends
        return self.words.t("tornado.bar", fact=bar.label, low=low, high=high, first=first, second=second, turn=turn)

    def turns(self, bar: Bar) -> list[str]:
        """Who is first where, for the ends at which that is another one."""
        pairs = zip(bar.ends, bar.turned, strict=True)
        return [self.words.t("tornado.turn", value=end, best=best) for end, best in pairs if best]

    def shown(self, value: float) -> str:
        return self.words.signed(value, self.unit)

    def draw(self, pen: Pen, top: float, narrow: bool) -> float:
        left = MARGIN + (0 if narrow else 200)
        right = pen.width - MARGIN - (0 if narrow else 150)
        room = max(text_width(end, SMALL) for bar in self.bars for end in bar.ends) + 12
        room = min(room, (right - left) / 4)
        marks = ticks(*self.span, self.unit, 3 if narrow else 4)
        across = Scale(marks[0], marks[-1], left + room, right - room)
        heights = [self._height(bar, narrow) for bar in self.bars]
        top += 20
        bottom = top + sum(heights)
        for value, label in zip(marks, axis_labels(self.words, marks, self.unit, change=True), strict=True):
            pen.line(across(value), top, across(value), bottom, GRID)
            half = text_width(label, SMALL) / 2
            pen.text(min(max(across(value), 4 + half), pen.width - 4 - half), bottom + 17, label, SMALL, SOFT, "middle")
        pen.line(across(self.base), top - 4, across(self.base), bottom, INK, 1.4)
        text = self.words.t("tornado.believed", value=self.shown(self.base))
        half = text_width(text, SMALL) / 2
        place = min(max(across(self.base), MARGIN + half), pen.width - MARGIN - half)
        pen.text(place, top - 8, text, SMALL, INK, anchor="middle")
        points, y = [], top
        for bar, height in zip(self.bars, heights, strict=True):
            middle = self._bar(pen, across, bar, y, narrow, right)
            points.append((across(bar.worth[0]), middle, bar.label, self.said(bar)))
            y += height
        pen.plate(MARGIN, top, pen.width - 2 * MARGIN, bottom - top, points, along="y")
        return bottom + 20

    def _height(self, bar: Bar, narrow: bool) -> float:
        lines = len(self.turns(bar))
        return 54 + 17 * lines if narrow else 46

    def _bar(self, pen: Pen, across: Scale, bar: Bar, y: float, narrow: bool, right: float) -> float:
        """Draws a fact; returns the y between its two bars."""
        middle, turns = y + (38 if narrow else 23), self.turns(bar)
        for end, (value, text, best) in enumerate(zip(bar.worth, bar.ends, bar.turned, strict=True)):
            a, b = across(self.base), across(value)
            at = middle - THICK + end * THICK
            pen.rect(min(a, b), at, max(abs(b - a), 1.5), THICK, ACCENT if end else TINT, stroke=ACCENT)
            side = 1 if b > a or (b == a and end) else -1
            if best:  # a diamond: told by its form as well
                x, h = b, at + THICK / 2
                pen.path([(x - 6, h), (x, h - 6), (x + 6, h), (x, h + 6)], CARD, 1.2, BAD, close=True)
            spread = 2 if end else -2  # both names may stand on one side
            pen.text(b + side * (10 if best else 6), at + THICK - 1 + spread, text, SMALL, BAD if best else SOFT,
                     anchor="start" if side > 0 else "end", halo=True)  # fmt: skip
        if narrow:
            pen.text(
                MARGIN,
                y + 18,
                clip(bar.label, pen.width - 2 * MARGIN, BODY, bar.turns),
                BODY,
                bold=bar.turns,
                halo=True,
            )
            lines = [clip(turn, pen.width - 2 * MARGIN, SMALL, True) for turn in turns]
            pen.lines(MARGIN, middle + THICK + 15, lines, SMALL, fill=BAD, bold=True, halo=True)
            return middle
        lines = wrap(bar.label, 186, BODY, 2, bold=bar.turns)
        pen.lines(MARGIN, middle + 5 - (len(lines) - 1) * 8.5, lines, leading=1.3, fill=INK, bold=bar.turns)
        lines = [line for turn in turns for line in wrap(turn, 140, SMALL, 3 - len(turns), bold=True)]
        pen.lines(right + 10, middle + 4 - (len(lines) - 1) * 8, lines, SMALL, fill=BAD, bold=True)
        return middle
