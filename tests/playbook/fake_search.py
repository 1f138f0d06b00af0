"""A stand-in for the search of a promise: made-up seasons of real levers, so that a page can be tested without one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from playbook.first.found import TOLD
from playbook.first.ladders import Ladder
from playbook.first.sought import Part, Reached
from sim.experiment.goal import Sought
from sim.experiment.goal_parts import Chosen, Promise, Trial
from sim.scenario import Scenario
from tests.playbook.fake_race import spread


class Search:
    """Called as the search is; remembers with what. `kept`: share of new seasons in which the set keeps the promise;
    `size`: levers of the set; `wait` is called before a stage with its name."""

    def __init__(self, kept: float = 0.96, size: int = 2, wait: Any = None) -> None:
        self.kept, self.size, self.wait = kept, size, wait
        self.calls: list[dict[str, Any]] = []
        self.closed = 0

    def __call__(
        self, team: Scenario, some: Sequence[Ladder], promise: Promise, *, seasons: int, fresh: int, seed: int = 1,
        executor: Any = None, keep: Path | None = None, each_day: Any = None,
    ) -> Iterator[Reached]:  # fmt: skip
        self.calls.append({"team": team, "ladders": tuple(some), "promise": promise, "fresh": fresh, "keep": keep})
        try:
            for stage, found in self.stages(team, tuple(some), promise, fresh):
                if self.wait:
                    self.wait(stage)
                yield found
        finally:
            self.closed += 1

    def stages(
        self, team: Scenario, some: tuple[Ladder, ...], promise: Promise, fresh: int
    ) -> Iterator[tuple[str, Reached]]:
        none: Chosen = (None,) * len(some)
        base = self.trial(none, promise, 0.4, 40, 0.0)
        yield "base", Reached(promise, some, Sought("base", 40, 40, 1, 1, 40, base=base), 1000, 40)
        singles = {(i, 0): self.trial(self.one(none, i), promise, 0.5 + 0.02 * i, 40, -900.0) for i in range(len(some))}
        so = Sought("single", 40, 40, 1, len(some), 200, base=base, singles=singles)
        yield "single", Reached(promise, some, so, 1000, 200)
        chosen = tuple(0 if i < self.size else None for i in range(len(some)))
        found = self.trial(chosen, promise, self.kept, fresh, -2_400.0)
        so = Sought("done", fresh, fresh, 1, 1, 900, base, singles, (found,), found, found, (0.0,))
        yield "fresh", Reached(promise, some, so, 950, 900)
        slugs = dict.fromkeys(one.slug for one in some[: self.size])
        parts = tuple(self.part(team, slug, some[: self.size], promise) for slug in slugs)
        yield "done", Reached(promise, some, so, 950, 950, parts, 1, 12, True)

    @staticmethod
    def one(none: Chosen, i: int) -> Chosen:
        return (*none[:i], 0, *none[i + 1 :])

    @staticmethod
    def trial(chosen: Chosen, promise: Promise, kept: float, n: int, value: float) -> Trial:
        """Of `n` seasons a share keeps the promise, by up to a tenth of its number; the others miss it by as much."""
        way = 1 if promise.at_least else -1
        off = np.where(np.arange(n) < round(kept * n), 1.0, -1.0) * np.linspace(0.02, 0.1, n)
        figures = promise.number * (1 + way * off)
        values = np.full(n, 50_000.0) + value
        return Trial(chosen, promise, figures, values, np.linspace(value - 500, value + 500, n))

    @staticmethod
    def part(team: Scenario, slug: str, some: Sequence[Ladder], promise: Promise) -> Part:
        levers = tuple((one, one.values[0]) for one in some if one.slug == slug)
        plan = team.with_levers({one.lever.path: value for one, value in levers})
        change = {kpi: spread(-1_200.0, 300.0) for kpi in TOLD} | {promise.kpi: spread(0.08, 0.03)}
        return Part(slug, levers, plan, change, 1_800.0)
