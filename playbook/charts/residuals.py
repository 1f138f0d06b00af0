"""How far a model lies from what it should give: one point for each comparison, in units of its own error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import ACCENT, CARD, GRID, INK, SOFT, TINT, Pen, clip
from playbook.charts.scales import Scale, domain, tick_labels, ticks
from playbook.language import Words

HEIGHT, NARROW_HEIGHT = 240.0, 220.0


@dataclass(frozen=True)
class Residual:
    """One comparison: `value` is its distance, `tip` what stands under the pointer."""

    group: str
    value: float
    tip: str


def residuals(
    words: Words, points: Sequence[Residual], *, band: float, unit: str = "ratio", title: str, summary: str = "",
    note: str = "",
) -> Figure:  # fmt: skip
    """Points side by side in groups, around zero; the band is where chance alone would leave them."""
    known = [point for point in points if np.isfinite(point.value)]
    if not known:
        return nothing(words, title, note)
    groups = list(dict.fromkeys(point.group for point in known))

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        height = NARROW_HEIGHT if narrow else HEIGHT
        reach = max(band, *(abs(point.value) for point in known))
        marks = ticks(*domain([-reach, reach], unit), unit, 5)
        labels = tick_labels(words, marks, unit)
        left, right, bottom = MARGIN + 44, pen.width - MARGIN, top + height
        up = Scale(marks[0], marks[-1], bottom, top)
        pen.rect(left, up(band), right - left, up(-band) - up(band), TINT)
        for value, label in zip(marks, labels, strict=True):
            pen.line(left, up(value), right, up(value), SOFT if value == 0 else GRID)
            pen.text(left - 6, up(value) + 4, label, 12, SOFT, anchor="end")
        across = Scale(0, len(known) + len(groups), left + 4, right - 4)
        place, y = 0.5, bottom + 18
        for index, group in enumerate(groups):
            mine = [point for point in known if point.group == group]
            start = place
            for point in mine:
                inside = abs(point.value) <= band
                pen.dot(across(place), up(point.value), 4.2, ACCENT if inside else CARD, INK, 1.2, point.tip)
                place += 1
            if index:
                pen.line(across(start - 0.5), top, across(start - 0.5), bottom, GRID, dash="3 3")
            if narrow:
                pen.text(left, y, f"{index + 1} {clip(group, right - left, 12)}", 12, SOFT)
                pen.text((across(start) + across(place - 1)) / 2, top - 2, str(index + 1), 12, SOFT, anchor="middle")
                y += 17
            else:
                # Labels take turns on two lines, so that neighbours of narrow groups do not collide.
                middle, lane = (across(start) + across(place - 1)) / 2, (index % 2) * 17
                pen.text(middle, bottom + 18 + lane, clip(group, 150, 12), 12, SOFT, anchor="middle")
                y = bottom + 36
            place += 1
        return y

    return compose(words, title, summary, draw, note)
