"""How far duty may reach, and what a file cannot mean as it stands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calibrate.checks import checked, overruns
from sim.calibrate.duty import Duty, infer_duty
from sim.calibrate.edges import fixed, measured_edges
from sim.calibrate.people import measure
from sim.calibrate.prepared import given_day
from sim.calibrate.replay import GAP_S, GivenDay, replay, window_ends
from sim.experiment import last
from tests.calibrate.made_days import SurvivalCurve, made_day
from tests.calibrate.test_calibrate_wrapup import by_hand

LAWS = {"patience": SurvivalCurve(300.0), "wrapup": SurvivalCurve(14.0)}


def spans(day):
    windows = infer_duty(day, GAP_S).windows[0]
    return measured_edges(day, windows, np.ones((len(windows), 2), dtype=bool), wrap=10.0)


def test_duty_may_last_until_somebody_waits():
    """A ends at 100 and nobody waits before 400: the end lies from the start of the last service, 0, to 400."""
    day = by_hand((0, 0, 100, 0), (1, 0, 3000, 1), (400, 500, -1, -1))
    found = spans(day)
    a = found.agent == 0
    assert found.off[a].tolist() == [[0.0, 400.0]] and found.on[a].tolist() == [[0.0, 0.0]]


def test_duty_may_last_until_somebody_free_for_less_time_answers():
    """B ends at 300 and answers at 500, although A, free since 100, would have been next."""
    day = by_hand((0, 0, 100, 0), (1, 0, 299, 1), (500, 0, 50, 1), (4000, 0, 10, 0))
    found = spans(day)
    assert found.off[found.agent == 0][0].tolist() == [0.0, 500.0]


def test_duty_may_begin_when_nobody_waits_any_more():
    """A's first contact came at 900 and was answered at once; until 600 somebody waited for B."""
    day = by_hand((0, 0, 600, 1), (100, 500, 50, 1), (900, 0, 30, 0))
    found = spans(day)
    assert found.on[found.agent == 0].tolist() == [[900.0, 600.0]]
    taken = spans(by_hand((0, 0, 600, 1), (100, 800, 50, 0)))  # who takes a caller that waited was not there before
    assert taken.on[taken.agent == 0].tolist() == [[900.0, 900.0]]


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.integers(50, 400), st.integers(1, 5))
def test_spans_hold_the_services_and_grow_with_the_share(seed, contacts, agents):
    made = made_day(seed, contacts, agents, **LAWS)
    windows = infer_duty(made.day, GAP_S).windows[0]
    found = measured_edges(made.day, windows, np.ones((len(windows), 1), dtype=bool), 30.0)
    assert (found.on[:, 1] <= found.on[:, 0]).all() and (found.off[:, 0] <= found.off[:, 1]).all()
    hours = [np.diff(found.at(np.full(agents, x), np.full(agents, x))[:, 1:]).sum() for x in (0.0, 0.5, 1.0)]
    assert hours == sorted(hours)
    sure = fixed(windows)
    assert sure.at(np.zeros(agents), np.ones(agents)) == pytest.approx(windows)


def test_replays_with_inferred_duty_come_out_as_those_with_the_true_one():
    """Ten days whose hours are known: within 0.7 points of giving up, where windows that end with a service miss."""
    found = {name: [] for name in ("true", "inferred", "bare")}
    for seed in range(10):
        made = made_day(seed, contacts=640, **LAWS)
        inferred = infer_duty(made.day, GAP_S)
        own = given_day(made.day, inferred, 0, others=False, gap=GAP_S, target=20.0)
        people = measure(made.day, Duty(made.day.agents, {0: made.windows}), GAP_S)
        for name, asked in {
            "true": GivenDay(made.day, made.windows, people),
            "inferred": own,
            "bare": GivenDay(made.day, inferred.windows[0], own.measured),
        }.items():
            found[name].append(last(replay(asked, 4, 1)).range("abandonment").mean)
    mean = {name: np.mean(values) for name, values in found.items()}
    assert abs(mean["inferred"] - mean["true"]) < 0.007
    assert mean["bare"] < mean["true"] - 0.002


