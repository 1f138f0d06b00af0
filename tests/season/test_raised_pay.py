"""What a rise goes on costing in the year after the season."""

from __future__ import annotations

import numpy as np
import pytest

from sim import experiment
from sim.scenario import Scenario
from sim.scenario.file import team
from sim.units import DAYS_PER_MONTH, DAYS_PER_WEEK, DAYS_PER_YEAR


def left(shop: Scenario, changes: dict[str, float]) -> float:
    """The raised pay of the year after, money."""
    return float(experiment.run(shop.with_levers(changes), 1, 1).money["later.pay"][0])


def month(shop: Scenario) -> float:
    """What the planned places cost a month, contributions among it."""
    return sum(group.count * group.pay_month for group in shop.people) * (1 + shop.money.contributions)


@pytest.mark.parametrize("name", ["flagship", "crossborder"])
@pytest.mark.parametrize("level", [0.9, 1.0, 1.2])
def test_a_level_is_paid_in_every_place_for_a_year(name: str, level: float) -> None:
    shop = team(name)
    assert left(shop, {"pay.level": level}) == pytest.approx(
        -(level - 1) * month(shop) * DAYS_PER_YEAR / DAYS_PER_MONTH, rel=1e-9, abs=1e-6
    )


def test_a_grade_is_paid_while_its_holder_stays() -> None:
    """Nobody stays longer than the year, so twice the pay of a grade costs twice as much and less than all year."""
    shop = team("flagship").with_levers({"careers.steps": 1, "careers.step_pay": 0.05})
    once, twice = left(shop, {}), left(shop, {"careers.step_pay": 0.1})
    most = 0.05 * month(shop) * 52 * DAYS_PER_WEEK / DAYS_PER_MONTH
    assert -most < once < -0.1 * most
    assert twice < 1.8 * once


def test_without_a_rise_nothing_is_left_to_pay() -> None:
    assert np.isclose(left(team("flagship"), {}), 0.0)


@pytest.mark.parametrize("changes", [{"careers.promised": 2}, {"careers.steps": 1}, {"pay.level": 1.1}])
def test_contributions_come_on_top_of_every_rise(changes: dict[str, float]) -> None:
    """What the employer pays on top of wages moves nobody: half as much again on the bill, and nothing else."""
    shop = team("flagship").with_levers(changes)
    kind = "later.promises" if "careers.promised" in changes else "later.pay"
    bare, more = (
        float(experiment.run(shop.with_levers({"money.contributions": x}), 1, 1).money[kind][0]) for x in (0.0, 0.5)
    )
    assert bare < 0 and more == pytest.approx(1.5 * bare, rel=1e-9)
