"""A session on another season than the one that it was written for: its days follow the opening of the sale."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from playbook.workshop.facts import sale
from playbook.workshop.session import Session
from sim.files.bad_input import bad
from sim.files.messages import phrase
from sim.scenario import Scenario
from sim.scenario.file import team as shipped_team

FIRST = 1  # day of an event, as the deck counts them


def moved(session: Session, team: Scenario) -> Session:
    """`session` with ends of rounds and days of events where they lie in the season of `team`: the weeks before the
    opening are stretched to its own, those after it likewise. The same session where the calendar is the same.

    BadInput, saying why, where the team's season has no sale, or is too short to tell the rounds apart.
    """
    own, other = _knots(shipped_team(session.team)), _knots(team)
    name = f"{session.id}.toml"
    if own is None or own == other:
        return session
    if other is None:
        raise bad(name, phrase("workshop.no_sale"))

    def there(day: float) -> int:
        return round(float(np.interp(day, own, other)))

    rounds, before = [], 0
    for one in session.rounds:
        until = there(one.until)
        events = tuple(_event(entry, there, until) for entry in one.events)
        if one.counts and until <= before:
            raise bad(name, phrase("workshop.too_short", round=one.id, days=team.calendar.days))
        before = until if one.counts else before
        rounds.append(one.model_copy(update={"until": until, "events": events}))
    return session.model_copy(update={"rounds": tuple(rounds)})


def _knots(team: Scenario) -> tuple[int, int, int] | None:
    """First day, day of the opening, and length of a season; None where it has no sale after its first day."""
    first = sale(team)
    opens = 0 if first is None else (first.day - team.calendar.start).days
    return (0, opens, team.calendar.days) if 0 < opens < team.calendar.days else None


def _event(entry: str, there: Callable[[float], int], until: int) -> str:
    """An event of a round on its day there, the round's last at the latest."""
    name, _, day = entry.partition("@")
    return f"{name}@{min(there(int(day) - FIRST) + FIRST, until)}"
