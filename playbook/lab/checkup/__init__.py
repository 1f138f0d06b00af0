"""The page "Check-up": the lines of every practice as one survey, and where people differ.

`votes.py` has the rules of who may see what, `timing.py` how long it takes, `form.py` the lines of one practice,
`survey.py` the way through all of them, `spread.py` what is shown once the ratings are on the table. Ratings lie where
the practices' own pages keep them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from playbook.lab.checkup.spread import SpreadSection
from playbook.lab.checkup.survey import SurveySection
from playbook.lab.checkup.votes import Votes
from playbook.lab.own_page import OwnPage
from playbook.workspace import Workspace
from sim.scenario import Scenario

__all__ = ["CheckupPage"]


class CheckupPage(OwnPage):
    """The page in one language."""

    kind = "checkup"

    def __init__(self, language: str = "en", *, workspace: Workspace | None = None) -> None:
        super().__init__(language, workspace)
        self.votes = Votes(self.workspace)
        self.listeners: list[Callable[[], None]] = []  # sections that show what may be seen

    @property
    def team(self) -> Scenario | None:
        """The shop that every page speaks of; None where none is chosen."""
        return self.workspace.scenario

    def changed(self) -> None:
        """Somebody handed in, showed the ratings or began anew."""
        for draw in self.listeners:
            draw()

    @cached_property
    def survey(self) -> SurveySection:
        return SurveySection(self)

    @cached_property
    def spread(self) -> SpreadSection:
        return SpreadSection(self)
