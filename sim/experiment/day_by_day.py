"""One season as it went, day by day: what was counted, and what was paid or earned."""

from __future__ import annotations

from functools import cache

import numpy as np

from sim.arrays import Floats
from sim.experiment.tasks import EachDay, replication_seed, world_of
from sim.mechanisms import MECHANISMS
from sim.scenario import Scenario
from sim.season.clock import SeasonResult, run_season
from sim.season.kpi import HOW

PAID, EARNED = "paid.", "earned."  # before the name of an account: its sum with that sign


def day_by_day(
    scenario: Scenario, replication: int = 0, seed: int = 1, *, engine: str = "auto", each_day: EachDay | None = None
) -> SeasonResult:
    """A replication of that seed, played to its end."""
    return run_season(world_of(scenario, False, engine), replication_seed(seed, replication), each_day=each_day)


@cache
def lines() -> frozenset[str]:
    """What `line` knows: every daily count, and every account under both signs."""
    accounts = [account.id for one in MECHANISMS for account in one.accounts]
    return frozenset([*HOW, *(sign + name for sign in (PAID, EARNED) for name in accounts)])


def line(season: SeasonResult, name: str) -> Floats:
    """(D,) of a daily count, or of an account as `paid.wages` or `earned.revenue`, in the shop's currency.

    What nobody counts is nothing: without a robot none takes a contact. KeyError for a name that no season has.
    """
    if name not in lines():
        raise KeyError(name)
    account = name.removeprefix(PAID).removeprefix(EARNED)
    found = (season.days if account == name else season.ledger).get(account)
    if found is None:
        return np.zeros(season.last - season.first)
    return -found if name.startswith(PAID) else found
