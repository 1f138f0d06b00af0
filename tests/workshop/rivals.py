"""Who beats whom over many lucks: exploits against those who play the same without them, the bots among each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from playbook.workshop import bots, score
from playbook.workshop.lived import Seasons, stages_of
from playbook.workshop.runs import figures_of
from playbook.workshop.session import Session
from sim.experiment.tasks import replication_seed
from sim.scenario import Scenario

FROM = 5000  # lucks of their own: neither a room's nor those of the search
Scores = Mapping[str, Mapping[str, float]]
Figures = dict[str, dict[str, float]]  # of everybody in one luck, by name


def order(scores: Scores) -> tuple[str, ...]:
    """Everybody by mean place over the four podiums, the first first; of two that are level by `profit`."""
    each = [score.places(scores, podium) for podium in score.PODIUMS]
    return tuple(sorted(scores, key=lambda name: (sum(one[name] for one in each), -scores[name]["profit"], name)))


def players(session: Session, team: Scenario) -> dict[str, Sequence]:
    """Name → decisions: the bots, and every exploit as somebody plays it who does all else as one of them: `stop`
    beside `rule`, `stop+` beside `near`."""
    found = {bot: bots.decisions(session, team, bot) for bot in bots.BOTS}
    found |= bots.exploits(session, team, bots.RULE)
    near = bots.exploits(session, team, bots.NEAR)
    return found | {f"{name}+": one for name, one in near.items() if name != "hoard"}


def lived(session: Session, team: Scenario, seed: int, who: Mapping[str, Sequence]) -> Figures:
    """Figures of the whole season of each, in one luck; what two of them share is lived once."""
    events = tuple(event for one in session.rounds if one.counts for event in one.events)
    seasons, last = Seasons(most=60), len(session.rounds) - 1
    staged = {
        name: stages_of(session, team, bots.standing(session, team, own), last, events) for name, own in who.items()
    }
    return {name: figures_of(seasons.reach(stages, seed).figures) for name, stages in staged.items()}


def rooms(session: Session, team: Scenario, numbers: Iterable[int]) -> list[list[Figures]]:
    """Figures of everybody in each luck of each of these rooms: one has its own seed, and judges in all its lucks."""
    who = players(session, team)
    return [
        [lived(session, team, replication_seed(FROM + room, luck), who) for luck in range(session.seasons)]
        for room in numbers
    ]


def podiums(room: Sequence[Figures]) -> dict[str, dict[str, float]]:
    """Name → podiums in a room."""
    return {name: score.podiums([row[name] for row in room]) for name in room[0]}


def worth(found: Sequence[Sequence[Figures]], name: str) -> np.ndarray:
    """Value of somebody in every luck of all rooms, (n,)."""
    return np.array([row[name]["value"] for room in found for row in room])


def same(name: str) -> str:
    """Who plays as an exploit does, without it."""
    return bots.NEAR if name.endswith("+") else bots.RULE
