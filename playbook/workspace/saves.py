"""Several shops in one workspace: what is kept of a shop, put away under a name and taken out again.

A save is one file, `saves/<digest of the name>.json`, so that a name can hold any letters and never leads anywhere.
Names that differ only in upper and lower case are the same name. A file that can't be read is kept aside and reported
like every other one of the workspace.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from playbook.language import words
from playbook.workspace.folder import WorkspaceError, why_not
from playbook.workspace.kept import Document
from playbook.workspace.workspace import Workspace
from sim.files.atomic import write_atomic
from sim.scenario.file import BadInput

FOLDER = "saves"
LONGEST_NAME = 60


class Save(Document):
    """A shop put away: its name, when, and the workspace's files with their texts."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    at: dt.datetime
    documents: dict[str, str]


@dataclass(frozen=True)
class _Sentence:
    """A sentence of the words' section workspace, until somebody asks for it in a language."""

    key: str
    facts: dict[str, Any]

    def text(self, language: str) -> str:
        return words(language).t(f"workspace.{self.key}", **self.facts)

    def __str__(self) -> str:
        return self.text("en")


def clean_name(text: str) -> str:
    """The name that is meant, blanks joined. BadInput for none, a long one, or one with what cannot be printed."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise _refusal("name_missing")
    if len(name) > LONGEST_NAME:
        raise _refusal("name_long", most=LONGEST_NAME)
    if not name.isprintable():
        raise _refusal("name_unprintable")
    return name


@dataclass(frozen=True)
class Saves:
    """The saves of a workspace, read from its folder whenever they are asked for."""

    workspace: Workspace

    def all(self) -> tuple[Save, ...]:
        """Every save that can be read, the latest first."""
        if not self._folder.is_dir():  # a look makes no folder
            return ()
        with self.workspace.locked():
            found = [save for path in sorted(self._folder.glob("*.json")) if (save := self._read(path))]
        return tuple(sorted(found, key=lambda save: save.at, reverse=True))

    def has(self, name: str) -> bool:
        return self._path(clean_name(name)).exists()

    def save(self, name: str, replace: bool = False) -> Save:
        """Put the present shop away under a name. BadInput where that is taken and may not be replaced."""
        name = clean_name(name)
        if not replace and self.has(name):
            raise _refusal("name_taken", name=name)
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        save = Save(name=name, at=now, documents=self.workspace.contents())
        with self.workspace.locked():
            if not replace and self.has(name):  # somebody else took it meanwhile
                raise _refusal("name_taken", name=name)
            self.workspace.guard(lambda: self._write(save))
        return save

    def open(self, name: str) -> Save:
        """Go on with the shop of that name; the present one is given up. BadInput where there is none."""
        save = self.find(name)
        self.workspace.replace(save.documents)
        return save

    def delete(self, name: str) -> None:
        """Remove the save of that name. BadInput where there is none."""
        path = self._path(self.find(name).name)
        with self.workspace.locked():
            self.workspace.guard(lambda: path.unlink(missing_ok=True))

    def remove_all(self) -> None:
        """Under the workspace's lock: all saves go, those kept aside too, and their folder if nothing else is in it."""
        for pattern in ("*.json", "*.json.damaged-*", "*.json.newer-*", ".*.part"):
            for path in self._folder.glob(pattern):
                self.workspace.guard(lambda path=path: path.unlink(missing_ok=True))
        if self._folder.is_dir() and not any(self._folder.iterdir()):
            self.workspace.guard(self._folder.rmdir)

    def find(self, name: str) -> Save:
        """The save of that name. BadInput where there is none."""
        name = clean_name(name)
        with self.workspace.locked():
            save = self._read(self._path(name))
        if save is None:
            raise _refusal("name_unknown", name=name)
        return save

    @property
    def _folder(self) -> Path:
        return self.workspace.folder / FOLDER

    def _path(self, name: str) -> Path:
        return self._folder / f"{hashlib.sha256(name.casefold().encode()).hexdigest()[:24]}.json"

    def _write(self, save: Save) -> None:
        self._folder.mkdir(exist_ok=True)
        write_atomic(self._path(save.name), save.model_dump_json(indent=1).encode() + b"\n")

    def _read(self, path: Path) -> Save | None:
        """A save, under the lock; a damaged one is moved aside."""
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise WorkspaceError("not_read", path, error) from error
        try:
            return Save.model_validate_json(data)
        except ValidationError:
            self.workspace.set_aside(path, *why_not(data))
            return None


def _refusal(key: str, **facts: Any) -> BadInput:
    return BadInput(_Sentence(key, facts))
