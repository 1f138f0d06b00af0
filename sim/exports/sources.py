"""Where the bytes of an export come from, and what kind of file they are, told by what they hold and not by an ending.

A zip with one file in it counts as that file, a gz as what it packs: shops hand exports out that way.
"""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from sim.files.bad_input import bad
from sim.files.messages import phrase
from sim.files.toml_file import read_bytes

_HEAD_BYTES = 4000
LARGEST_BYTES = 200_000_000
LARGEST_UNPACKED = 1_000_000_000  # a workbook's parts together; one of 50 MB has about half of it
_DEEPEST = 4  # zips within zips that are unpacked
_ZIP, _OLE, _GZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b"
_HTML = re.compile(rb"<(?:html|table|!doctype html)\b", re.IGNORECASE)
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # the part of a workbook that is kept under a password
# Files that are no table, by how they begin, and how a user calls them.
_OTHERS = {
    b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"Rar!": "RAR", b"7z\xbc\xaf": "7z",
}  # fmt: skip
_EXCEL_XML = b"urn:schemas-microsoft-com:office:spreadsheet"  # Excel 2003, as XML
_WORKBOOK_PARTS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")  # xlsx, xlsb, ods


class Kind(Enum):
    """What a file is."""

    TEXT = "text"
    WORKBOOK = "workbook"
    JSON = "json"
    QUEUE_LOG = "queue_log"
    HTML = "html"


@dataclass(frozen=True)
class Source:
    """The bytes of one file, and the name that sentences about it begin with."""

    name: str
    data: bytes

    @property
    def kind(self) -> Kind:
        """What the bytes are: an Excel workbook, JSON, a telephone system's queue_log, or text in columns."""
        if self.data.startswith((_ZIP, _OLE)):
            return Kind.WORKBOOK
        head = self.data[:_HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
        if head.startswith((b'{"', b"{'", b"{ ", b"{\n", b"{\r", b"[{", b"[ {", b"[\n", b"[\r")):
            return Kind.JSON
        if head.startswith(b"<") and _HTML.search(head) is not None:
            return Kind.HTML
        if _is_queue_log(head):
            return Kind.QUEUE_LOG
        return Kind.TEXT


def from_path(path: Path | str) -> Source:
    """A file's bytes. Raises BadInput if it is missing, a folder, unreadable or larger than 200 MB."""
    return from_bytes(str(path), read_bytes(path, LARGEST_BYTES))


def from_bytes(name: str, data: bytes) -> Source:
    """A file whose bytes are at hand, taken out of its zip if it is in one. Raises BadInput if that is not possible."""
    _refuse_large(name, len(data))
    for begin, what in _OTHERS.items():
        if data.startswith(begin):
            raise bad(name, phrase("export.other_file", what=what))
    if data.startswith(_OLE) and _LOCKED in data:
        raise bad(name, phrase("export.workbook_locked"))
    if _EXCEL_XML in data[:_HEAD_BYTES]:
        raise bad(name, phrase("export.workbook_xml"))
    if data.startswith(_GZIP):
        data = _unpacked(name, data)
    return _unzipped(name, data) if data.startswith(_ZIP) else Source(name, data)


def _unpacked(name: str, data: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as file:
            held = file.read(LARGEST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise bad(name, phrase("export.gzip_broken")) from None
    _refuse_large(name, len(held))
    return held


def _unzipped(name: str, data: bytes, depth: int = 1) -> Source:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as folder:
            inside = [info for info in folder.infolist() if not info.is_dir() and not _is_beside(info.filename)]
            if any(info.filename in _WORKBOOK_PARTS for info in inside):
                _refuse_large(name, sum(info.file_size for info in inside), LARGEST_UNPACKED)
                return Source(name, data)
            if len(inside) != 1:
                raise bad(name, phrase("export.zip_many", count=len(inside)))
            if inside[0].flag_bits & 1:
                raise bad(name, phrase("export.zip_locked"))
            _refuse_large(name, inside[0].file_size)
            with folder.open(inside[0]) as file:
                held = file.read(LARGEST_BYTES + 1)  # the size that a zip states need not be true
            _refuse_large(name, len(held))
            held = _unpacked(name, held) if held.startswith(_GZIP) else held
        return _unzipped(name, held, depth + 1) if held.startswith(_ZIP) and depth < _DEEPEST else Source(name, held)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error):
        raise bad(name, phrase("export.zip_broken")) from None


def _is_beside(path: str) -> bool:
    """Whether a system put a file into a zip beside what somebody packed: .DS_Store, ._orders.csv, Thumbs.db."""
    *folders, last = path.replace("\\", "/").split("/")
    return "__MACOSX" in folders or last.startswith(".") or last.lower() in ("thumbs.db", "desktop.ini")


def _refuse_large(name: str, size: int, most: int = LARGEST_BYTES) -> None:
    if size > most:
        raise bad(name, phrase("file.large", size=f"{size / 1e6:.1f}", most=f"{most / 1e6:g}"))


def _is_queue_log(head: bytes) -> bool:
    """Whether the first whole lines look like `1784160010|1784160000.1|700|PJSIP/201|CONNECT|…`."""
    lines = [line for line in head.split(b"\n")[:5] if line.strip()]
    if not lines:
        return False

    def looks(line: bytes) -> bool:
        cells = line.split(b"|")
        return len(cells) >= 5 and cells[0].strip().isdigit() and 9 <= len(cells[0].strip()) <= 10

    return all(map(looks, lines))
