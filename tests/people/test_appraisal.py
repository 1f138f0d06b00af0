"""Appraisal: what measures see, what talks do, and who is graded wrongly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contract.channels import ERRORS, QUITS, SPEED
from sim.evidence import parameters
from sim.mechanisms import appraisal
from sim.mechanisms.appraisal import Appraisal
from sim.season.setup import Setup
from tests.season import days
from tests.season.shop import small_shop

A = parameters().bind(Appraisal, "appraisal")
LUCK = np.random.default_rng(8).standard_normal((4, 50_000))
LONG = 520.0  # weeks since the last talk: everything is news


def test_reading_more_contacts_makes_the_measure_clearer_and_nothing_read_tells_nothing():
    reads = np.array([0, 5, 20, 100, 10_000])
    found = appraisal.right_reliability(A, reads, 0.95)
    assert found[0] == 0 and (np.diff(found) > 0).all() and found[-1] > 0.9


def test_reliability_is_the_squared_correlation_of_the_measure_with_the_truth():
    true = A.right_sd * LUCK[0]
    reads = 40
    blurred = true + np.sqrt(0.95 * 0.05 / reads) * LUCK[1]
    expected = np.corrcoef(true, blurred)[0, 1] ** 2
    assert appraisal.right_reliability(A, reads, 0.95) == pytest.approx(expected, abs=0.01)
    grade = appraisal.grades(0.0, LUCK[0], true, 0.6, 0.3, LUCK[2], LUCK[3])
    assert np.corrcoef(grade, LUCK[0])[0, 1] ** 2 == pytest.approx(0.6, abs=0.01)


def test_the_grade_follows_its_weights():
    numbers = appraisal.grades(0.0, LUCK[0], LUCK[1], 1.0, 1.0, LUCK[2], LUCK[3])
    quality = appraisal.grades(1.0, LUCK[0], LUCK[1], 1.0, 1.0, LUCK[2], LUCK[3])
    assert np.corrcoef(numbers, LUCK[0])[0, 1] == pytest.approx(1) == np.corrcoef(quality, LUCK[1])[0, 1]
    assert appraisal.reliability(0.0, 0.6, 0.3) == 0.6 and appraisal.reliability(1.0, 0.6, 0.3) == 0.3


def test_longer_periods_measure_counts_better():
    assert 0 < appraisal.count_reliability(5, 0.19, 0.2) < appraisal.count_reliability(60, 0.19, 0.2) < 1
    assert appraisal.count_reliability(60, 0.0, 0.2) == 0


def test_a_third_of_talks_does_harm():
    """The published mean and spread leave 34 % below zero when the talk says what is true, about both in equal part."""
    found = appraisal.feedback(A, 1.0, 0.5, LONG, LUCK[0])
    assert np.mean(found < 0) == pytest.approx(0.34, abs=0.01)
    assert found.mean() == pytest.approx(A.feedback * A.output_sd, abs=0.002)


def test_talk_about_the_person_is_worse_and_on_a_noisy_measure_it_does_harm():
    work, person = (appraisal.feedback_mean(A, 0.8, focus, LONG) for focus in (0.0, 1.0))
    assert work > 0 > person
    assert np.mean(appraisal.feedback(A, 0.8, 1.0, LONG, LUCK[0]) < 0) > 0.5


def test_talking_every_week_says_little_new():
    """The effect that is kept up, mean effect of a talk over what fades between two, has its best cadence inside."""
    weeks = np.array([0.5, 1, 2, 4, 8, 16, 32, 52])
    stock = appraisal.feedback_mean(A, 0.8, 0.3, weeks) / (1 - appraisal.feedback_later(A, 1.0, weeks))
    hours = A.talk_hours / 40 / weeks
    worth = stock * appraisal.feedback_later(A, 1.0, weeks / 2) - 2 * hours  # the lead's and the person's time
    assert weeks[worth.argmax()] not in (weeks[0], weeks[-1])
    assert appraisal.feedback_later(A, 0.1, A.feedback_weeks) == pytest.approx(0.05)


def test_effort_goes_where_the_grade_looks():
    speed, care = appraisal.rewards(A, 0.0, 0.9, 0.5)
    assert speed > 0 == care
    assert appraisal.rewards(A, 1.0, 0.9, 0.0) == (0, 0)  # quality that nobody reads moves nobody


def test_numbers_that_count_are_partly_made_without_work():
    assert appraisal.gaming_log_wrong(A, 0.0, 0.9) == A.gaming
    assert appraisal.gaming_log_wrong(A, 1.0, 0.9) == 0
    assert appraisal.gaming_log_wrong(A, 0.5, 0.9) < appraisal.gaming_log_wrong(A, 0.5, 0.0) < A.gaming


@pytest.mark.parametrize("reliable", [0.0, 0.3, 0.7, 0.95])
def test_wrong_lowest_grades_agree_with_a_drawn_shop(reliable):
    true, seen = LUCK[0], np.sqrt(reliable) * LUCK[0] + np.sqrt(1 - reliable) * LUCK[1]
    wrong = np.mean((seen < np.quantile(seen, 0.1)) & (true >= np.quantile(true, 0.1)))
    assert appraisal.wrongly_lowest(reliable, 0.1) == pytest.approx(wrong, abs=0.003)


@given(st.floats(0, 1), st.floats(0, 0.5))
def test_wrong_lowest_grades_are_no_more_than_the_lowest_grades(reliable, share):
    assert -1e-12 <= appraisal.wrongly_lowest(reliable, share) <= share + 1e-9


def test_perfect_measures_grade_nobody_wrongly_and_blind_ones_nearly_all():
    assert appraisal.wrongly_lowest(1.0, 0.1) == pytest.approx(0, abs=1e-6)
    assert appraisal.wrongly_lowest(0.0, 0.1) == pytest.approx(0.1 * 0.9, rel=1e-3)


def test_unfairness_is_felt_most_by_those_graded_and_not_at_all_without_a_quota_of_bad_grades():
    lowest = np.array([True, False])
    assert (appraisal.unfairness(A, lowest, 0.5, 0.0) == 0).all()
    given, others = appraisal.unfairness(A, lowest, 0.3, 0.1)
    assert 1 >= given > others > 0
    clear = appraisal.unfairness(A, lowest, 0.95, 0.1)
    assert (clear < [given, others]).all()


def test_who_feels_unfairly_graded_works_less_and_with_less_care():
    """Unfairness of 0.5 to everybody: the log speed, the log factor on mistakes and on leaving that half of 1 costs."""
    day = days.morning(Setup(small_shop(**{"appraisal.every_weeks": 4, "appraisal.ranked_out": 0.2}), parameters()))
    terms = (SPEED, -A.unfair_slower / 2), (ERRORS, A.unfair_wrong / 2), (QUITS, parameters()["quits.unfair"] / 2)
    before = {channel: day.raw(channel) for channel, _ in terms}
    days.remember(day, "appraisal", unfair=np.full(len(day.people), 0.5))
    for channel, change in terms:
        assert day.raw(channel) - before[channel] == pytest.approx(np.full(len(day.people), change))


def test_the_published_curve_makes_as_many_leave():
    """A third more leavers among those graded down, at a reliability of a half and a fifth in the lowest grade."""
    unfair = appraisal.unfairness(A, np.array([True]), 0.5, 0.2)
    more = np.exp(parameters()["quits.unfair"] * unfair[0]) - 1
    assert more == pytest.approx(0.34, abs=0.1)


def test_appraisal_costs_hours():
    assert appraisal.lost_share(A, 0, 50, 10, 0.5) == (0, 0)
    person, lead = appraisal.lost_share(A, 4, 30, 10, 1.0)
    assert person == pytest.approx(0.75 / 160) and lead == pytest.approx(10 * (0.75 + 2) / 160)
    work = appraisal.lost_share(A, 4, 30, 10, 0.0)[1]
    assert work - lead == pytest.approx(10 * A.prepare_hours / 160)  # talk about the work has to be prepared
    assert appraisal.lost_share(A, 4, 300, 20, 0.5)[1] > 0.5  # a wide span and much reading eat the lead's month
