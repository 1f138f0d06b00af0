"""Shifts that are known early and steady: worth something, and too much of it."""

from __future__ import annotations

import numpy as np
import pytest

from sim.evidence import parameters
from sim.mechanisms import schedule as schedules
from sim.mechanisms.schedule import Schedules

USUAL = parameters().bind(Schedules, "schedules")


def output(notice: float, stable: float, swaps: float) -> float:
    return schedules.log_speed(USUAL, notice, stable, swaps) + schedules.log_presence(USUAL, notice, stable, swaps)


def test_a_usual_rota_changes_nothing():
    assert output(14, 0.5, 0.0) == pytest.approx(0)


def test_the_trials_rota_gives_the_trials_gain():
    assert np.exp(output(14, USUAL.trial_stable, 1.0)) == pytest.approx(1.051, abs=1e-3)


def test_calling_people_in_at_short_notice_costs_output():
    assert output(2, 0.5, 0.0) < output(7, 0.5, 0.0) < 0


def test_fixing_everything_far_ahead_is_worse_than_the_trials_rota():
    assert output(60, 1.0, 1.0) < output(14, USUAL.trial_stable, 1.0)
    assert output(60, 0.5, 0.0) < output(14, 0.5, 0.0)
