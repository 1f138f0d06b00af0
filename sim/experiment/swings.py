"""What would turn the advice: each fact that is not sure at both ends of its range, for every option alike.

An option is a team and the same team with one thing changed; it is worth what the change brings, season by season
under the same luck. Advice takes the option of the highest mean worth. A fact turns it where, at one end of its range,
another option is clearly worth more than today's first, over the same seasons.

What knowing a fact is worth follows from three points of its range (P10, P50, P90 with weights .3, .4 and .3, the
extended Swanson–Megill weights; Keefer & Bodily 1983, Three-point approximations for continuous random variables,
Management Science 29, 595–609): what the best option at each point is worth on average, less what the one option that
is best on average is. The largest of noisy means is too large: where no switch is clear the estimate is 0, elsewhere
nothing is subtracted, and the interval is the bootstrap's over seasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np

from sim import draws
from sim.arrays import Floats
from sim.evidence import parameters
from sim.experiment import tasks
from sim.experiment.kept import Kept
from sim.experiment.keys import result_key
from sim.experiment.results import Range, Replication
from sim.experiment.tasks import EachDay, Task
from sim.experiment.workers import Stream, in_order, one_pool
from sim.scenario import Scenario

End = Literal["low", "high"]
ENDS: tuple[End, End] = ("low", "high")
WEIGHTS = np.array([0.3, 0.4, 0.3])  # of P10, P50, P90
SURE = 2.0  # standard errors from which a difference is clear
LEAST = 3  # seasons below which none is: two have hardly a spread
SCREEN = 2  # seasons in which all facts are looked at
WIDEST = 12  # facts that are then played on
BOOTSTRAP = 2000
TAIL = 0.025


@dataclass(frozen=True)
class Option:
    """What could be done: `plan` is `team` with it. A plan that is the team itself is doing nothing: worth 0."""

    name: str
    team: Scenario
    plan: Scenario


@dataclass(frozen=True)
class Fact:
    """Something that is not sure. `low` and `high` are its P10 and P90, as people say them.

    Either `fields`: path → values at the low and the high end, set in team and plan of every option, but for a field
    that a plan itself changes: that is decided, not found out. Or `parameter`: an id of the register held at `low` and
    at `high`.
    """

    id: str
    low: float
    high: float
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    parameter: str = ""

    def __post_init__(self) -> None:
        if bool(self.fields) == bool(self.parameter):
            raise ValueError(f"the fact {self.id} is fields of the scenario or a parameter, one of the two")

    def world(self, end: End) -> tuple[dict[str, Any], dict[str, float]]:
        """Fields and parameters at an end."""
        at = ENDS.index(end)
        held = {self.parameter: (self.low, self.high)[at]} if self.parameter else {}
        return {path: values[at] for path, values in self.fields.items()}, held


@dataclass(frozen=True)
class Swing:
    """A fact at both ends. `base`, `low`, `high`: (options, seasons) worth of each option, the same seasons in all;
    `first`: the option that is best as things are believed to be."""

    fact: Fact
    names: tuple[str, ...]
    first: str
    base: Floats
    low: Floats
    high: Floats

    @property
    def n(self) -> int:
        return int(self.base.shape[1])

    def range(self, end: Literal["low", "base", "high"], option: str) -> Range:
        return Range.of(self._worth(end)[self.names.index(option)])

    def best(self, end: End) -> str:
        """The option of the highest mean at an end; today's first where others are as good."""
        means = self._worth(end).mean(axis=1)
        top = int(means.argmax())
        return self.first if means[self._first] >= means[top] else self.names[top]

    def turned(self, end: End) -> str:
        """The option that takes the first one's place at an end, clearly; "" where none does."""
        best = self.best(end)
        worth = self._worth(end)
        return best if best != self.first and clear(worth[self.names.index(best)] - worth[self._first]) else ""

    @property
    def turns(self) -> bool:
        return any(self.turned(end) for end in ENDS)

    @property
    def settled(self) -> bool:
        """Whether today's first has the highest mean at both ends, by luck or not."""
        return all(self.best(end) == self.first for end in ENDS)

    @property
    def width(self) -> float:
        """How far the worth of the first option moves from one end to the other, ≥ 0."""
        return abs(float((self.high - self.low)[self._first].mean()))

    @property
    def reach(self) -> float:
        """How far the fact moves anything that the advice hangs on, ≥ 0: the first option's worth, or what another
        one lies behind it."""
        behind = [(worth - worth[self._first]).mean(axis=1) for worth in (self.base, self.low, self.high)]
        return max(self.width, *(float(np.abs(one - behind[0]).max()) for one in behind[1:]))

    @property
    def _first(self) -> int:
        return self.names.index(self.first)

    def _worth(self, end: Literal["low", "base", "high"]) -> Floats:
        return {"low": self.low, "base": self.base, "high": self.high}[end]


