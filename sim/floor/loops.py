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

from sim import arrays, draws
from sim.floor import model

Loop = Callable[..., Any]
BELOW = (arrays.__file__, draws.__file__, model.__file__)  # what every loop is made from besides its own file
_lock = threading.Lock()
_begun = threading.Event()
_made: dict[Loop, Loop] = {}
_twins: dict[Callable[..., Any], Callable[..., Any]] = {}  # those that numba has not been taught yet


def begin() -> None:
    """From now on loops run compiled. Before, nobody waits for numba to come for their sake."""
    _begun.set()


def loop(fills: int) -> Callable[[Loop], Loop]:
    """Decorate a loop whose last `fills` arguments are arrays, or tuples of arrays, that it writes."""

    def decorate(function: Loop) -> Loop:
        @wraps(function)
        def run(*arguments: Any) -> int:
            if _begun.is_set():
                return (_made.get(function) or compiled(function))(*arguments)
            lists = [_plain(part) for part in arguments]
            found = function(*lists)
            for part, filled in zip(arguments[-fills:], lists[-fills:], strict=True):
                _fill(part, filled)
            return found

        return run

    return decorate


def compiled(function: Loop) -> Loop:
    """The loop as numba makes it, or has kept it on disk."""
    import numba
    from numba import extending

    with _lock:
        while _twins:
            function_of, twin = _twins.popitem()
            extending.overload(function_of, strict=False)(twin)
        if function not in _made:
            extending.register_jitable(function)
            stamp = source_stamp(*BELOW, function.__code__.co_filename)

            @numba.njit(nogil=True, cache=True, error_model="numpy")
            def loop(*arguments: Any) -> int:
                # numba knows its cache by the date of this file; the stamp renews it when another source changes
                return function(*arguments) if stamp != 0 else -1

            _made[function] = loop
    return _made[function]


def unrolled(lines: Callable[..., list[str]]) -> Callable[[Loop], Loop]:
    """Decorate a function over tuples of arrays whose loop is written out for numba, which loops over no such tuple.

    `lines` makes the statements from numba's types of the function's arguments.
    """

    def decorate(function: Loop) -> Loop:
        names = function.__code__.co_varnames[: function.__code__.co_argcount]

        def twin(*types: Any) -> Any:
            scope: dict[str, Any] = {}
            exec(f"def written({', '.join(names)}):\n    " + "\n    ".join([*lines(*types), "return None"]), scope)
            return scope["written"]

        _twins[function] = twin
        return function

    return decorate


@unrolled(lambda to, i, given, j: [f"to[{k}][i] = given[{k}][j]" for k in range(len(to))])
def copy_row(to: Sequence[Any], i: int, given: Sequence[Any], j: int) -> None:
    """Element `j` of each array of `given` becomes element `i` of its counterpart in `to`."""
    for column, values in zip(to, given, strict=True):
        column[i] = values[j]


def source_stamp(*files: str | None) -> int:
    """A number that changes with each of these sources."""
    text = b"".join(Path(name).read_bytes() for name in files if name)
    return int.from_bytes(hashlib.blake2b(text, digest_size=6).digest(), "little") | 1


def _fill(part: Any, filled: Any) -> None:
    if isinstance(part, tuple):
        for array, values in zip(part, filled, strict=True):
            _fill(array, values)
    else:
        part[...] = filled if part.dtype.names is None else table_of(filled, part.dtype)


def _plain(part: Any) -> Any:
    if isinstance(part, tuple):
        return tuple(map(_plain, part))
    if not isinstance(part, np.ndarray):
        return part
    return part.tolist() if part.dtype.names is None else objects(part)


def objects(table: Any) -> list[Any]:
    """A record array as a list of objects."""
    row = _row_class(table.dtype)
    return [row(values) for values in table.tolist()]


def table_of(rows: list[Any], kind: np.dtype[Any]) -> Any:
    """A list of objects as a record array."""
    values = attrgetter(*(kind.names or ()))
    return np.array([values(row) for row in rows], dtype=kind)


@lru_cache(maxsize=64)
def _row_class(dtype: Any) -> type:
    def __init__(self: Any, values: Sequence[Any]) -> None:
        for name, value in zip(dtype.names, values, strict=True):
            setattr(self, name, value)

    return type("Row", (), {"__slots__": dtype.names, "__init__": __init__})
