"""The steps that a team could take: every line of the check-up, one level up from where the team stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from playbook import practices
from playbook.first.found import Step
from playbook.first.ratings import level_of_value
from playbook.lab.ranking import facing
from playbook.lab.study import with_fields
from playbook.practices import LEVELS, Practice, Row
from sim.scenario import Scenario

Levels = Mapping[str, Mapping[str, int]]  # practice → line → level
MINUTES = 60


def as_rated(team: Scenario, ratings: Levels) -> Scenario:
    """The team as its people rate it: where that is another level than its file's, the field takes that level's value.

    Where two practices ask about one field, the later one's rating counts. A value that the scenario refuses beside the
    others leaves the field as the file has it.
    """
    for slug, levels in ratings.items():
        for row in practices.load(slug)[0].rubric:
            level = levels.get(row.id)
            if level is not None and level != level_of_value(row, float(team.at(row.path))):
                try:
                    team = with_fields(team, {row.path: row.value(level)})
                except ValueError:
                    continue
    return team


def steps(team: Scenario) -> Iterator[Step]:
    """In the order of the practices. A field that the team lacks, or a value that it cannot have, gives no step."""
    for slug in practices.in_order():
        practice, _ = practices.load(slug)
        base = facing(practice, team)
        for row in practice.rubric:
            try:
                before = float(team.at(row.path))
                level = level_of_value(row, before)
                after = _next(row, before, level)
                if after is None:
                    continue
                plan = with_fields(base, {row.path: after})
            except (KeyError, ValueError):
                continue
            yield Step(slug, row.id, min(level, LEVELS[-2]), row.path, before, after, hours(practice), base, plan)


def _next(row: Row, before: float, level: int) -> float | None:
    """The field's value at the next level; None at the top."""
    if level >= LEVELS[-1]:
        return None
    worse_than_worst = (before - row.value(1)) * (row.value(5) - row.value(1)) < 0
    return row.value(level if worse_than_worst else level + 1)


def hours(practice: Practice) -> float:
    """People's hours that a step of the practice takes: its play, with the middle of its people, and preparing it."""
    least, _, most = practice.people.partition("-")
    people = (int(least) + int(most or least)) / 2
    return round((practice.minutes * people + practice.prepare_minutes) / MINUTES, 2)
