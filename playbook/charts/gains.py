"""Changes with their ranges against one line of zero, in groups: sure gains, what may be luck, losses.

The groups differ by mark as well as by colour: a filled dot, a ring, a diamond.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import ACCENT, BAD, BAD_TINT, BODY, CARD, GRID, INK, SMALL, SOFT, TINT, Pen, clip, text_width
from playbook.charts.scales import Scale, Span, axis_labels, domain, signed_range, ticks
from playbook.language import Words

# kind: (colour of the mark, of its range)
INKS = {"gains": (ACCENT, TINT), "luck": (SOFT, GRID), "loses": (BAD, BAD_TINT)}
HEAD = 30.0  # height of a group's heading


@dataclass(frozen=True)
class Change:
    """A row: its name, the change as a range, and its `kind`, one of INKS. `said`: what more is read out of it."""

    label: str
    span: Any
    kind: str
    said: str = ""


def gains(
    words: Words, rows: Sequence[Change], unit: str, heads: dict[str, str], *, found: str, digits: int | None = None,
    title: str = "", note: str = "", source: str = "",
) -> Figure:  # fmt: skip
    """Rows in groups, in the order given within each. `heads`: what the rows of a kind are called, in the order of the
    groups; `found`: what the figure found; `title`: what is shown.
    """
    known = [(row, span) for row in rows if (span := Span.of(row.span)).known]
    if not known:
        return nothing(words, title or found, source)
    groups = [(kind, head, [pair for pair in known if pair[0].kind == kind]) for kind, head in heads.items()]
    groups = [one for one in groups if one[2]]
    low, high = domain([x for _, span in known for x in (span.low, span.high)], unit, zero=True)

    def value(span: Span) -> str:
        return words.signed(span.mid, unit, digits)

    def told(row: Change, span: Span) -> str:
        reach = signed_range(words, span.low, span.high, unit, digits)
        shown = value(span) if span.point else words.t("chart.with_range", value=value(span), range=reach)
        return words.t("common.comma").join(filter(None, (shown, row.said)))

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        room, pitch = (0, 40) if narrow else (220, 26)
        widest = 0 if narrow else max(text_width(value(span), BODY, True) for _, span in known) + 14
        marks = ticks(low, high, unit, 3 if narrow else 5)
        across = Scale(marks[0], marks[-1], MARGIN + room + 8, pen.width - MARGIN - widest - 8)
        bottom = top + sum(HEAD + pitch * len(rows) for _, _, rows in groups) + 4
        for tick, label in zip(marks, axis_labels(words, marks, unit, change=True), strict=True):
            pen.line(across(tick), top, across(tick), bottom, SOFT if tick == 0 else GRID, 1.4 if tick == 0 else 1.0)
            half = text_width(label, SMALL) / 2
            place = min(max(across(tick), MARGIN + half), pen.width - MARGIN - half)
            pen.text(place, bottom + 16, label, SMALL, SOFT, "middle")
        points, y = [], top
        for kind, head, some in groups:
            _mark(pen, kind, MARGIN + 6, y + 15)
            pen.text(MARGIN + 20, y + 19.5, head, BODY, INKS[kind][0], bold=True, halo=True)
            y += HEAD
            for row, span in some:
                middle = y + (28 if narrow else 13)
                a, b = across(span.low), across(span.high)
                pen.rect(a, middle - 4, max(b - a, 1), 8, INKS[kind][1], 4)
                _mark(pen, kind, across(span.mid), middle)
                if narrow:
                    most = pen.width - 2 * MARGIN - text_width(value(span), BODY, True) - 10
                    pen.text(MARGIN, y + 16, clip(row.label, most, BODY), BODY, INK, halo=True)
                    pen.text(pen.width - MARGIN, y + 16, value(span), BODY, INK, "end", bold=True, halo=True)
                else:
                    pen.text(MARGIN, middle + 4.5, clip(row.label, room - 10, BODY), BODY, INK)
                    pen.text(pen.width - MARGIN, middle + 4.5, value(span), BODY, INK, "end", bold=True)
                points.append((across(span.mid), middle, row.label, told(row, span)))
                y += pitch
        pen.plate(MARGIN, top, pen.width - 2 * MARGIN, bottom - top, points, along="y")
        return bottom + 20

    said = [row.label + words.t("common.colon") + told(row, span) for _, _, some in groups for row, span in some]
    summary = words.t("common.semicolon").join(said) + words.t("common.stop").strip()
    return compose(words, found, summary, draw, subtitle=title, note=note, source=source)


def _mark(pen: Pen, kind: str, x: float, y: float) -> None:
    """A filled dot for a gain, a ring for what may be luck, a diamond for a loss."""
    colour = INKS[kind][0]
    if kind == "gains":
        pen.dot(x, y, 5.5, colour, CARD)
    elif kind == "luck":
        pen.dot(x, y, 4.5, CARD, colour, 2.2)
    else:
        pen.path([(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)], CARD, 1.2, colour, close=True)
