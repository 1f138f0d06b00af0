"""Contacts that a robot answers first: both engines play what is left alike, and the load on people is as expected."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.draws import Purpose, child_key, extend, key, uniform
from sim.floor import compiled, invariants, reference, screen, tape
from sim.floor.model import Cause, Family, Outcome
from sim.planning.erlang import erlang_a
from tests.floor.builders import FOREVER, PHONE, crew, kind, rules, work_types
from tests.floor.days import Day, days
from tests.floor.test_compiled_equality import assert_equal

some = settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def screened(day: Day, share: float, wrong: float, mean_s: float):
    u = uniform(extend(day.tape.key, "test"), Purpose.CHOICE)
    v = uniform(extend(day.tape.key, "test"), Purpose.WRONG)
    taken = (u < share) & screen.first_tries(day.tape)
    back = taken & (v < wrong)
    after = -mean_s * np.log(uniform(extend(day.tape.key, "test"), Purpose.REPEAT_DELAY))
    return screen.without(day.tape, day.types, taken, back, after), taken, back, after


@some
@given(days(), st.floats(0, 1), st.floats(0, 1), st.sampled_from([1.0, 60.0, 3600.0]))
def test_both_engines_play_what_is_left_alike(day: Day, share: float, wrong: float, mean_s: float) -> None:
    left, taken, back, _ = screened(day, share, wrong, mean_s)
    assert len(left) == len(day.tape) - taken.sum() + back.sum()
    truth = reference.run_day(left, day.crew, day.types, day.rules)
    assert_equal(compiled.run_day(left, day.crew, day.types, day.rules, engine="compiled"), truth)
    assert not invariants.check(left, day.crew, day.types, day.rules, truth)


@some
@given(days(), st.floats(0, 1), st.floats(0, 1))
def test_who_comes_back_is_a_repeat_at_its_minute_with_draws_of_its_own(day: Day, share: float, wrong: float) -> None:
    left, taken, back, after = screened(day, share, wrong, 60.0)
    again = left.cause == Cause.REPEAT
    assert sorted(left.key[again].tolist()) == sorted(child_key(day.tape.root[back], int(Cause.REPEAT), 1).tolist())
    np.testing.assert_allclose(np.sort(left.enter[again]), np.sort((day.tape.enter + after)[back]))
    assert (left.repeats[again] == 1).all()
    assert not np.isin(left.key, day.tape.key[taken]).any()
    assert (np.diff(left.enter) >= 0).all()


@given(days())
@some
def test_nothing_taken_is_the_tape_itself(day: Day) -> None:
    nobody = np.zeros(len(day.tape), bool)
    assert screen.without(day.tape, day.types, nobody, nobody, np.zeros(len(day.tape))) is day.tape


def test_only_first_tries_are_taken():
    types = work_types(kind(PHONE))
    one = tape.build(types, key(1, "x", np.arange(1)), np.zeros(1, int), np.zeros(1), 1, 100.0)
    everybody = np.ones(1, bool)
    with pytest.raises(ValueError, match="first tries"):
        screen.without(replace(one, queued=everybody), types, everybody, ~everybody, np.zeros(1))
    with pytest.raises(ValueError, match="first tries"):
        screen.without(one, types, ~everybody, everybody, np.zeros(1))


def test_people_behind_a_robot_are_erlang_a_with_thinned_arrivals():
    """λ (1 − β) + λ β (1 − r) with λ = 12, β = 0.4, r = 0.75 and 8 people: as Erlang-A says of 8.4 arrivals."""
    servers, patience, horizon = 8, 2.0, 20_000.0
    types = work_types(kind(PHONE, work=1.0, patience=patience))
    keys, times = tape.arrivals(5, 0, "calls", np.array([12.0 * horizon]), np.array([0.0, horizon]))
    day = tape.build(types, keys, np.zeros(len(keys), np.int64), times, 5, horizon)
    u, v = uniform(extend(keys, "r"), Purpose.CHOICE), uniform(extend(keys, "r"), Purpose.WRONG)
    by_time = times.argsort(kind="stable")
    taken = (u < 0.4)[by_time]
    back = taken & (v >= 0.75)[by_time]
    left = screen.without(day, types, taken, back, np.full(len(day), 3.0))
    log = compiled.run_day(left, crew([[1.0]] * servers), types, rules(), engine="compiled")
    ended = log.outcome != Outcome.PENDING
    given_up = np.mean(log.outcome[ended] == Outcome.ABANDONED)
    theory = erlang_a(12.0 * (1 - 0.4 * 0.75), 1.0, 1 / patience, servers)
    assert given_up == pytest.approx(theory.abandoned, rel=0.03)
    assert log.waited[ended].mean() == pytest.approx(theory.wait, rel=0.03)


def test_an_outage_is_a_pulse_that_a_fluid_backlog_describes():
    """For 600 s all 2 contacts a second reach people who answer 1.6; else half of them. The queue then is 0.4 · 600 at
    its highest and is gone 240 / 0.6 s later."""
    types = work_types(kind(PHONE, work=5.0, patience=FOREVER, work_family=Family.FIXED))
    enter = np.arange(0.25, 4000.0, 0.5)
    day = tape.build(types, key(3, "x", np.arange(len(enter))), np.zeros(len(enter), np.int64), enter, 3, 4000.0)
    up = (enter < 1000) | (enter >= 1600)
    taken = up & (np.arange(len(enter)) % 2 == 0)
    left = screen.without(day, types, taken, np.zeros(len(enter), bool), np.zeros(len(enter)))
    log = compiled.run_day(left, crew([[1.0]] * 8), types, rules(), engine="compiled")
    start = np.where(np.isnan(log.start), 4000.0, log.start)

    def waiting(at: float) -> int:
        return int(((log.enter <= at) & (start > at)).sum())

    assert waiting(1600.0) == pytest.approx(240, abs=4)
    assert waiting(1800.0) == pytest.approx(240 - 0.6 * 200, abs=4)
    assert waiting(2010.0) == 0
