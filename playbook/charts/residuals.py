"""How far a model lies from what it should give: one point for each comparison, in units of its own error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import ACCENT, CARD, GRID, INK, SMALL, SOFT, TINT, Pen, wrap
from playbook.charts.scales import Scale, domain, tick_labels, ticks
from playbook.language import Words

HEIGHT, NARROW_HEIGHT = 240.0, 220.0
CROWD = 150  # points from which they are drawn smaller


@dataclass(frozen=True)
class Residual:
    """One comparison: `value` is its distance, `tip` what is read out under the pointer."""

    group: str
    value: float
    tip: str


def residuals(
    words: Words, points: Sequence[Residual], *, band: float, unit: str = "ratio", title: str, summary: str,
    note: str = "", source: str = "",
) -> Figure:  # fmt: skip
    """Points side by side in groups, around zero; the band is where chance alone would leave them.

    `summary` is what they say together; `title` says what is shown.
    """
    known = [point for point in points if np.isfinite(point.value)]
    if not known:
        return nothing(words, title, source)
    groups = list(dict.fromkeys(point.group for point in known))

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        height = NARROW_HEIGHT if narrow else HEIGHT
        top += 14  # the groups' numbers stand above
        reach = max(band, *(abs(point.value) for point in known))
        marks = ticks(*domain([-reach, reach], unit), unit, 5)
        labels = tick_labels(words, marks, unit)
        left, right, bottom = MARGIN + 44, pen.width - MARGIN, top + height
        up = Scale(marks[0], marks[-1], bottom, top)
        pen.rect(left, up(band), right - left, up(-band) - up(band), TINT)
        for value, label in zip(marks, labels, strict=True):
            pen.line(left, up(value), right, up(value), SOFT if value == 0 else GRID)
            pen.text(left - 6, up(value) + 4, label, SMALL, SOFT, anchor="end")
        across = Scale(0, len(known) + len(groups), left + 4, right - 4)
        shown, place, radius = [], 0.5, 4.2 if len(known) < CROWD else 3.0
        for index, group in enumerate(groups):
            mine = [point for point in known if point.group == group]
            start = place
            for point in mine:
                inside = abs(point.value) <= band
                pen.dot(across(place), up(point.value), radius, ACCENT if inside else CARD, INK, radius / 4)
                shown.append((across(place), up(point.value), group, point.tip))
                place += 1
            if index:
                pen.line(across(start - 0.5), top, across(start - 0.5), bottom, GRID, dash="3 3")
            middle = (across(start) + across(place - 1)) / 2
            pen.text(middle, top - 3, str(index + 1), SMALL, SOFT, anchor="middle")
            place += 1
        pen.plate(left, top, right - left, height, shown)
        legend = words.t("common.semicolon").join(f"{i} {group}" for i, group in enumerate(groups, 1))
        return pen.lines(left, bottom + 20, wrap(legend, right - left, SMALL), SMALL, fill=SOFT) + 4

    return compose(words, summary, summary, draw, subtitle=title, note=note, source=source)
