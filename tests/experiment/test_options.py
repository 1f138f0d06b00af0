"""Many options on one bench, and the chance of each to be the best."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.experiment import replicate
from sim.experiment.chances import chances
from sim.experiment.options import Bench, Wanted, range_of, without_luck
from sim.experiment.results import Comparison, Estimate, last
from tests.season.shop import small_shop


@pytest.mark.parametrize("n", [2, 4, 20])
@pytest.mark.parametrize("t", [-1.5, 0.0, 0.7, 2.5])
def test_two_options_have_the_chance_of_students_t(n, t):
    """A difference whose mean is t standard errors is positive with the probability that t says."""
    rest = np.random.default_rng(n).normal(size=n)
    rest -= rest.mean()
    error = rest.std(ddof=1) / np.sqrt(n)
    shared = np.random.default_rng(7).normal(0, 50, n)  # luck that both have says nothing about either
    found = chances(np.column_stack([shared + rest + t * error, shared]))
    assert found.sum() == pytest.approx(1)
    assert found[0] == pytest.approx(stats.t.cdf(t, n - 1), abs=0.01)


def test_options_of_one_mean_and_spread_share_the_chance():
    """Orthogonal options of the same mean and the same variance: each is first as likely as any other."""
    k = 8
    values = np.linalg.qr(np.column_stack([np.ones(32), np.random.default_rng(1).normal(size=(32, k))]))[0][:, 1:]
    assert chances(values) == pytest.approx(np.full(k, 1 / k), abs=0.01)


def test_options_that_are_the_same_share_one_chance():
    values = np.random.default_rng(3).normal([1.0, 0.0], 1.0, (12, 2))
    one, other = chances(values)
    assert chances(values[:, [0, 1, 0]]) == pytest.approx([one / 2, other, one / 2], abs=1e-12)


def test_of_one_season_nothing_is_known():
    assert chances(np.array([[3.0, 1.0, 2.0]])) == pytest.approx([1 / 3] * 3)
    assert chances(np.array([[3.0], [2.0]])) == pytest.approx([1.0])


def test_the_same_question_has_the_same_answer():
    values = np.random.default_rng(5).normal(size=(20, 10))
    assert (chances(values) == chances(values)).all()


def test_a_bench_plays_each_season_once_and_as_an_experiment_does():
    shop = small_shop()
    other = shop.with_levers({"leadership.coaching_hours": 0.5})
    bench = Bench(1, ("cash",))
    wanted = [Wanted(side, r) for r in range(2) for side in (shop, other, shop)]
    assert list(bench.play(wanted)) == [3, 2, 1, 0]
    assert list(bench.play(wanted)) == [] and bench.played == 4
    alone = last(replicate(other, 2, 1))
    found = bench.estimate(other, range(2))
    assert all((found.totals[kpi] == values).all() for kpi, values in alone.totals.items())
    assert (found.days["cash"] == alone.days["cash"]).all()


def _pair(values: np.ndarray, luck: np.ndarray) -> Comparison:
    def side(of: np.ndarray) -> Estimate:
        return Estimate(small_shop(), 1, len(of), {"value": of}, {}, {}, (), noise={"orders": luck})

    return Comparison(side(np.zeros(len(values))), side(values))


def test_luck_that_is_known_is_taken_out_of_every_season():
    """Where all of the change is a mean and twice the luck, every season says the mean."""
    luck = np.random.default_rng(2).normal(size=20)
    pair = _pair(100.0 + 2.0 * luck, luck)
    values, found = without_luck(pair, "value")
    assert found.used == ("orders",) and values == pytest.approx(np.full(20, 100.0))
    told = range_of(pair, "value")
    assert told.mean == pytest.approx(100.0) and told.half_width < 1e-6
    assert told.p90 == pytest.approx(np.quantile(100.0 + 2.0 * luck, 0.9))  # seasons fall as they fall


def test_few_seasons_are_left_as_they_are():
    luck = np.random.default_rng(2).normal(size=4)
    values, found = without_luck(_pair(luck, luck), "value")
    assert not found.used and (values == luck).all()
