"""A page that is no practice: sections, each made when it is first asked for, that share words and a workspace."""

from __future__ import annotations

from typing import ClassVar

from playbook import language as languages
from playbook.lab.page import open_workspace
from playbook.language import Words
from playbook.pages import CHECKUP, EVENTS, PLAN, WHAT_FIRST, WORKSHOP
from playbook.workspace import Workspace, WorkspaceError
from sim.scenario import Scenario
from sim.scenario.file import team

SAMPLE = "flagship"  # where the reader has chosen nobody


class OwnPage:
    """The page in one language. `kind`: the section of the words that has its title."""

    kind: ClassVar[str]

    def __init__(self, language: str, workspace: Workspace | None = None) -> None:
        self.words = languages.words(language)
        self.workspace, self.trouble = (workspace, None) if workspace else open_workspace()
        self.title = self.words.t(f"{self.kind}.title")
        try:
            self.workspace.set_language(language)
        except WorkspaceError as error:
            self.trouble = self.trouble or error

    def __repr__(self) -> str:
        return f"{self.title} ({self.words.language})"

    def chosen_team(self) -> Scenario:
        """The shop that every page speaks of."""
        return self.workspace.scenario or team(SAMPLE)


def own_pages(words: Words) -> tuple[tuple[str, str], ...]:
    """The pages about all practices together: slug and title, in the order of their use."""
    t = words.t
    return (
        (CHECKUP, t("checkup.title")), (WHAT_FIRST, t("first_page.title")), (PLAN, t("plan.title")),
        (EVENTS, t("events.title")), (WORKSHOP, t("workshop_page.title")),
    )  # fmt: skip
