"""What came, beside simulated seasons: p-values that are uniform, verdicts as often wrong as they say, known odds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.experiment.hindsight import BEYOND, FEWEST, beats, look_back, odds, place

RANDOM = np.random.default_rng(7)


@pytest.mark.parametrize("z", [-2.5, -1.0, 0.0, 0.7, 1.9])
def test_the_p_value_of_normal_seasons_is_that_of_the_normal_law(z: float) -> None:
    """In 400 repeats, the true value lies in the 95 % interval of the simulation at about the rate that it names."""
    truth = 2 * stats.norm.sf(abs(z))
    found = [place(50 + 10 * z, RANDOM.normal(50, 10, 200)) for _ in range(400)]
    held = np.mean([one.low <= truth <= one.high for one in found])
    assert held > 0.92
    assert np.mean([one.p for one in found]) == pytest.approx(truth, abs=0.03 if z else 0.08)


def test_p_values_of_seasons_from_the_model_itself_are_uniform() -> None:
    """400 truths, each with 99 seasons of its own: one in ten is beyond luck, half of them on each side."""
    found = [place(one[0], one[1:]) for one in RANDOM.lognormal(0, 1, (400, 100))]
    assert stats.kstest([one.p for one in found], "uniform").pvalue > 0.01
    sides = [one.side for one in found]
    assert 0.02 < sides.count("below") / 400 < 0.09 and 0.02 < sides.count("above") / 400 < 0.09


def test_figures_of_few_values_do_not_cry_out_more_often_than_luck_does() -> None:
    """People who left, a handful a season: ties count half, so the rate stays at or under the stated one."""
    found = [place(one[0], one[1:]) for one in RANDOM.poisson(1.5, (600, 60)).astype(float)]
    assert np.mean([one.p <= BEYOND for one in found]) < 0.13


@given(st.lists(st.floats(-1e6, 1e6), min_size=FEWEST, max_size=40), st.floats(-1e6, 1e6))
def test_a_place_is_a_share_and_its_mirror_image_is_the_same(values: list[float], value: float) -> None:
    seasons = np.array(values)
    one, other = place(value, seasons), place(-value, -seasons)
    assert 1 / (one.n + 1) - 1e-12 <= one.p <= 1 and one.low <= one.p + 1e-9 and one.p - 1e-9 <= one.high
    assert one.p == pytest.approx(other.p) and one.below == pytest.approx(1 - other.below)


def test_too_few_seasons_say_nothing() -> None:
    with pytest.raises(ValueError, match="3 seasons"):
        place(1.0, np.arange(3.0))


def test_beats_is_the_area_under_the_curve() -> None:
    """Normal seasons one standard deviation apart: Φ(1/√2) = 0.760."""
    without, plan = RANDOM.normal(0, 1, 2000), RANDOM.normal(1, 1, 2000)
    assert beats(plan, without) == pytest.approx(stats.norm.cdf(1 / np.sqrt(2)), abs=0.02)
    assert beats(without, without) == 0.5 and beats(without + 1e9, without) == 1.0


def test_a_sure_small_gain_does_not_tell() -> None:
    """The plan wins every pair of the same luck, yet one season cannot show it: those pairs are left out."""
    without = RANDOM.normal(0, 1, 300)
    found = look_back(0.3, without + 0.01, without)
    assert found.change.p10 > 0 and not found.tells


def test_odds_are_the_ratio_of_the_laws() -> None:
    """N(1, 1) against N(0, 1) at 1.5: e¹ = 2.72; the interval holds it in most repeats."""
    found = [odds(1.5, RANDOM.normal(1, 1, 150), RANDOM.normal(0, 1, 150)) for _ in range(200)]
    assert np.exp(np.mean([np.log(one.ratio) for one in found])) == pytest.approx(np.e, rel=0.05)
    assert np.mean([one.low <= np.e <= one.high for one in found]) > 0.9


def test_odds_say_no_more_than_the_seasons_can_show() -> None:
    found = odds(30.0, RANDOM.normal(30, 1, 50), RANDOM.normal(0, 1, 50))
    assert found.capped and found.ratio == pytest.approx(51)
    other = odds(0.0, RANDOM.normal(30, 1, 50), RANDOM.normal(0, 1, 50))
    assert other.capped and other.ratio == pytest.approx(1 / 51)


def test_odds_of_counts_are_those_of_their_shares() -> None:
    plan, without = np.repeat([0.0, 1.0], [80, 20]), np.repeat([0.0, 1.0], [20, 80])
    assert odds(0.0, plan, without).ratio == pytest.approx(80.5 / 20.5)
    assert odds(0.0, plan, plan).ratio == 1.0


def test_a_plan_that_does_nothing_is_told_by_no_figure() -> None:
    """With and without from one law: nearly no figure tells, and the odds stay near 1."""
    found = [look_back(RANDOM.normal(), RANDOM.normal(0, 1, 100), RANDOM.normal(0, 1, 100)) for _ in range(200)]
    assert np.mean([one.tells for one in found]) < 0.05
    assert np.median([max(one.odds.ratio, 1 / one.odds.ratio) for one in found]) < 1.4


@pytest.mark.parametrize("did_it", [True, False])
def test_odds_point_to_what_was_done(did_it: bool) -> None:
    """A plan that moves a figure by two standard deviations, carried out or not: eight of ten seasons point to it."""
    pointed = []
    for _ in range(200):
        value = RANDOM.normal(2.0 if did_it else 0.0)
        found = look_back(value, RANDOM.normal(2, 1, 60), RANDOM.normal(0, 1, 60))
        pointed.append((found.odds.ratio > 1) == did_it)
    assert np.mean(pointed) > 0.78  # Φ(1) = 0.84
