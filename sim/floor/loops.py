"""Loops over a day's rows: numba's once the floor is compiled, the same source as plain Python before and without it.

A loop is a function of arrays, tables and numbers that fills its last arguments and returns a whole number. It may
only do what gives the same bits in both: hashes, sums in a fixed order, comparisons, `math.log` of one number (the C
library's in both). Functions of a whole array stay in numpy, which is quicker at them.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np

from sim import draws

Loop = Callable[..., int]
_lock = threading.Lock()
_begun = threading.Event()
_made: dict[Loop, Loop] = {}


def begin() -> None:
    """From now on loops run compiled. Before, nobody waits for numba to come for their sake."""
    _begun.set()


def loop(fills: int) -> Callable[[Loop], Loop]:
    """Decorate a loop whose last `fills` arguments are arrays that it writes."""

    def decorate(function: Loop) -> Loop:
        @wraps(function)
        def run(*arguments: Any) -> int:
            if _begun.is_set():
                return (_made.get(function) or compiled(function))(*arguments)
            lists = [_plain(part) for part in arguments]
            found = function(*lists)
            for array, filled in zip(arguments[-fills:], lists[-fills:], strict=True):
                array[...] = filled if array.dtype.names is None else table_of(filled, array.dtype)
            return found

        return run

    return decorate


def compiled(function: Loop) -> Loop:
    """The loop as numba makes it, or has kept it on disk."""
    import numba
    from numba import extending

    with _lock:
        if function not in _made:
            extending.register_jitable(function)
            stamp = source_stamp(draws.__file__, function.__code__.co_filename)

            @numba.njit(nogil=True, cache=True, error_model="numpy")
            def loop(*arguments: Any) -> int:
                # numba knows its cache by the date of this file; the stamp renews it when another source changes
                return function(*arguments) if stamp != 0 else -1

            _made[function] = loop
    return _made[function]


def source_stamp(*files: str | None) -> int:
    """A number that changes with each of these sources."""
    text = b"".join(Path(name).read_bytes() for name in files if name)
    return int.from_bytes(hashlib.blake2b(text, digest_size=6).digest(), "little") | 1


def _plain(part: Any) -> Any:
    if not isinstance(part, np.ndarray):
        return part
    return part.tolist() if part.dtype.names is None else objects(part)


def objects(table: Any) -> list[Any]:
    """A record array as a list of objects."""
    row = _row_class(table.dtype)
    return [row(values) for values in table.tolist()]


def table_of(rows: list[Any], kind: np.dtype[Any]) -> Any:
    """A list of objects as a record array."""
    values = attrgetter(*kind.names)
    return np.array([values(row) for row in rows], dtype=kind)


@lru_cache(maxsize=64)
def _row_class(dtype: Any) -> type:
    def __init__(self: Any, values: Sequence[Any]) -> None:
        for name, value in zip(dtype.names, values, strict=True):
            setattr(self, name, value)

    return type("Row", (), {"__slots__": dtype.names, "__init__": __init__})
