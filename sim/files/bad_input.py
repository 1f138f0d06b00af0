"""Bad input, said in one sentence: which file, which field, what it holds, and what would be right.

Readers of files raise `BadInput`; the command line prints it and ends with status 2. A sentence never holds a line
break and never more than 400 characters, whatever the file held. It exists in English and Chinese
(`sim.files.messages`).
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sim.files.messages import LONGEST, Phrase, Series, cut, phrase, said, visible

LONGEST_VALUE = 60
LONGEST_FILE = 90
MOST_CHOICES = 8


class BadInput(Exception):
    """Something a user gave cannot be used: one sentence for that user, a phrase or a text in the user's language.

    `str(error)` is the sentence in English.
    """

    def text(self, language: str) -> str:
        return said(self.args[0], language)


def bad(path: Path | str, text: Phrase | str) -> BadInput:
    """The error for a file; `text` goes on after its name."""
    return BadInput(phrase("file.says", file=_file(path), text=text))


def shown(value: Any) -> Phrase | str:
    """A value as the user would write it, on one line and short."""
    match value:
        case None:
            return phrase("value.nothing")
        case bool():
            text = str(value).lower()
        case str():
            text = f'"{value}"'
        case dt.date() | dt.time():
            text = value.isoformat()
        case dict() if not value:
            return phrase("value.empty_table")
        case dict():
            names = Series(tuple(visible(str(name)[: 2 * LONGEST_VALUE]) for name in value))
            return Phrase("value.table", {"names": names}, LONGEST_VALUE)
        case list() | tuple():
            values = Series(tuple(shown(v) for v in value[:20]), ", ")
            return Phrase("value.list", {"values": values}, LONGEST_VALUE)
        case int() if abs(value) >= 10**LONGEST_VALUE:
            return phrase("value.huge")  # Python refuses to print the very long ones
        case _:
            text = str(value)
    return cut(visible(text[: 2 * LONGEST_VALUE]), LONGEST_VALUE)


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that was probably meant by `word`, if any."""
    known = {w.lower(): w for w in words}
    found = difflib.get_close_matches(str(word).lower()[:100], known, n=1, cutoff=0.6)
    return known[found[0]] if found else None


def advice(word: str, words: Iterable[str]) -> Phrase:
    """What to write instead of an unknown `word`: the likely one, or the choices."""
    words = list(words)
    near = nearest(word, words)
    if near is not None:
        return phrase("advice.near", word=near)
    return phrase("advice.choices", words=listed(words)) if words else phrase("advice.nothing")


def listed(words: Iterable[Any], longest: int = LONGEST) -> Series:
    """Words with commas, the first few of them."""
    words = tuple(words)
    return Series(words if len(words) <= MOST_CHOICES else (*words[:MOST_CHOICES], "…"), longest=longest)


def _file(path: Path | str) -> str:
    name = visible(str(path))
    return name if len(name) <= LONGEST_FILE else "…" + name[-LONGEST_FILE + 1 :]
