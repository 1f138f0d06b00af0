"""What people took home from a room, as entries of the plan: one for each practice, by all who took it up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from playbook.workshop.state import State
from playbook.workspace import PlanEntry
from playbook.workspace.kept import LONGEST_LINE, LONGEST_PARAGRAPH


def into_plan(state: State, join: str) -> dict[str, PlanEntry]:
    """Practice → entry. Of several commitments to one practice the changes stand one a line, the owners and numbers are
    joined by `join`, and the first date counts."""
    of: dict[str, list[Mapping[str, str]]] = {}
    for said in state.commitments.values():
        of.setdefault(said["practice"], []).append(said)
    return {practice: _entry(some, join) for practice, some in of.items()}


def _entry(some: list[Mapping[str, str]], join: str) -> PlanEntry:
    def all_of(name: str) -> str:
        return join.join(dict.fromkeys(one[name] for one in some))[:LONGEST_LINE]

    return PlanEntry(
        owner=all_of("owner"),
        date=min(dt.date.fromisoformat(one["date"]) for one in some),
        change="\n".join(one["change"] for one in some)[:LONGEST_PARAGRAPH],
        number_to_watch=all_of("watch"),
    )
