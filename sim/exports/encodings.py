"""Bytes to text: UTF-8, UTF-16, GB18030, Windows-1252 or Big5, decided on the whole file.

GB18030 accepts nearly any pair of bytes, so that it decodes is no proof. In Chinese text the second byte of nearly
every pair is above 0xA0; in Western text taken for Chinese it is an ordinary letter. Where it is neither clearly,
charset-normalizer compares the few encodings in question.
"""

from __future__ import annotations

import re

from sim.exports.sources import Source
from sim.files.bad_input import bad
from sim.files.messages import phrase

TWO = "utf-8 and gb18030"  # a file put together from two
DAMAGED = "\ufffd"  # stands for a letter that cannot be read
_CLEARLY = 0.9  # share of pairs with a high second byte from which a text is Chinese without a doubt
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\xfe]")
_HIGH_PAIR = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
_TURNED_END = "\u0a00"  # a line end whose two bytes are the wrong way round: a byte is missing before it
_LETTERS = re.compile("[^\0-\x7f]+")
_HEAD_BYTES, _MANY_ZEROS = 2000, 5  # one byte in so many is zero: half of the letters are Latin and each has two bytes
_FEW_ZEROS, _ONE_ZERO_IN = 3, 1000  # bytes that a broken program left in a text
_SAMPLE_BYTES = 200_000
_OF_EACH = 0.02  # share of the lines with other than Latin letters that each of two encodings has
_MOST_BROKEN = 0.05  # share of damaged letters up to which a text still is UTF-8


def decoded(source: Source) -> tuple[str, str]:
    """The text of a file and the name of its encoding. Raises BadInput for bytes that are no text."""
    data = source.data
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _utf16(source, "utf-16")
    head = data[:_HEAD_BYTES]
    if head.count(0) > len(head) / _MANY_ZEROS:
        return _utf16(source, "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be")
    if zeros := data.count(0):
        if zeros > max(_FEW_ZEROS, len(data) // _ONE_ZERO_IN):
            raise bad(source.name, phrase("export.no_text"))
        text, name = decoded(Source(source.name, data.replace(b"\0", b"\x1a")))
        return text.replace("\x1a", DAMAGED), name
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8-sig"), "utf-8"  # cut off inside its last letter
        part = _around(data, error.start)
    if text := _of_two(data):
        return text, TWO
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig", errors="replace"), "utf-8"
    if _nearly(part, "utf-8"):
        return data.decode("utf-8-sig", errors="replace"), "utf-8"
    name = _by_pairs(data, part)
    try:
        return data.decode(name, errors="replace" if name == "gb18030" else "strict"), name
    except UnicodeDecodeError:
        raise bad(source.name, phrase("export.no_text")) from None


def _of_two(data: bytes) -> str | None:
    """The text of a file whose lines are partly UTF-8 and partly GB18030, each read as what it is; None for others."""
    found, of_each = [], [0, 0]
    for line in data.split(b"\n"):
        if line.isascii():
            found.append(line.decode())
            continue
        try:
            found.append(line.decode())
            of_each[0] += 1
        except UnicodeDecodeError:
            if not _HIGH_PAIR.search(line) or not _decodes(line, "gb18030"):
                return None  # a broken letter, and no other encoding
            found.append(line.decode("gb18030"))
            of_each[1] += 1
    return "\n".join(found).lstrip("\ufeff") if min(of_each) > max(1, _OF_EACH * sum(of_each)) else None


def _utf16(source: Source, name: str) -> tuple[str, str]:
    try:
        text = source.data[: len(source.data) // 2 * 2].decode(name).lstrip("\ufeff")
    except UnicodeDecodeError:
        raise bad(source.name, phrase("export.damaged")) from None
    text = text.replace("\0", DAMAGED)
    if _TURNED_END in text:
        raise bad(source.name, phrase("export.damaged"))
    return text, "utf-16"


def _around(data: bytes, at: int) -> bytes:
    """Whole lines before and after a byte: a letter that is cut in two misleads."""
    begin = data.rfind(b"\n", 0, max(at - _SAMPLE_BYTES, 0)) + 1
    end = data.find(b"\n", at + _SAMPLE_BYTES)
    return data[begin : end if end > 0 else len(data)]


def _by_pairs(data: bytes, part: bytes) -> str:
    """The encoding of bytes that are no UTF-8; `part` of them shows how their pairs look."""
    fits = _decodes(data, "gb18030")
    pairs = _PAIR.findall(part)
    high = sum(1 for pair in pairs if _HIGH_PAIR.fullmatch(pair))
    if high >= _CLEARLY * max(len(pairs), 1) and (fits or _nearly(part, "gb18030")):
        return "gb18030"
    from charset_normalizer import from_bytes

    choices = [name for name in ("gb18030", "big5", "cp1252") if name != "gb18030" or fits]
    best = from_bytes(part, cp_isolation=choices).best()
    name = best.encoding if best is not None and best.encoding in choices else "cp1252"
    return name if _decodes(data, name) else "gb18030" if fits else "cp1252"


def _nearly(part: bytes, name: str) -> bool:
    """Whether bytes are text of an encoding but for a few damaged letters."""
    text = part.decode(name, errors="replace")
    return text.count(DAMAGED) <= _MOST_BROKEN * sum(map(len, _LETTERS.findall(text)))


def _decodes(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return False
    return True
