"""Overtime by kind of day: working day, day off, public holiday, as the law of the place asks."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.evidence import parameters
from sim.mechanisms.overtime import Law, Laws, by_group, factors, hours_paid
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.shop.calendar import rests
from sim.shop.types import country_of, zone_names
from sim.units import PAID_HOURS_PER_MONTH
from tests.season.shop import small_shop

CHINA, AMERICA = Law(1.5, 2.0, 3.0), Law(1.5, 1.5, 0.0)
HEALTHY = parameters().holding({"talent.absence": 0.0})
HOUR = 6000.0 / PAID_HOURS_PER_MONTH  # everybody's in the small shop
BIG, HOLIDAY = dt.date(2026, 11, 11), dt.date(2026, 10, 28)


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Asia/Shanghai", "CN"),
        ("Europe/London", "GB"),
        ("America/New_York", "US"),
        ("Asia/Hong_Kong", "HK"),
        ("UTC", ""),
    ],
)
def test_a_clock_says_the_country(zone, country):
    assert zone in zone_names() and country_of(zone) == country


def test_the_register_has_the_factors_of_the_law():
    p = parameters()
    assert [p[f"law_cn.{kind}"] for kind in ("workday", "rest_day", "holiday")] == [1.5, 2, 3]
    assert p["law_us.workday"] == p["law_us.rest_day"] == 1.5


def test_the_larger_of_law_and_shop_holds():
    assert factors(CHINA, 1.0).tolist() == [[0, 1.5, 2], [3, 3, 3]]
    assert factors(CHINA, 2.5).tolist() == [[0, 2.5, 2.5], [3, 3, 3]]
    assert factors(AMERICA, 1.0).tolist() == [[0, 1.5, 1.5], [0, 1.5, 1.5]]
    assert factors(None, 1.2).tolist() == [[0, 1.2, 1.2], [0, 1.2, 1.2]]
    found = by_group(Laws(CHINA, AMERICA), ("US", "CN", "GB"), 1.0)
    assert found[:, 0, 1].tolist() == [1.5, 1.5, 1.0] and found[:, 1, 0].tolist() == [0, 3, 0]


def test_hours_are_paid_by_the_kind_of_their_day():
    """Two hours after a shift of eight; a day off; a holiday; an answer that runs over counts as its day does."""
    by_kind = np.zeros((4, 2, 3))
    by_kind[0, 0, :2] = 8.0, 2.0
    by_kind[1, 0, 2] = by_kind[2, 1, 0] = 8.0
    by_kind[3, 0, 0] = 8.0
    factor = np.array([factors(CHINA, 1.5)] * 4)
    assert hours_paid(factor, by_kind, np.zeros(4)).tolist() == [3.0, 16.0, 24.0, 0.0]
    assert hours_paid(factor, by_kind, np.ones(4)).tolist() == [4.5, 18.0, 27.0, 1.5]


@given(st.floats(1, 4), st.floats(1, 4))
def test_a_shop_that_pays_more_never_pays_less(a, b):
    low, high = sorted((a, b))
    for law in (CHINA, AMERICA, None):
        assert (factors(law, low) <= factors(law, high)).all()


def overtime(zone: str = "Asia/Shanghai", own: float = 1.5, holidays: tuple[dt.date, ...] = ()):
    """Overtime by date in money, of a shop in which nobody is ill and answers run over by a second."""
    facts = {"timezone": zone, "money.overtime_premium": own, "calendar.holidays": holidays}
    quick = {f"work.{work}.handle.mean_s": 1.0 for work in ("ask", "call", "mail", "pack")}
    shop = small_shop(**facts, **quick, **{"work.ask.wrap_s": 0.0, "calendar.weeks": 3})
    season = run_season(Setup(shop, HEALTHY), 1)
    assert not season.laws
    dates = [shop.calendar.start + dt.timedelta(days=d) for d in range(shop.calendar.days)]
    return shop, dict(zip(dates, season.ledger["overtime"], strict=True))


def off_and_on(shop, date: dt.date) -> tuple[int, int]:
    """People of the floor whose day off it is by the rota, and the others."""
    groups = [group for group in shop.people if group.skills]
    off = sum(rests(seat, g.rest_days, date, g.rest_from) for g in groups for seat in range(g.count))
    return off, sum(g.count for g in groups) - off


@pytest.mark.parametrize(
    ("zone", "own", "factor"),
    [
        ("Asia/Shanghai", 1.5, 2.0), ("Asia/Shanghai", 2.5, 2.5), ("America/New_York", 1.0, 1.5),
        ("Europe/London", 1.2, 1.2),
    ],
)  # fmt: skip
def test_who_works_the_big_day_instead_of_resting_is_paid_for_a_day_off(zone, own, factor):
    shop, booked = overtime(zone, own)
    off, _ = off_and_on(shop, BIG)
    assert off > 0
    assert booked[BIG] == pytest.approx(-factor * off * 8 * HOUR, rel=1e-3)


def test_a_public_holiday_is_paid_three_times_on_top_in_china():
    plain, holiday = overtime()[1], overtime(holidays=(HOLIDAY,))
    _, on = off_and_on(holiday[0], HOLIDAY)
    assert plain[HOLIDAY] == pytest.approx(0, abs=1)
    assert holiday[1][HOLIDAY] == pytest.approx(-3 * on * 8 * HOUR, rel=1e-3)
    assert {date for date in plain if plain[date] != holiday[1][date]} == {HOLIDAY}


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/London"])
def test_elsewhere_a_holiday_moves_nothing(zone):
    assert overtime(zone)[1] == overtime(zone, holidays=(HOLIDAY, BIG))[1]


def test_a_big_day_that_is_a_holiday_pays_everybody_for_the_holiday():
    shop, booked = overtime(holidays=(BIG,))
    assert booked[BIG] == pytest.approx(-3 * sum(off_and_on(shop, BIG)) * 8 * HOUR, rel=1e-3)
