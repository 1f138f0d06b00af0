"""What a chart function returns: a picture with its words, for the screen, for a file and for a reader who hears it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from playbook.charts.ink import INK, SOFT, Pen, wrap
from playbook.language import Words
from sim.files.atomic import write_atomic

WIDE, NARROW, MARGIN = 760.0, 380.0, 16.0

# The container's width decides, not the window's: a figure beside a panel of sliders is narrow on a wide screen too.
# Where the browser knows no container queries, the wide layout shows.
_STYLE = (
    "<style>.pb-figure{container-type:inline-size;width:100%;max-width:860px}"
    ".pb-figure svg{width:100%;height:auto;display:block}.pb-figure .pb-narrow{display:none}"
    "@container (max-width:560px){.pb-figure .pb-wide{display:none}.pb-figure .pb-narrow{display:block}}</style>"
)


@dataclass(frozen=True)
class Figure:
    """A figure. `svg` is the wide layout (760 units), `narrow` the same for a phone (380 units)."""

    svg: str
    title: str
    summary: str
    narrow: str = ""
    alt: str = ""

    def html(self) -> str:
        """Both layouts; the browser shows the one that fits the figure's container."""
        if not self.narrow:
            return f'{_STYLE}<div class="pb-figure">{self.svg}</div>'
        return (
            f'{_STYLE}<div class="pb-figure"><div class="pb-wide">{self.svg}</div>'
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
    note: str = "",
    params: Mapping[str, Any] | None = None,
) -> Figure:
    """A figure from `draw(pen, top, narrow) -> bottom`, called once for each layout below the same head."""
    shown = ", ".join(words.t("chart.parameters", name=name, value=value) for name, value in (params or {}).items())
    summary = " ".join(summary.split())
    alt = f"{title} ({shown})" if shown else title
    alt += (" " if alt[-1:] in ".?!。？！" else words.t("common.stop")) + summary if summary else ""
    layouts = []
    for width, narrow in ((WIDE, False), (NARROW, True)):
        pen = Pen(width)
        bottom = draw(pen, _head(pen, title, note, narrow), narrow)
        layouts.append(pen.svg(bottom + MARGIN, alt, summary, words.language))
    return Figure(layouts[0], title, summary, layouts[1], alt)


def _head(pen: Pen, title: str, note: str, narrow: bool) -> float:
    """Title and note; returns the y from which the figure may draw."""
    size, small, room = (16.0, 12.5, pen.width - 2 * MARGIN) if narrow else (18.0, 13.0, pen.width - 2 * MARGIN)
    y = pen.lines(MARGIN, MARGIN + size * 0.85, wrap(title, room, size, 3, bold=True), size, bold=True, fill=INK)
    if note:
        y = pen.lines(MARGIN, y + small * 1.55, wrap(note, room, small, 3), small, fill=SOFT)
    return y + 14


def nothing(words: Words, title: str, note: str = "", params: Mapping[str, Any] | None = None) -> Figure:
    """The figure for data that hold no number."""
    empty = words.t("chart.empty")

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        pen.text(pen.width / 2, top + 44, empty, 14, SOFT, anchor="middle")
        return top + 80

    return compose(words, title, empty, draw, note, params)
