"""Public holidays for a team's calendar."""

from __future__ import annotations

import datetime as dt

import pytest

from sim.calibrate.team.public_holidays import public_holidays, swaps_until
from sim.scenario.file import team, team_names


def test_china_has_thirteen_days_of_highest_pay_a_year():
    """State Council, 2024: 13 days. Days that are worked off elsewhere are none of them."""
    found = public_holidays("CN", dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert len(found) == 13
    assert dt.date(2026, 10, 1) in found and dt.date(2026, 10, 7) not in found and dt.date(2026, 2, 20) not in found


def test_swaps_of_a_year_that_is_not_announced_are_said_to_be_unknown():
    assert swaps_until("CN", 2026) == 2026
    assert swaps_until("CN", 2040) is None or swaps_until("CN", 2040) < 2040
    assert swaps_until("US", 2026) is None


@pytest.mark.parametrize("name", ["starter", "flagship"])
def test_the_shipped_teams_name_the_same_days(name: str):
    calendar = team(name).calendar
    assert public_holidays("CN", calendar.start, calendar.end) == calendar.holidays
    assert name in team_names()


def test_an_unknown_country_has_none():
    assert public_holidays("", dt.date(2026, 1, 1), dt.date(2026, 12, 31)) == ()
    assert dt.date(2026, 12, 25) in public_holidays("DE", dt.date(2026, 12, 1), dt.date(2026, 12, 31))
