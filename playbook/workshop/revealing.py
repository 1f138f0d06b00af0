"""When telephones show what a round came to: once the evening on the wall is over, or the facilitator presses on.

The results say from when (`phones`, unix seconds), so that a room that is opened again keeps it; the clock of the room
then writes that they are shown, like a bell. Without an evening to run they are shown as they come.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playbook.workshop.log import Event
from playbook.workshop.rules import CLOCK, HOST, Refused, written
from playbook.workshop.state import State

RUNS_S = 36  # seconds in which the evening passes on the wall
LINES = ("came", "in_time", "waiting", "lost")  # of an evening, by the minute


def runs_together(teams: Mapping[Any, Mapping[str, Any]]) -> bool:
    """Whether the wall lets the evenings of these teams' results run: each has a whole one, all of the same minutes."""
    found = [(one.get("evening") if isinstance(one, Mapping) else None) or {} for one in teams.values()]
    return bool(found) and all(map(_whole, found)) and len({(one["first"], one["opens"]) for one in found}) == 1


def _whole(evening: Mapping[str, Any]) -> bool:
    """Whether all of it is there: results that were kept by an earlier version know quarters of an hour alone."""
    return all(evening.get(name) for name in LINES) and len({len(evening[name]) for name in LINES}) == 1


def resulted(at: float, body: Mapping[str, Any]) -> Event:
    """Results of a round, with the time from which telephones show them where an evening runs before."""
    waits = {"phones": at + RUNS_S} if runs_together(body.get("teams") or {}) else {}
    return written("results", at, {**body, **waits})


def due(state: State, at: float) -> bool:
    """Whether telephones have waited long enough."""
    return 0 < state.play.phones <= at


def revealed(at: float) -> Event:
    """The evening is over."""
    return Event("revealed", at, CLOCK, {})


def reveal(state: State, at: float) -> Event:
    """The facilitator does not wait for it."""
    if not state.play.phones:
        raise Refused("workshop.no_reveal")
    return Event("revealed", at, HOST, {})


def run_evening(state: State, at: float) -> Event:
    """The evening of the opening runs on the wall once more."""
    found = state.play.results.get(state.play.round) or {}
    if state.play.phase not in ("result", "over") or not any(
        one.get("evening") for one in found.get("teams", {}).values()
    ):
        raise Refused("workshop.no_evening")
    return Event("ran", at, HOST, {})
