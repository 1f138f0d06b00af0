"""Wrong parcels: what a standard, audits and a second look leave of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.mechanisms.workflow import Workflow, kept, still_wrong
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

NUMBERS: Workflow = bind(Workflow, "workflow", parameters())


def test_a_standard_is_half_forgotten_in_its_half_life_and_never_where_all_is_audited():
    assert kept(NUMBERS, NUMBERS.half_weeks, 0.0) == pytest.approx(0.5)
    assert kept(NUMBERS, 100.0, 1.0) == 1.0


@given(standard=st.floats(0, 1), weeks=st.floats(0, 52), audit=st.floats(0, 1), look=st.floats(0, 120))
def test_wrong_parcels_lie_between_none_and_todays(standard, weeks, audit, look):
    assert 0 <= still_wrong(NUMBERS, standard, weeks, audit, look) <= NUMBERS.wrong
    assert still_wrong(NUMBERS, 0.0, weeks, audit, 0.0) == NUMBERS.wrong


def test_a_second_look_is_paid_in_packing_and_saves_freight_and_returns():
    shop = small_shop(**{"workflow.look_seconds": 20.0, "money.parcel_cost": 5.0, "money.return_cost": 10.0})
    season = run_season(Setup(shop, parameters()), 1)
    assert not season.laws
    assert season.ledger["wrong_parcels"] == pytest.approx(season.days["wrong_avoided"] * 20.0)
    assert season.days["wrong_avoided"].sum() > 0


def test_packers_are_slower_by_the_look():
    before, after = (
        run_season(Setup(small_shop(**{"workflow.look_seconds": look}), parameters()), 1).state for look in (0.0, 40.0)
    )
    packs = before.people.group == 2
    change = after.held["speed"] - before.held["speed"]
    assert change[packs] == pytest.approx(-np.log(2.0))  # 400 s for ten parcels: 40 s each
    assert change[~packs] == pytest.approx(0.0)
