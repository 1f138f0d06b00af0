"""Effort, care and help under pay that depends on results; who joins and stays because of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.evidence import parameters
from sim.mechanisms import incentives, selection
from sim.mechanisms.attrition import Reasons, pay_term
from sim.mechanisms.incentives import Incentives
from sim.mechanisms.selection import Selection

P = parameters()
PAY = P.bind(Incentives, "incentives")
MARKET = P.bind(Selection, "selection")
rewards = st.floats(0, 50)
shares = st.floats(0, 1)


def best_by_search(objective, most: float) -> float:
    """The effort in [1, most] with the highest objective, by brute force."""
    tried = np.linspace(1, most, 200_001)
    return float(tried[np.argmax(objective(tried))])


@pytest.mark.parametrize("piece_share", [0.1, 0.5, 1.0, 1.5])
@pytest.mark.parametrize("back", [0.0, 0.3, 1.0])
def test_piece_rate_effort_is_the_one_that_pays_best(piece_share, back):
    """Maximises e + s·(1 + ρ(e − 1)) − C(e) with isoelastic C; the closed form is (1 + sρ)^ε."""
    power = 1 + 1 / PAY.elasticity
    found = best_by_search(lambda e: e + piece_share * (1 + back * (e - 1)) - e**power / power, PAY.most)
    assert incentives.effort(PAY, np.array(piece_share), back) == pytest.approx(found, abs=1e-4)


@pytest.mark.parametrize("piece_share", [0.2, 1.0])
@pytest.mark.parametrize("back", [0.0, 0.5, 1.0])
def test_the_worth_of_pieces_is_their_money_less_the_effort_s_cost(piece_share, back):
    power = 1 + 1 / PAY.elasticity
    e = incentives.effort(replace(PAY, most=np.inf), np.array(piece_share), back)
    surplus = e - e**power / power - (1 - 1 / power)
    assert incentives.worth(PAY, piece_share, back) == pytest.approx(surplus + piece_share * (1 + back * (e - 1)))


def test_pieces_hardly_buy_output_when_the_floor_is_idle():
    """At 60 % occupancy few contacts wait, so few more can be taken; near saturation pieces buy effort in full."""
    idle, crowded = (np.log(incentives.effort(PAY, np.array(1.0), back)) * back for back in (0.05, 0.9))
    assert idle < 0.002
    assert crowded > 0.2


@given(rewards, shares)
def test_effort_is_bounded_and_no_reward_changes_nothing(reward, back):
    assert incentives.effort(PAY, np.array(0.0), back) == 1
    assert incentives.effort(PAY, np.array(reward), 0.0) == 1
    assert 1 <= incentives.effort(PAY, np.array(reward), back) <= PAY.most
    assert incentives.care(PAY, np.array(0.0)) == 0 and incentives.helping(PAY, np.array(0.0), np.array(0.0)) == 1


def test_on_a_guarantee_only_those_work_for_pieces_to_whom_they_are_worth_more():
    """Two local optima because pay is convex: below a threshold of ability the wage, above it the piece rate."""
    share = np.linspace(0, 2, 401)
    effort, worth = incentives.with_guarantee(PAY, share)
    works = effort > 1
    assert not works[0] and works[-1] and (np.diff(works.astype(int)) >= 0).all()
    assert (worth[~works] == 1).all() and (worth[works] > 1).all()
    assert np.diff(worth).max() < 0.02  # who is on the threshold does not care


def test_fines_stop_at_the_legal_limit():
    few, many = (incentives.fine_share(PAY, 10.0, np.array(found), 3000.0) for found in (6.0, 6000.0))
    assert few == pytest.approx(0.02) and many == PAY.fine_limit
    assert incentives.fine_share(PAY, 0.0, np.array(6000.0), 3000.0) == 0


def test_fines_buy_care_and_cost_more_contentment_than_money():
    reward = incentives.fine_reward(PAY, 10.0, np.array(60.0), 3000.0)
    assert incentives.care(PAY, reward) > 0
    fined = incentives.fine_share(PAY, 10.0, np.array(60.0), 3000.0)
    assert incentives.felt_pay(PAY, 0.0, fined) == pytest.approx(1 - PAY.loss_aversion * 0.2)
    assert incentives.felt_pay(PAY, 0.2, fined) < 1  # as much given as taken is not even
    quits = P.bind(Reasons, "quits")
    assert pay_term(quits, incentives.felt_pay(PAY, 0.0, fined), 1.0) > pay_term(quits, 0.8, 1.0) > 0
    assert incentives.felt_pay(PAY, 0.0, np.array(5.0)) > 0  # fines beyond the limit are not paid


def test_own_rewards_cost_help_and_shared_ones_bring_it():
    own = incentives.helping(PAY, np.array(1.0), np.array(0.0))
    shared = incentives.helping(PAY, np.array(0.0), np.array(0.3))
    assert own < 1 < shared


def quit_terms(worth: np.ndarray, log_ability: np.ndarray) -> np.ndarray:
    return pay_term(P.bind(Reasons, "quits"), worth, selection.outside(MARKET, log_ability))


def test_under_a_wage_the_able_leave_and_under_pieces_they_stay():
    log_ability = np.array([-0.3, 0.0, 0.3])
    wage = quit_terms(np.ones(3), log_ability)
    _, worth = incentives.with_guarantee(PAY, np.exp(log_ability))
    pieces = quit_terms(worth, log_ability)
    assert wage[0] < wage[1] == 0 < wage[2]
    assert pieces[2] < pieces[1] <= 0


def test_pieces_draw_abler_applicants_than_a_wage():
    """The pool is the same; only who applies differs, by the worth of the scheme to each."""
    rng = np.random.default_rng(5)
    pool = 0.32 * rng.standard_normal(20_000)
    _, worth = incentives.with_guarantee(PAY, np.exp(pool))
    luck = rng.random(20_000)
    joined = []
    for value in (np.ones_like(pool), worth):
        weights = selection.application_weight(P["hiring.applicants_pay"], value, selection.outside(MARKET, pool))
        joined.append(pool[selection.applicants(weights, luck)].mean())
    wage, pieces = joined
    assert wage < -0.02 and pieces > wage + 0.05


def test_applicants_are_drawn_in_proportion_to_their_weights():
    luck = (np.arange(10_000) + 0.5) / 10_000
    drawn = selection.applicants(np.array([1.0, 0.0, 3.0]), luck)
    assert np.bincount(drawn, minlength=3).tolist() == [2500, 0, 7500]
    assert selection.applicants(np.array([0.5, 0.5]), np.array([0.0, 1 - 1e-16])).tolist() == [0, 1]
