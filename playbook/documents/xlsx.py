"""A document as a workbook: a sheet for each section and for each table with a name, numbers as numbers.

A number with a range has three columns: itself and both ends. Sums are formulas that go on counting when a number is
changed. Nothing that somebody wrote becomes a formula or a link. The same document gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from playbook.documents.blocks import (
    Block,
    Bullets,
    Cell,
    Decide,
    Document,
    Facts,
    Number,
    Paragraph,
    Picture,
    Section,
    Table,
)
from playbook.documents.said import BOX, BULLET, MARK, clean, totals_of
from playbook.documents.widths import widest
from playbook.language import MISSING, words

LONGEST_NAME, LONGEST_TEXT = 31, 32_767  # letters, of a sheet and a cell
NARROWEST, WIDEST, TEXT_WIDTH = 9.0, 42.0, 24.0  # characters, of a column
NOTE: dict[str, Any] = {"font_color": "#4A545E", "font_size": 9}
HEAD: dict[str, Any] = {"bold": True, "bg_color": "#E4EDF5", "text_wrap": True, "border": 1}
CELL: dict[str, Any] = {"border": 1, "border_color": "#B7C0CA"}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_SIGNS = {"CNY": ("¥", "元"), "USD": ("$", "美元"), "EUR": ("€", "欧元"), "GBP": ("£", "英镑"), "JPY": ("JPY ", "日元"),
          "HKD": ("HKD ", "港元")}  # fmt: skip
_POINT = {"points": "0.00", "score": "0.00", "ratio": "0.00"}
_WORDS = ("hours", "days", "people", "contacts", "orders", "parcels", "minutes", "weeks")


def xlsx_bytes(document: Document) -> bytes:
    """The workbook's bytes."""
    import xlsxwriter

    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({
        "title": clean(document.title)[:255], "subject": clean(document.subtitle)[:255],
        "created": dt.datetime.combine(document.made, dt.time()),
    })  # fmt: skip
    _Book(book, document).write()
    book.close()
    return held.getvalue()


def _flat(sections: tuple[Section, ...]) -> list[Section]:
    return [part for one in sections for part in (one, *_flat(one.subsections))]


class _Book:
    def __init__(self, book: Any, document: Document) -> None:
        self.book, self.document = book, document
        self.words = words(document.language)
        self.taken: set[str] = {"history"}  # a name that Excel keeps for itself
        self.date_form = 'yyyy"年"m"月"d"日"' if document.language == "zh" else "d mmm yyyy"
        self.looks: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self) -> None:
        first = self.sheet(self.words.t("written.sheet_plan"))
        entries = []
        for section in self.document.sections + self.document.appendix:
            entries.append((clean(section.title), _Page(self, section.title).section(section)))
        first.set_column(0, 0, 80)
        first.write_string(0, 0, _cut(self.document.title), self.look(bold=True, font_size=16))
        first.write_string(1, 0, _cut(self.document.subtitle))
        first.write_string(2, 0, self.words.t("written.made", date=self.words.date(self.document.made, year=True)))
        for row, (title, name) in enumerate(entries, 4):
            self.link(first, row, title, name)

    def link(self, sheet: Any, row: int, title: str, name: str) -> None:
        """A line that leads to a sheet; its target is a name that we made ourselves."""
        place = name.replace("'", "''")
        sheet.write_url(row, 0, f"internal:'{place}'!A1", None, _cut(title) or name)

    def sheet(self, title: str) -> Any:
        """A new sheet with a name that Excel takes and no other has."""
        plain = " ".join(_FORBIDDEN.sub(" ", clean(title)).split()).strip("'") or "–"
        name, number = plain[:LONGEST_NAME].strip("' "), 1
        while name.lower() in self.taken:
            number += 1
            end = f" {number}"
            name = plain[: LONGEST_NAME - len(end)].strip("' ") + end
        self.taken.add(name.lower())
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(9)  # A4
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.6, 0.6, 0.7, 0.7)
        sheet.set_footer("&P / &N")
        return sheet

    def look(self, **facts: Any) -> Any:
        facts = {"valign": "top", **facts}
        key = tuple(sorted(facts.items()))
        if key not in self.looks:
            self.looks[key] = self.book.add_format(facts)
        return self.looks[key]

    def number_form(self, number: Number) -> str:
        """The number format of a unit: ¥#,##0, 0.0%, +0.0" points"."""
        chinese, small = self.document.language == "zh", abs(number.value) < 100
        match number.unit:
            case "money":
                digits = "#,##0.00" if small and abs(number.value - round(number.value)) >= 0.005 else "#,##0"
                plain = _SIGNS.get(number.currency or "CNY", (f"{number.currency} ", number.currency))
                form = f"{digits}{_quoted(plain[1])}" if chinese else f"{_quoted(plain[0])}{digits}"
            case "share" if number.signed:
                form = "0.0" + self.word("written.point")
            case "share":
                form = "0.0%" if abs(number.value) < 0.1 else "0%"
            case "seconds" | "s":
                form = "#,##0" + self.word("units.s")
            case unit if unit in _WORDS:
                whole = abs(number.value - round(number.value)) < 0.05
                form = ("#,##0" if whole else "#,##0.0") + self.word(f"units.{unit}")
            case unit:
                whole = abs(number.value - round(number.value)) < 0.05
                form = _POINT.get(unit, "#,##0" if whole or not small else "#,##0.0")
        return f"+{form};-{form};{form}" if number.signed else f"{form};-{form};{form}"

    def word(self, key: str) -> str:
        """A unit's word as it stands behind a number."""
        return _quoted(self.words.t(key, n=""))


