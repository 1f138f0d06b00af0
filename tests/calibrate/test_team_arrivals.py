"""Arrivals of a team: levels, hours, the day's own factor, and days that are set apart."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calibrate.team.arrivals import fitted_arrivals
from sim.calibrate.team.counts import Counts, of_moments
from sim.calibrate.team.days import sorted_days
from sim.calibrate.team.held_out import held_out
from tests.calibrate.made_month import KINDS, WEEKDAY, hours

FIRST = dt.date(2026, 9, 7)  # a Monday
RATES = 900.0 * WEEKDAY[:, None] * (hours() * np.array([0.6, 0.4])[:, None])[:, None, :]  # (2, 7, 48)


def made(days: int = 28, cv: float = 0.12, seed: int = 1, factors: dict[int, float] | None = None) -> Counts:
    """Counts with known rates; `factors`: day → what its contacts are multiplied by."""
    chance = np.random.default_rng(seed)
    table = np.zeros((2, days, 48))
    sigma = np.sqrt(np.log1p(cv**2))
    for day in range(days):
        own = np.exp(chance.normal(-(sigma**2) / 2, sigma)) * (factors or {}).get(day, 1.0)
        table[:, day] = chance.poisson(RATES[:, day % 7] * own)
    return Counts(FIRST, KINDS, table, np.full(days, 9.1 * 3600), np.full(days, 21.9 * 3600))


def fit(counts: Counts):
    return fitted_arrivals(counts, sorted_days(counts))


def test_most_true_rates_lie_inside_their_bands():
    """Over many months: in one alone a weekday's luck moves all its half hours together."""
    inside, cvs = [], []
    true = RATES.sum(axis=0)
    for seed in range(25):
        found = fit(made(seed=seed))
        low, high = found.rate_band()
        inside.append(((low <= true) & (true <= high))[true > 0].mean())
        cvs.append(found.cv_interval[0] <= 0.12 <= found.cv_interval[1])
    assert 0.75 <= np.mean(inside) <= 0.92
    assert np.mean(cvs) >= 0.75


def test_levels_hours_and_types_come_near_the_truth_in_a_long_file():
    found = fit(made(days=700, seed=3))
    assert found.level == pytest.approx(RATES.sum(axis=(0, 2)), rel=0.03)
    assert found.cv == pytest.approx(0.12, rel=0.1)
    busy = RATES.sum(axis=0) > 5
    assert found.rates[busy] == pytest.approx(RATES.sum(axis=0)[busy], rel=0.1)
    busy = RATES > 5
    assert found.kind_rates[busy] == pytest.approx(RATES[busy], rel=0.15)


def test_shares_add_up_and_a_closed_weekday_has_none():
    counts = made()
    table = counts.by_kind.copy()
    table[:, counts.weekday == 6] = 0
    found = fit(replace(counts, by_kind=table))
    assert found.level[6] == 0 and not found.rates[6].any()
    assert found.shares[:6].sum(axis=1) == pytest.approx(1.0)
    assert found.by_kind.sum(axis=2) == pytest.approx(1.0)
    assert sorted_days(replace(counts, by_kind=table)).closed.sum() == 4


@pytest.mark.parametrize("factor", [3.0, 8.0])
def test_a_campaign_day_changes_nothing_of_the_usual_day(factor: float):
    """The day is found, and the rest is what it would be if the day had been cut out of the file."""
    counts = made(factors={10: factor})
    days = sorted_days(counts)
    assert np.flatnonzero(days.raised).tolist() == [10]
    without = replace(days, usual=days.usual & (np.arange(28) != 10))
    assert np.array_equal(fit(counts).rates, fitted_arrivals(counts, without).rates)
    assert np.abs(fit(counts).level / fit(made()).level - 1).max() < 0.1


def test_an_outage_is_set_apart_as_well():
    assert np.flatnonzero(sorted_days(made(factors={12: 0.05})).low).tolist() == [12]


def test_without_a_strange_day_none_is_set_apart():
    for seed in range(10):
        days = sorted_days(made(seed=seed))
        assert days.usual.all(), seed


def test_a_first_and_a_last_day_that_were_cut_off_are_left_out():
    counts = made()
    table, begun, ended = counts.by_kind.copy(), counts.begun.copy(), counts.ended.copy()
    table[:, 0, :32] = 0  # the export begins at 16:00
    table[:, -1, 28:] = 0  # and ends at 14:00
    begun[0], ended[-1] = 16 * 3600.0, 14 * 3600.0
    days = sorted_days(replace(counts, by_kind=table, begun=begun, ended=ended))
    assert np.flatnonzero(days.cut).tolist() == [0, 27]
    assert not sorted_days(counts).cut.any()


def test_few_days_say_nothing_of_how_days_differ():
    found = fit(made(days=5))
    assert np.isnan(found.cv) and held_out(made(days=5)) is None
    assert found.level[5] == pytest.approx(found.level[:5].mean(), rel=0.2)  # nobody has seen a Saturday


def test_the_forecast_beats_last_week_again_and_its_range_holds():
    """Last week's luck is in the naive forecast twice."""
    scores = [held_out(made(seed=seed)) for seed in range(12)]
    assert np.mean([s.slots.mae for s in scores]) < 0.85 * np.mean([s.slots_naive.mae for s in scores])
    assert sum(np.mean([s.slots.pinball for s in scores], axis=0)) < sum(
        np.mean([s.slots_naive.pinball for s in scores], axis=0)
    )
    assert 0.75 <= np.mean([s.slots.coverage for s in scores]) <= 0.93


def test_what_is_scored_was_not_seen():
    """Other counts in the last week change the score, not the forecast: a week of none misses by all of it."""
    counts = made()
    table = counts.by_kind.copy()
    table[:, 21:] *= 1.5
    a, b = held_out(counts), held_out(replace(counts, by_kind=table))
    assert b.totals.mae > a.totals.mae + 100


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 30 * 86_400 - 1), min_size=1, max_size=200))
def test_every_moment_is_counted_once_on_its_day(seconds: list[int]):
    moments = np.datetime64("2026-09-07T00:00:00") + np.array(seconds).astype("timedelta64[s]")
    counts = of_moments(moments)
    assert counts.table.sum() == len(seconds)
    first = min(seconds) // 86_400
    assert counts.first == FIRST + dt.timedelta(days=first)
    at = seconds[0]
    assert counts.table[at // 86_400 - first, at % 86_400 // 1800] >= 1
