"""The practices: what each one says and which levers it pulls, read from its folder and checked.

A practice is a folder: `practice.toml` holds everything that has no language (levers, goals, anchors, minutes),
`en.toml` and `zh.toml` hold the words, with the same keys; what all causal pictures share is in `core.toml`.
`load(slug, language)` reads and checks them and raises `PracticeError`, whose text is one sentence: which file, which
place, what is wrong, what would be right. A practice that still has open places is not among `names()`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from playbook.practices.model import (
    BOTS,
    FINAL,
    PLAYERS,
    UNTOUCHED,
    Bots,
    Bound,
    Challenge,
    Daily,
    Lever,
    Practice,
    Row,
    Stage,
)
from playbook.practices.parts import Part, listed
from playbook.practices.picture import with_core
from playbook.practices.texts import FACTS, PLACEHOLDERS, Question, Words
from playbook.practices.unwritten import first_of, gaps, hint, unreadable

__all__ = [
    "BOTS",
    "FACTS",
    "FINAL",
    "LANGUAGES",
    "LEVELS",
    "PLACEHOLDERS",
    "PLAYERS",
    "UNTOUCHED",
    "Bots",
    "Bound",
    "Challenge",
    "Daily",
    "Lever",
    "Practice",
    "PracticeError",
    "Question",
    "Row",
    "Stage",
    "Words",
    "count_words",
    "in_order",
    "load",
    "names",
    "title_of",
]

HERE = Path(__file__).parent
LANGUAGES = ("en", "zh")
LEVELS = (1, 2, 3, 4, 5)


class PracticeError(Exception):
    """A practice's file is missing or wrong; the text is one sentence for its author."""


def names(folder: Path = HERE) -> tuple[str, ...]:
    """The slugs of all practices without an open place, sorted."""
    folders = [path.parent for path in folder.glob("*/practice.toml")]
    return tuple(sorted(one.name for one in folders if not gaps(one) and not unreadable(one)))


def in_order(folder: Path = HERE) -> tuple[str, ...]:
    """The same in the order of the start page: by the number in each practice's file. Raises PracticeError."""
    return tuple(sorted(names(folder), key=lambda slug: load(slug, LANGUAGES[0], folder)[0].number))


@lru_cache(maxsize=256)  # all practices in all languages, however it is called
def load(slug: str, language: str = "en", folder: Path = HERE) -> tuple[Practice, Words]:
    """The practice and its words, checked against each other. Raises PracticeError."""
    if language not in LANGUAGES:
        raise PracticeError(f"{language!r} is no language of the playbook: write one of {listed(LANGUAGES)}")
    if not (folder / slug / "practice.toml").is_file():
        raise PracticeError(f"there is no practice {slug!r}: write one of {listed(names())}")
    if left := gaps(folder / slug):
        raise PracticeError(first_of(left, language))
    practice = _read(folder / slug / "practice.toml", Practice)
    if practice.slug != slug:
        raise PracticeError(f"{slug}/practice.toml: slug is {practice.slug!r} but the folder is called {slug!r}")
    words = _read(folder / slug / f"{language}.toml", Words, lambda raw: with_core(raw, practice.picture, language))
    _same_keys(f"{slug}/{language}.toml", practice, words)
    return practice, words


def title_of(slug: str, language: str) -> str:
    """A practice's title; a step of another kind is called by its own name."""
    return load(slug, language)[1].title if slug in names() else slug


def count_words(text: str) -> int:
    """Words of a text: runs of Latin letters or digits, and for Chinese three words for every five characters."""
    han = len(re.findall(r"[\u3400-\u9fff]", text))
    return len(re.findall(r"[A-Za-z0-9][A-Za-z0-9'’.,%-]*", text)) + round(han * 0.6)


def _read(path: Path, model: type[Part], completed: Callable[[dict], dict] = dict) -> Any:
    name = f"{path.parent.name}/{path.name}"
    try:
        return model.model_validate(completed(tomllib.loads(path.read_text(encoding="utf-8"))))
    except FileNotFoundError:
        raise PracticeError(f"{name}: the file is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PracticeError(f"{name}: not readable as TOML: {error}") from None
    except ValidationError as error:
        # A misspelt key also leaves the right one missing: the misspelt one is told.
        first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        place = ".".join(str(x) for x in first["loc"]) or "the file"
        right = hint(path.name, first["loc"])
        said = {
            "extra_forbidden": "there is no such key",
            "missing": "is missing" + (f"; write {right}" if right else ""),
        }.get(first["type"], first["msg"].removeprefix("Value error, "))
        tail = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise PracticeError(f"{name}: {place}: {said}{tail}") from None
    except ValueError as error:  # after its kinds above
        raise PracticeError(f"{name}: {error}") from None


def _same_keys(name: str, practice: Practice, words: Words) -> None:
    expected = {
        "levers": [x.id for x in practice.levers],
        "daily": [x.id for x in practice.daily],
        "nodes": [x.id for x in practice.nodes],
        "loops": practice.loops,
        "challenges": [x.id for x in practice.challenges],
        "rubric": [x.id for x in practice.rubric],
        "play": [x.id for x in practice.play],
        "checklist": practice.checklist,
        "pitfalls": practice.pitfalls,
        "evidence": practice.evidence,
    }
    for part, ids in expected.items():
        given = set(getattr(words, part))
        if missing := set(ids) - given:
            raise PracticeError(f"{name}: {part}: words are missing for {listed(missing)}")
        if extra := given - set(ids):
            raise PracticeError(f"{name}: {part}: practice.toml has no {listed(extra)}")
