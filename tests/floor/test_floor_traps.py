"""Where other engines are known to go wrong: each trap once, with the figure that shows it was not stepped into."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from sim.floor import Outcome
from tests.floor.builders import CHAT, FOREVER, PHONE, TICKET, alike, given, kind, poisson, rules, work_types

ONE = work_types(kind())


def test_a_rise_of_capacity_starts_all_waiting_at_once(run_day):
    """A resource made larger by hand starts one waiting customer and leaves the others."""
    contacts = [{"enter": t, "work": 50} for t in range(5)]
    log = run_day(given(ONE, contacts), alike(4, windows=[(a, 10, FOREVER) for a in range(4)]), ONE, rules())
    assert log.start.tolist() == [10, 10, 10, 10, 60]


def test_a_rise_of_chat_capacity_fills_every_place_at_once(run_day):
    types = work_types(kind(CHAT))
    contacts = [{"enter": t, "work": 50} for t in range(5)]
    log = run_day(
        given(types, contacts), alike(2, chats=2, windows=[(a, 10, FOREVER) for a in range(2)]), types, rules([1, 1])
    )
    assert log.start.tolist() == [10, 10, 10, 10, 60]


def test_a_change_of_shift_does_not_put_two_crews_to_work(run_day):
    """At a boundary the old crew may finish its work in hand; every new contact is the new crew's."""
    windows = [(a, 0, 100) for a in range(4)] + [(a, 100, 200) for a in range(4, 8)]
    contacts = [{"enter": t, "work": 15} for t in np.arange(0, 190, 2.0)]
    log = run_day(given(ONE, contacts), alike(8, windows=windows), ONE, rules())
    assert (log.agent[log.start >= 100] >= 4).all() and (log.agent[log.start < 100] < 4).all()
    for t in np.arange(0.5, 200, 1.0):
        inside = (log.start <= t) & ~(log.end <= t)
        assert inside[log.agent >= 4].sum() <= 4 and inside[(log.agent >= 0) & (log.agent < 4)].sum() <= 4
        if t > 115:
            assert inside.sum() <= 4


def test_a_roster_cut_into_hours_is_the_roster_in_one_piece(run_day):
    """The same four people, their shift written as hours that all but touch, serve as one shift does."""
    types = work_types(kind(work=12.0, patience=20.0))
    tape = poisson(types, [0.33], 400.0)
    one = run_day(tape, alike(4), types, rules())
    hours = [(a, t + 1e-9, t + 100) for a in range(4) for t in range(0, 400, 100)]
    cut = run_day(tape, alike(4, windows=hours), types, rules())
    assert np.array_equal(one.outcome, cut.outcome)
    assert np.allclose(one.waited, cut.waited, atol=1e-6)


def test_nobody_on_duty_at_night_means_waiting_not_an_error(run_day):
    contacts = [{"enter": 10, "patience": 20}, {"enter": 20}, {"enter": 25, "patience": 500}]
    log = run_day(given(ONE, contacts), alike(2, windows=[(0, 300, 400), (1, 300, 400)]), ONE, rules())
    assert log.outcome.tolist() == [Outcome.ABANDONED, Outcome.SERVED, Outcome.SERVED]
    assert log.start.tolist()[1:] == [300, 300]


def test_a_floor_without_any_people_lets_everybody_wait(run_day):
    log = run_day(given(ONE, [{"enter": 10}]), alike(0, 1), ONE, rules())
    assert log.outcome[0] == Outcome.PENDING and log.waited[0] == 990


def test_a_fall_of_capacity_takes_effect_while_others_wait(run_day):
    contacts = [{"enter": 0, "work": 10} for _ in range(60)]
    windows = [(0, 0, FOREVER), (1, 0, 100), (2, 0, 100)]
    log = run_day(given(ONE, contacts), alike(3, windows=windows), ONE, rules())
    assert (log.agent[log.start >= 100] == 0).all()
    assert np.allclose(np.diff(np.sort(log.start[log.start >= 100])), 10)


def test_who_gives_up_is_gone_from_the_queue_and_from_the_room(run_day):
    contacts = [{"enter": 0, "work": 50}, {"enter": 1, "patience": 5}, {"enter": 2}, {"enter": 3}, {"enter": 10}]
    log = run_day(given(ONE, contacts), alike(1), ONE, rules(waiting_room=2))
    assert log.outcome.tolist() == [1, Outcome.ABANDONED, 1, Outcome.BLOCKED, 1]
    assert log.queue_area[0] == 5 + 48 + 41


def test_two_seeds_are_two_days_and_one_seed_is_one(run_day):
    types = work_types(kind(work=3.0, patience=2.0, redial=0.5, redial_after=5.0))
    waits = [run_day(poisson(types, [1.0], 300.0, seed), alike(3), types, rules()).waited for seed in (1, 2, 1)]
    assert waits[0].tolist() == waits[2].tolist() and waits[0].tolist() != waits[1].tolist()


