"""The chance of being best against Student's t, symmetry, and common luck."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.experiment.chances import of_being_best


@pytest.mark.parametrize("n, shift", [(4, 0.3), (12, 0.0), (30, 0.4)])
def test_of_two_it_is_students_t(n: int, shift: float) -> None:
    change = np.random.default_rng(n).normal(shift, 1.0, n)
    found = of_being_best(np.array([change, np.zeros(n)]))
    t = change.mean() / change.std(ddof=1) * np.sqrt(n)
    assert found[0] == pytest.approx(stats.t.cdf(t, n - 1), abs=0.012)
    assert found.sum() == pytest.approx(1.0)


def test_equal_options_share() -> None:
    assert of_being_best(np.ones((5, 7))) == pytest.approx(np.full(5, 0.2))


def test_luck_that_all_share_hides_nothing() -> None:
    """A small sure difference under the same large luck is sure; the same difference under separate luck is not."""
    random = np.random.default_rng(1)
    luck, other, noise = random.normal(0, 100, (3, 20))
    together = of_being_best(np.array([luck + 1 + noise / 1000, luck]))
    apart = of_being_best(np.array([luck + 1, other]))
    assert together[0] > 0.99 and apart[0] < 0.9


def test_the_order_of_the_options_changes_nothing_but_their_order() -> None:
    values = np.random.default_rng(2).normal(0, 1, (3, 9))
    assert of_being_best(values[::-1])[::-1] == pytest.approx(of_being_best(values), abs=0.02)


def test_two_seasons_say_nothing() -> None:
    with pytest.raises(ValueError, match="at least 3"):
        of_being_best(np.zeros((2, 2)))
