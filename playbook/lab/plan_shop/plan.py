"""What the planning sections share: the shop, its week as it was played, and the heads that were found for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playbook.lab.jobs import checkpoint
from playbook.lab.own_page import SAMPLE
from playbook.lab.seasons import SEED
from playbook.language import Words
from playbook.planning.standard import HEADS_WEEKS, JUDGED_WEEKS, ROSTER_WEEKS
from playbook.workspace import Workspace
from sim.scenario import Scenario
from sim.scenario.file import team

if TYPE_CHECKING:
    from playbook.planning.case import WeekCase
    from playbook.planning.heads import Beside
    from sim.experiment.played_weeks import Which
    from sim.experiment.roster_week import Week
    from sim.planning.kept import Kept
    from sim.planning.promises import Promise
    from sim.planning.settled import Settled

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
    """See the module's docstring. Sections run in threads, one at a time each; what they find is put here whole.
    `plays`: weeks that heads are settled on; others, `judged` of them, tell how often the promise is kept."""

    def __init__(self, words: Words, workspace: Workspace, plays: int = HEADS_WEEKS) -> None:
        self.words, self.workspace, self.plays, self.judged = words, workspace, plays, min(plays, JUDGED_WEEKS)
        self.heads: Heads | None = None
        self._weeks: dict[tuple[Which, bool, int], Week] = {}
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
        from sim.experiment.played_weeks import week_of

        both: tuple[Which, ...] = ("peak", "usual")
        return [which for which in both if week_of(scenario, which) is not None]

    def weeks_in_a_row(self, scenario: Scenario, which: Which) -> int:
        """How many weeks the season has from the chosen one on."""
        from sim.experiment.played_weeks import week_of

        span = week_of(scenario, which)
        return 0 if span is None else 1 + (scenario.calendar.days - span[1]) // (span[1] - span[0])

    # Work: iterators of how many steps are through, for a thread with a bar. -----------------------------------------

    def steps(self, asked: Asked) -> int:
        """About how many there are before heads are known."""
        return 0 if self.known(asked) else self.fresh_steps()

    def fresh_steps(self) -> int:
        """The same for a week of which nothing is known."""
        return self.plays + self.judged + QUESTIONS

    def known(self, asked: Asked) -> Heads | None:
        """The heads of exactly this, if they were found."""
        return self.heads if self.heads is not None and self.heads.asked == asked else None

    def find(self, asked: Asked) -> Iterator[int]:
        """Play the week, settle the heads on the simulated floor, and judge them on weeks of other luck."""
        if self.known(asked):
            return
        for found in self._find(asked, 0):
            if isinstance(found, Heads):
                self.heads = found
            else:
                yield found
        yield self.fresh_steps()

    def find_later(self, asked: Asked, later: int) -> Iterator[Heads | None]:
        """Heads of a week so many weeks after the chosen one, last; before it None for each step. They are what a
        roster is measured by, so nobody is taken away again where one fewer might do."""
        for found in self._find(asked, later, lower=False):
            yield found if isinstance(found, Heads) else None

    def _find(self, asked: Asked, later: int, lower: bool = True) -> Iterator[int | Heads]:
        from playbook.planning.case import WeekCase
        from playbook.planning.heads import beside
        from sim.experiment.roster_heads import settle
        from sim.experiment.team_roster import desk_of

        yield from self.play(asked.scenario, asked.which, later=later)
        week = self.week(asked.which, later=later)
        desk = desk_of(week, cyclic=asked.which == "usual")
        case, found = WeekCase(week, desk, asked.promises, asked.sure, asked.shrinkage), None
        answers = settle(
            case.week, case.needs, asked.promises, case.pay_hour, asked.sure, asked.shrinkage, lower=lower,
            before=checkpoint,
        )  # fmt: skip
        for found in answers:
            yield self.plays + min(found.asked, QUESTIONS)
        assert found is not None
        for n in self.play(asked.scenario, asked.which, fresh=True, later=later):
            yield self.plays + QUESTIONS + n
        fresh = self.week(asked.which, fresh=True, later=later).leaving(case.week.left)
        kept = fresh.kept(found.people, asked.promises, asked.shrinkage)
        yield Heads(asked, case, found, beside(case, found.people), kept)

    def play(self, scenario: Scenario, which: Which, fresh: bool = False, later: int = 0) -> Iterator[int]:
        """Play a week of this shop, once; `fresh` ones have another luck than those that heads are settled on."""
        from sim.experiment.played_weeks import weeks

        if self._of != scenario:
            self._weeks, self._of = {}, scenario
        plays = min(self.plays, ROSTER_WEEKS) if later else self.plays
        count, skip = (self.judged, plays) if fresh else (plays, 0)
        if (which, fresh, later) not in self._weeks:
            found = None
            for found in weeks(scenario, which, count, SEED, skip=skip, later=later):
                checkpoint()
                yield len(found.runs)
            if found is not None and self._of == scenario:
                self._weeks[which, fresh, later] = found
        yield count

    def forget(self, which: Which, later: int) -> None:
        """A later week that has been judged makes room; it is played again where somebody asks."""
        for fresh in (False, True):
            self._weeks.pop((which, fresh, later), None)

    def week(self, which: Which, fresh: bool = False, later: int = 0) -> Week:
        """A week that was played."""
        return self._weeks[which, fresh, later]
