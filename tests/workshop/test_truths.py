"""What the shipped sessions say of their shop is so in the model: reasons of the questions, facts of the cards.

Directions, on three seasons of the shop with the session's events; the sizes are in the pack.
"""

from __future__ import annotations

import numpy as np
import pytest

from playbook.workshop.answers import shop
from playbook.workshop.session import shipped
from sim.evidence import parameters
from sim.experiment.replications import side_by_side
from sim.experiment.results import last
from sim.scenario.file import team

SEASONS = 3
SET = {
    "crew": {"peak.night_crew": 0.6},
    "agents": {"peak.temps": 10},
    "packers": {"peak.temps_packing": 8},
    "messages": {"crm.messages": 5},
    "fewer": {"budget.advertising": 0.75},
    "pairs": {"training.pair_minutes": 60},
    "long_pairs": {"training.pair_minutes": 180},
    "safe": {"supply.safety": 2},
    "safest": {"supply.safety": 5},
    "own_name": {"budget.own_name": 0.5},
    "much": {"supply.peak_stock": 1.3},
    "at_once": {"hiring.post_week": 0},
    "too_late": {"hiring.post_week": 8},
    "nobody": {"hiring.extra": 0},
    "codes": {"compliance.confirmed": 1.0},
    "stands_by": {"risk.reserve": 4},
    "stands_by_for_all": {"risk.reserve": 12},
}

pytestmark = pytest.mark.timeout(600)  # four dozen seasons of 27 people before the first test


@pytest.fixture(scope="module")
def change():
    """(name, key figure) → mean change against the shop as the 90 minutes find it."""
    base = shop(shipped("ninety"), team("flagship"))
    scenarios = (base, *(base.with_levers(levers) for levers in SET.values()))
    first, *others = last(side_by_side(scenarios, SEASONS, shipped("ninety").seed))
    found = dict(zip(SET, others, strict=True))
    return lambda name, kpi: float(np.mean(found[name].totals[kpi] - first.totals[kpi]))


def test_agents_moved_to_the_opening_answer_more_there_for_no_wages(change):
    assert change("crew", "peak_service_level") > 0.1
    assert change("crew", "labour_cost") <= 0 < change("agents", "labour_cost")  # fewer stay on after their shift


def test_more_agents_win_orders_that_leave_late(change):
    assert change("agents", "service_level") > 0 and change("agents", "late_parcels") > 0


def test_packers_earn_more_than_agents_where_parcels_wait(change):
    assert change("packers", "late_parcels") < 0
    assert change("packers", "value") > 0 > change("agents", "profit")


def test_messages_and_saved_advertising_cost_a_multiple_next_year(change):
    for name in ("messages", "fewer"):
        assert change(name, "profit") > 0 > change(name, "end_state")
        assert -change(name, "end_state") > 2 * change(name, "profit")


def test_some_training_beats_none_and_three_hours_a_week(change):
    assert change("pairs", "value") > change("long_pairs", "value") > 0


def test_some_safety_stock_beats_todays_and_a_lot(change):
    assert change("safe", "value") > 0 > change("safest", "value")


def test_half_of_the_advertising_on_the_own_name_is_not_missed(change):
    assert change("own_name", "value") > 0


def test_too_much_stock_loses(change):
    assert change("much", "value") < 0


def test_whoever_is_advertised_for_in_the_last_week_answers_nobody(change):
    """Four granted places, advertised at once or in week 8: the second is as if they had not been granted."""
    assert change("at_once", "service_level") == 0  # it stands at once
    assert change("too_late", "service_level") == pytest.approx(change("nobody", "service_level"), abs=1e-3)
    assert change("too_late", "service_level") < -0.03


def test_codes_at_sign_in_keep_some_break_ins_out(change):
    assert change("codes", "incidents_prevented") > 0
    assert change("codes", "value") > 0


def test_a_few_reserves_take_most_of_the_strike_and_more_of_them_only_cost(change):
    assert change("stands_by", "late_parcels") < 0 < change("stands_by_for_all", "value") < change("stands_by", "value")


def test_nearly_half_of_those_who_find_an_empty_shelf_buy_nothing():
    card = next(one for one in shipped("quarter").roles if one.id == "warehouse").card.en
    assert "nearly half buy nothing here" in card
    assert 0.4 < parameters()["supply.lost"] < 0.5