@dataclass(frozen=True)
class Knowing:
    """What knowing a fact before choosing is worth, in money: the estimate and its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    clear: bool  # whether the fact turns the advice; the estimate is 0 where it does not


@dataclass(frozen=True)
class Swings:
    """What is known so far. `swings`: the widest first, every fact whose ends have been played; `still`: facts that
    reach no season of any option; `played` of about `planned` seasons."""

    options: tuple[Option, ...]
    first: str
    base: Mapping[str, Range]
    swings: tuple[Swing, ...]
    still: tuple[Fact, ...]
    stage: Literal["screening", "refining", "done"]
    played: int
    planned: int
    laws: tuple[str, ...] = ()  # broken ones: none is expected

    @property
    def turning(self) -> tuple[Swing, ...]:
        return tuple(swing for swing in self.swings if swing.turns)

    def worth_finding_out(self, most: int = 3, seed: int = 1) -> tuple[tuple[Swing, Knowing], ...]:
        """Facts that would turn the advice, those worth most first."""
        found = [(swing, worth_knowing(swing, seed)) for swing in self.turning]
        return tuple(sorted(found, key=lambda pair: -pair[1].mean)[:most])


def clear(difference: Floats) -> bool:
    """Whether a paired difference (n,) is above 0 by more than luck."""
    n = len(difference)
    if n < LEAST:
        return False
    mean, error = float(difference.mean()), float(difference.std(ddof=1)) / n**0.5
    return mean > 0 and mean > SURE * error


def worth_knowing(swing: Swing, seed: int = 1, draws_of: int = BOOTSTRAP) -> Knowing:
    """Expected value of perfect information about a fact: see the module's docstring. Never below 0."""
    points = np.stack([swing.low, swing.base, swing.high])  # (3, options, n)
    chance = draws.generator(seed, "knowing", swing.fact.id)
    picked = chance.integers(0, swing.n, (draws_of, swing.n))
    # the same seasons at every point and for every option: (3, options, draws)
    again = np.stack([points[:, :, seasons].mean(axis=2) for seasons in picked], axis=2)
    low, high = np.quantile(_gain(again), [TAIL, 1 - TAIL])
    if not swing.turns:
        return Knowing(0.0, 0.0, float(high), False)
    return Knowing(float(_gain(points.mean(axis=2))), float(low), float(high), True)


def _gain(means: Floats) -> Any:
    """(3, options, …) mean worths → (…) of choosing after the fact is known over choosing before."""
    knowing = np.tensordot(WEIGHTS, means.max(axis=1), 1)
    return np.maximum(knowing - np.tensordot(WEIGHTS, means, 1).max(axis=0), 0.0)


