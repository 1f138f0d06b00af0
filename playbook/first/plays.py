"""Seasons of many scenarios under the same luck, each played once, and what one of them changes against another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np

from sim.arrays import Floats
from sim.experiment import Replication, Task, replication_seed
from sim.experiment.controls import controlled
from sim.experiment.kept import Kept
from sim.experiment.money import split
from sim.experiment.results import Range
from sim.experiment.tasks import EachDay, play
from sim.experiment.workers import in_order
from sim.scenario import Scenario

# The effects that seasons live with: as the register has them, assumptions neutral, or drawn from their ranges.
Truth = Literal["usual", "evidence", "doubt"]
Wanted = tuple[Scenario, int, Truth]  # a scenario, a replication, a truth


@dataclass(frozen=True)
class Played:
    """What is kept of a season."""

    totals: Mapping[str, float]
    money: Mapping[str, float]
    noise: Mapping[str, float]
    cash: Floats  # (D,) money each night


class Plays:
    """See the module's docstring. `seed`, `executor`, `workers`, `width`, `keep` as in `sim.experiment.replicate`."""

    def __init__(
        self, figures: Iterable[str], seed: int, *, executor: Executor | None = None, workers: int = 1,
        width: int | None = None, keep: Any = None, each_day: EachDay | None = None,
    ) -> None:  # fmt: skip
        self.figures, self.seed, self.laws = tuple(figures), seed, dict[str, None]()
        self._how: dict[str, Any] = {"executor": executor, "workers": workers, "width": width}
        self._shelf = keep if keep is None or isinstance(keep, Kept) else Kept(keep)
        self._run = partial(play, each_day=each_day) if each_day else play
        self._known: dict[tuple[str, Truth], dict[int, Played]] = {}  # by scenario's key and truth, by replication
        self.n = 0  # seasons known

    def play(self, wanted: Iterable[Wanted]) -> Iterator[int]:
        """Play what is not known yet, in this order; yields the number of seasons known after each."""
        todo = {(one.key, number, truth): (one, number, truth) for one, number, truth in wanted}
        todo = {place: one for place, one in todo.items() if not self.has(*place)}
        tasks = [
            Task(one, replication_seed(self.seed, number), truth == "evidence", "auto", truth == "doubt")
            for one, number, truth in todo.values()
        ]
        with closing(in_order(self._run, tasks, shelf=self._shelf, **self._how)) as found:
            for place, one in zip(todo, found, strict=True):
                self.add(place, self._cut(one))
                self.laws |= dict.fromkeys(one.laws)
                yield self.n

    def has(self, key: str, number: int, truth: Truth) -> bool:
        return number in self._known.get((key, truth), ())

    def add(self, place: tuple[str, int, Truth], one: Played) -> None:
        """Know a season, by its scenario's key, replication and truth."""
        key, number, truth = place
        self._known.setdefault((key, truth), {})[number] = one
        self.n += 1

    def _cut(self, one: Replication) -> Played:
        return Played({name: one.totals[name] for name in self.figures}, one.money, one.noise, one.days["cash"])

    # ------------------------------------------------------------------------------------------------ comparing

    def both(self, a: Scenario, b: Scenario, truth: Truth = "usual") -> tuple[list[Played], list[Played]]:
        """The seasons that both have, in order."""
        ours, theirs = (self._known.get((one.key, truth), {}) for one in (a, b))
        shared = sorted(ours.keys() & theirs.keys())
        return [ours[number] for number in shared], [theirs[number] for number in shared]

    def change(self, a: Scenario, b: Scenario, figure: str, truth: Truth = "usual") -> Floats:
        """(n,) of B − A over the seasons that both have."""
        return np.array([y.totals[figure] - x.totals[figure] for x, y in zip(*self.both(a, b, truth), strict=True)])

    def range(self, a: Scenario, b: Scenario, figure: str, truth: Truth = "usual") -> Range:
        """Range of B − A; its mean and interval without the luck whose size is known. At least one season."""
        sides = self.both(a, b, truth)
        values = self.change(a, b, figure, truth)
        plain = Range.of(values)
        names = [name for name in sides[0][0].noise if all(name in one.noise for side in sides for one in side)]
        luck = {name: np.array([(x.noise[name] + y.noise[name]) / 2 for x, y in zip(*sides, strict=True)])
                for name in names}  # fmt: skip
        calm = controlled(values, luck)
        return Range(calm.mean, calm.half_width, plain.p10, plain.p50, plain.p90, plain.n)

    def cash(self, a: Scenario, b: Scenario) -> Floats:
        """(D,) by how much more money there is each night, on average."""
        mean: Floats = np.mean([y.cash - x.cash for x, y in zip(*self.both(a, b), strict=True)], axis=0)
        return mean

    def parts(self, a: Scenario, b: Scenario) -> dict[str, float]:
        """The mean change of profit by part: see `sim.experiment.money`."""
        arms = []
        for side in self.both(a, b):
            names = dict.fromkeys(name for one in side for name in one.money)
            arms.append({name: np.array([one.money.get(name, 0.0) for one in side]) for name in names})
        return {name: float(values.mean()) for name, values in split(arms[0], arms[1]).parts.items()}


def outlay(cash: Floats, before_day: int | None = None) -> float:
    """Most money that is out at one time, ≥ 0, until a day (all of them without one)."""
    until = cash if before_day is None else cash[: before_day + 1]
    return max(0.0, -float(until.min(initial=0.0)))


def payback_day(cash: Floats) -> int | None:
    """The first day from which the money that was out stays back; None where it does not come back."""
    out = np.flatnonzero(cash < -1e-9 * (1 + float(np.abs(cash).max(initial=0.0))))
    if not len(out):
        return 0
    return int(out[-1]) + 1 if out[-1] + 1 < len(cash) else None
