"""The user's own folder: team, bets, ratings, plan and language survive closing the browser.

Every document is one file, replaced whole; a change reads, changes and writes it under a lock, so that two notebooks
can work on the same folder. A file that can't be read is moved aside under another name and reported in `notices`;
it is never overwritten. `playbook.workspace.kept` says what is kept, `saves` keeps several shops under names.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError

from playbook.language import words
from playbook.workspace.kept import (
    VERSION,
    Bet,
    Bets,
    Document,
    Group,
    Plan,
    PlanEntry,
    Progress,
    Rating,
    Ratings,
    Settings,
)
from sim.files.atomic import write_atomic
from sim.scenario import Scenario
from sim.scenario.file import BadInput, read_scenario, team, team_names, write_scenario

VARIABLE = "PLAYBOOK_WORKSPACE"
LOCK_SECONDS = 20.0  # longest wait for another notebook's write; one takes milliseconds


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


_D = TypeVar("_D", bound=Document)
_FILES: dict[type[Document], str] = {
    Settings: "settings.json", Bets: "bets.json", Ratings: "ratings.json", Progress: "progress.json",
    Plan: "plan.json",
}  # fmt: skip
_SCENARIO, _OWN, _LOCK = "scenario.toml", "own.toml", ".lock"
_OF_A_SHOP = (*(name for kind, name in _FILES.items() if kind is not Settings), _SCENARIO, _OWN)


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
        with workspace.locked():
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
        return self._fresh(Settings).language

    def set_language(self, language: str) -> None:
        """ValidationError for a language that the playbook doesn't have."""
        self._change(Settings, lambda settings: {"language": language})

    @property
    def scenario(self) -> Scenario | None:
        """The shop that every page is about; None where none is chosen yet, or the file was damaged (then there is a
        notice).
        """
        return self._scenario_in(_SCENARIO)

    @property
    def own(self) -> Scenario | None:
        """The reader's own shop, also while a sample is looked at; None where there is none yet."""
        found, chosen = self._scenario_in(_OWN), None if (self.folder / _OWN).exists() else self.scenario
        return found or (None if chosen is None or _is_sample(chosen) else chosen)

    def set_scenario(self, scenario: Scenario) -> None:
        """Choose the shop for every page. One that is no sample becomes the reader's own."""
        own = self.own if _is_sample(scenario) else scenario
        _ = self.scenario  # a damaged file is kept aside before another one takes its name
        with self.locked():
            if own is not None:
                self.guard(lambda: write_scenario(own, self.folder / _OWN))
            self.guard(lambda: write_scenario(scenario, self.folder / _SCENARIO))

    def _scenario_in(self, name: str) -> Scenario | None:
        path = self.folder / name
        if not path.exists():
            return None
        try:
            return read_scenario(path)
        except (BadInput, OSError):
            with self.locked():
                return self._second_look(path)

    @property
    def bets(self) -> dict[str, tuple[Bet, ...]]:
        """All bets by practice, oldest first."""
        return dict(self._fresh(Bets).bets)

    def bet(self, practice: str) -> Bet | None:
        """The last bet on a practice."""
        made = self._fresh(Bets).bets.get(practice, ())
        return made[-1] if made else None

    def record_bet(self, practice: str, bet: Bet) -> None:
        self._change(Bets, lambda d: {"bets": {**d.bets, practice: (*d.bets.get(practice, ()), bet)}})

    @property
    def ratings(self) -> dict[str, dict[str, dict[str, Rating]]]:
        """By practice, element of its rubric, and person."""
        return {name: {e: dict(by) for e, by in rows.items()} for name, rows in self._fresh(Ratings).ratings.items()}

    def rate(self, practice: str, element: str, level: int, who: str = "") -> None:
        """Keep a person's rating, 1 to 5; a new one takes the place of the old."""
        rating = Rating(level=level)

        def changed(document: Ratings) -> dict[str, Any]:
            rows = document.ratings.get(practice, {})
            by = {**rows.get(element, {}), who: rating}
            return {"ratings": {**document.ratings, practice: {**rows, element: by}}}

        self._change(Ratings, changed)

    def rate_all(self, practice: str, levels: dict[str, int], who: str = "") -> None:
        """Keep a person's ratings by element in one go; none of that person's older ones stays."""
        given = {element: Rating(level=level) for element, level in levels.items()}

        def changed(document: Ratings) -> dict[str, Any]:
            rows = document.ratings.get(practice, {})
            new = {}
            for element in {**rows, **given}:
                others = {name: rating for name, rating in rows.get(element, {}).items() if name != who}
                new[element] = {**others, who: given[element]} if element in given else others
            return {"ratings": {**document.ratings, practice: new}}

        self._change(Ratings, changed)

    def group(self, practice: str) -> Group:
        """Who rates a practice together."""
        return self._fresh(Ratings).groups.get(practice, Group())

    def set_group(self, practice: str, group: Group) -> None:
        self._change(Ratings, lambda d: {"groups": {**d.groups, practice: group}})

    def forget_ratings(self, practice: str) -> None:
        """Another group begins: nobody's ratings of this practice are kept, nor how many rate."""

        def without(rows: dict[str, Any]) -> dict[str, Any]:
            return {name: value for name, value in rows.items() if name != practice}

        self._change(Ratings, lambda d: {"ratings": without(d.ratings), "groups": without(d.groups)})

    @property
    def done(self) -> dict[str, tuple[str, ...]]:
        """By practice: the steps taken on its page, first things first; "lever" and "challenge.<id>"."""
        return dict(self._fresh(Progress).done)

    def note_done(self, practice: str, step: str) -> None:
        """Remember that a step of a practice's page was taken; nothing is written where that is known."""
        if step not in self.done.get(practice, ()):
            self._change(Progress, lambda d: {"done": {**d.done, practice: (*d.done.get(practice, ()), step)}})

    def levers(self, practice: str) -> dict[str, float]:
        """Where the reader left a practice's levers; empty where none was moved."""
        return dict(self._fresh(Progress).levers.get(practice, {}))

    def note_levers(self, practice: str, levers: dict[str, float]) -> None:
        """Remember where a practice's levers were left: its plan is another page of the app."""
        if levers != self.levers(practice):
            self._change(Progress, lambda d: {"levers": {**d.levers, practice: levers}})

    @property
    def plan(self) -> dict[str, PlanEntry]:
        """What was committed, by practice, in the order in which practices first came into the plan."""
        return dict(self._fresh(Plan).plan)

    def commit(self, practice: str, entry: PlanEntry) -> None:
        """Put a practice into the plan; a new entry takes the place of the old."""
        self._change(Plan, lambda d: {"plan": {**d.plan, practice: entry}})

    def withdraw(self, practice: str) -> None:
        """Take a practice out of the plan; nothing happens where it isn't in it."""
        self._change(Plan, lambda d: {"plan": {name: entry for name, entry in d.plan.items() if name != practice}})

    def contents(self) -> dict[str, str]:
        """All that is kept of a shop: file name -> text. A file that is not text is left out."""
        found = {}
        with self.locked():
            for name in _OF_A_SHOP:
                try:
                    found[name] = (self.folder / name).read_text(encoding="utf-8")
                except (FileNotFoundError, UnicodeDecodeError):
                    continue
                except OSError as error:
                    raise WorkspaceError("not_read", self.folder / name, error) from error
        return found

    def replace(self, contents: dict[str, str]) -> None:
        """Go on with another shop: what `contents` gave, and nothing of the present one."""
        with self.locked():
            self._remove(_OF_A_SHOP)
            for name in _OF_A_SHOP:
                if name in contents:
                    data = contents[name].encode()
                    self.guard(lambda name=name, data=data: write_atomic(self.folder / name, data))
        self._notices.clear()

    def reset(self) -> None:
        """Start clean: shop, bets, ratings, progress and plan go, those kept aside too. Language and saves stay."""
        self.replace({})

    def delete_all(self) -> None:
        """Remove the playbook's own files, and the folder if nothing else is in it: saves, what was kept aside, copies
        of notebooks and the kept address among them."""
        from playbook.app import access, copies
        from playbook.workspace.saves import Saves

        Saves(self).delete_all()
        self.guard(lambda: access.forget(self.folder))
        self.guard(lambda: copies.forget(self.folder / copies.FOLDER))
        with self.locked():
            self._remove((*_FILES.values(), _SCENARIO, _OWN))
        self._notices.clear()
        (self.folder / _LOCK).unlink(missing_ok=True)
        if not any(self.folder.iterdir()):
            self.folder.rmdir()

    def _remove(self, names: tuple[str, ...]) -> None:
        """Under the lock: files with all that is kept beside them."""
        for name in names:
            stem = name.rpartition(".")[0]
            for pattern in (name, f"{name}.damaged-*", f"{name}.newer-*", f".{name}.*.part", f".{stem}.*.part"):
                for path in self.folder.glob(pattern):
                    self.guard(lambda path=path: path.unlink(missing_ok=True))

    # Files ---------------------------------------------------------------------------------------------------------

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Alone with the folder, among all processes. WorkspaceError where it stays locked or cannot be used."""
        try:
            with FileLock(self.folder / _LOCK, timeout=LOCK_SECONDS, poll_interval=0.01):
                yield
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

    def _fresh(self, kind: type[_D]) -> _D:
        """A document as it is now. No lock: files are replaced whole; only a damaged one is looked at again, alone."""
        path = self.folder / _FILES[kind]
        try:
            return kind.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return kind()
        except (OSError, ValidationError):
            with self.locked():
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
            self.set_aside(path, *why_not(data))
            return kind()

    def _second_look(self, path: Path) -> Scenario | None:
        try:
            return read_scenario(path)
        except BadInput as error:
            if path.exists():
                self.set_aside(path, "damaged", error)
            return None
        except FileNotFoundError:
            return None
        except OSError as error:
            raise WorkspaceError("not_read", path, error) from error

    def set_aside(self, path: Path, ending: str, reason: BadInput | str) -> None:
        """Under the lock: rename a file to the next free `name.ending-n` and note it."""
        number = 1
        while (kept := path.with_name(f"{path.name}.{ending}-{number}")).exists():
            number += 1
        self.guard(lambda: os.rename(path, kept))
        self._notices.append(Notice(path.name, kept.name, reason))

    def _change(self, kind: type[_D], change: Callable[[_D], dict[str, Any]]) -> None:
        """Read, change and write a document in one go, alone."""
        with self.locked():
            document = self._read(kind)
            # validated again, so that nothing is written that could not be read back
            data = {**document.model_dump(), **_plain(change(document))}
            text = kind.model_validate(data).model_dump_json(indent=2)
            self.guard(lambda: write_atomic(self.folder / _FILES[kind], text.encode() + b"\n"))


def _plain(value: Any) -> Any:
    """Models inside containers as plain data."""
    if isinstance(value, BaseModel):
        return value.model_dump()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return tuple(_plain(item) for item in value) if isinstance(value, tuple) else value


def _is_sample(scenario: Scenario) -> bool:
    return any(scenario == team(name) for name in team_names())


def why_not(data: bytes) -> tuple[str, str]:
    """How a document that cannot be read is kept aside: the ending of its name, and the reason for the notice."""
    return ("newer", "newer") if _is_newer(data) else ("damaged", "unreadable")


def _is_newer(data: bytes) -> bool:
    """Whether a whole document says that a later version of the playbook wrote it."""
    import json

    try:
        version = json.loads(data).get("schema_version", 0)
        return isinstance(version, int) and version > VERSION
    except (ValueError, AttributeError):
        return False
