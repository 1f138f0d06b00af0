"""A team's season from another day, or up to one: hiring is planned from today, not from when a file begins."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from sim.scenario import Scenario
from sim.units import DAYS_PER_WEEK


def between(
    scenario: Scenario, start: dt.date | None = None, until: dt.date | None = None, lead_days: int | None = None,
    days_after: int | None = None,
) -> Scenario:  # fmt: skip
    """The same shop from `start` on, up to the week of `until`, its hires there after `lead_days`, its temps until
    `days_after` days past a campaign's big day.

    Campaigns outside are left out; who is there has the tenure that the file says. ValueError where the days do not
    make a season.
    """
    calendar = scenario.calendar
    first, last = start or calendar.start, until or calendar.end
    if not first < last:
        raise ValueError("a season ends after it begins")
    weeks = math.ceil(((last - first).days + 1) / DAYS_PER_WEEK)
    end = first + dt.timedelta(days=weeks * DAYS_PER_WEEK - 1)
    events = tuple(event for event in calendar.campaigns if first <= event.day <= end)
    levers: dict[str, Any] = {"calendar.start": first, "calendar.weeks": weeks, "calendar.campaigns": events}
    if lead_days is not None:
        levers["hiring.lead_days"] = lead_days
    if days_after is not None:
        levers["peak.days_after"] = days_after
    return scenario.with_levers(levers)
