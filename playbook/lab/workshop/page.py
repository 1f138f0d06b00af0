"""The page "Workshop", section by section."""

from __future__ import annotations

from functools import cached_property

from playbook.lab.workshop.invite import InviteSection
from playbook.lab.workshop.look_back import LookBackSection
from playbook.lab.workshop.rounds import RoundsSection
from playbook.lab.workshop.shared import Shared


class WorkshopPage(Shared):
    """A session to open for a room, or to play alone against bots."""

    @cached_property
    def invite(self) -> InviteSection:
        return InviteSection(self)

    @cached_property
    def rounds(self) -> RoundsSection:
        return RoundsSection(self)

    @cached_property
    def look_back(self) -> LookBackSection:
        return LookBackSection(self)
