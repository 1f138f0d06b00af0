"""A season day by day: the same season as everywhere, accounts under their sign, no name that no season has."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment import run
from sim.experiment.day_by_day import day_by_day, line, lines
from tests.season.shop import small_shop


def test_it_is_the_season_that_everything_else_plays() -> None:
    shop = small_shop()
    season, known = day_by_day(shop, 1, 3), run(shop, 2, 3)
    assert line(season, "orders").sum() == known.totals["orders"][1]
    assert line(season, "earned.revenue").sum() == pytest.approx(known.totals["revenue"][1])
    assert (line(season, "paid.wages") > 0).any()
    assert np.array_equal(line(season, "paid.wages"), -line(season, "earned.wages"))


def test_what_nobody_counts_is_nothing_and_what_no_season_has_is_refused() -> None:
    season = day_by_day(small_shop())
    assert "kept_off" in lines()
    assert not line(season, "kept_off").any() and len(line(season, "robot_wrong")) == len(line(season, "orders"))
    with pytest.raises(KeyError):
        line(season, "order")
    with pytest.raises(KeyError):
        line(season, "paid.orders")
