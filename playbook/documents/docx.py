"""A document for Word, our own or in a template of somebody's; the same document gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import math
import zipfile
from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from typing import Any

from playbook.documents import docx_look as look
from playbook.documents.blocks import Block, Bullets, Decide, Document, Facts, Paragraph, Picture, Section, Table
from playbook.documents.said import BOX, BULLET, Said, SaidTable, clean, say_facts, say_table
from playbook.documents.widths import RANGE, facts_share, needs, shares
from playbook.language import words

A4 = (210, 297)  # mm
EDGE = 20  # mm on each side
WIDE = 8  # a table of more columns stands across the page
SHORT = 8  # rows of a table that stays on one page
LARGEST, SMALLEST = 9.5, 6.5  # points of a table's type
CELL_EDGES = 4.2  # mm that a cell's two margins take
PT = 0.3528  # mm
FIRST_YEAR = 1980  # of a ZIP file's calendar


def docx_bytes(document: Document, template: Path | None = None, cut: Collection[str] = ()) -> bytes:
    """The document as a Word file. `template`: a Word file with {{ title }}, {{ subtitle }}, {{ made }} and, on a line
    of its own, {{p body }}; BadInput where it is none. `cut`: keys of sections whose parts are cut out."""
    if template is not None:
        from playbook.documents.docx_template import filled

        return dated(filled(document, template), document.made)
    import docx

    made = docx.Document()
    _without_thumbnail(made)
    look.set_up(made, document.language, own=True)
    _page(made, document)
    made.add_paragraph(clean(document.title), style="Title")
    made.add_paragraph(clean(document.subtitle), style="Subtitle")
    made.add_paragraph(words(document.language).t("written.made", date=_date(document)), style=look.NOTE)
    Writer(made, document.language, turns=True, cut=cut).sections(document)
    properties(made, document)
    held = io.BytesIO()
    made.save(held)
    return dated(held.getvalue(), document.made)


def _date(document: Document) -> str:
    return words(document.language).date(document.made, year=True)


def _without_thumbnail(made: Any) -> None:
    """Leave out the picture of somebody's first page that python-docx brings."""
    rels = made.part.package.rels
    for key in [key for key, one in rels.items() if one.reltype.endswith("/thumbnail")]:
        del rels[key]


