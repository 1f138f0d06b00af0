"""What people are taught: courses, fading, partners, contact; and suggestions that carry the best people's practice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.evidence import Parameters, parameters
from sim.mechanisms import assistance, know_how
from sim.mechanisms.assistance import Assistance
from sim.mechanisms.know_how import KnowHow, Stock
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

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
    before = know_how.level(KNOW, ability, stock).std()
    for _ in range(12):
        level = know_how.level(KNOW, ability, stock)
        gain = know_how.partner_gain(KNOW, level, luck.permutation(level), 0.5)
        stock = know_how.learned(KNOW, stock, gain)
        gains.append(gain.mean())
    assert gains[-1] < gains[0] / 4 and know_how.level(KNOW, ability, stock).std() < before / 2


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


def weeks_of_colleagues(know: KnowHow, ability, stock: Stock, hours: float, weeks: int, seed: int, rate=0.1):
    """A team's stock after weeks of partners drawn anew, everybody beside everybody."""
    luck = np.random.default_rng(seed)
    for _ in range(weeks):
        partner = np.arange(len(ability))
        order = luck.permutation(len(ability))
        half = len(order) // 2
        first, second = order[:half], order[half : 2 * half]
        partner[first], partner[second] = second, first
        gain = know_how.from_colleagues(know, ability, stock, np.full(len(ability), rate), partner, hours)
        stock = know_how.learned(know, know_how.after(know, stock, 7), gain)
    return stock


teams_of = st.lists(st.floats(-0.6, 0.6), min_size=2, max_size=12).map(np.array)


@given(teams_of, st.floats(0, 5), st.integers(1, 30), st.integers(0, 1000), st.floats(0, 1), st.floats(0, 1))
def test_partners_lift_nobody_beyond_the_best_at_the_start(ability, hours, weeks, seed, codifiable, lasting):
    """Without a course: every member, so the mean, too, stays at or below the best member's level of the start."""
    know = replace(KNOW, codifiable=codifiable, lasting=lasting)
    stock = weeks_of_colleagues(know, ability, Stock.empty(len(ability)), hours, weeks, seed)
    assert (stock.log_speed >= 0).all()
    assert (ability + stock.log_speed).max() <= ability.max() + 1e-12


@given(teams_of, st.floats(0, 0.3), st.floats(0, 5), st.integers(0, 1000))
def test_a_course_of_one_lifts_nobody_beyond_who_could_show_most(ability, course, hours, seed):
    """What one was taught goes round the team, but adds up to no more than the most that anybody could show."""
    stock = Stock(np.eye(1, len(ability))[0] * course, np.zeros(len(ability)))
    most = know_how.level(KNOW, ability, stock).max()
    after = weeks_of_colleagues(KNOW, ability, stock, hours, 20, seed)
    assert (know_how.level(KNOW, ability, after) <= most + 1e-12).all()


@given(teams_of, st.floats(0.1, 5), st.integers(0, 1000))
def test_where_nothing_can_be_told_equals_teach_each_other_nothing(ability, hours, seed):
    know = replace(KNOW, codifiable=0.0)
    assert not weeks_of_colleagues(know, ability, Stock.empty(len(ability)), hours, 5, seed).log_speed.any()


def test_an_hour_with_a_partner_teaches_what_can_be_told_and_no_more():
    """Two people, one 0.4 better: of the 0.28 that can be told, an hour shows 1 − e^−1.8."""
    ability, partner = np.array([0.0, 0.4]), np.array([1, 0])
    gain = know_how.from_colleagues(KNOW, ability, Stock.empty(2), np.full(2, 0.1), partner, 1.0)
    assert gain.tolist() == pytest.approx([KNOW.codifiable * 0.4 * (1 - np.exp(-KNOW.meeting)), 0.0])


def test_in_a_season_pairs_lift_no_team_beyond_its_best_and_newcomers_teach_nobody_their_ramp():
    """Old hands and beginners of equal ability in pairs: the beginners climb by themselves, nobody is taught."""
    pairs = {"training.pair_minutes": 150.0, "people.late.tenure_weeks": (0, 4), "people.late.count": 6}
    setup = Setup(small_shop(**pairs), parameters())
    state = run_season(setup, 1).state
    here = setup.facts.service[state.people.group] & ~state.people.temp
    taught = state.memory["training"].lasting + state.memory["training"].fading
    log_ability = np.log(state.people.ability)
    assert taught[here].max() > 0
    assert (log_ability + taught)[here].max() <= log_ability[here].max() + 1e-12
    alike = Setup(small_shop(**pairs), Parameters(dict(parameters()) | {"talent.spread": 0.0}))
    assert not run_season(alike, 1).state.memory["training"].lasting.any()


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
