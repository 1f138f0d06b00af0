"""Hiring: selection against its closed form, days and money of choosing, who applies, whom the team knows."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.evidence import parameters
from sim.mechanisms import hiring
from sim.mechanisms.hiring import Recruitment

USUAL = parameters().bind(Recruitment, "hiring")
PLACES = 40_000


def expected_gain(recruitment: Recruitment, tests: int, applicants: float) -> float:
    """Standard deviations of ability by which a hire is expected to beat the usual practice's hire."""
    usual = recruitment.chat * hiring.expected_best(recruitment.usual_applicants)
    return hiring.validity(recruitment, tests) * hiring.expected_best(max(1.0, applicants)) - usual


@pytest.mark.parametrize(
    ("k", "best"), [(1, 0.0), (2, 1 / math.sqrt(math.pi)), (3, 1.5 / math.sqrt(math.pi)), (10, 1.538753)]
)
def test_expected_best_of_k_normals_is_the_known_order_statistic(k, best):
    assert hiring.expected_best(k) == pytest.approx(best, abs=1e-5)


@pytest.mark.parametrize(("tests", "k"), [(0, 3), (1, 5), (3, 12)])
def test_drawn_hires_gain_what_the_formula_says(tests, k):
    luck = np.random.default_rng(k)
    found = hiring.hired(USUAL, tests, luck.normal(size=(PLACES, k)), luck.normal(size=(PLACES, k)))
    assert found.mean() == pytest.approx(expected_gain(USUAL, tests, k), abs=4 / math.sqrt(PLACES))


def test_a_method_that_sees_nothing_gains_nothing_however_many_are_seen():
    luck = np.random.default_rng(1)
    ability, noise = luck.normal(size=(2, PLACES, 9))
    chosen = np.take_along_axis(ability, hiring.choose(0.0, ability, noise)[:, None], 1)
    assert abs(chosen.mean()) < 4 / math.sqrt(PLACES)
    blind = replace(USUAL, chat=0.0)
    assert expected_gain(blind, 0, 9) == 0


def test_the_best_method_gains_nothing_when_one_candidate_is_seen():
    assert expected_gain(replace(USUAL, chat=0.0), 3, 1) == pytest.approx(0, abs=1e-6)


def test_the_usual_practice_is_the_zero_of_ability():
    assert expected_gain(USUAL, 0, USUAL.usual_applicants) == pytest.approx(0)


def test_each_method_adds_less_than_the_one_before_it_alone():
    rho = [hiring.validity(USUAL, tests) for tests in range(4)]
    assert rho[0] < rho[1] < rho[2] < rho[3] < 1
    assert rho[2] - rho[1] < USUAL.work_sample and rho[3] - rho[2] < USUAL.quiz
    alone = replace(USUAL, overlap=0.0)
    assert hiring.validity(alone, 3) == pytest.approx(math.hypot(0.42, 0.33, 0.40))


def test_choosing_costs_days_and_money_and_better_pay_saves_days():
    usual = hiring.pipeline(USUAL, 28, 0, USUAL.usual_applicants)
    picky = hiring.pipeline(USUAL, 28, 3, 12)
    assert usual.starts == 28 and 0 < picky.seen < picky.offered < picky.starts and picky.starts > usual.starts
    assert hiring.pipeline(USUAL, 28, 3, 12, math.log(1.2)).starts < picky.starts
    assert hiring.cost(3000, 60, 3, 12) - hiring.cost(3000, 60, 0, 3) == 60 * (36 - 3)


def test_one_candidate_more_is_worth_less_and_less_but_always_costs_the_same():
    gains = np.diff([expected_gain(USUAL, 2, k) for k in range(1, 12)])
    days = np.diff([hiring.pipeline(USUAL, 28, 2, k).starts for k in range(1, 12)])
    assert (np.diff(gains) < 0).all() and np.allclose(days, days[0])


def test_pay_above_the_market_brings_better_people():
    luck = np.random.default_rng(3)
    ability, noise = luck.normal(size=(2, 500, 3))
    better = hiring.hired(USUAL, 1, ability, noise, math.log(1.2)) - hiring.hired(USUAL, 1, ability, noise)
    assert np.allclose(better, USUAL.ability_pay * math.log(1.2)) and better[0] > 0


def test_a_team_knows_only_so_many():
    assert hiring.referred_share(USUAL, 0.5, places_month=1, employed=40) == 0.5
    assert hiring.referred_share(USUAL, 0.5, places_month=10, employed=40) == pytest.approx(0.05 * 40 / 10)


def test_referred_and_tested_hires_stay_longer():
    quits = np.exp(hiring.log_quits(USUAL, np.array([0, 1, 0, 1]), np.array([1, 1, 2, 3])))
    assert quits == pytest.approx([1, 0.85, 1 / 1.15, 0.85 / 1.15], abs=1e-3)
