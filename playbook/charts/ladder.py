"""Times and ratios side by side on a logarithmic scale: what a step of ten looks like."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import ACCENT, BODY, GRID, INK, SMALL, SOFT, Pen, clip, text_width
from playbook.charts.scales import Scale
from playbook.language import Words


@dataclass(frozen=True)
class Rung:
    """A row: its value (above 0), how it is written, and whether it is ours."""

    label: str
    value: float
    text: str
    ours: bool = False


def ladder(
    words: Words, rungs: Sequence[Rung], tick: Callable[[float], str], *, start: float | None = None, title: str,
    note: str = "", source: str = "",
) -> Figure:  # fmt: skip
    """Bars from the shortest to the longest; each grid line, labelled by `tick`, is ten times the one before.
    `title` says what is shown.

    Bars begin at `start`, by default at the power of ten below the shortest.
    """
    known = sorted((rung for rung in rungs if rung.value > 0 and math.isfinite(rung.value)), key=lambda r: r.value)
    if not known:
        return nothing(words, title, source)
    low = math.floor(math.log10(start or known[0].value))
    high = math.ceil(math.log10(known[-1].value) + 1e-9)

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        room = 0 if narrow else 250
        pitch = 46 if narrow else 32
        widest = max(text_width(rung.text, BODY, True) for rung in known)
        across = Scale(low, max(high, low + 1), MARGIN + room, pen.width - MARGIN - widest - 12)
        bottom = top + pitch * len(known)
        for power in range(low, high + 1):
            pen.line(across(power), top, across(power), bottom, GRID)
            pen.text(across(power), bottom + 16, tick(10.0**power), SMALL, SOFT, anchor="middle")
        points = []
        for index, rung in enumerate(known):
            y = top + index * pitch + (20 if narrow else 4)
            label = clip(rung.label, pen.width - 2 * MARGIN if narrow else room - 10, BODY, rung.ours)
            pen.text(MARGIN, y - 6 if narrow else y + 16, label, BODY, INK, bold=rung.ours)
            end = across(math.log10(rung.value))
            pen.rect(across(low), y, max(end - across(low), 2), 18, ACCENT if rung.ours else SOFT, 3)
            pen.text(end + 8, y + 14, rung.text, BODY, INK, bold=rung.ours)
            points.append((end, y + 9, rung.label, rung.text))
        pen.plate(MARGIN, top, pen.width - 2 * MARGIN, bottom - top, points, along="y")
        return bottom + 22

    return compose(
        words, _finding(words, known), _summary(words, known), draw, subtitle=title, note=note, source=source
    )


def _finding(words: Words, known: Sequence[Rung]) -> str:
    least, most = known[0], known[-1]
    if len(known) == 1:
        return words.t("chart.found_one", label=least.label, value=least.text)
    if least.text == most.text:
        return words.t("chart.found_all_same", value=least.text)
    return words.t("chart.found_from_to", low=least.text, low_label=least.label, high=most.text, high_label=most.label)


def _summary(words: Words, known: Sequence[Rung]) -> str:
    said = (f"{rung.label}{words.t('common.colon')}{rung.text}" for rung in known)
    return words.t("common.semicolon").join(said) + words.t("common.stop").strip()
