"""Learning on the job: the ramp's closed forms, colleagues, mentors, a second kind of work."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.evidence import parameters
from sim.mechanisms import learning
from sim.mechanisms.learning import Learning

USUAL = parameters().bind(Learning, "learning")
SHARES = st.floats(0, 1)


def test_output_grows_by_the_gap_over_the_ramp():
    assert learning.speed(USUAL, 1e4) / learning.speed(USUAL, 0.0) == pytest.approx(1.64)


def test_a_week_is_a_week_among_the_usual_colleagues():
    assert learning.pace(USUAL, USUAL.usual_peers) == 1


def test_experienced_colleagues_shorten_the_way_by_the_published_third():
    few, many = learning.pace(USUAL, 0.2), learning.pace(USUAL, 0.8)
    assert few / many == pytest.approx(0.64, abs=2e-3)


@given(SHARES, SHARES, SHARES)
def test_more_experience_around_never_slows_and_time_never_runs_backwards(a, b, mentored):
    low, high = sorted((a, b))
    assert 0 < learning.pace(USUAL, low, mentored) <= learning.pace(USUAL, high, mentored) + 1e-12


@given(SHARES)
def test_a_mentor_is_worth_a_team_of_experienced_colleagues(share):
    assert learning.pace(USUAL, share, 1.0) == pytest.approx(learning.pace(USUAL, 1.0))


def test_hiring_too_many_at_once_leaves_newcomers_without_mentors_and_takes_all_hours_there_are():
    few = learning.mentoring(USUAL, newcomers=2, experienced_people=10, share=1.0)
    many = learning.mentoring(USUAL, newcomers=30, experienced_people=10, share=1.0)
    assert few == (1.0, USUAL.mentor_hours * 2 / 10)
    assert many == (pytest.approx(1 / 3), USUAL.mentor_hours)
    assert learning.mentoring(USUAL, 0, 10, 1.0) == (0.0, 0.0)


def test_a_second_kind_of_work_stays_slower_and_grows_with_practice():
    pace = learning.second_speed(USUAL, np.array([0.0, 4, 12, 1000]))
    assert (np.diff(pace) > 0).all() and pace[-1] == pytest.approx(USUAL.second_best) and pace[0] < 0.6
