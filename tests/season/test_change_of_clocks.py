"""A day on which the clocks change: demand follows the wall clock, and a sale opens by it."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sim.contract.facts import Facts
from sim.mechanisms.demand import expected_orders, hourly
from sim.scenario.file import team
from sim.shop.calendar import clock, floor_days, since_midnight

SPRING, AUTUMN = dt.date(2026, 3, 8), dt.date(2026, 11, 1)  # New York
CHANGES = [  # the Lord Howe clock moves by half an hour, that of São Paulo moved at midnight
    ("America/New_York", SPRING, 23), ("America/New_York", AUTUMN, 25), ("Europe/London", dt.date(2026, 10, 25), 25),
    ("Australia/Lord_Howe", dt.date(2026, 10, 4), 23.5), ("Australia/Lord_Howe", dt.date(2026, 4, 5), 24.5),
    ("America/Sao_Paulo", dt.date(2018, 11, 4), 23), ("Asia/Shanghai", dt.date(2026, 11, 1), 24),
]  # fmt: skip


@pytest.mark.parametrize(("zone", "date", "hours"), CHANGES)
def test_every_slot_is_in_the_hour_that_its_wall_clock_shows(zone, date, hours):
    (day,) = floor_days(date, 1, zone)
    assert day.length == hours * 3600
    weights = np.arange(1.0, 25)  # tells the hours apart
    found = hourly(weights, day, zone, 1.0)
    shown = [dt.datetime.fromtimestamp(day.begins + edge, ZoneInfo(zone)).hour for edge in found.edges[:-1]]
    assert found.edges[-1] == day.length
    assert np.allclose(found.means, weights[shown] / weights[shown].sum(), atol=0, rtol=1e-12)


@pytest.mark.parametrize(("zone", "date", "hours"), CHANGES)
def test_a_wall_clock_never_goes_back_and_fills_the_day(zone, date, hours):
    (day,) = floor_days(date, 1, zone)
    shown = clock(day, zone)
    assert shown[0] == 0
    assert shown[-1] == day.length == hours * 3600
    assert (np.diff(shown) >= 0).all()
    assert since_midnight(day, zone, np.array([86400.0]))[0] == day.length


def test_orders_of_a_file_stay_in_their_hours():
    shop = team("crossborder")
    (day,) = floor_days(AUTUMN, 1, shop.timezone)
    counts = {(AUTUMN, 1): 80, (AUTUMN, 14): 40}
    found = expected_orders(shop, day, counts, seed=1, traffic=1.0, realised={})
    hour = [dt.datetime.fromtimestamp(day.begins + edge, ZoneInfo(shop.timezone)).hour for edge in found.edges[:-1]]
    by_hour = np.bincount(hour, found.means, minlength=24)
    assert by_hour[1] == pytest.approx(80)  # both hours that show one o'clock together
    assert by_hour[14] == pytest.approx(40)
    assert found.total == pytest.approx(120)


def test_a_sale_opens_by_the_wall_clock():
    crossborder = team("crossborder")
    sale = crossborder.calendar.campaigns[0].model_copy(
        update={"day": AUTUMN + dt.timedelta(days=1), "preset": "double-eleven-2024"}
    )
    calendar = crossborder.calendar.model_copy(update={"campaigns": (sale,)})
    (opening,) = Facts(crossborder.model_copy(update={"calendar": calendar})).openings.values()
    shown = dt.datetime.fromtimestamp(opening, ZoneInfo(crossborder.timezone))
    assert shown.replace(tzinfo=None) == dt.datetime(2026, 11, 1, 20)  # on the eve, of 25 hours
