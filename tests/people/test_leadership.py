"""Leads: quality and quits, coaching within a span, a push that fades, whom to promote."""

from __future__ import annotations

import numpy as np
import pytest

from sim.evidence import parameters
from sim.mechanisms import leadership
from sim.mechanisms.hiring import expected_best
from sim.mechanisms.leadership import Leadership

USUAL = parameters().bind(Leadership, "leadership")


def test_a_top_lead_keeps_people_as_published():
    worst, best = -1.2816, 1.2816
    ratio = np.exp(leadership.quits_term(USUAL, best) - leadership.quits_term(USUAL, worst))
    assert ratio == pytest.approx(0.4, abs=2e-3)


def test_coaching_saturates_and_a_span_limits_it():
    gain = leadership.taught(USUAL, 0.0, np.arange(5) / 2)
    assert gain[0] == 0 and (np.diff(gain) > 0).all() and (np.diff(gain, 2) < 0).all()
    assert leadership.possible_hours(USUAL, 5, 2) == 2 and leadership.possible_hours(USUAL, 30, 2) == 0.5


def test_what_a_lead_taught_stays_when_a_worse_lead_comes():
    good = leadership.taught(USUAL, 1.5, 2.0)
    learned = leadership.learning(USUAL, 0.0, good, 1e3)
    assert learned == pytest.approx(good)
    assert leadership.learning(USUAL, learned, leadership.taught(USUAL, -1.5, 2.0), 52) == pytest.approx(good)


def test_learning_from_a_lead_does_not_depend_on_the_step():
    steps = 0.0
    for _ in range(28):
        steps = leadership.learning(USUAL, steps, 0.08, 1 / 7)
    assert steps == pytest.approx(leadership.learning(USUAL, 0.0, 0.08, 4))


def test_a_push_to_keep_people_fades_and_more_hours_help_less_and_less():
    weeks = np.array([0, USUAL.fade_weeks, 78])
    term = leadership.attention_term(USUAL, USUAL.attention_hours, weeks)
    assert term[0] < 0 and term[1] == pytest.approx(term[0] / 2) and abs(term[2]) < 0.01
    hours = leadership.attention_term(USUAL, 1.0, 0.0), leadership.attention_term(USUAL, 2.0, 0.0)
    assert hours[1] < hours[0] < 0 and hours[0] < hours[1] / 2
    assert leadership.attention_term(USUAL, 0.0, 0.0) == 0


def test_its_mean_over_nine_months_is_the_published_fall():
    term = leadership.attention_term(USUAL, USUAL.attention_hours, np.arange(39) + 0.5)
    assert np.expm1(term.mean()) == pytest.approx(-0.225, abs=2e-3)


@pytest.mark.parametrize(("on_output", "expected"), [(1.0, 0.0), (0.0, USUAL.aptitude_signal)])
def test_the_best_at_the_work_lead_no_better_and_a_signal_of_aptitude_finds_who_does(on_output, expected):
    """Best of twelve, many times: quality 0 by output, validity · E[max of 12] by aptitude."""
    luck, quality = np.random.default_rng(6), []
    for _ in range(4000):
        output, own, noise = luck.normal(size=(3, 12))
        apt = leadership.aptitude(USUAL, output, own)
        quality.append(apt[leadership.promoted(USUAL, output, apt, noise, 1, on_output)[0]])
    assert np.mean(quality) == pytest.approx(expected * expected_best(12), abs=0.06)
