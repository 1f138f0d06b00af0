"""A season with durations of every family: all engines play it, and it knows how long work takes."""

from __future__ import annotations

import numpy as np

from sim.evidence import parameters
from sim.scenario.file import team
from sim.season.clock import run_season
from sim.season.setup import Setup

EVERY = {
    "work.chat_after.handle": {"family": "gamma", "mean_s": 240, "shape": 2},
    "work.chat_after.wrap_s": 0.0,
    "work.chat_after.wrap": {"family": "uniform", "low_s": 5, "high_s": 40},
    "work.chat_after.patience": {"family": "hyperexponential", "means_s": [30, 400], "shares": [0.3, 0.7]},
    "work.chat_after.redial_after_s": 600.0,
    "work.chat_after.redial_after": {"family": "weibull", "mean_s": 1200, "shape": 0.6},
    "work.chat_before.handle": {"family": "empirical", "values_s": [20, 60, 120, 300, 1200],
                                "below": [0, 0.2, 0.5, 0.9, 1]},
    "work.chat_before.repeat_after_s": 14400.0,
    "work.chat_before.repeat_after": {"family": "fixed", "mean_s": 7200},
    "work.chat_before.patience": {"family": "mixture", "parts": [
        {"share": 0.2, "family": "fixed", "mean_s": 15}, {"share": 0.8, "family": "lognormal", "mean_s": 240}]},
}  # fmt: skip


def test_every_engine_plays_the_same_days():
    """The plain loop and SimPy's floor on the same shop; in the evening every law of the floor has been kept."""
    shop = team("starter").with_levers(EVERY)
    plain, simpy = (run_season(Setup(shop, parameters(), engine), 3) for engine in ("plain", "simpy"))
    assert plain.laws == simpy.laws == ()
    for name, days in plain.days.items():
        np.testing.assert_allclose(days, simpy.days[name], rtol=1e-9, atol=1e-9, err_msg=name)
