"""Data from a file checked against a pydantic model, and what is wrong with it in one sentence.

Of several errors the first in the order of the file is told. A missing field counts as found at the end of its table,
so that a misspelt key is told before the one it leaves missing. What would be right is read off the model's JSON
Schema, so that a new field needs no new words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.bad_input import advice, bad, listed, shown

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[str | int, ...]

PATTERNS = {  # what the patterns of sim.scenario ask for, in words
    r"^[a-z][a-z0-9_-]{0,39}$": "a name of up to 40 lower-case letters, digits, - and _ that starts with a letter",
    r"^[a-z0-9][a-z0-9_-]{0,39}$": "a name of up to 40 lower-case letters, digits, - and _",
    r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$": 'a time of day in quotes from "00:00" to "24:00", like "08:30"',
    r"^[A-Z]{3}$": 'three capital letters, like "CNY"',
}


def validated(model: type[Model], data: dict[str, Any], path: Path | str) -> Model:
    """`data` as a `model`; BadInput with the first thing that is wrong in the order of the file."""
    schema = model_schema(model)
    problems: dict[Place, str] = dict(_unlike(schema, schema, data, data, ()))
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
    raise bad(path, problems[first])


@cache
def model_schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def field_name(data: Any, place: Place) -> str:
    """A place as people read it: ids instead of positions, and the rows of lists: people.late.pay_month (row 4)."""
    words, rows, node = [], [], data
    for step in place:
        node = node[step] if _has(node, step) else None
        if isinstance(step, int):
            name = node.get("id") if isinstance(node, dict) else None
            if isinstance(name, str) and name:
                words.append(name[:40])
            rows.append(str(step + 1))
        else:
            words.append(str(step)[:60])
    return ".".join(words) + (f" (row {', '.join(rows)})" if rows else "")


def _has(node: Any, step: str | int) -> bool:
    if isinstance(node, dict):
        return step in node
    return isinstance(node, list) and isinstance(step, int) and 0 <= step < len(node)


def _value(data: Any, place: Place) -> Any:
    for step in place:
        data = data[step]
    return data


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


def _said(schema: dict[str, Any], data: dict[str, Any], item: dict[str, Any]) -> tuple[Place, str]:
    """The place and the clause of one pydantic error."""
    place: Place = tuple(item["loc"])
    if item["type"] == "value_error":
        reason = str(item["ctx"]["error"])
        if not place:
            return place, reason
        value = item["input"]
        held = ": " if isinstance(value, dict) else f" is {shown(value)}; "
        return place, f"{field_name(data, place)}{held}{reason}"
    if place and place[-1] == "[key]":
        place = place[:-1]
        return place, _unknown(schema, data, place)
    if item["type"] == "extra_forbidden":
        return place, _unknown(schema, data, place)
    node = node_at(schema, place)
    if item["type"] == "missing" and isinstance(place[-1], int):
        place = place[:-1]  # a list that is too short
        node = node_at(schema, place)
        return place, f"{field_name(data, place)} is {shown(_value(data, place))}; write {expected(schema, node)}"
    if item["type"] == "missing":
        meaning = f" ({node['description'].split(';')[0]})" if "description" in node and "$ref" not in node else ""
        return place, f"{field_name(data, place)} is missing; write {expected(schema, node, place)}{meaning}"
    if item["type"] in ("too_short", "too_long"):
        found = f"has {len(item['input'])} values"
        found = "is empty" if not item["input"] else found
        return place, f"{field_name(data, place)} {found}; write {expected(schema, node, place)}"
    return place, _wrong(schema, data, place, node, item["input"])


def _unknown(schema: dict[str, Any], data: dict[str, Any], place: Place) -> str:
    parent = resolve(schema, node_at(schema, place[:-1]))
    known = list(parent.get("properties", ())) or list(parent.get("propertyNames", {}).get("enum", ()))
    if not known:  # a table whose keys are free names
        pattern = next(iter(parent.get("patternProperties", {"": None})))
        return f"{field_name(data, place)} is no name that can be used; write {PATTERNS.get(pattern, 'another name')}"
    return f"{field_name(data, place)} is not known here; {advice(str(place[-1]), known)}"


def _wrong(schema: dict[str, Any], data: Any, place: Place, node: dict[str, Any], value: Any) -> str:
    hint = ""
    target = resolve(schema, node)
    if isinstance(value, str) and target.get("type") in ("number", "integer"):
        hint = ", without quotes or a unit"
    elif _number(value) and target.get("maximum") == 1 and target.get("minimum") == 0 and 1 < value <= 100:
        hint = f": for {value:g} % write {value / 100:g}"
    return f"{field_name(data, place)} is {shown(value)}; write {expected(schema, node, place)}{hint}"


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _unlike(schema: dict, node: dict, data: Any, value: Any, place: Place) -> Iterator[tuple[Place, str]]:
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


def expected(schema: dict[str, Any], node: dict[str, Any], place: Place = ()) -> str:
    """What a schema node asks for, in words."""
    node = resolve(schema, node)
    if "enum" in node:
        return "one of " + ", ".join(f'"{v}"' for v in node["enum"])
    if "const" in node:
        return shown(node["const"])
    match node.get("type"):
        case "integer":
            return "a whole number" + _range(node)
        case "number":
            seconds = " of seconds" if place and str(place[-1]).endswith("_s") else ""
            return f"a number{seconds}{_range(node)}"
        case "string":
            return _string(node)
        case "array":
            return _list(schema, node, place)
        case "object":
            return _table(node)
        case _:
            return "something else"


def _range(node: dict[str, Any]) -> str:
    low, high, above = node.get("minimum"), node.get("maximum"), node.get("exclusiveMinimum")
    if low is not None and high is not None:
        return f" from {low:g} to {high:g}" if high < 10**6 else f" from {low:g} to {high:,}"
    if above is not None:
        return f" above {above:g}" + (f" and at most {high:g}" if high is not None else "")
    return f" of at least {low:g}" if low is not None else ""


def _string(node: dict[str, Any]) -> str:
    if node.get("format") == "date":
        return "a date like 2026-11-11"
    if "pattern" in node:
        return PATTERNS.get(node["pattern"], "text in another form")
    if "maxLength" in node:
        return f"text of {node.get('minLength', 0)} to {node['maxLength']} characters in quotes"
    return "text in quotes"


def _list(schema: dict[str, Any], node: dict[str, Any], place: Place) -> str:
    low, high = node.get("minItems"), node.get("maxItems")
    items = (node.get("prefixItems") or [node.get("items", {})])[0]
    kind = resolve(schema, items).get("type")
    if kind == "object" and place:
        return f"[[{'.'.join(str(step) for step in place)}]] tables, " + (f"{low} to {high}" if high else "one or more")
    each = f", each {expected(schema, items)}" if kind in ("number", "integer") else ""
    count = f"{low} values" if low == high and low else f"{low} to {high} values" if low and high else "values"
    return f"a list of {count}{each}"


def _table(node: dict[str, Any]) -> str:
    needed = node.get("required") or list(node.get("properties", ()))
    return f"a table with {listed(needed)}" if needed else "a table"
