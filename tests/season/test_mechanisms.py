"""Mechanisms of people, market, warehouse and books against what can be worked out by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.evidence import parameters
from sim.mechanisms import attrition, customers, demand, fatigue, incentives, learning
from sim.mechanisms.attrition import Attrition
from sim.mechanisms.customers import Contentment, Conversion
from sim.mechanisms.fatigue import Fatigue
from sim.mechanisms.fulfilment import Warehouse
from sim.mechanisms.incentives import Incentives
from sim.mechanisms.learning import Learning
from sim.mechanisms.preparation import Preparation, readiness, realised_lift
from sim.season import books
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.shop import calendar
from sim.shop.facts import Fulfilment, Money
from sim.shop.people import Shift
from tests.season.shop import small_shop

P = parameters()
LEARNING, FATIGUE, ATTRITION = P.bind(Learning, "learning"), P.bind(Fatigue, "fatigue"), P.bind(Attrition, "attrition")
INCENTIVES = P.bind(Incentives, "incentives")
shares = st.floats(0, 1)


def test_the_first_day_runs_at_the_published_share_of_full_speed():
    """Output grows by 64 % from the first day on, so the first day is 1 / 1.64 of full speed."""
    assert learning.speed(LEARNING, np.array([0.0]))[0] == pytest.approx(1 / 1.64)
    assert learning.speed(LEARNING, np.array([1000.0]))[0] == pytest.approx(1)


def test_a_ramp_s_lost_weeks_match_its_integral():
    """∫ (1 − speed) over the ramp has the closed form τ·ln(1 + gap)."""
    weeks = np.linspace(0, 60 * LEARNING.ramp_weeks, 2_000_001)
    lost = np.trapezoid(1 - learning.speed(LEARNING, weeks), weeks)
    assert lost == pytest.approx(LEARNING.ramp_weeks * np.log(1 + LEARNING.gap), rel=1e-6)


@given(st.floats(0, 200), st.floats(0, 200))
def test_experience_never_slows_and_never_makes_more_mistakes(a, b):
    early, late = np.array([min(a, b)]), np.array([max(a, b)])
    assert learning.speed(LEARNING, early) <= learning.speed(LEARNING, late)
    assert learning.wrong_share(LEARNING, early) >= learning.wrong_share(LEARNING, late)


@given(st.floats(0, 24), shares, shares, shares)
def test_fatigue_stays_between_zero_and_one(hours, occupancy, breaks, level):
    strain = fatigue.strain(FATIGUE, np.array([hours]), np.array([occupancy]), np.array([breaks]))
    after = fatigue.tomorrow(FATIGUE, np.array([level]), strain)
    assert strain >= 0 and 0 <= after <= 1


def test_rest_brings_fatigue_back_to_zero():
    level = np.array([1.0])
    for _ in range(60):
        level = fatigue.tomorrow(FATIGUE, level, np.array([0.0]))
    assert level[0] < 1e-6


def test_a_longer_shift_gives_the_published_part_of_its_hours():
    """1 % longer, 0.9 % more calls (WRK-02): 10 h give (10/8)^0.9 times the work of 8 h."""
    factor = fatigue.speed_factor(FATIGUE, np.array([0.0]), np.array([10.0]))[0]
    assert 10 / 8 * factor == pytest.approx((10 / 8) ** 0.9)


def test_errors_rise_with_shift_length_as_published():
    assert fatigue.wrong_factor(FATIGUE, np.array([0.0]), np.array([12.0]))[0] == pytest.approx(1.38, rel=2e-3)


def test_a_year_of_the_hazard_loses_the_published_share():
    """Seats refilled at once, ten years on: a third to two fifths of the seats change hands in a year (35 %)."""
    weeks = np.arange(0, 520)
    weekly = 1 - (1 - attrition.daily_hazard(ATTRITION, weeks.astype(float), np.zeros(520))) ** 7
    alive = np.concatenate([[1], np.cumprod(1 - weekly)])[:-1]
    yearly = 52 * (alive * weekly).sum() / alive.sum()
    assert 0.33 < yearly < 0.47


def test_pieces_buy_effort_where_work_never_runs_out_and_nothing_where_nobody_waits():
    """Pieces worth a day's pay on top double the motive: effort 2^elasticity (closed form)."""
    assert incentives.effort(INCENTIVES, np.array([1.0]), 1.0)[0] == pytest.approx(2**INCENTIVES.elasticity)
    assert incentives.effort(INCENTIVES, np.array([1.0]), 0.0)[0] == 1


