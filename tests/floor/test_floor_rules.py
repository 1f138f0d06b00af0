"""What happens to each contact, in cases small enough to be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.floor import Cause, Family, Outcome
from tests.floor.builders import CHAT, FOREVER, PHONE, TICKET, alike, crew, given, kind, rules, work_types

ONE = work_types(kind())


def test_one_agent_serves_in_order_of_arrival(run_day):
    log = run_day(
        given(ONE, [{"enter": 0, "work": 10}, {"enter": 1, "work": 5}, {"enter": 2, "work": 1}]),
        alike(1),
        ONE,
        rules(),
    )
    assert log.start.tolist() == [0, 10, 15]
    assert log.end.tolist() == [10, 15, 16]
    assert log.waited.tolist() == [0, 9, 13]
    assert (log.busy[0], log.staffed[0], log.overrun[0]) == (16, 1000, 0)


def test_speed_divides_the_work_and_not_the_wrap_up(run_day):
    log = run_day(
        given(ONE, [{"enter": 0, "work": 10, "wrap": 4}, {"enter": 1, "work": 10}]), crew([[2.0]]), ONE, rules()
    )
    assert log.end.tolist() == [5, 14]
    assert log.start[1] == 9  # after five seconds of talk and four of wrap-up


def test_longest_idle_agent_is_chosen_among_equals(run_day):
    contacts = [{"enter": t, "work": w} for t, w in ((0, 5), (1, 2), (10, 1), (20, 1))]
    log = run_day(given(ONE, contacts), alike(2), ONE, rules())
    # agent 0 is free again at 5, agent 1 at 3: agent 1 has been idle for longer
    assert log.agent.tolist() == [0, 1, 1, 0]


def test_preference_comes_before_idleness(run_day):
    contacts = [{"enter": 0, "work": 1}, {"enter": 5, "work": 1}]
    log = run_day(given(ONE, contacts), crew([[1.0], [1.0]], preference=[[1], [0]]), ONE, rules())
    assert log.agent.tolist() == [1, 1]


def test_least_loaded_agent_gets_the_next_chat(run_day):
    types = work_types(kind(CHAT))
    contacts = [{"enter": t, "work": 100} for t in range(4)]
    log = run_day(given(types, contacts), alike(2, chats=2), types, rules([1, 1]))
    assert log.agent.tolist() == [0, 1, 0, 1]


def test_smaller_priority_number_is_served_first_and_head_start_moves_ahead(run_day):
    types = work_types(kind(priority=2), kind(priority=1))
    contacts = [
        {"enter": 0, "kind": 0, "work": 10},
        {"enter": 1, "kind": 0},
        {"enter": 2, "kind": 1},
        {"enter": 3, "kind": 1, "head_start": 5},
    ]
    log = run_day(given(types, contacts), alike(1, 2), types, rules())
    assert log.start.tolist() == [0, 12, 11, 10]


def test_freed_agent_takes_only_what_they_are_skilled_in(run_day):
    types = work_types(kind(), kind())
    contacts = [{"enter": 0, "kind": 0, "work": 10}, {"enter": 1, "kind": 1}, {"enter": 2, "kind": 0}]
    log = run_day(given(types, contacts), crew([[1.0, 0.0]]), types, rules())
    assert log.start[2] == 10
    assert log.outcome.tolist() == [Outcome.SERVED, Outcome.PENDING, Outcome.SERVED]


def test_two_chats_share_their_agent(run_day):
    types = work_types(kind(CHAT))
    contacts = [{"enter": 0, "work": 10}, {"enter": 5, "work": 10}]
    log = run_day(given(types, contacts), alike(1, chats=2), types, rules([1, 2]))
    # five seconds alone, then half speed: the first ends at 5 + 5 × 2, the second has done 5 by then and is alone
    assert log.end.tolist() == [15, 20]
    assert log.held.tolist() == [2, 1]
    assert log.busy[0] == 20 and log.service_area[0] == 30


def test_three_chats_with_a_wrap_up_stretch_each_other(run_day):
    types = work_types(kind(CHAT))
    contacts = [{"enter": 0, "work": 4, "wrap": 2}, {"enter": 0, "work": 8}, {"enter": 0, "work": 8}]
    log = run_day(given(types, contacts), alike(1, chats=3), types, rules([1, 2, 4]))
    # 4 × 4 = 16; wrap-up of 2 at a load of 3 until 24; then 2 left at half speed
    assert log.end.tolist() == [16, 28, 28]
    assert log.held.tolist() == [3, 2, 1]


def test_cap_holds_and_the_next_chat_waits(run_day):
    types = work_types(kind(CHAT))
    log = run_day(given(types, [{"enter": t, "work": 10} for t in range(3)]), alike(1, chats=2), types, rules([1, 1]))
    assert log.start.tolist() == [0, 1, 10]


@pytest.mark.parametrize("alone", [PHONE, TICKET])
def test_phone_and_ticket_do_not_share_their_agent_with_chats(run_day, alone):
    types = work_types(kind(CHAT), kind(alone))
    contacts = [
        {"enter": 0, "kind": 1, "work": 10},
        {"enter": 1, "kind": 0, "work": 10},
        {"enter": 2, "kind": 1, "work": 10},
    ]
    log = run_day(given(types, contacts), alike(1, 2, chats=3), types, rules([1, 1, 1]))
    assert log.start.tolist() == [0, 10, 20]


def test_waiting_room_holds_live_contacts_and_blocks_the_rest(run_day):
    types = work_types(kind(PHONE), kind(CHAT), kind(TICKET))
    contacts = [
        {"enter": 0, "kind": 0, "work": 100},
        {"enter": 1, "kind": 2},
        {"enter": 2, "kind": 2},
        {"enter": 3, "kind": 0},
        {"enter": 4, "kind": 1},
        {"enter": 5, "kind": 0},
        {"enter": 6, "kind": 1},
        {"enter": 7, "kind": 2},
    ]
    log = run_day(given(types, contacts), alike(1, 3), types, rules(waiting_room=2))
    blocked = [5, 6]
    assert np.flatnonzero(log.outcome == Outcome.BLOCKED).tolist() == blocked
    assert log.end[blocked].tolist() == [5, 6] and (log.waited[blocked] == 0).all()


def test_waiting_room_of_zero_is_a_loss_system(run_day):
    log = run_day(
        given(ONE, [{"enter": 0, "work": 5}, {"enter": 1}, {"enter": 6}]), alike(1), ONE, rules(waiting_room=0)
    )
    assert log.outcome.tolist() == [Outcome.SERVED, Outcome.BLOCKED, Outcome.SERVED]


def test_only_those_who_must_wait_balk(run_day):
    types = work_types(kind(balking=1.0))
    log = run_day(given(types, [{"enter": 0, "work": 5}, {"enter": 1}, {"enter": 6}]), alike(1), types, rules())
    assert log.outcome.tolist() == [Outcome.SERVED, Outcome.BALKED, Outcome.SERVED]


def test_lost_contact_redials_until_the_limit(run_day):
    types = work_types(kind(redial=1.0, redial_after=10.0, patience=1.0))
    log = run_day(
        given(types, [{"enter": 0, "work": 5000}, {"enter": 1, "patience": 2}]), alike(1), types, rules(max_redials=3)
    )
    chain = log.root == log.root[1]
    assert log.redials[chain].tolist() == [0, 1, 2, 3]
    assert log.cause[chain].tolist() == [Cause.ROOT, *[Cause.REDIAL] * 3]
    assert (log.outcome[chain] == Outcome.ABANDONED).all()
    assert len(set(log.key.tolist())) == len(log.key)


def test_wrong_answer_comes_back_until_the_limit(run_day):
    types = work_types(kind(repeat=1.0, repeat_after=10.0))
    log = run_day(given(types, [{"enter": 0}]), crew([[1.0]], accuracy=0.0), types, rules(max_repeats=2))
    assert log.repeats.tolist() == [0, 1, 2]
    assert log.wrong.all() and (log.outcome == Outcome.SERVED).all()
    assert (log.enter[1:] > log.end[:-1]).all()


def test_right_answer_does_not_come_back(run_day):
    types = work_types(kind(repeat=1.0))
    log = run_day(given(types, [{"enter": 0}]), crew([[1.0]], accuracy=1.0), types, rules())
    assert len(log.key) == 1 and not log.wrong.any()


def test_load_in_hand_raises_the_share_of_wrong_answers(run_day):
    types = work_types(kind(CHAT))
    contacts = [{"enter": t * 100.0 + d, "work": 50} for t in range(300) for d in (0, 0.5)]
    error = {
        factor: run_day(
            given(types, contacts, 40000),
            crew([[1.0]], accuracy=0.8, chats=2),
            types,
            rules([1, 1], error_stretch=[1, factor]),
        )
        for factor in (1, 3)
    }
    first = error[3].held == 2
    assert error[3].wrong[first].mean() > 2 * error[1].wrong[first].mean() > 0
    # the same draws decide: alone nothing changes, and nobody's error goes away
    assert (error[3].wrong[~first] == error[1].wrong[~first]).all() and (error[3].wrong >= error[1].wrong).all()


def test_transferred_contact_arrives_elsewhere_at_once_and_keeps_its_head_start(run_day):
    fixed = {"work_family": Family.FIXED, "work": 3.0}
    types = work_types(kind(transfer=1.0, transfer_to=1, **fixed), kind(**fixed))
    contacts = [{"enter": 0, "kind": 0, "work": 10, "head_start": 7}]
    log = run_day(given(types, contacts), crew([[1.0, 0.0], [0.0, 1.0]]), types, rules())
    assert log.outcome.tolist() == [Outcome.TRANSFERRED, Outcome.SERVED]
    assert (log.enter[1], log.start[1], log.end[1], log.rank[1]) == (10, 10, 13, 3)
    assert log.cause[1] == Cause.TRANSFER and log.child.tolist() == [1, -1]


def test_abandoned_contact_leaves_the_queue(run_day):
    contacts = [{"enter": 0, "work": 10}, {"enter": 1, "patience": 3}, {"enter": 2, "work": 1}]
    log = run_day(given(ONE, contacts), alike(1), ONE, rules())
    assert log.outcome[1] == Outcome.ABANDONED and log.end[1] == 4 and log.waited[1] == 3
    assert log.start[2] == 10  # not behind a ghost


def test_served_contact_does_not_abandon_later(run_day):
    log = run_day(given(ONE, [{"enter": 0, "work": 10, "patience": 3}]), alike(1), ONE, rules())
    assert log.outcome[0] == Outcome.SERVED and log.end[0] == 10


# one instant, several events


def test_agent_freed_at_the_deadline_still_serves(run_day):
    contacts = [{"enter": 0, "work": 10}, {"enter": 4, "patience": 6}]
    log = run_day(given(ONE, contacts), alike(1), ONE, rules())
    assert log.outcome[1] == Outcome.SERVED and log.start[1] == 10


def test_agent_who_comes_on_at_the_deadline_still_serves(run_day):
    log = run_day(given(ONE, [{"enter": 4, "patience": 6}]), alike(1, windows=[(0, 10, FOREVER)]), ONE, rules())
    assert log.outcome[0] == Outcome.SERVED


def test_agent_whose_shift_ends_as_the_work_ends_takes_nothing_more(run_day):
    contacts = [{"enter": 0, "work": 10}, {"enter": 1}]
    log = run_day(given(ONE, contacts), alike(1, windows=[(0, 0, 10)]), ONE, rules())
    assert log.outcome.tolist() == [Outcome.SERVED, Outcome.PENDING]


def test_arrival_at_the_instant_of_an_end_finds_the_agent_free(run_day):
    contacts = [{"enter": 0, "work": 10}, {"enter": 10}]
    log = run_day(given(ONE, contacts), alike(1), ONE, rules(waiting_room=0))
    assert log.outcome[1] == Outcome.SERVED and log.waited[1] == 0


def test_waiting_contact_goes_before_one_that_arrives_at_the_instant_of_the_end(run_day):
    contacts = [{"enter": 0, "work": 10}, {"enter": 5, "work": 2}, {"enter": 10}]
    log = run_day(given(ONE, contacts), alike(1), ONE, rules())
    assert log.start.tolist() == [0, 10, 12]


def test_contact_without_patience_or_room_to_wait_goes_at_once(run_day):
    log = run_day(given(ONE, [{"enter": 0, "work": 5}, {"enter": 1, "patience": 0}]), alike(1), ONE, rules())
    assert log.outcome[1] == Outcome.ABANDONED and log.end[1] == 1


def test_what_would_happen_at_the_horizon_does_not_happen(run_day):
    contacts = [{"enter": 0, "work": 100}, {"enter": 1, "patience": 99}]
    log = run_day(given(ONE, contacts, horizon=100), alike(1), ONE, rules())
    assert (log.outcome == Outcome.PENDING).all()
    assert log.waited[1] == 99 and log.carry.work.tolist() == [0, 1]
    assert log.carry.deadline[1] == 0


# breaks and the end of the shift


def test_work_in_hand_is_finished_into_the_break_which_ends_on_time(run_day):
    contacts = [{"enter": 90, "work": 30}, {"enter": 91}, {"enter": 160}]
    log = run_day(given(ONE, contacts), alike(1, windows=[(0, 0, 100), (0, 150, 300)]), ONE, rules())
    assert log.end[0] == 120 and log.start.tolist() == [90, 150, 160]
    assert (log.overrun[0], log.staffed[0]) == (20, 250)


def test_hand_back_does_not_apply_to_a_break(run_day):
    log = run_day(
        given(ONE, [{"enter": 90, "work": 30}]),
        alike(1, windows=[(0, 0, 100), (0, 150, 300)]),
        ONE,
        rules(hand_back=True),
    )
    assert log.end[0] == 120


def test_break_shorter_than_the_work_left_gives_no_second_contact_at_once(run_day):
    contacts = [{"enter": 90, "work": 80}, {"enter": 91}]
    log = run_day(given(ONE, contacts), alike(1, windows=[(0, 0, 100), (0, 150, 300)]), ONE, rules())
    assert log.start.tolist() == [90, 170]
    assert log.overrun[0] == 50


def test_finish_in_hand_is_overrun(run_day):
    log = run_day(given(ONE, [{"enter": 90, "work": 30}]), alike(1, windows=[(0, 0, 100)]), ONE, rules())
    assert (log.end[0], log.overrun[0], log.busy[0], log.staffed[0]) == (120, 20, 30, 100)


def test_handed_back_contact_keeps_place_work_and_patience(run_day):
    windows = [(0, 0, 100), (1, 0, FOREVER)]
    contacts = [
        {"enter": 0, "work": 150},  # agent 0 until 100, then 50 left
        {"enter": 0, "work": 120},  # agent 1 until 120
        {"enter": 50, "work": 1},
    ]
    log = run_day(given(ONE, contacts), alike(2, windows=windows), ONE, rules(hand_back=True))
    assert log.start[0] == 0 and log.agent[0] == 1
    assert log.end[0] == 170  # from 120 on, before the one who came at 50
    assert log.start[2] == 170 and log.waited[0] == 20
    assert log.overrun[0] == 0


def test_handed_back_contact_looks_for_another_agent_at_once(run_day):
    log = run_day(
        given(ONE, [{"enter": 0, "work": 150}]),
        crew([[1.0], [2.0]], windows=[(0, 0, 100), (1, 50, FOREVER)]),
        ONE,
        rules(hand_back=True),
    )
    assert log.end[0] == 125 and log.waited[0] == 0


def test_patience_runs_on_after_a_hand_back_and_old_deadlines_are_void(run_day):
    windows = [(0, 0, 5), (0, 10, 100)]
    contacts = [{"enter": 5, "work": 500, "patience": 20}]
    log = run_day(given(ONE, contacts), alike(1, windows=windows), ONE, rules(hand_back=True))
    # waited 5 to 10; 15 of patience left, which count from the hand-back at 100; the deadline of 25 is void
    assert log.outcome[0] == Outcome.ABANDONED and log.end[0] == 115 and log.waited[0] == 20
    assert log.service_area[0] == 90


def test_handed_back_contact_is_not_blocked_or_balked(run_day):
    types = work_types(kind(balking=1.0))
    contacts = [{"enter": 0, "work": 150}, {"enter": 1, "work": 150}]
    log = run_day(
        given(types, contacts),
        alike(2, windows=[(0, 0, 100), (1, 0, FOREVER)]),
        types,
        rules(hand_back=True, waiting_room=0),
    )
    assert log.outcome.tolist() == [Outcome.SERVED, Outcome.SERVED] and log.start[0] == 0 and log.end[0] == 201


def test_wrap_up_is_dropped_at_a_hand_back(run_day):
    log = run_day(
        given(ONE, [{"enter": 0, "work": 95, "wrap": 50}]),
        alike(1, windows=[(0, 0, 100)]),
        ONE,
        rules(hand_back=True),
    )
    assert log.outcome[0] == Outcome.SERVED and log.busy[0] == 100 and not len(log.carry)


def test_three_chats_handed_back_each_keep_what_is_left(run_day):
    types = work_types(kind(CHAT))
    contacts = [{"enter": 0, "work": w} for w in (20, 30, 40)]
    log = run_day(
        given(types, contacts),
        alike(2, chats=3, preference=[[0], [1]], windows=[(0, 0, 20), (1, 20, FOREVER)]),
        types,
        rules([1, 1, 2], hand_back=True),
    )
    # ten done of each by 20; the other agent came on at that instant after the hand-back and took all three
    assert log.end.tolist() == [40, 50, 60] and log.waited.tolist() == [0, 0, 0]
