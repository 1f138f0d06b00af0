"""A team as a table: read it, change it in pandas, and have it back as a validated scenario."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playbook import language as languages
from playbook.api.fields import leaves, nested
from playbook.api.names import Names
from playbook.api.slips import Slip
from playbook.my_shop import facts
from sim.files.bad_input import BadInput, advice
from sim.files.messages import Phrase, phrase
from sim.files.validation import Problem, checked
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("field", "value", "unit", "meaning", "low", "high")


class Team:
    """A team that nothing changes: every way to alter it gives another one. `scenario` is what the model runs."""

    def __init__(self, scenario: Scenario, language: str = "en") -> None:
        self.scenario, self.language = scenario, language

    @classmethod
    def named(cls, name: str, language: str = "en") -> Team:
        """A shipped team by its name, or the one of a scenario file (a name that ends in .toml).

        Raises Slip with one sentence for a name or a file that cannot be used.
        """
        from sim.scenario.file import read_scenario, team

        if language not in languages.languages:
            raise Slip(phrase("file.says", file=repr(language)[:40], text=advice(language, languages.languages)))
        try:
            return cls(read_scenario(name) if str(name).endswith(".toml") else team(str(name)), language)
        except BadInput as error:
            raise Slip(error.args[0], language) from None

    @classmethod
    def from_table(cls, frame: pd.DataFrame, base: Team | str | None = None, language: str = "en") -> Team:
        """The team that a table says; only the columns `field` and `value` are read.

        A table of every field stands for itself. One of some fields changes them in `base`: a team or its name. An
        empty cell leaves a field at its default. Raises Slip, which names the field and the label of its row.
        """
        base = cls.named(base, language) if isinstance(base, str) else base
        language = base.language if base else language
        words = languages.words(language)
        for column in COLUMNS[:2]:
            if column not in frame.columns:
                raise Slip(words.t("api.no_column", column=column, columns=words.list(map(str, frame))), language)
        start = {} if base is None else _flat(base.scenario)
        flat, rows = dict(start), {}
        for row, field, value in zip(frame.index, frame["field"], frame["value"], strict=True):
            field = str(field).strip()
            if field in rows:
                raise Slip(words.t("api.rows_meet", field=field, one=rows[field], two=row), language)
            rows[field] = row
            if (found := _cell(value)) is not None:
                flat[field] = found  # at its old place: the order of people and work is the file's
            else:
                flat.pop(field, None)
        found = checked(Scenario, _numbers(nested(flat)))
        if isinstance(found, Problem):
            raise Slip(_in_row(found, flat, rows, words), language)
        return cls(found, language)

    def table(self, part: str = "") -> pd.DataFrame:
        """Every field as a row, or those of one part ("people", "money", "peak" …).

        Columns: field (dotted path), value, unit, meaning, low and high (what the model takes; empty: no bound).
        Lists are written as JSON: [1.0, 0.98]. Raises Slip for a part that does not exist.
        """
        import pandas as pd

        found = [leaf for leaf in leaves(self.scenario).values() if leaf.value != {}]
        parts = list(dict.fromkeys(leaf.path.partition(".")[0] for leaf in found))
        if part and not any(leaf.path == part or leaf.path.startswith(f"{part}.") for leaf in found):
            raise Slip(phrase("field.unknown", field=part[:60], advice=advice(part, parts)), self.language)
        found = [leaf for leaf in found if not part or leaf.path == part or leaf.path.startswith(f"{part}.")]
        low, high = zip(*(leaf.bounds for leaf in found), strict=True)
        return pd.DataFrame({
            "field": [leaf.path for leaf in found],
            # of Python's own values: a whole number stays one beside a date and a name
            "value": pd.Series([_shown(leaf.value) for leaf in found], dtype=object),
            "unit": [leaf.unit(self.language, self.scenario.currency) for leaf in found],
            "meaning": [leaf.meaning(self.language) for leaf in found],
            "low": pd.Series(low, dtype=float),
            "high": pd.Series(high, dtype=float),
        })  # fmt: skip

    def with_(self, fields: Mapping[str, Any] | None = None, /, **more: Any) -> Team:
        """Another team with these fields: with_(orders_day=2000), with_({"people.service_early.count": 3}).

        A field is named by its path, or by the path's last part where only one ends so. Raises Slip.
        """
        names = Names(languages.words(self.language), self.scenario)
        return Team(names.changed({**(fields or {}), **more}), self.language)

    def save(self, path: str | Path) -> Path:
        """Write the team as a scenario file, which `team("my.toml")` and the command `playbook season` read."""
        from sim.scenario.file import write_scenario

        write_scenario(self.scenario, path)
        return Path(path)

    @property
    def title(self) -> str:
        return languages.words(self.language).pick(self.scenario.title)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Team) and other.scenario == self.scenario

    def __hash__(self) -> int:
        return hash(self.scenario.key)

    def __repr__(self) -> str:
        words, shop = languages.words(self.language), self.scenario
        return words.t("api.team", title=self.title, facts=facts(words, shop))


def _flat(scenario: Scenario) -> dict[str, Any]:
    """What a scenario says, by path; fields and tables that are empty are left out."""
    return {path: leaf.value for path, leaf in leaves(scenario).items() if leaf.value not in (None, {})}


def _shown(value: Any) -> Any:
    """A value for a cell: a list as text, a date as it is written in a file."""
    if isinstance(value, (list, tuple)):
        return json.dumps(value, default=_shown)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _cell(value: Any) -> Any:
    """A cell's value for the model; None for an empty cell."""
    if hasattr(value, "item"):
        value = value.item()  # of numpy
    if hasattr(value, "date") and hasattr(value, "isoformat"):
        value = value.date()  # of pandas: a moment for a day
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return None
        if text.startswith("["):
            try:
                return json.loads(text)
            except json.JSONDecodeError:
                return text
        return text
    if isinstance(value, float) and value != value:  # NaN
        return None
    return value


