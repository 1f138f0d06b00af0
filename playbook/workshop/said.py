"""Levers and decisions in words, as the practice that a lever belongs to says them."""

from __future__ import annotations

from playbook import practices
from playbook.lab.slider import lever_value
from playbook.language import Words
from playbook.workshop.session import levers


def lever_name(words: Words, path: str) -> str:
    """What a lever is called."""
    slug, name = levers()[path]
    return practices.load(slug, words.language)[1].levers[name].label


def lever_help(words: Words, path: str) -> str:
    """What else its practice says of it, or ""."""
    slug, name = levers()[path]
    return practices.load(slug, words.language)[1].levers[name].help


def setting(words: Words, path: str, value: float) -> str:
    """A setting of a lever as text."""
    slug, name = levers()[path]
    practice, text = practices.load(slug, words.language)
    return lever_value(words, practice.lever(name), text.levers[name], value)
