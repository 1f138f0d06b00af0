"""Common random numbers: how many times less a paired difference varies."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment import compare, last
from sim.experiment.intervals import half_width
from sim.experiment.pairs import variance_ratio
from tests.output.days import busy_days
from tests.season.shop import small_shop


def test_the_ratio_of_known_numbers():
    """Variances 2.5 and 10, of the difference 2.5: 12.5 / 2.5."""
    a = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    found = variance_ratio(a, 2 * a)
    assert (found.value, found.n) == (pytest.approx(5), 5)
    assert found.low < 5 < found.high


def test_no_ratio_where_the_difference_never_varies():
    a = np.array([1.0, 2.0, 4.0])
    assert np.isnan(variance_ratio(a, a + 3).value)
    assert np.isnan(variance_ratio(a[:1], a[:1]).value)


def test_independent_arms_have_ratio_one():
    rng = np.random.default_rng(8)
    assert variance_ratio(*rng.normal(size=(2, 4000))).value == pytest.approx(1, abs=0.1)


def test_its_interval_covers_as_often_as_it_says():
    """Normal pairs of correlation 0.95, ratio 1 / (1 − 0.95) = 20: 95 % of 2,000 intervals from eight pairs."""
    rng = np.random.default_rng(9)
    shared, own = rng.normal(size=(2000, 1, 8)), rng.normal(size=(2000, 2, 8))
    arms = 0.95**0.5 * shared + 0.05**0.5 * own
    found = [variance_ratio(a, b) for a, b in arms]
    covered = np.mean([one.low <= 20 <= one.high for one in found])
    assert abs(covered - 0.95) < 3 * (0.95 * 0.05 / 2000) ** 0.5


def test_one_per_cent_more_staff_on_a_busy_day_is_seen_a_hundred_times_sooner():
    """20,000 contacts a day. The claim is checked on runs that are independent: the more staffed days of another seed
    differ from the less staffed ones about that many times more."""
    less, more = busy_days(40, 20_000.0), busy_days(40, 20_000.0, extra=0.01)
    other = busy_days(40, 20_000.0, extra=0.01, seed=2)
    ratio = variance_ratio(less.share, more.share)
    assert ratio.value > 100
    apart = np.var(other.share - less.share, ddof=1) / np.var(more.share - less.share, ddof=1)
    assert ratio.low < apart < ratio.high
    paired = half_width(more.share[:8] - less.share[:8])
    apart = half_width(other.share[:8] - less.share[:8])
    assert paired < abs(np.mean(more.share - less.share)) < apart  # eight days show it on shared luck only


def test_levers_of_a_season_are_compared_on_shared_luck():
    """One more on the late shift; more returns: profit differs many times less than between independent seasons."""
    base = small_shop(**{"calendar.weeks": 1, "calendar.campaigns": ()})
    for lever, value, least in (("people.late.count", 4, 10), ("fulfilment.return_share", 0.2, 30)):
        pair = last(compare(base, base.with_levers({lever: value}), 8, seed=3))
        assert pair.variance_ratio("profit") > least, lever
