"""Shops told by the headings of their exports."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sim.exports.columns import plain
from sim.exports.tables import Table


@dataclass(frozen=True)
class Platform:
    """A shop's export: its name by language, headings that it alone has together, and the heading of some roles."""

    key: str
    names: Mapping[str, str]
    has: frozenset[str]
    columns: Mapping[str, str]

    def text(self, language: str) -> str:
        return self.names[language]

    def places(self, table: Table) -> dict[str, int]:
        """Positions of the columns that this shop names in its own way, by role."""
        named = [plain(heading) for heading in table.headings]
        places = {role: plain(heading) for role, heading in self.columns.items()}
        return {role: named.index(heading) for role, heading in places.items() if heading in named}


@cache
def platforms() -> tuple[Platform, ...]:
    """All shops of platforms.toml, in its order."""
    table = tomllib.loads(Path(__file__).with_name("platforms.toml").read_text(encoding="utf-8"))
    return tuple(
        Platform(key, row["name"], frozenset(map(plain, row["has"])), row["columns"]) for key, row in table.items()
    )


def platform_of(table: Table) -> Platform | None:
    """The shop whose export a table is, if it is one that is known."""
    named = frozenset(map(plain, table.headings))
    return next((platform for platform in platforms() if platform.has <= named), None)
