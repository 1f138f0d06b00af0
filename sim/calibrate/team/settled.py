"""A team brought to its file by playing it: its season must have the file's contacts and handle times.

Mechanisms of a season change both: who is tired or new is slower, people who were answered wrongly come again, and the
quick ones take more. So some weeks are played, without the luck of whole seasons, and rates and speeds are set by what
came out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.calibrate.team.fit import Findings
from sim.calibrate.team.scenario import SPEEDS, Team
from sim.calibrate.team.works import ids_of
from sim.evidence import Parameters, parameters
from sim.experiment.tasks import replication_seed
from sim.floor.model import Crew, DayLog, Outcome, Tape
from sim.scenario import Scenario
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.units import DAYS_PER_WEEK

WEEKS, SEASONS, ROUNDS = 4, 8, 2  # each season has other people: few seasons are the luck of who came
LUCK = ("luck.season", "luck.campaign")  # of whole seasons: a file has seen one of them
ENOUGH = 1000.0  # services of a type for half of its own say
MOST_CHANGE = 2.0  # of a number in one round: more says that the team cannot be had


@dataclass(frozen=True)
class Played:
    """A mean day by type of the file, (K,). Seconds; nan: none served."""

    contacts: Floats
    lost: Floats
    waited: Floats  # mean wait of all
    service: Floats  # mean of the served
    served: Floats  # in all that was played


def played(
    scenario: Scenario, ids: Sequence[str], seed: int = 1, seasons: int = SEASONS,
    each_day: Callable[[], None] = lambda: None,
) -> Played:  # fmt: skip
    """Days of a few seasons without campaigns, the first `WEEKS` of each. What `each_day` raises ends the work."""
    plain = scenario.with_levers({"calendar.campaigns": (), "calendar.weeks": WEEKS})
    setup = Setup(plain, Parameters({**parameters(), **dict.fromkeys(LUCK, 0.0)}))
    kinds = [setup.types.names.index(one) for one in ids]
    sums = np.zeros((5, len(setup.types)))

    def each(day: int, tape: Tape, crew: Crew, log: DayLog) -> None:
        each_day()
        served = log.outcome == Outcome.SERVED
        ended = served | (log.outcome == Outcome.TRANSFERRED)
        gone = np.isin(log.outcome, (Outcome.ABANDONED, Outcome.BALKED, Outcome.BLOCKED, Outcome.CLOSED))
        seconds = np.where(served, log.end - log.start, 0.0)
        waited = np.where(ended | gone, log.waited, 0.0)
        for row, weights in enumerate((ended | gone, gone, waited, served, seconds)):
            sums[row] += np.bincount(log.kind, weights, len(setup.types))

    for season in range(seasons):
        run_season(setup, replication_seed(seed, season), each_floor=each)
    ended, gone, waited, served, seconds = sums[:, kinds]
    with np.errstate(invalid="ignore", divide="ignore"):
        return Played(ended / (seasons * WEEKS * DAYS_PER_WEEK), gone / ended, waited / ended, seconds / served, served)


def settled(team: Team, fit: Findings, seed: int = 1, each_day: Callable[[], None] = lambda: None) -> Team:
    """The team with rates and speeds set so that its contacts and handle times are the file's."""
    ids = ids_of(fit.kinds)
    wanted = fit.arrivals.kind_rates.sum(axis=(1, 2)) / DAYS_PER_WEEK
    seconds = fit.seconds
    scenario = team.scenario
    for number in range(ROUNDS):
        found = played(scenario, ids, seed + number, each_day=each_day)
        rate = _factor(wanted / np.maximum(found.contacts, 1e-9))
        slower = np.where(np.isfinite(found.service), found.service / seconds, 1.0)
        whole = np.average(slower, weights=wanted * seconds)
        own = found.served / (found.served + ENOUGH)  # a mean of few says little
        scenario = scenario.with_levers(_changes(scenario, ids, rate, _factor(own * slower + (1 - own) * whole)))
    return replace(team, scenario=scenario)


def _factor(ratio: Any) -> Any:
    return np.clip(ratio, 1 / MOST_CHANGE, MOST_CHANGE)


def _changes(scenario: Scenario, ids: Sequence[str], rate: Floats, speed: Floats) -> dict[str, Any]:
    asked = scenario.customers.asked_buy
    made: dict[str, Any] = {}
    works = {work.id: work for work in scenario.work}
    for one, factor in zip(ids, rate, strict=True):
        made[f"work.{one}.rate"] = float(f"{works[one].rate * factor:.6g}")
    asks = sum(made[f"work.{one}.rate"] for one in ids if works[one].source == "order")
    if asks * asked > 1:
        made["customers.asked_buy"] = float(f"{0.999 / asks:.4g}")
    faster = dict(zip(ids, speed.tolist(), strict=True))
    for group in scenario.people:
        skills = {
            skill: float(f"{np.clip(value * faster[skill], *SPEEDS):.4g}") if skill in faster else value
            for skill, value in group.skills.items()
        }
        if skills != group.skills:
            made[f"people.{group.id}.skills"] = skills
    return made
