"""The fast floor: the loop of `sim.floor.kernel`, compiled by numba or run as plain Python.

`run_day` gives, for every contact, the outcome that `sim.floor.reference` gives on the same tape. Both engines run
one source; the plain one exists so that a small first run need not wait for numba (about half a second even from
its cache), and where numba is not installed or cannot work. `warmup` compiles beforehand; the compiled loop is kept
on disk.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np

from sim import draws
from sim.files.messages import Phrase, phrase
from sim.floor import children, closing, day_tables, durations, kernel, lines, loops, routing
from sim.floor.day_tables import Floor
from sim.floor.model import TAPE_COLUMNS, Channel, Crew, DayLog, Family, Rules, Tape, WorkTypes

# The others are compiled into their callers, which saves a fifth of the loop's time: a call costs as much as its work.
SELDOM = (
    "abandon", "among_equals", "attended", "duration", "hand_back", "in_pieces", "join_line",
    "leave_message", "lose", "meld", "repeat_draws",
    "seat_carried", "shift", "spawn", "taken_trunks", "wait",
)  # fmt: skip
FILES = (lines, durations, routing, children, kernel, day_tables)  # what the loop is made from besides `loops.BELOW`
ENGINES = ("auto", "compiled", "plain")
_lock = threading.Lock()
_made: list[Callable[[Floor], int]] = []


def run_day(tape: Tape, crew: Crew, types: WorkTypes, rules: Rules, engine: str = "auto") -> DayLog:
    """Play one floor day and return its log, row for row that of `sim.floor.reference.run_day`.

    `engine`: "compiled", "plain", or "auto" for the compiled loop where numba is there. Raises ValueError for
    another name or an unsorted tape, ModuleNotFoundError if the compiled loop is asked for and numba is missing.
    """
    if engine not in ENGINES:
        raise ValueError(f"engine {engine!r} is not one of {', '.join(ENGINES)}")
    floor = day_tables.fill(tape, crew, types, rules)
    if engine == "plain" or (engine == "auto" and not available()):
        floor = day_tables.to_tables(play(kernel.run, day_tables.to_lists(floor)), floor)
    else:
        floor = play(compiled_loop(), floor)
    return closing.day_log(floor, tape, crew)


def play(loop: Callable[[Floor], int], floor: Floor) -> Floor:
    """Run the loop to the horizon, giving its tables more room whenever it stops for want of it."""
    while True:
        wants = loop(floor)
        if wants == kernel.DONE:
            return floor
        floor = day_tables.longer(floor, "contacts" if wants == kernel.MORE_CONTACTS else "events")


def available() -> bool:
    """Whether the compiled loop can be had."""
    return bool(_made) or (find_spec("numba") is not None and obstacle() is None)


@cache
def obstacle() -> Phrase | None:
    """Why numba, although it is installed, cannot make the loop here; None where it can. Imports numba.

    Without a place for its cache numba refuses to start; compiled anew in every process the loop would come later
    than the plain one is done.
    """
    import numba

    if numba.config.DISABLE_JIT:
        return phrase("floor.no_jit")
    try:
        numba.njit(cache=True)(_nothing)
    except (RuntimeError, OSError):
        return phrase("floor.no_cache")
    return None


def _nothing() -> None:
    """Asks numba for a place to keep compiled code of this folder."""


def warmup() -> None:
    """Compile the loop, or load it from its cache, so that the first day does not wait for it."""
    one, zero, no = np.ones(1), np.zeros(1), np.zeros(1, dtype=np.int64)
    types = WorkTypes(
        ("call",), no + Channel.PHONE, no, one, no + Family.FIXED, one, zero, no, one, zero, zero,
        zero, zero, one, zero, one, zero, no - 1, no + Family.EXPONENTIAL, no + Family.EXPONENTIAL,
        no + Family.EXPONENTIAL,
    )  # fmt: skip
    crew = Crew(no, np.ones((1, 1)), np.ones((1, 1)), no.reshape(1, 1), no + 1, np.array([[0.0, 0.0, 9.0]]))
    columns: dict[str, Any] = {name: np.zeros(1, dtype=kind) for name, kind in TAPE_COLUMNS.items()}
    columns |= {"deadline": one, "work": one, "agent": no - 1}
    run_day(Tape(**columns, horizon=10.0, seed=1), crew, types, Rules(one, one, -1, False, 0, 0, 0), engine="compiled")


def compiled_loop() -> Callable[[Floor], int]:
    """`kernel.run`, compiled; it releases the interpreter lock while it runs."""
    with _lock:
        if not _made:
            _made.append(_compile())
    return _made[0]


def _compile() -> Callable[[Floor], int]:
    import numba
    from numba import extending

    for name, twin in (("uniform", _uniform_twin), ("child_key", _child_key_twin), ("extend", _extend_twin)):
        extending.overload(getattr(draws, name))(twin)
    for module in (lines, durations, routing, children, kernel):
        for function in vars(module).values():
            if getattr(function, "__module__", "") == module.__name__:
                extending.register_jitable(forceinline=function.__name__ not in SELDOM)(function)
    _teach_tables()
    draws.quick = draws.Quick(loops.compiled(_uniforms), loops.compiled(_extend))
    loops.begin()
    run, stamp = kernel.run, loops.source_stamp(*loops.BELOW, *(module.__file__ for module in FILES))

    @numba.njit(nogil=True, cache=True, error_model="numpy")
    def loop(addresses: Any) -> int:
        # numba knows its cache by the date of this file; the stamp renews it when another source changes
        return run(floor_at(addresses)) if stamp != 0 else -1

    def run_floor(floor: Floor) -> int:
        return loop(np.array([table.ctypes.data for table in floor], dtype=np.uint64))

    return run_floor


def _uniforms(keys: Any, purposes: Any, made: Any) -> int:
    """The uniforms of these keys for each purpose, (purposes, keys)."""
    for p in range(len(purposes)):
        for i in range(len(keys)):
            made[p, i] = draws.uniform(keys[i], purposes[p])
    return len(purposes)


def _extend(keys: Any, part: Any, made: Any) -> int:
    """The keys of `part` within these keys."""
    for i in range(len(keys)):
        made[i] = draws.extend(keys[i], part)
    return len(keys)


def floor_at(addresses: Any) -> Any:
    """In compiled code, the floor whose tables are at these addresses: see `_teach_tables`."""
    raise NotImplementedError("only compiled code reads tables by address")


def _teach_tables() -> None:
    """Teach numba a floor that is one address, of the addresses of its tables: `f.contacts[c]` without a check.

    An array is seven words and a count of references. Handing thirteen of them to every small function takes ten
    times as long as what the functions do.
    """
    import operator

    from llvmlite import ir
    from numba import extending, from_dtype, types
    from numba.core.datamodel import models
    from numba.core.typing.templates import AttributeTemplate

    byte = ir.IntType(8).as_pointer()

    class FloorAddress(types.Type):
        def __init__(self) -> None:
            super().__init__("FloorAddress")

    class TableAddress(types.Type):
        def __init__(self, name: str):
            self.record = from_dtype(day_tables.TYPES[name])
            super().__init__(f"TableAddress({name})")

    @extending.register_model(FloorAddress)
    @extending.register_model(TableAddress)
    class AddressModel(models.PrimitiveModel):
        def __init__(self, manager: Any, of: Any):
            super().__init__(manager, of, byte)

    @extending.intrinsic
    def data_of(typing: Any, addresses: Any) -> Any:
        def data(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            return builder.bitcast(context.make_array(addresses)(context, builder, values[0]).data, byte)

        return FloorAddress()(addresses), data

    @extending.overload(floor_at)
    # numba compares its parameters, annotations included, with the lambda's
    def floor_at_addresses(addresses):  # type: ignore[no-untyped-def]
        return lambda addresses: data_of(addresses)

    @extending.infer_getattr
    class TableOfFloor(AttributeTemplate):
        key = FloorAddress

        def generic_resolve(self, floor: Any, name: str) -> Any:
            return TableAddress(name) if name in day_tables.TYPES else None

    @extending.lower_getattr_generic(FloorAddress)
    def table_of(context: Any, builder: Any, floor: Any, value: Any, name: str) -> Any:
        i = ir.IntType(32)(list(day_tables.TYPES).index(name))
        load = builder.load(builder.gep(builder.bitcast(value, byte.as_pointer()), [i]))
        load.set_metadata("invariant.load", builder.module.add_metadata([]))  # tables do not move during a run
        return load

    @extending.intrinsic
    def row_of(typing: Any, table: Any, i: Any) -> Any:
        def locate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            row = context.cast(builder, values[1], signature.args[1], types.intp)
            at = builder.gep(values[0], [builder.mul(row, row.type(table.record.size))], inbounds=True)
            return builder.bitcast(at, context.get_value_type(table.record))

        return table.record(table, i), locate

    @extending.overload(operator.getitem)
    # as above
    def getitem(table, i):  # type: ignore[no-untyped-def]
        return (lambda table, i: row_of(table, i)) if isinstance(table, TableAddress) else None


def _uniform_twin(key: Any, purpose: Any) -> Any:
    """`sim.draws.uniform` of a uint64 for numba, bit for bit."""
    u64 = np.uint64
    step, mix_1, mix_2 = u64(draws.GOLDEN), u64(draws.MIX_1), u64(draws.MIX_2)
    s30, s27, s31, s12 = u64(30), u64(27), u64(31), u64(12)
    unit = draws.UNIT

    def uniform(key: Any, purpose: Any) -> Any:
        x = u64(key) + step * u64(purpose + 1)
        x = (x ^ (x >> s30)) * mix_1
        x = (x ^ (x >> s27)) * mix_2
        x = x ^ (x >> s31)
        return (np.float64(x >> s12) + 0.5) * unit

    return uniform


def _extend_twin(key: Any, part: Any) -> Any:
    """`sim.draws.extend` of two numbers for numba, bit for bit."""
    u64 = np.uint64
    golden, mix_1, mix_2 = u64(draws.GOLDEN), u64(draws.MIX_1), u64(draws.MIX_2)
    s30, s27, s31 = u64(30), u64(27), u64(31)

    def extend(key: Any, part: Any) -> Any:
        x = (u64(key) ^ u64(part)) + golden
        x = (x ^ (x >> s30)) * mix_1
        x = (x ^ (x >> s27)) * mix_2
        return x ^ (x >> s31)

    return extend


def _child_key_twin(root: Any, cause: Any, count: Any) -> Any:
    """`sim.draws.child_key` of a uint64 for numba, bit for bit."""
    u64 = np.uint64
    step, mix_1, mix_2, child = u64(draws.GOLDEN), u64(draws.MIX_1), u64(draws.MIX_2), u64(draws.CHILD)
    s30, s27, s31 = u64(30), u64(27), u64(31)

    def child_key(root: Any, cause: Any, count: Any) -> Any:
        x = u64(root) ^ child
        x = (x ^ (x >> s30)) * mix_1
        x = (x ^ (x >> s27)) * mix_2
        x = x ^ (x >> s31)
        x = x + step * u64(cause * 65536 + count + 1)
        x = (x ^ (x >> s30)) * mix_1
        x = (x ^ (x >> s27)) * mix_2
        return x ^ (x >> s31)

    return child_key
