"""A team's decisions as a season in stages: what the rounds that count set, and the events that come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playbook.workshop.session import Session
from sim.experiment.stages import Stage, Stages
from sim.scenario import Scenario

Settings = Mapping[str, float]
BY_HAND = "incidents.by_hand"


def stages_of(
    session: Session, team: Scenario, settings: Sequence[Settings], number: int, events: Sequence[str]
) -> Stages:
    """The season of a team up to the end of round `number`. `settings`: what stands after each round's decision, by
    round; `events`: of the deck, `id@day`. A round that does not count is lived alone, from the first morning."""
    rounds = session.rounds
    lived = [number] if not rounds[number].counts else [one for one in range(number + 1) if rounds[one].counts]
    return tuple(_stage(team, rounds[one].until, settings[one], events) for one in lived)


def _stage(team: Scenario, until: int, settings: Settings, events: Sequence[str]) -> Stage:
    """Events that come later are left out, so that the days before them are the same whatever is still to come."""
    come = tuple(one for one in events if int(one.partition("@")[2]) <= until)
    whole = {path: as_field(team, path, value) for path, value in settings.items()}
    return Stage(until, team.with_fields({**whole, BY_HAND: (*team.incidents.by_hand, *come)}))


def as_field(team: Scenario, path: str, value: float) -> float | int:
    """A setting as its field wants it: a whole number where it has one."""
    return int(value) if isinstance(team.at(path), int) else value
