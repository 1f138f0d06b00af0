"""The strip of key figures and the progress line: HTML, so that they wrap like text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playbook.charts.figure import Strip
from playbook.charts.ink import ACCENT, BAD, CARD, GOOD, GRID, INK, SOFT
from playbook.charts.night import shade
from playbook.charts.scales import Span
from playbook.language import Words, escape

_GRID = "display:grid;grid-template-columns:repeat(auto-fill,minmax(160px,1fr));gap:8px"
_FONT = "font-family:inherit;font-variant-numeric:tabular-nums"


@dataclass(frozen=True)
class Kpi:
    """A key figure: `span` is P10, mean, P90, `change` the paired difference to another run."""

    name: str
    span: Any
    unit: str
    digits: int | None = None
    better: str = "higher"  # "lower", or anything else where neither is
    change: Any = None
    note: str = ""


def kpi_strip(words: Words, kpis: Sequence[Kpi]) -> Strip:
    """Cards side by side that wrap on a phone: name, middle, range, and the change in words, arrow and colour."""
    cards, said = [], []
    for kpi in kpis:
        span = Span.of(kpi.span)
        value = words.value(span.mid, kpi.unit, kpi.digits)
        reach = ""
        if span.known and not span.point:
            reach = words.t("kpi_strip.range", range=_unbroken(words.range(span.low, span.high, kpi.unit, kpi.digits)))
        change, colour = _change(words, kpi)
        cards.append(_card(kpi.name, value, reach, change, colour, kpi.note))
        said.append(words.t("common.clause").join(filter(None, (f"{kpi.name} {value}", reach, change, kpi.note))))
    label = escape(words.t("kpi_strip.title"))
    box = f'<div class="pb-strip" role="list" aria-label="{label}" style="{_GRID};{_FONT}">'
    return Strip(box + "".join(cards) + "</div>", words.t("common.semicolon").join(said))


def _unbroken(text: str) -> str:
    """`text` so that a narrow card does not end a line inside a range."""
    return text.replace("–", "–\u2060")


def _change(words: Words, kpi: Kpi) -> tuple[str, str]:
    """The change in words and its colour; a range that holds zero is no clear change."""
    if kpi.change is None:
        return "", SOFT
    span = Span.of(kpi.change)
    if not span.known:
        return "", SOFT
    if span.mid == 0 or (span.low <= 0 <= span.high and not span.point):
        return words.t("kpi_strip.no_clear_change"), SOFT
    up = span.mid > 0
    arrow = "▲" if up else "▼"
    if kpi.better not in ("higher", "lower"):
        amount = words.signed(abs(span.mid), kpi.unit, kpi.digits).removeprefix("+")
        return f"{arrow} " + words.t("kpi_strip.more" if up else "kpi_strip.less", value=amount), SOFT
    good = up == (kpi.better == "higher")
    verdict, colour = words.t("kpi_strip.better" if good else "kpi_strip.worse"), GOOD if good else BAD
    return f"{arrow} {words.signed(span.mid, kpi.unit, kpi.digits)} {verdict}", colour


def _card(name: str, value: str, reach: str, change: str, colour: str, note: str) -> str:
    def row(text: str, style: str) -> str:
        return f'<div style="{style}">{escape(text)}</div>' if text else ""

    style = (
        f"box-sizing:border-box;min-width:0;{shade('background', CARD)};border:1px solid;{shade('border-color', GRID)};"
        "border-radius:8px;padding:10px 14px;line-height:1.35;overflow-wrap:anywhere"
    )
    return (
        f'<div role="listitem" style="{style}">'
        + row(name, f"{shade('color', SOFT)};font-size:13px")
        + row(value, f"{shade('color', INK)};font-size:22px;font-weight:600")
        + row(reach, f"{shade('color', SOFT)};font-size:12.5px")
        + row(change, f"{shade('color', colour)};font-size:13px;font-weight:600")
        + row(note, f"{shade('color', SOFT)};font-size:12.5px")
        + "</div>"
    )


def waiting(words: Words, text: str, done: int = 0, planned: int = 0) -> Strip:
    """A line of text with a bar that fills; without `planned` the text alone."""
    said = words.t("kpi_strip.progress", done=words.number(done), planned=words.number(planned)) if planned > 0 else ""
    share = min(max(done / planned, 0.0), 1.0) if planned > 0 else 0.0
    bar = ""
    if planned > 0:
        bar = (
            f'<div role="progressbar" aria-label="{escape(text)}" aria-valuemin="0" aria-valuemax="{int(planned)}" '
            f'aria-valuenow="{int(min(max(done, 0), planned))}" '
            f'style="height:6px;{shade("background", GRID)};border-radius:3px;margin-top:6px;max-width:860px">'
            f'<div style="height:6px;width:{100 * share:.0f}%;{shade("background", ACCENT)};border-radius:3px"></div>'
            "</div>"
        )
    line = escape(" ".join(filter(None, (text, said))))
    style = f"{shade('color', SOFT)};font-size:13px;{_FONT}"
    box = f'<div class="pb-strip" style="{style}" aria-live="polite">{line}{bar}</div>'
    return Strip(box, " ".join(filter(None, (text, said))))
