"""A sale's questions outside the hours in which customers ask on usual days: an assumption, and said to be one."""

from __future__ import annotations

import numpy as np
import pytest

from sim.scenario.file import team, team_names
from sim.shop.campaigns import CampaignShape
from sim.shop.sale_nights import by_hour, nights_said, open_hours

OPEN = tuple(1.0 if 9 <= hour < 22 else 0.0 for hour in range(24))
HALF_AT_NIGHT = {"days": [{"offset": 0, "share": 1}], "curve": [[0, 0], [7200, 0.5], [36000, 0.5], [86400, 1]]}


def closed_at_night(**more):
    return team("flagship").with_levers({"demand.hourly": OPEN} | more)


@pytest.mark.parametrize("name", team_names())
def test_a_shop_whose_customers_ask_at_night_hears_nothing_of_it(name):
    shop = team(name)
    assert nights_said(shop.calendar, shop.demand) is None


def test_half_of_a_day_s_orders_by_two_in_the_morning_are_half_of_its_questions():
    assert by_hour(CampaignShape.model_validate(HALF_AT_NIGHT))[:2].sum() == pytest.approx(0.5)
    assert np.flatnonzero(open_hours(OPEN)).tolist() == list(range(9, 22))


@pytest.mark.parametrize(("language", "words"), [("en", "an assumption"), ("zh", "假设")])
def test_the_nights_of_a_sale_are_said_with_their_share(language, words):
    event = team("flagship").calendar.campaigns[0].model_dump() | {"own_shape": HALF_AT_NIGHT}
    shop = closed_at_night(**{"calendar.campaigns": [event]})
    said = nights_said(shop.calendar, shop.demand).text(language)
    # 7 hours of 14 from ten on, the last two of them after ten in the evening
    late = 0.5 * 2 / 14
    assert words in said and f"{100 * (0.5 + late):.0f}" in said and "9:00–22:00" in said
    assert str(event["day"]) in said


def test_a_season_without_a_sale_and_a_sale_in_opening_hours_are_silent():
    shop = closed_at_night(**{"calendar.campaigns": []})
    assert nights_said(shop.calendar, shop.demand) is None
    by_day = {"days": [{"offset": 0, "share": 1}], "curve": [[0, 0], [32400, 0], [79200, 1], [86400, 1]]}
    event = team("flagship").calendar.campaigns[0].model_dump() | {"own_shape": by_day}
    shop = closed_at_night(**{"calendar.campaigns": [event]})
    assert nights_said(shop.calendar, shop.demand) is None
