"""The figures of a round: a bet against what came, the days, the bets of the room, and what decisions did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from playbook import charts
from playbook.charts.figure import MARGIN, compose
from playbook.charts.hours import legend
from playbook.charts.ink import (
    ACCENT,
    BAD,
    BAD_TINT,
    BODY,
    CARD,
    FAINT,
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
from playbook.charts.scales import Scale, Span, axis_labels, domain, numbers, signed_range, tick_labels, ticks
from playbook.charts.season import broken_line, day_axis
from playbook.lab.kpi import KpiWords
from playbook.language import Words
from playbook.workshop.context import Context
from playbook.workshop.facts import said
from playbook.workshop.pages import outcome, settings
from playbook.workshop.view import View

BINS = 24  # of the range of the bets
OUTER = 5  # per cent of the ends on either side that may lie beyond the picture
SHOWN_DECISIONS = 3


def my_bet(words: Words, shown: KpiWords, kpi: str, score: Mapping[str, Any]) -> str:
    """Somebody's own range against what their team's round came to; "" for somebody who did not bet."""
    if not all(outcome.real(score.get(name)) for name in ("low", "high", "truth")):
        return ""
    return charts.bet_result(
        words, shown.name(kpi), shown.unit(kpi), bet=(score["low"], score["high"]), result=score["truth"],
        digits=shown.digits(kpi), title=words.t("workshop.bet_against", kpi=shown.name(kpi)),
    ).bare()  # fmt: skip


def days(
    words: Words, context: Context, view: View, mine: Mapping[str, Any],
    others: Mapping[str, tuple[str, Mapping[str, Any]]],
) -> list[str]:  # fmt: skip
    """The charts of the round, day by day: the team, and beside it the shop that nobody decided anything for."""
    if view.round is None:
        return []
    shown, drawn = KpiWords.of(words, context.team), []
    beside = others.get("idle")
    for kpi in view.round.charts:
        line = (mine.get("days") or {}).get(kpi)
        if not line:
            continue
        other = (beside[1].get("days") or {}).get(kpi) if beside else None
        drawn.append(_days(words, context, view, shown, kpi, line, (beside[0], other) if beside and other else None))
    return drawn


def _days(
    words: Words, context: Context, view: View, shown: KpiWords, kpi: str, line: Sequence[float],
    other: tuple[str, Sequence[float]] | None,
) -> str:  # fmt: skip
    begins = context.session.begins(view.number)
    whole = begins + len(line) > context.team.calendar.days  # the days of all of the season
    start = context.team.calendar.start + dt.timedelta(days=0 if whole else begins)
    name = words.t("workshop.profit_day") if kpi == "profit" else shown.name(kpi)
    mid, beside = numbers(line), numbers(other[1])[: len(line)] if other else None
    known = [i for i, x in enumerate(mid) if x == x]
    if not known:
        return charts.nothing(words, name).bare()
    worst = (max if shown.better(kpi) == "lower" else min)(known, key=lambda i: mid[i])
    found = words.t(
        "workshop.days_found", kpi=name, value=shown.value(kpi, mid[worst]),
        day=words.date(start + dt.timedelta(days=worst)),
    )  # fmt: skip

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        keys = [(ACCENT, ACCENT, 3.0, view.teams[0].name)]
        keys += [(SOFT, SOFT, 2.0, other[0])] if other else []
        top = legend(pen, keys, top, pen.width - MARGIN) + 16
        low, high = domain([*mid, *(beside if beside is not None else [])], shown.unit(kpi))
        marks = ticks(low, high, shown.unit(kpi), 4)
        left = MARGIN + 58
        up = Scale(marks[0], marks[-1], top + 170, top)
        across = Scale(0, max(len(mid) - 1, 1), left, pen.width - MARGIN)
        for tick, label in zip(marks, tick_labels(words, marks, shown.unit(kpi)), strict=True):
            pen.line(left, up(tick), pen.width - MARGIN, up(tick), GRID)
            pen.text(left - 6, up(tick) + 4, clip(label, left - 8, SMALL), SMALL, SOFT, anchor="end")
        if beside is not None:
            broken_line(pen, beside, across, up, SOFT, 2, dash="5 4")
        broken_line(pen, mid, across, up, ACCENT, 2.6)
        pen.dot(across(worst), up(mid[worst]), 4.5, ACCENT, CARD)
        day_axis(pen, words, start, len(mid), across, up.start)
        return up.start + 22

    return compose(words, found, found, draw, subtitle=words.t("workshop.days_title", kpi=name)).bare()


def bets(words: Words, context: Context, view: View) -> str:
    """How many expected which value, and what it came to for each team."""
    if view.round is None or not view.bets:
        return ""
    shown, kpi = KpiWords.of(words, context.team), view.round.bet
    came, (hit, of) = outcome.truths(view), outcome.inside(view)
    ends = np.array([(one.low, one.high) for one in view.bets])
    usual = [np.percentile(ends[:, 0], OUTER), np.percentile(ends[:, 1], 100 - OUTER)]  # one wild bet hides no others
    low, high = domain([float(x) for x in usual] + [x for _, x in came], shown.unit(kpi))
    marks = ticks(low, high, shown.unit(kpi), 5)
    edges = [marks[0] + (marks[-1] - marks[0]) * i / BINS for i in range(BINS + 1)]
    middles = [(a + b) / 2 for a, b in pairwise(edges)]
    counts = [sum(one.low <= x <= one.high for one in view.bets) for x in middles]
    found = words.t("workshop.bets_found", hit=hit, of=of) if of else words.t("workshop.bets_open", n=len(view.bets))

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        left, right = MARGIN + 30, pen.width - MARGIN - 10
        across = Scale(marks[0], marks[-1], left, right)
        floor = top + 18 * len(came) + 190
        tall = ticks(0, max(*counts, 1), "people", 4)
        up = Scale(0, tall[-1], floor, floor - 180)
        for tick in tall:
            pen.line(left, up(tick), right, up(tick), GRID)
            pen.text(left - 6, up(tick) + 4, words.number(tick), SMALL, SOFT, anchor="end")
        for (a, b), n in zip(pairwise(edges), counts, strict=True):
            if n:
                pen.rect(across(a) + 0.5, up(n), across(b) - across(a) - 1, floor - up(n), TINT, stroke=ACCENT)
        for index, (name, value) in enumerate(came):
            x, y = across(value), top + 18 * index + 10
            pen.line(x, y + 4, x, floor, INK, 2, dash="5 3")
            pen.dot(x, y, 4, INK)
            told = clip(f"{name}  {shown.value(kpi, value)}", pen.width * 0.55, BODY, True)
            room = text_width(told, BODY, True) + 10
            left_of = x + room > right
            pen.text(x - 9 if left_of else x + 9, y + 4.5, told, BODY, INK, "end" if left_of else "start", True, True)
        for tick, label in zip(marks, axis_labels(words, marks, shown.unit(kpi)), strict=True):
            half = text_width(label, SMALL) / 2
            place = min(max(across(tick), MARGIN + half), pen.width - MARGIN - half)
            pen.text(place, floor + 18, label, SMALL, SOFT, "middle")
        return floor + 22

    title = words.t("workshop.bets_title", kpi=shown.name(kpi))
    return compose(words, found, found, draw, subtitle=title, note=words.t("workshop.bets_note")).bare()


def decisions(words: Words, context: Context, given: Sequence[Mapping[str, Any]], team: str) -> str:
    """The decisions of a team that did most, the largest first: each with its effect and the range of it."""
    known = [(one, span) for one in given if (span := Span.of(one.get("value"))).known][:SHOWN_DECISIONS]
    if not known:
        return ""
    rounds, currency = context.session.rounds, context.team.currency
    low, high = domain([x for _, span in known for x in (span.low, span.high)], currency, zero=True)

    def named(one: Mapping[str, Any]) -> str:
        number = one.get("round", 0)
        where = said(words, rounds[number].title, context.team) if 0 <= number < len(rounds) else ""
        return words.t("workshop.decision_in", lever=settings.label_of(words, one["path"]), round=where)

    def changed(one: Mapping[str, Any]) -> str:
        return change_of(words, one["path"], one["before"], one["chosen"])

    def value(span: Span) -> str:
        return words.signed(span.mid, currency, 0)

    def reach(span: Span) -> str:
        return signed_range(words, span.low, span.high, currency, 0)

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        marks = ticks(low, high, currency, 3 if narrow else 5)
        across = Scale(marks[0], marks[-1], MARGIN + 8, pen.width - MARGIN - 8)
        pitch = 104 if narrow else 84
        bottom = top + pitch * len(known)
        for tick, label in zip(marks, axis_labels(words, marks, currency, change=True), strict=True):
            pen.line(across(tick), top, across(tick), bottom, SOFT if tick == 0 else GRID, 1.4 if tick == 0 else 1.0)
            half = text_width(label, SMALL) / 2
            place = min(max(across(tick), MARGIN + half), pen.width - MARGIN - half)
            pen.text(place, bottom + 16, label, SMALL, SOFT, "middle")
        points = []
        for index, (one, span) in enumerate(known):
            y = top + pitch * index
            room = pen.width - 2 * MARGIN - text_width(value(span), BODY + 2, True) - 16
            pen.text(pen.width - MARGIN, y + 18, value(span), BODY + 2, INK, "end", bold=True, halo=True)
            lines = wrap(named(one), room, BODY + 1, 2 if narrow else 1, True)
            last = pen.lines(MARGIN, y + 18, lines, BODY + 1, fill=INK, bold=True, halo=True)
            pen.text(MARGIN, last + 18, clip(f"{changed(one)} · {reach(span)}", pen.width - 2 * MARGIN, SMALL), SMALL,
                     SOFT, halo=True)  # fmt: skip
            middle = y + pitch - 22
            kind = "gains" if span.low > 0 else "loses" if span.high < 0 else "luck"
            a, b = across(span.low), across(span.high)
            pen.rect(a, middle - 6, max(b - a, 2), 12, {"gains": TINT, "loses": BAD_TINT, "luck": GRID}[kind], 6)
            _mark(pen, kind, across(span.mid), middle)
            points.append((across(span.mid), middle, named(one), f"{value(span)} ({reach(span)})"))
        return bottom + 20

    first, span = known[0]
    found = words.t("workshop.decisions_found", lever=settings.label_of(words, first["path"]), value=value(span))
    summary = words.t("common.semicolon").join(
        f"{named(one)}, {changed(one)}: {value(s)} ({reach(s)})" for one, s in known
    )
    note = words.t("workshop.decisions_note")
    title = words.t("workshop.decisions_title", team=team)
    return compose(words, found, summary, draw, subtitle=title, note=note).bare()


def change_of(words: Words, path: str, before: float, after: float) -> str:
    """0 → 10 people, in words that are read out as well."""
    return words.t(
        "workshop.changed", before=settings.value_of(words, path, before), after=settings.value_of(words, path, after)
    )


def _mark(pen: Pen, kind: str, x: float, y: float) -> None:
    """A dot for a sure gain, a ring for what may be luck, a diamond for a sure loss."""
    if kind == "loses":
        pen.path([(x, y - 8), (x + 8, y), (x, y + 8), (x - 8, y)], CARD, 1.2, BAD, close=True)
    elif kind == "luck":
        pen.dot(x, y, 6, CARD, FAINT, 2.4)
    else:
        pen.dot(x, y, 7, ACCENT, CARD)
