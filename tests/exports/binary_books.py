"""Excel's two binary workbooks, as small as they may be: .xls (BIFF8 in a compound file) and .xlsb, one sheet each.

A cell is a text, a number, a truth value, a moment (a number with a date format), `Formula` (what Excel last reckoned
beside it) or None. After Microsoft's [MS-CFB], [MS-XLS] and [MS-XLSB].
"""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

SECTOR, LEAST = 512, 4096  # of a compound file; a shorter stream would lie in a mini stream
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
DAY_ZERO = dt.datetime(1899, 12, 30)
MOMENT_FORMAT = 22  # m/d/yy h:mm, built in
PLAIN, MOMENT = 0, 1  # looks of a cell: positions among the workbook's formats


@dataclass(frozen=True)
class Formula:
    value: float


Cell = str | float | bool | dt.datetime | Formula | None
Rows = Sequence[Sequence[Cell]]


def _serial(moment: dt.datetime) -> float:
    return (moment - DAY_ZERO) / dt.timedelta(days=1)


# ---- .xls


def xls(rows: Rows, name: str = "Sheet1") -> bytes:
    return _compound(_globals(rows, name))


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _wide(text: str, length: str) -> bytes:
    """A text with its length in front and a flag that says two bytes a letter."""
    return struct.pack(f"<{length}B", len(text), 1) + text.encode("utf-16-le")


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 0x06))


def _look(number_format: int) -> bytes:
    return _record(0x00E0, struct.pack("<HHHBBBBIIH", 0, number_format, 0x0001, 0x20, 0, 0, 0xFC, 0, 0, 0x20C0))


def _globals(rows: Rows, name: str) -> bytes:
    """The workbook's stream: what all sheets share, with the place of the sheet, and the sheet."""
    texts = list(dict.fromkeys(cell for row in rows for cell in row if isinstance(cell, str)))
    font = _record(0x0031, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + _wide("Arial", "B"))
    before = _begin(0x0005) + _record(0x0042, struct.pack("<H", 1200)) + _record(0x0022, struct.pack("<H", 0))
    before += font + _look(0) + _look(MOMENT_FORMAT)
    shared = struct.pack("<II", len(texts), len(texts)) + b"".join(_wide(text, "H") for text in texts)
    assert len(shared) < 8000  # one record holds it
    after = _record(0x00FC, shared) + _record(0x000A)
    place = len(before) + len(_record(0x0085, struct.pack("<IBB", 0, 0, 0) + _wide(name, "B"))) + len(after)
    sheet = _record(0x0085, struct.pack("<IBB", place, 0, 0) + _wide(name, "B"))
    return before + sheet + after + _sheet(rows, {text: i for i, text in enumerate(texts)})


def _sheet(rows: Rows, texts: dict[str, int]) -> bytes:
    width = max(map(len, rows))
    out = [_begin(0x0010), _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))]
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if isinstance(cell, str):
                out.append(_record(0x00FD, struct.pack("<HHHI", r, c, PLAIN, texts[cell])))
            elif isinstance(cell, bool):
                out.append(_record(0x0205, struct.pack("<HHHBB", r, c, PLAIN, cell, 0)))
            elif isinstance(cell, dt.datetime):
                out.append(_record(0x0203, struct.pack("<HHHd", r, c, MOMENT, _serial(cell))))
            elif isinstance(cell, Formula):
                reckoned = struct.pack("<HHHdHI", r, c, PLAIN, cell.value, 0, 0)
                program = b"\x1e" + struct.pack("<H", 1)  # 1; what stands beside it is shown
                out.append(_record(0x0006, reckoned + struct.pack("<H", len(program)) + program))
            elif isinstance(cell, int) and abs(cell) < 2**29:
                out.append(_record(0x027E, struct.pack("<HHHi", r, c, PLAIN, cell << 2 | 2)))
            elif cell is not None:
                out.append(_record(0x0203, struct.pack("<HHHd", r, c, PLAIN, cell)))
            else:
                out.append(_record(0x0201, struct.pack("<HHH", r, c, PLAIN)))
    return b"".join(out) + _record(0x000A)


