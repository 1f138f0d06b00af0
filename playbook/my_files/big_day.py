"""A coming big day on the calendar of a team that was made of files: its season then runs up to it and beyond."""

from __future__ import annotations

import datetime as dt
from math import sqrt

from sim.calibrate.team.public_holidays import public_holidays
from sim.scenario import Scenario
from sim.shop.campaigns import campaign, campaign_names
from sim.shop.facts import Campaign
from sim.shop.types import country_of

WEEKS_BEFORE = 8  # a team has as long to prepare


def presets() -> tuple[str, ...]:
    """The shapes that a big day may have."""
    return tuple(campaign_names())


def usual_lift(preset: str) -> float:
    """In the middle of what shops have seen, as a factor."""
    low, high = campaign(preset).typical_lift
    return round(sqrt(low * high), 1)


def with_big_day(team: Scenario, preset: str, day: dt.date, lift: float) -> Scenario:
    """The team with this one big day. Its season begins on the Monday eight weeks before.

    Raises pydantic.ValidationError for a lift or a day that cannot be.
    """
    start = day - dt.timedelta(weeks=WEEKS_BEFORE, days=day.weekday())
    event = Campaign(name=campaign(preset).title, day=day, preset=preset, lift=lift)
    last = start + dt.timedelta(weeks=team.calendar.weeks, days=-1)
    changed = {
        "calendar.start": start,
        "calendar.campaigns": [event.model_dump()],
        "calendar.holidays": list(public_holidays(country_of(team.timezone), start, last)),
    }
    return team.with_levers(changed)