def swings(
    options: Sequence[Option], facts: Sequence[Fact], replications: int = 6, seed: int = 1, *, screen: int = SCREEN,
    widest: int = WIDEST, kpi: str = "value", executor: Executor | None = None, workers: int = 1,
    each_day: EachDay | None = None, keep: Kept | Path | str | None = None,
    play: Callable[[Task], Replication] = tasks.play,
) -> Stream[Swings]:  # fmt: skip
    """What is known, after each season: all facts in `screen` seasons, then those of the widest reach in all of them.

    A season that a fact does not reach is not played again: only what a scenario says and the parameters that it reads
    count. `executor`, `workers`, `each_day` and `keep` as in `sim.experiment.replicate`; one pool plays everything.
    Close the iterator to stop. Raises ValueError for no option, names given twice, or fewer than two seasons.
    """
    names = [option.name for option in options]
    if not options or len(set(names)) < len(names):
        raise ValueError("one option at least, each with a name of its own")
    if min(replications, screen) < 2:
        raise ValueError(f"{min(replications, screen)} seasons: two at least are played")
    parameters().holding({fact.parameter: fact.low for fact in facts if fact.parameter})  # an unknown id is refused
    table = _Table(tuple(options), tuple(facts), seed, kpi)
    screen = min(screen, replications)
    shelf = Kept(keep) if isinstance(keep, (Path, str)) else keep
    run = partial(tasks.play, each_day=each_day) if each_day and play is tasks.play else play
    with one_pool(executor, workers) as pool:

        def played(groups: Sequence[tuple[Fact | None, Sequence[str]]], first: int, n: int) -> Iterator[None]:
            """Seasons `first` … `n` − 1 of each group's worlds; a fact is known when its last one is through."""
            line = [(fact, key, r) for fact, keys in groups for key in keys for r in range(first, n)]
            last = {id(fact): i for i, (fact, _, _) in enumerate(line)}
            with closing(in_order(run, (table.task(key, r) for _, key, r in line), pool, workers, shelf=shelf)) as done:
                for i, one in enumerate(done):
                    fact, key, _ = line[i]
                    table.add(key, one)
                    if i == last[id(fact)]:
                        table.known(fact)
                    yield

        groups = table.groups()
        planned, more = screen * sum(len(keys) for _, keys in groups), replications - screen
        about = table.about(replications, screen, widest)
        for _ in played(groups, 0, screen):
            yield table.found("screening", about)
        table.settle()
        if more:
            widest_ones = [swing.fact for swing in sorted(table.swings(), key=lambda one: -one.reach)[:widest]]
            groups = table.groups(widest_ones)
            planned += more * sum(len(keys) for _, keys in groups)
            for _ in played(groups, screen, replications):
                yield table.found("refining", planned)
            table.settle()
        yield table.found("done", table.played)


def seasons_about(
    options: Sequence[Option], facts: Sequence[Fact], replications: int = 6, screen: int = SCREEN, widest: int = WIDEST
) -> int:
    """How many seasons `swings` plays at most; it says so itself once it runs."""
    return _Table(tuple(options), tuple(facts), 1, "").about(replications, min(screen, replications), widest)


