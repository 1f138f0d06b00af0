"""The page "My shop": files of a shop as they come, what each of them is, the team that behaves like the shop, its use.

`ShopPage` builds each section when it is first asked for; all sections share what was brought (`brought.Brought`) and
the reader's workspace. Nothing that was brought leaves memory: the workspace gets the team and nothing else.
"""

from __future__ import annotations

from functools import cached_property

from playbook import language as languages
from playbook.lab.my_shop.files import FilesSection
from playbook.lab.my_shop.team import TeamSection
from playbook.lab.my_shop.use import UseSection
from playbook.lab.page import open_workspace
from playbook.lab.plan_shop import Plan
from playbook.lab.plan_shop.heads import HeadsSection
from playbook.workspace import Workspace

__all__ = ["ShopPage"]


class ShopPage:
    """The page in one language."""

    def __init__(self, language: str = "en", *, workspace: Workspace | None = None) -> None:
        self.words = languages.words(language)
        self.workspace, self.trouble = (workspace, None) if workspace else open_workspace()
        self.title = self.words.t("my_shop.title")

    def __repr__(self) -> str:
        return f"{self.title} ({self.words.language})"

    @cached_property
    def files(self) -> FilesSection:
        return FilesSection(self)

    @cached_property
    def team(self) -> TeamSection:
        return TeamSection(self)

    @cached_property
    def use(self) -> UseSection:
        return UseSection(self)

    @cached_property
    def plan(self) -> Plan:
        """What the planning sections share."""
        return Plan(self.words, self.workspace)

    @cached_property
    def heads(self) -> HeadsSection:
        return HeadsSection(self)
