"""The page "Team plan", section by section."""

from __future__ import annotations

from functools import cached_property

from playbook.lab.plan.afterwards import AfterwardsSection
from playbook.lab.plan.responsibility import ResponsibilitySection
from playbook.lab.plan.shared import Shared
from playbook.lab.plan.steps import StepsSection
from playbook.lab.plan.take_away import TakeAwaySection


class PlanPage(Shared):
    """Steps, who answers for what, the documents to take away, and the look back."""

    @cached_property
    def steps(self) -> StepsSection:
        return StepsSection(self)

    @cached_property
    def responsibility(self) -> ResponsibilitySection:
        return ResponsibilitySection(self)

    @cached_property
    def take_away(self) -> TakeAwaySection:
        return TakeAwaySection(self)

    @cached_property
    def afterwards(self) -> AfterwardsSection:
        return AfterwardsSection(self)
