"""The page "My shop": files of a shop as they come, what each of them is, the team that behaves like the shop, its use.

`ShopPage` builds each section when it is first asked for; all sections share a desk (`desk.Desk`) and the reader's
workspace. What was brought never leaves memory: the workspace gets the team, and which column is what.
"""

from __future__ import annotations

from functools import cached_property

from playbook.lab.my_shop.desk import Desk
from playbook.lab.my_shop.files import FilesSection
from playbook.lab.my_shop.team import TeamSection
from playbook.lab.my_shop.use import UseSection
from playbook.lab.own_page import OwnPage
from playbook.lab.plan_shop import Plan
from playbook.lab.plan_shop.heads import HeadsSection
from playbook.lab.plan_shop.hiring import HiringSection
from playbook.lab.plan_shop.peak import PeakSection
from playbook.lab.plan_shop.roster import RosterSection
from playbook.workspace import Workspace
from sim.exports.presets import Preset

__all__ = ["ShopPage"]

USUAL_ZONE = "Asia/Shanghai"


class ShopPage(OwnPage):
    """The page in one language."""

    kind = "my_shop"

    def __init__(self, language: str = "en", *, workspace: Workspace | None = None) -> None:
        super().__init__(language, workspace)
        own = self.workspace.own
        self.desk = Desk(own.timezone if own else USUAL_ZONE)

    def presets(self) -> tuple[Preset, ...]:
        """The columns that the reader confirmed on earlier files."""
        return self.workspace.presets

    def keep_preset(self, preset: Preset) -> None:
        self.workspace.keep_preset(preset)

    @cached_property
    def files(self) -> FilesSection:
        return FilesSection(self)

    @cached_property
    def team(self) -> TeamSection:
        return TeamSection(self)

    @cached_property
    def use(self) -> UseSection:
        return UseSection(self)

    def chosen(self) -> None:
        """Another shop is in the workspace: what is planned here is about it."""
        if "heads" in self.__dict__:
            self.heads.refresh()

    @cached_property
    def plan(self) -> Plan:
        """What the planning sections share."""
        return Plan(self.words, self.workspace)

    @cached_property
    def heads(self) -> HeadsSection:
        return HeadsSection(self)

    @cached_property
    def roster(self) -> RosterSection:
        return RosterSection(self)

    @cached_property
    def hiring(self) -> HiringSection:
        return HiringSection(self)

    @cached_property
    def peak(self) -> PeakSection:
        return PeakSection(self)
