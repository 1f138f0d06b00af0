"""Leads in a season: their hours are shared out, one more is paid, who leaves is followed; leavers to expect."""

from __future__ import annotations

import numpy as np
import pytest

from sim.contract.channels import LEADING, LEADS, OFF_FLOOR, PAY_SHARE, QUITS
from sim.contract.phases import Phase
from sim.evidence import parameters
from sim.mechanisms import careers, leadership
from sim.mechanisms.leadership import USUAL_SPAN, Leadership
from sim.season import kpi
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.units import DAYS_PER_MONTH, DAYS_PER_WEEK, STANDARD_WEEK_HOURS
from tests.season import days
from tests.season.shop import small_shop

USUAL = parameters().bind(Leadership, "leadership")
LED = 20  # two on the early shift, the rest on the late one
FLOOR = {"people.late.count": LED - 2}
COACHING, ATTENTION, SPAN = "leadership.coaching_hours", "leadership.attention_hours", "leadership.span"


def world(**levers) -> Setup:
    return Setup(small_shop(**FLOOR | levers), parameters())


def test_coaching_and_keeping_share_what_leads_have_free():
    """Within their hours everybody gets what was asked; beyond them the leads' hours, whatever was asked."""
    asked = days.morning(world(**{COACHING: 1.0, SPAN: 10}))
    assert asked[OFF_FLOOR][asked.staff & ~asked[LEADS]] == pytest.approx(1 / STANDARD_WEEK_HOURS)
    week = 8 * DAYS_PER_WEEK / DAYS_PER_MONTH  # as much for each of the two
    short = days.morning(world(**{COACHING: week, ATTENTION: 8.0, SPAN: 10}))
    most = USUAL.lead_hours / 10
    assert short[OFF_FLOOR][short.staff & ~short[LEADS]] == pytest.approx(most / STANDARD_WEEK_HOURS)
    assert short[LEADING] == pytest.approx(USUAL.lead_hours / STANDARD_WEEK_HOURS)
    half = leadership.attention_term(USUAL, most / 2 * DAYS_PER_MONTH / DAYS_PER_WEEK, 0.0)
    kept = short.raw(QUITS) - days.morning(world(**{COACHING: week})).raw(QUITS)
    assert kept == pytest.approx(np.full(len(short.people), half))


@pytest.mark.parametrize("span", [5, 10, 20])
def test_a_lead_beyond_the_usual_span_is_paid_as_a_lead(span):
    day = days.morning(world(**{SPAN: span, "leadership.lead_pay": 0.3, COACHING: 0.5}))
    assert int(day[LEADS].sum()) == LED // span
    assert day[PAY_SHARE].sum() == pytest.approx(0.3 * (LED // span - LED // USUAL_SPAN))


@pytest.mark.parametrize("levers", [{COACHING: 1.0}, {"careers.promotions": 2}])
def test_somebody_follows_a_lead_who_has_left(levers):
    day = days.morning(world(**levers))
    first = np.flatnonzero(day[LEADS])
    assert len(first) == 2
    day.people.gone[first[0]] = 7
    day.begin(7)
    later = careers.MECHANISM.acts[Phase.MORNING](day, day.own("careers"))
    leads = np.flatnonzero(later.lead & day.people.employed(7))
    assert len(leads) == 2 and first[0] not in leads and first[1] in leads


def test_leavers_to_expect_are_those_who_leave_on_average():
    setup = world(**{"calendar.weeks": 8})
    seasons = [kpi.totals(setup, run_season(setup, seed)) for seed in range(30)]
    left, expected = (np.array([one[name] for one in seasons]) for name in ("quits", "quits_expected"))
    assert left.mean() == pytest.approx(expected.mean(), abs=3 * left.std() / np.sqrt(len(left)))
    assert expected.std() < left.std() / 2
