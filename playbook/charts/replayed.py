"""Real against replayed on one axis: a line for what happened, a dot and a bar for the replays and their range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import ACCENT, BODY, CARD, GRID, INK, SMALL, SOFT, TINT, Pen, clip
from playbook.charts.scales import Scale, axis_labels, ticks
from playbook.language import Words

PITCH, LABEL = 22.0, 110.0


@dataclass(frozen=True)
class Row:
    """One group of contacts: what really happened, and the replays' P10, mean and P90, as shares."""

    label: str
    actual: float
    low: float
    mean: float
    high: float


def replayed(words: Words, rows: Sequence[Row], *, title: str, what: str, note: str = "") -> Figure:
    """A row each, all on one axis from 0; rows in which nobody came are left out."""
    known = [row for row in rows if np.isfinite([row.actual, row.low, row.mean, row.high]).all()]
    if not known:
        return nothing(words, title, "")
    top_value = max(max(row.actual, row.high) for row in known) or 1.0
    steps = ticks(0.0, top_value, "share")

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        left, right = MARGIN + LABEL, pen.width - MARGIN
        across = Scale(0.0, max(top_value, steps[-1]), left, right - 8)
        bottom = top + 20 + PITCH * len(known)
        for value, text in zip(steps, axis_labels(words, steps, "share"), strict=True):
            pen.line(across(value), top + 14, across(value), bottom, GRID)
            pen.text(across(value), top + 8, text, SMALL, SOFT, "middle")
        points = []
        for index, row in enumerate(known):
            y = top + 20 + PITCH * (index + 0.5)
            pen.text(MARGIN, y + 4, clip(row.label, LABEL - 8, BODY), BODY, INK)
            pen.rect(across(row.low), y - 4, max(1.0, across(row.high) - across(row.low)), 8, TINT, 4)
            pen.dot(across(row.mean), y, 4, ACCENT, CARD, 1.5)
            pen.line(across(row.actual), y - 8, across(row.actual), y + 8, INK, 2)
            low, mean, high, real = (words.percent(x, 1) for x in (row.low, row.mean, row.high, row.actual))
            points.append((across(row.mean), y, row.label,
                           words.t("story.real", real=real, replayed=mean, low=low, high=high)))  # fmt: skip
        pen.plate(MARGIN, top + 20, pen.width - 2 * MARGIN, PITCH * len(known), points, along="y")
        return bottom

    return compose(words, title, title, draw, subtitle=what, note=note)
