"""The reader's workspace: team, bets, ratings, plan and language survive closing the browser.

`folder.py` reads and writes, `kept.py` says what each document holds; values are read whenever they are asked for, so
that two tabs or two servers see each other's changes at their next step.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from playbook.workspace.folder import Folder, WorkspaceError
from playbook.workspace.kept import (
    Bet,
    Bets,
    Document,
    Duties,
    Group,
    Outcome,
    Plan,
    PlanEntry,
    Progress,
    Rating,
    Ratings,
    Scenarios,
    Settings,
)
from sim.exports.presets import Preset, read_presets, with_preset, write_presets
from sim.scenario import Scenario
from sim.scenario.file import BadInput, read_scenario, scenario_bytes, team, team_names
from sim.shop.responsibility import Duty

VARIABLE = "PLAYBOOK_WORKSPACE"

_D = TypeVar("_D", bound=Document)
_FILES: dict[type[Document], str] = {
    Settings: "settings.json", Bets: "bets.json", Ratings: "ratings.json", Progress: "progress.json",
    Plan: "plan.json", Scenarios: "scenarios.json", Duties: "duties.json", Outcome: "outcome.json",
}  # fmt: skip
RUNS, MOST_RUNS = "runs", 4000  # some 30 kB each
_SCENARIO, _OWN, _PRESETS = "scenario.toml", "own.toml", "columns.toml"
_OF_A_SHOP = (*(name for kind, name in _FILES.items() if kind is not Settings), _SCENARIO, _OWN)


def default_folder() -> Path:
    """Where the environment variable says, else where the platform keeps a user's data."""
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("team-playbook", appauthor=False)


