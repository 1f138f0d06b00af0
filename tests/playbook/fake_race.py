"""A stand-in for the race: made-up figures for real steps, so that a page can be tested without a season."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from playbook import practices
from playbook.first.found import TOLD, Chosen, Found, Limits, Pair, Step, Worth
from sim.experiment.results import Range
from sim.scenario import Scenario

N = 12
# slug, row, level, mean of value, spread: two sure gains, one of luck, one loss, one that moves nothing
ROWS = (
    ("workflow", "standard", 1, 42_000.0, 6_000.0), ("projects", "start", 2, 18_000.0, 4_000.0),
    ("goals", "told", 1, 900.0, 30_000.0), ("incentives", "podium", 2, -9_000.0, 1_500.0),
)  # fmt: skip
STILL = (("market", "goods", 2), ("remote", "overlap", 1))


def step(team: Scenario, slug: str, row: str, level: int) -> Step:
    """A real step of a practice's check-up."""
    practice, _ = practices.load(slug)
    line = next(one for one in practice.rubric if one.id == row)
    before, after = line.value(level), line.value(level + 1)
    base = team.with_levers({line.path: before})
    return Step(slug, row, level, line.path, before, after, 6.0, base, team.with_levers({line.path: after}))


def spread(mean: float, width: float, n: int = N) -> Range:
    """`n` values around a mean, evenly."""
    return Range.of(mean + width * np.linspace(-1, 1, n))


def worth(team: Scenario, slug: str, row: str, level: int, mean: float, width: float, n: int = N) -> Worth:
    """Two thirds come this season, one third is left for next year."""
    change = {
        "value": spread(mean, width, n), "profit": spread(mean * 2 / 3, width * 2 / 3, n),
        "end_state": spread(mean / 3, width / 3, n), "service_level": spread(0.012 if mean > 0 else -0.01, 0.004, n),
        "quits": spread(-0.4, 0.6, n),
    }  # fmt: skip
    assert tuple(change) == TOLD
    sure = mean > width
    return Worth(
        step(team, slug, row, level), n, change, outlay=4_000.0 if sure else 0.0, payback_day=40 if sure else None,
        parts={"delay": mean, "pay": -mean / 5}, first=0.84 if mean > 40_000 else 0.05, drops=not sure,
    )  # fmt: skip


class Race:
    """Called as the race is; remembers with what. `rows`: as ROWS; stops before a stage where `wait` says so."""

    def __init__(self, rows: tuple = ROWS, wait: Any = None, chosen: int = 2) -> None:
        self.rows, self.wait, self.n_chosen = rows, wait, chosen
        self.calls: list[dict[str, Any]] = []
        self.closed = 0

    def __call__(
        self, team: Scenario, ratings: Mapping[str, Mapping[str, int]], limits: Limits, *, replications: int = 20,
        seed: int = 1, workers: int = 1, executor: Any = None, keep: Any = None, **options: Any,
    ) -> Iterator[Found]:  # fmt: skip
        self.calls.append({"team": team, "ratings": ratings, "limits": limits, "keep": keep, **options})
        try:
            for stage, found in self.stages(team, limits, seed):
                if self.wait:
                    self.wait(stage)
                yield found
        finally:
            self.closed += 1

    def stages(self, team: Scenario, limits: Limits, seed: int) -> Iterator[tuple[str, Found]]:
        early = Found(team, seed, "screening", 8, 100, tuple(worth(team, *row, n=2) for row in self.rows[:2]))
        yield "screening", early
        worths = tuple(sorted((worth(team, *row) for row in self.rows), key=lambda one: -one.change["value"].mean))
        racing = replace(early, stage="racing", played=60, worths=worths)
        yield "racing", racing
        pairs = replace(racing, stage="pairs", played=80, pairs=self.pairs(worths))
        yield "pairs", pairs
        sure = tuple(
            replace(one, evidence=spread(one.change["value"].mean / 2, 2_000), doubt=one.change["value"])
            for one in worths
        )
        yield "doubt", replace(pairs, stage="doubt", played=90, worths=sure)
        still = tuple(step(team, *one) for one in STILL)
        others = (worth(team, "workflow", "opened", 1, 3_000.0, 4_000.0, n=4),)
        done = replace(
            pairs, stage="done", played=100, worths=sure, others=others, still=still, limits=limits,
            chosen=self.chosen(team, sure),
        )  # fmt: skip
        yield "done", done

    @staticmethod
    def pairs(worths: tuple[Worth, ...]) -> tuple[Pair, ...]:
        names = [one.step.name for one in worths]
        if len(names) < 3:
            return ()
        return (
            Pair(names[0], names[1], spread(-5_000.0, 2_000.0)), Pair(names[0], names[2], spread(800.0, 9_000.0)),
        )  # fmt: skip

    def chosen(self, team: Scenario, worths: tuple[Worth, ...]) -> Chosen | None:
        best = [one for one in worths if one.change["value"].mean > 0][: self.n_chosen]
        if not best:
            return None
        played = {kpi: spread(sum(one.change[kpi].mean for one in best) * 0.9, 5_000.0 if kpi == "value" else 0.01)
                  for kpi in TOLD}  # fmt: skip
        plan = team.with_levers({one.step.path: one.step.after for one in best})
        return Chosen(
            tuple(one.step.name for one in best), sum(one.change["value"].mean for one in best), played, 8_000.0, 45,
            sum(one.step.hours for one in best), plan, team,
        )  # fmt: skip
