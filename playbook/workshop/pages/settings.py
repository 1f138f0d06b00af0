"""Levers as the room reads them: name and settings in words, what stands, how many voted for which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playbook import practices
from playbook.lab.slider import decimals, unit_after
from playbook.language import Words
from playbook.workshop.session import levers
from playbook.workshop.view import TeamView


@dataclass(frozen=True)
class Option:
    """A setting of a lever: `value` as a form sends it, `text` as it reads; `share` of the votes, 0 to 1."""

    value: str
    text: str
    stands: bool
    chosen: bool
    votes: int
    share: float


@dataclass(frozen=True)
class Row:
    """A lever with its settings; `field` is an id for the page."""

    path: str
    field: str
    label: str
    options: tuple[Option, ...]

    @property
    def chosen(self) -> str:
        """The setting that is chosen, in words."""
        return next((one.text for one in self.options if one.chosen), "")


def label_of(words: Words, path: str) -> str:
    """The name of a lever; its path where no practice names it."""
    if path not in levers():
        return path
    slug, lever = levers()[path]
    return practices.load(slug, words.language)[1].levers[lever].label


def value_of(words: Words, path: str, x: float) -> str:
    """A setting of a lever in words: 20%, 6 people."""
    if path not in levers():
        return f"{x:g}"
    slug, name = levers()[path]
    practice, text = practices.load(slug, words.language)
    lever = next(one for one in practice.levers if one.id == name)
    scale = 100.0 if lever.percent else 1.0
    digits = decimals(x, scale)  # a session's settings need not lie on the lever's steps
    return (
        words.percent(x, digits)
        if lever.percent
        else words.number(x, digits) + unit_after(words, text.levers[name].unit)
    )


def rows(words: Words, team: TeamView, chosen: Mapping[str, float] | None, prefix: str) -> list[Row]:
    """The levers that a round opens to a team, `chosen` marked, else what stands."""
    found = []
    for path, values in team.choices.items():
        votes = (team.votes or {}).get(path, {})
        total = sum(votes.values())
        picked = team.now[path] if chosen is None else chosen.get(path, team.now[path])
        options = tuple(
            Option(
                repr(float(x)), value_of(words, path, x), stands=x == team.now[path], chosen=x == picked,
                votes=votes.get(x, 0), share=votes.get(x, 0) / total if total else 0.0,
            )
            for x in values
        )  # fmt: skip
        found.append(Row(path, f"{prefix}-{path.replace('.', '-')}", label_of(words, path), options))
    return found
