"""The stepped quota: effort from days left and distance, and the marks it leaves on results."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from sim.evidence import parameters
from sim.mechanisms import quota
from sim.mechanisms.incentives import Incentives
from sim.mechanisms.quota import Quota

P = parameters()
PAY = P.bind(Incentives, "incentives")
QUOTA = P.bind(Quota, "quota")
PLAIN = replace(QUOTA, ratchet=0.0)
DAYS, TARGET = 20, 21.0


def table(plan: Quota = PLAIN, bonus: float = 4.0, days: int = DAYS) -> quota.Plan:
    return quota.plan(plan, PAY.elasticity, PAY.most, PAY.day_noise, days, bonus, TARGET)


def months(bonus: float, plan: Quota = PLAIN, people: int = 10_000, spread: float = 0.1, back: float = 1.0):
    """Results of a month, and effort (days, people) with who had met the quota that morning."""
    rng = np.random.default_rng(11)
    tables = table(plan, bonus)
    ability = np.exp(spread * rng.standard_normal(people))
    missing = np.full(people, TARGET)
    efforts, met = [], []
    for left in range(DAYS, 0, -1):
        met.append(missing <= 0)
        efforts.append(quota.effort(tables, left, missing, ability, back))
        day = 1 + back * (efforts[-1] - 1) + PAY.day_noise * rng.standard_normal(people)
        missing = missing - ability * day
    return TARGET - missing, np.array(efforts), np.array(met)


def bunching(results: np.ndarray) -> float:
    """People just above the quota for each one just below it."""
    above = (results >= TARGET) & (results < TARGET + 0.5)
    below = (results < TARGET) & (results >= TARGET - 0.5)
    return above.sum() / below.sum()


def test_results_bunch_at_the_quota_and_stop_when_the_step_goes():
    """Nothing in the model says that people aim at the quota; without the step the results are smooth there."""
    with_step, without = bunching(months(4.0)[0]), bunching(months(0.0)[0])
    assert with_step > 5
    assert 0.8 < without < 1.25


def test_no_bonus_is_effort_one_exactly():
    assert (months(0.0)[1] == 1).all()
    assert (months(0.0, QUOTA)[1] == 1).all()


def test_effort_peaks_where_the_quota_can_still_be_reached():
    """With three days left: met, easy, hard, hopeless."""
    tables = table()
    met, easy, hard, hopeless = quota.effort(tables, 3, np.array([-1.0, 1.0, 3.9, 9.0]), np.ones(4), 1.0)
    assert met == hopeless == 1
    assert hard > 1.3 and hard > easy


def test_after_the_quota_effort_falls_back_and_below_the_usual_when_the_next_one_follows():
    """The slack is the ratchet's: without it people go back to their usual effort, with it they hold back."""
    for plan, usual in ((PLAIN, True), (QUOTA, False)):
        _, efforts, met = months(4.0, plan)
        assert met.sum() > 1000
        after, before = efforts[met].mean(), efforts[~met].mean()
        assert after < before
        assert (after == 1) if usual else (0.9 < after < 0.995)


def test_an_idle_floor_takes_the_quota_s_force():
    assert np.log(months(4.0, back=0.0)[1]).mean() == 0
    weak, strong = (np.log(months(4.0, back=back)[1]).mean() for back in (0.25, 1.0))
    assert weak < 0.8 * strong  # and what effort there is moves a quarter of its result


def test_effort_between_the_tabled_returns_is_between_theirs():
    missing = np.linspace(0, 5, 50)
    low, middle, high = (quota.effort(table(), 3, missing, np.ones(50), back) for back in (0.5, 0.6, 0.75))
    assert (middle >= np.minimum(low, high) - 1e-12).all() and (middle <= np.maximum(low, high) + 1e-12).all()
    assert (quota.effort(table(), 3, missing, np.ones(50), 1.0) <= PAY.most).all()
    assert (quota.effort(table(), 99, missing, np.ones(50), 7.0) >= QUOTA.least).all()  # beyond the table: its edge


def test_the_able_are_closer():
    """Who does half as much again has the distance of somebody with two thirds of it to go."""
    able = quota.effort(table(), 5, np.array([6.0]), np.array([1.5]), 1.0)
    assert able == quota.effort(table(), 5, np.array([4.0]), np.array([1.0]), 1.0)


def value_by_hand(missing: float, days: int, bonus: float) -> float:
    """The month's value by brute force: every effort tried, luck integrated finely, one day nested in the other."""
    efforts = quota.effort_grid(PLAIN.least, PAY.most)
    power = 1 + 1 / PAY.elasticity
    gain = efforts - 1 - (efforts**power - 1) / power
    if days == 1:
        return float((gain + bonus * norm.cdf((efforts - missing) / PAY.day_noise)).max())
    edges = np.linspace(-4, 4, 62)
    luck, weight = (edges[1:] + edges[:-1]) / 2 * PAY.day_noise, np.diff(norm.cdf(edges))
    worth = [sum(w * value_by_hand(missing - e - x, days - 1, bonus) for x, w in zip(luck, weight, strict=True))
             for e in efforts]  # fmt: skip
    return float((gain + np.array(worth)).max())


@pytest.mark.parametrize(("days", "missing"), [(1, -0.5), (1, 0.6), (1, 1.3), (1, 2.0), (2, 2.2)])
def test_the_table_agrees_with_brute_force_on_a_tiny_month(days, missing):
    """One and two days with every choice worked out; the grid of distances blurs the step a little."""
    tables = quota.plan(PLAIN, PAY.elasticity, PAY.most, PAY.day_noise, 2, 2.0, 2.0)
    found = np.interp(missing, tables.distance, tables.value[-1, days])
    assert found == pytest.approx(value_by_hand(missing, days, 2.0), abs=0.03)  # of a bonus of 2


def test_people_whom_no_reward_moves_keep_their_usual_effort():
    tables = quota.plan(QUOTA, 0.0, PAY.most, PAY.day_noise, DAYS, 4.0, TARGET)
    assert (tables.effort == 1).all()


def test_more_bonus_is_worth_more_and_more_distance_less():
    small, large = table(bonus=2.0), table(bonus=4.0)
    assert (large.value[-1, 1:] >= small.value[-1, 1:] - 1e-9).all()
    assert (np.diff(large.value[-1, DAYS]) <= 1e-9).all()


def test_hope_is_the_chance_to_make_it_at_the_best_effort():
    """A day's work missing on the last day is an even chance at the usual pace, and more with room to push."""
    missing = np.array([1.0, 1.0 + PAY.day_noise, 0.0, 5.0])
    found = quota.hope(PAY.day_noise, PAY.most, 1, missing, np.ones(4), 0.0)
    assert found == pytest.approx([0.5, norm.cdf(-1), 1.0, 0.0])
    assert (quota.hope(PAY.day_noise, PAY.most, 1, missing[:2], np.ones(2), 1.0) > found[:2]).all()


def test_the_able_and_the_early_have_more_hope():
    slow, usual, able = quota.hope(PAY.day_noise, PAY.most, 10, np.full(3, 11.0), np.array([0.9, 1.0, 1.1]), 0.3)
    assert slow < usual < able
    early, late = (quota.hope(PAY.day_noise, PAY.most, d, np.array([d + 1.5]), np.ones(1), 0.0)[0] for d in (20, 3))
    assert early > late
