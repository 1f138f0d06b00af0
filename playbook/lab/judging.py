"""Whether a plan meets the conditions of a challenge: judged on differences from the start, season by season.

The seasons of a plan and of the start share their luck, so the difference of a season is far less noisy than either
total, and the mean of the differences is what counts. How surely a condition holds is said in standard errors of that
mean.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from playbook.lab.seasons import Seasons
from playbook.practices import Bound

SURE = 2.0  # standard errors from which a verdict does not hang on the luck of the seasons
MOST = 99.0  # standard errors: what never varies is not surer than this


@dataclass(frozen=True)
class Line:
    """One condition, and how a plan meets it.

    `value` is on the scale of the bound's number: the mean total, its multiple of the start's, or the mean difference
    from the start. `margin`: standard errors by which the condition holds, negative where it does not.
    """

    bound: Bound
    value: float
    holds: bool
    margin: float


@dataclass(frozen=True)
class Verdict:
    """All conditions of a round. `margin` is that of the weakest one: negative where the round is lost."""

    lines: tuple[Line, ...]

    @property
    def passed(self) -> bool:
        return all(line.holds for line in self.lines)

    @property
    def margin(self) -> float:
        return min(line.margin for line in self.lines)

    @property
    def sure(self) -> bool:
        """Whether other seasons would say the same."""
        return abs(self.margin) >= SURE


def judge(bounds: Iterable[Bound], mine: Seasons, start: Seasons) -> Verdict:
    """A plan's seasons against the start's, over the replications that both have. KeyError for an unknown total."""
    n = min(mine.n, start.n)
    lines = []
    for bound in bounds:
        here, there = mine.totals[bound.kpi][:n], start.totals[bound.kpi][:n]
        room = np.asarray(here - _target(bound, there), float)
        if bound.at_least is None:
            room = -room
        mean = float(room.mean())
        lines.append(Line(bound, reached(bound, mine, start), mean >= 0, _in_errors(room, mean)))
    return Verdict(tuple(lines))


def reached(bound: Bound, mine: Seasons, start: Seasons) -> float:
    """What the plan reaches, on the scale of the bound's number."""
    n = min(mine.n, start.n)
    here, there = float(mine.totals[bound.kpi][:n].mean()), float(start.totals[bound.kpi][:n].mean())
    if bound.of == "value":
        return here
    if bound.of == "change":
        return here - there
    return here / there if there else math.nan


def _target(bound: Bound, start: np.ndarray) -> np.ndarray:
    """The total to reach in each season."""
    if bound.of == "start":
        return bound.number * start
    return start + bound.number if bound.of == "change" else np.full_like(start, bound.number)


def _in_errors(room: np.ndarray, mean: float) -> float:
    """A mean in its standard errors, nan for one season."""
    if len(room) < 2:
        return math.nan
    error = float(np.std(room, ddof=1)) / math.sqrt(len(room))
    if error <= 1e-12 * abs(mean) or error == 0:
        return math.copysign(MOST, mean) if mean else 0.0
    return max(-MOST, min(MOST, mean / error))
