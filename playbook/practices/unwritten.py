"""What is still to be written of a practice: the places that `playbook build new` left open, one by one.

An open place holds a text that begins with MARK and goes on with what would be right, in English and Chinese with
" / " between. A practice with an open place is not listed: nobody is led to a page that is half there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playbook.command import say

MARK = "TODO: "
PRACTICE = "practice.toml"
BLANK = Path(__file__).parents[1] / "blank"  # the files that a new practice begins with


@dataclass(frozen=True)
class Gap:
    """An open place: its file, its place (keys with dots), and what would be right."""

    file: str
    place: str
    right: str

    def text(self, language: str = "en") -> str:
        """One sentence for the author."""
        return say("practice_gap", language, file=self.file, place=self.place, right=_side(self.right, language))


def gaps(folder: Path) -> tuple[Gap, ...]:
    """The open places of a practice's folder, file by file. A file that is missing or no TOML has none."""
    return tuple(
        Gap(f"{folder.name}/{path.name}", place, text.removeprefix(MARK))
        for path in sorted(folder.glob("*.toml"), key=lambda path: (path.name != PRACTICE, path.name))
        for place, text in _open_places(path)
    )


def unreadable(folder: Path) -> dict[str, str]:
    """File -> why it is no TOML, for files with open places: somebody is at it."""
    found = {}
    for path in folder.glob("*.toml"):
        try:
            text = path.read_text(encoding="utf-8")
            if MARK in text:
                tomllib.loads(text)
        except (OSError, UnicodeDecodeError):
            continue  # nothing tells whether somebody is at it
        except tomllib.TOMLDecodeError as error:
            found[f"{folder.name}/{path.name}"] = str(error)
    return found


def first_of(found: tuple[Gap, ...], language: str = "en") -> str:
    """One sentence about open places: the first of them, and how many more there are."""
    sentence, count = found[0].text(language), len(found) - 1
    return say("practice_gaps_more", language, sentence=sentence, count=count) if count else sentence


def hint(file: str, place: tuple[str | int, ...], language: str = "en") -> str:
    """What a new practice's file says is right at a place, such as ("levers", 2, "path"); empty where it says nothing.

    Ids of a practice stand for any id: a lever of another name has the same keys.
    """
    found: Any = _blank(PRACTICE if file == PRACTICE else "words.toml")
    for step in place:
        if isinstance(found, dict):
            tables = [value for value in found.values() if isinstance(value, dict)]
            found = found.get(step, tables[0] if tables else None)
        elif isinstance(found, list):
            found = found[0]
        else:
            return ""
    return _side(found.removeprefix(MARK), language) if isinstance(found, str) and found.startswith(MARK) else ""


@cache
def _blank(name: str) -> dict[str, Any]:
    return tomllib.loads((BLANK / name).read_text(encoding="utf-8"))


def _side(text: str, language: str) -> str:
    """One language's side of what would be right."""
    en, _, zh = text.partition(" / ")
    return zh or en if language == "zh" else en


def _open_places(path: Path) -> Iterator[tuple[str, str]]:
    try:
        text = path.read_text(encoding="utf-8")
        # Most files have none: looking for the mark costs a hundredth of reading them.
        yield from _marked(tomllib.loads(text)) if MARK in text else ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return  # the loader says what is wrong with it


def _marked(node: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every marked text below a node with its key; of a list an item's id, or its number from 1."""
    if isinstance(node, str):
        if node.startswith(MARK):
            yield place, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _marked(value, f"{place}.{key}".lstrip("."))
    elif isinstance(node, list):
        for number, value in enumerate(node, 1):
            name = value.get("id", number) if isinstance(value, dict) else number
            yield from _marked(value, f"{place}.{name}")
