"""What colleagues and copy-paste do to exports, further to `damages`: other scripts, clocks, sheets and orders."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from random import Random

import xlsxwriter

from sim.exports import scripts
from tests.exports.damages import Damage, _ids, _moments, serial
from tests.exports.pages import Cell, Page, Row

_TRADITIONAL = str.maketrans({pair[1]: pair[0] for pair in reversed(scripts._PAIRS.split())})


def joined_in_another_order(page: Page, random: Random) -> None:
    """The second half of an export comes from a colleague whose columns stand in another order."""
    width = len(page.heading)
    if len({str(cell) for cell in page.heading}) < width or width < 3:
        return
    at, order = random.randrange(4, len(page.body) - 3), random.sample(range(width), width)
    below = [(record, [row[i] for i in order]) for record, row in page.body[at:] if len(row) == width]
    page.body = [*page.body[:at], (-1, [page.heading[i] for i in order]), *below]


def empty_columns(page: Page, random: Random) -> None:
    """Columns that somebody emptied, or put between to have room."""
    for _ in range(random.randint(1, 6)):
        at = random.randrange(len(page.heading) + 1)
        page.heading = [*page.heading[:at], "", *page.heading[at:]]
        page.body = [(record, [*row[:at], "", *row[at:]] if row else row) for record, row in page.body]
        page.free = page.free + (page.free >= at) if page.free is not None else None
        page.ids = page.ids + (page.ids >= at) if page.ids is not None else None


def merged_ids(page: Page, random: Random) -> None:
    """Order numbers in merged cells: they stand in the first of the rows only."""
    before: Cell = ""
    for _, row in page.body if page.kind == "orders" and page.ids is not None else ():
        now = row[page.ids]  # type: ignore[index]
        if now == before:
            row[page.ids] = ""  # type: ignore[index]
        before = now


def money_with_marks(page: Page, random: Random) -> None:
    form = random.choice(("¥{:,.2f}", "￥{:.2f}", "{:.2f}元", "US${:,.2f}", "{:,.2f} RMB"))
    for _, row in page.body if page.kind == "orders" else ():
        row[:] = [form.format(cell) if isinstance(cell, float) else cell for cell in row]


def script_of_taiwan(page: Page, random: Random) -> None:
    def turned(cell: Cell) -> Cell:
        return cell.translate(_TRADITIONAL) if isinstance(cell, str) else cell

    if page.kind not in ("agent_days", "shifts"):  # names of people would be other names
        page.heading = list(map(turned, page.heading))
        page.body = [(record, [turned(c) if i != page.free else c for i, c in enumerate(row)])
                     for record, row in page.body]  # fmt: skip
        page.encoding = "utf-8"


def clock_in_headings(page: Page, random: Random) -> None:
    """An export in UTC, and the headings say it."""
    where = {i for _, row in page.body for i, cell in enumerate(row) if isinstance(cell, dt.datetime)}
    if any(isinstance(row[i], dt.datetime) for _, row in page.body[:1] for i in where if i < len(row)):
        page.heading = [f"{str(cell).strip()} (UTC)" if i in where else cell for i, cell in enumerate(page.heading)]
        _moments(page, 1.0, random, lambda moment: moment - dt.timedelta(hours=8))
        if page.date == "offset":
            page.date = "iso"  # that one names its clock itself


def comma_lines(page: Page, random: Random) -> None:
    """Rows that were emptied in Excel, and stay as separators."""
    blank: Row = [""] * len(page.heading)
    page.body = [pair for one in page.body for pair in ([(-1, list(blank)), one] if random.random() < 0.15 else [one])]


def half_excel_numbers(page: Page, random: Random) -> None:
    """Some rows were typed anew, the others pasted as values."""
    _moments(page, random.uniform(0.3, 0.8), random, serial)


def quoted_lines(page: Page, random: Random) -> None:
    """Text pasted into the first column and saved: every line is one cell between quotation marks."""

    def change(text: str) -> str:
        end = page.line_end
        lines = text.split(end)
        return end.join('"' + line.replace('"', '""') + '"' if line else line for line in lines)

    page.text.append(change)


def zip_of_a_mac(page: Page, random: Random) -> None:
    def pack(data: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
            folder.writestr("导出/订单.csv", data)
            folder.writestr("__MACOSX/导出/._订单.csv", b"\0\5\x16\7")
            folder.writestr("导出/.DS_Store", b"\0\0\0\1Bud1")
        return out.getvalue()

    page.data.append(pack)
    if random.random() < 0.3:
        page.data.append(pack)  # mailed on, packed once more


def hidden_copy(page: Page, random: Random) -> None:
    """A workbook with last year's sheet hidden in it, and a note on another."""
    page.workbook = True
    shown = [[page.shown(cell) if isinstance(cell, dt.datetime) else cell for cell in row] for row in page.rows()]

    def alter(_: bytes) -> bytes:
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            for name in ("数据", "备份", "说明"):
                sheet = book.add_worksheet(name)
                for y, row in enumerate(shown if name != "说明" else [["给小王：请核对"]]):
                    for x, cell in enumerate(row):
                        if cell != "":
                            sheet.write(y, x, cell) if not isinstance(cell, str) else sheet.write_string(y, x, cell)
                if name == "备份":
                    sheet.hide()
        return out.getvalue()

    page.data.append(alter)


def spaced_ids(page: Page, random: Random) -> None:
    """Numbers in groups of four, as somebody writes them to read them out."""
    _ids(page, lambda cell: " ".join(cell[i : i + 4] for i in range(0, len(cell), 4)))


MORE_CELLS: tuple[Damage, ...] = (
    money_with_marks, script_of_taiwan, clock_in_headings, half_excel_numbers, merged_ids, spaced_ids,
)  # fmt: skip
MORE_STRUCTURE: tuple[Damage, ...] = (joined_in_another_order, empty_columns, comma_lines)
MORE_BYTES: tuple[Damage, ...] = (quoted_lines, zip_of_a_mac, hidden_copy)
