"""Pods on the floor: both engines play them alike, one pod of all is no pod, and waits are those of split queues."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.floor import compiled, invariants, reference, run_day
from sim.floor.model import Cause, Pools
from sim.floor.pools import joined, split
from sim.planning.erlang import erlang_c
from tests.floor.builders import FOREVER, PHONE, alike, kind, poisson, rules, work_types
from tests.floor.days import Day, days
from tests.floor.test_compiled_equality import assert_equal

some = settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def pods(day: Day, count: int, seed: int, quicker: float = 1.0) -> Pools:
    """Pods drawn at random, some people and contacts in none; all types but the last are split."""
    rng = np.random.default_rng(seed)
    kinds = tuple(range(max(1, len(day.types) - 1)))
    return Pools(
        count, kinds, rng.integers(0, count + 1, len(day.crew)), rng.integers(0, count + 1, len(day.tape)), quicker
    )


@some
@given(days(), st.integers(1, 3), st.integers(0, 999))
def test_both_engines_play_pods_alike(day: Day, count: int, seed: int) -> None:
    tape, crew, types = split(day.tape, day.crew, day.types, pods(day, count, seed, 1.2))
    truth = reference.run_day(tape, crew, types, day.rules)
    assert_equal(compiled.run_day(tape, crew, types, day.rules, engine="compiled"), truth)
    assert not invariants.check(tape, crew, types, day.rules, truth)


@some
@given(days())
def test_one_pod_of_everybody_is_the_floor_as_it_is(day: Day) -> None:
    """Whatever the crew and the habits of customers: a copied type changes nobody's fate."""
    everybody = np.ones(len(day.crew), np.int64), np.ones(len(day.tape), np.int64)
    one = Pools(1, tuple(range(len(day.types))), *everybody)
    tape, crew, types = split(day.tape, day.crew, day.types, one)
    log = joined(run_day(tape, crew, types, day.rules), day.types, one)
    assert_equal(log, run_day(day.tape, day.crew, day.types, day.rules))


@some
@given(days(), st.integers(2, 3), st.integers(0, 999))
def test_nobody_takes_a_contact_of_another_pod_and_second_tries_stay(day: Day, count: int, seed: int) -> None:
    pools = pods(day, count, seed)
    tape, crew, types = split(day.tape, day.crew, day.types, pools)
    log = run_day(tape, crew, types, day.rules)
    of_kind = np.concatenate([np.zeros(len(day.types), int), np.repeat(np.arange(1, count + 1), len(pools.kinds))])
    pod = of_kind[log.kind]
    taken = (log.agent >= 0) & (pod > 0)
    by = pools.of_agent[log.agent[taken]]
    assert ((by == 0) | (by == pod[taken])).all()
    parents = np.flatnonzero(log.child >= 0)
    again = np.isin(log.cause[log.child[parents]], [Cause.REDIAL, Cause.REPEAT])
    assert (pod[log.child[parents]] == pod[parents])[again].all()
    whole = joined(log, day.types, pools)
    assert whole.queue_area.sum() == pytest.approx(log.queue_area.sum())
    assert len(whole.queue_area) == whole.handled.shape[1] == len(day.types)
    assert (whole.handled.sum(axis=1) == log.handled.sum(axis=1)).all()
    assert whole.carry.kind.max(initial=0) < len(day.types)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_pools_of_a_share_of_the_people_wait_as_erlang_c_says(count):
    """Six people, five erlang of calls: one pool, two of three, three of two."""
    people, work, rate = 6, 60.0, 5 / 60.0
    types = work_types(kind(PHONE, work=work, patience=FOREVER))
    tape = poisson(types, [rate], 3_000_000.0, seed=5)
    crew = alike(people, len(types))
    rng = np.random.default_rng(7)
    pools = Pools(count, (0,), 1 + np.arange(people) % count, rng.integers(1, count + 1, len(tape)))
    played = split(tape, crew, types, pools)
    log = joined(run_day(*played, rules()), types, pools)
    wanted = erlang_c(rate / count, 1 / work, people // count).wait
    late = log.enter > 100_000.0
    assert log.waited[late].mean() == pytest.approx(wanted, rel=0.08)


def test_a_pod_is_quicker_in_its_own_contacts_only():
    types = work_types(kind(PHONE, work=60.0))
    crew = alike(3, len(types))
    tape = poisson(types, [0.001], 3600.0, seed=1)
    pools = Pools(2, (0,), np.array([0, 1, 2]), np.zeros(len(tape), np.int64), quicker=1.5)
    speed = split(tape, crew, types, pools)[1].speed
    assert speed.tolist() == [[1.0, 1.0, 1.0], [1.0, 1.5, 0.0], [1.0, 0.0, 1.5]]


def test_every_column_of_a_type_has_a_copy():
    types = work_types(kind(PHONE, work=60.0), kind(PHONE, work=90.0))
    tape = replace(poisson(types, [0.01, 0.0], 600.0, seed=2))
    pools = Pools(2, (1,), np.ones(1, np.int64), np.zeros(len(tape), np.int64))
    made = split(tape, alike(1, len(types)), types, pools)[2]
    for one in fields(types):
        if one.name not in ("names", "pieces", "curves"):
            np.testing.assert_array_equal(getattr(made, one.name), getattr(types, one.name)[[0, 1, 1, 1]])
