"""TOML files in and out: read whole or not at all, written whole or not at all. All errors are `BadInput`."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import tomli_w

from sim.bad_input import bad, shown

LARGEST_BYTES = 5_000_000  # the largest shipped team has 20 kB


def read_toml(path: Path | str) -> dict[str, Any]:
    """The tables of a TOML file. Raises BadInput if it is missing, unreadable, too large, not UTF-8 or not TOML."""
    text = read_text(path, LARGEST_BYTES)
    if not text.strip():
        raise bad(path, "the file is empty; copy one of the shipped teams to begin with")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise bad(path, "its lists or tables are nested too deeply; a TOML file here needs four levels") from None
    except ValueError as error:
        raise bad(path, _syntax(text, str(error))) from None


def read_text(path: Path | str, largest: int) -> str:
    """A UTF-8 file as text, with or without a byte order mark; BadInput for anything else."""
    path = Path(path)
    try:
        if path.is_dir():
            raise bad(path, "is a folder; give a file")
        if not path.is_file():
            raise bad(path, "there is no such file; check the name and the folder")
        size = path.stat().st_size
        if size > largest:
            limit = f"at most {largest / 1e6:g} MB"
            raise bad(path, f"the file has {size / 1e6:.1f} MB; a file of this kind has {limit}")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise bad(path, f"the file cannot be read ({reason.lower()}); check the name and its permissions") from None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise bad(path, "the file is UTF-16; save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise bad(path, f"line {line} holds the byte 0x{data[error.start]:02x}, which is no UTF-8; save the file as "
                  "UTF-8") from None  # fmt: skip


def _syntax(text: str, message: str) -> str:
    """One clause about a TOML error: the line, what it holds and what the parser missed."""
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    reason = re.sub(r"\s*\((at [^)]*)\)\s*$", "", message)
    reason = reason[:1].lower() + reason[1:160]
    if "integer string conversion" in message:
        return "it holds a number of more than 4300 digits; write one that fits its field"
    if found is None:
        return f"the file is not valid TOML at its end: {reason}"
    line = int(found[1])
    content = text.split("\n")[line - 1].strip()
    return f"line {line} is not valid TOML: {reason}; the line is {shown(content)}"


def write_toml(path: Path | str, data: dict[str, Any]) -> None:
    """Write tables to a file: either all of it or, after an error or a crash, the file as it was."""
    write_atomic(path, tomli_w.dumps(data).encode())


def write_atomic(path: Path | str, data: bytes) -> None:
    """Put `data` into a file through a temporary one beside it. Raises BadInput where that is not possible."""
    path = Path(path)
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:50]}.", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, path.stat().st_mode if path.exists() else 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        reason = (error.strerror or str(error)).lower()
        raise bad(path, f"the file cannot be written ({reason}); choose another place") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
