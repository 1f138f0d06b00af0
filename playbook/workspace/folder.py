"""A folder of documents that several notebooks and servers work on at once.

Every document is one file, replaced whole; a change reads, changes and writes it under a lock. A file that can't be
read is moved aside under another name and reported in `notices`; it is never overwritten. What a system refuses (no
room, no right) is one WorkspaceError, and every file is then as it was.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError

from playbook.language import words
from playbook.workspace.kept import VERSION, Document
from sim.files.atomic import write_all_atomic, write_atomic
from sim.scenario.file import BadInput

LOCK = ".lock"
LOCK_SECONDS = 20.0  # longest wait for another notebook's write; one takes milliseconds

_D = TypeVar("_D", bound=Document)


class WorkspaceError(Exception):
    """The folder can't be used: a key of the words' section workspace, the folder or file, and the system's reason.

    `text` makes one sentence of them; `str(error)` is the English one.
    """

    def __init__(self, key: str, path: Path, reason: OSError | None = None):
        super().__init__(key, path, reason)

    def text(self, language: str) -> str:
        key, path, reason = self.args
        return words(language).t(f"workspace.{key}", path=path, reason=getattr(reason, "strerror", None) or reason)

    def __str__(self) -> str:
        return self.text("en")


@dataclass(frozen=True)
class Notice:
    """A file that could not be read: its name, the name it is kept under, and why.

    `reason` is what the reader of the file said, or "unreadable" or "newer", keys of the words' section workspace.
    """

    file: str
    kept_as: str
    reason: BadInput | str


@dataclass(frozen=True)
class Folder:
    """See the module's docstring. Values are read from the folder whenever they are asked for."""

    folder: Path
    _notices: list[Notice] = field(default_factory=list, compare=False)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Damaged files that were found and kept aside since this workspace was opened."""
        return tuple(self._notices)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Alone with the folder, among all processes; not to be asked for twice at a time. WorkspaceError where it
        stays locked or cannot be used."""
        try:
            lock = FileLock(self.folder / LOCK, timeout=LOCK_SECONDS, poll_interval=0.01)
            try:
                lock.acquire()
            except (FileNotFoundError, FileExistsError):  # another page deleted everything just now, the folder too
                lock.acquire()
            try:
                yield
            finally:
                lock.release()
        except Timeout as error:
            raise WorkspaceError("locked", self.folder) from error
        except OSError as error:
            raise WorkspaceError("not_used", self.folder, error) from error

    def guard(self, write: Callable[[], None]) -> None:
        """Do it, and say a system's refusal as a WorkspaceError."""
        try:
            write()
        except OSError as error:
            raise WorkspaceError("not_written", self.folder, error) from error

    def read(self, kind: type[_D], name: str) -> _D:
        """A document as it is now, empty where there is no file. No lock: files are replaced whole; only a damaged one
        is looked at again, alone, and moved aside."""
        try:
            return kind.model_validate_json((self.folder / name).read_bytes())
        except FileNotFoundError:
            return kind()
        except (OSError, ValidationError):
            with self.locked():
                return self.read_alone(kind, name)

    def read_alone(self, kind: type[_D], name: str) -> _D:
        """`read` for whoever holds the lock."""
        path = self.folder / name
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return kind()
        except OSError as error:
            raise WorkspaceError("not_read", path, error) from error
        try:
            return kind.model_validate_json(data)
        except ValidationError:
            self.set_aside(path, *why_not(data))
            return kind()

    def change(self, kind: type[_D], name: str, change: Callable[[_D], dict[str, Any]]) -> None:
        """Read, change and write a document in one go, alone."""
        with self.locked():
            document = self.read_alone(kind, name)
            # validated again, so that nothing is written that could not be read back
            data = {**document.model_dump(), **_plain(change(document))}
            text = kind.model_validate(data).model_dump_json(indent=2)
            self.guard(lambda: write_atomic(self.folder / name, text.encode() + b"\n"))

    def write_all(self, files: Mapping[str, bytes]) -> None:
        """Under the lock: several files, all of them or none."""
        self.guard(lambda: write_all_atomic({self.folder / name: data for name, data in files.items()}))

    def set_aside(self, path: Path, ending: str, reason: BadInput | str) -> None:
        """Under the lock: rename a file to the next free `name.ending-n` and note it."""
        number = 1
        while (kept := path.with_name(f"{path.name}.{ending}-{number}")).exists():
            number += 1
        self.guard(lambda: os.rename(path, kept))
        self._notices.append(Notice(path.name, kept.name, reason))

    def remove(self, names: Iterable[str], but: Iterable[str] = ()) -> None:
        """Under the lock: files with all that is kept beside them; of the names in `but` only what is beside them."""
        for name in names:
            stem = name.rpartition(".")[0]
            patterns = [f"{name}.damaged-*", f"{name}.newer-*", f".{name}.*.part", f".{stem}.*.part"]
            for pattern in patterns if name in but else [name, *patterns]:
                for path in self.folder.glob(pattern):
                    self.guard(lambda path=path: path.unlink(missing_ok=True))


def _plain(value: Any) -> Any:
    """Models inside containers as plain data."""
    if isinstance(value, BaseModel):
        return value.model_dump()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return tuple(_plain(item) for item in value) if isinstance(value, tuple) else value


def why_not(data: bytes) -> tuple[str, str]:
    """How a document that cannot be read is kept aside: the ending of its name, and the reason for the notice."""
    return ("newer", "newer") if _is_newer(data) else ("damaged", "unreadable")


def _is_newer(data: bytes) -> bool:
    """Whether a whole document says that a later version of the playbook wrote it."""
    try:
        version = json.loads(data).get("schema_version", 0)
        return isinstance(version, int) and version > VERSION
    except (ValueError, AttributeError):
        return False
