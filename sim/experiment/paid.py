"""What a pay scheme paid whom: in each pay period the person who got least, the middle one, the one who got most."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.contract.day import State
from sim.experiment.tasks import Task, replication_seed, world_of
from sim.experiment.workers import Stream, in_order
from sim.mechanisms.pay import PERIOD_DAYS
from sim.scenario import Scenario
from sim.season.clock import run_season

PAY = "pay"  # the mechanism whose memory knows who got what


@dataclass(frozen=True)
class Paid:
    """Money a month beside the base, fines taken off, of service people who were on the floor the whole period.

    `levels`: (k, 3), a row for each full period of each season: lowest, middle, highest of its people; `seasons` of
    them, `people` of a period on average.
    """

    levels: Floats
    seasons: int
    people: float


def paid(scenario: Scenario, replications: int = 4, seed: int = 1, **how: Any) -> Stream[Paid]:
    """What is known, after each season; `how` is the executor or the workers. None of a team without a service floor or
    with a season shorter than a period has rows."""
    tasks = (Task(scenario, replication_seed(seed, r), False, "auto") for r in range(replications))
    rows: list[tuple[float, float, float, int]] = []
    with closing(in_order(periods, tasks, **how)) as found:
        for n, season in enumerate(found, start=1):
            rows += season
            table = np.array(rows, float).reshape(-1, 4)
            yield Paid(table[:, :3], n, float(table[:, 3].mean()) if rows else 0.0)


def periods(task: Task) -> list[tuple[float, float, float, int]]:
    """A season's full periods: lowest, middle, highest, people."""
    scenario = task.scenario
    world = world_of(scenario, task.evidence_only, task.engine)
    base = np.array([group.pay_month for group in scenario.people]) * scenario.pay.level
    serves = world.facts.service
    rows: list[tuple[float, float, float, int]] = []

    def settled(day: int, state: State) -> None:
        """On the morning after a period's last evening."""
        if not day or day % PERIOD_DAYS or PAY not in state.memory:
            return
        mine, people = state.memory[PAY], state.people
        n = len(mine.gained)  # whoever joined overnight was not there to be paid
        group = people.group[:n]
        there = (people.ready[:n] <= day - PERIOD_DAYS) & (people.gone[:n] >= day)
        there &= serves[group] & ~people.temp[:n] & (mine.worked > 0)
        if there.any():
            extra = ((mine.gained - mine.fined) * base[group])[there]
            rows.append((float(extra.min()), float(np.median(extra)), float(extra.max()), int(there.sum())))

    result = run_season(world, task.seed, each_day=settled)
    settled(result.last, result.state)
    return rows
