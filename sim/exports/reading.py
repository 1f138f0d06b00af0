"""A file to everything that is in it: for each of its tables what it is, and what was read, or why it was not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

from sim.exports.clock_names import clock_named
from sim.exports.columns import Found, find
from sim.exports.order_counts import OrderCounts, is_order_counts, read_order_counts
from sim.exports.orders import Orders, looks_like_orders, order_columns, read_orders
from sim.exports.personal import is_personal
from sim.exports.presets import Preset, fingerprint, fitting, labels, roles_of
from sim.exports.quality import Remark
from sim.exports.shapes import Read, Shape, has_shape, read_shape, served_by, served_without_time, shape_of
from sim.exports.sources import Source
from sim.exports.stamps import Told
from sim.exports.tables import Table, read_tables
from sim.files.bad_input import BadInput, bad, shown
from sim.files.messages import phrase

_PRIVATE = (
    "id",
    "caller",
    "customer",
    "buyer",
    "order_id",
    "agent",
    "previous",
    "next",
)  # roles whose cells are somebody's name or number


@dataclass(frozen=True)
class Answers:
    """What no file says and somebody may: `zone`, the shop's time zone; `clock`, the zone of moments without an offset;
    `order` of day and month, MONTH_FIRST or DAY_FIRST of `sim.exports.moments`."""

    zone: str | None = None
    clock: str | None = None
    order: str | None = None


@dataclass(frozen=True)
class Reading:
    """One table: what it was read as, None where it could not be; `problem` then is the sentence.

    `kind`: one of `sim.exports.presets.KINDS`; what no heading gives away is taken for orders. `answers`: what was
    told, by somebody or by a preset.
    """

    table: Table
    kind: str
    read: Orders | OrderCounts | Read | None = None
    problem: BadInput | None = None
    answers: Answers = Answers()

    @property
    def shape(self) -> Shape | None:
        """The shape of contacts, reports and rosters; None for orders and counts of orders."""
        return Shape.__members__.get(self.kind.upper())

    @property
    def columns(self) -> dict[str, Found]:
        """The columns that the table was read from, by role, with an example where that is nobody's name or number."""
        if isinstance(self.read, Orders):
            found = dict(self.read.columns)
        elif self.kind == "orders":
            found = order_columns(self.table)
        else:
            found = find(self.table, self.kind) if roles_of(self.kind) else {}
        return {role: replace(one, example="") if not _may_be_shown(one) else one for role, one in found.items()}

    def preset(self) -> Preset:
        """What this reading took, to be confirmed, changed and kept."""
        name, told = labels(self.table), self.answers
        columns = {role: name[found.index] for role, found in self.columns.items()}
        columns |= {role: "" for role, index in self.table.chosen.items() if index is None}
        return Preset(self.kind, fingerprint(self.table), columns, told.zone, told.clock, told.order)


def read_file(source: Source, answers: Answers | None = None, presets: Sequence[Preset] = ()) -> list[Reading]:
    """The tables of a file, each read as what it is, or as a preset for its headings says. Raises BadInput for a file
    that holds no tables."""
    return [read_table(table, answers, fitting(presets, table)) for table in read_tables(source)]


def read_table(table: Table, answers: Answers | None = None, preset: Preset | None = None) -> Reading:
    """A table read as what its headings and cells say it is; as orders where they say nothing. What `answers` leave
    open, and the columns, are taken from a `preset`."""
    answers = answers or Answers()
    if preset is None:
        return _read_as(kind_of(table), table, answers)
    answers = Answers(*(mine or theirs for mine, theirs in zip(astuple(answers), _told(preset), strict=True)))
    try:
        return _read_as(preset.kind, preset.on(table), answers)
    except BadInput as problem:
        return Reading(table, preset.kind, problem=problem, answers=answers)


def kind_of(table: Table) -> str:
    """The kind of a table, one of `sim.exports.presets.KINDS`."""
    if is_order_counts(table):
        return "order_counts"
    shape = None if looks_like_orders(table) and not served_by(table) else shape_of(table)
    if shape is None and not looks_like_orders(table) and served_without_time(table):
        shape = Shape.CALLS  # refused, with the reason: contacts are not to be counted as orders
    return "orders" if shape is None else shape.name.lower()


def _read_as(kind: str, table: Table, answers: Answers) -> Reading:
    told, named = answers, clock_named(table) if answers.clock is None and answers.zone is not None else None
    if named is not None:
        facts = {"column": shown(named.heading), "zone": named.name}
        table = replace(table, remarks=(*table.remarks, Remark("remark.clock_named", len(table), facts)))
        told = replace(answers, clock=named.zone)
    try:
        return Reading(table, kind, _read(kind, table, told), answers=answers)
    except BadInput as problem:
        return Reading(table, kind, problem=problem, answers=answers)


def _read(kind: str, table: Table, answers: Answers) -> Orders | OrderCounts | Read:
    zone, clock, order = astuple(answers)
    if kind == "orders":
        return read_orders(table, zone, clock, order)
    if kind == "order_counts":
        return read_order_counts(table, zone, clock, order)
    shape = Shape[kind.upper()]
    if shape is Shape.CALLS and served_without_time(table):
        raise bad(table.name, phrase("calls.no_came"))
    if not has_shape(table, shape):
        raise bad(table.name, phrase("preset.not_that", what=phrase(shape.value)))
    return read_shape(table, shape, zone, told=Told(clock, order))


def _told(preset: Preset) -> tuple[str | None, str | None, str | None]:
    return preset.zone, preset.clock, preset.order


def _may_be_shown(column: Found) -> bool:
    return column.role not in _PRIVATE and not is_personal(column.heading)
