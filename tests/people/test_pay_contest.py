"""The rank prize: chances, and efforts that are best against each other."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.evidence import parameters
from sim.mechanisms import contest
from sim.mechanisms.contest import Contest
from sim.mechanisms.incentives import Incentives

P = parameters()
PAY = P.bind(Incentives, "incentives")
CONTEST = P.bind(Contest, "contest")
DAYS = 20


def play(log_ability, winners, prize_days, noise=0.1, back=1.0) -> contest.Play:
    return contest.equilibrium(
        np.asarray(log_ability, float), winners, prize_days, DAYS, noise, PAY.elasticity, PAY.most, back
    )


def field(n: int = 60, spread: float = 0.19) -> np.ndarray:
    """Log abilities from the weakest to the strongest."""
    return np.sort(spread * np.random.default_rng(3).standard_normal(n))


@pytest.mark.parametrize("noise", [0.2, 0.5])
def test_two_equals_meet_the_first_order_condition_of_lazear_and_rosen(noise):
    """Marginal cost of effort = usual motive + prize × density of the luck gap at the tie, 1 / (2σ√π)."""
    tie = 1 / (2 * noise * math.sqrt(math.pi))
    found = play([0.0, 0.0], 1, 4.0, noise)
    assert found.slope == pytest.approx([tie, tie], rel=0.005)
    marginal_cost = found.effort ** (1 / PAY.elasticity)
    assert marginal_cost == pytest.approx(1 + 4.0 / DAYS * tie / found.effort, rel=0.005)
    assert found.effort[0] > 1 and found.chance == pytest.approx([0.5, 0.5], abs=0.01)


def test_unequal_people_meet_their_own_first_order_conditions():
    """With much luck everybody's effort is where its cost at the margin is what it adds to the chance."""
    found = play(field(40), 10, 4.0, noise=0.4)
    inside = found.effort < PAY.most
    marginal = 1 + 4.0 / DAYS * found.slope / found.effort
    assert inside.all() and found.effort ** (1 / PAY.elasticity) == pytest.approx(marginal, rel=0.01)


def test_chances_agree_with_drawn_contests():
    log_result = field(25)
    chance, slope = contest.chances(log_result, 4, 0.1)
    luck = np.random.default_rng(1).standard_normal((40_000, 25))

    def frequency(results):
        drawn = results + 0.1 * luck
        return (drawn >= np.partition(drawn, -4, axis=1)[:, [-4]]).mean(axis=0)

    assert np.abs(chance - frequency(log_result)).max() < 0.015
    assert chance.sum() == pytest.approx(4, abs=0.1)
    more = log_result.copy()
    more[20] += 0.02
    assert (frequency(more) - frequency(log_result))[20] / 0.02 == pytest.approx(slope[20], rel=0.15)


def test_leaders_and_stragglers_do_their_usual_work_and_the_middle_races():
    ability = field()
    ability[-1] += 0.8
    found = play(ability, 6, 2.0)
    assert found.effort[-1] == pytest.approx(1, abs=0.01) and found.chance[-1] > 0.99
    assert (found.effort[:20] == 1).all() and (found.chance[:20] < 0.01).all()
    assert found.effort[20:-1].max() > 1.1


def test_a_prize_for_more_people_moves_the_race_down_the_field():
    few, many = (play(field(), winners, 2.0) for winners in (3, 30))
    racers = [np.average(np.arange(60), weights=found.effort - 1) for found in (few, many)]
    assert racers[1] < racers[0] - 10


def test_no_prize_no_return_or_a_prize_for_all_is_the_usual_effort_exactly():
    for winners, prize, back in ((6, 0.0, 1.0), (6, 4.0, 0.0), (60, 4.0, 1.0), (0, 4.0, 1.0)):
        assert (play(field(), winners, prize, back=back).effort == 1).all()
    assert (play([0.3], 1, 4.0).effort == 1).all()
    unmoved = contest.equilibrium(field(), 6, 4.0, DAYS, 0.1, 0.0, PAY.most, 1.0)
    assert (unmoved.effort == 1).all()


def test_effort_is_bounded_even_when_luck_is_small_and_the_prize_large():
    found = play(field(), 6, 60.0, noise=0.02)
    assert np.isfinite(found.effort).all() and (found.effort >= 1).all() and (found.effort <= PAY.most).all()


def test_the_field_starts_anywhere_and_names_do_not_matter():
    """Adding a constant to all abilities changes nothing; shuffling people shuffles efforts."""
    ability = field()
    base, lifted = play(ability, 6, 2.0), play(ability + 3.0, 6, 2.0)
    assert lifted.effort == pytest.approx(base.effort, abs=1e-6)
    order = np.random.default_rng(2).permutation(60)
    assert np.abs(np.log(play(ability[order], 6, 2.0).effort / base.effort[order])).mean() < 0.02


def test_a_posted_list_costs_those_without_a_chance_and_nobody_else():
    lost = contest.shame(CONTEST, np.array([0.0, 0.05, 0.1, 0.9]), 0.1)
    assert lost == pytest.approx([-CONTEST.shame, -CONTEST.shame / 2, 0, 0])
    assert (contest.shame(replace(CONTEST, shame=0.0), np.array([0.0]), 0.1) == 0).all()


def test_a_promotion_is_a_prize_of_the_pay_it_adds():
    assert contest.promotion_days(0.1, 250, 2) == 50
