"""A team's decisions as a season in stages: what the rounds that count set, and the events that come; and the seasons
that a process has lived, so that what two of them share is lived once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from playbook.workshop.evening import Evening, Watch
from playbook.workshop.session import Session
from sim.experiment.stages import Figures, Reached, Stage, Staged, checked, figures, play_on
from sim.experiment.tasks import replication_seed, world_of
from sim.scenario import Scenario

Settings = Mapping[str, float]
BY_HAND = "incidents.by_hand"
MOST_KEPT = 2_000  # stages of a process; one is about a fifth of a megabyte


def lucks(session: Session) -> tuple[int, ...]:
    """Seeds of the seasons in which decisions are judged: the room's own luck first, then `session.lucks` others."""
    return tuple(replication_seed(session.seed, one) for one in range(session.seasons))


def lived_rounds(session: Session, number: int) -> tuple[int, ...]:
    """The rounds whose days make the season up to the end of round `number`. One that does not count is lived alone,
    from the first morning, and then forgotten."""
    if not session.rounds[number].counts:
        return (number,)
    return tuple(one for one in range(number + 1) if session.rounds[one].counts)


def stages_of(
    session: Session, team: Scenario, settings: Sequence[Settings], number: int, events: Sequence[str]
) -> Staged:
    """The season of a team up to the end of round `number`. `settings`: what stands after each round's decision, by
    round; `events`: of the deck, `id@day`, days from 1."""
    return tuple(
        _stage(team, session.rounds[one].until, settings[one], events) for one in lived_rounds(session, number)
    )


def _stage(team: Scenario, until: int, settings: Settings, events: Sequence[str]) -> Stage:
    """Events that come later are left out, so that the days before them are the same whatever is still to come."""
    come = (one for one in events if int(one.partition("@")[2]) <= until)
    by_hand = tuple(dict.fromkeys((*team.incidents.by_hand, *come)))
    return Stage(until, team.with_fields({**settings, BY_HAND: by_hand}))


def swapped(stages: Sequence[Stage], at: int, path: str, value: float) -> Staged:
    """The same season with a lever at `value` from stage `at` on, for as long as it was left at what was decided
    there: a later stage that sets it anew does so here, too."""
    decided, out, still = stages[at].scenario.at(path), list(stages[:at]), True
    for stage in stages[at:]:
        still = still and stage.scenario.at(path) == decided
        out.append(replace(stage, scenario=stage.scenario.with_fields({path: value})) if still else stage)
    return tuple(out)


@dataclass(frozen=True)
class Lived:
    """A stage that was lived, in one luck. `came`, `prevented`: events of its days, `id@day`; `evening`: of its first
    opening."""

    begin: int
    figures: Figures
    came: tuple[str, ...]
    prevented: tuple[str, ...]
    reached: Reached
    evening: Evening | None = None


class Seasons:
    """Seasons lived in this process. What was lived is remembered, the last `most` stages of it."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._lived: OrderedDict[tuple[Any, ...], Lived] = OrderedDict()

    @property
    def played(self) -> int:
        """Stages that are remembered."""
        return len(self._lived)

    def reach(self, stages: Sequence[Stage], seed: int) -> Lived:
        """The last of these stages, in the replication's own `seed`. ValueError where stages cannot follow each
        other."""
        before: Lived | None = None
        name: tuple[Any, ...] = (seed,)
        for stage in checked(stages):
            name = (*name, stage.key)
            if name in self._lived:
                self._lived.move_to_end(name)
                before = self._lived[name]
                continue
            before = self._lived[name] = _live(stage, seed, None if before is None else before.reached)
            if len(self._lived) > self._most:
                self._lived.popitem(last=False)
        assert before is not None
        return before


def _live(stage: Stage, seed: int, begin: Reached | None) -> Lived:
    world, first = (world_of(stage.scenario), 0) if begin is None else (begin.world(), begin.until)
    watch = Watch(world, first, stage.until)
    reached = play_on(stage, seed, begin, each_floor=watch.floor)
    memory = reached.season.state.memory.get("incidents")
    found: list[tuple[str, ...]] = []
    for them in ((), ()) if memory is None else (memory.incidents, memory.prevented):
        days = ((one.event.id, one.day) for one in them)
        found.append(tuple(f"{event}@{day + 1}" for event, day in days if reached.first <= day < reached.until))
    return Lived(reached.first, figures(reached), *found, reached, watch.found)
