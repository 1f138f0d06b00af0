"""Handle times that hang on the hour in which a contact comes."""

from __future__ import annotations

import numpy as np
import pytest

from sim.draws import key
from sim.evidence import parameters
from sim.floor import Family, tape
from sim.floor.tape import hour_of
from sim.scenario import Scenario
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.floor.builders import alike, given, kind, law, rules, work_types
from tests.season.shop import small_shop

HOUR_S, DAY_S = 3600.0, 86_400.0
RISING = tuple(1.0 + 0.1 * hour for hour in range(24))


def drawn(by_hour, family=Family.LOGNORMAL, **more):
    types = work_types(kind(work=50.0, work_family=family, by_hour=by_hour, **more))
    keys, enter = key(3, "by hour", np.arange(400)), np.sort(np.random.default_rng(1).uniform(0, DAY_S, 400))
    return tape.build(types, keys, np.zeros(400, np.int64), enter, 1, DAY_S)


@pytest.mark.parametrize("family", [Family.EXPONENTIAL, Family.LOGNORMAL, Family.FIXED])
def test_the_same_draw_is_longer_by_the_factor_of_its_hour(family):
    flat, bent = drawn((1.0,) * 24, family), drawn(RISING, family)
    np.testing.assert_allclose(bent.work / flat.work, 1.0 + 0.1 * (flat.enter // HOUR_S))
    assert np.array_equal(bent.deadline, flat.deadline) and np.array_equal(bent.wrap, flat.wrap)


def test_a_law_in_pieces_is_bent_likewise():
    pieces = {"work": law("gamma", 50.0)}
    flat, bent = drawn((1.0,) * 24, laws=pieces), drawn(RISING, laws=pieces)
    np.testing.assert_allclose(bent.work / flat.work, 1.0 + 0.1 * (flat.enter // HOUR_S))


def test_hours_go_on_after_midnight():
    assert hour_of(np.array([0.0, 3599.9, 3600.0, 86_399.0, 86_400.0, 90_001.0])).tolist() == [0, 0, 1, 23, 0, 1]


def test_who_comes_again_has_the_work_of_the_new_hour(run_day):
    """Each lasts 50 seconds times the factor of the hour in which it comes; all are answered wrongly and come again."""
    factors = (1.0, 2.0, 0.5, *[1.0] * 21)
    types = work_types(
        kind(work=50.0, work_family=Family.FIXED, by_hour=factors, repeat=1.0, laws={"repeat": law("fixed", HOUR_S)})
    )
    tape_of_hours = given(types, [{"enter": 300.0 * i, "work": 50.0} for i in range(12)], 12_000.0)
    log = run_day(tape_of_hours, alike(3, accuracy=0.0), types, rules(max_repeats=2))
    took = log.end - log.start
    served = np.isfinite(took)
    assert set(log.repeats[served].tolist()) == {0, 1, 2}
    np.testing.assert_allclose(took[served], 50.0 * np.array(factors)[hour_of(log.enter[served])])


def test_the_same_caller_keeps_the_work_of_the_first_try(run_day):
    factors = (1.0, 3.0, *[1.0] * 22)
    types = work_types(
        kind(work=50.0, work_family=Family.FIXED, patience=5.0, patience_family=Family.FIXED, by_hour=factors,
             redial=1.0, same_again=True, laws={"redial": law("fixed", HOUR_S)})
    )  # fmt: skip
    crowd = given(types, [{"enter": 30.0 * i, "work": 50.0, "patience": 5.0} for i in range(20)], 12_000.0)
    log = run_day(crowd, alike(1), types, rules(max_redials=3))
    again = log.redials > 0
    took = (log.end - log.start)[again & np.isfinite(log.start)]
    assert len(took) and took == pytest.approx(50.0)


def season(shop: Scenario):
    return run_season(Setup(shop, parameters()), 5)


def test_twice_as_long_in_every_hour_is_twice_as_long():
    """A profile that is flat at two is a mean of twice as much, children and all."""
    plain = small_shop()
    twice = [w.model_copy(update={"handle_by_hour": (2.0,) * 24}) for w in plain.work if w.channel == "chat"]
    assert twice
    bent = plain.with_levers({f"work.{w.id}.handle_by_hour": (2.0,) * 24 for w in twice})
    slow = plain.with_levers({f"work.{w.id}.handle.mean_s": 2 * w.handle.mean for w in twice})
    for name, column in season(bent).days.items():
        assert np.asarray(column, float) == pytest.approx(np.asarray(season(slow).days[name], float), rel=1e-6), name


def test_a_flat_profile_changes_nothing_and_no_key():
    plain = small_shop()
    flat = plain.with_levers({"work.ask.handle_by_hour": (1.0,) * 24})
    assert plain.with_levers({"work.ask.handle_by_hour": ()}).key == plain.key
    for name, column in season(plain).days.items():
        assert np.array_equal(column, season(flat).days[name], equal_nan=True), name


def test_slow_evenings_cost_service_where_most_people_ask():
    plain = small_shop()
    slow = plain.with_levers({"work.ask.handle_by_hour": (1.0,) * 19 + (2.5,) * 5})
    assert season(slow).days["live_in_target"].sum() < season(plain).days["live_in_target"].sum()


@pytest.mark.parametrize("values", [(1.0,) * 23, (0.0,) * 24, (11.0,) * 24])
def test_a_profile_has_24_factors_of_a_sane_size(values):
    with pytest.raises(ValueError):
        small_shop(**{"work.ask.handle_by_hour": values})
