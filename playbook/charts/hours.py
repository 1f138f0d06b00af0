"""Panels over the hours of a day: a common axis of the clock across, one scale up each, values as steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playbook.charts.figure import MARGIN
from playbook.charts.ink import FAINT, GRID, INK, SMALL, SOFT, Pen, clip, text_width
from playbook.charts.scales import Scale, domain, runs, tick_labels, ticks
from playbook.language import Words

Key = tuple[str, str, float, str]  # colour of the word, fill and height of the mark, the word


@dataclass
class Hours:
    """`slots` of `minutes` each from the minute `start` of the day on, from left to right."""

    pen: Pen
    words: Words
    start: int
    minutes: int
    slots: int
    narrow: bool

    def __post_init__(self) -> None:
        self.left, self.right = MARGIN + 44, self.pen.width - MARGIN
        self.across = Scale(0, self.slots, self.left, self.right)

    def grid(self, unit: str, values, top: float, height: float) -> Scale:
        low, high = domain(np.concatenate([np.concatenate(values), [0.0]]), unit, zero=True)
        marks = ticks(min(low, 0.0), high, unit, 5 if height > 100 else 3)
        up = Scale(marks[0], marks[-1], top + height, top)
        for value, label in zip(marks, tick_labels(self.words, marks, unit), strict=True):
            self.pen.line(self.left, up(value), self.right, up(value), GRID)
            self.pen.text(self.left - 6, up(value) + 4, clip(label, 56, SMALL), SMALL, SOFT, anchor="end")
        return up

    def steps(self, values, up: Scale, stroke="", width=1.0, fill="none", floor=0.0) -> None:
        for a, b in runs(~np.isnan(values)):
            line = [(self.across(i + end), up(values[i])) for i in range(a, b) for end in (0, 1)]
            if fill != "none":
                line = [(self.across(a), floor), *line, (self.across(b), floor)]
            self.pen.path(line, stroke, width, fill, close=fill != "none")

    def between(self, low, high, a: int, b: int, up: Scale, fill: str) -> None:
        """The area between two lines of steps, slots a … b − 1."""
        over = [(self.across(i + end), up(high[i])) for i in range(a, b) for end in (0, 1)]
        under = [(self.across(i + end), up(low[i])) for i in range(a, b) for end in (0, 1)]
        self.pen.path(over + under[::-1], fill=fill, close=True)

    def at(self, slot: int) -> str:
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

    def key(self, keys: Sequence[Key], top: float) -> float:
        """What the colours are; returns the last baseline."""
        return legend(self.pen, keys, top, self.right)


def legend(pen: Pen, keys: Sequence[Key], top: float, right: float) -> float:
    """What the colours are, in one line where it fits up to `right`; returns the last baseline."""
    x, y = MARGIN, top + 10
    for colour, fill, height, text in keys:
        if x > MARGIN and x + 18 + text_width(text, SMALL) > right:
            x, y = MARGIN, y + 19
        pen.rect(x, y - 5 - height / 2, 12, height, fill, stroke="" if fill == INK else colour)
        pen.text(x + 18, y, text, SMALL, colour)
        x += text_width(text, SMALL) + 36
    return y