class _Page:
    """One sheet, written from above."""

    def __init__(self, book: _Book, title: str) -> None:
        self.book, self.words, self.row = book, book.words, 0
        self.sheet = book.sheet(title)
        self.widths: dict[int, float] = {}

    def section(self, section: Section) -> str:
        """Write a section with its parts; returns the sheet's name."""
        self.line(section.title, bold=True, font_size=14)
        self._blocks(section)
        for part in _flat(section.subsections):
            self.row += 1
            self.line(part.title, bold=True, font_size=12)
            self._blocks(part)
        self.close()
        return str(self.sheet.get_name())

    def _blocks(self, section: Section) -> None:
        for block in section.blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self.line(block.text, **(NOTE if block.small else {}))
            case Bullets():
                for number, item in enumerate(block.items, 1):
                    self.line(f"{f'{number}.' if block.numbered else BOX if block.boxes else BULLET} {item}")
            case Facts():
                self._facts(block)
            case Table() if block.name:
                page = _Page(self.book, block.name)
                page.table(block, alone=True)
                page.close()
                name = page.sheet.get_name()
                self.book.link(self.sheet, self.row, self.words.t("written.link", name=name), name)
                self.row += 1
            case Table():
                self.table(block)
            case Picture():
                self.line(block.says)
            case Decide():
                self.line(f"{BOX} {self.words.t('written.decide')} {block.question}", bold=True)
                for key, text in (("suggests", block.suggestion), ("where", block.where)):
                    if text:
                        self.line(self.words.t(f"written.{key}", text=text))
        self.row += not isinstance(block, Paragraph)

    def line(self, text: str, **look: Any) -> None:
        self.sheet.write_string(self.row, 0, _cut(text), self.book.look(**look))
        self.row += 1

    def _facts(self, block: Facts) -> None:
        ranged = any(isinstance(value, Number) and value.low is not None for _, value in block.rows)
        for name, value in block.rows:
            self.put(self.row, 0, name, {"bold": True})
            for column, cell in enumerate(_spread(value, ranged), 1):
                self.put(self.row, column, cell, {"align": "left"})
            self.row += 1

        self._ends(block.rows)

    def _ends(self, cells: Iterable[tuple[str, Cell]]) -> None:
        """What the ends of ranges are of, by the names of their columns or facts."""
        names: dict[str, dict[str, None]] = {}
        for name, cell in cells:
            if isinstance(cell, Number) and cell.low is not None and cell.of:
                names.setdefault(cell.of, {})[clean(name)] = None
        for of, those in names.items():
            self.line(self.words.t("written.ends_of", names=self.words.list(those), of=of), **NOTE)

    def table(self, block: Table, alone: bool = False) -> None:
        """A table; `alone` on its sheet, with a head that stays in sight and is repeated on paper."""
        caption = self.row
        if block.caption:
            self.line(block.caption, bold=True)
        ranged = [
            any(isinstance(row[column], Number) and row[column].low is not None for row in block.rows)
            for column in range(len(block.head))
        ]
        places = [sum(3 if one else 1 for one in ranged[:column]) for column in range(len(block.head))]
        head = self.row
        for place, name, three in zip(places, block.head, ranged, strict=True):
            ends = [self.words.t(f"written.{end}", name=clean(name)) for end in ("low", "high")] if three else []
            for number, text in enumerate((name, *ends)):
                self.put(head, place + number, text, HEAD)
        for number, row in enumerate(block.rows, 1):
            marked = number - 1 in block.marked
            look = CELL | ({"bg_color": "#FBE3D6"} if marked else {})
            for column, (place, cell, three) in enumerate(zip(places, row, ranged, strict=True)):
                if marked and column == 0 and isinstance(cell, str):
                    cell = f"{MARK} {cell}"
                for further, one in enumerate(_spread(cell, three)):
                    self.put(head + number, place + further, one, look)
        last = head + len(block.rows)
        self.row = last + 1
        self._totals(block, places, head + 1, last)
        if block.marked:
            self.line(self.words.t("written.marked", mark=MARK), **NOTE)
        self._ends((block.head[column], cell) for row in block.rows for column, cell in enumerate(row))
        if alone and block.rows:
            self.sheet.freeze_panes(head + 1, 0)
            self.sheet.repeat_rows(head)
        if block.chart is not None and block.rows:
            self._chart(block, block.chart, places, (caption, head, last))

    def _totals(self, block: Table, places: list[int], first: int, last: int) -> None:
        from xlsxwriter.utility import xl_range

        totals = totals_of(block)
        if totals is None:
            return
        look: dict[str, Any] = {"bold": True, "top": 2}
        if totals[0] is None:
            self.put(self.row, 0, self.words.t("written.total"), look)
        for place, cell in zip(places, totals, strict=True):
            if isinstance(cell, Number):
                formula = f"=SUM({xl_range(first, place, last, place)})"
                form = self.book.look(**look, num_format=self.book.number_form(cell))
                self.sheet.write_formula(self.row, place, formula, form, _value(cell))
        self.row += 1

    def _chart(
        self, block: Table, chart: tuple[int, tuple[int, ...]], places: list[int], rows: tuple[int, int, int]
    ) -> None:
        """Bars under the table; every text is that of a cell, so that none is taken for a formula."""
        (caption, head, last), sheet = rows, self.sheet.get_name()
        names, columns = chart
        drawn = self.book.book.add_chart({"type": "bar"})
        for column in columns:
            drawn.add_series({
                "name": [sheet, head, places[column]],
                "categories": [sheet, head + 1, places[names], last, places[names]],
                "values": [sheet, head + 1, places[column], last, places[column]],
                "fill": {"color": "#0B5FA5"} if len(columns) == 1 else None,
            })  # fmt: skip
        if block.caption:
            drawn.set_title({"name": [sheet, caption, 0], "name_font": {"size": 12}})
        drawn.set_y_axis({"reverse": True})  # the first row on top
        if len(columns) == 1:
            drawn.set_legend({"none": True})
        drawn.set_size({"width": 720, "height": min(900, 120 + 26 * len(block.rows) * len(columns))})
        self.sheet.insert_chart(self.row + 1, 0, drawn, {"description": _cut(block.caption)[:250]})
        self.row += 3 + min(900, 120 + 26 * len(block.rows) * len(columns)) // 20

    def put(self, row: int, column: int, cell: Cell, look: dict[str, Any]) -> None:
        """A cell as what it is: a number, a date, a text that stays one."""
        match cell:
            case None:
                if "border" in look:
                    self.sheet.write_blank(row, column, None, self.book.look(**look))
                return
            case Number() if not math.isfinite(cell.value):
                self.sheet.write_string(row, column, MISSING, self.book.look(**look))
                width = NARROWEST
            case Number():
                form = self.book.look(**look, num_format=self.book.number_form(cell))
                self.sheet.write_number(row, column, _value(cell), form)
                width = 14.0
            case dt.date():
                form = self.book.look(**{"align": "left", **look}, num_format=self.book.date_form)
                self.sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time()), form)
                width = 15.0
            case _:
                text = _cut(cell)
                self.sheet.write_string(row, column, text, self.book.look(**{"text_wrap": True, **look}))
                width = min(TEXT_WIDTH if column else WIDEST, 2 + 1.9 * widest(text))
        self.widths[column] = max(self.widths.get(column, NARROWEST), width)

    def close(self) -> None:
        for column, width in self.widths.items():
            self.sheet.set_column(column, column, width)


def _spread(cell: Cell, three: bool) -> tuple[Cell, ...]:
    """A cell, and where its column has three, both ends of its range."""
    if not three:
        return (cell,)
    if not isinstance(cell, Number) or cell.low is None or cell.high is None:
        return cell, None, None
    return cell, *(replace(cell, value=end, low=None, high=None) for end in (cell.low, cell.high))


def _value(number: Number) -> float:
    """What the cell holds: a change of a share counts in percentage points."""
    return 100 * number.value if number.signed and number.unit == "share" else number.value


def _cut(text: str) -> str:
    return clean(text)[:LONGEST_TEXT]


def _quoted(text: str) -> str:
    return f'"{text}"' if text else ""
