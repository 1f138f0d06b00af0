"""JSON, one object a line or one list of objects, as rows: what stands inside another object is named with dots."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sim.files.bad_input import bad
from sim.files.messages import phrase

_DEEPEST = 8


def rows(name: str, text: str) -> tuple[list[str], list[list[str]]]:
    """Headings in order of their first appearance, and a row for each object. Raises BadInput with the line."""
    flat = [dict(_flat(record, "")) for record in _records(name, text)]
    headings = list(dict.fromkeys(key for record in flat for key in record))
    return headings, [[record.get(key, "") for key in headings] for record in flat]


def _records(name: str, text: str) -> Iterator[Mapping[str, Any]]:
    try:
        whole = json.loads(text)
        found = list(enumerate(_list_in(whole) or [whole], start=1))
    except RecursionError:
        raise bad(name, phrase("export.json", row=1)) from None
    except ValueError:
        found = list(_by_line(name, text))
    for number, record in found:
        if not isinstance(record, Mapping):
            raise bad(name, phrase("export.json", row=number))
        yield record


def _list_in(whole: Any, depth: int = 0) -> list[Any] | None:
    """The records of an answer that wraps them: the longest list of objects in it, lists within those left alone."""
    if isinstance(whole, list):
        return whole if whole and (depth == 0 or all(isinstance(one, Mapping) for one in whole)) else None
    if not isinstance(whole, Mapping) or depth > _DEEPEST:
        return None
    found = [inner for value in whole.values() if (inner := _list_in(value, depth + 1)) is not None]
    return max(found, key=len, default=None)


def _by_line(name: str, text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                raise bad(name, phrase("export.json", row=number)) from None


def _flat(record: Mapping[str, Any], before: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    for key, value in record.items():
        if isinstance(value, Mapping) and depth < _DEEPEST:
            yield from _flat(value, f"{before}{key}.", depth + 1)
        else:
            yield before + key, _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 2.0**53:
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)
