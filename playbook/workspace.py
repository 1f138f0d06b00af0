"""The user's own folder: team, bets, ratings, plan and language survive closing the browser.

Every document is one file, replaced whole; a change reads, changes and writes it under a lock, so that two notebooks
can work on the same folder. A file that can't be read is moved aside under another name and reported in `notices`;
it is never overwritten.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from playbook.language import languages, words
from sim.files.atomic import write_atomic
from sim.scenario import Scenario
from sim.scenario.file import BadInput, read_scenario, write_scenario

VARIABLE = "PLAYBOOK_WORKSPACE"
VERSION = 1
LOCK_SECONDS = 20.0  # longest wait for another notebook's write; one takes milliseconds

Line = Annotated[str, Field(min_length=1, max_length=200)]
Paragraph = Annotated[str, Field(max_length=2000)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


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


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


class Bet(_Entry):
    """A range that the player expects a key figure to fall in, made before the result was seen."""

    kpi: Line
    low: Finite
    high: Finite
    at: dt.datetime = Field(default_factory=_now)

    @model_validator(mode="after")
    def _ordered(self) -> Bet:
        if self.low > self.high:
            raise ValueError(f"a bet goes from its low to its high end, {self.low:g} is above {self.high:g}")
        return self


class Rating(_Entry):
    """Where somebody sees the team on one row of a rubric, 1 to 5."""

    level: Annotated[int, Field(ge=1, le=5)]
    at: dt.datetime = Field(default_factory=_now)


class PlanEntry(_Entry):
    """What a practice puts into the plan: who does what by when, the number that tells, the levers as set."""

    owner: Line
    date: dt.date
    change: Annotated[str, Field(min_length=1, max_length=2000)]
    number_to_watch: Line
    levers: dict[Line, bool | int | Finite | Line] = Field(default_factory=dict)
    note: Paragraph = ""
    at: dt.datetime = Field(default_factory=_now)


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = VERSION


class _Settings(_Document):
    language: str = "en"

    @field_validator("language")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in languages:
            raise ValueError(f"{value!r} is no language of the playbook: {', '.join(languages)}")
        return value


class _Bets(_Document):
    bets: dict[Line, tuple[Bet, ...]] = Field(default_factory=dict)


class _Ratings(_Document):
    ratings: dict[Line, dict[Line, dict[Annotated[str, Field(max_length=200)], Rating]]] = Field(default_factory=dict)


class _Plan(_Document):
    plan: dict[Line, PlanEntry] = Field(default_factory=dict)


_D = TypeVar("_D", bound=_Document)
_FILES: dict[type[_Document], str] = {
    _Settings: "settings.json", _Bets: "bets.json", _Ratings: "ratings.json", _Plan: "plan.json"
}  # fmt: skip
_SCENARIO, _LOCK = "scenario.toml", ".lock"


@dataclass(frozen=True)
class Notice:
    """A file that could not be read: its name, the name it is kept under, and why.

    `reason` is what the reader of the file said, or "unreadable" or "newer", keys of the words' section workspace.
    """

    file: str
    kept_as: str
    reason: BadInput | str


def default_folder() -> Path:
    """Where the environment variable says, else where the platform keeps a user's data."""
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("team-playbook", appauthor=False)


