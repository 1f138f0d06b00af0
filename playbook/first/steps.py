"""The steps a team could take: on every line of the check-up, one level up, and all else as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from playbook import practices
from playbook.first.found import Step
from playbook.first.levels import Standing, lines, next_value, value_at
from playbook.lab.plays import minutes
from playbook.practices import LEVELS, Practice
from sim.scenario import Scenario


def steps(standing: Standing) -> tuple[Step, ...]:
    """A step for every line below level 5, in the order of the start page.

    It goes to the next level whose value lies truly beyond the present one. None for a field that the team lacks, and
    none that the shop's other fields contradict. What a practice names `beside` its lines is not added: a step that
    moves nothing in this team is worth nothing to it.
    """
    return tuple(_all(standing))


def _all(standing: Standing) -> Iterator[Step]:
    team = standing.team
    for practice, row in lines():
        level, before = standing.levels.get((practice.slug, row.id)), value_at(team, row)
        if level is None or before is None:
            continue
        after = next_value(row, before)
        if after is None:
            continue
        try:
            base = team.with_fields(practice.faces)
            plan = base.with_fields({row.path: after})
        except (KeyError, ValueError):
            continue
        hours = people_hours(practice)
        yield Step(practice.slug, row.id, level, row.path, before, after, hours, base, plan, practice.faces)


def people_hours(practice: Practice) -> float:
    """People's time to put a step in place: the play, by the middle of how many it takes, and its preparation."""
    fewest, _, most = practice.people.partition("-")
    people = (int(fewest) + int(most or fewest)) / 2
    return (minutes(practice) * people + practice.prepare_minutes) / 60


def next_level(step: Step) -> int:
    """The level that a step leads to."""
    practice, _ = practices.load(step.slug)
    row = next(row for row in practice.rubric if row.id == step.row)
    return next(level for level in LEVELS[step.level :] if row.value(level) == step.after)


def together(team: Scenario, some: Iterable[Step]) -> tuple[Scenario, Scenario]:
    """The team with all that these steps' practices face, and the same with all of the steps taken.

    Raises ValueError where the shop cannot have them together.
    """
    some = tuple(some)
    paths = [step.path for step in some]
    if len(set(paths)) < len(paths):
        raise ValueError(f"two steps move one field: {', '.join(step.name for step in some)}")
    base = team.with_fields({path: value for step in some for path, value in step.faces.items()})
    return base, base.with_fields({step.path: step.after for step in some})
