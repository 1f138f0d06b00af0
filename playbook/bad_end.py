"""The bad end: what going wrong costs in the worst seasons, and how often a season ends in ruin, not the mean alone.

Two arms of each practice that things going wrong is about: the team at the practice's start, and the same as its
near-best player leaves the last round. Each is played with things going wrong as often as the deck says and without,
on the same luck: what a season lost is the difference of value (its profit and what is left for the year after).
`playbook build bad-ends` computes data/results/bad_ends.json.

The page's own modules are imported where they are needed: they know this one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from playbook import practices
from sim.arrays import Floats
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.experiment.results import Comparison
    from sim.experiment.tail import Chance, Quantile

SLUGS = ("risk", "compliance", "adaptability")
ARMS = ("start", "near")
SEASONS = 100  # from 72 on the range of the worst one in 20 has two ends
LEAST = 20  # seasons below which there is no worst one in 20
WORST = 0.95  # one season in 20 is worse
CHANCE = "incidents.chance"
FIGURES = ("lost", "profit", "calm", "lowest")


@dataclass(frozen=True)
class BadEnd:
    """Seasons of one arm, (n,) each. `lost`: by what goes wrong, below 0 where it brought more; `calm`: profit where
    nothing does; `lowest`: the least money there was on any evening."""

    lost: Floats
    profit: Floats
    calm: Floats
    lowest: Floats

    @classmethod
    def of(cls, seasons: Comparison) -> BadEnd:
        """From seasons without (a) and with (b) things going wrong."""
        lost = seasons.a.totals["value"][: seasons.b.n] - seasons.b.totals["value"]
        calm = seasons.a.totals["profit"][: seasons.b.n]
        return cls(lost, seasons.b.totals["profit"], calm, seasons.b.days["cash"].min(axis=1))

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> BadEnd:
        return cls(*(np.asarray(row[name], float) for name in FIGURES))

    @property
    def n(self) -> int:
        return len(self.lost)

    @property
    def worst(self) -> Quantile:
        """What the worst one of 20 seasons loses at least."""
        from sim.experiment.tail import quantile

        return quantile(self.lost, WORST)

    @property
    def red(self) -> Chance:
        """That a season earns less than it costs."""
        from sim.experiment.tail import chance

        return chance(self.profit < 0)

    @property
    def red_calm(self) -> Chance:
        """The same where nothing goes wrong: what demand alone does."""
        from sim.experiment.tail import chance

        return chance(self.calm < 0)

    @property
    def ruined(self) -> Chance:
        """That on some evening all money is gone, what the shop began the season with included."""
        from sim.experiment.tail import chance

        return chance(self.lowest < 0)

    def to_row(self) -> dict[str, list[int]]:
        """Whole units of money."""
        return {name: np.rint(getattr(self, name)).astype(int).tolist() for name in FIGURES}


def arms(slug: str, team: Scenario) -> dict[str, Scenario]:
    """The team at the practice's start, and as its near-best player leaves it; things go wrong in both."""
    from playbook.lab.ranking import near_best
    from playbook.lab.study import at_start

    practice, _ = practices.load(slug)
    start = at_start(practice, team).with_fields({CHANCE: 1.0})
    return {"start": start, "near": near_best(practice, start)}


def played(plan: Scenario, seasons: int, compare: Callable[..., Iterator[Comparison]], **how: Any) -> Iterator[BadEnd]:
    """One arm, season by season."""
    from playbook.lab.seasons import SEED

    for found in compare(plan.with_fields({CHANCE: 0.0}), plan, seasons, SEED, **how):
        yield BadEnd.of(found)


def rows(workers: int = 1) -> Iterator[dict[str, Any]]:
    """A row for each practice and arm."""
    from sim import experiment
    from sim.experiment.workers import one_pool
    from sim.scenario.file import team

    with one_pool(None, workers) as pool:
        for slug in SLUGS:
            practice, _ = practices.load(slug)
            for arm, plan in arms(slug, team(practice.team)).items():
                found = experiment.last(played(plan, SEASONS, experiment.compare, executor=pool))
                yield row(slug, practice.team, arm, plan, found)
                print(f"{slug}, {arm}", file=sys.stderr)


def row(slug: str, team: str, arm: str, plan: Scenario, found: BadEnd) -> dict[str, Any]:
    """As it is shipped: under the key of its scenario, so that what has changed since is not shown as today's."""
    from playbook.lab.seasons import key_of

    about = {"practice": slug, "team": team, "arm": arm, "key": key_of(plan), "seasons": found.n}
    return about | {"first_lost": float(found.lost[0])} | found.to_row()


def shipped(slug: str, plan: Scenario) -> BadEnd | None:
    """What is shipped of exactly this scenario."""
    from playbook.lab.seasons import key_of
    from playbook.stories.shipped import results

    key = key_of(plan)
    found = (one for one in results("bad_ends") if one["practice"] == slug and one["key"] == key)
    return next((BadEnd.from_row(one) for one in found), None)