def _page(made: Any, document: Document) -> None:
    """A4 with its margins, and a footer with title and page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    section = made.sections[0]
    _upright(section)
    line = section.footer.paragraphs[0]
    line.style, line.alignment = made.styles[look.NOTE], WD_ALIGN_PARAGRAPH.CENTER
    line.add_run(clean(document.title).replace("\n", " ") + " · ")
    look.field(line, "PAGE")
    line.add_run(" / ")
    look.field(line, "NUMPAGES")


def _upright(section: Any, turned: bool = False) -> None:
    from docx.enum.section import WD_ORIENT

    width, height = A4[::-1] if turned else A4
    section.orientation = WD_ORIENT.LANDSCAPE if turned else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width * look.MM, height * look.MM
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = EDGE * look.MM
    section.footer_distance = section.header_distance = 10 * look.MM


def properties(made: Any, document: Document) -> None:
    """What a file says of itself: title, language, and the document's date in place of today's."""
    held, moment = made.core_properties, dt.datetime.combine(document.made, dt.time())
    held.title, held.subject = clean(document.title)[:255], clean(document.subtitle)[:255]
    held.language = look.LANGUAGES[document.language]
    held.author = held.last_modified_by = held.comments = held.keywords = ""
    held.created = held.modified = moment
    held.revision = 1


def dated(content: bytes, day: dt.date) -> bytes:
    """A ZIP file whose parts all bear one day."""
    stamp = (max(day.year, FIRST_YEAR), day.month, day.day, 0, 0, 0)
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            entry = zipfile.ZipInfo(one.filename, stamp)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            new.writestr(entry, old.read(one))
    return held.getvalue()


class Writer:
    """Writes blocks to the end of a document of python-docx. `turns`: wide tables stand on pages of their own, turned;
    in somebody's template they are only smaller. `width`: of the text, in mm. `cut`: keys of sections whose parts
    have a broken line around them, to cut along."""

    def __init__(
        self, made: Any, language: str, turns: bool, width: float = A4[0] - 2 * EDGE, cut: Collection[str] = ()
    ) -> None:  # fmt: skip
        self.made, self.turns, self.width, self.cut = made, turns, width, cut
        self.words = words(language)
        self.lists = look.Lists(made)
        self.turned = False

    def sections(self, document: Document) -> None:
        for section in document.sections:
            self._section(section, 1)
        if document.appendix:
            self._turn(False)
            self._heading(self.words.t("written.appendix"), 1)
            for section in document.appendix:
                self._section(section, 2)

    def _section(self, section: Section, level: int) -> None:
        self._turn(self._wide(section.blocks[0]) if section.blocks else False)
        self._heading(section.title, level)
        for block in section.blocks:
            self._turn(self._wide(block))
            self.block(block)
        for part in section.subsections:
            before = len(self.made.paragraphs) if section.key in self.cut else 0
            self._section(part, level + 1)
            if section.key in self.cut:
                look.cut_out(self.made.paragraphs[before:])
                self._text("", look.NOTE)  # else the frames of two parts would be one

    def _wide(self, block: Block) -> bool:
        return self.turns and isinstance(block, Table) and len(block.head) > WIDE

    def _turn(self, turned: bool) -> None:
        """Go on with a page of this direction; nothing where it has that already."""
        if turned != self.turned:
            _upright(self.made.add_section(), turned)
            self.turned = turned

    def _heading(self, text: str, level: int) -> None:
        self.made.add_paragraph(clean(text), style=f"Heading {min(level, 3)}")

    def block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self._text(block.text, look.NOTE if block.small else look.BODY)
            case Bullets():
                number = self.lists.new(*_form(block))
                for item in block.items:
                    look.listed(self._text(item, look.LIST), number)
            case Facts():
                self._facts(block)
            case Table():
                self._table(block)
            case Picture():
                self._picture(block)
            case Decide():
                self._decide(block)

    def _text(self, text: str, style: str) -> Any:
        return self.made.add_paragraph(clean(text), style=style)

    def _decide(self, block: Decide) -> None:
        line = self.made.add_paragraph(style=look.DECIDE)
        line.add_run(f"{BOX} {self.words.t('written.decide')}").bold = True
        line.add_run("\n" + clean(block.question))
        for key, text in (("suggests", block.suggestion), ("where", block.where)):
            if text:
                line.add_run("\n" + self.words.t(f"written.{key}", text=clean(text)))

    def _picture(self, block: Picture) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        line = self.made.add_paragraph(style=look.BODY)
        line.alignment, line.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
        picture = io.BytesIO(block.figure.png(1280))
        shown = line.add_run().add_picture(picture, width=int(self.width * look.MM))
        said = shown._inline.docPr
        said.set("descr", clean(block.figure.alt or block.figure.summary))
        said.set("title", clean(block.says))
        self._text(block.says, look.NOTE)

    def _facts(self, block: Facts) -> None:
        if not block.rows:
            return
        rows, notes = say_facts(block, self.words)
        part = facts_share([name for name, _ in rows], self.width / PT / LARGEST)
        table = self._grid(len(rows), 2, [part, 1 - part], self.width)
        for line, (name, said) in zip(table.rows, rows, strict=True):
            self._cell(line.cells[0], Said(name), LARGEST, bold=True)
            self._cell(line.cells[1], said, LARGEST)
        _lines(table, inside=False)
        self._after(notes)

    def _table(self, block: Table) -> None:
        said = say_table(block, self.words)
        width = A4[1] - 2 * EDGE if self.turned else self.width
        if block.caption:
            self._text(block.caption, look.CAPTION)
        self._cells(said, width)
        self._after(said.notes)

    def _cells(self, said: SaidTable, width: float) -> None:
        size, parts = fitting(said, width)
        lines = [*said.rows, *([said.totals] if said.totals else [])]
        table = self._grid(1 + len(lines), len(said.head), parts, width)
        head = table.rows[0]
        head._tr.get_or_add_trPr().append(look.element("w:tblHeader"))
        for cell, name, right in zip(head.cells, said.head, said.right, strict=True):
            self._cell(cell, Said(name), size, bold=True, right=right)
            look.shade(cell, look.HEAD_FILL)
        for number, (row, cells) in enumerate(zip(list(table.rows)[1:], lines, strict=True)):
            last = number == len(said.rows)
            for cell, one, right in zip(row.cells, cells, said.right, strict=True):
                self._cell(cell, one, size, bold=last, right=right)
                if number in said.marked:
                    look.shade(cell, look.MARK_FILL)
        if len(lines) <= SHORT:
            for row in list(table.rows)[:-1]:
                for cell in row.cells:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True
        _lines(table, inside=True)

    def _grid(self, rows: int, columns: int, parts: list[float], width: float) -> Any:
        """A table of fixed widths whose rows stay whole."""
        from docx.enum.table import WD_TABLE_ALIGNMENT

        table = self.made.add_table(rows, columns)
        table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        for column, part in zip(table.columns, parts, strict=True):
            column.width = int(part * width * look.MM)
        for row in table.rows:
            row._tr.get_or_add_trPr().append(look.element("w:cantSplit"))
            for cell, part in zip(row.cells, parts, strict=True):
                cell.width = int(part * width * look.MM)
        return table

    @cached_property
    def _cell_style(self) -> str:
        """By its id, looked up once: python-docx goes through all styles for every paragraph that is given one."""
        return str(self.made.styles[look.CELL].style_id)

    def _cell(self, cell: Any, said: Said, size: float, bold: bool = False, right: bool = False) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt, RGBColor

        line = cell.paragraphs[0]
        line._p.style = self._cell_style
        if right:
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = line.add_run(said.text)
        run.font.size, run.bold = Pt(size), bold or None
        if said.range:
            run = line.add_run("\n" + said.range)
            run.font.size, run.font.color.rgb = Pt(max(6.0, size * RANGE)), RGBColor.from_string(look.SOFT)

    def _after(self, notes: tuple[str, ...]) -> None:
        """What stands under a table: its notes, or the little space that parts it from what comes."""
        self._text("  ".join(notes), look.NOTE)


def _form(block: Bullets) -> tuple[str, str]:
    return ("decimal", "%1.") if block.numbered else ("bullet", BOX if block.boxes else BULLET)


def fitting(said: SaidTable, width: float) -> tuple[float, list[float]]:
    """The largest type, in points, in which a table's words stay whole on `width` mm, and each column's part of it."""
    room = width - CELL_EDGES * len(said.head)
    size = max(SMALLEST, min(LARGEST, math.floor(2 * room / PT / sum(needs(said)[0])) / 2))
    return size, shares(said, width / PT / size, CELL_EDGES / PT / size)


def _lines(table: Any, inside: bool) -> None:
    """Thin lines around the cells, or only under them."""
    from docx.oxml.ns import qn

    frame = look.element("w:tblBorders")
    sides = ("top", "left", "bottom", "right", "insideH", "insideV") if inside else ("bottom", "insideH")
    for side in sides:
        frame.append(look.element(f"w:{side}", val="single", sz="4", space="0", color=look.LINE))
    held = table._tbl.tblPr
    layout = held.find(qn("w:tblLayout"))  # their order is laid down
    layout.addprevious(frame)
    edges = look.element("w:tblCellMar")
    for side, twips in (("top", "30"), ("left", "100"), ("bottom", "30"), ("right", "100")):
        edges.append(look.element(f"w:{side}", w=twips, type="dxa"))
    layout.addnext(edges)
