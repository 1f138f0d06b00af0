"""Figures over the days of a season."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import ACCENT, BODY, CARD, FAINT, GRID, INK, SMALL, SOFT, TINT, Pen, clip, text_width
from playbook.charts.scales import WHOLE, Scale, Span, domain, numbers, runs, tick_labels, ticks
from playbook.language import Words


@dataclass(frozen=True)
class Panel:
    """One figure over the days of a season: arrays of equal length; `compare` is another middle line, "before"."""

    title: str
    unit: str
    p10: Any
    p50: Any
    p90: Any
    target: float | None = None
    digits: int | None = None
    compare: Any = None
    compared: str = "before"  # what `compare` is: "before", "actual" (what happened) or "latest" (one season)


@dataclass(frozen=True)
class Mark:
    """A day with a name: a date, or a day number from 0."""

    day: dt.date | int
    label: str


@dataclass(frozen=True)
class _Series:
    """A panel whose numbers are clean: equal length, not finite → nan."""

    panel: Panel
    low: np.ndarray
    mid: np.ndarray
    high: np.ndarray
    compare: np.ndarray | None

    @property
    def days(self) -> int:
        return len(self.mid)

    @property
    def telling(self) -> int | None:
        """The day worth a word: the highest, or the lowest where that lies twice as far from the usual."""
        if np.isnan(self.mid).all():
            return None
        usual = self.usual
        peak, trough = int(np.nanargmax(self.mid)), int(np.nanargmin(self.mid))
        return trough if usual - self.mid[trough] > 2 * (self.mid[peak] - usual) else peak

    @property
    def usual(self) -> float:
        """The middle of all days: that of a real one."""
        return float(np.nanpercentile(self.mid, 50, method="lower"))

    def at(self, day: int) -> Span:
        return Span(self.low[day], self.mid[day], self.high[day])

    def text(self, words: Words, value: float) -> str:
        return words.value(value, self.panel.unit, self.panel.digits)

    def flat(self, words: Words) -> bool:
        """Whether every day reads the same."""
        low, high = (self.text(words, pick(self.mid)) for pick in (np.nanmin, np.nanmax))
        return low == high


def _series(panel: Panel) -> _Series:
    if panel.digits is None and panel.unit in WHOLE:  # a day has no half parcels, though the middle of days may
        panel = replace(panel, digits=0)
    low, mid, high = (numbers(v) for v in (panel.p10, panel.p50, panel.p90))
    days = min(len(low), len(mid), len(high))
    compare = None if panel.compare is None else numbers(panel.compare)[:days]
    return _Series(panel, low[:days], mid[:days], high[:days], compare)


def season_band(
    words: Words, panels: Sequence[Panel], start: dt.date, marks: Sequence[Mark] = (), *,
    title=None, note="", source="", params=None,
) -> Figure:  # fmt: skip
    """Small multiples over the days from `start`: the middle season as a line, eight seasons in ten as a band.

    `title` says what is shown; `note` what lines and band are where they are something else.
    """
    title = title or words.t("chart.season")
    series = [s for s in map(_series, panels) if s.telling is not None]
    if not series:
        return nothing(words, title, source, params)
    days = max(s.days for s in series)
    marked = places_of(marks, start, days)
    key = note or words.t("chart.band_key")
    if not note and any(s.compare is not None for s in series):
        key += " " + words.t("chart.compare_key")

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        columns = 1 if narrow or len(series) == 1 else 2
        width = (pen.width - 2 * MARGIN - (columns - 1) * 28) / columns
        height = 150 if narrow or columns == 2 else 220
        for index, one in enumerate(series):
            x = MARGIN + (index % columns) * (width + 28)
            y = top + (index // columns) * (height + 74)
            _season_panel(pen, words, one, start, days, marked, (x, y, width, height))
        return top + ((len(series) - 1) // columns + 1) * (height + 74) - 14

    summary = " ".join(_panel_sentence(words, s, start) for s in series)
    return compose(
        words, _finding(words, series, start), summary, draw, subtitle=title, note=key, source=source, params=params
    )


TOLD = 2  # panels in the finding


def _finding(words: Words, series: Sequence[_Series], start: dt.date) -> str:
    """What changed against before; without a before, what stands out of the season."""
    t, first = words.t, series[0]
    if first.compare is not None and first.panel.compared == "actual":
        seen = ~np.isnan(first.compare + first.low + first.high)
        inside = (first.low <= first.compare) & (first.compare <= first.high)
        return t("chart.found_season_inside", inside=words.number((inside & seen).sum()), n=words.number(seen.sum()))
    if any(one.compare is not None and one.panel.compared == "before" for one in series):
        found = filter(None, (_difference(words, one, start) for one in series))
        return t("common.semicolon").join(list(found)[:TOLD]) or t("chart.found_season_same")
    return _standing_out(words, series[:TOLD], start)


def _standing_out(words: Words, series: Sequence[_Series], start: dt.date) -> str:
    """Each panel's telling day beside a usual one; a day that is told already is not named again."""
    said, named = [], None
    for one in series:
        usual = one.text(words, one.usual)
        if one.flat(words):
            said.append(words.t("chart.found_season_flat", title=one.panel.title, value=usual))
            continue
        value = one.text(words, one.mid[one.telling])
        found = words.t("chart.found_season_day", title=one.panel.title, value=value, usual=usual)
        if one.telling != named:
            named = one.telling
            found = words.date(start + dt.timedelta(days=named)) + words.t("common.colon") + found
        said.append(found)
    return words.t("common.semicolon").join(said)


