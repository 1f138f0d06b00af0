"""Preparing a campaign: a closed line by simulation, what is done again, and the season's lift."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.mechanisms.projects import (
    AT_ONCE,
    START_WEEKS,
    Projects,
    ProjectsLevers,
    counting_weeks,
    done,
    hours_a_piece,
    hours_spent,
    line,
    pace,
)
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

NUMBERS: Projects = bind(Projects, "projects", parameters())


def simulated_line(stations: int, at_once: int, pieces: int, seed: int) -> float:
    """Pieces an hour of a closed line of stations alike, exponential with mean an hour each."""
    rng = np.random.default_rng(seed)
    queue = [at_once, *([0] * (stations - 1))]
    clock, ended = 0.0, 0
    while ended < pieces:
        busy = [i for i in range(stations) if queue[i]]
        clock += rng.exponential(1 / len(busy))
        one = busy[rng.integers(len(busy))]
        queue[one] -= 1
        queue[(one + 1) % stations] += 1
        ended += one == stations - 1
    return ended / clock


@pytest.mark.parametrize(("stations", "at_once"), [(2, 1), (3, 3), (4, 12)])
def test_a_closed_line_does_what_a_simulated_one_does(stations, at_once):
    numbers = replace(NUMBERS, stations=float(stations), switching=0.0)
    assert line(numbers, at_once) == pytest.approx(simulated_line(stations, at_once, 12_000, 5), rel=0.04)


def test_too_few_wait_and_too_many_are_held_by_nobody():
    shares = [line(NUMBERS, n) for n in range(1, 61)]
    best = int(np.argmax(shares)) + 1
    assert 1 < best < 60
    assert shares[0] < shares[best - 1] > shares[-1]
    assert all(0 < share <= 1 for share in shares)


@given(weeks=st.floats(0.1, 16.0), changes=st.floats(0.001, 0.5))
def test_early_hours_count_less(weeks, changes):
    numbers = replace(NUMBERS, changes=changes)
    t = np.linspace(0, weeks, 4001)
    assert counting_weeks(numbers, weeks) == pytest.approx(np.trapezoid(np.exp(-changes * t), t), rel=1e-5)
    assert counting_weeks(replace(NUMBERS, changes=0.0), weeks) == weeks


def test_what_a_check_sends_back_goes_through_again():
    free = replace(NUMBERS, check_share=0.0, wrong=0.1)
    assert hours_a_piece(free, 1.0) == pytest.approx(sum(0.1**n for n in range(60)))
    assert hours_a_piece(NUMBERS, 0.0) == 1.0


def test_the_shops_own_way_is_what_its_hours_were_counted_with():
    assert done(NUMBERS, START_WEEKS, AT_ONCE, 0.0) > 0
    shop = small_shop(**{"projects.check": 1e-12})
    one, other = (run_season(Setup(each, parameters()), 2) for each in (small_shop(), shop))
    assert one.days["orders"] == pytest.approx(other.days["orders"])


def realised(**levers: object) -> float:
    season = run_season(Setup(small_shop(**levers), parameters()), 1)
    (share,) = season.state.memory["preparation"].realised.values()
    return float(share)


def test_a_line_that_does_half_as_much_prepares_half():
    hours = {
        "calendar.campaigns": [{**small_shop().calendar.campaigns[0].model_dump(), "prep_hours": {"service": 4000.0}}]
    }
    usual, few = realised(**hours), realised(**hours, **{"projects.at_once": 1})
    worth = parameters()["preparation.worth"]
    ratio = line(NUMBERS, 1) / line(NUMBERS, AT_ONCE)
    assert (few - (1 - worth)) / (usual - (1 - worth)) == pytest.approx(ratio)


def test_right_pages_sell_what_wrong_ones_lose():
    lost = NUMBERS.unsold * NUMBERS.wrong
    assert realised(**{"projects.check": 1.0, "projects.start_weeks": 16.0}) == pytest.approx(
        realised(**{"projects.start_weeks": 16.0}) / (1 - lost), rel=0.02
    )
    assert math.isfinite(lost)


@given(
    weeks=st.floats(0.5, 16.0),
    need=st.floats(5.0, 2000.0),
    weekly=st.floats(5.0, 300.0),
    at_once=st.integers(1, 60),
    check=st.floats(0.0, 1.0),
)
def test_hours_are_what_a_team_spends_day_by_day(weeks, need, weekly, at_once, check):
    """Each hour of a short step goes into pieces until all stand, then into those that changed."""
    plan = ProjectsLevers(start_weeks=weeks, at_once=at_once, check=check)
    effective = START_WEEKS / counting_weeks(NUMBERS, START_WEEKS) * pace(NUMBERS, at_once, check)
    stand = spent = 0.0
    step = weeks / 4000
    for _ in range(4000):
        stand -= NUMBERS.changes * stand * step
        hours = min(weekly * step, (need - stand) / effective)
        stand += hours * effective
        spent += hours
    assert hours_spent(NUMBERS, plan, need, weekly) == pytest.approx(spent, rel=5e-3)


def test_who_has_time_to_spare_pays_only_for_what_is_done_again():
    """Ten hours of pieces, a hundred hours a week: two weeks more cost what changes in two weeks."""
    four, six = (hours_spent(NUMBERS, ProjectsLevers(start_weeks=weeks), 10.0, 100.0) for weeks in (4.0, 6.0))
    counted = counting_weeks(NUMBERS, START_WEEKS) / START_WEEKS
    assert six - four == pytest.approx(2 * NUMBERS.changes * 10.0 * counted)
