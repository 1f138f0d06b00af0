"""Midnight is a line in the log, not an event on the floor: two days with carry tell what one long day tells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given as given_that
from hypothesis import settings

from sim.draws import key
from sim.floor import Outcome, engines, invariants, tape
from tests.floor.builders import CHAT, FOREVER, PHONE, TICKET, alike, crew, given, kind, rules, work_types
from tests.floor.worlds import DAY, tape_of, worlds

ONE = work_types(kind())


@pytest.mark.parametrize("engine", [name for name in ("simpy", "compiled") if name in engines()])
@settings(deadline=None, derandomize=True, max_examples=50)
@given_that(world=worlds(days=2, distinct=True))
def test_two_days_with_carry_are_one_long_day(engine, world):
    """Skills, chats, priorities, overrun, hand-back, redials and wrap-ups over midnight: contact by contact.

    Preferences are distinct because idleness is not remembered over midnight: without ties it does not matter.
    """
    assert _compare(world, engines()[engine]) == []


@pytest.mark.parametrize("hand_back", [False, True])
def test_an_ordinary_shop_over_midnight(run_day, hand_back):
    types = work_types(
        kind(CHAT, work=40.0, patience=60.0, wrap_mean=5.0, redial=0.5, redial_after=100.0, repeat=0.5,
             repeat_after=900.0),
        kind(PHONE, work=60.0, patience=90.0, priority=0, transfer=0.2, transfer_to=2),
        kind(TICKET, work=120.0, priority=2),
    )  # fmt: skip
    windows = [(0, 0, 7200), (1, 1000, 5000), (2, 100, 3000), (3, 3700, 7000), (4, 0, 2000), (4, 2500, 3550.5)]
    people = crew(
        np.array([[1, 1, 1], [1, 0.8, 0], [1, 0, 1], [1.2, 1, 1], [1, 1, 0.5]]), windows, chats=[3, 2, 3, 1, 2],
        preference=np.arange(5)[:, None] * np.ones(3, dtype=int), accuracy=0.7,
    )  # fmt: skip
    world = {
        "types": types, "crew": people, "rates": [0.04, 0.02, 0.01], "seed": 3,
        "rules": rules([1, 1.25, 1.7], waiting_room=12, hand_back=hand_back),
    }  # fmt: skip
    assert _compare(world, run_day, day=3600.0) == []


def _compare(world, run_day, day=DAY):
    """Sentences on what differs between two days of length `day` with carry and one of twice that."""
    types, people, rule = world["types"], world["crew"], world["rules"]
    parts = [tape_of(world, day, number) for number in (0, 1)]
    join = np.concatenate
    together = tape.build(
        types, join([p.key for p in parts]), join([p.kind for p in parts]),
        join([parts[0].enter, parts[1].enter + day]),
        world["seed"], 2 * day,
    )  # fmt: skip
    whole = run_day(together, people, types, rule)
    first = run_day(parts[0], replace(people, windows=_within(people.windows, 0, day)), types, rule)
    second_crew = replace(people, windows=_within(people.windows, day, 2 * day))
    carry = tape.hand_over(first.carry, people, second_crew)
    second_tape = tape_of(world, day, 1, carry)
    second = run_day(second_tape, second_crew, types, rule)
    found = list(invariants.check(second_tape, second_crew, types, rule, second))

    told = {}
    for log, shift, counted in ((first, 0.0, None), (second, day, ~second_tape.wrapping)):
        for i, name in enumerate(log.key.tolist()):
            if counted is None or i >= len(counted) or counted[i]:
                told[name] = _fate(log, i, shift)
    truth = {name: _fate(whole, i, 0.0) for i, name in enumerate(whole.key.tolist())}
    if told.keys() != truth.keys():
        found.append(f"{len(told.keys() ^ truth.keys())} contacts exist in one of them only")
    for name in told.keys() & truth.keys():
        one, two = told[name], truth[name]
        if one[:-2] != two[:-2] or not np.allclose(one[-2:], two[-2:], rtol=0, atol=1e-6, equal_nan=True):
            found.append(f"contact {name}: {one} in two days, {two} in one")
    for field in ("queue_area", "service_area", "busy", "overrun", "handled"):
        if not np.allclose(getattr(first, field) + getattr(second, field), getattr(whole, field), atol=1e-6):
            found.append(f"{field}: {getattr(first, field) + getattr(second, field)}, {getattr(whole, field)}")
    if sorted(second.carry.key.tolist()) != sorted(whole.carry.key.tolist()):
        found.append("another carry")
    return found


def _within(windows, begin, end):
    inside = windows[(windows[:, 2] > begin) & (windows[:, 1] < end)] - [0, begin, begin]
    return np.maximum(inside, 0.0)


def _fate(log, i, shift):
    agent = int(log.agent[i]) if log.held[i] else None  # of a contact that waits again, the carry forgets who had it
    return (
        int(log.outcome[i]), int(log.kind[i]), agent, int(log.held[i]), bool(log.wrong[i]),
        int(log.redials[i]), int(log.repeats[i]), float(log.end[i]) + shift, float(log.waited[i]),
    )  # fmt: skip


# the carry, by hand


def test_waiting_contact_is_served_in_the_morning_and_its_wait_goes_on(run_day):
    people = alike(1, windows=[(0, 50, 100)])
    evening = run_day(given(ONE, [{"enter": 90, "work": 5}, {"enter": 91, "work": 7}], 92), people, ONE, rules())
    assert evening.carry.joined.tolist() == [0.0, -1.0]  # in hand without a wait; waiting for a second
    assert evening.carry.agent.tolist() == [0, -1] and evening.carry.work.tolist() == [3, 7]
    morning = run_day(given(ONE, [], 200, evening.carry), people, ONE, rules())
    # three seconds of the first are left, finished before the shift begins
    assert morning.end.tolist() == [3, 57] and morning.waited.tolist() == [0, 51]
    assert morning.queue_area[0] == 50 and morning.busy[0] == 10 and morning.overrun[0] == 3


def test_patience_runs_over_midnight(run_day):
    nobody = alike(1, windows=[])
    evening = run_day(given(ONE, [{"enter": 80, "patience": 50}], 100), nobody, ONE, rules())
    morning = run_day(given(ONE, [], 100, evening.carry), nobody, ONE, rules())
    assert morning.outcome[0] == Outcome.ABANDONED and morning.end[0] == 30 and morning.waited[0] == 50


def test_wrap_up_over_midnight_keeps_its_agent_busy_and_counts_once(run_day):
    people = alike(1)
    evening = run_day(given(ONE, [{"enter": 0, "work": 95, "wrap": 20}], 100), people, ONE, rules())
    assert evening.outcome[0] == Outcome.SERVED and evening.handled[0, 0] == 1
    assert evening.carry.wrapping.tolist() == [True] and evening.carry.work.tolist() == [15]
    morning = run_day(given(ONE, [{"enter": 1}], 100, evening.carry), people, ONE, rules())
    assert morning.start[1] == 15 and morning.handled[0, 0] == 1
    assert morning.outcome[0] == Outcome.PENDING and not len(morning.carry)


def test_a_child_of_the_future_comes_tomorrow_at_its_time(run_day):
    types = work_types(kind(repeat=1.0, repeat_after=500.0))
    people = crew([[1.0]], accuracy=0.0)
    contacts = [{"enter": t, "work": 1} for t in range(0, 90, 3)]
    long = run_day(given(types, contacts, 5000), people, types, rules(max_repeats=1))
    evening = run_day(given(types, contacts, 100), people, types, rules(max_repeats=1))
    later = evening.enter >= 100
    assert later.sum() > 15 and len(evening.carry) == later.sum()
    morning = run_day(given(types, [], 4900, evening.carry), people, types, rules(max_repeats=1))
    born = {k: t for k, t in zip(long.key.tolist(), long.enter.tolist(), strict=True) if t >= 100}
    assert dict(zip(morning.key.tolist(), (morning.enter + 100).tolist(), strict=True)) == pytest.approx(born)


def test_backlog_waits_in_order_of_priority_then_rank(run_day):
    types = work_types(kind(TICKET, priority=2), kind(TICKET, priority=1))
    contacts = [{"enter": 1, "kind": 0}, {"enter": 2, "kind": 1}, {"enter": 3, "kind": 1, "head_start": 2}]
    nobody = alike(1, 2, windows=[])
    evening = run_day(given(types, contacts, 10), nobody, types, rules())
    assert evening.carry.kind.tolist() == [1, 1, 0] and evening.carry.joined.tolist() == [-7, -8, -9]
    morning = run_day(given(types, [], 100, evening.carry), alike(1, 2, windows=[(0, 5, 50)]), types, rules())
    assert morning.start.tolist() == [5, 6, 7]


def test_hand_over_sends_the_work_of_absent_people_back_to_the_queue(run_day):
    before, after = alike(3, ids=[10, 11, 12]), alike(2, ids=[12, 10])
    contacts = [{"enter": 0, "work": 150, "patience": 9}, {"enter": 1, "work": 160}, {"enter": 2, "work": 170},
                {"enter": 3, "work": 5}]  # fmt: skip
    evening = run_day(given(ONE, contacts, 100), before, ONE, rules())
    carry = tape.hand_over(evening.carry, before, after)
    assert evening.carry.agent.tolist() == [0, 1, 2, -1] and carry.agent.tolist() == [1, -1, 0, -1]
    morning = run_day(given(ONE, [], 1000, carry), after, ONE, rules())
    # agent 10 (now second) goes on until 50 and then takes what agent 11 left: 61 seconds of work, ahead of the last
    assert morning.start.tolist() == [0, 50, 0, 72] and morning.end.tolist() == [50, 111, 72, 77]


def test_hand_over_drops_the_wrap_up_of_absent_people(run_day):
    before = alike(1, ids=[10])
    evening = run_day(given(ONE, [{"enter": 0, "work": 95, "wrap": 20}], 100), before, ONE, rules())
    assert len(tape.hand_over(evening.carry, before, alike(1, ids=[11]))) == 0


def test_hand_over_sends_work_back_that_its_agent_has_unlearned(run_day):
    types = work_types(kind(), kind())
    before, after = crew([[1.0, 1.0], [1.0, 1.0]]), crew([[1.0, 0.0], [1.0, 1.0]])
    contacts = [{"enter": 0, "kind": 1, "work": 150}, {"enter": 1, "kind": 0, "work": 130}]
    evening = run_day(given(types, contacts, 100), before, types, rules())
    morning = run_day(given(types, [], 1000, tape.hand_over(evening.carry, before, after)), after, types, rules())
    assert morning.agent.tolist() == [1, 1] and sorted(morning.end.tolist()) == [31, 81]


def test_head_start_of_a_child_survives_a_night_in_hand(run_day):
    """Agents hold the parent over midnight; the child's place is its own time less the parent's head start."""
    types = work_types(kind(transfer=1.0, transfer_to=1), kind())
    contacts = [{"enter": 10, "kind": 0, "work": 200, "head_start": 40}]
    people = crew([[1.0, 0.0]], windows=[(0, 0, FOREVER)])
    evening = run_day(given(types, contacts, 100), people, types, rules())
    morning = run_day(given(types, [], 500, evening.carry), people, types, rules())
    assert morning.enter[1] == 110 and morning.rank[1] == 70


def test_a_carry_can_be_carried_again(run_day):
    nobody = alike(1, windows=[])
    log = run_day(given(ONE, [{"enter": 10, "work": 5}], 100), nobody, ONE, rules())
    for _ in range(3):
        log = run_day(given(ONE, [], 100, log.carry), nobody, ONE, rules())
    assert log.carry.joined.tolist() == [-390] and log.waited[0] == 390 and log.queue_area[0] == 100
    last = run_day(given(ONE, [], 100, log.carry), alike(1, windows=[(0, 20, 90)]), ONE, rules())
    assert last.waited[0] == 410 and last.end[0] == 25


def test_empty_tape_and_empty_carry(run_day):
    log = run_day(tape.empty(1, 100.0), alike(2), ONE, rules())
    assert len(log.key) == 0 and len(log.carry) == 0 and log.staffed.tolist() == [100, 100]
    built = tape.build(ONE, key(1, np.arange(0)), [], [], 1, 100.0, carry=log.carry)
    assert len(built) == 0
