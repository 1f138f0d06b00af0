"""Where the team stands on the check-ups, as far as its ratings are on the table."""

from __future__ import annotations

from playbook import practices
from playbook.workspace import Workspace

RUBRIC = "rubric."  # before a row's id among the rated elements of a practice
Levels = dict[str, dict[str, int]]  # slug -> row -> level, 1 to 5


def rated(workspace: Workspace) -> Levels:
    """The team's level of every row that was rated and shown: the middle of its people's, the lower of two middles."""
    found: Levels = {}
    for slug, kept in workspace.ratings.items():
        if slug not in practices.names() or not workspace.group(slug).shown:
            continue
        rows = {row.id for row in practices.load(slug)[0].rubric}
        for element, people in kept.items():
            row, levels = element.removeprefix(RUBRIC), sorted(one.level for one in people.values() if one.level)
            if element.startswith(RUBRIC) and row in rows and levels:
                found.setdefault(slug, {})[row] = levels[(len(levels) - 1) // 2]
    return found
