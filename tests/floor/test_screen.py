"""Contacts that a robot answers first: both engines play what is left alike, and the load on people is as expected."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.arrays import Floats, Keys
from sim.draws import Purpose, child_key, extend, key, uniform
from sim.floor import compiled, invariants, reference, screen, tape
from sim.floor.model import Cause, Comers, Family, Outcome, Tape, WorkTypes
from sim.planning.erlang import erlang_a
from tests.floor.builders import FOREVER, PHONE, crew, kind, rules, work_types
from tests.floor.days import Day, days
from tests.floor.test_compiled_equality import assert_equal

some = settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def of_one_kind(keys: Keys, enter: Floats) -> Comers:
    return Comers(keys, np.zeros(len(keys), np.int64), enter, 0.0, np.zeros(len(keys), bool))


def built(come: Comers, types: WorkTypes, of: Tape, carry: Tape | None = None) -> Tape:
    return tape.build(
        types, come.root, come.kind, come.enter, of.seed, of.horizon, come.head_start, carry, come.again
    )  # fmt: skip


def comers(day: Day) -> tuple[Comers, Tape]:
    """Who comes on a day for the first time, and all others on its tape."""
    one = day.tape
    first = (one.cause == Cause.ROOT) & ~one.queued & (one.agent < 0)
    come = Comers(
        one.root[first], one.kind[first], one.enter[first], one.head_start[first], np.zeros(first.sum(), bool)
    )
    return come, tape.rows(one, ~first)


def screened(day: Day, share: float, wrong: float, mean_s: float):
    come, carry = comers(day)
    u = uniform(extend(come.root, "test"), Purpose.CHOICE)
    v = uniform(extend(come.root, "test"), Purpose.WRONG)
    taken = u < share
    back = taken & (v < wrong)
    after = -mean_s * np.log(uniform(extend(come.root, "test"), Purpose.REPEAT_DELAY))
    return built(screen.without(come, taken, back, after), day.types, day.tape, carry), come, taken, back, after


@some
@given(days(), st.floats(0, 1), st.floats(0, 1), st.sampled_from([1.0, 60.0, 3600.0]))
def test_both_engines_play_what_is_left_alike(day: Day, share: float, wrong: float, mean_s: float) -> None:
    left, _, taken, back, _ = screened(day, share, wrong, mean_s)
    assert len(left) == len(day.tape) - taken.sum() + back.sum()
    truth = reference.run_day(left, day.crew, day.types, day.rules)
    assert_equal(compiled.run_day(left, day.crew, day.types, day.rules, engine="compiled"), truth)
    assert not invariants.check(left, day.crew, day.types, day.rules, truth)


@some
@given(days(), st.floats(0, 1), st.floats(0, 1))
def test_who_comes_back_is_a_repeat_at_its_minute_with_draws_of_its_own(day: Day, share: float, wrong: float) -> None:
    left, come, taken, back, after = screened(day, share, wrong, 60.0)
    again = np.isin(left.key, child_key(come.root[back], int(Cause.REPEAT), 1))
    assert again.sum() == back.sum() and (left.cause[again] == Cause.REPEAT).all()
    np.testing.assert_array_equal(np.sort(left.root[again]), np.sort(come.root[back]))
    np.testing.assert_allclose(np.sort(left.enter[again]), np.sort((come.enter + after)[back]))
    assert (left.repeats[again] == 1).all()
    assert not np.isin(left.key, come.root[taken]).any()
    assert (np.diff(left.enter) >= 0).all()


@given(days())
@some
def test_where_nothing_is_taken_all_come(day: Day) -> None:
    come, _ = comers(day)
    nobody = np.zeros(len(come.root), bool)
    assert screen.without(come, nobody, nobody, np.zeros(len(nobody))) is come


def test_only_first_tries_are_taken():
    one, everybody = of_one_kind(key(1, "x", np.arange(1)), np.zeros(1)), np.ones(1, bool)
    with pytest.raises(ValueError, match="first tries"):
        screen.without(replace(one, again=everybody), everybody, ~everybody, np.zeros(1))
    with pytest.raises(ValueError, match="first tries"):
        screen.without(one, ~everybody, everybody, np.zeros(1))


def test_a_second_screen_leaves_those_the_first_sends_back():
    come = replace(of_one_kind(key(1, "x", np.arange(4)), np.arange(4.0)), head_start=np.arange(4.0))
    first = np.array([True, True, False, False])
    left = screen.without(come, first, np.array([True, False, False, False]), np.full(4, 10.0))
    left = screen.without(left, left.root == come.root[2], np.zeros(3, bool), np.zeros(3))
    assert left.root.tolist() == come.root[[3, 0]].tolist() and left.again.tolist() == [False, True]
    assert left.enter.tolist() == [3.0, 10.0] and left.head_start.tolist() == [3.0, 0.0]


def test_people_behind_a_robot_are_erlang_a_with_thinned_arrivals():
    """λ (1 − β) + λ β (1 − r) with λ = 12, β = 0.4, r = 0.75 and 8 people: as Erlang-A says of 8.4 arrivals."""
    servers, patience, horizon = 8, 2.0, 20_000.0
    types = work_types(kind(PHONE, work=1.0, patience=patience))
    keys, times = tape.arrivals(5, 0, "calls", np.array([12.0 * horizon]), np.array([0.0, horizon]))
    come = of_one_kind(keys, times)
    u, v = uniform(extend(keys, "r"), Purpose.CHOICE), uniform(extend(keys, "r"), Purpose.WRONG)
    taken = u < 0.4
    left = screen.without(come, taken, taken & (v >= 0.75), np.full(len(keys), 3.0))
    left = built(left, types, tape.empty(5, horizon))
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
    come = of_one_kind(key(3, "x", np.arange(len(enter))), enter)
    up = (enter < 1000) | (enter >= 1600)
    taken = up & (np.arange(len(enter)) % 2 == 0)
    left = screen.without(come, taken, np.zeros(len(enter), bool), np.zeros(len(enter)))
    left = built(left, types, tape.empty(3, 4000.0))
    log = compiled.run_day(left, crew([[1.0]] * 8), types, rules(), engine="compiled")
    start = np.where(np.isnan(log.start), 4000.0, log.start)

    def waiting(at: float) -> int:
        return int(((log.enter <= at) & (start > at)).sum())

    assert waiting(1600.0) == pytest.approx(240, abs=4)
    assert waiting(1800.0) == pytest.approx(240 - 0.6 * 200, abs=4)
    assert waiting(2010.0) == 0
