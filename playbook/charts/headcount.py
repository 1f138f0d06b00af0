"""People over the weeks of a season: how many are needed, are there, and come; and when their adverts go out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playbook.charts.duty import people_text
from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.hours import legend
from playbook.charts.ink import (
    ACCENT,
    BAD,
    BAD_TINT,
    BODY,
    CARD,
    GOOD,
    GOOD_TINT,
    GRID,
    INK,
    SMALL,
    SOFT,
    TINT,
    Pen,
    clip,
    text_width,
    wrap,
)
from playbook.charts.scales import Scale, domain, numbers, runs, tick_labels, ticks
from playbook.charts.season import Mark, day_axis, mark_days, places_of
from playbook.language import Words

LANE = 24.0  # height of an advert's line


@dataclass(frozen=True)
class Advert:
    """People looked for: days of the season on which the advert goes out, they come, and they begin to serve."""

    goes_out: int
    comes: int
    serves: int
    label: str


def headcount(
    words: Words, needed: Any, there: Any, planned: Any, start: dt.date, *, adverts: Sequence[Advert] = (),
    marks: Sequence[Mark] = (), title: str, note: str = "", source: str = "",
) -> Figure:  # fmt: skip
    """People by day of a season from `start` on, in people who know their work: `needed` as an area, `there` as the
    team is, `planned` with the plan. Below, a line for each advert. `title` says what is shown."""
    needed, there, planned = (numbers(one) for one in (needed, there, planned))
    days = min(len(needed), len(there), len(planned))
    needed, there, planned = (one[:days] for one in (needed, there, planned))
    if not days or np.isnan(needed).all() or np.isnan(there).all() or np.isnan(planned).all():
        return nothing(words, title, source)
    placed = places_of(marks, start, days)

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        picture = _Season(pen, words, start, days, narrow)
        bottom = picture.people(needed, there, planned, placed, top)
        return picture.lanes(adverts, bottom + 34) if adverts else bottom + 22

    lacks, left = np.nan_to_num(needed - there), np.nan_to_num(needed - planned)
    worst = int(np.argmax(lacks))
    date = words.date(start + dt.timedelta(days=worst))
    found = words.t("headcount.found_enough")
    if lacks[worst] >= 0.05:
        key = "headcount.found_left" if left.max() >= 0.05 else "headcount.found"
        found = words.t(
            key, date=date, people=people_text(words, lacks[worst]), left=people_text(words, max(left.max(), 0.0))
        )
    people = {"needed": needed[worst], "there": there[worst], "planned": planned[worst]}
    said = {name: people_text(words, float(np.nan_to_num(one))) for name, one in people.items()}
    summary = words.t("headcount.summary", date=date, **said)
    return compose(words, found, summary, draw, subtitle=title, note=note, source=source)


@dataclass
class _Season:
    pen: Pen
    words: Words
    start: dt.date
    days: int
    narrow: bool

    def __post_init__(self) -> None:
        self.left, self.right = MARGIN + 36, self.pen.width - MARGIN
        self.across = Scale(0, self.days, self.left, self.right)

    def people(self, needed: Any, there: Any, planned: Any, marked: list[tuple[int, str]], top: float) -> float:
        pen, top = self.pen, self._key(top)
        top += 34 if marked else 16
        low, high = domain(np.concatenate([needed, there, planned, [0.0]]), "people", zero=True)
        levels = ticks(min(low, 0.0), high, "people", 5)
        up = Scale(levels[0], levels[-1], top + 190, top)
        for value, label in zip(levels, tick_labels(self.words, levels, "people"), strict=True):
            pen.line(self.left, up(value), self.right, up(value), GRID)
            pen.text(self.left - 6, up(value) + 4, label, SMALL, SOFT, anchor="end")
        self._area(needed, np.zeros(self.days), np.isfinite(needed), up, TINT)
        more = np.isfinite(planned) & np.isfinite(there) & (planned > there)
        self._area(planned, there, more, up, GOOD_TINT)
        self._area(needed, planned, np.isfinite(needed) & np.isfinite(planned) & (needed > planned), up, BAD_TINT)
        self._steps(needed, up, ACCENT, 1.6, "")
        self._steps(there, up, INK, 2.4, "")
        self._steps(np.where(more, planned, np.nan), up, GOOD, 2.4, "6 3")
        mark_days(pen, marked, self.across, top, up(0), self.right)
        day_axis(pen, self.words, self.start, self.days, self.across, up(0))
        lines = [needed, there, planned]
        points = [
            (self.across(day + 0.5), up(needed[day]), self.words.t("headcount.needed"), self._said(day, *lines))
            for day in np.flatnonzero(np.isfinite(needed) & np.isfinite(there) & np.isfinite(planned)).tolist()
        ]  # fmt: skip
        pen.plate(self.left, up.end, self.right - self.left, up.start - up.end, points)
        return up(0)

    def lanes(self, adverts: Sequence[Advert], top: float) -> float:
        """From the advert to the first day at the desk: a line for the search, a bar for the training."""
        pen = self.pen
        lines = wrap(self.words.t("headcount.adverts"), self.right - MARGIN, BODY, 2, bold=True)
        y = pen.lines(MARGIN, top + 8, lines, BODY, fill=INK, bold=True) + 6
        for one in adverts:
            a, b, c = (self.across(min(max(day, 0), self.days)) for day in (one.goes_out, one.comes, one.serves))
            pen.line(a, y + 14, b, y + 14, SOFT, 1.6, dash="3 3")
            pen.rect(b, y + 8, max(c - b, 2), 12, GOOD_TINT, stroke=GOOD)
            pen.dot(a, y + 14, 5, CARD, INK, 2)
            room = self.right - c - 10
            width = text_width(one.label, SMALL)
            if width <= room:
                pen.text(c + 8, y + 18, one.label, SMALL, INK)
                y += LANE
            else:  # below its line, as far right as it fits
                text = clip(one.label, self.right - MARGIN, SMALL)
                pen.text(max(MARGIN, min(a, self.right - text_width(text, SMALL))), y + 34, text, SMALL, INK)
                y += LANE + 16
        return y + 4

    def _key(self, top: float) -> float:
        colours = {"needed": (ACCENT, TINT, 10.0), "there": (INK, INK, 3.0), "planned": (GOOD, GOOD_TINT, 10.0),
                   "short": (BAD, BAD_TINT, 10.0)}  # fmt: skip
        keys = [(*colour, self.words.t(f"headcount.{name}")) for name, colour in colours.items()]
        return legend(self.pen, keys, top, self.right)

    def _said(self, day: int, needed: Any, there: Any, planned: Any) -> str:
        date = self.words.date(self.start + dt.timedelta(days=day))
        people = {"needed": needed[day], "there": there[day], "planned": planned[day]}
        return self.words.t(
            "headcount.day", date=date, **{name: people_text(self.words, one) for name, one in people.items()}
        )

    def _steps(self, values: Any, up: Scale, stroke: str, width: float, dash: str) -> None:
        for a, b in runs(np.isfinite(values)):
            line = [(self.across(i + end), up(values[i])) for i in range(a, b) for end in (0, 1)]
            self.pen.path(line, stroke, width, dash=dash)

    def _area(self, high: Any, low: Any, where: Any, up: Scale, fill: str) -> None:
        for a, b in runs(where):
            over = [(self.across(i + end), up(high[i])) for i in range(a, b) for end in (0, 1)]
            under = [(self.across(i + end), up(low[i])) for i in range(a, b) for end in (0, 1)]
            self.pen.path(over + under[::-1], fill=fill, close=True)
