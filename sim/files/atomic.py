"""Files that are whole or not there: the one writer of the project."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
import time
from collections.abc import Mapping
from pathlib import Path

LONGEST_STEM = 50  # letters of a file's name in that of its part file: names have an end
STALE_S = 86_400.0  # a part file older than a day is what a crash left behind, not a write that goes on
_PART = re.compile(r"\..+\.[a-z0-9_]{8}\.part")


def write_atomic(path: Path | str, data: bytes) -> None:
    """Put `data` at `path` in one step: a reader, or a power cut, finds the old file or the new one.

    A symbolic link stays one and its file is replaced; an existing file keeps its rights. A device or a pipe cannot be
    replaced and is written to. Raises OSError when it can't (no room, no right): a file is then as it was, and no part
    file is left. Part files of crashes beside the file are removed after a day.
    """
    path = Path(path)
    if _is_stream(path):
        _write_into(path, data)
        return
    write_all_atomic({path: data})


def write_all_atomic(files: Mapping[Path, bytes]) -> None:
    """Put several files in place once all of them are on the disk: where one has no room, all stay as they were.

    Symbolic links, rights and errors are those of `write_atomic`; no path may be a device or a pipe.
    """
    parts: dict[Path, Path] = {}  # what was written so far, and where it belongs
    try:
        for path, data in files.items():
            target = Path(os.path.realpath(path))
            handle, part = _part(target)
            parts[part] = target
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                os.chmod(part, stat.S_IMODE(target.stat().st_mode))
        for part, target in parts.items():
            os.replace(part, target)
    except BaseException:
        for part in parts:
            with contextlib.suppress(OSError):
                os.unlink(part)
        raise
    for folder in {target.parent for target in parts.values()}:
        _sync_folder(folder)
        _sweep(folder)


def check_writable(path: Path | str) -> None:
    """Raise the OSError that `write_atomic` would meet now, without changing anything: before long work."""
    path = Path(path)
    if _is_stream(path):
        if not os.access(path, os.W_OK):
            raise _refused(errno.EACCES, path)
        return
    handle, part = _part(Path(os.path.realpath(path)))
    os.close(handle)
    os.unlink(part)


def _is_stream(path: Path) -> bool:
    """Whether a path leads to a device, a pipe or an open file of this process (/dev/stdout)."""
    if path.is_dir():
        raise _refused(errno.EISDIR, path)
    absolute = os.path.abspath(path)
    return path.exists() and (absolute.startswith(("/dev/", "/proc/")) or not path.is_file())


def _refused(number: int, path: Path) -> OSError:
    return OSError(number, os.strerror(number), str(path))


def _write_into(path: Path, data: bytes) -> None:
    # at the end: standard output may be a file that holds something already
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def _part(target: Path) -> tuple[int, Path]:
    """A new file beside `target`, open for writing."""
    part = target.with_name(f".{target.name[:LONGEST_STEM]}.{secrets.token_hex(4)}.part")
    # not mkstemp: a new file should have the rights that the user's other new files have
    return os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666), part


def _sweep(folder: Path) -> None:
    """Remove what writes that never ended left in a folder."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _PART.fullmatch(entry.name):
                with contextlib.suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_mtime < time.time() - STALE_S:
                        os.unlink(entry.path)


def _sync_folder(folder: Path) -> None:
    """Make the renaming itself durable; not every system lets a folder be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
