"""Hours and weekdays of a type's own: found where they are, and left out where chance alone made them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.calibrate.team.arrivals import fitted_arrivals
from sim.calibrate.team.counts import Counts
from sim.calibrate.team.days import sorted_days
from sim.calibrate.team.own_times import Ways, own_times
from tests.calibrate.made_month import WEEKDAY, hours
from tests.calibrate.made_worlds import FIRST

DAYS, WAYS, SOURCES = 28, Ways(4, 7), ("order", "order")
FLAT = np.ones(7)


def fit_of(shares: np.ndarray, weekdays: np.ndarray, contacts: float = 600.0, seed: int = 1):
    """Arrivals of two types, `shares` (2, 48) and `weekdays` (2, 7), of whose days no more than chance is known."""
    chance = np.random.default_rng(seed)
    days = np.tile(weekdays, DAYS // 7)  # (2, D), Monday first
    counts = chance.poisson(contacts * days[:, :, None] * shares[:, None, :]).astype(float)
    begun, ended = np.full(DAYS, 0.0), np.full(DAYS, 86_399.0)
    counted = Counts(FIRST, ("a", "b"), counts, begun, ended)
    return fitted_arrivals(counted, sorted_days(counted))


def alike(weekdays: np.ndarray) -> np.ndarray:
    return np.array([weekdays, weekdays])


def test_hours_of_each_type_come_back():
    found = own_times(fit_of(hours(), alike(WEEKDAY), contacts=3000.0), SOURCES, WAYS)
    for own, true in zip(found, hours(), strict=True):
        assert own.weekday == ()
        assert np.array(own.hourly) / 48 == pytest.approx(true, abs=0.004)


def test_types_that_come_alike_have_none_of_their_own():
    """Hours that are flat within each hour and the same for both: at most one of forty types is taken for different."""
    same = alike(np.repeat(hours()[0].reshape(24, 2).mean(axis=1), 2))
    same = same / same.sum(axis=1, keepdims=True)
    found = [own for seed in range(20) for own in own_times(fit_of(same, alike(WEEKDAY), seed=seed), SOURCES, WAYS)]
    assert sum(bool(own.hourly) for own in found) <= 1
    assert sum(bool(own.weekday) for own in found) <= 1


def test_weekdays_of_a_type_come_back_beside_those_of_all():
    """Weights beside the weekdays of all questions: both together give the type's own again."""
    odd = np.array([WEEKDAY, WEEKDAY[::-1]])
    arrivals = fit_of(hours(), odd / odd.mean(axis=1, keepdims=True), contacts=3000.0)
    orders = arrivals.level / arrivals.level.mean()
    for own, true in zip(own_times(arrivals, SOURCES, WAYS), odd, strict=True):
        bent = np.array(own.weekday) * orders
        assert bent / bent.mean() == pytest.approx(true / true.mean(), abs=0.05)


def test_parcels_carry_the_weekdays_of_their_orders_for_some_days():
    """Contacts in the week's own course need weights as parcels on their way level it, and questions need none."""
    arrivals = fit_of(hours(), alike(WEEKDAY), contacts=3000.0)
    before, after = own_times(arrivals, ("order", "parcel"), WAYS)
    assert before.weekday == () and after.weekday
    level = arrivals.level / arrivals.level.mean()
    on_the_way = np.array([np.mean([level[(day - lag) % 7] for lag in range(2, 6)]) for day in range(7)])
    carried = on_the_way * np.array(after.weekday)
    assert carried / carried.mean() == pytest.approx(WEEKDAY / WEEKDAY.mean(), abs=0.05)
