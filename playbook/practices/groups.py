"""The six groups of all practices, from `groups.toml`: what is written, in its order, and what is still planned."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playbook import practices

FILE = Path(__file__).with_name("groups.toml")
UNWRITTEN = "unwritten"


@dataclass(frozen=True)
class Group:
    """A group of the map: its id, its title by language, and the slugs of all its practices."""

    id: str
    title: dict[str, str]
    practices: tuple[str, ...]

    @property
    def written(self) -> tuple[str, ...]:
        """The pages that are there: as listed, then those that name this group and are listed nowhere."""
        there = practices.names()
        listed = {slug for group in groups() for slug in group.practices}
        own = (slug for slug in there if slug not in listed and self._takes(practices.load(slug)[0].group))
        return (*(slug for slug in self.practices if slug in there), *own)

    def _takes(self, name: str) -> bool:
        """Whether an unlisted practice that names this group belongs here; a group that is not known is the last."""
        known = [group.id for group in groups()]
        return self.id == (name if name in known else known[-1])

    def planned(self, language: str) -> tuple[str, ...]:
        """Titles of the practices that are not written yet."""
        titles, there = _table()[UNWRITTEN], practices.names()
        return tuple(titles[slug][language] for slug in self.practices if slug not in there)


@cache
def groups() -> tuple[Group, ...]:
    """All groups as the map shows them."""
    return tuple(
        Group(name, row["title"], tuple(row["practices"])) for name, row in _table().items() if name != UNWRITTEN
    )


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
