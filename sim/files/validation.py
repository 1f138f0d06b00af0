"""Data from a file checked against a pydantic model, and what is wrong with it in one sentence.

Of several errors the first in the order of the file is told. A missing field counts as found at the end of its table,
so that a misspelt key is told before the one it leaves missing. What would be right is read off the model's JSON
Schema, so that a new field needs no new words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.files.bad_input import advice, bad, listed, shown
from sim.files.messages import Phrase, Series, phrase

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[str | int, ...]

PATTERNS = {  # what the patterns of sim.shop.types and sim.scenario ask for
    r"^[a-z][a-z0-9_-]{0,39}$": phrase("pattern.slug"),
    r"^[a-z0-9][a-z0-9_-]{0,39}$": phrase("pattern.preset"),
    r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$": phrase("pattern.clock"),
    r"^[A-Z]{3}$": phrase("pattern.currency"),
}


def validated(model: type[Model], data: dict[str, Any], path: Path | str) -> Model:
    """`data` as a `model`; BadInput with the first thing that is wrong in the order of the file."""
    found = checked(model, data)
    if isinstance(found, Problem):
        raise bad(path, found.text)
    return found


@dataclass(frozen=True)
class Problem:
    """What is wrong with data, in words, and at which place."""

    place: Place
    text: Phrase


def checked(model: type[Model], data: dict[str, Any]) -> Model | Problem:
    """`data` as a `model`, or the first thing that is wrong in the order of the data."""
    schema = model_schema(model)
    problems: dict[Place, Phrase] = dict(_unlike(schema, schema, data, data, ()))
    result = None
    try:
        result = model.model_validate(data)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            place, text = _said(schema, data, item)
            problems.setdefault(place, text)
    if result is not None and not problems:
        return result
    order = _order(data)
    first = min(problems, key=lambda place: _position(order, place))
    return Problem(first, problems[first])


def complaint(model: type[BaseModel], error: ValidationError) -> Phrase:
    """The first thing that pydantic found wrong with values that stand in no file."""
    return _said(model_schema(model), {}, error.errors(include_url=False)[0])[1]


@cache
def model_schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def field_name(data: Any, place: Place) -> Phrase | str:
    """A place as people read it: ids instead of positions, and the rows of lists: people.late.pay_month (row 4)."""
    words, rows, node = [], [], data
    for step in place:
        node = node[step] if _has(node, step) else None
        if isinstance(step, int):
            name = node.get("id") if isinstance(node, dict) else None
            if isinstance(name, str) and name:
                words.append(name[:40])
            rows.append(step + 1)
        else:
            words.append(str(step)[:60])
    name = ".".join(words)
    return phrase("field.row", name=name, rows=Series(tuple(rows))) if rows else name


def _has(node: Any, step: str | int) -> bool:
    if isinstance(node, dict):
        return step in node
    return isinstance(node, list) and isinstance(step, int) and 0 <= step < len(node)


def _order(data: Any) -> dict[Place, tuple[int, int]]:
    """Every place of the tables with the numbers of its first and last entry in reading order."""
    order: dict[Place, tuple[int, int]] = {}
    count = 0

    def walk(node: Any, place: Place) -> None:
        nonlocal count
        first = count
        count += 1
        items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for step, child in items:
            walk(child, (*place, step))
        order[place] = (first, count)

    walk(data, ())
    return order


def _position(order: dict[Place, tuple[int, int]], place: Place) -> tuple[int, int]:
    """Where a problem is met: at its entry, or at the end of the nearest table that exists."""
    if place in order and order[place][1] - order[place][0] == 1:
        return (order[place][0], 0)
    while place not in order:
        place = place[:-1]
    return (order[place][1], len(place) * -1)


def _said(schema: dict[str, Any], data: dict[str, Any], item: Mapping[str, Any]) -> tuple[Place, Phrase]:
    """The place and the clause of one pydantic error."""
    place: Place = tuple(item["loc"])
    kind, value = item["type"], item["input"]
    if kind == "value_error":
        return place, _refused(field_name(data, place), value, item["ctx"]["error"].args[0])
    if place and place[-1] == "[key]":
        place = place[:-1]
        return place, _unknown(schema, data, place)
    if kind == "extra_forbidden":
        return place, _unknown(schema, data, place)
    if kind == "missing" and isinstance(place[-1], int):
        place = place[:-1]  # a list that is too short
        return place, _wrong(schema, data, place, node_at(schema, place), value)
    node = node_at(schema, place)
    facts = {"field": field_name(data, place), "expected": expected(schema, node, place)}
    if kind == "missing" and "description" in node and "$ref" not in node:
        return place, phrase("field.missing_means", **facts, means=node["description"].split(";")[0])
    if kind == "missing":
        return place, phrase("field.missing", **facts)
    if kind in ("too_short", "too_long"):
        return place, phrase("field.count" if value else "field.empty", **facts, count=len(value))
    return place, _wrong(schema, data, place, node, value)


def _refused(field: Phrase | str, value: Any, reason: Phrase) -> Phrase:
    """What a validator of a model said, after the field that it is about."""
    if not field:
        return reason
    if isinstance(value, dict):
        return phrase("field.of_table", field=field, reason=reason)
    return phrase("field.is", field=field, value=shown(value), reason=reason)


def _unknown(schema: dict[str, Any], data: dict[str, Any], place: Place) -> Phrase:
    parent, field = resolve(schema, node_at(schema, place[:-1])), field_name(data, place)
    known = list(parent.get("properties", ())) or list(parent.get("propertyNames", {}).get("enum", ()))
    if not known:  # a table whose keys are free names
        pattern = next(iter(parent.get("patternProperties", {"": None})))
        return phrase("field.unusable", field=field, expected=PATTERNS.get(pattern, phrase("pattern.other_name")))
    return phrase("field.unknown", field=field, advice=advice(str(place[-1]), known))


def _wrong(schema: dict[str, Any], data: Any, place: Place, node: dict[str, Any], value: Any) -> Phrase:
    facts = {"field": field_name(data, place), "value": shown(value), "expected": expected(schema, node, place)}
    target = resolve(schema, node)
    if isinstance(value, str) and target.get("type") in ("number", "integer"):
        return phrase("field.quoted", **facts)
    if _number(value) and target.get("maximum") == 1 and target.get("minimum") == 0 and 1 < value <= 100:
        return phrase("field.percent", **facts, percent=f"{value:g}", share=f"{value / 100:g}")
    return phrase("field.wrong", **facts)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _unlike(
    schema: dict[str, Any], node: dict[str, Any], data: Any, value: Any, place: Place
) -> Iterator[tuple[Place, Phrase]]:
    """Values that pydantic would turn into another type in silence: "8" or true for 8, a number for a date."""
    node = resolve(schema, node)
    if isinstance(value, (dict, list)):
        for step, child in value.items() if isinstance(value, dict) else enumerate(value):
            inside = _child(schema, node, step)
            if inside is not None:
                yield from _unlike(schema, inside, data, child, (*place, step))
        return
    number = node.get("type") in ("number", "integer")
    date = node.get("format") == "date"
    if (number and isinstance(value, (str, bool))) or (date and not isinstance(value, (str, dt.date))):
        yield place, _wrong(schema, data, place, node, value)


def resolve(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """A schema node with its reference followed and "or null" taken off."""
    while True:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
        elif "anyOf" in node:
            node = next(option for option in node["anyOf"] if option.get("type") != "null")
        else:
            return node


def _child(schema: dict[str, Any], node: dict[str, Any], step: str | int) -> dict[str, Any] | None:
    """The schema of one entry; none where it says nothing about it."""
    node = resolve(schema, node)
    if isinstance(step, int):
        items = node.get("prefixItems", ())
        return items[step] if step < len(items) else node.get("items")
    if step in node.get("properties", {}):
        return node["properties"][step]
    if "patternProperties" in node:
        return next(iter(node["patternProperties"].values()))
    more = node.get("additionalProperties")
    return more if isinstance(more, dict) else None


def node_at(schema: dict[str, Any], place: Place) -> dict[str, Any]:
    """The schema of a place; empty where it says nothing."""
    node: dict[str, Any] | None = schema
    for step in place:
        node = None if node is None else _child(schema, node, step)
    return node or {}


def expected(schema: dict[str, Any], node: dict[str, Any], place: Place = ()) -> Phrase | str:
    """What a schema node asks for, in words."""
    node = resolve(schema, node)
    if "enum" in node:
        return phrase("expected.one_of", values=Series(tuple(f'"{value}"' for value in node["enum"])))
    if "const" in node:
        return shown(node["const"])
    match node.get("type"):
        case "integer":
            return _range(node, phrase("expected.integer"))
        case "number":
            seconds = place and str(place[-1]).endswith("_s")
            return _range(node, phrase("expected.seconds" if seconds else "expected.number"))
        case "string":
            return _string(node)
        case "array":
            return _list(schema, node, place)
        case "object":
            return _table(node)
        case _:
            return phrase("expected.other")


def _range(node: dict[str, Any], kind: Phrase) -> Phrase:
    low, high, above = node.get("minimum"), node.get("maximum"), node.get("exclusiveMinimum")
    if low is not None and high is not None:
        return phrase("expected.between", kind=kind, low=_bound(low), high=_bound(high))
    if above is not None and high is not None:
        return phrase("expected.above_most", kind=kind, low=_bound(above), high=_bound(high))
    if above is not None:
        return phrase("expected.above", kind=kind, low=_bound(above))
    return phrase("expected.least", kind=kind, low=_bound(low)) if low is not None else kind


def _bound(value: float) -> str:
    return f"{value:g}" if abs(value) < 10**6 else f"{value:,.0f}"


def _string(node: dict[str, Any]) -> Phrase:
    if node.get("format") == "date":
        return phrase("expected.date")
    if "pattern" in node:
        return PATTERNS.get(node["pattern"], phrase("pattern.other"))
    if "maxLength" in node:
        return phrase("expected.text_between", low=node.get("minLength", 0), high=node["maxLength"])
    return phrase("expected.text")


def _list(schema: dict[str, Any], node: dict[str, Any], place: Place) -> Phrase:
    low, high = node.get("minItems"), node.get("maxItems")
    items = (node.get("prefixItems") or [node.get("items", {})])[0]
    kind = resolve(schema, items).get("type")
    if kind == "object" and place:
        path = ".".join(str(step) for step in place)
        return phrase("expected.tables_between" if high else "expected.tables", path=path, low=low or 0, high=high)
    if low and high:
        count = phrase("expected.values_exactly" if low == high else "expected.values_between", low=low, high=high)
    else:
        count = phrase("expected.values_most", high=high) if high else phrase("expected.values")
    if kind in ("number", "integer"):
        return phrase("expected.list_each", count=count, each=expected(schema, items))
    return phrase("expected.list", count=count)


def _table(node: dict[str, Any]) -> Phrase:
    if "maxProperties" in node:
        return phrase("expected.table_most", most=node["maxProperties"])
    needed = node.get("required") or list(node.get("properties", ()))
    return phrase("expected.table_with", names=listed(needed)) if needed else phrase("expected.table")
