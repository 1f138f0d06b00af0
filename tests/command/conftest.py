"""Runs that end at once, and a scenario that runs in a moment."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim.experiment as experiment
from sim.scenario.file import team, write_scenario
from tests.command.tools import estimate


@pytest.fixture
def fake(monkeypatch):
    """`fake(totals=…, laws=…)` makes every run give that estimate at once."""

    def install(**facts) -> None:
        def replicate(scenario, replications=20, seed=1, **options):
            yield estimate(scenario, **facts)

        def compare(a, b, replications=20, seed=1, **options):
            yield experiment.Comparison(estimate(a, **facts), estimate(b, **facts))

        monkeypatch.setattr(experiment, "replicate", replicate)
        monkeypatch.setattr(experiment, "compare", compare)

    install()
    return install


@pytest.fixture
def small(tmp_path) -> Path:
    """A scenario file that runs in a moment: one week of the starter shop."""
    path = tmp_path / "small.toml"
    write_scenario(team("starter").with_levers({"calendar.weeks": 1, "calendar.campaigns": ()}), path)
    return path
