"""Bad input, said in one sentence: which file, which field, what it holds, and what would be right.

Readers of files raise `BadInput`; the command line prints it and ends with status 2. A sentence never holds a line
break and never more than 400 characters, whatever the file held.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

LONGEST = 400
LONGEST_VALUE = 60
LONGEST_FILE = 90
MOST_CHOICES = 8


class BadInput(Exception):
    """Something a user gave cannot be used. `str(error)` is one sentence for that user."""


def bad(path: Path | str, text: str) -> BadInput:
    """The error for a file; `text` goes on after its name."""
    sentence = f"{_file(path)}: {text}"
    sentence = "".join(c if c.isprintable() else " " for c in sentence)
    return BadInput(sentence if len(sentence) <= LONGEST else sentence[: LONGEST - 1] + "…")


def shown(value: Any) -> str:
    """A value as the user would write it, on one line and short."""
    match value:
        case None:
            text = "nothing"
        case bool():
            text = str(value).lower()
        case str():
            text = f'"{value}"'
        case dt.date() | dt.time():
            text = value.isoformat()
        case dict():
            text = "a table with " + ", ".join(map(str, value)) if value else "an empty table"
        case list() | tuple():
            text = f"[{', '.join(shown(v) for v in value[:20])}]"
        case int() if abs(value) >= 10**LONGEST_VALUE:
            text = "a number of more than 60 digits"  # Python refuses to print the very long ones
        case _:
            text = str(value)
    text = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[: 2 * LONGEST_VALUE])
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that was probably meant by `word`, if any."""
    known = {w.lower(): w for w in words}
    found = difflib.get_close_matches(str(word).lower()[:100], known, n=1, cutoff=0.6)
    return known[found[0]] if found else None


def advice(word: str, words: Iterable[str]) -> str:
    """What to write instead of an unknown `word`: the likely one, or the choices."""
    words = list(words)
    near = nearest(word, words)
    if near is not None:
        return f"did you mean {near}?"
    return f"write one of {listed(words)}" if words else "there is nothing to choose from"


def listed(words: Iterable[str]) -> str:
    """Words with commas, the first few of them."""
    words = list(words)
    more = ", …" if len(words) > MOST_CHOICES else ""
    return ", ".join(words[:MOST_CHOICES]) + more


def _file(path: Path | str) -> str:
    name = str(path)
    return name if len(name) <= LONGEST_FILE else "…" + name[-LONGEST_FILE + 1 :]
