"""The night as a picture: the evening of the start and that of a cure, one above the other, on one scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playbook.charts.figure import MARGIN, Figure, compose
from playbook.charts.ink import ACCENT, BAD, FAINT, GRID, INK, SOFT, Pen, text_width
from playbook.charts.scales import Scale
from playbook.language import Words
from playbook.stage.evening import Clock, Frames, told

SLOT = 15  # minutes of a bar
TALL = 108.0


def still(words: Words, page: Mapping[str, Any], evenings: Mapping[str, Frames], summary: str) -> Figure:
    """`evenings`: what a setting is called → its evening, in the order in which they are drawn."""
    bars = {name: _bars(evening) for name, evening in evenings.items()}
    most = max(max(came) for came, _, _ in bars.values())

    def pencil(pen: Pen, top: float, narrow: bool) -> float:
        top = _key(words, pen, top)
        for name, (came, lost, kept) in bars.items():
            top = _row(
                words, pen, page, name, told(evenings[name], page["opens"])["share"], (came, lost, kept), most, top
            )
        return _clock(words, pen, page, top, narrow)

    return compose(words, page["title"], summary, pencil)


def _bars(evening: Frames) -> tuple[list[int], list[int], list[int]]:
    slots = range(0, len(evening["came"]) - SLOT + 1, SLOT)
    came, lost, kept = ([sum(evening[name][m : m + SLOT]) for m in slots] for name in ("came", "lost", "kept"))
    return came, lost, kept


def _key(words: Words, pen: Pen, top: float) -> float:
    x, y = MARGIN, top + 10
    for colour, key in ((GRID, "came"), (BAD, "lost_key"), (ACCENT, "kept_key")):
        text = words.t(f"stage.{key}")
        if x > MARGIN and x + 18 + text_width(text, 12.5) > pen.width - MARGIN:
            x, y = MARGIN, y + 19
        pen.rect(x, y - 10, 12, 11, colour, stroke=FAINT if colour == GRID else "")
        pen.text(x + 18, y, text, 12.5, SOFT)
        x += text_width(text, 12.5) + 36
    return y + 12


def _across(pen: Pen, page: Mapping[str, Any]) -> Scale:
    return Scale(0, page["minutes"], MARGIN + 34, pen.width - MARGIN)


def _row(
    words: Words, pen: Pen, page: Mapping[str, Any], name: str, share: float, bars: Any, most: int, top: float
) -> float:
    across, base = _across(pen, page), top + 26 + TALL
    up = Scale(0, most, base, top + 32)
    pen.text(MARGIN, top + 18, name, 14, INK, bold=True)
    said = words.t("stage.share") + words.t("common.colon") + words.percent(share)
    pen.text(MARGIN + text_width(name, 14, True) + 14, top + 18, said, 13, SOFT)
    pen.text(MARGIN + 28, up(most) + 10, words.number(most), 12, SOFT, anchor="end")
    for i, (came, lost, kept) in enumerate(zip(*bars, strict=True)):
        x, wide = across(i * SLOT) + 1, across(SLOT) - across(0) - 2
        pen.rect(x, up(came), wide, base - up(came), GRID, stroke=FAINT, stroke_width=0.5)
        pen.rect(x, up(lost), wide / 2, base - up(lost), BAD)
        pen.rect(x + wide / 2, up(kept), wide / 2, base - up(kept), ACCENT)
    pen.line(across(0), base, across(page["minutes"]), base, FAINT)
    pen.line(across(page["opens"]), top + 26, across(page["opens"]), base, SOFT, dash="2 3")
    return base + 6


def _clock(words: Words, pen: Pen, page: Mapping[str, Any], top: float, narrow: bool) -> float:
    across, step = _across(pen, page), 120 if narrow else 60
    clock = Clock(**page["clock"])
    for minute in range(page["minutes"] + 1):
        at = clock.shows(minute)
        if at % step == 0:
            text = words.clock(1440 if at == 1440 else at % 1440)
            x = across(minute)
            pen.text(x, top + 12, text, 12, SOFT, anchor="end" if x > pen.width - MARGIN - 14 else "middle")
    return top + 16
