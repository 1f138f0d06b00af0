"""A document for Word, our own or in a template of somebody's; the same document gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import math
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from playbook.documents import docx_look as look
from playbook.documents.blocks import Block, Bullets, Decide, Document, Facts, Paragraph, Picture, Section, Table
from playbook.documents.docx_table import Line, table_xml
from playbook.documents.said import BOX, BULLET, SHORT, Said, SaidTable, clean, say_facts, say_table
from playbook.documents.widths import facts_share, needs, shares
from playbook.language import words

A4 = (210, 297)  # mm
EDGE, ENDS = 20, 15  # mm on each side; above and below
WIDE = 8  # a table of more columns stands across the page
LARGEST, NARROW, SMALLEST = 9.0, 7.5, 6.5  # points of a table's type: usual, in two columns, and at least
GAP = 6  # mm between two columns
CELL_EDGES, CLOSE_EDGES = 4.2, 3.0  # mm that a cell's two margins take; in two columns
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
    section.left_margin = section.right_margin = EDGE * look.MM
    section.top_margin = section.bottom_margin = ENDS * look.MM
    section.footer_distance = section.header_distance = 8 * look.MM


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
        self.turned = self.narrow = False
        self._styles: dict[str, str] = {}

    @property
    def column(self) -> float:
        """Width of an upright page's text, in mm: of one of two columns where the section has them."""
        return (self.width - GAP) / 2 if self.narrow and self.turns else self.width

    def sections(self, document: Document) -> None:
        for section in document.sections:
            self._section(section, 1)
        if document.appendix:
            self._turn(False, document.appendix[0].narrow)
            self._heading(self.words.t("written.appendix"), 1)
            for section in document.appendix:
                self._section(section, 2)

    def _section(self, section: Section, level: int) -> None:
        self._turn(self._wide(section.blocks[0]) if section.blocks else False, section.narrow)
        self._heading(section.title, level)
        for number, block in enumerate(section.blocks):
            self._turn(self._wide(block), section.narrow)
            self.block(block, keep=number == 0 and len(section.blocks) > 1)
        for part in section.subsections:
            before = len(self.made.paragraphs) if section.key in self.cut else 0
            self._section(part, level + 1)
            if section.key in self.cut:
                look.cut_out(self.made.paragraphs[before:])
                self._text("", look.NOTE)  # else the frames of two parts would be one

    def _wide(self, block: Block) -> bool:
        return self.turns and isinstance(block, Table) and len(block.head) > WIDE

    def _turn(self, turned: bool, narrow: bool = False) -> None:
        """Go on with a page of this direction, or with text in two columns; nothing where it has that already."""
        if self.turns and (turned, narrow) != (self.turned, self.narrow):
            from docx.enum.section import WD_SECTION

            start = WD_SECTION.NEW_PAGE if turned != self.turned else WD_SECTION.CONTINUOUS
            section = self.made.add_section(start)
            _upright(section, turned)
            look.columns(section, 2 if narrow else 1, GAP)
        self.turned, self.narrow = turned and self.turns, narrow

    def _heading(self, text: str, level: int) -> None:
        self._text(text, f"Heading {min(level, 3)}")

    def block(self, block: Block, keep: bool = False) -> None:
        """`keep`: a paragraph stays with what comes after it, else a heading may stand alone with it."""
        match block:
            case Paragraph():
                line = self._text(block.text, look.NOTE if block.small else look.BODY)
                if keep:
                    line.paragraph_format.keep_with_next = True
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
        line = self.made.add_paragraph(clean(text))
        line._p.style = self._style(style)
        return line

    def _decide(self, block: Decide) -> None:
        line = self._text("", look.DECIDE)
        line.add_run(f"{BOX} {self.words.t('written.decide')}{self.words.t('common.colon')}").bold = True
        line.add_run(clean(block.question)).bold = True
        for key, text in (("suggests", block.suggestion), ("where", block.where)):
            if text:
                line.add_run("\n" + self.words.t(f"written.{key}", text=clean(text)))

    def _picture(self, block: Picture) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        line = self._text("", look.BODY)
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
        keep = len(rows) <= SHORT
        lines = [
            Line((Said(name), said), (True, False), (False, False), keep=keep and number < len(rows))
            for number, (name, said) in enumerate(rows, start=1)
        ]
        self._put(lines, [part, 1 - part], self.width, LARGEST, frame=False)
        self._after(notes)

    def _table(self, block: Table) -> None:
        said = say_table(block, self.words)
        width = A4[1] - 2 * EDGE if self.turned else self.column
        if block.caption:
            self._text(block.caption, look.CAPTION)
        self._cells(said, width, bands=block.once and self.narrow and len(said.head) > 1)
        self._after(said.notes)

    def _cells(self, said: SaidTable, width: float, bands: bool) -> None:
        """`bands`: texts of the first column stand over the rows that they are of, and leave the others its room."""
        said, over = said.banded() if bands else (said, {})
        size, parts = fitting(said, width, *((NARROW, CLOSE_EDGES) if self.narrow else (LARGEST, CELL_EDGES)))
        columns, right = len(said.head), said.right
        rows = [(row, False) for row in said.rows] + ([(said.totals, True)] if said.totals else [])
        head = Line(tuple(map(Said, said.head)), [True] * columns, right, look.HEAD_FILL, head=True, keep=True)
        lines = [
            Line(cells, [last] * columns, right, look.MARK_FILL if number in said.marked else "",
                 keep=number + 1 < len(rows) and (said.short or number in (0, len(rows) - 2)))
            for number, (cells, last) in enumerate(rows)
        ]  # fmt: skip
        named = [
            part
            for number, line in enumerate(lines)
            for part in ([Line((over[number],), [True], [False], look.FRAME_FILL, keep=True)] if number in over else [])
            + [line]
        ]
        self._put([head, *named], parts, width, size, frame=True)

    def _put(self, lines: list[Line], parts: list[float], width: float, size: float, frame: bool) -> None:
        """Write a table to the end of the document; `parts`: of the width (mm), of each column."""
        widths = [part * width for part in parts]
        made = table_xml(lines, widths, size, self._style(look.CELL), frame, self.narrow)
        self.made._body._element._insert_tbl(made)

    def _style(self, name: str) -> str:
        """The id of a style, looked up once: python-docx goes through all of them for every paragraph."""
        if name not in self._styles:
            self._styles[name] = str(self.made.styles[name].style_id)
        return self._styles[name]

    def _after(self, notes: tuple[str, ...]) -> None:
        """What stands under a table: its notes, or the little space that parts it from what comes."""
        line = self._text("  ".join(notes), look.NOTE)
        if not notes:
            look.thin(line)


def _form(block: Bullets) -> tuple[str, str]:
    return ("decimal", "%1.") if block.numbered else ("bullet", BOX if block.boxes else BULLET)


def fitting(
    said: SaidTable, width: float, largest: float = LARGEST, edges: float = CELL_EDGES
) -> tuple[float, list[float]]:
    """The largest type, in points, in which a table's words stay whole on `width` mm, and each column's part of it."""
    room = width - edges * len(said.head)
    size = max(SMALLEST, min(largest, math.floor(2 * room / PT / sum(needs(said)[0])) / 2))
    return size, shares(said, width / PT / size, edges / PT / size)
