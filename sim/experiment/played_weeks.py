"""The weeks that heads and rosters are planned on: which week of a season, and the seasons played up to its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np

from sim.contract.day import State
from sim.experiment.noise import levels
from sim.experiment.peak_week import window
from sim.experiment.roster_week import Played, Week
from sim.experiment.tasks import replication_seed, world_of
from sim.floor.model import Cause, Crew, DayLog, Tape
from sim.scenario import Scenario
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.shop.calendar import campaign_windows
from sim.units import DAYS_PER_WEEK

Which = Literal["usual", "peak"]


def week_of(scenario: Scenario, which: Which) -> tuple[int, int] | None:
    """Days (from, to before) of the week: "peak" from the eve of the largest campaign on; "usual" the first whole week
    from a Monday with nothing of a campaign in it, after the first week. None where the season has no such week."""
    if which == "peak":
        span = window(scenario, scenario)
        return None if span is None or span.end - span.first < DAYS_PER_WEEK else (span.first, span.end)
    busy = campaign_windows(scenario, scenario.peak.days_after)
    start = scenario.calendar.start
    for first in range(DAYS_PER_WEEK, scenario.calendar.days - DAYS_PER_WEEK + 1):
        days = range(first, first + DAYS_PER_WEEK)
        if (start + dt.timedelta(days=first)).weekday() == 0 and not busy.intersection(days):
            return first, first + DAYS_PER_WEEK
    return None


def weeks(
    scenario: Scenario, which: Which = "usual", replications: int = 10, seed: int = 1, slot_minutes: int = 30,
    engine: str = "auto", skip: int = 0, later: int = 0,
) -> Iterator[Week]:  # fmt: skip
    """The week with one replication more each time. ValueError where the season has no such week, or no desk.

    `skip`: replications that are left out first, so that others have seen none of these; `later`: so many weeks after
    the one that `which` names.
    """
    made = unplayed(scenario, which, seed, slot_minutes, engine, later)
    for r in range(skip, skip + replications):
        run = tuple(_played(made.world, replication_seed(seed, r), made.first, made.first + made.days))
        made = replace(made, runs=(*made.runs, run))
        yield made


def unplayed(
    scenario: Scenario, which: Which = "usual", seed: int = 1, slot_minutes: int = 30, engine: str = "auto",
    later: int = 0,
) -> Week:  # fmt: skip
    """The week before anything is played: its date, its groups and its people. ValueError as in `weeks`."""
    span = week_of(scenario, which)
    if span is None or span[1] + later * DAYS_PER_WEEK > scenario.calendar.days:
        raise ValueError(f"this season has no {which} week" + (f" and {later} more" if later else ""))
    first = span[0] + later * DAYS_PER_WEEK
    world = world_of(scenario, False, engine)
    made = Week(scenario, world, first, span[1] - span[0], seed, slot_minutes, ())
    if not made.groups:
        raise ValueError("nobody at the service desk takes chats or calls")
    return made


def _played(world: Setup, seed: int, first: int, end: int) -> list[Played]:
    kept: list[Played] = []
    now: dict[str, State] = {}
    luck = levels(world, seed, first, end)

    def morning(day: int, state: State) -> None:
        now["state"] = state

    def evening(day: int, today: Tape, crew: Crew, log: DayLog) -> None:
        if day >= first:
            group = now["state"].people.group[crew.ids].copy()
            made = np.arange(len(log.kind)) >= len(today)
            made &= (log.cause == Cause.REPEAT) & (log.enter < today.horizon)
            again = log.kind[made].astype(np.int64), log.enter[made]
            kept.append(Played(today, crew, group, log.handled, again, *luck[:, day - first].tolist()))

    run_season(world, seed, stop=end, each_day=morning, each_floor=evening)
    return kept