def test_a_quality_gate_keeps_care():
    fast = incentives.effort(INCENTIVES, np.array([1.0]), 1.0)
    loose, half, gated = (incentives.wrong_factor(INCENTIVES, fast, gated=chance)[0] for chance in (0.0, 0.5, 1.0))
    assert 1 < gated < half < loose


@given(st.floats(0.001, 0.5), st.integers(1, 5000), st.floats(0.4, 1))
def test_who_passes_a_quality_gate_is_a_matter_of_answers_and_luck(wrong, answers, gate):
    """In [0, 1], one half at the gate itself, and with more answers surer on either side of it."""
    few, many = (float(incentives.passes(wrong, n, gate)) for n in (answers, 4 * answers))
    assert 0 <= few <= 1
    assert float(incentives.passes(wrong, answers, 1 - wrong)) == pytest.approx(0.5)
    assert (many - few) * (1 - wrong - gate) >= -1e-12


def test_an_unanswered_question_orders_less_by_the_lift_of_the_register():
    """With the evidence alone it is the published one."""
    for table, lift in ((P, 1.75), (parameters(evidence_only=True), 1.16)):
        conversion, target = table.bind(Conversion, "conversion"), np.array([30.0])
        answered, unanswered = (
            customers.order_chance(conversion, 0.4, np.array([yes]), np.zeros(1), target)[0] for yes in (True, False)
        )
        assert answered == 0.4 and answered / unanswered == pytest.approx(lift)


@given(shares, st.floats(0, 1e5), st.booleans())
def test_contentment_stays_on_its_scale(_, waited, wrong):
    contentment = P.bind(Contentment, "contentment")
    for answered in (True, False):
        case = (np.array([value]) for value in (answered, waited, 30.0, wrong))
        points = customers.csat(contentment, *case)
        assert 1 <= points[0] <= 5


@given(st.floats(0.01, 400), st.floats(1e-9, 1 - 1e-9))
def test_poisson_numbers_never_fall_when_the_mean_rises(mean, u):
    assert demand.poisson_at(u, mean) <= demand.poisson_at(u, mean * 1.1)


@pytest.mark.parametrize("mean", [0.3, 4.0, 49.0, 300.0])
def test_poisson_numbers_have_their_mean_and_variance(mean):
    n = 20_000
    numbers = np.array([demand.poisson_at((i + 0.5) / n, mean) for i in range(n)])
    assert numbers.mean() == pytest.approx(mean, rel=2e-3)
    assert numbers.var() == pytest.approx(mean, rel=2e-2)


def test_parcels_leave_oldest_first_and_are_late_after_the_promise():
    warehouse = Warehouse(Fulfilment(ship_within_days=2, transit_days=3, return_share=0.5, return_after_days=4))
    warehouse.take_orders(0, 10)
    warehouse.take_orders(1, 10)
    assert warehouse.cut_waves(8) == 3 and warehouse.cut_waves(8) == 0
    assert warehouse.ship(2, 5) == 0
    assert warehouse.late_open(2) == 0 and warehouse.late_open(3) == 5 and warehouse.late_open(4) == 15
    assert warehouse.ship(3, 7) == 5  # five of day 0, late; two of day 1, in time
    assert warehouse.backlog() == 8
    assert warehouse.travelling(4) == pytest.approx((7 + 5) / 3)
    assert warehouse.returns(6).parcels == pytest.approx(0.5 * 5)


def test_preparation_half_done_loses_half_of_what_it_is_worth():
    preparation = Preparation(available=0.5, worth=0.4)
    assert readiness(preparation, {"data": 40.0}, {"data": 40.0}) == 0.5
    assert realised_lift(preparation, 0.5) == pytest.approx(0.8)
    assert readiness(preparation, {}, {}) == 1


