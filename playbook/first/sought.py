"""A promise to keep, for a page: which figures can be promised, and what a search for one has found so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playbook.first.ladders import Ladder, naming
from sim.experiment.goal_parts import Promise
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.experiment.goal import Sought
    from sim.experiment.results import Range

# What a shop promises, with the number that stands in the field before anybody has typed: shares as fractions, waits in
# seconds, the rest in the unit of data/kpis.toml. Starting points to change, not recommendations.
PROMISES = {
    "peak_service_level": 0.6, "service_level": 0.8, "abandonment": 0.1, "mean_wait_s": 60.0, "late_parcels": 100.0,
    "csat": 4.5, "quits": 2.0,
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """What one practice does in the set. `change`: of TOLD and of the promised figure, alone against the team as it
    is; `outlay`: the most money that is out at one time, ≥ 0."""

    slug: str
    levers: tuple[tuple[Ladder, float], ...]
    plan: Scenario
    change: Mapping[str, Range]
    outlay: float

    @property
    def fields(self) -> dict[str, float]:
        return {ladder.lever.path: value for ladder, value in self.levers}


@dataclass(frozen=True)
class Reached:
    """The search so far; at its end `parts` has a practice each. `seed` and `n`: of the seasons of `parts`."""

    promise: Promise
    ladders: tuple[Ladder, ...]
    sought: Sought
    planned: int  # seasons in all, about
    played: int
    parts: tuple[Part, ...] = ()
    seed: int = 1
    n: int = 0
    done: bool = False


def promises() -> dict[str, tuple[str, ...]]:
    """Figure -> the practices whose levers are tried for it, those that are about it first."""
    return {kpi: naming(kpi) for kpi in PROMISES}
