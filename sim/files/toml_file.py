"""TOML files in and out: read whole or not at all, written whole or not at all. All errors are `BadInput`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import tomli_w

from sim.files.atomic import write_atomic
from sim.files.bad_input import bad, shown
from sim.files.messages import Phrase, phrase

LARGEST_BYTES = 5_000_000  # the largest shipped team has 20 kB
MOST_DOTS = 8  # in one key; a scenario needs three. The parser's time and memory grow with the square of them
_STRINGS = re.compile(  # and comments; one that is never closed goes on to the end of its line, or of the file
    r'"""(?:[^\\"]++|\\.|"(?!""))*+(?:"{3,5}|\\?\Z)'
    r"|'''(?:[^']++|'(?!''))*+(?:'{3,5}|\Z)"
    r'|"(?:[^"\\\n]++|\\[^\n])*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+",
    re.DOTALL,
)


def read_toml(path: Path | str) -> dict[str, Any]:
    """The tables of a TOML file. Raises BadInput if it is missing, unreadable, too large, not UTF-8 or not TOML."""
    text = read_text(path, LARGEST_BYTES)
    if not text.strip():
        raise bad(path, phrase("toml.empty"))
    line = _line_of_long_key(text)
    if line:
        raise bad(path, phrase("toml.dots", line=line, most=MOST_DOTS))
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise bad(path, phrase("toml.deep")) from None
    except ValueError as error:
        raise bad(path, _syntax(text, str(error))) from None


def read_text(path: Path | str, largest: int) -> str:
    """A UTF-8 file as text, with or without a byte order mark; BadInput for anything else."""
    return decoded(path, read_bytes(path, largest))


def read_bytes(path: Path | str, largest: int) -> bytes:
    """A file's bytes. BadInput if it is missing, a folder, unreadable or larger than `largest`."""
    path = Path(path)
    try:
        if path.is_dir():
            raise bad(path, phrase("file.folder"))
        if not path.is_file():
            raise bad(path, phrase("file.missing"))
        size = path.stat().st_size
        if size > largest:
            raise bad(path, phrase("file.large", size=f"{size / 1e6:.1f}", most=f"{largest / 1e6:g}"))
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise bad(path, phrase("file.unreadable", reason=reason.lower())) from None


def decoded(path: Path | str, data: bytes) -> str:
    """The text of a UTF-8 file's bytes, with or without a byte order mark; BadInput for anything else."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise bad(path, phrase("file.utf16"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise bad(path, phrase("file.not_utf8", line=line, byte=f"{data[error.start]:02x}")) from None


def _line_of_long_key(text: str) -> int | None:
    """The first line with a key of more than `MOST_DOTS` dots; none without one.

    Outside of strings and comments only a key holds dots in a row without an equals sign, a comma or a bracket
    between them: a number or a time has one.
    """
    bare = _STRINGS.sub(lambda found: "\n" * found[0].count("\n"), text)
    for number, line in enumerate(bare.split("\n"), start=1):
        if line.count(".") > MOST_DOTS and max(part.count(".") for part in re.split(r"[=,\[\]{}]", line)) > MOST_DOTS:
            return number
    return None


def _syntax(text: str, message: str) -> Phrase:
    """One clause about a TOML error: the line, what it holds and what the parser missed."""
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    reason = re.sub(r"\s*\((at [^)]*)\)\s*$", "", message)
    reason = reason[:1].lower() + reason[1:160]
    if "integer string conversion" in message:
        return phrase("toml.long_number")
    if found is None:
        return phrase("toml.end", reason=reason)
    line = int(found[1])
    content = text.split("\n")[line - 1].strip()
    return phrase("toml.line", line=line, reason=reason, held=shown(content))


def toml_bytes(data: dict[str, Any]) -> bytes:
    """Tables as a TOML file holds them."""
    return tomli_w.dumps(data).encode()


def write_bytes(path: Path | str, data: bytes) -> None:
    """Write a file: either all of it or, after an error or a crash, the file as it was.

    Raises BadInput where that is not possible.
    """
    try:
        write_atomic(path, data)
    except OSError as error:
        raise bad(path, phrase("file.unwritable", reason=(error.strerror or str(error)).lower())) from None
