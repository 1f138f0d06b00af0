"""A usual day in pods: nobody is lost or counted twice, and where no pod is left it is one pool."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim.experiment.pods_day import DAYS, FIRST, PodsDay, pods_day
from tests.season.shop import small_shop


@cache
def day(pods: int, least: float) -> PodsDay:
    found = pods_day(small_shop(**{"roles.pods": pods, "roles.least": least}), 0, 3)
    assert found is not None
    return found


def test_pods_share_the_people_of_the_floor():
    one, two = day(1, 0.0), day(2, 0.0)
    assert two.people.shape == (2, 24) and one.people.shape == (1, 24)
    assert two.people.sum(axis=0) == pytest.approx(one.people[0])
    assert one.people.sum() == pytest.approx(
        5 * 8 * 5 / 7, rel=0.35
    )  # five people, about eight hours, five days a week


def test_pods_of_which_none_is_left_are_one_pool():
    """To the contact: what is anybody's is answered as without pods."""
    one, melted = day(1, 0.0), day(2, 10.0)
    assert not melted.apart.any()
    for name in ("came", "lost", "waiting"):
        assert np.array_equal(getattr(one, name), getattr(melted, name)), name


def test_pods_day_and_night_lose_more_and_melting_them_helps():
    pods, melting, pool = (day(*plan).lost_share(slice(0, 24)) for plan in ((2, 0.0), (2, 1.5), (1, 0.0)))
    assert pool < pods and melting < pods


def test_a_wait_is_who_stands_there_over_who_comes():
    found = day(1, 0.0)
    hours = slice(9, 18)
    assert found.wait_s(hours) == pytest.approx(3600 * found.waiting[hours].sum() / found.came[hours].sum())
    assert 0 <= found.lost_share(hours) <= 1


def test_days_around_a_sale_are_no_usual_ones():
    """Four weeks with a sale on the 17th day, from the second week on: five days less."""
    found = day(1, 0.0)
    assert found.days == min(DAYS, 28 - FIRST) - 5


def test_a_season_of_a_week_has_no_usual_day_yet():
    shop = small_shop()
    calendar = shop.calendar.model_copy(update={"weeks": 1, "campaigns": ()})
    assert pods_day(shop.model_copy(update={"calendar": calendar}), 0, 3) is None
