"""What a chart function returns: a picture with its words, for the screen, for a file and for a reader who hears it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from playbook.charts import night
from playbook.charts.ink import BODY, HEAD, HEAD_NARROW, INK, SMALL, SOFT, Pen, wrap
from playbook.language import Words
from sim.files.atomic import write_atomic

WIDE, NARROW, MARGIN = 760.0, 380.0, 16.0

# The container's width decides, not the window's: a figure beside a panel of sliders is narrow on a wide screen too.
# Where the browser knows no container queries, the wide layout shows. A figure grows with its column, and its type with
# it: at 1,400 px, on a projector, small type stands 22 px high, which the back row reads.
RULES = (
    ".pb-figure{container-type:inline-size;position:relative;width:100%;max-width:860px}"
    "@media (min-width:1600px){.pb-figure{max-width:1400px}}"
    ".pb-figure svg{width:100%;height:auto;display:block}.pb-figure .pb-narrow{display:none}"
    "@container (max-width:560px){.pb-figure .pb-wide{display:none}.pb-figure .pb-narrow{display:block}}"
    f"{night.rules()}"
)


@dataclass(frozen=True)
class Figure:
    """A figure. `svg` is the wide layout (760 units), `narrow` the same for a phone (380 units).

    `title` is what it found, in one sentence. `span` are the ends of its value axis, where it has one: given to the
    next figure of the same kind, they keep its axis from jumping.
    """

    svg: str
    title: str
    summary: str
    narrow: str = ""
    alt: str = ""
    span: tuple[float, float] | None = None

    def html(self) -> str:
        """The figure with the rules that it needs: it can stand anywhere."""
        return f"<style>{RULES}</style>{self.bare()}"

    def bare(self) -> str:
        """Both layouts, for a page that has `RULES`; the browser shows the one that fits the figure's container."""
        if not self.narrow:
            return f'<div class="pb-figure">{self.svg}</div>'
        return (
            f'<div class="pb-figure"><div class="pb-wide">{self.svg}</div>'
            f'<div class="pb-narrow">{self.narrow}</div></div>'
        )

    def widget(self) -> widgets.HTML:
        return widgets.HTML(self.html(), layout=widgets.Layout(width="100%"))

    def update(self, widget: widgets.HTML) -> None:
        """Show this figure in an HTML widget that is already on the page."""
        widget.value = self.html()

    def png(self, width: int = 960, small: bool = True) -> bytes:
        """The wide layout as PNG, `width` pixels wide, in the playbook's own font: the same picture on every machine.

        `small` stores it with a palette, in under half the bytes (20 to 30 KB). Its bytes then also depend on the
        machine's zlib; without it they are the same everywhere.
        """
        from playbook.fonts import rasterize
        from playbook.fonts.shrink import shrink

        picture = rasterize(self.svg, width)
        return shrink(picture) if small else picture

    def save(self, path: str | Path) -> Path:
        """Write the figure to a .svg or .png file, whole or not at all. ValueError for another ending."""
        path = Path(path)
        if path.suffix.lower() == ".svg":
            data = ('<?xml version="1.0" encoding="UTF-8"?>\n' + self.svg + "\n").encode()
        elif path.suffix.lower() == ".png":
            data = self.png()
        else:
            raise ValueError(f"{path.name}: a figure is saved as .svg or .png")
        write_atomic(path, data)
        return path


@dataclass(frozen=True)
class Strip:
    """Something to show that is HTML and not a picture."""

    html: str
    summary: str

    def widget(self) -> widgets.HTML:
        return widgets.HTML(self.html, layout=widgets.Layout(width="100%"))

    def update(self, widget: widgets.HTML) -> None:
        widget.value = self.html


def compose(
    words: Words,
    title: str,
    summary: str,
    draw: Callable[[Pen, float, bool], float],
    *,
    subtitle: str = "",
    note: str = "",
    source: str = "",
    params: Mapping[str, Any] | None = None,
    span: tuple[float, float] | None = None,
) -> Figure:
    """A figure from `draw(pen, top, narrow) -> bottom`, called once for each layout between the same head and foot.

    The head is the finding and under it what is shown; the foot says how to read it (`note`) and where it comes from.
    """
    stop = words.t("common.stop").strip()
    title = title.strip().removesuffix(stop)
    shown = ", ".join(words.t("chart.parameters", name=name, value=value) for name, value in (params or {}).items())
    summary = " ".join(summary.split())
    alt = f"{title} ({shown})" if shown else title
    for said in (one for one in (subtitle, summary) if one and one.removesuffix(stop) != title):
        alt += (" " if alt[-1:] in ".?!。？！" else words.t("common.stop")) + said
    foot = [line for line in (note, source) if line]
    layouts = []
    for width, narrow in ((WIDE, False), (NARROW, True)):
        pen = Pen(width)
        bottom = draw(pen, _head(pen, title, subtitle, narrow), narrow)
        layouts.append(pen.svg(_foot(pen, foot, bottom) + MARGIN, alt, summary, words.language))
    return Figure(layouts[0], title, summary, layouts[1], alt, span)


def _head(pen: Pen, title: str, subtitle: str, narrow: bool) -> float:
    """Finding and what is shown; returns the y from which the figure may draw."""
    size, room = HEAD_NARROW if narrow else HEAD, pen.width - 2 * MARGIN
    y = pen.lines(MARGIN, MARGIN + size * 0.85, wrap(title, room, size, 4, bold=True), size, bold=True, fill=INK)
    if subtitle and subtitle != title:
        y = pen.lines(MARGIN, y + BODY * 1.6, wrap(subtitle, room, BODY, 3), fill=SOFT)
    return y + 14


def _foot(pen: Pen, lines: list[str], bottom: float) -> float:
    """Small lines under the figure; returns the y of the last."""
    for line in lines:
        bottom = pen.lines(MARGIN, bottom + 21, wrap(line, pen.width - 2 * MARGIN, SMALL, 4), SMALL, fill=SOFT)
    return bottom


def source(words: Words, team: str, n: int, seed: int) -> str:
    """The line at the foot of a figure of simulated seasons: whose they are, how many, and of which seed."""
    return words.t("chart.source", team=team, n=words.number(n), seed=seed)


def nothing(words: Words, title: str, source: str = "", params: Mapping[str, Any] | None = None) -> Figure:
    """The figure for data that hold no number; `title` is what would be shown."""
    empty = words.t("chart.empty")

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        pen.text(pen.width / 2, top + 44, empty, fill=SOFT, anchor="middle")
        return top + 80

    return compose(words, title, empty, draw, source=source, params=params)
