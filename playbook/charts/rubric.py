"""Where a team stands: five steps a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import ACCENT, BODY, CARD, GRID, INK, SMALL, SOFT, Pen, text_width, wrap
from playbook.language import Words

LEVELS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Row:
    """A row of the rubric. `level` 1 to 5 (between levels too) or None; `spread` the lowest and highest rating."""

    label: str
    level: float | None
    goal: float | None = None
    spread: tuple[float, float] | None = None
    note: str = ""


def rubric_strip(words: Words, rows: Sequence[Row], *, title=None, note="", source="", params=None) -> Figure:
    """Five steps a row, filled up to where the team is, and a ring at the goal."""
    title = title or words.t("chart.rubric")
    if not rows:
        return nothing(words, title, source, params)

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        y = top
        for index, row in enumerate(rows):
            if index:
                pen.line(MARGIN, y + 16, pen.width - MARGIN, y + 16, GRID)
                y += 30
            y = _rubric_row(pen, words, row, y)
        return y

    said = words.t("common.semicolon").join(_rubric_sentence(words, row) for row in rows)
    return compose(
        words, _finding(words, rows), said + words.t("common.stop").strip(), draw, subtitle=title, note=note,
        source=source or words.t("chart.source_rubric"), params=params,
    )  # fmt: skip


def _finding(words: Words, rows: Sequence[Row]) -> str:
    """The line that stands lowest."""
    rated = [(level, row) for row in rows if (level := _level(row.level)) is not None]
    if not rated:
        return words.t("chart.found_rubric_none")
    least = min(level for level, _ in rated)
    lowest, n = [row for level, row in rated if level == least], _level_text(words, least)
    if len(lowest) == 1:
        return words.t("chart.found_rubric_lowest", label=lowest[0].label, n=n)
    key = "chart.found_rubric_same" if len(lowest) == len(rated) else "chart.found_rubric_several"
    return words.t(key, count=words.number(len(lowest)), n=n)


def _level(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else min(max(float(value), 1.0), 5.0)


def _spread(row: Row) -> tuple[float, float] | None:
    """The lowest and highest rating, if both are known."""
    ends = [_level(value) for value in row.spread or ()]
    return None if len(ends) != 2 or None in ends else (min(ends), max(ends))


def _level_text(words: Words, value: float) -> str:
    return words.number(value, 0 if abs(value - round(value)) < 0.05 else 1)


def _rubric_sentence(words: Words, row: Row) -> str:
    level, goal = _level(row.level), _level(row.goal)
    here = words.t("chart.no_level") if level is None else words.t("chart.level", n=_level_text(words, level))
    said = [here]
    if goal is not None:
        said.append(words.t("chart.level_goal", n=_level_text(words, goal)))
    if spread := _spread(row):
        low, high = (_level_text(words, end) for end in spread)
        said.append(words.t("chart.ratings_differ", low=low, high=high))
    return row.label + words.t("common.colon") + words.t("common.clause").join(said)


def _rubric_row(pen: Pen, words: Words, row: Row, y: float) -> float:
    level, goal, room = _level(row.level), _level(row.goal), pen.width - 2 * MARGIN
    state = words.t("chart.no_level") if level is None else words.t("chart.level", n=_level_text(words, level))
    colour = SOFT if level is None else ACCENT
    lines = wrap(row.label, room - text_width(state, BODY, True) - 16, BODY, 3, bold=True)
    pen.text(pen.width - MARGIN, y + 14, state, BODY, colour, anchor="end", bold=True)
    y = pen.lines(MARGIN, y + 14, lines, bold=True) + 12
    gap = 6
    width, points = (room - 4 * gap) / 5, []
    for step in LEVELS:
        x = MARGIN + (step - 1) * (width + gap)
        share = 0.0 if level is None else min(max(level - step + 1, 0.0), 1.0)
        points.append((x + width / 2, y + 7, row.label, words.t("chart.level", n=step)))
        pen.rect(x, y, width, 14, GRID, 3)
        if share:
            pen.rect(x, y, width * share, 14, ACCENT, 3)
        if goal is not None and round(goal) == step:
            pen.rect(x - 2, y - 2, width + 4, 18, "none", 4, stroke=INK, stroke_width=2)
            pen.text(x + width / 2, y + 30, words.t("chart.level_goal", n=step), SMALL, INK, anchor="middle", bold=True)
    pen.plate(MARGIN, y - 4, room, 22, points)
    if spread := _spread(row):
        ends = [MARGIN + (end - 0.5) * (width + gap) - gap / 2 for end in spread]
        pen.line(ends[0], y + 20, ends[1], y + 20, SOFT, 2)
        for x in ends:
            pen.dot(x, y + 20, 3.5, CARD, SOFT, 2)
    y += 34 if goal is not None or spread else 18
    return pen.lines(MARGIN, y + 26, wrap(row.note, room, BODY, 3), fill=INK) if row.note else y
