"""Tests of ideas: power, what peeking does, and what is kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.mechanisms.innovation import (
    Innovation,
    Shipped,
    effects_of,
    half_width,
    ideas_week,
    kept,
    lift,
    noise,
    power,
    seen,
)
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

NUMBERS: Innovation = bind(Innovation, "innovation", parameters())
RNG = np.random.default_rng(11)


def called_real(looks: int, sure: float, ideas: int = 200_000) -> float:
    """Share of ideas without an effect that some look calls real, either way."""
    z = seen(np.zeros(ideas), 1000.0, RNG.standard_normal((ideas, looks)))
    return float((kept(z, sure)[0] | kept(-z, sure)[0]).mean())


@pytest.mark.parametrize(
    ("looks", "published"), [(1, 0.05), (2, 0.083), (3, 0.107), (4, 0.126), (5, 0.142), (10, 0.193)]
)
def test_looks_at_five_per_cent_call_so_many_nothings_real(looks, published):
    """Armitage, McPherson & Rowe (1969), table 2."""
    assert called_real(looks, 0.95) == pytest.approx(published, abs=0.002)


@settings(max_examples=20)
@given(effect=st.floats(0.0, 0.1), orders=st.floats(500.0, 50_000.0), sure=st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_one_look_keeps_what_the_power_of_a_two_sample_test_says(effect, orders, sure):
    z = seen(np.full(40_000, effect), orders, RNG.standard_normal((40_000, 1)))
    assert kept(z, sure)[0].mean() == pytest.approx(power(effect, orders, sure), abs=0.012)


def test_noise_is_that_of_two_poisson_counts():
    a, b = RNG.poisson(2000.0, (2, 50_000))
    assert np.log(a / b).std() == pytest.approx(noise(4000.0), rel=0.02)
    assert half_width(0.95) == pytest.approx(1.959964, abs=1e-6)


def test_few_ideas_do_much_and_one_to_three_in_ten_help():
    effects = effects_of(NUMBERS, (np.arange(20_000) + 0.5) / 20_000)
    assert np.median(effects) == pytest.approx(NUMBERS.centre)
    found = power_of_all(effects, 40_000.0)
    assert 0.05 < found < 0.33
    best = np.sort(effects)[::-1]
    assert best[:2_000].sum() > 0.4 * best[best > 0].sum()  # a tenth of all ideas has most of what there is to win


def power_of_all(effects: np.ndarray, orders: float) -> float:
    z = seen(effects, orders, RNG.standard_normal((len(effects), 1)))
    return float(kept(z, 0.9)[0].mean())


def test_twice_the_hours_find_some_of_the_same_ideas_again():
    """Nearly as many new ones as hours buy at first, never more than 1 ÷ again; nothing repeats itself at neutral."""
    fresh = replace(NUMBERS, again=0.0)
    assert ideas_week(fresh, 3 * NUMBERS.hours) == pytest.approx(3.0)
    assert ideas_week(NUMBERS, 0.01) == pytest.approx(0.01 / NUMBERS.hours, rel=1e-3)
    assert ideas_week(NUMBERS, NUMBERS.hours) == pytest.approx((1 - np.exp(-NUMBERS.again)) / NUMBERS.again)
    assert ideas_week(NUMBERS, 1e6) == pytest.approx(1 / NUMBERS.again)


def test_what_is_kept_fades_by_half():
    one = [Shipped(10.0, 0.04)]
    assert lift(NUMBERS, one, 9.0) == 0.0
    assert lift(NUMBERS, one, 10.0) == 0.04
    assert lift(NUMBERS, one, 10.0 + 7 * NUMBERS.fade_weeks) == pytest.approx(0.02)


def test_hours_are_paid_and_ideas_without_an_effect_change_no_order():
    still = parameters().holding({"innovation.spread": 0.0, "innovation.centre": 0.0})
    before = run_season(Setup(small_shop(), still), 3)
    after = run_season(Setup(small_shop(**{"innovation.hours_week": 20.0, "innovation.sure": 0.5}), still), 3)
    assert after.days["orders"] == pytest.approx(before.days["orders"])
    assert after.days["ideas_kept"].sum() > 0
    assert after.ledger["ideas"].sum() < 0


def test_looks_at_tests_that_nobody_makes_change_nothing_to_the_last_bit():
    before, after = (
        run_season(Setup(small_shop(**levers), parameters()), 3) for levers in ({}, {"innovation.looks": 14})
    )
    for counts in ("days", "ledger"):
        one, other = getattr(before, counts), getattr(after, counts)
        assert all(np.array_equal(one[name], other[name]) for name in one)
