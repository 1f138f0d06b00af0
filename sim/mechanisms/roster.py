"""Roster: the people of the season as arrays, one row for each person who was ever there.

A person is a seat and a generation: the first holder of a seat is generation 0, whoever replaces them is 1. All
their luck hangs on that identity, so one more seat or one more leaver changes nobody else's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import draws
from sim.arrays import Floats, Ints, Keys
from sim.mechanisms.learning import Learning
from sim.scenario import Scenario
from sim.units import DAYS_PER_WEEK, STANDARD_SHIFT_HOURS, STANDARD_WEEK_HOURS

NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Talent:
    spread: float  # standard deviation of log speed between people of the same experience
    absence: float  # chance that somebody is ill on a day


@dataclass
class Roster:
    """Columns by person. The only mutable state of the people side; `sim.season.clock` owns it."""

    key: Keys
    group: Ints  # position in scenario.people
    seat: Ints
    generation: Ints
    temp: np.ndarray  # bool
    hired: Ints  # first day on the payroll (negative: before the season)
    ready: Ints  # first day on the floor
    gone: Ints  # first day no longer there; NEVER
    ability: Floats
    experience: Floats  # full-time weeks
    fatigue: Floats

    def __len__(self) -> int:
        return len(self.key)

    def employed(self, day: int) -> np.ndarray:
        return (self.hired <= day) & (day < self.gone)

    def on_floor(self, day: int) -> np.ndarray:
        return (self.ready <= day) & (day < self.gone)

    def tenure_weeks(self, day: int) -> Floats:
        return np.maximum(0, day - self.hired) / DAYS_PER_WEEK

    def add(self, other: Roster) -> None:
        """Append people."""
        for name in self.__dataclass_fields__:
            setattr(self, name, np.concatenate([getattr(self, name), getattr(other, name)]))


def people(
    scenario: Scenario, talent: Talent, seed: int, group: int, seats: Ints, generation: int, temp: bool, day: int,
    ready: int, gone: int, experience: Floats, hired: Ints | None = None,
) -> Roster:  # fmt: skip
    """Rows for new people of one group; their ability comes from their own draw, mean 1."""
    n = len(seats)
    key = draws.key(seed, "person", scenario.people[group].id, generation, int(temp), np.asarray(seats, np.int64))
    z = draws.normal(key, draws.Purpose.SIZE, draws.Purpose.SIZE_B)
    return Roster(
        key=key,
        group=np.full(n, group),
        seat=np.asarray(seats, np.int64),
        generation=np.full(n, generation),
        temp=np.full(n, temp),
        hired=np.full(n, day) if hired is None else hired,
        ready=np.full(n, ready, np.int64),
        gone=np.full(n, gone, np.int64),
        ability=np.exp(talent.spread * z - talent.spread**2 / 2),
        experience=np.asarray(experience, float),
        fatigue=np.zeros(n),
    )


def opening(scenario: Scenario, talent: Talent, seed: int) -> Roster:
    """Everybody who is there on the first morning, tenure spread evenly over each group."""
    roster = None
    for position, group in enumerate(scenario.people):
        seats = np.arange(group.count)
        tenure = np.linspace(*group.tenure_weeks, group.count) if group.count else np.zeros(0)
        hired = -np.round(tenure * DAYS_PER_WEEK).astype(np.int64)
        rows = people(scenario, talent, seed, position, seats, 0, False, 0, 0, NEVER, tenure, hired)
        if roster is None:
            roster = rows
        else:
            roster.add(rows)
    return roster


def newcomer_experience(learning: Learning, training_days: int) -> float:
    """Weeks of experience that the classroom gives before the first day on the floor."""
    return learning.classroom * training_days * STANDARD_SHIFT_HOURS / STANDARD_WEEK_HOURS
