"""A team's decisions as a season in stages: what the rounds that count set, and the events that come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from playbook.workshop.session import Session
from sim.experiment.stages import Stage, Stages
from sim.experiment.tasks import replication_seed
from sim.scenario import Scenario

Settings = Mapping[str, float]
BY_HAND = "incidents.by_hand"


def lucks(session: Session, more: int = 0) -> Iterator[int]:
    """Seeds of the seasons in which decisions are judged: the room's own luck first, then `session.lucks` others, and
    `more`."""
    return (replication_seed(session.seed, one) for one in range(session.lucks + 1 + more))


def lived_rounds(session: Session, number: int) -> list[int]:
    """The rounds whose days make the season up to the end of round `number`. One that does not count is lived alone,
    from the first morning, and then forgotten."""
    if not session.rounds[number].counts:
        return [number]
    return [one for one in range(number + 1) if session.rounds[one].counts]


def stages_of(
    session: Session, team: Scenario, settings: Sequence[Settings], number: int, events: Sequence[str]
) -> Stages:
    """The season of a team up to the end of round `number`. `settings`: what stands after each round's decision, by
    round; `events`: of the deck, `id@day`, days from 1."""
    return tuple(
        _stage(team, session.rounds[one].until, settings[one], events) for one in lived_rounds(session, number)
    )


def _stage(team: Scenario, until: int, settings: Settings, events: Sequence[str]) -> Stage:
    """Events that come later are left out, so that the days before them are the same whatever is still to come."""
    come = tuple(one for one in events if int(one.partition("@")[2]) <= until)
    by_hand = tuple(dict.fromkeys((*team.incidents.by_hand, *come)))
    whole = {path: as_field(team, path, value) for path, value in settings.items()}
    return Stage(until, team.with_fields({**whole, BY_HAND: by_hand}))


def as_field(team: Scenario, path: str, value: float) -> float | int:
    """A setting as its field wants it: a whole number where it has one."""
    return int(value) if isinstance(team.at(path), int) else value
