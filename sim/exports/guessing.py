"""Columns of orders that no heading gives away, told by what stands in them.

The moment of an order is the earliest of each row's moments. Order numbers are the texts whose rows were placed at the
same moment: customers and products come back later.
"""

from __future__ import annotations

import re

import numpy as np

from sim.arrays import Floats, Ints
from sim.exports.columns import BY_CONTENT, Found, found_at, holds, plain, roles, sample
from sim.exports.folding import grouped, is_number_of_orders
from sim.exports.headings import kind
from sim.exports.moments import moments
from sim.exports.personal import is_personal
from sim.exports.states import states
from sim.exports.tables import Table
from sim.files.bad_input import bad, listed, shown
from sim.files.messages import cut, phrase

_ABOUT_TIME = re.compile("time|date|created|stamp|时间|日期|时刻|[ _]at$", re.IGNORECASE)
_LOOKED_AT = 2000  # rows that show which of several moments comes first
_MOSTLY = 0.5  # share of rows that the only column with moments has to fill
_LONGEST = 40  # letters of a heading in a sentence
_STATES = 20  # different words of a column of states at most
_MOSTLY_STATES = 0.8  # share of its cells that are known
_EARLIER = 0.95  # share of rows in which the first moment has to be the first


def guess_placed(table: Table, found: dict[str, Found]) -> Found:
    """The column with the moment of an order. Raises BadInput where there is none, or none is the first."""
    taken = {one.index for one in found.values() if one.role in ("id", "amount", "status")}
    dates: list[int] = []
    times: dict[int, Floats] = {}
    for i in range(table.width):
        if i in taken or not holds(sample(table, i), "moment") or not sample(table, i):
            continue
        some = moments(table.column(i)[:_LOOKED_AT])
        if some.counted and not _ABOUT_TIME.search(_heading(table, i)):
            continue  # order numbers look like seconds since 1970
        if some.date_only:
            dates.append(i)
        else:
            times[i] = some.seconds
    if not times and dates:
        raise bad(table.name, phrase("export.date_only", column=_heading(table, dates[0])))
    if not times or (len(times) == 1 and not _filled(next(iter(times.values())))):
        _refuse_unread(table)
        raise bad(table.name, phrase("export.no_placed", columns=listed(map(shown, table.headings), longest=120)))
    for i, mine in times.items():
        others = [other for j, other in times.items() if j != i]
        if _filled(mine, _EARLIER if others else _MOSTLY) and all(_before(mine, other) for other in others):
            return found_at(table, "placed", i, BY_CONTENT)
    raise bad(table.name, phrase("export.which_placed", columns=listed(shown(_heading(table, i)) for i in times)))


def _refuse_unread(table: Table) -> None:
    """Raises BadInput where a heading names the moment of an order and what stands below it cannot be read."""
    named = next(role for role in roles("orders") if role.name == "placed").headings
    for i, heading in enumerate(table.headings):
        if plain(heading) in named and sample(table, i):
            found = moments(table.column(i))
            if found.first_unread is not None:
                facts = {"row": table.number(found.first_unread), "value": shown(table.column(i)[found.first_unread])}
                facts |= {"column": cut(heading, _LONGEST), "count": f"{found.unread:,}"}
                raise bad(table.name, phrase("export.no_moments", **facts))


def guess_id(table: Table, taken: set[int], kept: Ints, placed: Floats) -> Found | None:
    """The column whose equal cells share one moment, with the fewest different cells; None where no rows fold."""
    best: tuple[int, int] | None = None
    moments_met = len(np.unique(placed[~np.isnan(placed)]))
    for i in range(table.width):
        if i in taken or (i < len(table.headings) and is_personal(table.headings[i])):
            continue
        cells = table.column(i)
        cells = [cells[row] for row in kept.tolist()]
        count = len(set(cells))
        if not moments_met <= count < len(cells) or "" in cells:
            continue
        if (best is None or count < best[0]) and is_number_of_orders(grouped(cells, placed), placed):
            best = count, i
    return None if best is None else found_at(table, "id", best[1], BY_CONTENT)


def guess_status(table: Table, taken: set[int]) -> Found | None:
    """The column whose few different words are states of orders; None where no column is one."""
    for i in range(table.width):
        cells = sample(table, i) if i not in taken else []
        if not cells or len(set(cells)) > _STATES or all(kind(cell) != "text" for cell in cells):
            continue
        if sum(states(cells).unknown.values()) <= (1 - _MOSTLY_STATES) * len(cells):
            return found_at(table, "status", i, BY_CONTENT)
    return None


def _filled(values: Floats, least: float = _MOSTLY) -> bool:
    return float(np.mean(~np.isnan(values))) >= least


def _before(mine: Floats, other: Floats) -> bool:
    both = ~np.isnan(mine) & ~np.isnan(other)
    return not both.any() or float(np.mean(mine[both] <= other[both])) >= _EARLIER


def _heading(table: Table, i: int) -> str:
    return table.headings[i] if i < len(table.headings) else str(i + 1)
