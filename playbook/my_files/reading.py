"""Files of a shop, each read as what it is, and read again once somebody has said what it leaves open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sim.calibrate.opened import own_contacts_of, own_file
from sim.exports.presets import Preset, fitting
from sim.exports.reading import Answers, Reading, read_table
from sim.exports.sources import Source
from sim.exports.tables import read_tables
from sim.files.bad_input import BadInput

# Remarks that ask: whose clock it is, which number is the month.
CLOCK = {"remark.clock", "doubts.clock"}
DAY_MONTH = {"remark.day_month", "stamps.month_first", "stamps.day_first"}


@dataclass(frozen=True)
class Brought:
    """A file as it came: its tables, or why there are none. `ours`: written in this project's own columns, which leave
    nothing open. The file's bytes are not kept."""

    name: str
    readings: tuple[Reading, ...] = ()
    problem: BadInput | None = None
    ours: bool = False

    def again(self, number: int, answers: Answers, preset: Preset | None = None) -> Brought:
        """With one of its tables read anew."""
        if self.ours:
            return self
        table = replace(self.readings[number].table, chosen={})  # a preset says all of the columns, or nobody does
        new = read_table(table, answers, preset)
        return replace(self, readings=(*self.readings[:number], new, *self.readings[number + 1 :]))


def opened(get: Callable[[], Source], name: str, answers: Answers, presets: Sequence[Preset] = ()) -> Brought:
    """The file that `get` gives, with its problem where it cannot be read."""
    try:
        source = get()
        tables, own = read_tables(source), own_contacts_of(source)
    except BadInput as problem:
        return Brought(name, problem=problem)
    if own is not None:
        return Brought(name, (Reading(tables[0], "calls", own_file(name, own)),), ours=True)
    return Brought(name, tuple(read_table(table, answers, fitting(presets, table)) for table in tables))


def asks(reading: Reading, keys: set[str]) -> bool:
    """Whether a table leaves open what one of the remarks asks for."""
    return any(remark.key in keys for remark in (reading.read.remarks if reading.read is not None else ()))
