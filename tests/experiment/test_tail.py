"""Far quantiles and chances: what luck in drawing them leaves open, held against known answers and against draws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiment.tail import chance, quantile


def test_the_range_of_a_quantile_holds_it_as_often_as_it_says():
    """Of 2,000 samples of 100: at least 95 % hold the true P95, whatever the shape; not far more, as ranks are few."""
    rng = np.random.default_rng(5)
    for draw, true in ((rng.random, 0.95), (rng.exponential, -math.log(0.05))):
        found = [quantile(draw(size=100), 0.95) for _ in range(2000)]
        assert 0.945 <= np.mean([one.low <= true <= one.high for one in found]) <= 0.99


def test_the_worst_one_in_20_has_two_ends_from_72_on():
    """That none of n is worse than P95 has chance 0.95ⁿ: below 2.5 % from 72 on."""
    assert 0.95**72 < 0.025 < 0.95**71
    for n in (20, 59, 71):
        found = quantile(np.arange(n, dtype=float), 0.95)
        assert not found.bounded and found.high == math.inf
    assert quantile(np.arange(72, dtype=float), 0.95).bounded


@given(values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), share=st.sampled_from([0.05, 0.5, 0.95]))
def test_the_range_is_around_the_value_and_turns_with_the_sign(values, share):
    here, turned = quantile(np.array(values), share), quantile(-np.array(values), 1 - share)
    assert here.low <= here.value <= here.high
    assert (turned.low, turned.high) == (-here.high, -here.low)


@pytest.mark.parametrize("n", [1, 20, 100])
def test_what_was_never_seen_is_still_possible(n: int):
    """Clopper and Pearson: 0 of n leaves 1 − 0.025^(1/n); n of n is the same turned round."""
    none, all_ = chance(np.zeros(n, bool)), chance(np.ones(n, bool))
    assert none.seen == none.low == 0 and none.high == pytest.approx(1 - 0.025 ** (1 / n))
    assert (all_.low, all_.high) == (pytest.approx(1 - none.high), 1.0)


@given(n=st.integers(1, 200), seed=st.integers(0, 99))
def test_a_chance_lies_in_its_range(n, seed):
    found = chance(np.random.default_rng(seed).random(n) < 0.3)
    assert 0 <= found.low <= found.share <= found.high <= 1