def _compound(stream: bytes) -> bytes:
    """A compound file with one stream, "Workbook": a header, one table of sectors, one directory, the stream."""
    stream = stream.ljust(max(LEAST, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    sectors = len(stream) // SECTOR
    table = [FAT, END, *range(3, 2 + sectors), END]  # the table itself, the directory, the stream's chain
    assert len(table) <= SECTOR // 4  # one sector holds the table: 64 KB
    table += [FREE] * (SECTOR // 4 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHHHIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, 1, 1, 0, LEAST, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        wide = name.encode("utf-16-le") + b"\0\0" if name else b""
        made = wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide), kind, 1) + struct.pack("<III", FREE, FREE, child)
        return made + bytes(16 + 4 + 8 + 8) + struct.pack("<IQ", first, size)

    directory = entry("Root Entry", 5, 1, END, 0) + entry("Workbook", 2, FREE, 2, len(stream))
    directory += 2 * entry("", 0, FREE, 0, 0)
    return header + struct.pack(f"<{SECTOR // 4}I", *table) + directory + stream


# ---- .xlsb


def xlsb(rows: Rows, name: str = "Sheet1") -> bytes:
    kind = "application/vnd.ms-excel"
    office = "http://schemas.openxmlformats.org"
    relation = f"{office}/officeDocument/2006/relationships"
    types = (
        f'<Types xmlns="{office}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.bin" ContentType="{kind}.sheet.binary.macroEnabled.main"/>'
        f'<Override PartName="/xl/worksheets/sheet1.bin" ContentType="{kind}.worksheet"/>'
        f'<Override PartName="/xl/styles.bin" ContentType="{kind}.styles"/></Types>'
    )

    def relations(*pairs: tuple[str, str]) -> str:
        rows = "".join(
            f'<Relationship Id="rId{i}" Type="{relation}/{what}" Target="{target}"/>'
            for i, (what, target) in enumerate(pairs, start=1)
        )
        return f'<Relationships xmlns="{office}/package/2006/relationships">{rows}</Relationships>'

    sheet = struct.pack("<II", 0, 1) + _long("rId1") + _long(name)
    book = _part(131) + _part(153, bytes(12)) + _part(143) + _part(156, sheet) + _part(144) + _part(132)
    parts = {
        "[Content_Types].xml": types.encode(),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.bin")).encode(),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": relations(
            ("worksheet", "worksheets/sheet1.bin"), ("styles", "styles.bin")
        ).encode(),
        "xl/worksheets/sheet1.bin": _binary_sheet(rows),
        "xl/styles.bin": _styles(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for path, data in parts.items():
            folder.writestr(path, data)
    return out.getvalue()


def _part(kind: int, data: bytes = b"") -> bytes:
    """A record: its number in one byte or two, its length by sevens of bits."""
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, left = b"", len(data)
    while True:
        length += bytes([left & 0x7F | (0x80 if left > 0x7F else 0)])
        left >>= 7
        if not left:
            return number + length + data


def _long(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _styles() -> bytes:
    def look(number_format: int) -> bytes:
        return _part(47, struct.pack("<HHHHHBBHH", 0, number_format, 0, 0, 0, 0, 0, 0x0010, 0))

    font = _part(43, struct.pack("<HHHHBBBB", 220, 0, 400, 0, 0, 2, 0, 0) + bytes(8) + b"\0" + _long("Calibri"))
    fill = _part(45, struct.pack("<I", 0) + bytes(64))
    border = _part(46, bytes(51))
    out = _part(278) + _part(611, struct.pack("<I", 1)) + font + _part(612)
    out += _part(603, struct.pack("<I", 1)) + fill + _part(604)
    out += _part(613, struct.pack("<I", 1)) + border + _part(614)
    out += _part(626, struct.pack("<I", 1)) + look(0) + _part(627)
    return out + _part(617, struct.pack("<I", 2)) + look(0) + look(MOMENT_FORMAT) + _part(618) + _part(279)


def _binary_sheet(rows: Rows) -> bytes:
    width = max(map(len, rows))
    out = [_part(129), _part(148, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)), _part(145)]
    for r, row in enumerate(rows):
        height = struct.pack("<IIHBBBI", r, 0, 300, 0, 0, 0, 1) + struct.pack("<II", 0, width - 1)
        out.append(_part(0, height))
        for c, cell in enumerate(row):
            plain = struct.pack("<II", c, PLAIN)
            if isinstance(cell, str):
                out.append(_part(6, plain + _long(cell)))
            elif isinstance(cell, bool):
                out.append(_part(4, plain + bytes([cell])))
            elif isinstance(cell, dt.datetime):
                out.append(_part(5, struct.pack("<IId", c, MOMENT, _serial(cell))))
            elif isinstance(cell, Formula):
                program = b"\x1e" + struct.pack("<H", 1)
                said = struct.pack("<dHI", cell.value, 0, len(program)) + program + struct.pack("<I", 0)
                out.append(_part(9, plain + said))
            elif isinstance(cell, int) and abs(cell) < 2**29:
                out.append(_part(2, plain + struct.pack("<i", cell << 2 | 2)))
            elif cell is not None:
                out.append(_part(5, plain + struct.pack("<d", cell)))
            else:
                out.append(_part(1, plain))
    return b"".join(out) + _part(146) + _part(130)