def _difference(words: Words, one: _Series, start: dt.date) -> str:
    """The day on which a panel lies farthest from before; empty where it never does so visibly."""
    if one.compare is None or np.isnan(one.mid - one.compare).all():
        return ""
    day = int(np.nanargmax(np.abs(one.mid - one.compare)))
    value, before = one.text(words, one.mid[day]), one.text(words, one.compare[day])
    date = words.date(start + dt.timedelta(days=day))
    said = {"title": one.panel.title, "value": value, "before": before, "date": date}
    return "" if value == before else words.t("chart.found_season_change", **said)


def places_of(marks: Sequence[Mark], start: dt.date, days: int) -> list[tuple[int, str]]:
    """Day number and label of the marks that lie within the days, in order."""
    placed = [((m.day - start).days if isinstance(m.day, dt.date) else int(m.day), m.label) for m in marks]
    return sorted((day, label) for day, label in placed if 0 <= day < days)


def _panel_sentence(words: Words, one: _Series, start: dt.date) -> str:
    panel, day = one.panel, one.telling
    low, high = np.nanmin(one.mid), np.nanmax(one.mid)
    return words.t(
        "chart.season_panel", title=panel.title, low=words.value(low, panel.unit, panel.digits),
        high=words.value(high, panel.unit, panel.digits), date=words.date(start + dt.timedelta(days=day)),
        value=one.at(day).text(words, panel.unit, panel.digits),
    ) + words.t("common.stop").strip()  # fmt: skip


