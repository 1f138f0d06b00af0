"""Control variates: the textbook's regression, and no word more than the replications can carry."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.controls import LEAST_FREEDOM, controlled
from sim.experiment.intervals import half_width
from tests.output.days import busy_days


def sample(n: int, seed: int, controls: int = 2, noise: float = 0.5) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Y = 7 + 2 C₀ − C₁ + noise, with controls of mean 0."""
    rng = np.random.default_rng(seed)
    c = rng.normal(size=(controls, n))
    slopes = np.array([2.0, -1.0, 0.0, 0.0])[:controls]
    return 7 + slopes @ c + noise * rng.normal(size=n), {f"c{i}": column for i, column in enumerate(c)}


def test_estimate_and_interval_are_those_of_the_intercept_of_a_regression():
    """The same numbers as an ordinary least squares fit, and as the formula with s² (1/n + c′S⁻¹c) by hand."""
    y, controls = sample(30, 1)
    found = controlled(y, controls)
    c = np.column_stack(list(controls.values()))
    # 2.0518… is the 97.5 % point of Student's t with 30 − 1 − 2 degrees of freedom
    centred = c - c.mean(axis=0)
    cross = centred.T @ centred
    slope = np.linalg.solve(cross, centred.T @ y)
    rest = y - y.mean() - centred @ slope
    factor = 1 / 30 + c.mean(axis=0) @ np.linalg.solve(cross, c.mean(axis=0))
    assert found.mean == pytest.approx(y.mean() - slope @ c.mean(axis=0), rel=1e-12)
    width = 2.0518305164802837 * np.sqrt(rest @ rest / (30 - 1 - 2) * factor)
    assert found.half_width == pytest.approx(width, rel=1e-9)
    assert (found.plain_mean, found.plain_half_width) == (y.mean(), half_width(y))
    assert found.gain == (found.plain_half_width / found.half_width) ** 2


def test_without_controls_it_is_the_plain_interval():
    y, _ = sample(30, 1)
    found = controlled(y, {})
    assert (found.mean, found.half_width, found.used) == (y.mean(), half_width(y), ())


def test_a_figure_that_is_nothing_but_its_control_is_known_without_error():
    c = np.linspace(-1, 2, 25)
    found = controlled(5 + 3 * c, {"c": c})
    assert found.mean == pytest.approx(5, rel=1e-12)
    assert found.half_width == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("noise, controls", [(0.5, 2), (5.0, 4)])
def test_intervals_cover_as_often_as_they_say_whether_controls_help_or_not(noise, controls):
    """95 % of 1,200 intervals of 18 normals, within three standard errors."""
    hits = 0
    for seed in range(1200):
        found = controlled(*sample(18, seed, controls, noise))
        assert len(found.used) == controls
        hits += abs(found.mean - 7) <= found.half_width
    assert abs(hits / 1200 - 0.95) < 3 * (0.95 * 0.05 / 1200) ** 0.5


def test_controls_that_explain_nothing_cost_what_theory_says():
    """(n − 2) / (n − q − 2) of the variance: 18/14 for four controls and twenty replications."""
    found = [controlled(*sample(20, seed, 4, noise=1000.0)) for seed in range(1500)]
    ratio = np.var([one.mean for one in found]) / np.var([one.plain_mean for one in found])
    assert ratio == pytest.approx(18 / 14, rel=0.12)


def test_few_replications_are_left_plain():
    q = 2
    enough = LEAST_FREEDOM + 1 + q
    assert controlled(*sample(enough, 1)).used == ("c0", "c1")
    y, controls = sample(enough - 1, 1)
    found = controlled(y, controls)
    assert (found.mean, found.half_width, found.used) == (y.mean(), half_width(y), ())
    assert np.isnan(controlled(y[:1], {name: c[:1] for name, c in controls.items()}).half_width)


def test_controls_without_news_are_left_out():
    """One that never varies, and one that is a sum of the others, change nothing."""
    y, controls = sample(30, 2)
    more = controls | {"still": np.zeros(30), "sum": 3 * controls["c0"] - controls["c1"]}
    found, plain = controlled(y, more), controlled(y, controls)
    assert found.used == ("c0", "c1")
    assert (found.mean, found.half_width) == (plain.mean, plain.half_width)


def test_a_figure_that_never_varies_is_known_exactly():
    _, controls = sample(30, 2)
    found = controlled(np.full(30, 0.5), controls)
    assert (found.half_width, found.used) == (0.0, ()) and np.isnan(found.gain)


def test_the_unit_of_a_control_does_not_matter():
    y, controls = sample(30, 3)
    scaled = {name: 1e9 * c for name, c in controls.items()}
    assert controlled(y, scaled).half_width == pytest.approx(controlled(y, controls).half_width, rel=1e-9)


def test_a_control_of_other_replications_is_an_error():
    with pytest.raises(ValueError, match="control c0"):
        controlled(np.zeros(30), {"c0": np.zeros(29)})


def test_offered_work_explains_most_of_a_busy_days_abandonment():
    """20,000 contacts, staff by the hour: what the day's callers bring in work decides how many give up."""
    days = busy_days(40, 20_000.0)
    share, lost = (controlled(values, {"work": days.work}) for values in (days.share, days.lost))
    assert share.gain > 4 and lost.gain > 4
    spread = np.std(days.work, ddof=1) / 40**0.5
    assert abs(days.work.mean()) < 3.5 * spread
