"""Promises on simulated days: where they fail, how surely they are kept, and how often on weeks nobody chose by."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from sim.planning.kept import days_kept, enough, failing, kept_on

SHARE = np.array([0.8])


def contacts(good, came=10.0):
    """(R, 1, T) kept and all, of the same number in each slot."""
    kept = np.array(good, float)[:, None, :]
    return kept, np.full(kept.shape, came)


def test_where_a_simulated_floor_fails():
    """Two days of three slots: the first is good in both runs, the second in one of two."""
    kept, came = contacts([[10, 10, 10, 10, 0, 7], [10, 10, 10, 10, 10, 10]])
    assert days_kept(kept, came, SHARE, 2)[:, 0].tolist() == [[True, False], [True, True]]
    assert failing(kept, came, SHARE, 0.5, 2, confidence=0).sum() == 0
    assert failing(kept, came, SHARE, 0.95, 2)[0].tolist() == [False] * 4 + [True, False]
    nobody = np.zeros((2, 1, 6))
    assert not failing(nobody, nobody, SHARE, 0.5, 2, confidence=0).any()


def test_slots_are_named_by_the_days_that_failed():
    """Where a good week has its few bad answers, somebody more would not help the bad one."""
    kept, came = contacts([[10, 10, 0], [5, 10, 10]])
    kept[1], came[1] = [[0, 90, 90]], [[5, 90, 90]]  # kept all the same: 180 of 185
    assert days_kept(kept, came, SHARE, 1)[:, 0, 0].tolist() == [False, True]
    assert failing(kept, came, SHARE, 0.9, 1, 0)[0].tolist() == [False, False, True]


def test_just_enough_may_be_luck():
    """Eight good days of ten are 80 %, and two times in three a crew with less shows as many."""
    rows = np.where(np.arange(10)[:, None] < 8, 10.0, 0.0)
    kept, came = contacts(rows)
    assert not failing(kept, came, SHARE, 0.8, 1, confidence=0).any()
    assert failing(kept, came, SHARE, 0.8, 1).all()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(5, 400), st.sampled_from([0.5, 0.8, 0.95]), st.sampled_from([0.8, 0.95]))
def test_enough_days_rule_a_lower_share_out(days, chance, confidence):
    """Found from the binomial tail itself: fewer good days would be seen too often where the share is only just met."""
    seen = enough(days, chance, confidence)
    if seen < days:
        assert binom.sf(seen - 1, days, chance) <= 1 - confidence + 1e-9
    if seen > chance * days + 1:
        assert binom.sf(seen - 2, days, chance) > 1 - confidence - 1e-9
    assert enough(days, chance, 0) == int(np.ceil(chance * days - 1e-9)) <= seen


def test_the_range_is_the_known_one_where_days_stand_alone():
    kept, came = contacts(np.where(np.arange(40)[:, None] < 30, 10.0, 0.0))
    found = kept_on(kept, came, SHARE, 1)
    known = binomtest(30, 40).proportion_ci(0.95, method="exact")
    assert found.share[0] == 0.75 and found.weeks == 40 and found.by_day.shape == (1, 1)
    assert (found.low[0], found.high[0]) == pytest.approx((known.low, known.high), abs=0.012)


def test_days_of_one_week_that_go_together_say_less():
    """Seven days that are all good or all bad are one observation a week; days by chance are nearly seven."""
    weeks = np.repeat(np.where(np.arange(20)[:, None] < 15, 10.0, 0.0), 7, axis=1)
    mixed = weeks.ravel()[np.random.default_rng(1).permutation(140)].reshape(20, 7)
    together, apart = (kept_on(*contacts(one), SHARE, 7) for one in (weeks, mixed))
    assert together.share[0] == apart.share[0] == 0.75
    assert together.high[0] - together.low[0] > 1.8 * (apart.high[0] - apart.low[0])
    never, always = (kept_on(*contacts(np.full((5, 7), n)), SHARE, 7) for n in (0.0, 10.0))
    assert (never.low[0], always.high[0]) == (0, 1) and never.high[0] < 0.2 and always.low[0] > 0.8


def test_contacts_and_promises_have_to_fit():
    with pytest.raises(ValueError):
        days_kept(np.ones((1, 1, 5)), np.ones((1, 1, 5)), SHARE, 2)
