"""The worth of a step, of two together and of a set, from seasons that were played."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from playbook.first.cash import outlay, payback_day
from playbook.first.found import TOLD, Limits, Step, Worth
from sim.arrays import Floats
from sim.experiment.chances import chances
from sim.experiment.money import of_comparison
from sim.experiment.options import Bench, range_of, without_luck
from sim.experiment.results import Comparison, Range
from sim.scenario import Scenario

CASH = "cash"  # of each evening
VALUE = "value"


def changes(comparison: Comparison) -> dict[str, Range]:
    return {kpi: range_of(comparison, kpi) for kpi in TOLD}


def cash_change(comparison: Comparison) -> Floats:
    """(D,) by how much each evening's cash differs, on the mean of the seasons."""
    return np.mean(comparison.b.days[CASH] - comparison.a.days[CASH], axis=0)


def still(comparison: Comparison) -> bool:
    """Whether every figure of every season is the same on both sides."""
    a, b = comparison.a.totals, comparison.b.totals
    return all(np.array_equal(a[kpi], b[kpi], equal_nan=True) for kpi in a)


def worth_of(bench: Bench, step: Step, n: int, limits: Limits, drops: bool = False) -> Worth:
    """Of a step after its first `n` seasons; the chance to be first is not known of one alone."""
    comparison = bench.comparison(step.team, step.plan, range(n))
    cash = cash_change(comparison)
    parts = {name: float(values.mean()) for name, values in of_comparison(comparison).parts.items()}
    out = outlay(cash, limits.before_day)
    return Worth(step, n, changes(comparison), out, payback_day(cash), parts, None, drops=drops)


def first_chances(bench: Bench, steps: Sequence[Step], n: int) -> Floats:
    """(k,) the chance of each that no other is truly worth more, after `n` seasons of all of them."""
    columns, freedom = [], n - 1
    for step in steps:
        values, found = without_luck(bench.comparison(step.team, step.plan, range(n)), VALUE)
        columns.append(values)
        freedom = min(freedom, n - 1 - len(found.used))
    return chances(np.column_stack(columns), freedom) if columns else np.zeros(0)


def behind(bench: Bench, step: Step, best: Step, n: int) -> bool:
    """Whether a step is worth less than another by more than two standard errors of the paired difference."""
    ours, theirs = (bench.comparison(one.team, one.plan, range(n)) for one in (step, best))
    gap = (theirs.b.totals[VALUE] - theirs.a.totals[VALUE]) - (ours.b.totals[VALUE] - ours.a.totals[VALUE])
    return bool(gap.mean() > 2 * np.std(gap, ddof=1) / np.sqrt(n))


def more_together(bench: Bench, four: Sequence[Scenario], n: int) -> Range:
    """By how much two steps are worth more than the sum of both; `four`: without them, the one, the other, both."""
    none, one, other, both = (bench.estimate(scenario, range(n)).totals[VALUE] for scenario in four)
    return Range.of(both - one - other + none)


def laws(bench: Bench, sides: Mapping[str, Scenario], replications: Sequence[int]) -> dict[str, None]:
    """Broken ones, each with the name of its side."""
    return {
        f"{name}: {law}": None
        for name, side in sides.items()
        for law in bench.estimate(side, replications).laws
    }  # fmt: skip
