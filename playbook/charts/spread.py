"""A changed rule as it spreads: day after day, how many of the team know it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.hours import legend
from playbook.charts.ink import ACCENT, CARD, GRID, INK, SMALL, SOFT, TINT, Pen
from playbook.charts.scales import Scale, numbers
from playbook.language import Words

HEIGHT = 220.0
MOST_PEOPLE = 30  # that are drawn one by one; more are a bar


def spread(
    words: Words, days: Sequence[str], known: Any, today: Any, been: Any, people: int, *, found: str, title: str,
    source: str = "",
) -> Figure:  # fmt: skip
    """`known`, `today`, `been` (D,): shares of `people` who know by the evening of each of `days`, under the plan and
    as things are done today, and who have been at work since. `found` is what it shows, in words."""
    known, today, been = (numbers(one) for one in (known, today, been))
    if not len(known) or not people:
        return nothing(words, title, source)

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        t, left, right = words.t, MARGIN + 44, pen.width - MARGIN
        keys = [(ACCENT, ACCENT, 10.0, t("spread.know")), (SOFT, TINT, 10.0, t("spread.not_yet"))]
        y = legend(pen, [*keys, (INK, INK, 3.0, t("spread.today"))], top, right) + 16
        across, up = Scale(0, len(known), left, right), Scale(0, 1, y + HEIGHT, y)
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            pen.line(left, up(share), right, up(share), GRID)
            pen.text(left - 6, up(share) + 4, words.percent(share), SMALL, SOFT, anchor="end")
        wide, points = across(1) - across(0), []
        for i, share in enumerate(known.tolist()):
            _people(pen, across(i) + wide * 0.14, wide * 0.72, up, share, people)
            pen.line(across(i) + 2, up(today[i]), across(i + 1) - 2, up(today[i]), CARD, 5)
            pen.line(across(i) + 2, up(today[i]), across(i + 1) - 2, up(today[i]), INK, 2.4)
            if not narrow or i % 2 == 0:
                pen.text(across(i) + wide / 2, y + HEIGHT + 18, days[i], SMALL, SOFT, anchor="middle")
            said = t("spread.point", know=words.percent(share), today=words.percent(today[i]),
                     been=words.percent(been[i]))  # fmt: skip
            points.append((across(i) + wide / 2, up(share), days[i], said))
        pen.plate(left, y, right - left, HEIGHT, points)
        return y + HEIGHT + 22

    ends = {name: words.percent(x) for name, x in (("first", known[0]), ("last", known[-1]), ("was", today[-1]))}
    summary = words.t("spread.summary", n=people, days=len(known), **ends)
    return compose(words, found, summary, draw, subtitle=title, source=source)


def _people(pen: Pen, x: float, wide: float, up: Scale, share: float, people: int) -> None:
    """The team as a column, one piece a person where there are few: as many are filled as know it on average."""
    if people > MOST_PEOPLE:
        pen.rect(x, up(1), wide, up(0) - up(1), TINT)
        pen.rect(x, up(share), wide, up(0) - up(share), ACCENT)
        return
    filled = share * people
    for n in range(people):
        low, high = up(n / people), up((n + 1) / people)
        pen.rect(x, high + 1, wide, low - high - 1.5, TINT)
        part = float(np.clip(filled - n, 0.0, 1.0))
        if part > 0:
            pen.rect(x, high + 1, wide * part, low - high - 1.5, ACCENT)
