"""Durations of any family: exact where they are pieces, right to 1e-7 where they are a table, the same everywhere."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from sim.draws import UNIT, Purpose, key, uniform
from sim.floor import durations as loop
from sim.floor import laws, tape
from sim.floor.loops import objects
from sim.floor.model import Family
from sim.shop.durations import Duration
from tests.floor.builders import FAMILIES, kind, law, work_types

ENDS = np.array([0.5 * UNIT, 1e-15, 1e-12, 1e-9])
U = np.concatenate([ENDS, np.linspace(1e-6, 1 - 1e-6, 40_001), 1 - ENDS[::-1]])


def of(duration: Duration) -> np.ndarray:
    """The duration for each of the uniforms `U`."""
    return laws.durations(*written(duration), U)


def written(duration: Duration):
    types = work_types(kind(laws={"work": duration}))
    return types, int(types.work_family[0])


def gamma(shape: float) -> Duration:
    return Duration(family="gamma", mean_s=120, shape=shape)


def frozen(duration: Duration):
    """The same distribution from scipy."""
    mean, shape = duration.mean_s or 0.0, duration.shape or 1.0
    spread = math.sqrt(math.log1p(duration.cv**2))
    return {
        "exponential": lambda: stats.expon(scale=mean),
        "lognormal": lambda: stats.lognorm(spread, scale=mean * math.exp(-0.5 * spread**2)),
        "uniform": lambda: stats.uniform(duration.low_s, duration.high_s - duration.low_s),
        "gamma": lambda: stats.gamma(shape, scale=mean / shape),
        "weibull": lambda: stats.weibull_min(shape, scale=mean / math.gamma(1 + 1 / shape)),
    }[duration.family]()


@pytest.mark.parametrize(
    "duration",
    [
        *(law(family, 90.0) for family in ("exponential", "lognormal", "uniform", "weibull")),
        *(gamma(shape) for shape in (0.1, 0.5, 1, 2, 3, 20, 1000)),
        Duration(family="weibull", mean_s=60, shape=3),
        Duration(family="lognormal", mean_s=60, cv=0.1),
        Duration(family="lognormal", mean_s=60, cv=10),
    ],
    ids=lambda d: f"{d.family} {d.shape or d.cv:g}",
)
def test_quantiles_in_both_tails_are_scipys(duration):
    """From one contact in 10^15 to all but one in 10^15, each to a millionth of itself."""
    assert of(duration) == pytest.approx(frozen(duration).isf(U), rel=1e-6)


@pytest.mark.parametrize("shape", [0.1, 0.5, 1, 4, 300])
def test_the_table_of_a_gamma_has_its_mean_and_variance(shape):
    types, family = written(gamma(shape))
    moments = []
    for power in (1, 2):  # ∫ of the quantiles over the logit of the uniform, where both tails are smooth

        def integrand(z, power=power):
            u = 1 / (1 + math.exp(-z))
            return u * (1 - u) * laws.durations(types, family, np.array([u]))[0] ** power

        moments.append(integrate.quad(integrand, -36, 36, limit=2000, epsrel=1e-9)[0])
    assert moments[0] == pytest.approx(120, rel=1e-6)
    assert moments[1] - moments[0] ** 2 == pytest.approx(120**2 / shape, rel=1e-6)


def test_a_gamma_of_shape_one_is_an_exponential():
    assert of(gamma(1)) == pytest.approx(of(Duration(family="exponential", mean_s=120)), rel=1e-6)


def test_measured_values_are_met_where_they_were_measured():
    measured = Duration(family="empirical", values_s=(5, 20, 45, 90, 400), below=(0, 0.1, 0.5, 0.9, 1))
    at = laws.durations(*written(measured), 1 - np.array([1e-15, 0.1, 0.3, 0.5, 0.9, 0.95, 1 - 1e-15]))
    assert at == pytest.approx([5, 20, 32.5, 45, 90, 245, 400])
    assert measured.mean == pytest.approx(0.1 * 12.5 + 0.4 * 32.5 + 0.4 * 67.5 + 0.1 * 245)


def test_sorts_of_a_hyperexponential_have_their_shares_and_their_own_law():
    """By hand: a uniform below 0.8 is a short one and, spread over (0, 1), an exponential of mean 50."""
    types, family = written(law("hyperexponential", 100.0))
    at = laws.durations(types, family, np.array([0.2, 0.4, 0.9]))
    assert at == pytest.approx([-50 * math.log(0.25), -50 * math.log(0.5), -300 * math.log(0.5)])


@pytest.mark.parametrize("family", FAMILIES)
def test_the_mean_that_a_file_tells_is_the_mean_that_is_drawn(family):
    duration = law(family, 80.0)
    types, number = written(duration)
    u = (np.arange(2_000_000) + 0.5) / 2_000_000
    assert laws.durations(types, number, u).mean() == pytest.approx(duration.mean, rel=2e-4)
    assert duration.mean == pytest.approx(80.0)


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.sampled_from(FAMILIES), st.floats(0.5 * UNIT, 1 - 0.5 * UNIT))
def test_the_loop_draws_what_the_tape_draws(family, u):
    types, number = written(law(family, 30.0))
    floor = SimpleNamespace(pieces=objects(types.pieces), curves=objects(types.curves))
    assert loop.in_pieces(floor, number - Family.PIECES, u) == pytest.approx(
        laws.durations(types, number, np.array([u]))[0], rel=1e-13
    )


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - {"mixture", "hyperexponential"}))
def test_a_smaller_uniform_lasts_at_least_as_long(family):
    """So somebody patient stays patient when only the family changes, and two scenarios share their luck."""
    assert (np.diff(of(law(family))) <= 0).all()


def test_longer_times_keep_who_is_slow_and_who_is_fast():
    for family in FAMILIES:
        assert of(law(family, 60.0)) == pytest.approx(2 * of(law(family, 30.0)), rel=1e-12)


def test_nothing_is_endless_at_the_edges_of_a_sort():
    """The uniform that falls on the edge itself is no 0 within the sort."""
    types, family = written(law("hyperexponential"))
    assert np.isfinite(laws.durations(types, family, np.array([0.8, np.nextafter(0.8, 0)]))).all()


def test_roots_and_children_draw_alike():
    """A contact's draws hang on its key, whoever makes them."""
    every = {what: law("mixture", 9.0) for what in tape.ROLES}
    types = work_types(kind(), kind(laws=every))
    keys = key(1, "root", np.arange(50))
    built = tape.build(types, keys, np.arange(50) % 2, np.zeros(50), 1, 10.0)
    for row in range(1, 50, 2):
        number = int(keys[row])
        one = [tape.seconds(types, what, 1, number) for what in ("work", "patience", "wrap")]
        assert [built.work[row], built.deadline[row], built.wrap[row]] == pytest.approx(one, rel=1e-13)
        for what, purpose in (("redial", Purpose.REDIAL_DELAY), ("repeat", Purpose.REPEAT_DELAY)):
            family, u = int(getattr(types, f"{what}_family")[1]), np.array([uniform(number, purpose)])
            assert tape.seconds(types, what, 1, number) == laws.durations(types, family, u)[0]
