"""Goals, praise, colleagues in sight and morale: what each does, and how each is overdone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.evidence import parameters
from sim.mechanisms import motivation
from sim.mechanisms.motivation import Motivation

M = parameters().bind(Motivation, "motivation")


def test_goals_are_an_inverted_v_with_its_top_at_the_best_difficulty():
    d = np.linspace(0, 1, 101)
    gain = motivation.goal_log_speed(M, d)
    top = gain.argmax()
    assert gain[0] == 0 and d[top] == pytest.approx(M.goal_best) and gain[top] == pytest.approx(M.goal)
    assert (np.diff(gain[: top + 1]) > 0).all() and (np.diff(gain[top:]) < 0).all()
    assert gain[-1] == pytest.approx(-M.goal_hopeless) and gain[-1] < 0


def test_a_goal_for_numbers_costs_care_unless_quality_counts():
    assert motivation.goal_log_wrong(M, 0.0, 0.0) == 0
    assert motivation.goal_log_wrong(M, 0.8, 0.0) > motivation.goal_log_wrong(M, 0.8, 0.7) > 0
    assert motivation.goal_log_wrong(M, 0.8, 1.0) == 0


def praise(share: float, people: int = 1000) -> np.ndarray:
    praised = np.arange(people) < round(share * people)
    return motivation.praise_impulse(M, praised, share)


def test_praise_moves_those_who_did_not_get_it_and_wears_out_when_everybody_does():
    few = praise(0.05)
    assert few[-1] > few[0] > 0
    total = [praise(share).mean() for share in (0.0, 0.05, 0.5, 1.0)]
    assert total[0] == 0 and total[1] == max(total) and total[3] < 0.02 * total[1]


def test_praise_is_half_gone_after_its_half_life():
    assert motivation.praise_later(M, np.array([0.04]), 7 * M.praise_weeks) == pytest.approx(0.02)
    assert motivation.praise_later(M, np.array([0.04]), 0) == 0.04


def test_an_announced_award_helps_while_new_and_takes_from_those_who_gave_it_anyway():
    nobody, everybody = np.zeros(3), np.ones(3)
    assert (motivation.award_log_speed(M, 1.0, 0.0, nobody, 0.05) > 0.05).all()
    assert motivation.award_log_speed(M, 1.0, 0.0, everybody, 0.05) == pytest.approx(-M.award_crowding)
    mixed = np.array([0.0, 0.4, 1.0])
    means = [motivation.award_log_speed(M, 1.0, weeks, mixed, 0.05).mean() for weeks in (0, 8, 26)]
    assert means[0] > 0 > means[2] and means[0] > means[1] > means[2]
    assert (motivation.award_log_speed(M, 0.0, 3.0, mixed, 0.05) == 0).all()  # a surprise is not announced
    assert (motivation.award_log_speed(M, 1.0, 3.0, mixed, 0.0) == 0).all()


def test_a_colleague_ten_per_cent_quicker_makes_one_and_a_half_per_cent():
    speed = np.array([0.0, 0.1])
    found = motivation.peers_log_speed(M, speed, np.zeros(2, int), 1, np.ones(2))
    assert found == pytest.approx([0.015, 0.0])


def test_peers_pull_both_ways_only_in_sight_and_only_in_the_own_team():
    speed, team = np.array([0.2, 0.0, -0.3, 0.0]), np.array([0, 0, 1, 1])
    seen = np.ones(4)
    found = motivation.peers_log_speed(M, speed, team, 2, seen)
    assert found[1] > 0 > found[3]
    home = motivation.peers_log_speed(M, speed, team, 2, np.array([0, 1, 0, 0]))
    assert (home == 0).all()
    assert (motivation.peers_log_speed(M, np.array([0.5]), np.array([0]), 1, np.ones(1)) == 0).all()


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=12), st.floats(0, 1))
def test_peers_never_add_more_than_their_share_of_the_best_colleague(speeds, seen):
    speed = np.array(speeds)
    found = motivation.peers_log_speed(M, speed, np.zeros(len(speed), int), 1, seen)
    assert np.abs(found).max() <= M.peers * np.abs(speed).max() + 1e-12


def test_events_feed_morale_up_to_a_point():
    hours = np.linspace(0, 20, 81)
    fed = np.array([motivation.events(M, hour, 100.0) for hour in hours])
    assert fed[0] == 0 and hours[fed.argmax()] == pytest.approx(M.event_hours) and fed[-1] < 0.3 * fed.max()
    assert 0 < motivation.events(M, 4.0, 0.0) < motivation.events(M, 4.0, 200.0) <= 1


def test_morale_is_lost_in_months_and_never_leaves_its_bounds():
    low = motivation.morale_later(M, np.array([0.8]), 0.0, 7 * M.morale_weeks)
    assert low == pytest.approx(0.4)
    morale = np.array([-1.0])
    for _ in range(120):
        morale = motivation.morale_later(M, morale, 1.0, 30)
    assert 0.3 < morale[0] < 1
    assert abs(motivation.morale_log_speed(M, morale)[0]) <= M.morale


def test_a_month_at_once_or_in_days_leaves_nearly_the_same_morale():
    whole = motivation.morale_later(M, np.array([0.5]), 0.4, 30)
    days = np.array([0.5])
    for _ in range(30):
        days = motivation.morale_later(M, days, 0.4, 1)
    assert days == pytest.approx(whole, abs=0.03)


def test_neutral_parameters_do_nothing():
    neutral = replace(M, goal=0, goal_hopeless=0, praise=0, award=0, award_crowding=0, peers=0, morale=0)
    assert not motivation.goal_log_speed(neutral, np.linspace(0, 1, 5)).any()
    assert not motivation.praise_impulse(neutral, np.array([True, False]), 0.1).any()
    assert not motivation.award_log_speed(neutral, 1.0, 1.0, np.array([0.0, 1.0]), 0.1).any()
    assert not motivation.peers_log_speed(neutral, np.array([1.0, 2.0]), np.zeros(2, int), 1, np.ones(2)).any()
    assert not motivation.morale_log_speed(neutral, np.array([1.0])).any()
