"""Tables of an HTML page as rows of text: what many shop back offices call .xls."""

from __future__ import annotations

from html.parser import HTMLParser

MOST_SPAN = 500  # columns that one cell may fill


def tables(text: str) -> list[list[list[str]]]:
    """The rows of each table with something in it, one inside another as its own, in the order in which they end."""
    parser = _Parser()
    parser.feed(text)
    parser.close()
    return [rows for rows in (*parser.ended, *reversed(parser.open)) if any(any(row) for row in rows)]


class _Parser(HTMLParser):
    """Cells end where the next one begins: end tags are often left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ended: list[list[list[str]]] = []
        self.open: list[list[list[str]]] = []
        self.text: list[str] | None = None  # of the cell that is being read
        self.span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._end_cell()
            self.open.append([])
        elif not self.open:
            return
        elif tag == "tr":
            self._end_cell()
            self.open[-1].append([])
        elif tag in ("td", "th"):
            self._end_cell()
            if not self.open[-1]:
                self.open[-1].append([])
            told = dict(attrs).get("colspan") or "1"
            self.text, self.span = [], min(int(told), MOST_SPAN) if told.isdigit() else 1
        elif tag == "br" and self.text is not None:
            self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table" and self.open:
            self.ended.append(self.open.pop())

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def _end_cell(self) -> None:
        if self.text is not None and self.open and self.open[-1]:
            self.open[-1][-1] += ["".join(self.text).strip(), *[""] * (self.span - 1)]
        self.text = None
