"""Tables as CSV that a spreadsheet shows as it stands.

A spreadsheet takes a cell that begins with =, +, - or @ for a formula, wherever the text came from: a name of that kind
would be computed, or run. Such a text is written with an apostrophe before it, which is how people type it there
(OWASP, "CSV Injection"), and `plain` takes it off again. Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

# Chinese and Japanese Excel takes full-width signs for the others.
_SIGNS = "=+\\-@\\t\\r\uff1d\uff0b\uff0d\uff20"
_FORMULA, _GUARDED = (re.compile(f"'{some}[{_SIGNS}]") for some in "*+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")


def guarded(cell: str) -> str:
    """A text as a spreadsheet shows it as text; `plain` gives it back."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def plain(cell: str) -> str:
    """A cell without the apostrophe of `guarded`."""
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as UTF-8 with the mark, without which a spreadsheet does not show Chinese; every cell is `guarded`."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([guarded(str(cell)) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
