"""The fields of a scenario as a flat list: dotted paths, what each means in both languages, its unit and bounds.

A list element is named by its id (people.service_early.count), or by its place where it has none
(calendar.campaigns.0.lift). Paths are those of `Scenario.with_levers`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playbook.language import currency_word
from sim.files.validation import model_schema, node_at, resolve
from sim.scenario import Scenario

WORDS = Path(__file__).parent / "fields.toml"
FREE = ("shifts", "skills", "prep_hours")  # tables whose keys are names that the user gives
LISTS = ("people", "work")  # of tables that have an id
NUMBERED = ("calendar.campaigns",)  # of tables that have none
PARTS = "parts"  # of a duration of work: tables without an id, too
OWN_SHAPE, DAYS = "own_shape", "days"  # of a sale: tables without an id, again
TEXTS = ("title", "name", "description")  # tables of one text in each language
MONEY = "money"


@dataclass(frozen=True)
class Leaf:
    """A field: its value, its `place` by positions in lists, and its `kind`: the path without names of the user."""

    path: str
    value: Any
    place: tuple[str | int, ...]
    kind: str

    @property
    def number(self) -> bool:
        return _schema(self.place).get("type") in ("number", "integer")

    @property
    def whole(self) -> bool:
        return _schema(self.place).get("type") == "integer"

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The lowest and the highest number that the model takes; None where there is no such bound."""
        node = _schema(self.place)
        return node.get("minimum", node.get("exclusiveMinimum")), node.get("maximum")

    def meaning(self, language: str) -> str:
        """What it is, in a few words; the English ones of the schema where the language has none."""
        said = _entry(self.kind)
        return said.get(language) or node_at(model_schema(Scenario), self.place).get("description", "")

    @property
    def measure(self) -> str:
        """The name of its unit: one of `units` in fields.toml, "money", or "" for none."""
        return str(_entry(self.kind).get("unit", ""))

    def unit(self, language: str, currency: str) -> str:
        """Its unit as a word; money is in the team's currency."""
        unit = self.measure
        return currency_word(currency, language) if unit == MONEY else _words()["units"][unit][language] if unit else ""


def leaves(scenario: Scenario) -> dict[str, Leaf]:
    """Every field by its path, in the order of a scenario file. Empty tables are left out: they say nothing."""
    return {leaf.path: leaf for leaf in _walk(scenario.model_dump(), (), (), ())}


def short_names(paths: Iterable[str]) -> dict[str, list[str]]:
    """Last part of a path -> the paths that end so."""
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(path.rpartition(".")[2], []).append(path)
    return found


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Values by path as the tables of a scenario file: the way back from `leaves`."""
    data: dict[str, Any] = {}
    for path, value in flat.items():
        *parents, last = path.split(".")
        node = data
        for name in parents:
            node = node.setdefault(name, {})
            if not isinstance(node, dict):
                break  # a field below one that is no table: validation says so of its parent
        else:
            node[last] = value
    for name in LISTS:
        if isinstance(data.get(name), dict):
            data[name] = [{"id": key, **one} if isinstance(one, dict) else one for key, one in data[name].items()]
    for name in NUMBERED:
        first, _, rest = name.partition(".")
        if isinstance(some := data.get(first, {}).get(rest), dict):
            data[first][rest] = list(some.values())
    calendar = data.get("calendar")
    sales = calendar.get("campaigns") if isinstance(calendar, dict) else None
    for row in sales if isinstance(sales, list) else ():
        shape = row.get(OWN_SHAPE) if isinstance(row, dict) else None
        if isinstance(shape, dict) and isinstance(shape.get(DAYS), dict):
            shape[DAYS] = list(shape[DAYS].values())
    for row in data["work"] if isinstance(data.get("work"), list) else ():
        for law in row.values() if isinstance(row, dict) else ():
            if isinstance(law, dict) and isinstance(law.get(PARTS), dict):
                law[PARTS] = list(law[PARTS].values())
    return data


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def _entry(kind: str) -> dict[str, Any]:
    """What the words say of a field: of this one, or of the same field of every duration."""
    words = _words()
    return words["fields"].get(kind) or words["duration"].get(kind.rpartition(".")[2], {})


def _schema(place: tuple[str | int, ...]) -> dict[str, Any]:
    schema = model_schema(Scenario)
    return resolve(schema, node_at(schema, place))


def _walk(
    node: Any, names: tuple[str, ...], place: tuple[str | int, ...], kind: tuple[str, ...], free: bool = False
) -> Iterator[Leaf]:
    """`free`: the keys of this table are the user's names."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "id" and names:
                continue  # it stands in the path
            known = kind if free else (*kind, name)
            yield from _walk(value, (*names, name), (*place, name), known, not free and name in FREE)
    elif isinstance(node, (list, tuple)) and node and isinstance(node[0], dict):
        for i, value in enumerate(node):
            yield from _walk(value, (*names, value.get("id", str(i))), (*place, i), kind)
    else:
        yield Leaf(".".join(names), node, place, ".".join(kind))
