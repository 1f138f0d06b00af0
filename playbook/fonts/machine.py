"""The fonts of this machine, for the rare character that the playbook's own font does not hold.

What a font can draw stands in its character map. A picture would not tell: a box for a character that is missing looks
different in every font, and private characters that no font should draw are drawn by some.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

POSTSCRIPT, FAMILIES = 6, frozenset((1, 16))  # numbers of a font's names
ENDINGS = (".ttf", ".otf", ".ttc", ".otc")


def folders() -> list[Path]:
    """Where this system and this user keep fonts."""
    home = Path.home()
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"]
    if os.name == "nt":
        local = Path(os.environ.get("LOCALAPPDATA", home))
        return [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", local / "Microsoft" / "Windows" / "Fonts"]
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    own = os.environ.get("XDG_DATA_HOME") or home / ".local" / "share"
    return [*(Path(folder) / "fonts" for folder in shared.split(":")), Path(own) / "fonts", home / ".fonts"]


def files_for(chars: Iterable[str]) -> dict[str, Path]:
    """The first font file, in order of folder and name, that draws each character; without those that none draws."""
    return {char: file for char in chars if (file := _file_for(char)) is not None}


@cache
def _file_for(char: str) -> Path | None:
    return next((file for file in _files() if ord(char) in code_points(file)), None)


def _files() -> Iterator[Path]:
    for folder in folders():
        yield from sorted(file for file in folder.rglob("*") if file.suffix.lower() in ENDINGS)


@cache
def code_points(file: Path) -> frozenset[int]:
    """The characters that the fonts of a file have a glyph for; none of a file that cannot be read."""
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.ttCollection import TTCollection

    found: set[int] = set()
    try:
        with open(file, "rb") as opened:
            collection = opened.read(4) == b"ttcf"
            opened.seek(0)
            for font in TTCollection(opened, lazy=True).fonts if collection else [TTFont(opened, lazy=True)]:
                if _is_named(font):
                    found.update(font.getBestCmap() or ())
    except Exception:  # whatever a damaged font does to its reader, it is not drawn with
        return frozenset()
    return frozenset(found)


def _is_named(font: TTFont) -> bool:
    """Whether a font has a family's and a PostScript name: the renderer takes none without."""
    names = {record.nameID for record in font["name"].names if record.isUnicode()}
    return POSTSCRIPT in names and not FAMILIES.isdisjoint(names)
