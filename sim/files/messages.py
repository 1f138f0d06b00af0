"""Sentences for people, kept as what they say until somebody asks for them in a language.

A `Phrase` is the key of a template in `words/en.toml` and `words/zh.toml`, and the facts that fill it. Facts may be
phrases again; names, keys and values out of a file stay as they stand there. A key without a template, or a template
without its facts, is a KeyError.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent / "words"
LONGEST = 400
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# Chinese templates leave no space around a fact; one that begins or ends with a Latin letter or a digit gets it here.
_SEAM = re.compile("(?<=[\u4e00-\u9fff])\0(?=[!-~])|(?<=[!-~])\1(?=[\u4e00-\u9fff])")


@dataclass(frozen=True)
class Phrase:
    """One line of at most `longest` characters, in the language that is asked for. `str` gives the English."""

    key: str
    facts: Mapping[str, Any]
    longest: int = LONGEST

    def text(self, language: str) -> str:
        filled = PLACEHOLDER.sub(lambda match: self._fact(match[1], language), templates(language)[self.key])
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


@cache
def templates(language: str) -> dict[str, str]:
    """All templates of a language ("en" or "zh") by dotted key."""
    tables = tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))
    return {f"{section}.{name}": text for section, table in tables.items() for name, text in table.items()}
