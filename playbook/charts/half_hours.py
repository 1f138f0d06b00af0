"""A day by the half hour, as it was and as a model has it: one panel below the other, over the same hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import ACCENT, BODY, FAINT, GRID, INK, SMALL, SOFT, Pen, clip, text_width
from playbook.charts.scales import Scale, domain, numbers, tick_labels, ticks
from playbook.charts.season import broken_line
from playbook.language import Words

SLOTS, MINUTES = 48, 30
HARDLY = 0.02  # of the busiest half hour
HEIGHT, NARROW_HEIGHT, HEAD, GAP = 110.0, 96.0, 26.0, 16.0


@dataclass(frozen=True)
class Compared:
    """(48,) each, nan where nobody came: what was, and what the model has; `digits` of a value that is read out."""

    title: str
    unit: str
    actual: Any
    model: Any
    digits: int | None = None


def half_hours(
    words: Words, panels: Sequence[Compared], *, found: str, title: str, note: str = "", source: str = ""
) -> Figure:
    """`found` is what the panels say together; `title` what is shown. Hours with hardly anybody are left out."""
    values = [(panel, numbers(panel.actual), numbers(panel.model)) for panel in panels]
    values = [one for one in values if np.isfinite(one[1]).any() and np.isfinite(one[2]).any()]
    if not values:
        return nothing(words, title, source)
    busy = [np.nan_to_num(actual) > HARDLY * np.nanmax(actual) for _, actual, _ in values]
    seen = np.flatnonzero(np.any(busy, axis=0))
    first, last = (int(seen.min()) // 2 * 2, int(seen.max()) // 2 * 2 + 2) if len(seen) else (0, SLOTS)

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        top = _key(pen, words, top)
        axes = [_axis(words, panel, actual[first:last], model[first:last]) for panel, actual, model in values]
        widest = max(text_width(label, SMALL) for _, labels in axes for label in labels)
        left, right = (
            MARGIN + max(48.0, widest + 6),
            pen.width - MARGIN,
        )  # every label whole
        across = Scale(first, last, left, right)
        height = NARROW_HEIGHT if narrow else HEIGHT
        for (panel, actual, model), axis in zip(values, axes, strict=True):
            pen.text(MARGIN, top + 12, clip(panel.title, pen.width - 2 * MARGIN, BODY, bold=True), bold=True)
            shown = (actual[first:last], model[first:last])
            top = _panel(pen, words, panel, *shown, axis, across, top + HEAD, height) + GAP
        return _clock(pen, words, across, top - GAP, narrow)

    summary = " ".join(_sentence(words, panel, actual, model) for panel, actual, model in values)
    return compose(words, found, summary, draw, subtitle=title, note=note, source=source)


def _key(pen: Pen, words: Words, top: float) -> float:
    x, y = MARGIN, top + 10
    for key, colour, dash in (("chart.half_actual", INK, "5 4"), ("chart.half_model", ACCENT, "")):
        text = words.t(key)
        pen.path([(x, y - 4), (x + 22, y - 4)], colour, 2, dash=dash)
        pen.text(x + 28, y, text, SMALL, SOFT)
        x += 28 + text_width(text, SMALL) + 20
    return y + 12


Axis = tuple[Sequence[float], Sequence[str]]  # where its lines are, and what stands beside them


def _axis(words: Words, panel: Compared, actual: np.ndarray, model: np.ndarray) -> Axis:
    low, high = domain(np.concatenate([actual, model, [0.0]]), panel.unit, zero=True)
    marks = ticks(min(low, 0.0), high, panel.unit, 3)
    return marks, tick_labels(words, marks, panel.unit)


def _panel(
    pen: Pen, words: Words, panel: Compared, actual: np.ndarray, model: np.ndarray, axis: Axis, across: Scale,
    top: float, height: float,
) -> float:  # fmt: skip
    marks, labels = axis
    up = Scale(marks[0], marks[-1], top + height, top)
    for value, label in zip(marks, labels, strict=True):
        pen.line(across.start, up(value), across.end, up(value), GRID)
        pen.text(across.start - 6, up(value) + 4, label, SMALL, SOFT, anchor="end")
    # a half hour's figure stands in its middle
    begin = round(across.low)
    middle = Scale(-0.5, len(actual) - 0.5, across.start, across.end)
    broken_line(pen, model, middle, up, ACCENT, 2.2)
    broken_line(pen, actual, middle, up, INK, 1.6, dash="5 4")
    points = []
    for i in np.flatnonzero(np.isfinite(model + actual)):
        real, played = (words.value(x[i], panel.unit, panel.digits) for x in (actual, model))
        said = words.t("chart.half_point", time=words.clock(MINUTES * (begin + int(i))), real=real, model=played)
        points.append((middle(i), up(model[i]), panel.title, said))
    pen.plate(across.start, top, across.end - across.start, height, points)
    return top + height


def _clock(pen: Pen, words: Words, across: Scale, bottom: float, narrow: bool) -> float:
    begin, end = round(across.low), round(across.high)
    step = next(s for s in (2, 4, 6, 8, 12, 24, SLOTS) if (end - begin) / s <= (6 if narrow else 12))
    for slot in range(begin, end + 1, step):
        x = across(slot)
        pen.line(x, bottom, x, bottom + 4, FAINT)
        anchor = "end" if x > across.end - 14 else "middle"
        pen.text(x, bottom + 18, words.clock(min(MINUTES * slot, 1440)), SMALL, SOFT, anchor=anchor)
    return bottom + 22


def _sentence(words: Words, panel: Compared, actual: np.ndarray, model: np.ndarray) -> str:
    worst = int(np.nanargmax(actual))
    real, played = (words.value(x[worst], panel.unit, panel.digits) for x in (actual, model))
    at = words.clock(MINUTES * worst)
    return words.t("chart.half_summary", title=panel.title, time=at, real=real, model=played)
