"""The page for the wall: what everybody should have before their eyes, on one sheet of A4 across, in large type.

How much room words take is reckoned here, on the safe side: the largest type is taken in which all of it fits. Where
even the smallest does not do, long lists and tables end in "… and n more", and then the last blocks go.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from playbook.documents.blocks import Block, Bullets, Decide, Document, Facts, Paragraph, Picture, Table
from playbook.documents.html import BLOCKS, CELL, FONTS, block, page, shown
from playbook.documents.said import Said, clean, say_facts, say_table
from playbook.documents.widths import longest_piece, shares, widest
from playbook.language import Words, words

WIDTH, HEIGHT, EDGE, GAP = 297.0, 210.0, 10.0, 8.0  # mm
WIDE = 4  # a table of so many columns takes the whole width
HEAD, FIGURE = 21.0, 62.0  # mm that the head takes, and a picture
SIZES = (20, 18, 17, 16, 15, 14, 13, 12, 11.5, 11, 10.5, 10, 9.5, 9)  # points
LINE, PT, SAFE = 1.4, 0.3528, 1.03  # height of a line in em, a point in mm, and how much more than reckoned is kept
PARAGRAPH, ROW, FRAME = 0.6, 0.55, 2.2  # em around a paragraph, a table's row and a frame
_RULES = """
:root{color-scheme:light}
@page{size:A4 landscape;margin:0}
html,body{margin:0;background:#fff}
body{font:SIZEpt/1.4 FONTS;color:#1b1f24}
.wall{width:297mm;height:209mm;padding:10mm;overflow:hidden}
.wall header{height:18mm;overflow:hidden;border-bottom:2px solid #0b5fa5;margin-bottom:2mm}
h1{line-height:1.15;margin:0;max-height:2.3em;overflow:hidden}
.wall header p{margin:0;font-size:11pt;color:#4a545e;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.columns{display:grid;grid-template-columns:1fr 1fr;column-gap:8mm} .columns>div{min-width:0}
p{margin:0 0 .5em} ul,ol{margin:0 0 .5em;padding-left:1.5em} table{margin:0 0 .5em} caption{text-align:left;
font-weight:700} table,figure{break-inside:avoid} table:not(.facts){table-layout:fixed}
.wide{overflow:hidden} figure{margin:0 0 .5em} figure svg{width:100%;max-height:50mm;height:auto;display:block}
.pb-narrow{display:none} .decide{margin:0 0 .6em} .note{margin:0 0 .5em}
@media screen{.wall{margin:0 auto;outline:1px solid #d0d7de}}
@media screen and (max-width:800px){.wall{width:auto;height:auto} .columns{display:block} .wall header{height:auto}}
"""


@dataclass(frozen=True)
class _Band:
    """Blocks beside each other in two columns; or, without `right`, one block over the whole width."""

    left: tuple[Block, ...]
    right: tuple[Block, ...] | None = None


@dataclass(frozen=True)
class _Sheet:
    """Bands one under the other at a size of type."""

    size: float
    bands: tuple[_Band, ...]


def wall_html(document: Document) -> str:
    """The page. A document without blocks for the wall gives its title alone."""
    w = words(document.language)
    sheet = _arranged(document.wall, w)
    made = w.t("written.made", date=w.date(document.made, year=True))
    title = clean(document.title).replace("\n", " ")
    body = (
        f'<div class="wall"><header><h1 style="font-size:{_title_size(title):g}pt">{shown(title)}</h1>'
        f"<p>{shown(f'{document.subtitle} · {made}')}</p></header><main>"
        f"{''.join(_band(one, sheet.size, w) for one in sheet.bands)}</main></div>"
    )
    rules = BLOCKS + _RULES.replace("FONTS", FONTS).replace("SIZE", f"{sheet.size:g}")
    return page(document.language, document.title, rules, body)


def _title_size(title: str) -> float:
    """Points in which a title stands on one line; a very long one takes two of the smallest."""
    return max(11.0, min(24.0, (WIDTH - 2 * EDGE) / PT / max(1.0, 1.1 * widest(title)) // 1))


def _band(band: _Band, size: float, w: Words) -> str:
    if band.right is None:
        return f'<div class="full">{"".join(block(one, w, _room(size, True)) for one in band.left)}</div>'
    sides = (band.left, band.right)
    inner = "".join(f"<div>{''.join(block(one, w, _room(size)) for one in side)}</div>" for side in sides)
    return f'<div class="columns">{inner}</div>'


def _arranged(blocks: tuple[Block, ...], w: Words) -> _Sheet:
    """Everything at the largest size that takes it; else as much as the smallest takes."""
    for size in SIZES:
        if (found := _two(blocks, size, w)) is not None:
            return found
    rows = max((_rows(one) for one in blocks), default=0)
    while rows > 1:
        rows -= 1 + rows // 12
        if (found := _two(tuple(_cut(one, rows, w) for one in blocks), SIZES[-1], w)) is not None:
            return found
    least = tuple(_cut(one, 1, w) for one in blocks)
    for kept in range(len(least) - 1, -1, -1):
        more = Paragraph(w.t("written.more", n=w.number(len(least) - kept)), small=True)
        if (found := _two((*least[:kept], more), SIZES[-1], w)) is not None:
            return found
    return _Sheet(SIZES[-1], ((), ()))


def _two(blocks: tuple[Block, ...], size: float, w: Words) -> _Sheet | None:
    """Blocks in their order at a size: tables of many columns over the whole width, the others in two columns as even
    as they come, or one below the other where that is no taller; None where they do not fit."""
    bands, tall = [], 0.0
    for full, group in groupby(blocks, _is_wide):
        if full:
            for one in group:
                bands.append(_Band((one,)))
                tall += _height(one, size, w, True)
            continue
        some = tuple(group)
        heights = [_height(one, size, w) for one in some]
        cut = min(range(len(some) + 1), key=lambda n: max(sum(heights[:n]), sum(heights[n:])))
        beside, below = max(sum(heights[:cut]), sum(heights[cut:])), sum(_height(one, size, w, True) for one in some)
        bands.append(_Band(some[:cut], some[cut:]) if beside < below else _Band(some))
        tall += min(beside, below)
    return _Sheet(size, tuple(bands)) if tall <= HEIGHT - 2 * EDGE - HEAD else None


def _is_wide(one: Block) -> bool:
    return isinstance(one, Table) and len(one.head) >= WIDE


def _height(one: Block, size: float, w: Words, full: bool = False) -> float:
    """About how tall a block stands, in mm, on the safe side."""
    if isinstance(one, Picture):
        return FIGURE
    return SAFE * size * PT * _ems(one, _room(size, full), w)


def _room(size: float, full: bool = False) -> float:
    """Width of a column, or of the whole page, in em."""
    width = WIDTH - 2 * EDGE
    return (width if full else (width - GAP) / 2) / (size * PT)


def _ems(one: Block, room: float, w: Words) -> float:
    """The same in em, in a column `room` em wide."""
    match one:
        case Paragraph():
            return LINE * _lines(one.text, room) + PARAGRAPH
        case Bullets():
            return LINE * sum(_lines(item, room - 2.5) for item in one.items) + PARAGRAPH
        case Decide():
            further = (w.t("written.suggests", text=text) for text in (one.suggestion, one.where) if text)
            texts = [one.question, *further]
            return LINE * (1 + sum(_lines(text, room - 3) for text in texts)) + FRAME + 0.3 * len(texts)
        case Facts():
            rows, notes = say_facts(one, w)
            cells = [((Said(name), 0.36), (said, 0.64)) for name, said in rows]
            return sum(_row(row, room) for row in cells) + _noted(notes, room)
        case Table():
            said = say_table(one, w)
            part = shares(said, room, CELL)
            lines = [tuple(map(Said, said.head)), *said.rows, *([said.totals] if said.totals else [])]
            body = sum(_row(tuple(zip(row, part, strict=True)), room) for row in lines)
            return body + _noted(said.notes, room) + (LINE * _lines(one.caption, room) if one.caption else 0.0) + 0.6
    return 0.0


def _row(cells: Sequence[tuple[Said, float]], room: float) -> float:
    return LINE * max((_cell(said, room * part - CELL) for said, part in cells), default=0.0) + ROW


def _cell(said: Said, room: float) -> float:
    """Lines of a cell, those of its range counted for what they are."""
    return _lines(said.text, room) + (0.8 * _lines(said.range, room / 0.8) if said.range else 0.0)


def _noted(notes: Sequence[str], room: float) -> float:
    return sum(LINE * 0.85 * _lines(note, room / 0.85) for note in notes) + PARAGRAPH


def _lines(text: str, room: float) -> int:
    """Lines that a text takes: words that do not fit begin another, so a fifth is lost where words are long."""
    room = max(1.0, room)
    lost = 0.12 * room if longest_piece(text) < room else 0.0
    return sum(max(1, math.ceil(1.06 * widest(line) / max(1.0, room - lost))) for line in text.split("\n"))


def _rows(one: Block) -> int:
    return len(one.items) if isinstance(one, Bullets) else len(one.rows) if isinstance(one, (Facts, Table)) else 0


def _cut(one: Block, rows: int, w: Words) -> Block:
    """A list or a table of at most `rows`, that says how many more there are."""
    more = _rows(one) - rows
    if more <= 0:
        return one
    text = w.t("written.more", n=w.number(more))
    match one:
        case Bullets():
            return replace(one, items=(*one.items[:rows], text))
        case Facts():
            return replace(one, rows=(*one.rows[:rows], (text, None)))
        case Table():
            empty = (None,) * (len(one.head) - 1)
            kept = frozenset(number for number in one.marked if number < rows)
            # a sum of what is left would be a wrong one
            return replace(one, rows=(*one.rows[:rows], (text, *empty)), marked=kept, totals=())
    return one
