"""From a scenario to the floor's arrays, and the tape's own bookkeeping."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from sim.draws import key
from sim.floor import Channel, Family, tape
from sim.scenario.file import team
from tests.floor.builders import alike, kind, poisson, work_types


def test_work_types_follow_the_scenario():
    scenario = team("flagship")
    types = tape.work_types(scenario)
    assert types.names == tuple(work.id for work in scenario.work) and len(types) == len(scenario.work)
    for k, work in enumerate(scenario.work):
        live = {"chat": Channel.CHAT, "phone": Channel.PHONE}.get(work.channel, Channel.DEFERRED)
        assert types.channel[k] == live
        assert (types.work_mean[k], types.wrap_mean[k]) == (work.handle.mean, work.wrap_mean)
        assert types.patience_family[k] == (Family.NONE if work.patience is None else types.patience_family[k])
        assert types.transfer_to[k] == (-1 if work.transfer_to is None else types.names.index(work.transfer_to))
    assert all(len(getattr(types, f.name)) == len(types) for f in fields(types) if f.name not in ("pieces", "curves"))


def test_rows_carried_come_first_and_the_rest_by_time():
    types = work_types(kind(), kind())
    carry = poisson(types, [0.0, 0.1], 100.0, seed=5)
    carry = tape.rows(carry, carry.enter < 40)
    built = tape.build(types, key(1, np.arange(3)), [0, 0, 0], [50.0, 0.0, 20.0], 1, 200.0, carry=carry)
    assert (np.diff(built.enter) >= 0).all() and len(built) == len(carry) + 3
    assert built.horizon == 200.0 and (built.kind == 0).sum() == 3


def test_a_carried_row_goes_before_a_new_one_of_the_same_instant():
    types = work_types(kind())
    carry = tape.build(types, key(2, np.arange(1)), [0], [0.0], 1, 100.0)
    built = tape.build(types, key(1, np.arange(1)), [0], [0.0], 1, 100.0, carry=carry)
    assert built.key.tolist() == [carry.key[0], key(1, 0)]


def test_head_start_moves_the_rank_and_not_the_wait():
    types = work_types(kind(patience=5.0))
    plain, ahead = (tape.build(types, key(1, np.arange(2)), [0, 0], [3.0, 9.0], 1, 50.0, h) for h in (0.0, [0.0, 7.0]))
    assert ahead.rank.tolist() == [3.0, 2.0] and ahead.head_start.tolist() == [0.0, 7.0]
    assert (ahead.deadline == plain.deadline).all() and (ahead.joined == plain.joined).all()


def test_who_waits_for_ever_has_no_deadline_and_who_needs_no_wrap_up_has_none():
    types = work_types(kind(patience=None, wrap_mean=0.0), kind(patience=9.0, wrap_mean=2.0))
    built = tape.build(types, key(1, np.arange(200)), np.arange(200) % 2, np.arange(200.0), 1, 500.0)
    assert np.isinf(built.deadline[::2]).all() and np.isfinite(built.deadline[1::2]).all()
    assert (built.wrap[::2] == 0).all() and (built.wrap[1::2] > 0).all()


def test_a_rise_of_demand_keeps_the_work_of_those_who_come_anyway():
    types = work_types(kind(work=30.0, patience=20.0))
    low, high = poisson(types, [0.2], 600.0), poisson(types, [0.5], 600.0)
    common = np.isin(high.key, low.key)
    assert common.sum() == len(low) < len(high)
    assert (high.work[common] == low.work).all() and (high.deadline[common] == low.deadline).all()


@pytest.mark.parametrize("people", [0, 3])
def test_hand_over_of_nothing_is_nothing(people):
    assert len(tape.hand_over(tape.empty(1, 10.0), alike(people, 1), alike(2, 1))) == 0