class _Table:
    """Every world that has to be played (a scenario with parameters held), once, and the seasons that it has."""

    def __init__(self, options: tuple[Option, ...], facts: tuple[Fact, ...], seed: int, kpi: str) -> None:
        self.options, self.facts, self.seed, self.kpi = options, facts, seed, kpi
        self.played = 0
        self._worlds: dict[str, tuple[Scenario, tuple[tuple[str, float], ...]]] = {}
        self._values: dict[str, list[float]] = {}
        self._laws: dict[str, None] = {}
        self._base = self._keys({}, {})
        self._ends = {fact.id: tuple(self._keys(*fact.world(end)) for end in ENDS) for fact in facts}
        self._swings: dict[str, Swing] = {}
        self._seen: Swings | None = None

    def _keys(self, fields: dict[str, Any], held: dict[str, float]) -> tuple[tuple[str, str], ...]:
        """Keys of team and plan of each option in a world."""
        return tuple((self._key(one.team, one.team, fields, held), self._key(one.plan, one.team, fields, held))
                     for one in self.options)  # fmt: skip

    def _key(self, scenario: Scenario, team: Scenario, fields: dict[str, Any], held: dict[str, float]) -> str:
        mine = {path: value for path, value in fields.items() if scenario is team or scenario.at(path) == team.at(path)}
        made = scenario.with_levers(mine) if mine else scenario
        key = result_key(made, parameters().holding(held))
        self._worlds.setdefault(key, (made, tuple(sorted(held.items()))))
        return key

    def groups(self, facts: Sequence[Fact] | None = None) -> list[tuple[Fact | None, list[str]]]:
        """Worlds as things are, then those of each fact that are not among them or another fact's before it."""
        seen: dict[str, None] = {}

        def new(keys: Iterator[str]) -> list[str]:
            found = [key for key in dict.fromkeys(keys) if key not in seen]
            seen.update(dict.fromkeys(found))
            return found

        base = new(key for pair in self._base for key in pair)
        chosen = self.facts if facts is None else facts
        return [(None, base), *((fact, new(key for end in self._ends[fact.id] for pair in end for key in pair))
                                for fact in chosen)]  # fmt: skip

    def about(self, replications: int, screen: int, widest: int) -> int:
        """Seasons that all this takes at most, before it is known which facts are the widest."""
        base, *rest = (len(keys) for _, keys in self.groups())
        return screen * (base + sum(rest)) + (replications - screen) * (base + sum(sorted(rest)[-widest:]))

    def task(self, key: str, replication: int) -> Task:
        scenario, held = self._worlds[key]
        return Task(scenario, tasks.replication_seed(self.seed, replication), False, "auto", False, held)

    def add(self, key: str, one: Replication) -> None:
        self._values.setdefault(key, []).append(float(one.totals[self.kpi]))
        self._laws |= dict.fromkeys(one.laws)
        self.played += 1

    def known(self, fact: Fact | None) -> None:
        """The worlds of this fact (None: as things are) have their seasons."""
        if fact is not None and self._reaches(fact):
            self._swings[fact.id] = self._swing(fact)
        self._seen = None

    def settle(self) -> None:
        """A stage is through: every fact with all the seasons that there are now, its base's and shared worlds' too."""
        for fact in self.facts:
            self.known(fact)

    def swings(self) -> list[Swing]:
        return list(self._swings.values())

    def found(self, stage: Literal["screening", "refining", "done"], planned: int) -> Swings:
        if self._seen is None:
            worth = self._worth(self._base)
            first, ranges = self._first(worth), {}
            if worth.size:
                ranges = {one.name: Range.of(row) for one, row in zip(self.options, worth, strict=True)}
            ranked = [replace(swing, first=first) for swing in self._swings.values()]
            ranked.sort(key=lambda one: -one.width)
            still = tuple(fact for fact in self.facts if not self._reaches(fact))
            self._seen = Swings(self.options, first, ranges, tuple(ranked), still, stage, 0, 0)
        return replace(self._seen, stage=stage, played=self.played, planned=planned, laws=tuple(self._laws))

    def _reaches(self, fact: Fact) -> bool:
        return any(end != self._base for end in self._ends[fact.id])

    def _swing(self, fact: Fact) -> Swing:
        low, high = (self._worth(end) for end in self._ends[fact.id])
        base = self._worth(self._base)
        n = min(low.shape[1], high.shape[1], base.shape[1])
        names = tuple(one.name for one in self.options)
        return Swing(fact, names, self._first(base), base[:, :n], low[:, :n], high[:, :n])

    def _worth(self, keys: tuple[tuple[str, str], ...]) -> Floats:
        """(options, n) over the seasons that all of these worlds have."""
        n = min(len(self._values.get(key, ())) for pair in keys for key in pair)
        values = np.array([[self._values.get(key, [])[:n] for key in pair] for pair in keys], float)
        worth: Floats = values[:, 1] - values[:, 0]
        return worth

    def _first(self, worth: Floats) -> str:
        return self.options[int(worth.mean(axis=1).argmax())].name if worth.size else self.options[0].name