def test_shorter_duty_makes_more_give_up_and_the_real_day_lies_between():
    made = made_day(3, contacts=640, **LAWS)
    asked = given_day(made.day, infer_duty(made.day, GAP_S), 0, others=False, gap=GAP_S, target=20.0)
    short, long = window_ends(asked, 1)
    assert long < (~made.day.answered).mean() < short
    assert window_ends(replace(asked, edges=None), 1) is None


def test_the_range_holds_more_than_luck():
    made = made_day(3, contacts=640, **LAWS)
    asked = given_day(made.day, infer_duty(made.day, GAP_S), 0, others=False, gap=GAP_S, target=20.0)
    wide, narrow = (last(replay(replace(asked, doubt=doubt), 30, 1)).range("abandonment") for doubt in (True, False))
    assert wide.p90 - wide.p10 > 1.1 * (narrow.p90 - narrow.p10)


# ------------------------------------------------------------------------------------------------ odd services


def test_a_service_of_ten_hours_is_set_aside_and_counted():
    day = made_day(4, contacts=200, **LAWS).day
    one = int(np.flatnonzero(day.answered)[7])
    service = day.service.copy()
    service[one] = 36_000.0
    kept, found = checked(replace(day, service=service))
    assert (found.endless, found.longest_h, len(kept)) == (1, 10.0, 199)
    assert checked(day)[1].endless == 0 and len(checked(day)[0]) == 200


def test_a_service_that_runs_into_the_next_ends_there():
    """As where a call was handed on and the first agent's line ran until the customer hung up."""
    day = by_hand(*((100.0 * i, 0, 90, 0) for i in range(20)))
    service = day.service.copy()
    service[3] = 1_890.0
    kept, found = checked(replace(day, service=service))
    assert (found.overlaps, found.parallel) == (1, False) and found.overlap_h == pytest.approx(1_790 / 3600)
    assert (kept.end[:-1] <= kept.start[1:] + 3.0).all()


def test_chats_at_the_same_time_are_told_from_slips():
    day = by_hand(*((30.0 * i, 0, 85, 0) for i in range(40)))
    kept, found = checked(day)
    assert found.parallel and found.most_at_once == 3 and (kept.service == day.service).all()


def test_a_service_delivered_twice_counts_once():
    day = made_day(4, contacts=200, **LAWS).day
    served = np.flatnonzero(day.answered)[:9]
    twice = day.rows(np.sort(np.append(np.arange(200), served)))
    kept, found = checked(twice)
    assert found.repeated == 9 and len(kept) == 200


def test_services_beyond_the_hours_of_duty_are_counted():
    day = by_hand((0, 0, 100, 0), (300, 0, 900, 0))
    assert overruns(day, np.array([[0.0, 0.0, 600.0]])) == (1, pytest.approx(600 / 3600))
    assert overruns(day, np.array([[0.0, 0.0, 1300.0]])) == (0, 0.0)


def test_a_day_of_chats_is_replayed_with_as_many_at_once():
    """Three chats at once and endless patience: nobody waits in the replay who did not on the day."""
    day = by_hand(*((30.0 * i, 0, 85, 0) for i in range(40)))
    one, three = (
        given_day(day, infer_duty(day, GAP_S), 0, others=False, gap=GAP_S, target=20.0, parallel=parallel)
        for parallel in (False, True)
    )
    assert last(replay(three, 2, 1)).range("mean_wait").mean == 0.0
    assert last(replay(one, 2, 1)).range("mean_wait").mean > 100.0
    assert last(replay(three, 2, 1)).actual["occupancy"] <= 1.0 < last(replay(one, 2, 1)).actual["occupancy"]
