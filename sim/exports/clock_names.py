"""Whose clock a file's moments are on, where a heading says it: "Created at (UTC)", 下单时间（北京时间）."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sim.exports.moments import moments
from sim.exports.scripts import simplified
from sim.exports.tables import Table

_UTC = re.compile(r"(?<![A-Za-z])(?:UTC|GMT)\s*(?:([+−-])\s*(\d{1,2})(?::?00)?(?!:?\d))?(?![A-Za-z+−-])", re.IGNORECASE)
_BEIJING = re.compile(r"北京时间|中国时间|beijing time|china standard time", re.IGNORECASE)
_LOCAL = re.compile(r"\blocal\b|当地|本地", re.IGNORECASE)
_LOOKED_AT = 50  # cells that show what a column holds
_MOST_AHEAD, _MOST_BEHIND = 14, 12  # hours of a zone before UTC, and after it


@dataclass(frozen=True)
class Named:
    """The heading that names a clock, its zone (IANA name), and the name that stands there."""

    heading: str
    zone: str
    name: str


def clock_named(table: Table) -> Named | None:
    """The one clock that headings of moments name; None where none does, several do, or one speaks of local time."""
    found = [Named(heading, *met) for heading in table.headings if (met := zone_in(heading)) is not None]
    found = [one for one in found if _holds_moments(table, one.heading)]
    local = any(_LOCAL.search(simplified(heading)) for heading in table.headings)
    return found[0] if found and not local and len({one.zone for one in found}) == 1 else None


def zone_in(heading: str) -> tuple[str, str] | None:
    """The zone that a heading names, and how; None for none, and for one that is no whole number of hours from UTC."""
    text = simplified(heading)
    if met := _BEIJING.search(text):
        return "Asia/Shanghai", met[0]
    met = _UTC.search(text)
    if met is None:
        return None
    hours, ahead = int(met[2] or 0), met[1] == "+"
    if hours > (_MOST_AHEAD if ahead else _MOST_BEHIND):
        return None
    # IANA's names count the other way round
    return f"Etc/GMT{'-' if ahead else '+'}{hours}" if hours else "UTC", met[0].strip()


def _holds_moments(table: Table, heading: str) -> bool:
    found = moments(table.column(table.headings.index(heading))[:_LOOKED_AT])
    return found.empty + found.unread < len(found.seconds)
