"""Seasons in which everything is on at once: every practice near its best, and everything of the deck may happen.

Nothing of it may break a law of the season or bring a figure out of the range that it can have. `python -m
tests.season.test_everything_on 200` plays so many seasons of each team, the first of them without the practices, too,
and says what came out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from playbook import practices
from playbook.lab.ranking import plan_of
from sim.evidence import parameters
from sim.mechanisms import bounds
from sim.scenario import Scenario
from sim.scenario.file import team, team_names
from sim.season import kpi
from sim.season.clock import SeasonResult, run_season
from sim.season.setup import Setup

MOST_OUTPUT, MOST_QUITS = 0.4, 0.7
FEW, MANY, BESIDE = 2, 200, 40  # seasons of each team; those that are played without practices, too
DECK = {"incidents.chance": 1.0, "incidents.surprises": 1.0}
RANGES = {"share": (0.0, 1.0), "points": (1.0, 5.0), "money": (-np.inf, np.inf)}  # all others: not below 0
AGAINST_TODAY = ("telling_hours", "old_rule_avoided")  # differences from today: either sign
DAILY_SHARES = ("service_level", "abandonment", "occupancy")


@dataclass(frozen=True)
class Played:
    """One season: its totals, and what it broke, in words. `output` and `quits`: the largest and the smallest factor
    that practices put on anybody's output and chance to leave."""

    totals: dict[str, float]
    broken: tuple[str, ...]
    outside: tuple[str, ...]
    output: float
    quits: float


def everything_on(shop: Scenario) -> Scenario:
    for slug in practices.in_order():
        shop = plan_of(practices.load(slug)[0], shop)
    return shop.with_fields(DECK)


def outside(totals: dict[str, float], result: SeasonResult) -> Iterator[str]:
    """Each figure that is no number or lies where it cannot."""
    for name, value in totals.items():
        low, high = RANGES.get(kpi.definitions()[name]["unit"], (0.0, np.inf))
        if name in AGAINST_TODAY:
            low = -np.inf
        if not (np.isfinite(value) and low - 1e-9 <= value <= high + 1e-9):
            yield f"{name} = {value}"
    for name, values in kpi.by_day(result).items():
        high = 1.0 + 1e-9 if name in DAILY_SHARES else np.inf
        if name != "cash" and not ((values >= -1e-9) & (values <= high) & np.isfinite(values)).all():
            yield f"{name} between {values.min()} and {values.max()} on a day"
    for name, values in (*result.days.items(), *result.ledger.items()):
        if not np.isfinite(values).all():
            yield f"{name} is no number on a day"


def played(shop: Scenario, seeds: range, patch: pytest.MonkeyPatch) -> Iterator[Played]:
    """The shop's seasons, and what practices put on output and quits in each."""
    output, quits = [0.0], [0.0]
    together, bend = bounds.together, bounds.Transfer.quits

    def added(*arguments):
        found = together(*arguments)
        output.append(float(np.max(found.speed + found.minutes + found.effort, initial=0.0)))
        return found

    def bent(self, total):
        found = bend(self, total)
        quits.append(float(np.min(found, initial=0.0)))
        return found

    with patch.context() as inside:
        inside.setattr(bounds, "together", added)
        inside.setattr(bounds.Transfer, "quits", bent)
        world = Setup(shop, parameters())
        for seed in seeds:
            output[:], quits[:] = [0.0], [0.0]
            result = run_season(world, seed)
            totals = kpi.totals(world, result)
            found = tuple(outside(totals, result))
            yield Played(totals, tuple(result.laws), found, float(np.exp(max(output))), float(np.exp(min(quits))))


def holds(name: str, seasons: int, patch: pytest.MonkeyPatch) -> None:
    shop = everything_on(team(name))
    for seed, one in enumerate(played(shop, range(1, seasons + 1), patch), 1):
        assert one.broken == () and one.outside == (), (seed, one.broken, one.outside)
        assert 1.05 < one.output <= 1 + MOST_OUTPUT + 1e-12, seed
        assert 1 - MOST_QUITS - 1e-12 <= one.quits < 0.95, seed


def test_all_practices_and_the_deck_are_on() -> None:
    """What the seasons below are about: everything that a practice moves, and all that may happen."""
    shop, on = team("flagship"), everything_on(team("flagship"))
    names = {one.name for one in Setup(on, parameters()).mechanisms}
    assert names > {one.name for one in Setup(shop, parameters()).mechanisms}
    assert {"incidents", "risk", "compliance", "adaptability"} <= names


@pytest.mark.parametrize("name", team_names())
def test_a_season_of_everything_keeps_its_laws_and_bounds(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    holds(name, FEW, monkeypatch)


@pytest.mark.worlds
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", team_names())
def test_hundreds_of_seasons_of_everything_keep_their_laws_and_bounds(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    holds(name, MANY, monkeypatch)


def told(name: str, seasons: int) -> Iterator[str]:
    """What a team's seasons came to, against the same without practices and with the same that may happen."""
    patch, beside = pytest.MonkeyPatch(), min(seasons, BESIDE)
    found = list(played(everything_on(team(name)), range(1, seasons + 1), patch))
    usual = list(played(team(name).with_fields(DECK), range(1, beside + 1), patch))
    broken, wrong = [one for one in found if one.broken], [one for one in found if one.outside]
    yield f"{name}: {len(found)} seasons; laws broken in {len(broken)}, figures outside in {len(wrong)}"
    yield from (f"  {line}" for one in (*broken[:3], *wrong[:3]) for line in (*one.broken, *one.outside))
    yield f"  largest factor on output {max(one.output for one in found):.4f} (at most {1 + MOST_OUTPUT:g})"
    yield f"  smallest factor on quits {min(one.quits for one in found):.4f} (at least {1 - MOST_QUITS:g})"
    for figure in ("contacts_person_day", "quits_expected", "quits", "profit", "service_level"):
        here, there = (np.array([one.totals[figure] for one in many]) for many in (found[:beside], usual))
        more = here.mean() / there.mean()
        yield f"  {figure}, {beside} seasons: {there.mean():,.3f} -> {here.mean():,.3f}, times {more:.3f}"


if __name__ == "__main__":
    for name in team_names():
        print("\n".join(told(name, int(sys.argv[1]) if len(sys.argv) > 1 else MANY)), flush=True)
