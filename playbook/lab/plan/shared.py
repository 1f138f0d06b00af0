"""What the sections of the page "Team plan" share: the workspace, its shop, and how a season is played."""

from __future__ import annotations

from types import ModuleType

from playbook import practices
from playbook.lab.base import Panel
from playbook.lab.kpi import KpiWords
from playbook.lab.own_page import OwnPage
from playbook.lab.page import notices
from playbook.lab.study import LazyModel
from playbook.workspace import Workspace
from sim.scenario import Scenario


class Shared(OwnPage):
    """The page without its sections, in one language. `seasons`: the choices of how many are played to look back, the
    usual one first."""

    kind = "plan"

    def __init__(
        self, language: str = "en", *, experiment: ModuleType | None = None, workspace: Workspace | None = None,
        seasons: tuple[int, ...] = (40, 20, 100),
    ) -> None:  # fmt: skip
        super().__init__(language, workspace)
        self.experiment, self.seasons = experiment or LazyModel(), seasons

    @property
    def team(self) -> Scenario:
        """The shop that every page speaks of."""
        return self.chosen_team()

    @property
    def kpis(self) -> KpiWords:
        return KpiWords.of(self.words, self.team)

    def name_of(self, slug: str) -> str:
        return practices.title_of(slug, self.words.language)

    def notices(self) -> str:
        return notices(self.words, self.workspace, self.trouble)


class PlanSection(Panel):
    """A section of the page."""

    def __init__(self, page: Shared) -> None:
        self.page = page
        super().__init__(page.words, page.title)
