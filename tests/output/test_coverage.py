"""Do 95 % intervals cover? Floor days whose expectation Kolmogorov's equations know, 400 runs of 20 days each."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.controls import Controlled, controlled
from tests.output.days import expected_lost, small_days

RUNS, DAYS = 400, 20


@pytest.fixture(scope="module")
def runs() -> list[Controlled]:
    made = (small_days(DAYS, seed) for seed in range(1000, 1000 + RUNS))
    return [controlled(lost, {"work": work}) for lost, work in made]


def test_plain_intervals_cover_the_exact_mean(runs):
    """Within three binomial standard errors of 95 %: from 91.7 to 98.3 %."""
    covered = np.mean([abs(run.plain_mean - expected_lost()) <= run.plain_half_width for run in runs])
    assert abs(covered - 0.95) <= 3 * (0.95 * 0.05 / RUNS) ** 0.5


def test_intervals_with_the_offered_work_taken_out_cover_it_too(runs):
    assert all(run.used == ("work",) for run in runs)
    covered = np.mean([abs(run.mean - expected_lost()) <= run.half_width for run in runs])
    assert abs(covered - 0.95) <= 3 * (0.95 * 0.05 / RUNS) ** 0.5


def test_taking_it_out_narrows_the_interval_by_the_root_of_the_ratio_of_variances(runs):
    """About √2.7; and the mean of all runs stays where it belongs, so the narrowing is no bias."""
    means, plain = (np.array([getattr(run, name) for run in runs]) for name in ("mean", "plain_mean"))
    ratio = np.var(plain) / np.var(means)
    widths = np.mean([run.plain_half_width for run in runs]) / np.mean([run.half_width for run in runs])
    assert ratio > 2
    assert widths == pytest.approx(ratio**0.5, rel=0.12)
    assert abs(means.mean() - expected_lost()) <= 3.5 * means.std(ddof=1) / RUNS**0.5