def test_what_the_engine_is_given_is_not_written_to(run_day):
    types = work_types(
        kind(CHAT, work=9.0, patience=5.0, repeat=0.5, redial=0.5, wrap_mean=1.0), kind(TICKET, work=20.0)
    )
    people = alike(3, 2, chats=2, accuracy=0.5, windows=[(0, 0, 150), (1, 0, 290), (2, 100, 400)])
    rule = rules([1, 1.5], hand_back=True)
    carry = run_day(poisson(types, [0.6, 0.1], 300.0), people, types, rule).carry
    tape = poisson(types, [0.6, 0.1], 300.0, day=1, carry=carry)
    assert len(carry) and (tape.agent >= 0).any()
    before = [_bytes(x) for x in (tape, people, types, rule)]
    for part in (tape, people, types, rule):
        for field in fields(part):
            value = getattr(part, field.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
    first = run_day(tape, people, types, rule)
    again = run_day(tape, people, types, rule)
    assert [_bytes(x) for x in (tape, people, types, rule)] == before
    assert _bytes(first.carry) == _bytes(again.carry) and first.end.tobytes() == again.end.tobytes()


def test_the_log_does_not_share_memory_with_the_tape(run_day):
    tape = given(ONE, [{"enter": 0}, {"enter": 1}])
    log = run_day(tape, alike(1), ONE, rules())
    for field in ("key", "enter", "deadline", "rank"):
        assert not np.shares_memory(getattr(log, field), getattr(tape, field)), field


def test_occupancy_is_not_counted_past_the_last_event_or_the_day(run_day):
    log = run_day(given(ONE, [{"enter": 0, "work": 30}], 100), alike(1, windows=[(0, 0, 500)]), ONE, rules())
    assert log.busy[0] == 30 and log.staffed[0] == 100
    log = run_day(given(ONE, [{"enter": 0, "work": 300}], 100), alike(1, windows=[(0, 0, 500)]), ONE, rules())
    assert log.busy[0] == 100


def test_events_meant_for_one_instant_do_not_drift_apart(run_day):
    """0.1 + 0.2 is not 0.3: an end computed from a start must meet an arrival computed the same way, every time."""
    starts = 0.1 * np.arange(1, 200)
    contacts = [{"enter": t, "work": 0.1} for t in starts] + [{"enter": t + 0.1} for t in starts[::10]]
    contacts = [c for i, c in enumerate(contacts) if i % 10 == 0 or i >= len(starts)]
    log = run_day(given(ONE, contacts), alike(1), ONE, rules(waiting_room=0))
    pairs = np.flatnonzero(np.isin(log.enter, starts[::10] + 0.1))
    assert len(pairs) >= 19
    assert (log.outcome[pairs] == Outcome.SERVED).sum() == len(pairs)


def test_a_stale_end_never_ends_another_contact(run_day):
    """Ten thousand changes of load leave as many void ends behind; none of them may strike."""
    types = work_types(kind(CHAT, work=4.0))
    tape = poisson(types, [1.0], 3000.0)
    log = run_day(tape, alike(2, chats=3), types, rules([1, 1, 1]))
    done = log.outcome == Outcome.SERVED
    assert np.allclose((log.end - log.start)[done], tape.work[done])


def test_a_long_backlog_is_worked_off_in_order(run_day):
    contacts = [{"enter": 0.001 * i, "work": 0.5} for i in range(1500)]
    log = run_day(given(ONE, contacts), alike(1), ONE, rules())
    assert (np.diff(log.start) > 0).all() and log.end[-1] == pytest.approx(750)


def test_a_phone_call_waits_for_an_empty_pair_of_hands_while_chats_go_on(run_day):
    """Rules as they are: a free place for a chat is not a free person. A call behind chats waits for all to end."""
    types = work_types(kind(PHONE, priority=0), kind(CHAT, priority=1))
    contacts = [{"enter": 0, "kind": 1, "work": 10}, {"enter": 1, "kind": 0}, {"enter": 2, "kind": 1, "work": 20}]
    log = run_day(given(types, contacts), alike(1, 2, chats=2), types, rules([1, 1]))
    assert log.start.tolist() == [0, 22, 2]


def test_three_times_the_work_for_ever_stays_finite(run_day):
    types = work_types(kind(work=3.0, patience=30.0, redial=1.0, redial_after=20.0, repeat=1.0, repeat_after=20.0))
    tape = poisson(types, [3.0], 500.0)
    log = run_day(tape, alike(3, accuracy=0.0), types, rules(max_redials=2, max_repeats=2))
    assert len(log.key) <= 5 * len(tape)
    assert np.isfinite(log.waited).all() and np.isfinite(log.queue_area).all()
    assert log.busy.sum() > 0.95 * log.staffed.sum()


def _bytes(part):
    values = (getattr(part, field.name) for field in fields(replace(part)))
    return [v.tobytes() if isinstance(v, np.ndarray) else v for v in values]
