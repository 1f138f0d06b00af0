"""Times and ratios side by side on a logarithmic scale: what a step of ten looks like."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import ACCENT, GRID, INK, SOFT, Pen, clip, text_width
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
    summary: str = "", note: str = "",
) -> Figure:  # fmt: skip
    """Bars from the shortest to the longest; each grid line, labelled by `tick`, is ten times the one before.

    Bars begin at `start`, by default at the power of ten below the shortest.
    """
    known = sorted((rung for rung in rungs if rung.value > 0 and math.isfinite(rung.value)), key=lambda r: r.value)
    if not known:
        return nothing(words, title, note)
    low = math.floor(math.log10(start or known[0].value))
    high = math.ceil(math.log10(known[-1].value) + 1e-9)

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        room = 0 if narrow else 250
        pitch = 46 if narrow else 32
        widest = max(text_width(rung.text, 13, True) for rung in known)
        across = Scale(low, max(high, low + 1), MARGIN + room, pen.width - MARGIN - widest - 12)
        bottom = top + pitch * len(known)
        for power in range(low, high + 1):
            pen.line(across(power), top, across(power), bottom, GRID)
            pen.text(across(power), bottom + 16, tick(10.0**power), 12, SOFT, anchor="middle")
        for index, rung in enumerate(known):
            y = top + index * pitch + (20 if narrow else 4)
            label = clip(rung.label, pen.width - 2 * MARGIN if narrow else room - 10, 13, rung.ours)
            pen.text(MARGIN, y - 6 if narrow else y + 16, label, 13, INK, bold=rung.ours)
            end = across(math.log10(rung.value))
            pen.rect(across(low), y, max(end - across(low), 2), 18, ACCENT if rung.ours else SOFT, 3,
                     tip=f"{rung.label}{words.t('common.colon')}{rung.text}")  # fmt: skip
            pen.text(end + 8, y + 14, rung.text, 13, INK, bold=rung.ours)
        return bottom + 22

    return compose(words, title, summary, draw, note)
