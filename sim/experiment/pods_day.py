"""A usual day of a service floor in pods, hour by hour: who of each pod is there, and who waits, against one pool.

Days without a sale of one season, hour for hour their mean. What the floor says of each minute is what
`sim.floor.minutes` counts; who belongs to which pod, and when too few are there to be one, is `sim.mechanisms.roles`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.contract.day import State
from sim.experiment.tasks import EachDay, replication_seed, world_of
from sim.floor.minutes import minutes
from sim.floor.model import Channel, Crew, DayLog, Tape
from sim.mechanisms.roles import coverage, seated
from sim.scenario import Scenario
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.units import HOURS_PER_DAY, SECONDS_PER_HOUR

FIRST, DAYS = 7, 21  # the first week is left out: people and queues of a season that has just begun
AWAY = 2  # days around a sale that are no usual ones
MINUTE_S = 60.0
EDGES = MINUTE_S * np.arange(HOURS_PER_DAY * 60 + 1, dtype=np.float64)


@dataclass(frozen=True)
class PodsDay:
    """Means over `days` days, by hour of the clock, (24,) each: chats and calls that reach people.

    `people`: (pods, 24) of each pod on duty; `apart`: (pods, 24) share of days on which they are enough to be one.
    """

    days: int
    people: Floats
    apart: Floats
    came: Floats
    lost: Floats  # gave up, or were turned away
    waiting: Floats  # at one time, mean of the hour's minutes

    @property
    def pods(self) -> int:
        return len(self.people)

    def wait_s(self, hours: slice) -> float:
        """Mean wait of those who came in these hours (Little's law: who stands there, over who comes)."""
        came = float(self.came[hours].sum())
        return SECONDS_PER_HOUR * float(self.waiting[hours].sum()) / came if came else 0.0

    def lost_share(self, hours: slice) -> float:
        came = float(self.came[hours].sum())
        return float(self.lost[hours].sum()) / came if came else 0.0


def pods_day(
    scenario: Scenario, replication: int = 0, seed: int = 1, *, engine: str = "auto", each_day: EachDay | None = None
) -> PodsDay | None:
    """The usual day of a replication of that seed; None where the season has no such day after its first week."""
    world = world_of(scenario, False, engine)
    sales = [big + n for big in world.facts.big for n in range(-AWAY, AWAY + 1)]
    usual = [day for day in range(FIRST, min(FIRST + DAYS, world.days)) if day not in sales]
    if not usual:
        return None
    watch = _Watch(world, frozenset(usual), each_day)
    run_season(
        world, replication_seed(seed, replication), stop=usual[-1] + 1, each_day=watch.morning, each_floor=watch.floor
    )
    return watch.mean()


class _Watch:
    """Looks on as the days are played, and adds them up."""

    def __init__(self, world: Setup, usual: frozenset[int], each_day: EachDay | None) -> None:
        self.world, self.usual, self.each_day = world, usual, each_day
        self.plan = world.scenario.roles
        types = world.types
        self.shown = world.facts.human & (types.channel != Channel.DEFERRED)
        self.state: State | None = None
        self.sums = {name: np.zeros(HOURS_PER_DAY) for name in ("came", "lost", "waiting")}
        self.people, self.apart = np.zeros((2, self.plan.pods, HOURS_PER_DAY))

    def morning(self, day: int, state: State) -> None:
        self.state = state
        if self.each_day is not None:
            self.each_day(day, state)

    def floor(self, day: int, tape: Tape, crew: Crew, log: DayLog) -> None:
        if day not in self.usual or self.state is None:
            return
        found = minutes(log, tape, crew, self.world.types, self.shown, EDGES)
        by_hour = (HOURS_PER_DAY, -1)
        self.sums["came"] += found.came.reshape(by_hour).sum(axis=1)
        self.sums["lost"] += (found.gave_up + found.turned_away).reshape(by_hour).sum(axis=1)
        self.sums["waiting"] += found.waiting.reshape(by_hour).mean(axis=1)
        facts, people = self.world.facts, self.state.people
        counts = np.array([one.count for one in self.world.scenario.people])
        pods = seated(facts.service, counts, people.group[crew.ids], people.seat[crew.ids], self.plan.pods)
        there = coverage(crew, pods, self.plan.pods, SECONDS_PER_HOUR * HOURS_PER_DAY)
        self.people += there
        self.apart += (there >= self.plan.least) if self.plan.pods > 1 else np.zeros_like(there)

    def mean(self) -> PodsDay:
        n = len(self.usual)
        means = {name: total / n for name, total in self.sums.items()}
        return PodsDay(n, self.people / n, self.apart / n, **means)
