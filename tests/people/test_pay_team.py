"""The team bonus: one part in n, and colleagues who watch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.evidence import parameters
from sim.mechanisms import team_pay
from sim.mechanisms.incentives import Incentives, effort
from sim.mechanisms.team_pay import TeamPay

P = parameters()
TEAM = P.bind(TeamPay, "team_pay")
BLIND = replace(TEAM, monitoring=0.0)
STEPS, AMOUNTS = (0.0, 0.05), (100.0, 200.0)


@given(st.integers(1, 500))
def test_without_monitoring_a_member_works_for_one_part_in_n(size):
    assert team_pay.weight(BLIND, np.array(size), 1.0) == 1 / size
    assert team_pay.reward(BLIND, np.array(0.6), np.array(size), 1.0) == pytest.approx(0.6 / size)


@given(st.integers(1, 500), st.floats(0, 1), st.floats(0, 1))
def test_a_member_s_weight_lies_between_one_part_and_the_whole(size, monitoring, together):
    found = team_pay.weight(replace(TEAM, monitoring=monitoring), np.array(size), together)
    assert 1 / size - 1e-12 <= found <= 1 + 1e-12


def test_monitoring_helps_small_teams_and_fades_in_large_ones():
    size = np.array([2, 7, 20, 60])
    gain = team_pay.weight(TEAM, size, 1.0) - team_pay.weight(BLIND, size, 1.0)
    assert (np.diff(gain[1:]) < 0).all() and gain[1] > 0.1 and gain[3] < 0.001
    assert (team_pay.weight(TEAM, size, 0.0) == 1 / size).all()  # people who never see each other


def test_one_person_s_team_bonus_is_a_bonus_of_their_own():
    pay = P.bind(Incentives, "incentives")
    assert effort(pay, team_pay.reward(TEAM, np.array(0.5), np.array(1), 1.0), 1.0) == effort(pay, np.array(0.5), 1.0)


def test_the_slope_of_the_expected_bonus_is_its_derivative():
    gaps, h = np.linspace(-0.3, 0.3, 13), 1e-5
    up, down = (team_pay.expected(gaps + d, STEPS, AMOUNTS, 0.08) for d in (h, -h))
    assert team_pay.slope(gaps, STEPS, AMOUNTS, 0.08) == pytest.approx((up - down) / (2 * h), rel=1e-4)
    assert team_pay.expected(10.0, STEPS, AMOUNTS, 0.08) == pytest.approx(300)


def test_a_target_far_away_on_either_side_moves_nobody():
    near, hopeless, safe = team_pay.slope(np.array([0.0, -1.0, 1.0]), STEPS, AMOUNTS, 0.08)
    assert near > 1000 and hopeless < 1e-3 and safe < 1e-3
