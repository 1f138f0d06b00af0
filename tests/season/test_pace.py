"""Days on which everything takes longer: drawn for each day, 1 on average, and nothing where days are alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.evidence import parameters
from sim.season.clock import run_season
from sim.season.pace import at_pace, evenly, level
from sim.season.setup import Setup
from tests.season.shop import small_shop


def tapes(cv: float):
    """The tapes of a season's days, by the types' positions of the setup."""
    found = []
    setup = Setup(small_shop(**{"floor.pace_cv": cv}), parameters())
    season = run_season(setup, 4, each_floor=lambda day, tape, crew, log: found.append(tape))
    return setup, season, found


@given(cv=st.floats(0.01, 0.4))
def test_levels_have_mean_1_and_the_spread_that_is_asked(cv):
    drawn = np.array([level(cv, 3, day) for day in range(4000)])
    assert drawn.mean() == pytest.approx(1.0, abs=5 * cv / 4000**0.5)
    assert drawn.std() == pytest.approx(cv, rel=0.15)
    even = evenly(cv, 200)
    assert even.mean() == pytest.approx(1.0, abs=0.01) and even.std() == pytest.approx(cv, rel=0.1)
    assert (np.diff(even) > 0).all()


def test_all_contacts_of_a_day_are_longer_by_one_factor_and_parcels_are_not():
    setup, _, plain = tapes(0.0)
    _, _, paced = tapes(0.3)
    human = np.array([work.source != "wave" for work in small_shop().work])
    assert human.any() and not human.all()
    for day in (0, 1):  # later days differ by what the first ones left over
        fresh = {key: work for key, work in zip(plain[day].key.tolist(), plain[day].work.tolist(), strict=True)}
        factors = np.array(
            [w / fresh[k] for k, w in zip(paced[day].key.tolist(), paced[day].work.tolist(), strict=True) if k in fresh]
        )
        mine = np.array([h for k, h in zip(paced[day].key.tolist(), human[paced[day].kind], strict=True) if k in fresh])
        new = np.array(
            [not q for k, q in zip(paced[day].key.tolist(), paced[day].queued.tolist(), strict=True) if k in fresh]
        )
        assert factors[mine & new] == pytest.approx(level(0.3, 4, day))
        assert factors[~mine & new] == pytest.approx(1.0)
    assert at_pace(setup.types, human, 0.0, 4, 0) is setup.types


def test_restless_days_make_service_restless():
    def spread(cv: float) -> float:
        _, season, _ = tapes(cv)
        days = season.days
        return float(np.std(np.asarray(days["live_in_target"]) / np.maximum(days["live_ended"], 1)))

    assert spread(0.4) > spread(0.0)
