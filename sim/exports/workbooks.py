"""Excel's workbooks (xlsx, xls, xlsb) and ods as rows of text."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

from sim.exports.sources import Source
from sim.files.bad_input import bad
from sim.files.messages import phrase

_WHOLE = 2.0**53  # from here on not every whole number is itself any more


def sheets(source: Source) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """The sheets with something in them: name, and rows of cells. Raises BadInput for a workbook that does not open."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(source.data))
        names = [
            one.name for one in book.sheets_metadata if one.visible is SheetVisibleEnum.Visible
        ] or book.sheet_names
    except PasswordError:
        raise bad(source.name, phrase("export.workbook_locked")) from None
    except (CalamineError, OSError, ValueError):
        raise bad(source.name, phrase("export.workbook_broken")) from None
    for name in names:
        try:
            sheet = book.get_sheet_by_name(name)
            if sheet.height and sheet.start is not None:
                # row by row: all cells of a large sheet at once take several times their file's size. The rows begin at
                # the first column with something in it
                left = [""] * sheet.start[1]
                yield name, (left + [_text(cell) for cell in row] for row in sheet.iter_rows())
        except (CalamineError, OSError, ValueError):
            raise bad(source.name, phrase("export.workbook_broken")) from None


def _text(cell: object) -> str:
    """A cell as its text: whole numbers without a point, moments as 2026-11-11 00:05:09."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < _WHOLE:
            return str(int(cell))
        case dt.datetime():
            return cell.replace(microsecond=0).isoformat(" ") if not cell.microsecond else cell.isoformat(" ")
        case dt.timedelta():
            seconds = round(cell.total_seconds())
            return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        case dt.date() | dt.time():
            return cell.isoformat()
        case _:
            return str(cell)
