"""What the command `playbook` does on a terminal: run a season, compare two, check a file, warm up.

`tables` turns results into text and JSON, `runs` does the work of each subcommand, `words.toml` holds every
sentence in both languages. The argument parser itself is in `playbook.__main__`.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from sim.files.messages import fill, read_words, visible

LANGUAGES = ("en", "zh")


@cache
def _table() -> dict[str, str]:
    return read_words(Path(__file__).with_name("words.toml"))


def say(key: str, language: str, **values: object) -> str:
    """The sentence `key` of words.toml in `language`, its {placeholders} filled. KeyError for an unknown key.

    Values may be names and texts of anybody's file: what a terminal would obey is written out.
    """
    return fill(_table()[f"{key}.{language}"], lambda name: visible(str(values[name])))


def user_language() -> str:
    """The language of the user's surroundings: PLAYBOOK_LANGUAGE, else the locale; Chinese or English."""
    for name in ("PLAYBOOK_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
