"""Patience by the line that callers find."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calibrate.ahead import LENGTHS, LONGEST_LINE, Ahead, group_of, line_found, measured_ahead, nothing_ahead
from sim.calibrate.patience import measured_patience, waits
from sim.calibrate.people import law_of_patience
from sim.calibrate.pooling import Ratios
from sim.calibrate.replay import GivenDay, play
from sim.calibrate.segments import measured_segments
from sim.calibrate.survival import SurvivalCurve
from tests.calibrate.made_days import made_day
from tests.calibrate.test_calibrate_wrapup import by_hand

CURVE = SurvivalCurve(200.0)


def sure(early: list[float], late: list[float], until: float) -> Ahead:
    """Ratios about which nothing is in doubt."""
    size = np.full(LENGTHS, 1e12)
    return Ahead(until, *(Ratios(1.0, np.array(ratio) * size, size) for ratio in (early, late)))


def test_the_line_found_by_hand():
    """The second finds nobody (the first is served at once), the third one, the fourth two; at 90 all are gone."""
    day = by_hand((0, 0, 100, 0), (10, 60, 5, 1), (20, 40, 5, 1), (30, 10, -1, -1), (90, 0, 5, 1))
    assert line_found(day).tolist() == [0, 0, 1, 2, 0]


@given(st.floats(0.01, 5.0), st.floats(0.2, 5.0), st.floats(0.2, 5.0), st.floats(0.1, 2.0))
def test_a_bent_hazard_runs_through_what_it_should(hazard, early, late, until):
    ahead = sure([early] * LENGTHS, [late] * LENGTHS, until)
    bent = float(ahead.bent(np.array([hazard]), ahead.mean, np.array([0]))[0])
    assert early * min(bent, until) + late * max(0.0, bent - until) == pytest.approx(hazard, rel=1e-6)


def test_lines_that_do_not_count_leave_patience_as_it_is():
    none = nothing_ahead(2)
    hazard, group = np.array([0.1, 2.0]), group_of(np.array([0, 1]), np.array([3, LONGEST_LINE + 5]))
    assert not none.counts and none.bent(hazard, none.mean, group) == pytest.approx(hazard)
    assert group.tolist() == [3, 2 * LENGTHS - 1]


def test_the_ratios_of_lines_are_recovered():
    """Waits drawn with a third of the hazard where nobody was ahead, and twice where many were."""
    chance = np.random.default_rng(1)
    n, until = 20_000, 0.2
    early = [1 / 3] * 2 + [1.0] * 3 + [2.0] * 5
    truth = sure(early, early, until)
    group = chance.integers(0, LENGTHS, n)
    patience = CURVE.draw(np.exp(-truth.bent(chance.exponential(1.0, n), truth.mean, group)))
    answer = chance.exponential(150.0, n)
    seconds, ended = np.minimum(patience, answer), patience < answer
    found, hazard = measured_ahead(CURVE, seconds, ended, np.ones(n), group, 1)
    assert found.counts and found.early.mean == pytest.approx(early, rel=0.2)
    assert found.late.mean == pytest.approx(early, rel=0.25)
    assert hazard.sum() == pytest.approx(ended.sum(), rel=0.02)


@pytest.mark.parametrize("told", [False, True])
def test_a_day_on_which_the_line_counts_is_told_from_one_on_which_it_does_not(told):
    counted, spread = [], []
    for seed in range(3):
        made = made_day(seed, contacts=900, agents=5, patience=CURVE, breaks=False)
        ahead = sure(list(np.linspace(0.2, 3.0, LENGTHS)), [1.0] * LENGTHS, 0.3) if told else nothing_ahead(1)
        truth = replace(made.truth, measured=replace(made.truth.measured, ahead=ahead))
        lived, _, _, laws = play(truth, seed, 0)
        assert not laws
        _, found = law_of_patience(lived, measured_patience(lived), measured_segments(lived))
        counted.append(found.counts)
        spread.append(found.early.mean[4] / found.early.mean[0])
    assert np.mean(spread) > 1.5 if told else 0.7 < np.mean(spread) < 1.4
    assert any(counted) or not told


def test_callers_answer_to_the_line_that_the_replay_has():
    """With long lines more hang up early, and the patience of each is that of the line that he or she found."""
    made = made_day(2, contacts=900, agents=5, patience=CURVE, breaks=False)
    shares = {}
    for name, early in (("short", [3.0] * 2 + [0.3] * 8), ("long", [0.3] * 2 + [3.0] * 8)):
        asked = GivenDay(made.day, made.windows, replace(made.truth.measured, ahead=sure(early, [1.0] * 10, 0.5)))
        lived, *_ = play(asked, 1, 0)
        found = line_found(lived)
        _, gave_up, waited = waits(lived)
        shares[name] = [gave_up[(found[waited] < 2)].mean(), gave_up[(found[waited] >= 2)].mean()]
    assert shares["short"][0] > 2 * shares["long"][0] and shares["long"][1] > 1.5 * shares["short"][1]
