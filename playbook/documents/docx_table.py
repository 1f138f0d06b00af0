"""A table of a Word document as XML, in one piece: python-docx goes through all of a table for each of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from playbook.documents import docx_look as look
from playbook.documents.said import Said
from playbook.documents.widths import RANGE

SMALLEST_RANGE = 6.0  # points
EDGES = (("top", 30), ("left", 100), ("bottom", 30), ("right", 100))  # twips between a cell's line and its text
CLOSE = (("top", 15), ("left", 70), ("bottom", 15), ("right", 70))  # in a table of small type
_ALL, _UNDER = ("top", "left", "bottom", "right", "insideH", "insideV"), ("bottom", "insideH")
_EMU_PER_TWIP = 635


@dataclass(frozen=True)
class Line:
    """A row: its cells; `bold` and `right` of each column; `fill`: its colour, "" for none; `head`: stands again on
    every page; `keep`: on one page with the next."""

    cells: Sequence[Said]
    bold: Sequence[bool]
    right: Sequence[bool]
    fill: str = ""
    head: bool = False
    keep: bool = False

    @property
    def across(self) -> bool:
        """Whether its one cell goes over all columns: a name of the rows below it."""
        return len(self.cells) == 1


def table_xml(lines: Sequence[Line], widths: Sequence[float], size: float, style: str, frame: bool, close: bool) -> Any:
    """A table of fixed widths (mm) whose rows stay whole, in type of `size` points and paragraphs of the style with the
    id `style`. `frame`: lines around all cells, else only under them; `close`: little room around a cell's text."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    twips = [round(width * look.MM / _EMU_PER_TWIP) for width in widths]
    columns = [f'<w:tcPr><w:tcW w:type="dxa" w:w="{width}"/>' for width in twips]
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{look.LINE}"/>' for side in (_ALL if frame else _UNDER)
    )
    edges = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in (CLOSE if close else EDGES))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    over = f'<w:tcPr><w:tcW w:type="dxa" w:w="{sum(twips)}"/><w:gridSpan w:val="{len(twips)}"/>'
    rows = "".join(
        _row(line, [over] if line.across else columns, size, escape(style, {'"': "&quot;"})) for line in lines
    )
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:type="auto" w:w="0"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{edges}</w:tblCellMar>'
        f'<w:tblLook w:val="04A0"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )  # fmt: skip


def _row(line: Line, columns: Sequence[str], size: float, style: str) -> str:
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{line.fill}"/>' if line.fill else ""
    keep, head = "<w:keepNext/>" * line.keep, "<w:tblHeader/>" * line.head
    cells = "".join(
        f'<w:tc>{column}{fill}</w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}'
        f'{RIGHT if right else ""}</w:pPr>{_said(said, size, bold)}</w:p></w:tc>'
        for column, said, bold, right in zip(columns, line.cells, line.bold, line.right, strict=True)
    )  # fmt: skip
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"


RIGHT = '<w:jc w:val="right"/>'


def _said(said: Said, size: float, bold: bool) -> str:
    text = _run(said.text, "<w:b/>" if bold else "", size)
    if not said.range:
        return text
    colour = f'<w:color w:val="{look.SOFT}"/>'
    return text + _run("\n" + said.range, colour, max(SMALLEST_RANGE, size * RANGE))


def _run(text: str, form: str, size: float) -> str:
    lines = []
    for line in text.split("\n"):
        parts = (f'<w:t xml:space="preserve">{escape(part)}</w:t>' if part else "" for part in line.split("\t"))
        lines.append("<w:tab/>".join(parts))
    return f'<w:r><w:rPr>{form}<w:sz w:val="{int(2 * size)}"/></w:rPr>{"<w:br/>".join(lines)}</w:r>'
