"""Sentences for people, kept as what they say until somebody asks for them in a language.

Every table of words in the project is read by `read_words` and filled by `fill`: this one of bad input, the command's
and the interface's.

A `Phrase` is the key of a template in `words/en.toml` and `words/zh.toml`, and the facts that fill it. Facts may be
phrases again; names, keys and values out of a file stay as they stand there. A key without a template, or a template
without its facts, is a KeyError.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import category

WORDS = Path(__file__).parent / "words"
LONGEST = 400
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_JOINERS = "\u200c\u200d"
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# Chinese templates leave no space around a fact; one that begins or ends with a Latin letter or a sign gets it here. A
# number stands against the characters beside it, as everywhere in the project's Chinese.
_SEAM = re.compile("(?<=[\u4e00-\u9fff])\0(?![0-9])(?=[!-~])|(?<=[!-~])(?<![0-9%])\1(?=[\u4e00-\u9fff])")


@dataclass(frozen=True)
class Phrase:
    """One line of at most `longest` characters, in the language that is asked for. `str` gives the English."""

    key: str
    facts: Mapping[str, Any]
    longest: int = LONGEST

    def text(self, language: str) -> str:
        filled = fill(templates(language)[self.key], lambda name: self._fact(name, language))
        return cut(_SEAM.sub(" ", filled).replace("\0", "").replace("\1", ""), self.longest)

    def _fact(self, name: str, language: str) -> str:
        """A fact between two marks that no printable text holds."""
        return "\0" + "".join(c if c.isprintable() else " " for c in said(self.facts[name], language)) + "\1"

    def __str__(self) -> str:
        return self.text("en")


@dataclass(frozen=True)
class Series:
    """Facts one after the other, with the commas of the language or with `comma`."""

    facts: tuple[Any, ...]
    comma: str | None = None
    longest: int = LONGEST

    def text(self, language: str) -> str:
        comma = templates(language)["list.comma"] if self.comma is None else self.comma
        return cut(comma.join(said(fact, language) for fact in self.facts), self.longest)

    def __str__(self) -> str:
        return self.text("en")


def phrase(key: str, **facts: Any) -> Phrase:
    """The phrase of the template at a dotted key, filled with `facts`."""
    return Phrase(key, facts)


def said(fact: Any, language: str) -> str:
    """A fact in a language: what has a `text` in each says it, anything else is the same in all."""
    return fact.text(language) if hasattr(fact, "text") else str(fact)


def cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def visible(text: str) -> str:
    """Text with what a terminal would obey instead of showing written out (\\x1b): control characters, marks that turn
    the direction of writing, line breaks. The joiners of emoji and of some scripts stay."""
    return "".join(_written_out(c) if category(c) in _UNSEEN and c not in _JOINERS else c for c in text)


def _written_out(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


@cache
def templates(language: str) -> dict[str, str]:
    """All templates of a language ("en" or "zh") by dotted key."""
    return read_words(WORDS / f"{language}.toml")


def read_words(path: Path) -> dict[str, str]:
    """The texts of a TOML file of ours by dotted key, tables in tables as deep as they are."""
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8")), ""))


def _flat(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def fill(text: str, value: Callable[[str], str]) -> str:
    """`text` with each {placeholder} replaced by `value` of its name."""
    return PLACEHOLDER.sub(lambda match: value(match[1]), text)
