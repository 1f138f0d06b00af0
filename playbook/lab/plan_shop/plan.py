"""What the planning sections share: the shop, its week as it was played, and the heads that were found for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playbook.lab.jobs import checkpoint
from playbook.lab.seasons import SEED
from playbook.language import Words
from playbook.workspace import Workspace
from sim.scenario import Scenario
from sim.scenario.file import team

if TYPE_CHECKING:
    from playbook.planning.case import WeekCase
    from playbook.planning.heads import Beside
    from sim.experiment.roster_week import Week, Which
    from sim.planning.kept import Kept
    from sim.planning.promises import Promise
    from sim.planning.settled import Settled

SAMPLE = "flagship"  # where no shop is chosen
PLAYS = 10  # weeks that heads are settled on; others, as many, judge them
QUESTIONS = 20  # to the simulated floor about heads: about so many are shown as steps
LIVE = ("chat", "phone")  # work that cannot wait


@dataclass(frozen=True)
class Asked:
    """What the reader asks for. `promises` by kind, in the order of `Plan.kinds`; `sure`: share of the days on which
    they are kept; `shrinkage`: share of paid time that is lost."""

    scenario: Scenario
    which: Which
    promises: tuple[Promise, ...]
    sure: float
    shrinkage: float


@dataclass(frozen=True)
class Heads:
    """Heads for what was asked, and how often the promises are kept in weeks that nothing was settled on."""

    asked: Asked
    case: WeekCase
    settled: Settled
    beside: Beside
    kept: Kept


class Plan:
    """See the module's docstring. Sections run in threads, one at a time each; what they find is put here whole."""

    def __init__(self, words: Words, workspace: Workspace, plays: int = PLAYS) -> None:
        self.words, self.workspace, self.plays = words, workspace, plays
        self.heads: Heads | None = None
        self._weeks: dict[tuple[Which, bool], Week] = {}
        self._of: Scenario | None = None  # whose weeks these are

    @property
    def scenario(self) -> Scenario:
        """The shop that every page is about."""
        return self.workspace.scenario or team(SAMPLE)

    def kinds(self, scenario: Scenario) -> tuple[int, ...]:
        """Positions of the chats and calls that somebody of the desk takes: `Week.kinds`, before anything is played."""
        desk = [scenario.people[g].skills for g in scenario.desk]
        return tuple(
            k for k, work in enumerate(scenario.work)
            if work.channel in LIVE and any(skills.get(work.id, 0) > 0 for skills in desk)
        )  # fmt: skip

    def weeks_there(self, scenario: Scenario) -> list[Which]:
        """The weeks that the season has, the campaign's first."""
        from sim.experiment.roster_week import week_of

        both: tuple[Which, ...] = ("peak", "usual")
        return [which for which in both if week_of(scenario, which) is not None]

    # Work: iterators of how many steps are through, for a thread with a bar. -----------------------------------------

    def steps(self, asked: Asked) -> int:
        """About how many there are before heads are known."""
        return 0 if self.known(asked) else 2 * self.plays + QUESTIONS

    def known(self, asked: Asked) -> Heads | None:
        """The heads of exactly this, if they were found."""
        return self.heads if self.heads is not None and self.heads.asked == asked else None

    def find(self, asked: Asked) -> Iterator[int]:
        """Play the week, settle the heads on the simulated floor, and judge them on weeks of other luck."""
        if self.known(asked):
            return
        from playbook.planning.case import WeekCase
        from playbook.planning.heads import beside
        from sim.experiment.roster_heads import settle
        from sim.experiment.team_roster import desk_of

        yield from self.play(asked.scenario, asked.which)
        week = self.week(asked.which)
        desk = desk_of(week, cyclic=asked.which == "usual")
        case, found = WeekCase(week, desk, asked.promises, asked.sure, asked.shrinkage), None
        answers = settle(
            week, case.needs, asked.promises, case.pay_hour, asked.sure, asked.shrinkage, before=checkpoint
        )
        for found in answers:
            yield self.plays + min(found.asked, QUESTIONS)
        assert found is not None
        for n in self.play(asked.scenario, asked.which, fresh=True):
            yield self.plays + QUESTIONS + n
        kept = self.week(asked.which, fresh=True).kept(found.people, asked.promises, asked.shrinkage)
        self.heads = Heads(asked, case, found, beside(case, found.people), kept)
        yield 2 * self.plays + QUESTIONS

    def play(self, scenario: Scenario, which: Which, fresh: bool = False) -> Iterator[int]:
        """Play a week of this shop, once; `fresh` ones have another luck than those that heads are settled on."""
        from sim.experiment.roster_week import weeks

        if self._of != scenario:
            self._weeks, self._of = {}, scenario
        if (which, fresh) not in self._weeks:
            found = None
            for found in weeks(scenario, which, self.plays, SEED, skip=self.plays if fresh else 0):
                checkpoint()
                yield len(found.runs)
            if found is not None and self._of == scenario:
                self._weeks[which, fresh] = found
        yield self.plays

    def week(self, which: Which, fresh: bool = False) -> Week:
        """A week that was played."""
        return self._weeks[which, fresh]
