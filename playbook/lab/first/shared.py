"""What the sections of "What first" share: the reader's shop, what was asked, and what has been found so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playbook.first.found import Found, Limits
from playbook.first.ratings import Levels
from playbook.lab.jobs import checkpoint
from playbook.lab.kpi import KpiWords
from playbook.lab.own_page import OwnPage
from playbook.lab.pool import shared_pool
from playbook.lab.seasons import SEED
from playbook.workspace import Workspace
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.experiment.swings import Option

SEASONS = 20  # of a step that stays in the race to its end

Race = Callable[..., Iterator[Found]]


@dataclass(frozen=True)
class Asked:
    """A question: whose shop, where it stands, what there is to spend; `day` is the date that `limits` speak of."""

    team: Scenario
    ratings: Levels
    limits: Limits
    day: dt.date


@dataclass(frozen=True)
class Answer:
    """What was found so far to what was asked."""

    asked: Asked
    found: Found


def _figures(answer: Answer) -> tuple[object, ...]:
    """All that the page shows of an answer; what did not change is the same object."""
    found = answer.found
    return found.stage, id(found.worths), id(found.others), id(found.still), id(found.pairs), id(found.chosen)


# The last answer of each team, by its key, while this kernel lives: a page made again shows it at once.
_LAST: dict[str, Answer] = {}


def the_race(team: Scenario, ratings: Levels, limits: Limits, *, keep: Path, **options: Any) -> Iterator[Found]:
    """The engine, loaded when a run begins; all cores play. `keep`: the folder where seasons are kept."""
    from playbook.first.race import what_first
    from sim.experiment.kept import Kept
    from sim.experiment.tasks import OnlyHere

    each_day = OnlyHere(options.pop("each_day"))  # no process but this one can tell the page
    return what_first(team, limits, ratings, keep=Kept(keep), executor=shared_pool(), each_day=each_day, **options)


class Shared(OwnPage):
    """The page without its sections, in one language. `race` has the form of `the_race`, which is used when None."""

    kind = "first_page"

    def __init__(
        self, language: str = "en", *, race: Race | None = None, workspace: Workspace | None = None,
        seasons: int = SEASONS, memory: MutableMapping[str, Answer] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(language, workspace)
        self.seasons, self.race = seasons, race or the_race
        self.memory = _LAST if memory is None else memory
        self.team = self.chosen_team()
        self.answer: Answer | None = self.memory.get(self.team.key)
        self._listeners: list[Callable[[], None]] = []

    @property
    def kpis(self) -> KpiWords:
        return KpiWords.of(self.words, self.team)

    def date_of(self, day: int) -> dt.date:
        """The date of a day of the season, from 0."""
        return self.team.calendar.start + dt.timedelta(days=day)

    def sale_day(self) -> dt.date:
        """The first sale after the season's first day; its last day where there is none."""
        first, last = self.team.calendar.start, self.date_of(self.team.calendar.days - 1)
        return next((one.day for one in self.team.calendar.campaigns if first < one.day <= last), last)

    def listen(self, call: Callable[[], None]) -> None:
        """Call when the answer has changed: from the run's thread, or the kernel's where there is none any more."""
        self._listeners.append(call)

    def tell(self, answer: Answer | None) -> None:
        """Another answer, or none."""
        before, self.answer = self.answer, answer
        if answer is not None:
            self.memory[answer.asked.team.key] = answer
            # Most of what a race gives only says how far it is.
            if before is not None and before.asked is answer.asked and _figures(before) == _figures(answer):
                return
        for call in self._listeners:
            call()

    def look_again(self) -> bool:
        """Whether another page has chosen another shop meanwhile: then this page is about that one."""
        now = self.chosen_team()
        if now == self.team:
            return False
        self.team = now
        self.tell(self.memory.get(now.key))
        return True

    def run(self, asked: Asked, each_day: Callable[..., None] = checkpoint) -> Iterator[Answer]:
        """Play: a first ranking early, then firmer ones. What was played before is found again."""
        found = self.race(
            asked.team, asked.ratings, asked.limits, replications=self.seasons, seed=SEED,
            keep=self.workspace.runs(), each_day=each_day,
        )  # fmt: skip
        try:
            for one in found:
                yield Answer(asked, one)
        finally:
            if close := getattr(found, "close", None):
                close()

    def options(self) -> list[Option]:
        """The steps that are worth most so far; before a run the plans that shipped results rank first."""
        from playbook.first.options import MOST, shipped_best
        from sim.experiment.swings import Option

        if self.answer is None:
            return shipped_best(self.team)
        best = [one for one in self.answer.found.worths if one.change["value"].mean > 0]
        return [Option(one.step.name, one.step.team, one.step.plan) for one in best[:MOST]]
