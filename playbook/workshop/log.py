"""What happened in a room, one event after the other: the only truth. Everything else is worked out from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "opened",  # the room: {teams: [names], language, form: which half of the room has which form first}
    "joined",  # {name, team, role}; `who` is the person
    "moved",  # to another team: {team, role}
    "renamed",  # a team: {team, name}
    "began",  # a round: {round, ends: unix seconds}
    "bet",  # {low, high}, of the round's key figure
    "voted",  # {settings: path → value}
    "decided",  # {settings: path → value}; `who` is the editor, or "clock" where a team did not decide
    "extended",  # {ends}
    "paused",  # {left: seconds}
    "resumed",  # {ends}
    "injected",  # an event of the deck: {event: id@day}
    "closed",  # the round: nothing of it can be changed any more
    "results",  # of the round: {teams: team → what `runs.py` found, bots: …, phones: from when telephones show it}
    "revealed",  # telephones show the results, too
    "ran",  # the evening of the opening, once more on the wall
    "shown",  # the room is at a step of the agenda: {step}
    "rewound",  # {round}: back to the morning on which it began to be decided
    "debriefed",  # {teams: team → decisions by what they did, room: the one choice}: as `debrief` found
    "checked",  # {when: before | after, answers: question → option}
    "committed",  # {change, owner, date: ISO, watch, practice}
    "ended",
]


@dataclass(frozen=True)
class Event:
    """Who did what when. `who`: a person's id, "host", "clock" or "runs"; `at`: unix seconds; `id` counts from 1."""

    kind: Kind
    at: float
    who: str
    body: Mapping[str, Any]
    id: int = 0
