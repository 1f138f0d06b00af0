"""A courier that stops, day by day: who has seen it and decided, what waits in the yard, who asks, what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.hours import Hours, legend
from playbook.charts.ink import ACCENT, ASIDE, BAD, BAD_TINT, BODY, FAINT, INK, SMALL, SOFT, Pen
from playbook.charts.scales import Scale, numbers
from playbook.language import Words

DAY = 1440  # minutes of a slot
PANELS = {"waiting": 96.0, "asking": 46.0, "overdue": 46.0}  # what is shown, and how tall
LANE = 15.0
# What a stretch of the event is drawn with: colour, fill, height. Taller is further: no colour is needed to tell them.
STRETCHES = {"unseen": (BAD, BAD, 3.0), "undecided": (ASIDE, ASIDE, 7.0), "stood_in": (ACCENT, ACCENT, 12.0),
             "waited": (SOFT, FAINT, 12.0)}  # fmt: skip


@dataclass(frozen=True)
class Yard:
    """A plan's days, (D,) each: parcels that wait and that are overdue in the evening, customers who ask. `stretches`:
    (kind, from, to) in slots, kinds as in STRETCHES; `said`: what each is, in words, with its times."""

    name: str
    waiting: Any
    asking: Any
    overdue: Any
    stretches: Sequence[tuple[str, float, float]] = ()
    said: Sequence[str] = ()


def courier(
    words: Words, days: Sequence[str], stops: int, calm: Yard, plans: Sequence[Yard], *, found: str, title: str,
    summary: str, source: str = "",
) -> Figure:  # fmt: skip
    """`stops` is the slot on whose morning the courier stops. The first of `plans` is drawn as an area, the second as a
    line; without `plans` only the days without the stop (`calm`) are shown."""
    if not len(days):
        return nothing(words, title, source)

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        hours, t = Hours(pen, words, 0, DAY, len(days), narrow), words.t
        y = top
        if plans:
            kinds = [kind for kind in STRETCHES if any(kind == one for plan in plans for one, *_ in plan.stretches)]
            y = legend(pen, [(*STRETCHES[kind], t(f"courier.{kind}")) for kind in kinds], top, hours.right)
            for plan in plans:
                y = _lane(hours, plan, y + 8)
        inks = [(BAD, BAD, 4.0), (ACCENT, ACCENT, 2.0)]
        keys = [(*ink, plan.name) for ink, plan in zip(inks, plans, strict=False)]
        y = legend(pen, [*keys, (SOFT, FAINT, 1.0, calm.name)], y + 10, hours.right) + 2
        for what, tall in PANELS.items():
            if plans or what == "waiting":
                y = _panel(hours, words, days, what, tall, calm, plans, y + 18)
                pen.line(hours.across(stops), y - tall, hours.across(stops), y, INK, 1.2, dash="2 3")
        for n, day in enumerate(days):
            if not n % (1 if not narrow and len(days) <= 12 else 3):
                pen.text(hours.across(n + 0.5), y + 18, day, SMALL, SOFT, anchor="middle")
        return y + 20

    return compose(words, found, summary, draw, subtitle=title, source=source)


def _lane(hours: Hours, plan: Yard, top: float) -> float:
    pen, middle = hours.pen, top + 14 + LANE / 2
    pen.text(MARGIN, top + 10, plan.name, BODY, INK, bold=True)
    pen.line(hours.left, middle, hours.right, middle, FAINT, 0.8)
    points = []
    for (kind, begin, end), said in zip(plan.stretches, plan.said, strict=True):
        colour, fill, high = STRETCHES[kind]
        a, b = hours.across(begin), hours.across(end)
        pen.rect(a, middle - high / 2, max(b - a, 1.5), high, fill, stroke=colour, stroke_width=0.8)
        points.append(((a + b) / 2, middle, plan.name, said))
    pen.plate(hours.left, top + 14, hours.right - hours.left, LANE, points)
    return top + 14 + LANE


def _panel(
    hours: Hours, words: Words, days: Sequence[str], what: str, tall: float, calm: Yard, plans: Sequence[Yard],
    top: float,
) -> float:  # fmt: skip
    pen, t = hours.pen, words.t
    pen.text(MARGIN, top, t(f"courier.panel_{what}"), BODY, INK, bold=True)
    rows = [numbers(getattr(one, what)) for one in (calm, *plans)]
    up = hours.grid("count", [*rows, [1.0]], top + 13, tall)
    if plans:
        hours.steps(rows[1], up, fill=BAD_TINT, floor=up(0))
    _dashed(pen, hours, rows[0], up)
    for values, (stroke, width) in zip(rows[1:], ((BAD, 2.6), (ACCENT, 1.8)), strict=False):
        hours.steps(values, up, stroke=stroke, width=width)
    points = []
    for n, day in enumerate(days):
        said = [f"{one.name}{t('common.colon')}{words.number(row[n])}"
                for one, row in zip((*plans, calm), (*rows[1:], rows[0]), strict=True)]  # fmt: skip
        points.append((hours.across(n + 0.5), up(float(np.nanmax([row[n] for row in rows]))), day,
                       t("common.comma").join(said)))  # fmt: skip
    pen.plate(hours.left, up.end, hours.right - hours.left, up.start - up.end, points)
    return up.start


def _dashed(pen: Pen, hours: Hours, values: np.ndarray, up: Scale) -> None:
    line = [(hours.across(n + end), up(value)) for n, value in enumerate(values.tolist()) for end in (0, 1)]
    pen.path(line, SOFT, 1.4, dash="4 3")
