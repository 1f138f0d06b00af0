"""What the planning sections share: the shop, its week as it was played, and the heads that were found for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    from sim.arrays import Ints
    from sim.experiment.roster_week import Week, Which
    from sim.planning.promises import Promise
    from sim.planning.roster.plan import Judge
    from sim.planning.settled import Settled

SAMPLE = "flagship"  # where no shop is chosen
PLAYS = 10  # weeks that heads are settled on; others, as many, judge them
ROUNDS = 12  # questions to the simulated floor about heads
FRESH = 1  # added to the seed of weeks that nothing was settled on
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
    """Heads for what was asked, and in how many of `n` weeks of other luck the promises are kept, (K, D)."""

    asked: Asked
    case: WeekCase
    settled: Settled
    beside: Beside
    kept: Ints
    n: int


class Plan:
    """See the module's docstring. Sections run in threads, one at a time each; what they find is put here whole."""

    def __init__(self, words: Words, workspace: Workspace, plays: int = PLAYS) -> None:
        self.words, self.workspace, self.plays = words, workspace, plays
        self.heads: Heads | None = None
        self._weeks: dict[tuple[str, int], Week] = {}
        self._of: Scenario | None = None  # whose weeks these are
        self._told: list[Callable[[], None]] = []

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

    def observe(self, changed: Callable[[], None]) -> None:
        """`changed` is called when heads were found."""
        self._told.append(changed)

    def keep(self, heads: Heads) -> None:
        self.heads = heads
        for changed in self._told:
            changed()

    # Work: iterators of how many steps are through, for a thread with a bar. -----------------------------------------

    def steps(self, asked: Asked) -> int:
        """About how many there are before heads are known."""
        return 0 if self.known(asked) else 2 * self.plays + ROUNDS

    def known(self, asked: Asked) -> Heads | None:
        """The heads of exactly this, if they were found."""
        return self.heads if self.heads is not None and self.heads.asked == asked else None

    def find(self, asked: Asked) -> Iterator[int]:
        """Play the week, settle the heads on the simulated floor, and judge them on weeks of other luck."""
        if self.known(asked):
            return
        from playbook.planning.case import WeekCase
        from playbook.planning.heads import beside, days_kept
        from sim.experiment.team_roster import desk_of
        from sim.planning.settled import settled

        yield from self.play(asked.scenario, asked.which)
        week = self.week(asked.which)
        desk = desk_of(week, cyclic=asked.which == "usual")
        case, found = WeekCase(week, desk, asked.promises, asked.sure, asked.shrinkage), None
        for found in settled(case.needs, desk.serves, case.pay_hour, patiently(case.judge()), ROUNDS):
            yield self.plays + min(found.asked, ROUNDS)
        assert found is not None
        for n in self.play(asked.scenario, asked.which, FRESH):
            yield self.plays + ROUNDS + n
        fresh = self.week(asked.which, FRESH)
        kept = days_kept(fresh, found.people, asked.promises, asked.shrinkage)
        self.keep(Heads(asked, case, found, beside(case, found.people), kept, len(fresh.runs)))
        yield self.steps(asked) or 2 * self.plays + ROUNDS

    def play(self, scenario: Scenario, which: Which, fresh: int = 0) -> Iterator[int]:
        """Play a week of this shop, once."""
        from sim.experiment.roster_week import weeks

        if self._of != scenario:
            self._weeks, self._of = {}, scenario
        if (which, fresh) not in self._weeks:
            found = None
            for found in weeks(scenario, which, self.plays, SEED + fresh):
                checkpoint()
                yield len(found.runs)
            if found is not None and self._of == scenario:
                self._weeks[which, fresh] = found
        yield self.plays

    def week(self, which: Which, fresh: int = 0) -> Week:
        """A week that was played."""
        return self._weeks[which, fresh]


def patiently(judge: Judge) -> Judge:
    """The same judge, who lets go when the reader stops the work."""

    def ask(cover: Ints) -> object:
        checkpoint()
        return judge(cover)

    return ask  # type: ignore[return-value]
