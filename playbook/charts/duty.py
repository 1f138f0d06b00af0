"""People needed against people on the roster: one day by the half hour, and a week at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.hours import Hours, legend
from playbook.charts.ink import (
    ACCENT,
    BAD,
    BAD_TINT,
    BODY,
    CARD,
    GRID,
    INK,
    PALE,
    SMALL,
    SOFT,
    TINT,
    Pen,
    clip,
)
from playbook.charts.scales import numbers, runs
from playbook.language import Words

ALL_DAY = 1440  # minutes
LEAST = 0.5  # people short that are shown: a roster of means is never whole


def duty_day(
    words: Words, needed: Any, there: Any, short: Any, *, minutes: int = 30, title: str, note: str = "",
    source: str = "",
) -> Figure:  # fmt: skip
    """One day from midnight on: people needed as an area, people there as steps, and below how many are short.

    `needed`, `there` and `short` are people in each slot of `minutes`. `short` may be more than the difference: those
    who are there may not serve what comes. `title` says what is shown.
    """
    needed, there, short = (numbers(one) for one in (needed, there, short))
    slots = min(len(needed), len(there), len(short))
    needed, there, short = needed[:slots], there[:slots], np.nan_to_num(short[:slots])
    if not slots or np.isnan(needed).all() or np.isnan(there).all():
        return nothing(words, title, source)
    worst = int(np.argmax(short))

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        day = _Day(pen, words, 0, minutes, slots, narrow)
        bottom = day.people(needed, there, short, top)
        if short[worst] >= LEAST:
            bottom = day.missing(short, bottom + 36)
        return day.clock_axis(bottom)

    busiest, at = int(np.nanargmax(needed)), words.clock
    summary = words.t(
        "duty.summary", time=at(busiest * minutes), needed=people_text(words, needed[busiest]),
        there=people_text(words, there[busiest]),
    )  # fmt: skip
    found = words.t("duty.found_enough")
    if short[worst] >= LEAST:
        length = words.duration(int((short >= LEAST).sum()) * minutes * 60)
        missing = people_text(words, short[worst])
        found = words.t("duty.found_short", time=at(worst * minutes), people=missing, length=length)
    return compose(words, found, summary, draw, subtitle=title, note=note, source=source)


class _Day(Hours):
    """The panels of `duty_day`."""

    def people(self, needed: Any, there: Any, short: Any, top: float) -> float:
        t, over = self.words.t, np.nan_to_num(needed) > np.nan_to_num(there)
        keys = [(ACCENT, TINT, 10.0, t("duty.needed")), (INK, INK, 3.0, t("duty.there"))]
        keys += [(BAD, BAD_TINT, 10.0, t("duty.short"))] if over.any() or (short >= LEAST).any() else []
        y = self.key(keys, top)
        up = self.grid("people", (needed, there), y + 20, 190)
        self.steps(needed, up, fill=TINT, floor=up(0))
        for a, b in runs(over & ~np.isnan(needed)):
            self.between(np.nan_to_num(there), needed, a, b, up, BAD_TINT)
        self.steps(needed, up, stroke=ACCENT, width=1.6)
        self.steps(there, up, stroke=INK, width=2.4)
        points = []
        for i in np.flatnonzero(~np.isnan(needed)):
            wanted, here = (people_text(self.words, one[i]) for one in (needed, there))
            said = f"{self.at(i)}{wanted}{t('common.clause')}{t('duty.there')} {here}"
            points.append((self.across(i + 0.5), up(needed[i]), t("duty.needed"), said))
        self.pen.plate(self.left, up.end, self.right - self.left, up.start - up.end, points)
        return up(0)

    def missing(self, short: Any, top: float) -> float:
        """The panel of people short: what the colour says stands there as a height, too."""
        pen, t = self.pen, self.words.t
        pen.text(MARGIN, top, t("duty.short"), BODY, BAD, bold=True)
        up = self.grid("people", (short,), top + 12, 60)
        self.steps(np.where(short >= LEAST, short, np.nan), up, BAD, 1.4, BAD_TINT, up(0))
        points = [
            (self.across(i + 0.5), up(short[i]), t("duty.short"), self.at(i) + people_text(self.words, short[i]))
            for i in range(self.slots)
        ]
        pen.plate(self.left, up.end, self.right - self.left, up.start - up.end, points)
        return up(0)


def people_text(words: Words, count: float) -> str:
    """How many, with one decimal where a mean has one."""
    return words.number(count, 0 if count >= 10 or abs(count - np.round(count)) < 0.05 else 1)


def duty_week(
    words: Words, needed: Any, short: Any, days: Sequence[str], *, labels: Sequence[str] = (), minutes: int = 30,
    title: str, note: str = "", source: str = "",
) -> Figure:  # fmt: skip
    """A week as a table of days and hours: the most people short in each, as a number on a ground of its own.

    `needed` and `short` are (days, slots of `minutes`); `days` their names, `labels` shorter ones for the rows.
    """
    needed, short = (np.atleast_2d(np.asarray(one, float)) for one in (needed, short))
    needed, short = (np.nan_to_num(one, posinf=0.0, neginf=0.0) for one in (needed, short))
    if not short.size or needed.shape != short.shape or len(days) != len(short):
        return nothing(words, title, source)
    per_hour, labels = max(60 // minutes, 1), labels or days

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        return _cells(pen, words, needed, short, labels, per_hour * (2 if narrow else 1), top, narrow)

    hours = (short >= LEAST).sum(axis=1) * minutes * 60
    found, summary = words.t("duty.found_week_enough"), words.t("duty.week_summary_enough", days=len(days))
    if hours.any():
        bad = [name for name, seconds in zip(days, hours, strict=True) if seconds]
        day, slot = np.unravel_index(int(np.argmax(short)), short.shape)
        worst = {"day": days[day], "time": words.clock(int(slot) * minutes),
                 "people": people_text(words, float(short[day, slot]))}  # fmt: skip
        found = words.t("duty.found_week_short", n=len(bad), all=len(days), **worst)
        summary = words.t("duty.week_summary", days=words.list(bad), length=words.duration(float(hours.sum())))
    return compose(words, found, summary, draw, subtitle=title, note=note, source=source)


def _cells(
    pen: Pen, words: Words, needed: Any, short: Any, days: Sequence[str], slots: int, top: float, narrow: bool
) -> float:
    left, right, height = MARGIN + (72 if narrow else 100), pen.width - MARGIN, 26.0
    columns = -(-short.shape[1] // slots)
    wide = (right - left) / columns
    keys = [(BAD, BAD_TINT, "duty.short"), (ACCENT, TINT, "duty.enough"), (SOFT, PALE, "duty.nobody")]
    y = legend(pen, [(colour, fill, 10.0, words.t(key)) for colour, fill, key in keys], top, right)
    top, points = y + 16, []
    for row, name in enumerate(days):
        middle = top + row * height + height / 2
        pen.text(MARGIN, middle + 4, clip(name, left - MARGIN - 6, SMALL), SMALL, SOFT)
        for column in range(columns):
            at = slice(column * slots, (column + 1) * slots)
            most, x = float(short[row, at].max()), left + column * wide
            missing = most >= LEAST
            fill = BAD_TINT if missing else TINT if needed[row, at].max() > 0 else PALE
            pen.rect(x, middle - height / 2, wide, height, fill, stroke=CARD)
            if missing:
                pen.text(x + wide / 2, middle + 4, words.number(most), SMALL, INK, anchor="middle")
            said = f"{words.clock(column * ALL_DAY // columns)}{words.t('common.colon')}"
            said += f"{words.t('duty.short')} {people_text(words, most)}" if missing else words.t("duty.enough")
            points.append((x + wide / 2, middle, name, said))
    bottom = top + len(days) * height
    pen.plate(left, top, right - left, bottom - top, points)
    for hour in range(0, 25, 6):
        x = left + (right - left) * hour / 24
        pen.line(x, bottom, x, bottom + 4, GRID)
        anchor = "start" if hour == 0 else "end" if hour == 24 else "middle"
        pen.text(x, bottom + 18, words.clock(hour * 60), SMALL, SOFT, anchor=anchor)
    return bottom + 22
