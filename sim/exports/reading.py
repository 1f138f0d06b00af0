"""A file to everything that is in it: for each of its tables what it is, and what was read, or why it was not."""

from __future__ import annotations

from dataclasses import dataclass

from sim.exports.order_counts import OrderCounts, is_order_counts, read_order_counts
from sim.exports.orders import Orders, looks_like_orders, read_orders
from sim.exports.shapes import Read, Shape, read_shape, served_by, shape_of
from sim.exports.sources import Source
from sim.exports.stamps import Told
from sim.exports.tables import Table, read_tables
from sim.files.bad_input import BadInput


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

    `shape` is None for orders and counts of orders, and where a table is none of the known shapes.
    """

    table: Table
    read: Orders | OrderCounts | Read | None = None
    shape: Shape | None = None
    problem: BadInput | None = None


def read_file(source: Source, answers: Answers | None = None) -> list[Reading]:
    """The tables of a file, each read as what it is. Raises BadInput for a file that holds no tables."""
    return [read_table(table, answers) for table in read_tables(source)]


def read_table(table: Table, answers: Answers | None = None) -> Reading:
    """A table read as what its headings and cells say it is; as orders where they say nothing."""
    answers = answers or Answers()
    counts = is_order_counts(table)
    shape = None if counts or (looks_like_orders(table) and not served_by(table)) else shape_of(table)
    try:
        if counts:
            return Reading(table, read_order_counts(table, answers.zone, answers.clock))
        if shape is not None:
            return Reading(
                table, read_shape(table, shape, answers.zone, told=Told(answers.clock, answers.order)), shape
            )
        return Reading(table, read_orders(table, answers.zone, answers.clock, answers.order))
    except BadInput as problem:
        return Reading(table, shape=shape, problem=problem)
