"""The widgets of a practice page. Everything is driven by the practice's files: another practice needs no new code.

`Lab` builds each section when it is first asked for; all sections share one study, one set of words and the
reader's workspace.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from types import ModuleType

from playbook import language as languages
from playbook import practices
from playbook.lab.answer import RunSection
from playbook.lab.bad_end import BadEndSection
from playbook.lab.base import Section
from playbook.lab.bet import BetSection
from playbook.lab.challenges import ChallengesSection
from playbook.lab.commit import CommitSection
from playbook.lab.courier import CourierSection
from playbook.lab.daily import DailySection
from playbook.lab.evidence import EvidenceSection
from playbook.lab.jobs import SPARE, Runner
from playbook.lab.kpi import KpiWords
from playbook.lab.lever import LeverSection, shipped_curve
from playbook.lab.links import page_link
from playbook.lab.more import MoreSection
from playbook.lab.mydata import MyDataSection
from playbook.lab.own_stage import OwnStage
from playbook.lab.page import open_workspace, sentence_of
from playbook.lab.play import PlaySection
from playbook.lab.pods import PodsSection
from playbook.lab.rubric import RubricSection
from playbook.lab.seasons import BASELINES, Seasons
from playbook.lab.share import ShareSection
from playbook.lab.spreading import SpreadSection
from playbook.lab.stage import StageSection
from playbook.lab.study import Effort, LazyModel, Study
from playbook.lab.why import WhySection
from playbook.workspace import Workspace, WorkspaceError
from sim.scenario import Scenario

__all__ = ["MINE", "Lab", "page_link"]

MINE = "mine"
OWN_STAGES: dict[str, type[OwnStage | CourierSection]] = {
    "roles": PodsSection, "communication": SpreadSection, "risk": CourierSection,
}  # fmt: skip


class Lab:
    """A practice in one language. `experiment` has the interface of sim.experiment, which is used when None."""

    def __init__(
        self,
        slug: str,
        language: str = "en",
        *,
        experiment: ModuleType | None = None,
        workspace: Workspace | None = None,
        effort: Effort | None = None,
        folder: Path = practices.HERE,
        baselines: Path = BASELINES,
    ) -> None:
        self.practice, self.text = practices.load(slug, language, folder)
        self.words = languages.words(language)
        self.workspace, self.trouble = (workspace, None) if workspace else open_workspace()
        self.baselines = baselines
        self.here = self.team_name()  # the team that the page is about, by the name it is chosen by
        self.study = Study(self.practice, self.team(self.here), experiment or LazyModel(), effort, baselines)
        bet = self.workspace.bet(slug)
        self.study.bet = bet if bet and bet.kpi == self.practice.bet.kpi else None
        self.speaker: Section | None = None  # says what is about the whole page
        self.keep(lambda: self.workspace.set_language(language))
        self.study.chosen = self._left()
        self.study.observe(lambda change: self.keep(lambda: self.workspace.note_levers(slug, change["new"])), "chosen")
        self.preparing = Runner(SPARE)

    def __repr__(self) -> str:
        return f"{self.text.title} ({self.words.language})"

    @property
    def kpis(self) -> KpiWords:
        return KpiWords.of(self.words, self.study.base)

    def teams(self) -> list[tuple[str, str]]:
        """(title, name) of the teams a reader can go on with: the shipped ones, and their own where they have one."""
        from sim.scenario.file import team, team_names

        shipped = [(self.words.pick(team(name).title), name) for name in team_names()]
        own = self.workspace.own
        return [*shipped, (self.words.t("bet.mine", title=self.words.pick(own.title)), MINE)] if own else shipped

    def team(self, name: str) -> Scenario:
        from sim.scenario.file import team

        if name != MINE:
            return team(name)
        if (own := self.workspace.own) is None:
            raise WorkspaceError("own_gone", self.workspace.folder)
        return own

    def team_name(self) -> str:
        """The team that the page opens with: the one chosen in the workspace, else the one the practice is about."""
        from sim.scenario.file import team, team_names

        chosen = self.workspace.scenario
        if chosen is None:
            return self.practice.team
        return next((name for name in team_names() if team(name) == chosen), MINE)

    def choose_team(self, name: str) -> None:
        """Go on with another team, here and on every other page; the reader's own stays in the workspace."""
        self.here = name
        self.study.use_team(self.team(name))
        self.workspace.set_scenario(self.team(name))

    def _left(self) -> dict[str, float]:
        """The levers where another page of this practice left them; what they no longer can be is forgotten."""
        left, levers = self.workspace.levers(self.practice.slug), {one.id: one for one in self.practice.levers}
        return {name: x for name, x in left.items() if name in levers and levers[name].clip(x) == x}

    def note(self, step: str) -> None:
        """Keep in the workspace that the reader has done a step of the page: "lever", "challenge.<id>"."""
        self.keep(lambda: self.workspace.note_done(self.practice.slug, step))

    def keep(self, write: Callable[[], None]) -> None:
        """Write down what the reader need not know to be written: where that fails the page goes on, and says it."""
        try:
            write()
        except WorkspaceError as error:
            if self.speaker is None:
                self.trouble = self.trouble or error  # said with the first section
            else:
                said = self.words.t("lab.not_kept", reason=error.text(self.words.language))
                self.speaker.notice.value = sentence_of(said, "pb-near")

    def changed_elsewhere(self) -> bool:
        """Whether another page has chosen another shop, or changed the bet of this practice, since this one did."""
        shop, bet = self.workspace.scenario or self.team(self.practice.team), self.workspace.bet(self.practice.slug)
        bet = bet if bet and bet.kpi == self.practice.bet.kpi else None
        return (shop, bet) != (self.study.team, self.study.bet)

    def prepare(self, again: bool = False) -> None:
        """Play what a slider will need, in spare time: once somebody has come, and `again` for another base."""
        if self.preparing.begun == again:
            self.preparing.start(self.study.prepare_peak_weeks, lambda ready: None)

    @cached_property
    def shipped(self) -> Study:
        """What is shipped of the practice's own team, whoever reads the page: it is what a notebook saves."""
        return Study(self.practice, self.team(self.practice.team), LazyModel(), baselines=self.baselines)

    @property
    def shipped_kpis(self) -> KpiWords:
        return KpiWords.of(self.words, self.shipped.base)

    def shipped_curve(self) -> dict[float, Seasons]:
        """The main lever's curve as shipped; empty where nothing is shipped."""
        return shipped_curve(self.shipped, self.practice.main)

    @cached_property
    def bet(self) -> BetSection:
        return BetSection(self)

    @cached_property
    def stage(self) -> StageSection | OwnStage | CourierSection:
        """The night that moves, or what else the practice's story is about."""
        kind = OWN_STAGES.get(self.practice.slug, DailySection if self.practice.daily else StageSection)
        return kind(self)

    @cached_property
    def bad_end(self) -> BadEndSection:
        """Of practices that are about things going wrong; see `playbook.bad_end.SLUGS`."""
        return BadEndSection(self)

    @cached_property
    def run(self) -> RunSection:
        return RunSection(self)

    @cached_property
    def lever(self) -> LeverSection:
        return LeverSection(self)

    @cached_property
    def why(self) -> WhySection:
        return WhySection(self)

    @cached_property
    def share(self) -> ShareSection:
        return ShareSection(self)

    @cached_property
    def more(self) -> MoreSection:
        return MoreSection(self)

    @cached_property
    def challenges(self) -> ChallengesSection:
        return ChallengesSection(self)

    @cached_property
    def rubric(self) -> RubricSection:
        return RubricSection(self)

    @cached_property
    def my_data(self) -> MyDataSection:
        return MyDataSection(self)

    @cached_property
    def play(self) -> PlaySection:
        return PlaySection(self)

    @cached_property
    def evidence(self) -> EvidenceSection:
        return EvidenceSection(self)

    @cached_property
    def commit(self) -> CommitSection:
        return CommitSection(self)
