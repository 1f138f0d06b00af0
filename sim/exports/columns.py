"""Which column is what: by the names that programs give it, and by what stands in it.

The names of each role stand in `roles/<kind of file>.toml`, in Chinese and English; a heading has to be one of
them, not only to resemble one. What a column holds is looked at as well: one called "date" without a moment is none.
"""

from __future__ import annotations

import math
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from sim.exports.moments import is_nothing, moments
from sim.exports.numbers import amount
from sim.exports.scripts import simplified
from sim.exports.spans import span
from sim.exports.tables import Table

ROLES = Path(__file__).parent / "roles"
BY_NAME, BY_CONTENT, BY_CHOICE = "name", "content", "choice"
PERSONAL = ("caller", "customer", "buyer", "order_id")  # roles that say who somebody is, or which order it is about
_LOOKED_AT = 300  # cells of a column that show what it holds
_MOSTLY = 0.8


@dataclass(frozen=True)
class Found:
    """A column with its role: position and heading, an example out of it, and how it was found (BY_NAME …)."""

    role: str
    index: int
    heading: str
    example: str
    how: str


@dataclass(frozen=True)
class Role:
    """What a column may be: the headings that mean it, the best first, and what has to stand in it ("": anything)."""

    name: str
    headings: tuple[str, ...]
    holds: str = ""


@cache
def roles(kind: str) -> tuple[Role, ...]:
    """The roles of a kind of file, from `roles/<kind>.toml`."""
    table = tomllib.loads((ROLES / f"{kind}.toml").read_text(encoding="utf-8"))
    return tuple(Role(name, tuple(map(plain, row["headings"])), row.get("holds", "")) for name, row in table.items())


def plain(heading: str) -> str:
    """A heading without what differs between versions: case, blanks, signs, a unit in brackets, width of letters, the
    script of Chinese."""
    text = simplified(unicodedata.normalize("NFKC", heading).casefold())
    text = text.partition("(")[0] or text
    return "".join(c for c in text if c.isalnum() or c in "%#")


def find(table: Table, kind: str, known: Mapping[str, int] | None = None) -> dict[str, Found]:
    """The columns of a table by role: those that somebody has chosen, those whose positions are `known`, by role, and
    those that a heading gives away."""
    named = [plain(heading) for heading in table.headings]
    found: dict[str, Found] = {}
    taken = {index for index in table.chosen.values() if index is not None}
    for name, index in table.chosen.items():
        if index is not None:
            found[name] = found_at(table, name, index, BY_CHOICE)
    for name, place in (known or {}).items():
        if name not in table.chosen and place not in taken:
            found[name] = found_at(table, name, place, BY_NAME)
            taken.add(place)
    for role in roles(kind):
        if role.name in found or role.name in table.chosen:
            continue
        for heading in role.headings:
            at = [i for i, name in enumerate(named) if name == heading and i not in taken]
            fits = [i for i in at if holds(sample(table, i), role.holds)]
            if fits:
                # of two columns of one name the one in which something stands
                best = next((i for i in fits if table.holds_something(i)), fits[0])
                found[role.name] = found_at(table, role.name, best, BY_NAME)
                taken.add(best)
                break
    return found


def sample(table: Table, index: int) -> list[str]:
    """Some filled cells of a column, from all over it."""
    cells = [cell for cell in table.column(index) if not is_nothing(cell)]
    return cells if len(cells) <= _LOOKED_AT else cells[:: math.ceil(len(cells) / _LOOKED_AT)]


def holds(cells: Iterable[str], what: str) -> bool:
    """Whether most of the cells are of a kind: "moment", "number", "span"; "" for anything, even nothing."""
    cells = list(cells)
    if not what or not cells:
        return True
    if what == "moment":
        found = moments(cells)
        # dates that contradict each other about day and month are dates all the same
        read = len(cells) if found.mixed else int((~np.isnan(found.seconds)).sum())
    else:
        reader = amount if what == "number" else span
        read = sum(1 for cell in cells if not math.isnan(reader(cell)))
    return read >= _MOSTLY * len(cells)


def found_at(table: Table, role: str, index: int, how: str) -> Found:
    """The column at a position with its role; `how` it was found. What says who somebody is has no example."""
    shown = () if role in PERSONAL else table.column(index)
    example = next((cell for cell in shown if not is_nothing(cell)), "")
    heading = table.headings[index] if index < len(table.headings) else ""
    return Found(role, index, heading, example, how)