@dataclass(frozen=True)
class Workspace:
    """See the module's docstring. Values are read from the folder whenever they are asked for."""

    folder: Path
    _notices: list[Notice] = field(default_factory=list, compare=False)

    @classmethod
    def open(cls, folder: str | Path | None = None) -> Workspace:
        """The workspace in `folder` (or `default_folder()`), made if it isn't there; WorkspaceError if it can't."""
        folder = Path(folder).expanduser() if folder is not None else default_folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WorkspaceError("not_made", folder, error) from error
        workspace = cls(folder.resolve())
        with workspace._locked():
            for kind in _FILES:
                workspace._read(kind)
        _ = workspace.scenario  # so that its damage, too, is known from the start
        return workspace

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Damaged files that were found and kept aside since this workspace was opened."""
        return tuple(self._notices)

    # What is kept --------------------------------------------------------------------------------------------------

    @property
    def language(self) -> str:
        return self._fresh(_Settings).language

    def set_language(self, language: str) -> None:
        """ValidationError for a language that the playbook doesn't have."""
        self._change(_Settings, lambda settings: {"language": language})

    @property
    def scenario(self) -> Scenario | None:
        """The user's team; None where none is kept yet, or the file was damaged (then there is a notice)."""
        path = self.folder / _SCENARIO
        if not path.exists():
            return None
        try:
            return read_scenario(path)
        except (BadInput, OSError):
            with self._locked():
                return self._second_look(path)

    def set_scenario(self, scenario: Scenario) -> None:
        _ = self.scenario  # a damaged file is kept aside before another one takes its name
        with self._locked():
            self._guard(lambda: write_scenario(scenario, self.folder / _SCENARIO))

    @property
    def bets(self) -> dict[str, tuple[Bet, ...]]:
        """All bets by practice, oldest first."""
        return dict(self._fresh(_Bets).bets)

    def bet(self, practice: str) -> Bet | None:
        """The last bet on a practice."""
        made = self._fresh(_Bets).bets.get(practice, ())
        return made[-1] if made else None

    def record_bet(self, practice: str, bet: Bet) -> None:
        self._change(_Bets, lambda d: {"bets": {**d.bets, practice: (*d.bets.get(practice, ()), bet)}})

    @property
    def ratings(self) -> dict[str, dict[str, dict[str, Rating]]]:
        """By practice, element of its rubric, and person."""
        return {name: {e: dict(by) for e, by in rows.items()} for name, rows in self._fresh(_Ratings).ratings.items()}

    def rate(self, practice: str, element: str, level: int, who: str = "") -> None:
        """Keep a person's rating, 1 to 5; a new one takes the place of the old."""
        rating = Rating(level=level)

        def changed(document: _Ratings) -> dict[str, Any]:
            rows = document.ratings.get(practice, {})
            by = {**rows.get(element, {}), who: rating}
            return {"ratings": {**document.ratings, practice: {**rows, element: by}}}

        self._change(_Ratings, changed)

    @property
    def plan(self) -> dict[str, PlanEntry]:
        """What was committed, by practice, in the order in which practices first came into the plan."""
        return dict(self._fresh(_Plan).plan)

    def commit(self, practice: str, entry: PlanEntry) -> None:
        """Put a practice into the plan; a new entry takes the place of the old."""
        self._change(_Plan, lambda d: {"plan": {**d.plan, practice: entry}})

    def withdraw(self, practice: str) -> None:
        """Take a practice out of the plan; nothing happens where it isn't in it."""
        self._change(_Plan, lambda d: {"plan": {name: entry for name, entry in d.plan.items() if name != practice}})

    def delete_all(self) -> None:
        """Remove the playbook's own files, those kept aside too, and the folder if nothing else is in it."""
        with self._locked():
            for name in (*_FILES.values(), _SCENARIO):
                stem = name.rpartition(".")[0]
                for pattern in (name, f"{name}.damaged-*", f"{name}.newer-*", f".{name}.*.part", f".{stem}.*.part"):
                    for path in self.folder.glob(pattern):
                        path.unlink(missing_ok=True)
        (self.folder / _LOCK).unlink(missing_ok=True)
        if not any(self.folder.iterdir()):
            self.folder.rmdir()

    # Files ---------------------------------------------------------------------------------------------------------

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            with FileLock(self.folder / _LOCK, timeout=LOCK_SECONDS, poll_interval=0.01):
                yield
        except Timeout as error:
            raise WorkspaceError("locked", self.folder) from error
        except OSError as error:
            raise WorkspaceError("not_used", self.folder, error) from error

    def _guard(self, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as error:
            raise WorkspaceError("not_written", self.folder, error) from error

    def _fresh(self, kind: type[_D]) -> _D:
        """A document as it is now. No lock: files are replaced whole; only a damaged one is looked at again, alone."""
        path = self.folder / _FILES[kind]
        try:
            return kind.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return kind()
        except (OSError, ValidationError):
            with self._locked():
                return self._read(kind)

    def _read(self, kind: type[_D]) -> _D:
        """A document, under the lock; a damaged file is moved aside and an empty document taken."""
        path = self.folder / _FILES[kind]
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return kind()
        except OSError as error:
            raise WorkspaceError("not_read", path, error) from error
        try:
            return kind.model_validate_json(data)
        except ValidationError:
            self._set_aside(path, *(("newer", "newer") if _is_newer(data) else ("damaged", "unreadable")))
            return kind()

    def _second_look(self, path: Path) -> Scenario | None:
        try:
            return read_scenario(path)
        except BadInput as error:
            if path.exists():
                self._set_aside(path, "damaged", error)
            return None
        except FileNotFoundError:
            return None
        except OSError as error:
            raise WorkspaceError("not_read", path, error) from error

    def _set_aside(self, path: Path, ending: str, reason: BadInput | str) -> None:
        """Rename to the next free `name.ending-n` and note it."""
        number = 1
        while (kept := path.with_name(f"{path.name}.{ending}-{number}")).exists():
            number += 1
        self._guard(lambda: os.rename(path, kept))
        self._notices.append(Notice(path.name, kept.name, reason))

    def _change(self, kind: type[_D], change: Callable[[_D], dict[str, Any]]) -> None:
        """Read, change and write a document in one go, alone."""
        with self._locked():
            document = self._read(kind)
            # validated again, so that nothing is written that could not be read back
            data = {**document.model_dump(), **_plain(change(document))}
            text = kind.model_validate(data).model_dump_json(indent=2)
            self._guard(lambda: write_atomic(self.folder / _FILES[kind], text.encode() + b"\n"))


def _plain(value: Any) -> Any:
    """Models inside containers as plain data."""
    if isinstance(value, BaseModel):
        return value.model_dump()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return tuple(_plain(item) for item in value) if isinstance(value, tuple) else value


def _is_newer(data: bytes) -> bool:
    """Whether a whole document says that a later version of the playbook wrote it."""
    import json

    try:
        version = json.loads(data).get("schema_version", 0)
        return isinstance(version, int) and version > VERSION
    except (ValueError, AttributeError):
        return False
