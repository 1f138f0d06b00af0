"""Where a plan begins: at the shop's file, or where the team's people put it, as its steps were worked out."""

from __future__ import annotations

from collections.abc import Mapping

from playbook import practices
from playbook.first.levels import Ratings, lines, standing, value_at
from playbook.workspace import PlanEntry
from sim.scenario import Scenario


def beginning(team: Scenario, plan: Mapping[str, PlanEntry], rated: Ratings) -> tuple[Scenario, tuple[str, ...]]:
    """(the team that the plan's steps go from, practices whose step was worked out for other figures than today's).

    "What first" takes ratings in place of the file, and a step goes one level up from there. From the file's settings
    the same step might lead back, so that the plan begins at the ratings as soon as one of its steps does.
    """
    worked_out = {slug: entry.promise.team for slug, entry in plan.items() if entry.promise}
    there = standing(team, rated).team if rated and worked_out else team
    known = {slug: (_facing(there, slug), _facing(team, slug), team.key) for slug in worked_out}
    stale = tuple(slug for slug, key in worked_out.items() if key not in known[slug])
    by_ratings = there != team and any(key == known[slug][0] for slug, key in worked_out.items())
    return there if by_ratings else team, stale


def differing(one: Scenario, other: Scenario) -> int:
    """On how many fields of the check-ups two teams differ."""
    if one == other:
        return 0
    rows = {row.path: row for _, row in lines()}
    return sum(value_at(one, row) != value_at(other, row) for row in rows.values())


def _facing(team: Scenario, slug: str) -> str:
    """The key of the team with what a practice faces: from there "What first" plays its steps."""
    try:
        return team.with_fields(practices.load(slug)[0].faces).key
    except (KeyError, ValueError, practices.PracticeError):
        return team.key
