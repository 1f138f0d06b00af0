"""Wrap-up read from the gaps between services while somebody waits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import Duty, infer_duty
from sim.calibrate.survival import SurvivalCurve
from sim.calibrate.wrapup import gaps, measured_wrapup
from tests.calibrate.made_days import NOTHING, made_day, weibull

LONGEST = 180.0
SKILLED = np.ones((2, 2), dtype=bool)
WINDOWS = np.array([[0.0, 0.0, 1000.0], [1.0, 0.0, 1000.0]])


def by_hand(*contacts: tuple[float, float, float, int], kinds: tuple[int, ...] | None = None) -> Contacts:
    """Contacts (arrival, wait, service, agent); agent −1 gave up."""
    arrival, wait, service, agent = (np.array(column, dtype=float) for column in zip(*contacts, strict=True))
    n = len(contacts)
    return Contacts(
        ("a", "b"), ("A", "B"), (None,), np.zeros(n, dtype=np.int64), arrival,
        np.array(kinds or (0,) * n), np.zeros(n, dtype=np.int64), wait, agent >= 0,
        np.where(agent >= 0, service, np.nan), agent.astype(np.int64),
    )  # fmt: skip


def seen(day: Contacts, windows: np.ndarray = WINDOWS, skilled: np.ndarray = SKILLED) -> list[tuple[float, bool]]:
    seconds, whole, _ = gaps(day, windows, skilled[day.agent], LONGEST)
    return list(zip(seconds.tolist(), whole.tolist(), strict=True))


def test_a_gap_while_somebody_waits_is_wrap_up():
    """A serves until 100, the next came at 60 and starts at 112."""
    assert seen(by_hand((0, 0, 100, 0), (60, 52, 10, 0))) == [(12.0, True)]


def test_no_gap_counts_as_well():
    """The caller taken in the very second in which the service ended waited until then: a wrap-up of nothing."""
    assert seen(by_hand((0, 0, 100, 0), (60, 40, 10, 0))) == [(0.0, True)]


def test_a_gap_without_anybody_waiting_says_nothing():
    assert seen(by_hand((0, 0, 100, 0), (140, 0, 10, 0))) == []


def test_when_the_line_empties_the_wrap_up_is_cut_short_there():
    """B takes the caller at 107, and A's next comes at 150 and is taken at once: A was busy until 107 at least."""
    day = by_hand((0, 0, 100, 0), (1, 0, 90, 1), (60, 47, 60, 1), (150, 0, 10, 0))
    assert (7.0, False) in seen(day)


def test_who_takes_a_caller_that_waited_was_not_free_before():
    """The line empties at 107, but A's next comes at 120 and waits until 131 with nobody before: A was not free."""
    day = by_hand((0, 0, 100, 0), (1, 0, 90, 1), (60, 47, 60, 1), (120, 11, 10, 0))
    assert (31.0, True) in seen(day)


def test_callers_whom_the_agent_does_not_serve_keep_nobody_busy():
    """The one who waits is of kind b, which A does not serve: A may have been free."""
    day = by_hand((0, 0, 100, 0), (60, 400, 10, 1), (112, 0, 10, 0), kinds=(0, 1, 0))
    assert seen(day, skilled=np.array([[True, False], [True, True]])) == []
    assert seen(day) == [(12.0, True)]


def test_gaps_over_a_break_or_longer_than_the_longest_are_left_out():
    day = by_hand((0, 0, 100, 0), (60, 52, 10, 0), (65, 300, 10, 0))
    assert seen(day) == [(12.0, True)]  # 122 → 365 is longer than 180 s
    two = np.array([[0.0, 0.0, 101.0], [0.0, 111.0, 1000.0]])
    assert seen(day, windows=two) == []


@pytest.mark.parametrize("inferred", [False, True], ids=["windows given", "windows inferred"])
@pytest.mark.parametrize(
    "truth", [SurvivalCurve(15.0), weibull(0.6, 13.0), SurvivalCurve(40.0)], ids=["15 s", "uneven 13 s", "40 s"]
)
def test_the_wrap_up_of_made_days_is_recovered(truth, inferred):
    """Mean within 15 %, median within a third, of an exponential and of one with a median of 5 s and long gaps."""
    means, medians = [], []
    for seed in range(4):
        made = made_day(seed, contacts=620, patience=SurvivalCurve(400.0), wrapup=truth)
        duty = infer_duty(made.day, LONGEST) if inferred else Duty(made.day.agents, {0: made.windows})
        found = measured_wrapup(made.day, duty, np.ones((len(made.day), 1), dtype=bool), LONGEST).curve
        assert found.ended > 100
        means.append(found.mean)
        medians.append(found.median)
    assert np.mean(means) == pytest.approx(truth.mean, rel=0.15)
    assert np.mean(medians) == pytest.approx(truth.median, rel=0.33)


def test_without_wrap_up_none_is_found():
    made = made_day(1, patience=SurvivalCurve(400.0), wrapup=NOTHING)
    duty = Duty(made.day.agents, {0: made.windows})
    found = measured_wrapup(made.day, duty, np.ones((len(made.day), 1), dtype=bool), LONGEST).curve
    assert found.mean == pytest.approx(0.0, abs=1e-3)


def test_too_few_gaps_claim_nothing():
    made = made_day(1, contacts=100, wrapup=SurvivalCurve(15.0))
    duty = Duty(made.day.agents, {0: made.windows})
    found = measured_wrapup(made.day, duty, np.ones((len(made.day), 1), dtype=bool), LONGEST).curve
    assert found.ended < 10
    assert found.mean == 0


def test_whole_seconds_do_not_spoil_the_estimate():
    """Phone systems write whole seconds, and two clocks may differ by one."""
    made = made_day(2, patience=SurvivalCurve(400.0), wrapup=SurvivalCurve(15.0))
    day = replace(made.day, arrival=np.floor(made.day.arrival), wait=np.floor(made.day.wait) + (made.day.wait > 0))
    day = replace(day, service=np.floor(day.service))
    found = measured_wrapup(day, Duty(day.agents, {0: made.windows}), np.ones((len(day), 1), dtype=bool), LONGEST).curve
    assert found.mean == pytest.approx(15.0, rel=0.2)
