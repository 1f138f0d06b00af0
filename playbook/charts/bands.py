"""Published against simulated: each row on its own scale, so that effects in different units can stand together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import ACCENT, BODY, CARD, FAINT, GRID, INK, SMALL, SOFT, TINT, Pen, clip, wrap
from playbook.charts.scales import Scale
from playbook.language import Words

LABEL = 240.0  # room for a row's name beside its band
SAID, SAID_WIDE = 210, 290  # room for what is said of it, without and with a word on its weight


@dataclass(frozen=True)
class Claim:
    """A published number with its band, and the simulated mean with its central 95 %; `text` says both."""

    label: str
    low: float
    high: float
    published: float  # nan where only a direction was
    simulated: tuple[float, float, float]  # 2.5 %, mean, 97.5 %
    passed: bool
    text: str
    note: str = ""  # what the number was used for
    weight: str = ""  # what the agreement is worth


def bands(words: Words, claims: Sequence[Claim], *, title: str, summary: str, note: str = "", source="") -> Figure:
    """One row a claim: the published band grey, the published value a line, the simulation a dot with its range.

    `summary` is what they say together; `title` says what is shown.
    """
    known = [claim for claim in claims if np.isfinite([claim.low, claim.high, *claim.simulated]).all()]
    if not known:
        return nothing(words, title, source)

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        tall = any(claim.note and len(wrap(claim.label, LABEL, BODY, 2)) > 1 for claim in known)
        weighed = any(claim.weight for claim in known)
        pitch = (90 if weighed else 74) if narrow else 64 if weighed else 60 if tall else 50
        left = MARGIN + (0 if narrow else 250)
        right = pen.width - MARGIN - (0 if narrow else SAID_WIDE if weighed else SAID)
        points = []
        for index, claim in enumerate(known):
            y = top + index * pitch
            middle = y + ((66 if weighed else 50) if narrow else pitch / 2 - 5)
            numbers = [claim.low, claim.high, *claim.simulated]
            if np.isfinite(claim.published):
                numbers.append(claim.published)
            low, high = min(numbers), max(numbers)
            edge = 0.06 * (high - low or 1.0)
            across = Scale(low - edge, high + edge, left, right)
            pen.line(left, middle, right, middle, GRID)
            pen.rect(across(claim.low), middle - 11, across(claim.high) - across(claim.low), 22, GRID, 3)
            if np.isfinite(claim.published):
                pen.line(across(claim.published), middle - 13, across(claim.published), middle + 13, INK, 2)
            a, mean, b = (across(x) for x in claim.simulated)
            pen.rect(a, middle - 4, max(b - a, 1), 8, TINT if claim.passed else FAINT, 4)
            pen.dot(mean, middle, 6, ACCENT if claim.passed else CARD, CARD if claim.passed else INK, 2)
            points.append((mean, middle, claim.label, claim.text))
            _words(pen, claim, y, middle, narrow, right)
            if index:
                pen.line(MARGIN, y - 3, pen.width - MARGIN, y - 3, GRID)
        pen.plate(MARGIN, top, pen.width - 2 * MARGIN, pitch * len(known), points, along="y")
        return top + pitch * len(known)

    return compose(words, summary, summary, draw, subtitle=title, note=note, source=source)


def _words(pen: Pen, claim: Claim, y: float, middle: float, narrow: bool, right: float) -> None:
    if narrow:
        room = pen.width - 2 * MARGIN
        pen.text(MARGIN, y + 14, clip(claim.label, room, BODY, True), BODY, INK, bold=True)
        pen.text(MARGIN, y + 31, clip(claim.text, room, SMALL), SMALL, SOFT)
        if claim.weight:
            pen.text(MARGIN, y + 47, clip(claim.weight, room, SMALL), SMALL, SOFT)
        return
    lines = wrap(claim.label, LABEL, BODY, 2)
    last = pen.lines(MARGIN, middle + 5 - (len(lines) - 1 + bool(claim.note)) * 8.5, lines, leading=1.3, fill=INK)
    if claim.note:
        pen.text(MARGIN, last + 16, clip(claim.note, LABEL, SMALL), SMALL, SOFT)
    room = pen.width - MARGIN - right - 10
    said, weight = wrap(claim.text, room, SMALL, 2), wrap(claim.weight, room, SMALL, 2) if claim.weight else []
    last = pen.lines(right + 12, middle + 4 - (len(said) + len(weight) - 1) * 8, said, SMALL, fill=INK)
    if weight:
        pen.lines(right + 12, last + 16, weight, SMALL, fill=SOFT)
