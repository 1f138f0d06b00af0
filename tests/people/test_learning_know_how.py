"""What people are taught: courses, fading, partners, contact; and suggestions that carry the best people's practice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.evidence import parameters
from sim.mechanisms import assistance, know_how
from sim.mechanisms.assistance import Assistance
from sim.mechanisms.know_how import KnowHow, Stock

P = parameters()
KNOW = P.bind(KnowHow, "know_how")
AI = P.bind(Assistance, "assistance")
SPREAD = P["talent.spread"]


def test_nothing_taught_changes_nothing():
    stock = know_how.after(KNOW, know_how.learned(KNOW, Stock.empty(3), np.zeros(3)), 70)
    assert (stock.log_speed == 0).all()


def test_a_part_of_a_course_fades_and_the_rest_stays():
    stock = know_how.learned(KNOW, Stock.empty(1), np.array([0.1]))
    assert stock.log_speed[0] == pytest.approx(0.1)
    later = know_how.after(KNOW, stock, 7 * KNOW.fade_weeks)
    assert later.log_speed[0] == pytest.approx(0.1 * (KNOW.lasting + (1 - KNOW.lasting) / np.e))
    assert know_how.after(KNOW, stock, 1e5).log_speed[0] == pytest.approx(0.1 * KNOW.lasting)


def test_fading_is_the_same_in_days_as_in_weeks():
    stock = know_how.learned(KNOW, Stock.empty(1), np.array([0.1]))
    daily = stock
    for _ in range(21):
        daily = know_how.after(KNOW, daily, 1)
    assert daily.log_speed == pytest.approx(know_how.after(KNOW, stock, 21).log_speed)


def test_the_third_day_of_a_course_teaches_less_than_the_first_and_a_repeat_nothing():
    gains = [float(know_how.course_gain(KNOW, d)) for d in range(6)]
    assert gains[0] == 0 and (np.diff(gains) > 0).all() and (np.diff(gains, 2) < 0).all()
    assert know_how.course_gain(KNOW, 5, gains[5]) == 0


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(0, 10))
def test_only_the_weaker_partner_learns_and_never_beyond_the_better(own, partner, hours):
    gain = float(know_how.partner_gain(KNOW, own, partner, hours))
    assert 0 <= gain <= max(0.0, partner - own)


def test_talks_shrink_differences_and_dry_up():
    """Weekly talks with new partners: each week brings less than the one before."""
    luck = np.random.default_rng(2)
    ability, stock, gains = SPREAD * luck.normal(size=400), Stock.empty(400), []
    before = know_how.level(KNOW, ability, 0.0, stock).std()
    for _ in range(12):
        level = know_how.level(KNOW, ability, 0.0, stock)
        gain = know_how.partner_gain(KNOW, level, luck.permutation(level), 0.5)
        stock = know_how.learned(KNOW, stock, gain)
        gains.append(gain.mean())
    assert gains[-1] < gains[0] / 4 and know_how.level(KNOW, ability, 0.0, stock).std() < before / 2


@given(st.integers(1, 40), st.integers(1, 5), st.integers(0, 10**6))
def test_mean_above_is_what_a_loop_over_colleagues_finds(n, teams, seed):
    luck = np.random.default_rng(seed)
    level, team = luck.normal(size=n), luck.integers(0, teams, n)
    found = know_how.mean_above(level, team, teams)
    for i in range(n):
        others = [max(0.0, level[j] - level[i]) for j in range(n) if j != i and team[j] == team[i]]
        assert found[i] == pytest.approx(np.mean(others) if others else 0.0, abs=1e-12)


def test_contact_teaches_nothing_where_nobody_knows_more():
    assert (know_how.contact_gain(know_how.mean_above(np.full(5, 0.3), np.zeros(5, int), 1), 0.1, 4) == 0).all()


def test_suggestions_help_the_weak_most_and_the_best_not_at_all():
    skill = np.array([-0.6, -0.2, 0.0, 0.1, AI.best * SPREAD, 0.5])
    gain = assistance.gain(AI, skill, SPREAD)
    assert (np.diff(gain[:5]) < 0).all() and gain[-2:].tolist() == [0, 0]
    assert (np.argsort(skill + gain) == np.argsort(skill)).all(), "nobody is overtaken by help"
    assert assistance.log_wrong(AI, skill, SPREAD)[-1] > 0 == assistance.log_wrong(AI, skill, SPREAD)[0]


def test_with_the_assistant_down_what_was_learned_stays():
    skill = np.array([-0.5])
    kept = assistance.kept(AI, assistance.gain(AI, skill, SPREAD), 8)
    assert assistance.gain(AI, skill, SPREAD, in_use=0.0)[0] == 0 < kept[0] < assistance.gain(AI, skill, SPREAD)[0]
