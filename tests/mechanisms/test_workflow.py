"""Wrong parcels: what a standard, audits and a second look leave of them."""

from __future__ import annotations

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


def test_a_standard_is_half_forgotten_in_its_half_life_and_lasts_twice_as_long_where_enough_is_opened_again():
    """At one parcel in two it is kept 26 times as long as where nobody looks."""
    weeks = NUMBERS.half_weeks
    assert kept(NUMBERS, weeks, 0.0) == pytest.approx(0.5)
    assert kept(NUMBERS, 2 * weeks, NUMBERS.enough) == pytest.approx(0.5)
    assert kept(NUMBERS, weeks, 0.5) == pytest.approx(0.5 ** (1 / 26))


def test_what_is_opened_again_leaves_right():
    assert still_wrong(NUMBERS, 0.0, 3.0, 0.25, 0.0) == pytest.approx(0.75 * NUMBERS.wrong)


@given(standard=st.floats(0, 1), weeks=st.floats(0, 52), audit=st.floats(0, 1), look=st.floats(0, 120))
def test_wrong_parcels_lie_between_none_and_todays(standard, weeks, audit, look):
    assert 0 <= still_wrong(NUMBERS, standard, weeks, audit, look) <= NUMBERS.wrong
    assert still_wrong(NUMBERS, 0.0, weeks, 0.0, 0.0) == NUMBERS.wrong


def test_a_second_look_is_paid_in_packing_and_saves_freight_and_returns():
    shop = small_shop(**{"workflow.look_seconds": 20.0, "money.parcel_cost": 5.0, "money.return_cost": 10.0})
    season = run_season(Setup(shop, parameters()), 1)
    assert not season.laws
    assert season.ledger["wrong_parcels"] == pytest.approx(season.days["wrong_avoided"] * 20.0)
    assert season.days["wrong_avoided"].sum() > 0


def speeds(**levers) -> list[tuple[float, float]]:
    """(at the table, in all other work) summed over the crew, by day."""
    found = []
    run_season(
        Setup(small_shop(**levers), parameters()), 1,
        each_floor=lambda day, began, crew, log: found.append((crew.speed[:, 3].sum(), crew.speed[:, :3].sum())),
    )  # fmt: skip
    return found


def test_a_parcel_takes_longer_by_the_look_except_in_the_pause():
    """400 s for ten parcels: a look of 40 s halves the pace at the table, and nobody's in other work."""
    usual, slower = speeds(), speeds(**{"workflow.look_seconds": 40.0, "workflow.pause_days": 5})
    assert slower[0] == pytest.approx((usual[0][0] / 2, usual[0][1]))
    opening = 16  # from 26 October to 11 November
    for day, (there, before) in enumerate(zip(slower, usual, strict=True)):
        factor = 1.0 if opening < day <= opening + 5 else 0.5
        assert there[0] == pytest.approx(factor * before[0], rel=0.1)  # and as tired as the days before made them


def test_a_pause_costs_the_mistakes_of_its_days_only():
    whole, paused = (
        run_season(
            Setup(small_shop(**{"workflow.look_seconds": 10.0, "workflow.pause_days": days}), parameters()), 1
        ).days
        for days in (0, 5)
    )
    off = slice(17, 22)
    assert not paused["wrong_avoided"][off].any() and whole["wrong_avoided"][off].any()
    assert paused["wrong_avoided"][:17] == pytest.approx(whole["wrong_avoided"][:17])