@dataclass(frozen=True)
class Workspace(Folder):
    """See the module's docstring."""

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
            for kind, name in _FILES.items():
                workspace.read_alone(kind, name)
        _ = workspace.scenario  # so that its damage, too, is known from the start
        return workspace

    @property
    def language(self) -> str:
        return self._fresh(Settings).language

    def set_language(self, language: str) -> None:
        """ValidationError for a language that the playbook doesn't have."""
        if Settings(language=language) != self._fresh(Settings):
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
            kept = {_OWN: own, _SCENARIO: scenario}
            self.write_all({name: scenario_bytes(one, self.folder / name) for name, one in kept.items() if one})

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
    def presets(self) -> tuple[Preset, ...]:
        """Columns that the reader confirmed on files of their shop; a damaged file is kept aside and none are left."""
        path = self.folder / _PRESETS
        if not path.exists():
            return ()
        try:
            return read_presets(path)
        except BadInput as error:
            with self.locked():
                if path.exists():
                    self.set_aside(path, "damaged", error)
            return ()

    def keep_preset(self, preset: Preset) -> None:
        """Keep what was confirmed for the next file with the same headings."""
        kept = with_preset(self.presets, preset)
        with self.locked():
            self.guard(lambda: write_presets(self.folder / _PRESETS, kept))

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

    def rate_all(
        self, practice: str, levels: Mapping[str, int | None], who: str = "", notes: Mapping[str, str] | None = None
    ) -> None:
        """Keep a person's ratings by element in one go; none of that person's older ones stays.

        `notes` by element; None: a note on an element that is rated again stays with it.
        """

        def changed(document: Ratings) -> dict[str, Any]:
            rows = document.ratings.get(practice, {})
            new = {}
            for element in {**rows, **levels}:
                by = rows.get(element, {})
                new[element] = {name: rating for name, rating in by.items() if name != who}
                if element in levels:
                    old = by[who].note if who in by else ""
                    note = old if notes is None else notes.get(element, "")
                    new[element][who] = Rating(level=levels[element], note=note)
            return {"ratings": {**document.ratings, practice: new}}

        self._change(Ratings, changed)

    @property
    def groups(self) -> dict[str, Group]:
        """Who rates together, by practice; practices that nobody has rated may be left out."""
        return dict(self._fresh(Ratings).groups)

    def group(self, practice: str) -> Group:
        """Who rates a practice together."""
        return self.groups.get(practice, Group())

    def set_group(self, practice: str, group: Group) -> None:
        self.set_groups({practice: group})

    def set_groups(self, groups: Mapping[str, Group]) -> None:
        """The same for several practices in one go."""
        self._change(Ratings, lambda d: {"groups": {**d.groups, **groups}})

    def forget_ratings(self, *practices: str) -> None:
        """Another group begins: nobody's ratings of these practices are kept, nor how many rate."""

        def without(rows: dict[str, Any]) -> dict[str, Any]:
            return {name: value for name, value in rows.items() if name not in practices}

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

    @property
    def scenarios(self) -> dict[str, str]:
        """Scenarios kept to stand beside the shop, each as JSON, in the order of keeping."""
        return dict(self._fresh(Scenarios).scenarios)

    def keep_scenario(self, name: str, text: str) -> None:
        """Keep one; ValidationError where there are too many. One of the same name gives way."""
        self._change(Scenarios, lambda d: {"scenarios": {**d.scenarios, name: text}})

    def drop_scenario(self, name: str) -> None:
        """Forget one; nothing happens where there is none of that name."""
        self._change(Scenarios, lambda d: {"scenarios": {k: v for k, v in d.scenarios.items() if k != name}})

    @property
    def duties(self) -> tuple[Duty, ...]:
        """Who answers for which task and who does it; empty where nothing of it was decided."""
        return self._fresh(Duties).duties

    def set_duties(self, duties: tuple[Duty, ...]) -> None:
        self._change(Duties, lambda d: {"duties": duties})

    @property
    def outcome(self) -> Outcome:
        """What the season really came to, as far as it was given."""
        return self._fresh(Outcome)

    def set_outcome(self, figures: dict[str, float], demand: float | None = None) -> None:
        self._change(Outcome, lambda d: {"figures": figures, "demand": demand})

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
        """Go on with another shop: what `contents` gave, and nothing of the present one. Where the system refuses, the
        present one stays whole."""
        given = {name: contents[name].encode() for name in _OF_A_SHOP if name in contents}
        with self.locked():
            self.write_all(given)
            self.remove(_OF_A_SHOP, but=given)
            self._forget_runs()
        self._notices.clear()

    def reset(self) -> None:
        """Start clean: shop, bets, ratings, progress and plan go, those kept aside too. Language and saves stay."""
        self.replace({})

    def delete(self) -> None:
        """Under the lock: every document goes, with what was kept aside."""
        self.remove((*_FILES.values(), _SCENARIO, _OWN, _PRESETS))
        self._forget_runs()
        self._notices.clear()

    def runs(self, most: int = MOST_RUNS) -> Path:
        """The folder of seasons that long runs keep, to go on from where they were stopped; its oldest go where there
        are more than `most`."""
        folder = self.folder / RUNS
        with self.locked():
            kept = sorted(folder.glob("*.npz"), key=lambda file: file.stat().st_mtime)
            for file in kept[: len(kept) - most] if len(kept) > most else ():
                self.guard(lambda file=file: file.unlink(missing_ok=True))
        return folder

    def _forget_runs(self) -> None:
        """Under the lock: every kept season, and their folder if nothing else is in it."""
        folder = self.folder / RUNS
        for pattern in ("*.npz", ".*.part"):
            for file in folder.glob(pattern):
                self.guard(lambda file=file: file.unlink(missing_ok=True))
        with contextlib.suppress(OSError):
            folder.rmdir()

    def _fresh(self, kind: type[_D]) -> _D:
        return self.read(kind, _FILES[kind])

    def _change(self, kind: type[_D], change: Callable[[_D], dict[str, Any]]) -> None:
        self.change(kind, _FILES[kind], change)

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


def _is_sample(scenario: Scenario) -> bool:
    return any(scenario == team(name) for name in team_names())
