"""How near a perfect model would come: known answers."""

from __future__ import annotations

import numpy as np
import pytest

from sim.calibrate.team.ceiling import ceiling_of

DAYS, LUCK = 20, 2.0


def drawn(days: float, luck: float = LUCK, n: int = 200, seed: int = 1) -> np.ndarray:
    """(D, n): days differ with a standard deviation `days`, replications of a day with `luck`."""
    chance = np.random.default_rng(seed)
    return days * chance.standard_normal((DAYS, 1)) + luck * chance.standard_normal((DAYS, n))


def test_luck_alone_is_off_by_the_mean_distance_of_a_normal():
    low, middle, high = ceiling_of(drawn(5.0)).distance
    assert middle == pytest.approx(LUCK * np.sqrt(2 / np.pi), rel=0.05)
    # a mean of 20 distances, each with a standard deviation of LUCK · √(1 − 2/π)
    spread = 1.2816 * LUCK * np.sqrt((1 - 2 / np.pi) / DAYS)
    assert (low, high) == pytest.approx((middle - spread, middle + spread), rel=0.06)


@pytest.mark.parametrize("days", [1.0, 3.0, 8.0])
def test_correlation_is_that_of_signal_and_luck(days: float):
    made = drawn(days)
    signal = made.mean(axis=1).var()
    low, middle, high = ceiling_of(made).correlation
    assert middle == pytest.approx(np.sqrt(signal / (signal + LUCK**2)), abs=0.04)
    assert low < middle < high


def test_a_model_that_is_right_scores_within_it_and_one_that_is_not_beyond():
    """Days drawn from the same law as the replications, and from one that lies elsewhere."""
    inside = wrong = 0
    for seed in range(60):
        made = drawn(4.0, n=30, seed=seed)
        known, real = made[:, 1:], made[:, 0]
        low, _, high = ceiling_of(known, seed).distance
        inside += low <= np.abs(real - known.mean(axis=1)).mean() <= high
        wrong += np.abs(real + 1.5 * LUCK - known.mean(axis=1)).mean() > high
    assert 40 <= inside <= 56  # eight of ten
    assert wrong >= 50


def test_without_luck_nobody_is_off():
    found = ceiling_of(drawn(3.0, luck=0.0))
    assert max(found.distance) == pytest.approx(0.0, abs=1e-9)
    assert found.correlation == pytest.approx((1.0, 1.0, 1.0))


def test_days_that_never_differ_have_no_correlation_and_few_have_no_ceiling():
    assert np.isnan(ceiling_of(np.zeros((5, 10))).correlation).all()
    assert ceiling_of(np.zeros((2, 10))) is None and ceiling_of(np.zeros((9, 1))) is None


def test_the_same_seed_says_the_same():
    made = drawn(2.0, n=10)
    assert ceiling_of(made, 4) == ceiling_of(made, 4)
