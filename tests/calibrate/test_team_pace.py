"""Hours and days that take longer: found where they are, and not where they are not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import Duty
from sim.calibrate.team.fit import fitted
from sim.calibrate.team.left_out import laws_of, played_days
from sim.calibrate.team.pace import by_hour_of, measured_pace
from tests.calibrate.made_month import made_month

RISING = np.clip(np.linspace(0.5, 1.5, 24), 0.7, 1.3)


def services(days: int, each: int, factor: np.ndarray, level: np.ndarray, seed: int) -> Contacts:
    """Contacts from 8 to 22, log-normal services with the factors of their hour and the level of their day."""
    chance = np.random.default_rng(seed)
    n = days * each
    day, arrival = np.repeat(np.arange(days), each), chance.uniform(8 * 3600, 22 * 3600, n)
    work = 200.0 * chance.lognormal(-0.32, 0.8, n) * factor[(arrival // 3600).astype(int)] * level[day]
    whole = np.zeros(n, np.int64)
    return Contacts(
        kinds=("all",), agents=("a",), dates=(None,) * days, priority=whole, day=day, arrival=arrival, kind=whole,
        wait=np.zeros(n), answered=np.ones(n, bool), service=work, agent=whole,
    )  # fmt: skip


def paced(contacts: Contacts):
    return measured_pace(contacts)


def test_a_profile_is_found_whatever_the_days_were():
    level = np.random.default_rng(2).lognormal(0, 0.2, 25)
    (found,) = np.array(paced(services(25, 900, RISING, level, 1)).by_hour)
    truth = RISING[8:22] / RISING[8:22].mean()
    assert found[8:22] == pytest.approx(truth, abs=0.06)
    assert np.corrcoef(found[8:22], truth)[0, 1] > 0.98


def test_hours_that_are_alike_stay_near_one():
    largest = [
        np.abs(1 - np.array(paced(services(20, 600, np.ones(24), np.ones(20), seed)).by_hour or 1.0)).max()
        for seed in range(20)
    ]
    assert np.median(largest) < 0.03


@pytest.mark.parametrize("spread", [0.0, 0.06, 0.15])
def test_the_spread_of_days_is_without_the_luck_of_who_called(spread):
    found = []
    for seed in range(15):
        level = np.random.default_rng(100 + seed).normal(0, spread, 25)
        found.append(paced(services(25, 900, np.ones(24), np.exp(level), seed)).day_spread)
    assert np.mean(found) == pytest.approx(spread, abs=0.015)


def test_two_days_say_nothing():
    pace = paced(services(2, 900, RISING, np.array([0.8, 1.2]), 1))
    assert pace.by_hour == () and pace.day_spread == 0.0


@settings(max_examples=40, deadline=None)
@given(days=st.integers(3, 30), seed=st.integers(0, 10**6), empty=st.integers(0, 20))
def test_factors_leave_the_mean_alone(days, seed, empty):
    chance = np.random.default_rng(seed)
    due = chance.gamma(2.0, 1000.0, (days, 24))
    due[:, :empty] = 0.0
    took = due * RISING * chance.lognormal(0, 0.1, (days, 24))
    factors = by_hour_of(took, due)
    if factors:
        weight = (due * (took.sum(axis=1) / due.sum(axis=1))[:, None]).sum(axis=0)
        assert np.average(factors, weights=weight) == pytest.approx(1.0, abs=2e-3)
        assert min(factors) > 0
        # drawn to 1, never beyond what was seen
        seen = (took.sum(axis=0)[empty:] / weight[empty:]) - 1
        assert np.abs(np.array(factors[empty:]) - 1).max() <= np.abs(seen).max() + 0.03


def test_a_fit_writes_the_profile_that_its_contacts_have():
    month = made_month(days=21, contacts=500, agents=10, seed=4)
    contacts = month.contacts
    hour = np.minimum(contacts.arrival // 3600, 23).astype(int)
    quick = replace(contacts, service=contacts.service * RISING[hour] / RISING.max())  # nobody serves two at once
    found = np.array(fitted(quick).laws.by_hour)
    for k, factors in enumerate(found):
        assert np.corrcoef(factors[9:22], RISING[9:22])[0, 1] > 0.85
        mine = contacts.answered & (contacts.kind == k)
        assert factors[hour[mine]].mean() == pytest.approx(1.0, abs=0.03)  # the type's mean stays what it was


def test_days_of_unknown_pace_lie_in_a_wider_range():
    month = made_month(days=8, contacts=500, agents=9, seed=6)
    contacts = month.contacts
    day = contacts.rows(contacts.day == 2)
    laws = laws_of(contacts, Duty(month.duty.agents, month.duty.windows), {})

    def spread(by: float) -> float:
        played = played_days(day, month.duty.windows[2], replace(laws, day_spread=by), 30, 1)
        return float(np.std([one.wait.mean() for one in played]))

    assert spread(0.15) > 1.3 * spread(0.0)