def _season_panel(pen: Pen, words: Words, one: _Series, start, days, marked, box) -> None:
    x, y, width, height = box
    panel = one.panel
    telling = one.at(one.telling)
    pen.text(x, y + 12, clip(panel.title, width, BODY, bold=True), bold=True)
    shown, flat = telling.text(words, panel.unit, panel.digits), one.flat(words)
    date = words.t("chart.every_day") if flat else words.date(start + dt.timedelta(days=one.telling))
    pen.text(x, y + 30, clip(date + words.t("common.colon") + shown, width, SMALL), SMALL, SOFT)
    top, bottom = y + 40 + (16 if marked else 0), y + 46 + height - 8
    extra = [] if panel.target is None else [panel.target]
    known = [one.low, one.mid, one.high, *([one.compare] if one.compare is not None else []), extra]
    low, high = domain(np.concatenate([numbers(k) if len(k) else np.array([]) for k in known]), panel.unit)
    values = ticks(low, high, panel.unit, 4)
    labels = tick_labels(words, values, panel.unit)
    left = x + max(text_width(label, SMALL) for label in labels) + 6
    across = Scale(0, max(days - 1, 1), left + 2, x + width - 4)
    up = Scale(values[0], values[-1], bottom, top)
    for value, label in zip(values, labels, strict=True):
        pen.line(left, up(value), x + width, up(value), GRID)
        pen.text(left - 6, up(value) + 4, label, SMALL, SOFT, anchor="end")
    mark_days(pen, marked, across, top, bottom, x + width)
    day_axis(pen, words, start, days, across, bottom)
    for a, b in runs(~np.isnan(one.low + one.high)):
        there = [(across(d), up(one.high[d])) for d in range(a, b)]
        pen.path(there + [(across(d), up(one.low[d])) for d in reversed(range(a, b))], fill=TINT, close=True)
    if one.compare is not None:
        broken_line(pen, one.compare, across, up, FAINT, 1.8, dash="5 4")
    if panel.target is not None and np.isfinite(panel.target):
        pen.line(left, up(panel.target), x + width, up(panel.target), SOFT, 1.2, dash="2 3")
        text = words.t("chart.target", value=words.value(panel.target, panel.unit, panel.digits))
        under = np.nanmedian(one.mid) >= panel.target  # the words go to the side where the line usually isn't
        pen.text(left + 4, up(panel.target) + (15 if under else -6), text, SMALL, SOFT, halo=True)
    broken_line(pen, one.mid, across, up, ACCENT, 2.2)
    if not flat:
        pen.dot(across(one.telling), up(telling.mid), 4, ACCENT, CARD)
    _plate(pen, words, one, start, across, up)


def broken_line(pen: Pen, values, across, up, colour, width, dash="") -> None:
    """A line that stops where numbers are missing; a lonely number is a dot."""
    for a, b in runs(~np.isnan(values)):
        if b - a == 1:
            pen.dot(across(a), up(values[a]), 2.5, colour)
        pen.path([(across(i), up(values[i])) for i in range(a, b)], colour, width, dash=dash)


def mark_days(pen: Pen, marked, across: Scale, top: float, bottom: float, right: float) -> None:
    """Named days as broken lines, their labels above `top`."""
    free = -1e9  # where the last label ends: a label without room is left out, its line stays
    for day, label in marked:
        x = across(day)
        pen.line(x, top - 4, x, bottom, SOFT, 1, dash="3 3")
        width = text_width(label, SMALL)
        place = min(max(x, free + 8 + width / 2), right - width / 2)
        if place - width / 2 >= free + 8:
            pen.text(place, top - 8, label, SMALL, INK, anchor="middle")
            free = place + width / 2


def day_axis(pen: Pen, words: Words, start: dt.date, days: int, across: Scale, bottom: float) -> None:
    """Dates below `bottom`, as many as there is room for."""
    room = max(int(abs(across.end - across.start) // 62), 1)
    step = next((s for s in (1, 2, 7, 14, 28, 56, 91, 182, 364, 728) if (days - 1) / s <= room), days)
    for day in range(0, days, step):
        text = words.date(start + dt.timedelta(days=day))
        pen.line(across(day), bottom, across(day), bottom + 4, FAINT)
        anchor = "start" if day == 0 else "middle"
        if across(day) + text_width(text, SMALL) / 2 <= across.end + 8:
            pen.text(across(day), bottom + 17, text, SMALL, SOFT, anchor=anchor)


def _plate(pen: Pen, words: Words, one: _Series, start: dt.date, across: Scale, up: Scale) -> None:
    points, panel = [], one.panel
    for day in np.flatnonzero(~np.isnan(one.mid)):
        date = words.date(start + dt.timedelta(days=int(day)))
        span = one.at(day)
        said = span.text(words, panel.unit, panel.digits) if span.known else one.text(words, span.mid)
        if one.compare is not None and not np.isnan(one.compare[day]):
            said += words.t("common.clause") + words.t(
                f"chart.compared_{panel.compared}", value=one.text(words, one.compare[day])
            )
        points.append((across(day), up(one.mid[day]), panel.title, date + words.t("common.colon") + said))
    pen.plate(across.start - 4, up.end, across.end - across.start + 8, up.start - up.end, points)
