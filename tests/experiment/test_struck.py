"""What events take from a season, going on from the morning of their day."""

from __future__ import annotations

import pytest

from sim.experiment.drawn_event import FIELD, entry
from sim.experiment.struck import Strike, sales, taken
from sim.experiment.tasks import Task, play, replication_seed
from sim.scenario.file import team
from tests.season.shop import small_shop

SEED = replication_seed(1, 0)


@pytest.mark.parametrize("day", [1, 12])
def test_it_is_the_difference_of_two_whole_seasons(day: int) -> None:
    """To the bit: what came before the day is the same season."""
    shop = small_shop(**{FIELD: (entry("recall", 5),)})

    def value(events: tuple[str, ...]) -> float:
        return play(Task(shop.with_levers({FIELD: events}), SEED, False, "auto")).totals["value"]

    already = shop.incidents.by_hand
    found = taken(Strike(shop, ("shop_closed", "break_in"), day, SEED))
    assert found["shop_closed"] > 0
    for event, loss in found.items():
        assert loss == value(already) - value((*already, entry(event, day)))


def test_sales_have_a_day_before_them() -> None:
    shop = team("flagship")
    first = (shop.calendar.campaigns[0].day - shop.calendar.start).days + 1
    assert sales(shop)[0] == first and all(1 < day <= shop.calendar.days for day in sales(shop))
    assert sales(small_shop(**{"calendar.campaigns": []})) == []
