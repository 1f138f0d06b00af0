"""Measured durations: the product-limit curve, its tail, and patience read from waits that were cut short."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calibrate.patience import exponential_patience, measured_patience
from sim.calibrate.survival import SurvivalCurve, kaplan_meier
from tests.calibrate.made_days import made_day, weibull

GRID = (np.arange(20_000) + 0.5) / 20_000


def test_the_curve_of_a_textbook_example():
    """Ends at 1, 3, 3 and 6, cut short at 2 and 3: S = 5/6, 5/6 · 2/4, … by hand."""
    curve = kaplan_meier(np.array([1.0, 2, 3, 3, 3, 6]), np.array([True, False, True, True, False, True]), tail=0.0)
    assert curve.times.tolist() == [1, 3, 6]
    assert curve.survival == pytest.approx([5 / 6, 5 / 6 / 2, 0])
    # Greenwood: var S(3) = S(3)² · (1/(6·5) + 2/(4·2))
    half = 1.959964 * 5 / 12 * np.sqrt(1 / 30 + 2 / 8)
    assert (curve.low[1], curve.high[1]) == pytest.approx((max(0.0, 5 / 12 - half), 5 / 12 + half), abs=1e-6)
    assert (curve.ended, curve.cut_short) == (4, 2)


@pytest.mark.parametrize("shape", [1.0, 0.6])
def test_the_interval_holds_the_true_patience_as_often_as_it_says(shape):
    """Weibull patience (exponential for shape 1) cut short by waits: the 95 % interval covers S in 95 % of samples."""
    chance = np.random.default_rng(5)
    held = []
    for _ in range(300):
        patience, offered = 200.0 * chance.weibull(shape, 300), chance.exponential(150.0, 300)
        curve = kaplan_meier(np.minimum(patience, offered), patience < offered, tail=0.0)
        for t in (20.0, 60.0, 150.0):
            at = np.searchsorted(curve.times, t, side="right") - 1
            held.append(curve.low[at] <= np.exp(-((t / 200.0) ** shape)) <= curve.high[at])
    assert 0.92 <= np.mean(held) <= 0.98


@pytest.mark.parametrize("truth", [SurvivalCurve(300.0), weibull(0.7, 300.0)], ids=["exponential", "weibull"])
def test_patience_is_read_from_days_in_which_most_were_answered_first(truth):
    """Day after day the true survival lies in the curve's interval, and the mean wait of those who left does not."""
    held = []
    for seed in range(6):
        made = made_day(seed, contacts=900, patience=truth)
        curve = measured_patience(made.day)
        gave_up = ~made.day.answered
        assert 60 < gave_up.sum() < 450
        assert made.day.wait[gave_up].mean() < 0.5 * curve.mean
        for t in (15.0, 40.0, 90.0):
            at = np.searchsorted(curve.times, t, side="right") - 1
            held.append(curve.low[at] <= truth.at(t) <= curve.high[at])
    assert np.mean(held) >= 0.8


def test_the_exponential_estimate_is_all_waiting_over_hang_ups():
    day = made_day(3, patience=SurvivalCurve(250.0)).day
    found = exponential_patience(day)
    assert found.tail == pytest.approx(day.wait.sum() / (~day.answered).sum())
    assert found.tail == pytest.approx(250.0, rel=4 / np.sqrt(found.ended))


def test_who_is_answered_at_once_tells_nothing_about_patience():
    day = made_day(3, patience=SurvivalCurve(250.0)).day
    twice = day.rows(np.concatenate([np.arange(len(day)), np.flatnonzero(day.answered & (day.wait == 0))]))
    one, two = measured_patience(day), measured_patience(twice)
    assert len(twice) > len(day) + 50
    assert (one.survival == two.survival).all() and one.tail == two.tail


def test_few_hang_ups_give_an_exponential_and_none_give_endless_patience():
    day = made_day(2, contacts=600).day
    assert measured_patience(day).tail == np.inf
    few = replace(day, answered=np.where(np.arange(len(day)) % 150 == 7, False, day.answered))
    assert not len(measured_patience(few).times)
    assert 0 < measured_patience(few).tail < np.inf


def test_beyond_the_curve_the_tail_goes_on_with_the_hazard_of_the_last_quarter():
    """A hazard that falls from 1/100 to 1/400 at 60 s: the tail is near 400 s, where the overall mean is far less."""
    chance = np.random.default_rng(8)
    n = 4000
    early, late = chance.exponential(100.0, n), 60.0 + chance.exponential(400.0, n)
    patience, offered = np.where(early < 60.0, early, late), chance.exponential(120.0, n)
    day = made_day(1, contacts=n, agents=8).day
    day = replace(day, wait=np.minimum(patience, offered), answered=offered < patience)
    assert measured_patience(day).tail == pytest.approx(400.0, rel=0.25)
    assert exponential_patience(day).tail < 200.0


curves = st.builds(
    lambda times, tail, end: SurvivalCurve(
        tail,
        np.cumsum(np.array(times, dtype=float)),
        np.linspace(1.0, end, len(times) + 1)[1:] if times else np.empty(0),
    ),
    st.lists(st.integers(1, 50), max_size=12),
    st.sampled_from([0.0, 5.0, 80.0]),
    st.sampled_from([0.0, 0.3]),
)


@given(curves)
def test_drawn_durations_have_the_curve_and_its_mean(curve):
    """Draws on an even grid of uniforms fall as often beyond t as the curve says, and never grow with u."""
    drawn = curve.draw(GRID)
    assert (np.diff(drawn) <= 0).all()
    for t in (0.0, 1.0, 20.0, 60.0, 200.0):
        assert np.mean(drawn > t) == pytest.approx(float(curve.at(t)), abs=2e-4)
    assert drawn.mean() == pytest.approx(curve.mean, abs=0.02)


def test_a_curve_without_steps_is_its_tail_alone():
    assert SurvivalCurve(0.0).draw(GRID).max() == 0
    assert np.isinf(SurvivalCurve(np.inf).draw(GRID)).all()
    assert SurvivalCurve(70.0).mean == 70.0
    assert SurvivalCurve(70.0).median == pytest.approx(70.0 * np.log(2))
