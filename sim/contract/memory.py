"""Memory: what a mechanism remembers from day to day, by person and by team.

A frozen dataclass. Fields made by `per_person` are columns by row of the roster; all others belong to the team. Nobody
changes a memory in place: a mechanism's act returns the next one, so that all acts of a phase see the state before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import Field, field, fields, replace
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar

import numpy as np

from sim import draws
from sim.contract.people import People


class Remembered(Protocol):
    """Any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


M = TypeVar("M", bound=Remembered)
Start = Callable[[People], np.ndarray]
PER_PERSON = "per_person"


def per_person(start: float | int | bool | Start = 0.0) -> Any:
    """A column: `start` is what a new person has, a number or a function of the new rows."""
    return field(default_factory=lambda: np.zeros(0), metadata={PER_PERSON: start})


def normal(name: str) -> Start:
    """A standard normal from the person's own draw."""
    return lambda rows: draws.normal(draws.extend(rows.key, name), draws.Purpose.SIZE, draws.Purpose.SIZE_B)


def uniform(name: str) -> Start:
    """A uniform from the person's own draw."""
    return lambda rows: draws.uniform(draws.extend(rows.key, name), draws.Purpose.CHOICE)


def opened(memory: M, rows: People) -> M:
    """The memory with its columns started for the first people."""
    return replace(memory, **{f.name: _start(f, rows) for f in _columns(type(memory))})


def joined(memory: M, rows: People, given: Mapping[str, Any]) -> M:
    """The memory after new people came; `given` replaces what columns start with."""
    n, columns = len(rows), _columns(type(memory))
    if not columns:
        return memory
    more = {f.name: np.full(n, given[f.name]) if f.name in given else _start(f, rows) for f in columns}
    return replace(memory, **{k: np.concatenate([getattr(memory, k), v]) for k, v in more.items()})


@cache
def _columns(kind: Any) -> tuple[Field[Any], ...]:
    return tuple(f for f in fields(kind) if PER_PERSON in f.metadata)


def _start(column: Field[Any], rows: People) -> np.ndarray:
    start = column.metadata[PER_PERSON]
    return start(rows) if callable(start) else np.full(len(rows), start)