def _numbers(data: dict[str, Any]) -> dict[str, Any]:
    """Numbers that a table read from a file holds as text, as numbers where the field is one."""
    from sim.files.validation import model_schema, node_at, resolve

    schema = model_schema(Scenario)

    def walk(node: Any, place: tuple[str | int, ...]) -> Any:
        if isinstance(node, dict):
            return {name: walk(value, (*place, name)) for name, value in node.items()}
        if isinstance(node, list):
            return [walk(value, (*place, i)) for i, value in enumerate(node)]
        if isinstance(node, str) and resolve(schema, node_at(schema, place)).get("type") in ("number", "integer"):
            try:
                return float(node)
            except ValueError:
                return node
        return node

    return walk(data, ())


def _in_row(problem: Problem, flat: Mapping[str, Any], rows: Mapping[str, Any], words: languages.Words) -> str:
    """What is wrong, with the path as it stands in the table and the label of its row, where it has one."""
    path, text = _path_of(problem.place, flat), problem.text
    if not path and isinstance(text.facts.get("field"), str):
        path = text.facts["field"]  # what must hold between tables names the field itself
    elif "field" in text.facts and path:
        text = Phrase(text.key, {**text.facts, "field": path}, text.longest)
    told = text.text(words.language)
    if (row := _row_of(path, rows)) is None:
        return told
    return words.t("api.row", row=row, text=told)


def _row_of(path: str, rows: Mapping[str, Any]) -> Any:
    """The row of a field, or the only one below a table that is wrong as a whole."""
    if path in rows:
        return rows[path]
    below = [row for field, row in rows.items() if path and field.startswith(f"{path}.")]
    return below[0] if len(below) == 1 else None


def _path_of(place: tuple[str | int, ...], flat: Mapping[str, Any]) -> str:
    """A place by positions as the table's path: a list's element by the name it has there."""
    names: list[str] = []
    for step in place:
        if isinstance(step, str):
            names.append(step)
            continue
        prefix = ".".join(names) + "."
        there = dict.fromkeys(path.removeprefix(prefix).partition(".")[0] for path in flat if path.startswith(prefix))
        if step >= len(there):
            break  # an element of a list that stands in one cell
        names.append(list(there)[step])
    return ".".join(names)
