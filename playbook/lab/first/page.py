"""The page "What first", section by section."""

from __future__ import annotations

from functools import cached_property

from playbook.lab.first.ask import AskSection
from playbook.lab.first.beside import BesideSection
from playbook.lab.first.chosen import ChosenSection
from playbook.lab.first.doubts import DoubtsSection
from playbook.lab.first.goal import GoalSection
from playbook.lab.first.ranking import RankingSection
from playbook.lab.first.shared import Shared


class FirstPage(Shared):
    """What to ask, the ranking, the set that fits, a promise to keep, doubts, and scenarios side by side."""

    @cached_property
    def ask(self) -> AskSection:
        return AskSection(self)

    @cached_property
    def ranking(self) -> RankingSection:
        return RankingSection(self)

    @cached_property
    def chosen(self) -> ChosenSection:
        return ChosenSection(self)

    @cached_property
    def goal(self) -> GoalSection:
        return GoalSection(self)

    @cached_property
    def doubts(self) -> DoubtsSection:
        return DoubtsSection(self)

    @cached_property
    def beside(self) -> BesideSection:
        return BesideSection(self)
