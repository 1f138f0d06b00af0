"""Handle times, patience, speeds and who comes again, against known laws."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calibrate.contacts import Contacts
from sim.calibrate.patience import measured_patience
from sim.calibrate.people import law_of_patience
from sim.calibrate.segments import measured_segments
from sim.calibrate.team.handle import law_of
from sim.calibrate.team.redials import measured_again
from sim.calibrate.team.speeds import measured_speeds, shrunk
from sim.calibrate.team.waiting import patience_by_kind


def contacts(**columns) -> Contacts:
    """Contacts of one type and day, answered at once by nobody in particular, but for the given columns."""
    n = len(next(iter(columns.values())))
    blank = dict(
        kinds=("a",), agents=("x",), dates=(dt.date(2026, 9, 7),), day=np.zeros(n, np.int64),
        arrival=np.arange(n, dtype=float), kind=np.zeros(n, np.int64), priority=np.zeros(n, np.int64),
        wait=np.zeros(n), answered=np.ones(n, bool), service=np.full(n, 60.0), agent=np.zeros(n, np.int64),
    )  # fmt: skip
    return Contacts(**(blank | columns))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0, 20_000), min_size=1, max_size=400))
def test_a_law_has_the_mean_of_its_services(seconds: list[float]):
    assert law_of(np.array(seconds)).mean == pytest.approx(np.maximum(seconds, 0.5).mean(), rel=2e-3, abs=1e-3)


def test_a_lognormal_is_found_with_its_spread():
    law = law_of(np.random.default_rng(1).lognormal(5.0, 0.7, 4000))
    assert law.family == "lognormal"
    assert law.cv == pytest.approx(np.sqrt(np.expm1(0.49)), rel=0.05)


def test_calls_hung_up_at_once_stand_apart():
    chance = np.random.default_rng(2)
    law = law_of(np.concatenate([chance.lognormal(1.5, 0.5, 1500), chance.lognormal(5.5, 0.8, 8500)]))
    assert law.family == "mixture"
    short, long = law.parts
    assert short.share == pytest.approx(0.15, abs=0.02)
    assert long.mean_s == pytest.approx(np.exp(5.5 + 0.32), rel=0.05)


def test_what_no_plain_law_fits_is_kept_as_measured():
    """Three sorts of work of fixed lengths."""
    x = np.random.default_rng(3).choice([30.0, 120.0, 500.0], 5000) + np.linspace(0, 1, 5000)
    law = law_of(x)
    assert law.family == "empirical"
    for share in (0.1, 0.5, 0.9):
        assert np.quantile(x, share) == pytest.approx(np.interp(share, law.below, law.values_s), rel=0.05)


def waited(patience: np.ndarray, kind: np.ndarray, offered: np.ndarray) -> Contacts:
    """Who would wait `patience` and would be answered after `offered`."""
    return contacts(
        wait=np.minimum(patience, offered), answered=offered <= patience, kind=kind,
        service=np.where(offered <= patience, 60.0, np.nan),
    )  # fmt: skip


def patience(c: Contacts):
    return patience_by_kind(c, law_of_patience(c, measured_patience(c), measured_segments(c))[0])


def test_exponential_patience_of_two_types_from_waits_that_were_mostly_answered():
    chance = np.random.default_rng(4)
    kind = np.repeat([0, 1], 6000)
    means = np.array([200.0, 500.0])[kind]
    c = waited(chance.exponential(means), kind, chance.exponential(60.0, 12_000))
    laws = patience(Contacts(**{**vars(c), "kinds": ("a", "b")}))
    assert laws[0].mean == pytest.approx(200, rel=0.1) and laws[1].mean == pytest.approx(500, rel=0.15)


@pytest.mark.parametrize("shape", [0.6, 2.0])
def test_patience_that_is_not_exponential_is_a_weibull(shape: float):
    chance = np.random.default_rng(5)
    c = waited(150.0 * chance.weibull(shape, 8000), np.zeros(8000, np.int64), chance.exponential(120.0, 8000))
    (law,) = patience(c)
    assert law.family == "weibull" and law.shape == pytest.approx(shape, rel=0.08)


def test_nobody_gave_up():
    assert patience(contacts(wait=np.full(50, 10.0))) == (None,)


def made_speeds(seed: int = 6, agents: int = 30):
    chance = np.random.default_rng(seed)
    speed = np.exp(0.2 * chance.standard_normal(agents))
    n = chance.integers(5, 300, agents)
    agent = np.repeat(np.arange(agents), n)
    kind = chance.integers(0, 2, len(agent))
    seconds = np.array([200.0, 400.0])[kind] / speed[agent] * np.exp(0.7 * chance.standard_normal(len(agent)))
    c = contacts(agent=agent, kind=kind, service=seconds)
    return speed, Contacts(**{**vars(c), "agents": tuple(map(str, range(agents))), "kinds": ("a", "b")})


def test_speeds_come_near_the_truth_and_nearer_than_raw_means():
    speed, c = made_speeds()
    found = measured_speeds(c)
    true = np.log(speed) - np.average(np.log(speed), weights=found.contacts)
    mine = np.log(found.factor) - np.average(np.log(found.factor), weights=found.contacts)
    raw = -np.array([np.log(c.service[(c.agent == a)] / np.array([200.0, 400.0])[c.kind[c.agent == a]]).mean()
                     for a in range(len(speed))])  # fmt: skip
    raw -= np.average(raw, weights=found.contacts)
    assert np.sqrt(np.mean((mine - true) ** 2)) < np.sqrt(np.mean((raw - true) ** 2)) < 0.2
    assert found.spread_interval[0] <= found.spread <= found.spread_interval[1] + 0.05


def test_the_formula_predicts_what_a_mixed_model_does():
    from statsmodels.regression.mixed_linear_model import MixedLM

    chance = np.random.default_rng(7)
    n = chance.integers(5, 150, 40)
    agent = np.repeat(np.arange(40), n)
    residual = 0.2 * chance.standard_normal(40)[agent] + 0.8 * chance.standard_normal(len(agent))
    model = MixedLM(residual, np.ones((len(agent), 1)), groups=agent).fit()
    theirs = np.array([model.random_effects[a].iloc[0] for a in range(40)]) + model.fe_params[0]
    mine, spread, noise = shrunk(residual, agent, 40)
    assert np.corrcoef(mine, theirs)[0, 1] > 0.99
    assert np.abs(mine - theirs).max() < 0.05
    assert spread == pytest.approx(np.sqrt(model.cov_re[0, 0]), rel=0.25) and noise == pytest.approx(0.8, rel=0.05)


def test_people_who_do_not_differ_are_not_told_apart():
    chance = np.random.default_rng(8)
    agent = np.repeat(np.arange(20), 40)
    mine, spread, _ = shrunk(chance.standard_normal(800), agent, 20)
    assert spread < 0.1 and np.abs(mine).max() < 0.1


def test_who_comes_again_is_counted_by_customer_and_type():
    """Forty who gave up, each third of them back after ten minutes; forty answered, half back after an hour."""
    first = 1000.0 * np.arange(80)
    gave_up = np.arange(80) < 40
    back = np.where(gave_up, np.arange(80) % 3 == 0, np.arange(80) % 2 == 0)
    again = first[back] + np.where(gave_up[back], 10.0 + 600.0, 60.0 + 3600.0)
    late = 9 * 86_400.0
    arrival = np.concatenate([first, again, [late]])
    n = len(arrival)
    answered = np.concatenate([~gave_up, np.ones(len(again) + 1, bool)])
    c = contacts(
        arrival=arrival, answered=answered, wait=np.where(answered, 0.0, 10.0), service=np.where(answered, 60.0, np.nan)
    )
    customer = np.concatenate([np.arange(80), np.arange(80)[back], [999]]).astype(np.uint64) + np.uint64(1)
    assert n == len(customer)
    found = measured_again(replace(c, customer=customer))
    assert found is not None and found.redial is not None and found.back is not None
    assert found.redial.share[0] == pytest.approx(14 / 40) and found.redial.after_s == pytest.approx(600.0)
    answered_first = 40 + len(again)
    assert found.back.share[0] == pytest.approx(20 / answered_first) and found.back.after_s == pytest.approx(3600.0)
    assert measured_again(replace(c, customer=np.zeros(n, np.uint64))) is None
