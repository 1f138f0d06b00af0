"""People by half hour as a workbook: needed, on the roster, short; a sheet each, times down and days across. Then what
is said of them, a sentence a row."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from playbook.roster_sheet import MADE


def workbook(
    sheets: Sequence[tuple[str, Any]], first: str, times: Sequence[str], days: Sequence[str],
    notes: tuple[str, Sequence[str]],
) -> bytes:  # fmt: skip
    """The workbook's bytes; the same numbers give the same ones. `sheets`: name and (days, slots) people of each;
    `first`: heading of the times; `notes`: name of the last sheet, and its sentences."""
    import xlsxwriter

    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    book.set_properties({"created": MADE})
    head = book.add_format({"bold": True, "align": "center", "bottom": 1})
    for name, people in sheets:
        sheet = book.add_worksheet(name)
        for column, title in enumerate((first, *days)):
            sheet.write_string(0, column, title, head)
        for row, time in enumerate(times, start=1):
            sheet.write_string(row, 0, time)
            for column in range(len(days)):
                sheet.write_number(row, 1 + column, round(float(people[column][row - 1]), 2))
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(days), 11)
    sheet = book.add_worksheet(notes[0])
    for row, line in enumerate(notes[1]):
        sheet.write_string(row, 0, line)
    sheet.set_column(0, 0, 100)
    book.close()
    return held.getvalue()
