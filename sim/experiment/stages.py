"""A season in stages: on given mornings its levers change, and one season can go on in many ways.

A stage is lived from where the last one ended. What was reached is kept with everything that is needed to go on: it can
be handed to a worker, and gone on from as often as one likes. What a mechanism has built up stays when its levers are
taken back: it goes on being called, and fades by its own law.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sim.arrays import Floats
from sim.contract.links import Links
from sim.experiment.tasks import EachDay, kept_days, world_of
from sim.scenario import Scenario
from sim.season import kpi, money
from sim.season.clock import EachFloor, SeasonResult, run_season
from sim.season.setup import Setup
from sim.shop.facts import Shop


@dataclass(frozen=True)
class Stage:
    """The days up to before `until` are lived under `scenario`."""

    until: int
    scenario: Scenario

    @property
    def key(self) -> str:
        """The same for two stages that are lived alike from the same morning."""
        return f"{self.until}:{self.scenario.key}"


Staged = tuple[Stage, ...]


def checked(stages: Sequence[Stage]) -> Staged:
    """Stages as a season can be lived. Raises ValueError where the days do not rise within the season, or where the
    shop itself changes from one to the next."""
    if not stages:
        raise ValueError("a season in stages has one stage at least")
    first, before = stages[0].scenario, 0
    for number, stage in enumerate(stages, start=1):
        if not before < stage.until <= first.calendar.days:
            raise ValueError(
                f"stage {number} ends before day {stage.until}: that must lie after {before} and not after "
                f"{first.calendar.days}, the days of the season"
            )
        before = stage.until
        _same_shop(first, stage.scenario, number)
    return tuple(stages)


def _same_shop(first: Scenario, other: Scenario, number: int) -> None:
    other_parts = [part for part in Shop.model_fields if getattr(first, part) != getattr(other, part)]
    if other_parts:
        raise ValueError(
            f"stage {number} has another shop than stage 1: {', '.join(other_parts)} differ, and from one stage to the "
            "next only levers may"
        )


@dataclass(frozen=True)
class Reached:
    """Where a season stands on the morning of `until`, after a stage that began on that of `first`.

    `season`: all days so far as one result; its state can be gone on from. Never changed by going on.
    """

    scenario: Scenario  # of the last stage
    first: int
    season: SeasonResult
    called: frozenset[str]  # mechanisms that have a memory: they are called to the end
    evidence_only: bool = False
    engine: str = "auto"

    @property
    def until(self) -> int:
        return self.season.last

    @property
    def seed(self) -> int:
        return self.season.seed

    @property
    def laws(self) -> tuple[str, ...]:
        """Broken ones of all stages so far: none is expected."""
        return self.season.laws

    @property
    def over(self) -> bool:
        """Whether the season has ended."""
        return self.until >= self.scenario.calendar.days

    def world(self) -> Setup:
        return world_of(self.scenario, self.evidence_only, self.engine, self.called)


def play_on(
    stage: Stage, seed: int, begin: Reached | None = None, *, evidence_only: bool = False, engine: str = "auto",
    each_day: EachDay | None = None, each_floor: EachFloor | None = None,
) -> Reached:  # fmt: skip
    """Live one stage from where the last one ended, or from the first morning.

    `seed` is the replication's own; `evidence_only` and `engine` are those of `begin` where there is one. `each_day`
    and `each_floor` as in `run_season`. Raises ValueError where the stage has another shop, another seed, or no day
    left.
    """
    if begin is None:
        world = world_of(stage.scenario, evidence_only, engine)
        start, first, before = None, 0, None
    else:
        evidence_only, engine = begin.evidence_only, begin.engine
        _same_shop(begin.scenario, stage.scenario, 2)
        if seed != begin.seed:
            raise ValueError(f"a season of seed {begin.seed} cannot go on with seed {seed}")
        world = world_of(stage.scenario, evidence_only, engine, begin.called)
        start, first, before = (begin.until, begin.season.state), begin.until, begin.scenario
    if not first < stage.until <= world.days:
        raise ValueError(f"a stage from day {first} ends before day {stage.until}: it needs a day of the season's")
    keep = frozenset(kept_days(world))
    played = run_season(world, seed, start=start, stop=stage.until, keep=keep, each_day=each_day, each_floor=each_floor,
                        before=before)  # fmt: skip
    if begin is not None:
        played = _joined(begin.season, played)
    # links are by far the largest part, and no loop is held in stages
    season = replace(played, links=Links((), 0, 0))
    return Reached(stage.scenario, first, season, frozenset(season.state.memory), evidence_only, engine)


def _joined(before: SeasonResult, after: SeasonResult) -> SeasonResult:
    """Both spans as one result."""

    def days(a: Mapping[str, Floats], b: Mapping[str, Floats]) -> dict[str, Floats]:
        found = {}
        for name, values in b.items():
            found[name] = values.copy()
            found[name][before.first : before.last] = a[name][before.first : before.last]
        return found

    return replace(
        after, days=days(before.days, after.days), ledger=days(before.ledger, after.ledger),
        profiles=before.profiles | after.profiles, laws=before.laws + after.laws, first=before.first,
    )  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """What a season in stages has come to on the evening before `until`.

    `so_far`, `stage`: KPI → number, of all days and of the last stage alone; `value` is the profit of those days and
    what is left on their last evening. `days`: daily KPI → (D,), nothing after the last day; `profiles`: of each big
    day and its eve so far; `money`: profit of all days by parts, orders lost by cause, and what is left, by kind;
    `ledger`: account → (D,).
    """

    until: int
    so_far: dict[str, float]
    stage: dict[str, float]
    days: dict[str, Floats]
    profiles: dict[int, dict[str, Floats]]
    money: dict[str, float]
    ledger: dict[str, Floats]
    laws: tuple[str, ...]


def figures(reached: Reached) -> Figures:
    """The figures of a season so far."""
    world, season = reached.world(), reached.season
    # in a copy: what is asked for may be worked out and kept in the state, and going on must be the same without it
    end = kpi.end_state(world, replace(season, state=copy.deepcopy(season.state)))
    so_far, stage = (kpi.totals(world, season, first, end) for first in (season.first, reached.first))
    return Figures(
        until=reached.until,
        so_far=so_far,
        stage=stage,
        days=kpi.by_day(season),
        profiles=season.profiles,
        money=money.of_season(world, season, end),
        ledger={account: values for account, values in season.ledger.items() if values.any()},
        laws=season.laws,
    )
