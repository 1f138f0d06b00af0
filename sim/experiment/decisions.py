"""What single decisions of a season in stages were worth: each is taken back by itself, on the same luck.

Taking a decision back puts its levers to where they stood in the stage before, in its own stage and in those after it
that only carried it on; what was decided anew later stays. Everything before that stage is played once for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.experiment.results import Range
from sim.experiment.staged import Table
from sim.experiment.stages import Stage, Staged, checked
from sim.experiment.workers import Stream
from sim.scenario import Scenario

VALUE = "value"
KPIS = (VALUE, "profit", "peak_service_level", "quits")


@dataclass(frozen=True)
class Decision:
    """What was decided for a stage, from 0: lever path → value."""

    stage: int
    levers: Mapping[str, Any]


@dataclass(frozen=True)
class Effect:
    """What taking a decision back changes: season without it less season as it was, by KPI, (n,) replications.

    A value above 0 is what the decision has cost.
    """

    decision: Decision
    differences: Mapping[str, Floats]

    @property
    def n(self) -> int:
        return len(self.differences[VALUE])

    def range(self, kpi: str = VALUE) -> Range:
        return Range.of(self.differences[kpi])

    def error(self, kpi: str = VALUE) -> float:
        """Standard error of the mean difference; nan of one replication."""
        return float(self.differences[kpi].std(ddof=1)) / self.n**0.5 if self.n > 1 else float("nan")


@dataclass(frozen=True)
class Effects:
    """What is known so far. `effects`: of the decisions that are through, the largest change of value first, whatever
    its sign; `left`: stages still to be played."""

    effects: tuple[Effect, ...]
    left: int


def changed(before: Scenario, after: Scenario) -> dict[str, Any]:
    """What was decided between two scenarios of one shop: lever path → value after it."""
    found: dict[str, Any] = {}
    for part in type(after).model_fields:
        if (now := getattr(after, part)) != (then := getattr(before, part)):
            levers = type(now).model_fields
            found |= {f"{part}.{one}": getattr(now, one) for one in levers if getattr(now, one) != getattr(then, one)}
    return found


def without(stages: Sequence[Stage], decision: Decision, team: Scenario | None = None) -> Staged:
    """The season with a decision taken back. `team`: the levers before the first stage, for a decision of that.

    Raises ValueError for a stage that is not there, a lever that did not stand as decided, a first stage without a
    team, and a season that is not possible without the decision; KeyError for a lever that does not exist.
    """
    stages, number = checked(stages), decision.stage
    if not 0 <= number < len(stages):
        raise ValueError(f"stage {number + 1} is none of the season's {len(stages)}")
    before = stages[number - 1].scenario if number else team
    if before is None:
        raise ValueError("what was there before the first stage has to be given, to take back what was decided for it")
    back: list[dict[str, Any]] = [{} for _ in stages]
    for lever, value in decision.levers.items():
        decided = stages[number].scenario.at(lever)
        if decided != value:
            raise ValueError(f"{lever} stands at {decided} in stage {number + 1}, not at {value} as decided")
        for stage, levers in zip(stages[number:], back[number:], strict=True):
            if stage.scenario.at(lever) != decided:
                break  # decided anew
            levers[lever] = before.at(lever)
    return tuple(
        replace(stage, scenario=stage.scenario.with_fields(levers)) for stage, levers in zip(stages, back, strict=True)
    )


def effects(
    stages: Sequence[Stage], decisions: Sequence[Decision], replications: int = 10, table: Table | None = None, *,
    team: Scenario | None = None, kpis: Sequence[str] = KPIS,
) -> Stream[Effects]:  # fmt: skip
    """What each decision has changed, after each stage that is played; close it to stop. One result at least.

    `table` has the seed and the workers, and keeps what was played for the next question. Errors as of `without`.
    """
    table, some, names = table or Table(), range(replications), dict.fromkeys((VALUE, *kpis))
    stages = checked(stages)
    others = [without(stages, decision, team) for decision in decisions]
    found: list[Effect] = []
    left = table.missing([stages, *others], some)
    for _ in table.play([stages], some):
        left -= 1
        yield Effects((), left)
    for decision, other in zip(decisions, others, strict=True):
        for _ in table.play([other], some):
            left -= 1
            yield Effects(tuple(found), left)
        differences = {kpi: table.values(other, kpi, some) - table.values(stages, kpi, some) for kpi in names}
        found.append(Effect(decision, differences))
        found.sort(key=lambda one: -abs(float(np.mean(one.differences[VALUE]))))
    yield Effects(tuple(found), 0)
