"""What first, played: every step against the team as it is under the same luck, in stages that firm up.

1. Screening: one season of every step; what moves nothing is set aside, the others get four. 2. Racing: of each
practice the best line goes on. 3. Pairs among the best. 4. The best without what is assumed, and with effects drawn
from their ranges. 5. The set within the limits, played itself in other seasons than those it was chosen by.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import combinations, groupby
from typing import Any

from playbook.first.cash import outlay, payback_day
from playbook.first.choice import chosen, possible
from playbook.first.found import Chosen, Found, Limits, Pair, Stage, Step, Worth
from playbook.first.levels import Ratings, standing
from playbook.first.steps import steps, together
from playbook.first.worths import (
    CASH,
    VALUE,
    behind,
    cash_change,
    changes,
    first_chances,
    laws,
    more_together,
    still,
    worth_of,
)
from sim.experiment.kept import Kept
from sim.experiment.options import Bench, Truth, Wanted, range_of
from sim.experiment.workers import one_pool
from sim.scenario import Scenario

SCREENED = 4  # seasons of every step that moves something
SURE = 3  # seasons from which a line may be left behind, and a chance of being first is told
TOP = 8  # the best, which are looked at closer
PAIRED = 8  # seasons of two steps together
DOUBTED = 12  # seasons without what is assumed, and as many with effects drawn
OTHER = 1000  # the first of the seasons in which the chosen set is played
ROUND = 8  # seasons between two looks at the ranking; in fewer, workers would mostly make rosters anew

Stream = Generator[Found, None, None]


def what_first(team: Scenario, limits: Limits | None = None, ratings: Ratings | None = None, **options: Any) -> Stream:
    """What first for a team, by its own file and by what its people said. Options as in `race`."""
    at = standing(team, ratings)
    return race(at.team, steps(at), limits, **options)


def race(
    team: Scenario, some: Sequence[Step], limits: Limits | None = None, *, replications: int = 20, seed: int = 1,
    executor: Executor | None = None, workers: int = 1, keep: Kept | None = None, each_day: Any = None,
) -> Stream:  # fmt: skip
    """`Found` after every season (its figures change at the end of a round), the last with stage "done".

    `replications`: seasons of each practice's best step, and of the set. `executor`, `workers`, `keep`, `each_day`: as
    in `sim.experiment.replicate`; what comes out does not hang on them. Close it to stop.
    """
    if replications < 1:
        raise ValueError(f"{replications} replications: at least one season is played")
    with one_pool(executor, workers) as pool:
        bench = Bench(seed, (CASH,), executor=pool, workers=workers, keep=keep, each_day=each_day)
        going = _Race(team, tuple(some), limits or Limits(), replications, bench)
        with closing(going.run()) as found:
            yield from found


@dataclass
class _Race:
    """The race so far. `lines`: steps still in it; `at`: the seasons that every one of them has."""

    team: Scenario
    steps: tuple[Step, ...]
    limits: Limits
    n: int
    bench: Bench
    stage: Stage = "screening"
    at: int = 0
    lines: list[Step] = field(default_factory=list)
    dropped: dict[str, tuple[Step, int]] = field(default_factory=dict)  # by name, with its seasons
    aside: list[Step] = field(default_factory=list)
    found: Found = field(init=False)

    def run(self) -> Iterator[Found]:
        self.lines = list(self.steps)
        self.found = Found(self.team, self.bench.seed, self.stage, 0, 0, (), limits=self.limits)
        for part in (self._screen, self._race, self._pairs, self._doubt, self._set):
            yield from part()
        self.found = replace(self.found, stage="done", planned=self.bench.played)
        yield self.found

    # ------------------------------------------------------------------------------------------------- the stages

    def _screen(self) -> Iterator[Found]:
        few = min(SCREENED, self.n)
        yield from self._to(1)
        self._set_aside(sure=few == 1)
        yield self._ranked()
        for n in sorted({min(SURE, few), few} - {1}):
            yield from self._to(n)
            if n == few:
                self._set_aside(sure=True)
            self._leave_behind(last=n == few)
            yield self._ranked()
        self._leave_behind(last=True)

    def _race(self) -> Iterator[Found]:
        self.stage = "racing"
        for n in [*range(self.at + ROUND, self.n, ROUND), self.n]:
            if n > self.at:
                yield from self._to(n)
            yield self._ranked()

    def _pairs(self) -> Iterator[Found]:
        self.stage, n = "pairs", min(PAIRED, self.n)
        fours = dict(self._fours())
        yield from self._play(Wanted(one, r) for four in fours.values() for one in four for r in range(n))
        names = {name: self._of(four, n) for name, four in fours.items()}
        self.found = replace(self.found, pairs=tuple(Pair(*two, more) for two, more in names.items()))
        yield self._now()

    def _of(self, four: tuple[Scenario, ...], n: int) -> Any:
        return more_together(self.bench, four, n)

    def _fours(self) -> Iterator[tuple[tuple[str, str], tuple[Scenario, ...]]]:
        """Of each two of the best: the team without them, with the one, the other, and both."""
        best = [one.step for one in self.found.worths[:TOP]]
        for one, other in combinations(best, 2):
            if possible(self.team, one, other):
                base, both = together(self.team, (one, other))
                alone = (base.with_levers({step.path: step.after}) for step in (one, other))
                yield (one.name, other.name), (base, *alone, both)

    def _doubt(self) -> Iterator[Found]:
        self.stage, n = "doubt", min(DOUBTED, self.n)
        best = self.found.worths[:TOP]
        truths: tuple[Truth, ...] = ("evidence", "doubt")
        yield from self._play(
            Wanted(side, r, truth)
            for truth in truths
            for side in self._sides(one.step for one in best)
            for r in range(n)
        )

        def of(one: Worth, truth: Truth) -> Any:
            return range_of(self.bench.comparison(one.step.team, one.step.plan, range(n), truth), VALUE)

        closer = tuple(replace(one, evidence=of(one, "evidence"), doubt=of(one, "doubt")) for one in best)
        self.found = replace(self.found, worths=closer + self.found.worths[TOP:])
        yield self._now()

    def _set(self) -> Iterator[Found]:
        self.stage, others = "set", range(OTHER, OTHER + self.n)
        more = {(pair.one, pair.other): pair.more.mean for pair in self.found.pairs}
        taken, promised = chosen(self.team, self.found.worths, more, self.limits)
        base, plan = together(self.team, (one.step for one in taken))
        yield from self._play(Wanted(side, r) for side in (base, plan) for r in others)
        comparison = self.bench.comparison(base, plan, others)
        cash = cash_change(comparison)
        names, hours = tuple(one.step.name for one in taken), sum(one.step.hours for one in taken)
        out, back = outlay(cash, self.limits.before_day), payback_day(cash)
        result = Chosen(names, promised, changes(comparison), out, back, hours, plan, base)
        broken = dict.fromkeys(self.found.laws) | laws(self.bench, {"set": plan, "team": base}, others)
        self.found = replace(self.found, chosen=result, laws=tuple(broken))
        yield self._now()

    # --------------------------------------------------------------------------------------------- seasons and ranks

    def _to(self, n: int) -> Iterator[Found]:
        """Every line in the race, and what it is compared with, to `n` seasons."""
        yield from self._play(Wanted(side, r) for side in self._sides(self.lines) for r in range(self.at, n))
        self.at = n

    @staticmethod
    def _sides(some: Iterable[Step]) -> list[Scenario]:
        """What these steps are compared with, and their plans, each once; seasons of one scenario follow each other."""
        some = list(some)
        return list({side.key: side for side in (*(x.team for x in some), *(x.plan for x in some))}.values())

    def _play(self, wanted: Iterable[Wanted]) -> Iterator[Found]:
        wanted = list(wanted)
        with closing(self.bench.play(wanted)) as seasons:
            for left in seasons:
                yield self._now(left)

    def _now(self, left: int = 0) -> Found:
        planned = self.bench.played + left + self._later()
        self.found = replace(self.found, stage=self.stage, played=self.bench.played, planned=planned)
        return self.found

    def _later(self) -> int:
        """About how many seasons the stages after this one take."""
        practices = len({step.slug for step in self.lines})
        top = min(TOP, practices)
        stages: dict[Stage, int] = {
            "screening": max(0, min(SCREENED, self.n) - max(1, self.at)) * len(self.lines),
            "racing": max(0, self.n - max(SCREENED, self.at)) * practices,
            "pairs": top * (top - 1) // 2 * min(PAIRED, self.n),
            "doubt": 2 * (top + 1) * min(DOUBTED, self.n),
            "set": 2 * self.n,
        }
        order = list(stages)
        now = order.index(self.stage)
        return sum(stages[stage] for stage in order[now + (now >= order.index("pairs")) :])

    def _set_aside(self, sure: bool) -> None:
        """What moves nothing leaves. Where a practice faces things that may not have come yet: when it is `sure`."""
        for step in list(self.lines):
            waits = bool(step.faces) and not sure
            if not waits and still(self.bench.comparison(step.team, step.plan, range(self.at))):
                self.lines.remove(step)
                self.aside.append(step)

    def _leave_behind(self, last: bool) -> None:
        """Lines that are clearly worse than their practice's best leave; with `last` all but the best."""
        for _, group in groupby(list(self.lines), key=lambda step: step.slug):
            best, *rest = sorted(group, key=self._value, reverse=True)
            for step in rest:
                if last or behind(self.bench, step, best, self.at):
                    self.lines.remove(step)
                    self.dropped[step.name] = (step, self.at)

    def _value(self, step: Step) -> float:
        return range_of(self.bench.comparison(step.team, step.plan, range(self.at)), VALUE).mean

    def _ranked(self) -> Found:
        """The ranking by what is known now."""
        worths = [worth_of(self.bench, step, self.at, self.limits) for step in self.lines]
        worths.sort(key=lambda one: (-one.change[VALUE].mean, one.step.name))
        best = list({one.step.slug: one for one in reversed(worths)}.values())[::-1]
        best.sort(key=lambda one: (-one.change[VALUE].mean, one.step.name))
        if self.at >= SURE:
            odds = first_chances(self.bench, [one.step for one in best], self.at)
            best = [replace(one, first=float(chance)) for one, chance in zip(best, odds, strict=True)]
        named = {one.step.name for one in best}
        rest = [one for one in worths if one.step.name not in named]
        rest += [worth_of(self.bench, step, n, self.limits, drops=True) for step, n in self.dropped.values()]
        rest.sort(key=lambda one: (-one.change[VALUE].mean, one.step.name))
        broken = dict.fromkeys(self.found.laws)
        for step in self.lines:
            broken |= laws(self.bench, {"team": step.team, step.name: step.plan}, range(self.at))
        self.found = replace(
            self.found, worths=tuple(best), others=tuple(rest), still=tuple(self.aside), laws=tuple(broken)
        )  # fmt: skip
        return self._now()
