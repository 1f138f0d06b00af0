"""What tests of the command share."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np

import sim.experiment as experiment
from sim.contract.mechanism import MoneyPart
from sim.season import kpi
from sim.season.money import CAUSES, LOST

ROOT = Path(__file__).resolve().parents[2]
WORDS = tomllib.loads((ROOT / "playbook" / "command" / "words.toml").read_text(encoding="utf-8"))
SUBCOMMANDS = (
    "app",
    "lab",
    "season",
    "compare",
    "best",
    "first",
    "goal",
    "beside",
    "studies",
    "replay",
    "heads",
    "roster",
    "hiring",
    "plan",
    "pack",
    "doubts",
    "afterwards",
    "import",
    "forecast",
    "checkup",
    "validate",
    "workspace",
    "workshop",
    "showroom",
    "build",
    "warmup",
)


def estimate(scenario, totals=None, laws=(), neutralised=()) -> experiment.Estimate:
    """An estimate with the given totals; every KPI that is not given is 1, 2, 3, … over eleven replications."""
    values = {name: np.arange(1.0, 12.0) for name in kpi.definitions()} | (totals or {})
    days = {"orders": np.ones((11, scenario.calendar.days))}
    money = dict.fromkeys([*map(str, MoneyPart), "orders", *(LOST + cause for cause in CAUSES)], np.zeros(11))
    return experiment.Estimate(scenario, 1, 11, values, days, {}, tuple(laws), tuple(neutralised), money=money)


def row(text: str, name: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(name))


def run_command(*arguments: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "playbook", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120, **options
    )
