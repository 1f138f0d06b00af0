"""Causal loop diagrams: what drives what, with signs, and what each link contributed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.ink import (
    ACCENT,
    BAD,
    BODY,
    CARD,
    FAINT,
    HEAD,
    HEAD_NARROW,
    INK,
    PALE,
    SMALL,
    SOFT,
    TINT,
    Pen,
    text_width,
    wrap,
)
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
    words: Words, nodes: Sequence[Node], links: Sequence[Link], *, title=None, note="", source="",
    params=None,
) -> Figure:  # fmt: skip
    """Nodes and signed arrows; `title` says what is shown. KeyError for a link to an unknown node."""
    title = title or words.t("chart.loops")
    if not nodes:
        return nothing(words, title, source, params)
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

    found = _finding(words, by_id, links)
    return compose(words, found, summary, draw, subtitle=title, note=note, source=source, params=params)


def _finding(words: Words, nodes: Mapping[str, Node], links: Sequence[Link]) -> str:
    """The link that carries most, or how many there are."""
    told = [link for link in links if link.value and link.weight > 0]
    if not told:
        return words.t("chart.found_loops", links=words.number(len(links)), nodes=words.number(len(nodes)))
    most = max(told, key=lambda link: link.weight)
    ends = {"source": nodes[most.source].label, "target": nodes[most.target].label}
    return words.t("chart.found_loops_most", value=most.value, **ends)


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
        self.size = SMALL if self.narrow else BODY
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
        arrows = [self._link(link) for link in self.links]
        for name, node in self.nodes.items():
            x, y, half, tall, lines = self.boxes[name]
            fill, edge, ink = _KINDS.get(node.kind, _KINDS["plain"])
            self.pen.rect(x - half, y - tall, 2 * half, 2 * tall, fill, 10, stroke=edge, stroke_width=1.2)
            first = y + self.size * 0.36 - (len(lines) - 1) * self.size * 0.625
            self.pen.lines(x, first, lines, self.size, leading=1.25, anchor="middle", bold=True, fill=ink)
        # over everything else, and none over another
        self.taken = [(x - half, y - tall, x + half, y + tall) for x, y, half, tall, _ in self.boxes.values()]
        for link, arrow in zip(self.links, arrows, strict=True):
            self._sign(link, arrow)
        for link, arrow in zip(self.links, arrows, strict=True):
            if link.value:
                self._label(link.value, arrow)

    def _link(self, link: Link) -> _Arrow:
        """Draw the arrow; its sign and text are written when all arrows are there."""
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

        return _Arrow(start, control, end, width, bend)

    def _sign(self, link: Link, arrow: _Arrow) -> None:
        """Beside the arrow's head, on its outer side, or farther back or inside where another sign stands there."""
        (ux, uy), turn = arrow.direction, math.copysign(1.0, arrow.bend or 1.0)
        away = 13 + arrow.width / 2
        places = [
            (arrow.end[0] - back * ux - side * away * uy, arrow.end[1] - back * uy + side * away * ux)
            for side in (-turn, turn) for back in (17, 36, 55)
        ]  # fmt: skip
        x, y = self._free(places, 8, 9)
        sign, tone = (MINUS, BAD) if link.sign == "-" else ("+", SOFT)
        self.pen.text(x, y + 6, sign, HEAD_NARROW if self.narrow else HEAD, tone, "middle", bold=True, halo=True)

    def _label(self, value: str, arrow: _Arrow) -> None:
        """The contribution on the card's ground over the middle of its arrow, or as near to it as there is room."""
        tall, half = SMALL * 1.25, text_width(value, SMALL, bold=True) / 2 + 3
        on = [arrow.at(share) for share in (0.5, 0.4, 0.6, 0.3, 0.7)]
        beside = [(on[0][0] + dx, on[0][1] + dy) for dy in (26, -26, 40, -40) for dx in (0, half, -half)]
        edge = MARGIN + half
        places = [(min(max(x, edge), self.pen.width - edge), y) for x, y in (*on, *beside)]
        x, y = self._free(places, half, tall / 2 + 1)
        self.pen.rect(x - half, y - tall / 2 - 1, 2 * half, tall + 2, CARD, 4)
        self.pen.text(x, y + 0.3 * tall, value, SMALL, INK, "middle", bold=True, halo=True)

    def _free(self, places: Sequence[tuple[float, float]], half: float, tall: float) -> tuple[float, float]:
        """The first place where a box of this size covers nothing, or the one that covers least; it is taken then."""

        def covered(place: tuple[float, float]) -> float:
            x, y = place
            overlaps = (
                (min(x + half, right) - max(x - half, left), min(y + tall, bottom) - max(y - tall, top))
                for left, top, right, bottom in self.taken
            )
            return sum(wide * high for wide, high in overlaps if wide > 0 and high > 0)

        x, y = min(places, key=covered)
        self.taken.append((x - half, y - tall, x + half, y + tall))
        return x, y


@dataclass(frozen=True)
class _Arrow:
    start: tuple[float, float]
    control: tuple[float, float]
    end: tuple[float, float]
    width: float
    bend: float

    @property
    def direction(self) -> tuple[float, float]:
        """Of its head, of length 1."""
        angle = math.atan2(self.end[1] - self.control[1], self.end[0] - self.control[0])
        return math.cos(angle), math.sin(angle)

    def at(self, share: float) -> tuple[float, float]:
        """The point after this share of the way."""
        a, b, c = (1 - share) ** 2, 2 * share * (1 - share), share**2
        x, y = (a * u + b * v + c * w for u, v, w in zip(self.start, self.control, self.end, strict=True))
        return x, y


def _leave(box, towards: tuple[float, float], gap: float) -> tuple[float, float]:
    """Where the way from a box's centre to a point leaves the box, plus a gap."""
    x, y, half, tall = box[:4]
    dx, dy = towards[0] - x, towards[1] - y
    if not dx and not dy:
        return x + half, y
    reach = min((half + gap) / abs(dx) if dx else math.inf, (tall + gap) / abs(dy) if dy else math.inf)
    return x + dx * reach, y + dy * reach
