"""The words of the plan: one table per language in `words/`, with the same keys and placeholders."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playbook.language import languages, placeholders
from sim.files.messages import fill, read_words, visible

WORDS = Path(__file__).parent / "words"


@cache
def table(language: str) -> dict[str, str]:
    """All texts by dotted key."""
    if language not in languages:
        raise ValueError(f"{language!r} is no language of the playbook: {', '.join(languages)}")
    return read_words(WORDS / f"{language}.toml")


def text(language: str, key: str, **values: object) -> str:
    """The text at a key with its placeholders filled. KeyError: no such key, or a placeholder left open.

    Values may be texts of a user or a file: what cannot be seen in them is written out.
    """
    found = table(language)[key]
    if left := placeholders(found) - set(values):
        raise KeyError(f"{key}: no value for {', '.join(sorted(left))}")
    return fill(found, lambda name: visible(str(values[name])))
