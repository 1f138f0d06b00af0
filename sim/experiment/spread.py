"""A changed rule as it spreads through a service floor: who is at work on the days after it, and who knows by then.

The rule changes on the evening before a day. Hours at work are those of one season as it is played; what they do is
the law of `sim.mechanisms.communication`, so that other ways to tell cost no further season.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.contract.day import State
from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.experiment.tasks import EachDay, replication_seed, world_of
from sim.floor.model import Crew, DayLog, Tape
from sim.mechanisms.communication import Communication, CommunicationLevers, heard
from sim.scenario import Scenario
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.units import SECONDS_PER_HOUR

DAYS = 10
WINDOW = 3  # columns of a crew's windows: agent, on, off


@dataclass(frozen=True)
class Worked:
    """`hours` at work (D, n) of the n people who are of the service floor on the morning of `first`."""

    first: int
    hours: Floats

    @property
    def been(self) -> Floats:
        """(D,) share of them who have been at work since the change: nobody else can know."""
        share: Floats = (np.cumsum(self.hours, axis=0) > 0).mean(axis=1)
        return share

    def known(self, plan: CommunicationLevers) -> Floats:
        """(D,) share of them who know the rule on the evening of each day."""
        numbers: Communication = bind(Communication, "communication", parameters())
        share: Floats = heard(numbers, plan, self.hours).mean(axis=1)
        return share


def worked(
    scenario: Scenario, replication: int = 0, seed: int = 1, *, days: int = DAYS, engine: str = "auto",
    each_day: EachDay | None = None,
) -> Worked:  # fmt: skip
    """From the day of the largest sale on, or from the middle of a season without one."""
    world = world_of(scenario, False, engine)
    big = world.facts.big
    first = max(big, key=lambda day: big[day].lift) if big else world.days // 2
    watch = _Watch(world, first, min(first + days, world.days), each_day)
    run_season(
        world, replication_seed(seed, replication), stop=watch.last, each_day=watch.morning, each_floor=watch.floor
    )
    return Worked(first, np.array(watch.hours))


class _Watch:
    """Looks on as the days are played, and writes down who was there how long."""

    def __init__(self, world: Setup, first: int, last: int, each_day: EachDay | None) -> None:
        self.world, self.first, self.last, self.each_day = world, first, last, each_day
        self.who = np.zeros(0, np.int64)
        self.hours: list[Floats] = []

    def morning(self, day: int, state: State) -> None:
        if self.each_day is not None:
            self.each_day(day, state)
        if day == self.first:
            people = state.people
            mine = self.world.facts.service[people.group] & people.on_floor(day) & ~people.temp
            self.who = np.flatnonzero(mine)

    def floor(self, day: int, tape: Tape, crew: Crew, log: DayLog) -> None:
        if day < self.first:
            return
        agent, on, off = crew.windows.reshape(-1, WINDOW).T
        there = np.bincount(agent.astype(np.int64), weights=off - on, minlength=len(crew)) / SECONDS_PER_HOUR
        by_person = dict(zip(crew.ids.tolist(), there.tolist(), strict=True))
        self.hours.append(np.array([by_person.get(one, 0.0) for one in self.who.tolist()]))