def test_the_books_law_finds_what_does_not_add_up():
    money = Money(order_value=100, gross_margin=0.4, parcel_cost=5, return_cost=2)
    ledger = {"revenue": np.array([1000.0]), "goods": np.array([-480.0]), "wages": np.array([-100.0])}
    closing = 7.0 + 420.0
    assert books.law(7.0, ledger, closing, np.array([10.0]), money) == ()
    assert "closing" in books.law(7.0, ledger, closing + 1, np.array([10.0]), money)[0]
    assert "revenue" in books.law(7.0, ledger, closing, np.array([11.0]), money)[0]


def test_every_parcel_order_and_return_is_booked_at_its_price():
    """A season's lines of trade follow from its counts and the shop's prices; a return gives the money back."""
    shop = small_shop()
    found, money = run_season(Setup(shop, parameters()), 1), shop.money
    days, ledger = found.days, found.ledger
    returned = -ledger["refunds"] / money.order_value
    assert ledger["revenue"] == pytest.approx(days["orders"] * money.order_value)
    assert ledger["parcels"] == pytest.approx(-days["shipped"] * money.parcel_cost)
    cost = money.order_value * (1 - money.gross_margin)
    assert ledger["goods"] == pytest.approx(-days["orders"] * cost)
    assert ledger["goods_back"] == pytest.approx(returned * cost) and returned.sum() > 0
    assert ledger["late_compensation"] == pytest.approx(-days["late"] * money.late_compensation)


def test_a_shift_past_midnight_lies_on_two_floor_days():
    night = Shift(start="22:00", end="06:00", breaks=(("02:00", "02:30"),))
    first, second = calendar.floor_days(dt.date(2026, 10, 1), 2, "Asia/Shanghai")
    spans = calendar.shift_spans(night, first.date, "Asia/Shanghai")
    assert calendar.clip(spans, first) == [(79200.0, 86400.0)]
    assert calendar.clip(spans, second) == [(0.0, 7200.0), (9000.0, 21600.0)]


def test_the_day_on_which_summer_time_ends_has_25_hours_and_shifts_keep_their_clock():
    saturday, sunday = calendar.floor_days(dt.date(2026, 10, 24), 2, "Europe/London")
    assert (saturday.length, sunday.length) == (86400, 90000)
    day = Shift(start="09:00", end="17:00")
    ((on, off),) = calendar.clip(calendar.shift_spans(day, sunday.date, "Europe/London"), sunday)
    assert on == 10 * 3600 and off - on == 8 * 3600  # nine o'clock is ten hours after that midnight


def test_a_shift_in_another_time_zone_meets_the_shop_s_day_in_utc():
    (day,) = calendar.floor_days(dt.date(2026, 11, 12), 1, "Asia/Shanghai")
    london = Shift(start="09:00", end="17:00", timezone="Europe/London")
    ((on, off),) = calendar.clip(calendar.shift_spans(london, day.date, "Asia/Shanghai"), day)
    assert (on / 3600, off / 3600) == (17, 24)  # nine in London is five in the afternoon in Shanghai


def test_cutting_breaks_short_lengthens_the_working_time():
    shift = Shift(start="09:00", end="18:00", breaks=(("12:00", "13:00"),))
    date = dt.date(2026, 11, 11)
    for minutes, hours in ((60, 8), (30, 8.5), (0, 9)):
        spans = calendar.shift_spans(shift, date, "Asia/Shanghai", calendar.Extra(0, minutes))
        assert sum(b - a for a, b in spans) / 3600 == pytest.approx(hours)
        assert calendar.break_share(shift, calendar.Extra(0, minutes)) == minutes / 60


@pytest.mark.parametrize("rest_days", range(7))
def test_everybody_gets_their_days_off_and_they_are_spread(rest_days):
    week = [dt.date(2026, 11, 2) + dt.timedelta(days=i) for i in range(7)]
    off = np.array([[calendar.rests(seat, rest_days, date) for date in week] for seat in range(7)])
    assert (off.sum(axis=1) == rest_days).all()
    assert (off.sum(axis=0) == rest_days).all()
