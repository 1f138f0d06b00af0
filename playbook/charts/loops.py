"""Causal loop diagrams: what drives what, with signs, and what each link contributed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import ACCENT, BAD, CARD, FAINT, INK, PALE, SOFT, TINT, Pen, text_width, wrap
from playbook.language import MINUS, Words


@dataclass(frozen=True)
class Node:
    """A thing that grows or shrinks. x, y in 0 … 1 of the wide layout; on a phone the axes are exchanged."""

    id: str
    label: str
    x: float
    y: float
    kind: str = "plain"  # "plain", "lever", "kpi"


@dataclass(frozen=True)
class Link:
    """More of `source` makes more (+) or less (-) of `target`. `bend` curves it (0 straight)."""

    source: str
    target: str
    sign: str = "+"
    loop: str = ""
    value: str = ""  # written on it: the contribution
    weight: float = 0.0  # 0 … 1: thickness
    bend: float = 0.12


def loop_diagram(
    words: Words, nodes: Sequence[Node], links: Sequence[Link], *, title=None, note="", params=None,
) -> Figure:  # fmt: skip
    """Nodes and signed arrows. Links whose ends are unknown raise KeyError: a slip of the caller."""
    title = title or words.t("chart.loops")
    if not nodes:
        return nothing(words, title, note, params)
    by_id = {node.id: node for node in nodes}
    said = []
    for link in links:
        arrow = f"{by_id[link.source].label} → {by_id[link.target].label} ({MINUS if link.sign == '-' else '+'})"
        said.append(" ".join(filter(None, (arrow, link.value))))
    note = " ".join(filter(None, (note, words.t("chart.loops_key") if links else "")))
    summary = words.t("chart.loops_summary", links=words.t("common.semicolon").join(said)) if said else ""

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        sheet = _Sheet(pen, top, narrow, by_id, links)
        sheet.draw()
        return top + sheet.height

    return compose(words, title, summary, draw, note, params)


_KINDS = {"plain": (PALE, FAINT, INK), "lever": (TINT, ACCENT, ACCENT), "kpi": (INK, INK, CARD)}  # ground, edge, text


_Box = tuple[float, float, float, float, list[str]]  # centre x and y, half width, half height, lines


@dataclass
class _Sheet:
    pen: Pen
    top: float
    narrow: bool
    nodes: Mapping[str, Node]
    links: Sequence[Link]

    def __post_init__(self) -> None:
        self.height = 660.0 if self.narrow else 420.0
        self.size = 12.5 if self.narrow else 13.5
        places = {name: self._place(node) for name, node in self.nodes.items()}
        ends = [(min(p[i] for p in places.values()), max(p[i] for p in places.values())) for i in (0, 1)]
        # whatever part of the unit square the nodes take, they fill the sheet
        self.boxes = {
            name: self._box(node.label, *((p - low) / (high - low) if high > low else 0.5
                                          for p, (low, high) in zip(places[name], ends, strict=True)))
            for name, node in self.nodes.items()
        }  # fmt: skip
        self._part()
        self.height = max(self.height, max(box[1] + box[3] for box in self.boxes.values()) - self.top + 18)

    def _place(self, node: Node) -> tuple[float, float]:
        return (node.y, node.x) if self.narrow else (node.x, node.y)

    def _box(self, label: str, x: float, y: float) -> _Box:
        """Centre, half width, half height and lines of a node at x, y in 0 … 1."""
        lines = wrap(label, 92 if self.narrow else 124, self.size, 2, bold=True)
        half = max(text_width(line, self.size, True) for line in lines or [""]) / 2 + 11
        tall = 13 + (len(lines) - 1) * self.size * 0.65
        left, right = MARGIN + half, self.pen.width - MARGIN - half
        return left + x * (right - left), self.top + 32 + y * (self.height - 62), half, tall, lines

    def _part(self) -> None:
        """Push nodes that would touch apart, up and down, with room for an arrow between them."""
        names, highest = list(self.boxes), self.top + 32
        for _ in range(60):
            moved = False
            for i, first in enumerate(names):
                for second in names[i + 1 :]:
                    a, b = self.boxes[first], self.boxes[second]
                    short = a[3] + b[3] + 30 - abs(b[1] - a[1])
                    if abs(a[0] - b[0]) < a[2] + b[2] + 12 and short > 0.5:
                        step = short / 2 if a[1] <= b[1] else -short / 2
                        self.boxes[first] = (a[0], max(a[1] - step, highest), *a[2:])
                        self.boxes[second] = (b[0], max(b[1] + step, highest), *b[2:])
                        moved = True
            if not moved:
                return

    def draw(self) -> None:
        texts = [self._link(link) for link in self.links]
        for name, node in self.nodes.items():
            x, y, half, tall, lines = self.boxes[name]
            fill, edge, ink = _KINDS.get(node.kind, _KINDS["plain"])
            self.pen.rect(x - half, y - tall, 2 * half, 2 * tall, fill, 10, stroke=edge, stroke_width=1.2)
            first = y + self.size * 0.36 - (len(lines) - 1) * self.size * 0.625
            self.pen.lines(x, first, lines, self.size, leading=1.25, anchor="middle", bold=True, fill=ink)
        for draw_text in texts:  # over everything else
            draw_text()

    def _link(self, link: Link):
        """Draw the arrow; returns what writes its sign and text afterwards."""
        a, b = self.boxes[link.source], self.boxes[link.target]
        dx, dy = b[0] - a[0], b[1] - a[1]
        bend = -link.bend if self.narrow else link.bend  # exchanging the axes mirrors the picture
        control = ((a[0] + b[0]) / 2 - dy * bend, (a[1] + b[1]) / 2 + dx * bend)
        start, end = _leave(a, control, 3), _leave(b, control, 6)
        colour = ACCENT if link.loop else FAINT
        width = 1.5 + 3.5 * min(max(link.weight, 0.0), 1.0)
        head = 7 + width
        angle = math.atan2(end[1] - control[1], end[0] - control[0])
        neck = (end[0] - head * 0.8 * math.cos(angle), end[1] - head * 0.8 * math.sin(angle))
        self.pen.curve(start, control, neck, colour, width)
        sides = [(end[0] - head * math.cos(angle + s), end[1] - head * math.sin(angle + s)) for s in (0.42, -0.42)]
        self.pen.path([end, *sides], fill=colour, close=True)

        def words_on_it() -> None:
            # the sign stands beside the arrow's head, on its outer side
            turn = math.copysign(1.0, bend or 1.0) * -1
            away = 13 + width / 2
            sx = end[0] - 17 * math.cos(angle) - turn * away * math.sin(angle) * -1
            sy = end[1] - 17 * math.sin(angle) + turn * away * math.cos(angle) * -1
            negative = link.sign == "-"
            sign, tone = (MINUS, BAD) if negative else ("+", SOFT)
            self.pen.text(sx, sy + 6, sign, 17, tone, "middle", bold=True, halo=True)
            if link.value:
                middle = [(u + 2 * v + w) / 4 for u, v, w in zip(start, control, end, strict=True)]
                level = abs(end[1] - start[1]) < 40
                self._label(link.value, middle, room=abs(end[0] - start[0]), level=level, bend=bend)

        return words_on_it

    def _label(self, value: str, place: Sequence[float], room: float, level: bool, bend: float) -> None:
        """The contribution on a white ground over the middle of its arrow; beside a level one that is too short."""
        size, tall = self.size - 0.5, (self.size - 0.5) * 1.25
        half = text_width(value, size, bold=True) / 2 + 3
        x, middle = min(max(place[0], MARGIN + half), self.pen.width - MARGIN - half), place[1]
        if level and room < 2 * half + 30:
            middle += (tall / 2 + 26) * (1 if bend >= 0 else -1)
        else:
            self.pen.rect(x - half, middle - tall / 2 - 1, 2 * half, tall + 2, CARD, 4)
        self.pen.text(x, middle + 0.3 * tall, value, size, INK, "middle", bold=True, halo=True)


def _leave(box, towards: tuple[float, float], gap: float) -> tuple[float, float]:
    """Where the way from a box's centre to a point leaves the box, plus a gap."""
    x, y, half, tall = box[:4]
    dx, dy = towards[0] - x, towards[1] - y
    if not dx and not dy:
        return x + half, y
    reach = min((half + gap) / abs(dx) if dx else math.inf, (tall + gap) / abs(dy) if dy else math.inf)
    return x + dx * reach, y + dy * reach
