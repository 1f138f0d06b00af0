"""The same orders in every kind of file that shops hand out, and one sentence for those that are no table."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile

import pytest
import xlsxwriter

from sim.exports.reading import read_file
from sim.exports.sources import LARGEST_BYTES, LARGEST_UNPACKED, from_bytes
from sim.exports.tables import read_tables
from sim.files.bad_input import BadInput

ROWS = [("订单编号", "订单创建时间", "订单状态")] + [
    (f"2026{i:09d}", f"2026-11-{1 + i % 20:02d} {8 + i % 12:02d}:10:00", "交易成功") for i in range(40)
]
CSV = "\n".join(map(",".join, ROWS)).encode()


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, data in files:
            folder.writestr(name, data)
    return out.getvalue()


def ods() -> bytes:
    def cell(text: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    urn = "urn:oasis:names:tc:opendocument:xmlns"
    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in ROWS)
    content = (
        f'<office:document-content xmlns:office="{urn}:office:1.0" xmlns:table="{urn}:table:1.0" '
        f'xmlns:text="{urn}:text:1.0"><office:body><office:spreadsheet><table:table table:name="S">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped(("mimetype", kind), ("content.xml", content.encode()), ("META-INF/manifest.xml", manifest.encode()))


def page(open_: str = "<td>", close: str = "</td>") -> str:
    rows = "".join("<tr>" + "".join(f"{open_}{cell}{close}" for cell in row) + "</tr>" for row in ROWS)
    return f"<html><head><style>td {{}}</style></head><body><table border=1>{rows}</table></body></html>"


FILES = {
    "csv": CSV,
    "gz": gzip.compress(CSV),
    "zip": zipped(("导出/订单.csv", CSV), ("__MACOSX/._x", b"x")),
    "gz in zip": zipped(("orders.csv.gz", gzip.compress(CSV))),
    "ods": ods(),
    "html named xls": page().encode("gb18030"),
    "html without end tags": page(close="").encode(),
    "html with spans": page("<td style=\"mso-number-format:'@'\" colspan=1>").encode(),
    "tabs named xls": "\n".join(map("\t".join, ROWS)).encode("gb18030"),
}


@pytest.mark.parametrize("name", FILES)
def test_the_same_orders_come_out_of_every_kind_of_file(name):
    (reading,) = read_file(from_bytes(name, FILES[name]))
    assert reading.problem is None
    assert (len(reading.read), int(reading.read.counted.sum())) == (40, 40)


def test_two_tables_of_a_page_are_two_tables():
    menu = "<table><tr><td>首页</td><td>退出</td></tr></table>"
    text = page().replace("<table border=1>", f"{menu}<table>")
    readings = read_file(from_bytes("page.xls", text.encode()))
    assert [len(one.read) for one in readings if one.read is not None] == [40]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED = {
    "has a password": OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
    "is a PDF": b"%PDF-1.7\n1 0 obj\n",
    "is a PNG": b"\x89PNG\r\n\x1a\n" + bytes(90),
    "is a RAR": b"Rar!\x1a\x07\x00" + bytes(90),
    "XML form of 2003": b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    "does not open": OLE + bytes(600),
    "packed file": gzip.compress(CSV)[:-30],
    "holds 2 files": zipped(("a.csv", CSV), ("b.csv", CSV)),
    "no rows": b"<html><body><p>please log in</p></body></html>",
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_is_no_table_is_one_sentence_that_says_what_to_do(sentence):
    with pytest.raises(BadInput, match=sentence) as refused:
        read_file(from_bytes("file", REFUSED[sentence]))
    assert refused.value.text("zh").isprintable()


def test_what_unpacks_to_more_than_it_may_is_refused_before_it_is_held():
    bomb = zipped(("a.csv", bytes(LARGEST_BYTES + 1)))
    with pytest.raises(BadInput, match="MB"):
        from_bytes("bomb.zip", bomb)
    with pytest.raises(BadInput, match="MB"):
        from_bytes("bomb.gz", gzip.compress(bytes(LARGEST_BYTES + 1), 1))
    book = bytearray(zipped(("xl/workbook.xml", b"x"), ("xl/worksheets/sheet1.xml", b"x" * 99)))
    at = book.rindex(b"PK\x01\x02")  # what the folder says of the sheet
    book[at + 24 : at + 28] = struct.pack("<I", LARGEST_UNPACKED + 1)
    with pytest.raises(BadInput, match="MB"):
        from_bytes("bomb.xlsx", bytes(book))


def test_a_sheet_that_begins_further_down_and_right_keeps_its_row_numbers():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for y, row in enumerate(ROWS, start=3):
            sheet.write_row(y, 2, row)
    (table,) = read_tables(from_bytes("orders.xlsx", out.getvalue()))
    assert table.number(0) == 5 and len(table) == 40
    (reading,) = read_file(from_bytes("orders.xlsx", out.getvalue()))
    assert len(reading.read) == 40 and reading.columns["placed"].index == 3
