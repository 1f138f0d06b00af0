"""Levers of practices as ladders of a few settings: what a search for a promise may change in a team."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playbook import practices
from playbook.lab.slider import lever_value
from playbook.language import Words
from playbook.planning.standard import GOAL_LEVERS
from playbook.practices import Lever, Practice
from sim.experiment.goal_parts import Option
from sim.scenario import Scenario

MOST_SETTINGS = 4


@dataclass(frozen=True)
class Ladder:
    """A lever of a practice, and the settings of it that this team can have besides its own, from low to high."""

    slug: str
    lever: Lever
    before: Any
    values: tuple[float, ...]

    @property
    def name(self) -> str:
        """ "peak-time.temps": what a file or a test calls it."""
        return f"{self.slug}.{self.lever.id}"

    @property
    def option(self) -> Option:
        return Option(self.name, self.lever.path, self.before, self.values)

    def practice(self, words: Words) -> str:
        return practices.load(self.slug, words.language)[1].title

    def label(self, words: Words) -> str:
        return practices.load(self.slug, words.language)[1].levers[self.lever.id].label

    def shown(self, words: Words, value: float) -> str:
        """A setting with its unit: 6 people, 35%."""
        return lever_value(words, self.lever, practices.load(self.slug, words.language)[1].levers[self.lever.id], value)


def ladders(
    team: Scenario, kpi: str, slugs: Sequence[str] = (), most: int = GOAL_LEVERS, settings: int = MOST_SETTINGS
) -> tuple[Ladder, ...]:
    """The levers of the practices named; without a name, of those whose figures name `kpi`. Each field once.

    Practices that are about the figure come before those that only watch it, main levers before the rest, levers that
    work by themselves before those that need another one beside them.
    """
    found: dict[str, Ladder] = {}
    for slug, lever in _in_order(kpi, slugs):
        if lever.path not in found and (one := _ladder(team, slug, lever, settings)) is not None:
            found[lever.path] = one
    return tuple(found.values())[:most]


def naming(kpi: str) -> tuple[str, ...]:
    """The practices that are about a figure, then those that watch it, each in the order of the start page."""
    of = {slug: practices.load(slug)[0] for slug in practices.in_order()}
    about = [slug for slug, one in of.items() if one.kpi == kpi]
    return (*about, *(slug for slug, one in of.items() if one.kpi != kpi and kpi in one.watch))


def _in_order(kpi: str, slugs: Sequence[str]) -> Iterator[tuple[str, Lever]]:
    of: Mapping[str, Practice] = {slug: practices.load(slug)[0] for slug in dict.fromkeys(slugs or naming(kpi))}
    place = {slug: n for n, slug in enumerate(of)}
    pairs = [(slug, lever) for slug, one in of.items() for lever in one.levers]

    def key(pair: tuple[str, Lever]) -> tuple[bool, bool, bool, int]:
        slug, lever = pair
        return of[slug].kpi != kpi, not lever.main, bool(lever.beside), place[slug]

    yield from sorted(pairs, key=key)


def _ladder(team: Scenario, slug: str, lever: Lever, settings: int) -> Ladder | None:
    """None for a field that the team lacks or a lever without another setting that it can have."""
    try:
        before = team.at(lever.path)
    except KeyError:
        return None
    values = [value for value in lever.points(settings + 1) if value != before and _possible(team, lever.path, value)]
    if len(values) > settings:  # the team's own setting lies between the points
        nearest = min(values, key=lambda value: abs(value - before))
        values.remove(nearest)
    return Ladder(slug, lever, before, tuple(values)) if values else None


def _possible(team: Scenario, path: str, value: float) -> bool:
    try:
        team.with_levers({path: value})
    except ValueError:
        return False
    return True
