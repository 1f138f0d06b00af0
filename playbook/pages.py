"""Which notebook, and which part of it, an address of the app shows: /en/, /en/peak-time, /en/peak-time/rate, …

A notebook holds every part of its page in order; a cell says in its metadata which part it belongs to, and a cell that
says nothing (set-up, the notebooks without parts) belongs to all of them. The app shows one part at a time.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playbook.practices import LANGUAGES

PARTS = ("open", "challenges", "rate", "shop", "play", "evidence", "plan")
OPEN = PARTS[0]
LAB = "lab"  # of cells that are for notebooks alone
START = "start"
MY_SHOP = "my-shop"
EVENTS = "events"
CHECKUP = "checkup"
WHAT_FIRST = "first"
PLAN = "plan"
WORKSHOP = "workshop"
TRAINERS = "trainers"
# A link to a notebook in Markdown or in HTML: what stands before it, the file, and a place in it.
_LINK = re.compile(r"""(\]\(|href=["'])([^()\s"':]+\.ipynb)(#[^()\s"']*)?(?=[)"'])""")


@dataclass(frozen=True)
class Place:
    """A page of the app: the part of a notebook in one language; `trainers` for the trainer's edition."""

    language: str
    slug: str = START
    part: str = OPEN
    trainers: bool = False

    @property
    def notebook(self) -> str:
        """The notebook's path below the notebooks' folder."""
        folder = f"{self.language}/{TRAINERS}" if self.trainers else self.language
        return f"{folder}/{self.slug}.ipynb"

    @property
    def address(self) -> str:
        """The path of the page on the server, without the server's base."""
        if self.trainers:
            return f"/{self.language}/{TRAINERS}/{self.slug}"
        slug = "" if self.slug == START else self.slug
        return f"/{self.language}/{slug}" + (f"/{self.part}" if self.part != OPEN else "")

    def at(self, part: str) -> Place:
        return Place(self.language, self.slug, part, self.trainers)


def place_of(notebook: str) -> Place | None:
    """The opening page of a notebook, by its path below the notebooks' folder; None where there is no page for it."""
    language, _, rest = notebook.partition("/")
    *between, file = rest.split("/")
    if language not in LANGUAGES or between not in ([], [TRAINERS]) or not file.endswith(".ipynb"):
        return None
    return Place(language, file.removesuffix(".ipynb"), trainers=bool(between))


def read(file: Path) -> dict[str, Any]:
    """A notebook as it lies on disk; an empty one where it can't be read."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def part_of(cell: Mapping[str, Any]) -> str | None:
    """The part that a cell belongs to; None for all of them."""
    return cell.get("metadata", {}).get("playbook", {}).get("part")


def parts(cells: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The parts that a notebook has, in the order of `PARTS`; none for one that is shown whole."""
    there = {part_of(cell) for cell in cells}
    return tuple(part for part in PARTS if part in there)


def shown(cells: Iterable[Any], part: str) -> list[Any]:
    """The cells that the page of a part shows, in order."""
    return [cell for cell in cells if part_of(cell) in (None, part)]


def title(content: Mapping[str, Any]) -> str:
    """The notebook's title: from its metadata, else its first heading; "" where it has neither."""
    if named := content.get("metadata", {}).get("title", ""):
        return named
    lines = (line for cell in content.get("cells", []) for line in "".join(cell.get("source", "")).splitlines())
    return next((line.lstrip("# ").strip() for line in lines if line.startswith("# ")), "")


def with_addresses(text: str, here: Place, base: str = "") -> str:
    """Markdown or HTML with its links to notebooks beside `here` led to the app's pages of them.

    The same page in the other language opens at the same part.
    """

    def led(link: re.Match[str]) -> str:
        there = place_of(posixpath.normpath(posixpath.join(posixpath.dirname(here.notebook), link[2])))
        if there is None:
            return link[0]
        if (there.slug, there.trainers) == (here.slug, here.trainers) and there.language != here.language:
            there = there.at(here.part)
        return f"{link[1]}{base.rstrip('/')}{there.address}{link[3] or ''}"

    return _LINK.sub(led, text)
