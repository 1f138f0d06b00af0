"""Results that the pages show and keep: replications of one scenario, their ranges, and the shipped ones.

`Seasons` is what remains of an `Estimate` of `sim.experiment` when only numbers matter: it can be continued, paired
with another one of the same seed, and written as JSON. Replication i of two scenarios with the same seed shares its
luck, so differences are taken replication by replication.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from playbook import sealed
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.experiment import Range

BASELINES = Path(__file__).resolve().parents[2] / "data" / "baselines"
DIGITS = 7  # significant digits kept in shipped files
SEED = 1  # of every season that a page shows


def range_of(values: Any) -> Range:
    """Mean, its 95 % interval, P10, P50 and P90 of the values of a total."""
    # Imported when a result is shown: a page without one opens without loading the model.
    from sim.experiment import Range

    return Range.of(np.asarray(values, float))


def clear(change: Range) -> bool:
    """Whether a difference is away from zero by more than the interval of its mean."""
    return change.n > 1 and abs(change.mean) > change.half_width


@dataclass(frozen=True)
class Seasons:
    """Replications 0 … n−1 of one scenario and seed: season totals (n,) and daily figures (n, days) by KPI id."""

    totals: dict[str, np.ndarray]
    days: dict[str, np.ndarray] = field(default_factory=dict)
    laws: tuple[str, ...] = ()

    @classmethod
    def of(cls, estimate: Any, days: bool = True) -> Seasons:
        """From an `Estimate` of sim.experiment."""
        return cls(dict(estimate.totals), dict(estimate.days) if days else {}, tuple(estimate.laws))

    def first(self, n: int) -> Seasons:
        """The first `n` replications, or all where there are fewer."""
        return Seasons(
            {kpi: x[:n] for kpi, x in self.totals.items()}, {kpi: x[:n] for kpi, x in self.days.items()}, self.laws
        )

    def only(self, days: tuple[str, ...], totals: tuple[str, ...] = ()) -> Seasons:
        """These seasons with no daily figures but `days`, and no totals but `totals` where any are named."""
        kept = {kpi: self.totals[kpi] for kpi in totals} or self.totals
        return Seasons(kept, {kpi: self.days[kpi] for kpi in days}, self.laws)

    @property
    def n(self) -> int:
        return len(next(iter(self.totals.values())))

    def range(self, kpi: str) -> Range:
        """The season total `kpi`. KeyError if the model has no such total."""
        return range_of(self.totals[kpi])

    def band(self, kpi: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """P10, P50, P90 of a daily KPI, an array over the days each."""
        from sim.experiment import band_of

        return band_of(self.days[kpi])

    def change(self, start: Seasons, kpi: str) -> Range:
        """This minus `start`, replication by replication over those that both have."""
        n = min(self.n, start.n)
        return range_of(self.totals[kpi][:n] - start.totals[kpi][:n])

    def then(self, more: Seasons) -> Seasons:
        """These replications followed by `more`; daily figures stay only where both have them."""
        both = [kpi for kpi in self.days if kpi in more.days]
        return Seasons(
            {kpi: np.concatenate([self.totals[kpi], more.totals[kpi]]) for kpi in self.totals if kpi in more.totals},
            {kpi: np.concatenate([self.days[kpi], more.days[kpi]]) for kpi in both},
            tuple(dict.fromkeys(self.laws + more.laws)),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "totals": {kpi: rounded(values) for kpi, values in sorted(self.totals.items())},
            "days": {kpi: [rounded(row) for row in values] for kpi, values in sorted(self.days.items())},
            "laws": list(self.laws),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Seasons:
        return cls(
            {kpi: np.asarray(values, float) for kpi, values in data["totals"].items()},
            {kpi: np.asarray(values, float) for kpi, values in data["days"].items()},
            tuple(data["laws"]),
        )


def shared(seasons: Iterable[Seasons]) -> list[str]:
    """The totals that all of these have: shipped ones lack what only one mechanism counts."""
    first, *others = seasons
    return [kpi for kpi in first.totals if all(kpi in one.totals for one in others)]


def key_of(scenario: Scenario) -> str:
    """The name under which a scenario's results are kept and shipped: they belong to it and to today's parameters."""
    from sim.evidence import parameters
    from sim.experiment.keys import result_key

    return result_key(scenario, parameters(), seed=SEED)


@cache
def shipped(name: str, folder: Path = BASELINES) -> dict[str, Any] | None:
    """The shipped file `name`.json, or None where it is missing or unreadable: then everything is computed anew.

    "seasons": key -> `Seasons` as JSON; "why": explanations, each "from" the key of a scenario "to" that of another.
    """
    data = sealed.read(folder / f"{name}.json") or {}
    whole = isinstance(data.get("seasons"), dict) and isinstance(data.get("why"), list)
    return data if whole else None


def shipped_team(name: str, scenario: Scenario, folder: Path = BASELINES) -> Seasons | None:
    """The shipped replications of a team, if they belong to exactly this scenario."""
    found = (shipped(name, folder) or {"seasons": {}})["seasons"].get(key_of(scenario))
    return Seasons.from_json(found) if found else None


@cache
def shipped_start(key: str, folder: Path = BASELINES) -> Seasons | None:
    """Whole seasons (every total) under this key in the file of any shipped team."""
    from sim.scenario.file import team_names

    for name in team_names():
        found = (shipped(name, folder) or {"seasons": {}})["seasons"].get(key)
        if found and found["days"]:  # the others hold only what a ranking needs
            return Seasons.from_json(found)
    return None


def rounded(values: Any) -> list[float]:
    """As short numbers for a shipped file."""
    return [float(f"{x:.{DIGITS}g}") for x in np.asarray(values, float)]
