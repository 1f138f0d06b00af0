"""Enough replications: a run stops when its interval is narrow enough, at the cap, and never before the first look."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim import experiment
from sim.experiment.stopping import Goal, compare_until, run_until
from tests.season.shop import small_shop


@pytest.fixture
def normals(monkeypatch):
    """`normals(mean, sd, seed)`: seasons whose profit is normal, in no time. Returns the streams that were opened."""
    opened = []

    def install(mean: float = 100.0, sd: float = 10.0, seed: int = 1):
        def replicate(scenario, replications=20, seed_=None, **options):
            values = np.random.default_rng([seed, options["seed"]]).normal(mean, sd, replications)
            opened.append({"asked": replications, "made": 0, "closed": False})
            mine = opened[-1]
            try:
                for n in range(1, replications + 1):
                    mine["made"] = n
                    yield experiment.Estimate(scenario, 1, replications, {"profit": values[:n]}, {}, {}, ())
            finally:
                mine["closed"] = True

        monkeypatch.setattr(experiment, "replicate", lambda scenario, **options: replicate(scenario, **options))
        return opened

    return install


def test_it_stops_at_the_first_interval_that_is_narrow_enough(normals):
    opened = normals()
    goal = Goal("profit", 3.0)
    stages = list(run_until(small_shop(), goal))
    widths = [stage.found.half_width for stage in stages]
    assert [stage.n for stage in stages] == list(range(1, len(stages) + 1))
    assert stages[-1].reached and widths[-1] <= 3.0 < min(widths[9:-1])
    assert opened[0] == {"asked": 200, "made": len(stages), "closed": True}


def test_it_says_at_the_cap_that_it_was_not_reached_and_how_many_it_would_take(normals):
    normals()
    last = experiment.last(run_until(small_shop(), Goal("profit", 1.0, cap=50)))
    assert (last.n, last.reached) == (50, False)
    assert last.needed == pytest.approx((1.96 * 10 / 1.0) ** 2, rel=0.35)


def test_nobody_looks_before_the_first_stage(normals):
    """The first two values of a run may lie close together by chance; a figure that never varies needs ten."""
    normals(sd=0.0)
    assert experiment.last(run_until(small_shop(), Goal("profit", 1e9))).n == 10
    assert experiment.last(run_until(small_shop(), Goal("profit", 1e9, first=3))).n == 3


def test_a_share_of_the_mean_leaves_room_for_the_error_of_the_estimate(normals):
    """5 % is judged at 5/105 of the estimate, so that it is 5 % of the true mean."""
    normals()
    last = experiment.last(run_until(small_shop(), Goal("profit", 0.05, relative=True)))
    assert last.reached and last.found.half_width <= 0.05 / 1.05 * last.found.mean


def test_intervals_of_runs_that_stop_themselves_cover_almost_as_often_as_they_say(normals):
    """300 runs of 10 to 60 replications: at least 95 % less three standard errors and the loss that is documented."""
    covered, taken = 0, []
    for seed in range(300):
        normals(seed=seed)
        last = experiment.last(run_until(small_shop(), Goal("profit", 4.0, cap=500)))
        covered += abs(last.found.mean - 100.0) <= last.found.half_width
        taken.append(last.n)
    assert 20 < np.mean(taken) < 35
    assert covered / 300 > 0.93 - 3 * (0.93 * 0.07 / 300) ** 0.5


def test_pairs_stop_too():
    """A change that moves every season's profit by nearly the same takes the first stage only."""
    shop = small_shop(**{"calendar.weeks": 2, "calendar.campaigns": ()})
    goal = Goal("profit", 0.2, relative=True, cap=20)
    last = experiment.last(compare_until(shop, shop.with_levers({"money.fixed_cost_day": 600.0}), goal, seed=2))
    assert last.reached and last.n == 10
    assert last.found.mean == pytest.approx(-100 * 14)
    assert last.result.a.n == last.result.b.n == 10


@pytest.mark.parametrize("wrong", [{"half_width": 0.0}, {"half_width": math.nan}, {"first": 1}, {"cap": 5}])
def test_goals_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=r"half width|first stage"):
        Goal(**({"kpi": "profit", "half_width": 1.0} | wrong))
