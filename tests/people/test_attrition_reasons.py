"""Leaving: steady headcount, the terms of the hazard, the notice."""

from __future__ import annotations

import numpy as np
import pytest

from sim.evidence import parameters
from sim.mechanisms import attrition
from sim.mechanisms.attrition import Attrition, Reasons
from sim.units import DAYS_PER_MONTH

P = parameters()
USUAL, REASONS = P.bind(Attrition, "attrition"), P.bind(Reasons, "quits")
OLD_HAND = 1e6  # weeks: no longer a newcomer


def test_without_terms_the_hazard_is_what_it_was():
    tenure, tired = np.array([0.0, 10, 200]), np.array([0.0, 0.5, 1])
    assert (attrition.daily_hazard(USUAL, tenure, tired, 0.0) == attrition.daily_hazard(USUAL, tenure, tired)).all()


def test_headcount_settles_where_hires_over_hazard_says():
    """Three hires a month and a constant hazard: people there after ten years of days, against hires / hazard."""
    luck, hires_month = np.random.default_rng(5), 3.0
    people, seen = 0, []
    daily = float(attrition.daily_hazard(USUAL, OLD_HAND, 0.0))
    for day in range(20_000):
        people -= luck.binomial(people, daily)
        people += luck.poisson(hires_month / DAYS_PER_MONTH)
        if day > 3_000:
            seen.append(people)
    expected = hires_month / USUAL.hazard_month  # in the long run as many leave as join
    assert np.mean(seen) == pytest.approx(expected, rel=0.06)


def test_a_month_of_days_is_the_monthly_hazard():
    day = float(attrition.daily_hazard(USUAL, OLD_HAND, 0.0))
    assert 1 - (1 - day) ** DAYS_PER_MONTH == pytest.approx(1 - np.exp(-USUAL.hazard_month))


def test_no_reason_lifts_the_hazard_above_its_cap():
    day = float(attrition.daily_hazard(USUAL, 0.0, 1.0, 50.0))
    assert day == pytest.approx(1 - np.exp(-USUAL.cap_month / DAYS_PER_MONTH))


def test_reasons_point_the_right_way_and_are_absent_at_zero():
    assert attrition.pay_term(REASONS, 5500, 5000) < 0 == attrition.pay_term(REASONS, 5000, 5000)
    assert attrition.pay_term(REASONS, 4500, 5000) > 0
    assert attrition.fairness_term(REASONS, 1.0) > 0 == attrition.fairness_term(REASONS, 0.0)
    assert attrition.morale_term(REASONS, 1.0) < 0 < attrition.morale_term(REASONS, -1.0)


def test_each_further_grade_of_a_ladder_keeps_fewer():
    kept = -np.diff(attrition.career_term(REASONS, np.arange(7)))
    assert (kept > 0).all() and (np.diff(kept) < 0).all()


def test_ten_per_cent_more_pay_cuts_quits_by_the_published_elasticity():
    assert np.exp(attrition.pay_term(REASONS, 1.01, 1.0)) - 1 == pytest.approx(-0.035, abs=2e-3)


def test_people_on_notice_lose_the_published_part_and_others_nothing():
    pace = np.exp(attrition.notice_log_speed(REASONS, np.array([0, 1])))
    assert pace == pytest.approx([1, 1 - REASONS.notice_loss])
