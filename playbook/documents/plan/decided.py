"""What the workspace has decided for a team, and the team with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import ValidationError

from playbook.workspace import PlanEntry
from sim.scenario import Scenario
from sim.shop.responsibility import Duty

if TYPE_CHECKING:
    from playbook.workspace import Workspace


@dataclass(frozen=True)
class Decided:
    """Steps by practice in the order in which they came into the plan; `ratings`: levels (1 to 5) by practice and row,
    only those that are on the table; `levers`: where the reader left a practice's levers, by practice and lever;
    `duties`: who answers for what, empty where nobody decided; `rated`: the team's level by practice and line of its
    check-up, as "What first" takes it from the ratings; `about`: the key of the shop that all this is about,
    None for whichever is asked."""

    plan: Mapping[str, PlanEntry] = field(default_factory=dict)
    ratings: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)
    levers: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    about: str | None = None
    duties: tuple[Duty, ...] = ()
    rated: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def for_team(self, team: Scenario) -> Decided:
        """What of it is about `team`: nothing where it is about another shop."""
        return self if self.about is None or self.about == team.key else Decided()


def of_workspace(workspace: Workspace) -> Decided:
    """What the workspace has decided, about its shop; nothing where it has none."""
    if (shop := workspace.scenario) is None:
        return Decided()
    from playbook import practices
    from playbook.first.ratings import ratings_of

    ratings = {}
    for slug, rows in workspace.ratings.items():
        group = workspace.group(slug)
        if group.shown or group.raters == 1:  # what a group has not laid open yet stays with each of them
            levels = {row: tuple(one.level for one in by.values() if one.level is not None) for row, by in rows.items()}
            ratings[slug] = {row: given for row, given in levels.items() if given}
    levers = {slug: left for slug in practices.names() if (left := workspace.levers(slug))}
    return Decided(workspace.plan, ratings, levers, shop.key, workspace.duties, ratings_of(workspace))


@dataclass(frozen=True)
class Applied:
    """A team with its steps. `by`: field -> the practice whose step changed it; `refused`: practices whose levers the
    team cannot have; `rated`: how many settings of `team` stand where its people rated them instead of where the shop's
    file has them; `stale`: practices whose step was worked out for other figures of the shop than these."""

    team: Scenario
    planned: Scenario
    by: Mapping[str, str]
    refused: tuple[str, ...]
    rated: int = 0
    stale: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        return self.planned != self.team


def applied(team: Scenario, decided: Decided) -> Applied:
    """Step by step; of two that move one field, the later one counts. Steps that would change the season's length are
    refused: seasons of two lengths cannot be held against each other.

    The team is that of the file, or where its people put it if a step was worked out from there: see `beginning`.
    """
    from playbook.first.beginning import beginning, differing

    decided = decided.for_team(team)
    file = team
    team, stale = beginning(file, decided.plan, decided.rated)
    planned = team
    refused: list[str] = []
    by: dict[str, str] = {}
    for slug, entry in decided.plan.items():
        try:
            found = planned.with_levers(dict(entry.levers)) if entry.levers else planned
        except (KeyError, ValidationError, ValueError, TypeError, IndexError):
            refused.append(slug)
            continue
        if found.calendar != team.calendar:
            refused.append(slug)
            continue
        planned = found
        by |= dict.fromkeys(entry.levers, slug)
    moved = {path: slug for path, slug in by.items() if planned.at(path) != team.at(path)}
    return Applied(team, planned, moved, tuple(refused), differing(file, team), stale)
