"""Where a team stands on every line of the check-up: by its own fields, or by what its people said.

A field of the shop's file is held against the anchors of the line: the highest level that it reaches, in whichever
direction they run. A value with which nothing of it is done (no plan for what may go wrong, where few are better than
many) is level 1 nevertheless, and the next step from there is the best level's value. Where people rated the line,
their word counts: a rating that differs from the level of the file's value moves the field to the anchor of that
level, one that agrees leaves the value as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from playbook import practices
from playbook.practices import LEVELS, Practice, Row
from sim.scenario import Scenario

Ratings = Mapping[str, Mapping[str, int]]  # practice -> line -> level, the middle of all who rated it
ROUNDING = 1e-9  # the smallest difference of a field that is one


@dataclass(frozen=True)
class Standing:
    """The team as rated, and its level on each (practice, line) whose field it has."""

    team: Scenario
    levels: Mapping[tuple[str, str], int]


def lines() -> Iterator[tuple[Practice, Row]]:
    """Every line of every check-up, practices in the order of the start page."""
    for slug in practices.in_order():
        practice, _ = practices.load(slug)
        for row in practice.rubric:
            yield practice, row


def beyond(row: Row, value: float, other: float) -> bool:
    """Whether `value` lies truly on the better side of `other`: in the direction in which the anchors run."""
    rises = row.anchors["5"] > row.anchors["1"]
    return value - other > ROUNDING if rises else other - value > ROUNDING


def is_none(row: Row, value: float) -> bool:
    """Whether a value of the field means that nothing of it is done."""
    return row.none is not None and abs(value - row.none) <= ROUNDING


def level_of(row: Row, value: float) -> int:
    """The highest level whose value is reached, 1 to 5; 1 also for less than that, and for nothing at all."""
    if is_none(row, value):
        return LEVELS[0]
    return max(level for level in LEVELS if level == LEVELS[0] or not beyond(row, row.value(level), value))


def next_value(row: Row, value: float) -> float | None:
    """The field's value one level up: of the first level above `value`'s that lies truly beyond it; None at the top.

    From nothing at all it is that of level 5: nobody takes up 19 plans in order to have fewer later.
    """
    if is_none(row, value):
        return row.value(LEVELS[-1])
    return next(
        (better for better in map(row.value, LEVELS[level_of(row, value) :]) if beyond(row, better, value)), None
    )


def value_at(team: Scenario, row: Row) -> float | None:
    """The field of a line; None where the team has no such number."""
    try:
        value = team.at(row.path)
    except (KeyError, IndexError):
        return None
    return float(value) if isinstance(value, (int, float)) else None


def standing(team: Scenario, ratings: Ratings | None = None) -> Standing:
    """Where the team stands. Raises KeyError for a practice or line in `ratings` that there is not.

    Two practices may have one field. The first that is rated, in the order of the start page, sets it. A rating that
    this shop cannot have (a field that contradicts another) leaves the file's value.
    """
    ratings = ratings or {}
    rows = {(practice.slug, row.id): row for practice, row in lines()}
    rated = {(slug, line): level for slug, of in ratings.items() for line, level in of.items()}
    if strange := rated.keys() - rows.keys():
        raise KeyError(f"no such line of a check-up: {', '.join('.'.join(one) for one in sorted(strange))}")
    at, said = team, set[str]()
    for name, row in rows.items():
        value = value_at(team, row)
        if value is None or name not in rated or row.path in said:
            continue
        said.add(row.path)
        if rated[name] != level_of(row, value):
            try:
                at = at.with_fields({row.path: row.value(rated[name])})
            except ValueError:
                said.discard(row.path)
    levels = {}
    for name, row in rows.items():
        if (value := value_at(at, row)) is None:
            continue
        level = rated.get(name)
        theirs = level is not None and row.value(level) == value  # two levels of whole numbers may share a value
        levels[name] = level if level is not None and theirs else level_of(row, value)
    return Standing(at, levels)
