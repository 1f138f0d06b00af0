"""The race of all steps for one team: a first ranking soon, which firms up, then pairs, doubt and the set to take.

Every step and its team live through the same seasons. First each is played once, which gives a ranking at once, and a
few times more; then only the best line of each practice goes on. The most valuable are
played in pairs, without assumptions and with effects drawn from their ranges. The set to take is chosen by what was
found (`sim.planning.choice`) and then played itself on seasons that had no part in choosing it, so that luck which
helped a step to be chosen does not flatter the set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from playbook.first.found import TOLD, Chosen, Found, Limits, Pair, Stage, Step, Worth
from playbook.first.plays import Plays, Truth, outlay, payback_day
from playbook.first.steps import Levels, as_rated, steps
from playbook.lab.study import with_fields
from sim.arrays import Floats
from sim.experiment.chances import FEWEST, of_being_best
from sim.experiment.results import Range
from sim.experiment.workers import one_pool
from sim.planning.choice import choose
from sim.scenario import Scenario

SEASONS, SCREENED, PAIRED, DOUBTED = 20, 4, 8, 12
TOP = 8  # steps that are played in pairs and in doubt
ANEW = 25  # seasons after which the figures are worked out anew
FRESH = 1000  # replications that only the chosen set is played on begin here


def race(
    team: Scenario, ratings: Levels, limits: Limits, *, seasons: int = SEASONS, seed: int = 1,
    executor: Executor | None = None, workers: int = 1, **options: Any,
) -> Iterator[Found]:  # fmt: skip
    """What is found so far, again and again; the last has the set. Close the iterator to stop.

    `ratings`: the levels where a team rates itself, {} for what its file says; `seasons`: of a step that stays in the
    race, at least `SCREENED`; options as in `playbook.first.plays.Plays`. Money in the team's currency.
    """
    with ExitStack() as stack:
        pool = stack.enter_context(one_pool(executor, workers))
        yield from _Race(team, ratings, limits, seasons, seed, executor=pool, workers=workers, **options).run()


class _Race:
    def __init__(
        self, team: Scenario, ratings: Levels, limits: Limits, seasons: int, seed: int, **options: Any
    ) -> None:
        self.team, self.limits, self.seasons, self.seed = as_rated(team, ratings), limits, max(seasons, SCREENED), seed
        self.plays = Plays(TOLD, seed, **options)
        self.all = tuple(steps(self.team))
        self.racing: list[Step] = list(self.all)
        self.behind: list[Step] = []
        self.still: list[Step] = []
        self.pairs: tuple[Pair, ...] = ()
        self.chosen: Chosen | None = None
        self.played = 0
        practices = len({step.slug for step in self.all})
        few = min(TOP, practices)
        bases = len({step.team.key for step in self.all})
        self.planned = (
            SCREENED * len(self.all) + (self.seasons - SCREENED) * practices + self.seasons * bases
            + min(PAIRED, self.seasons) * few * (few - 1) // 2 + 2 * DOUBTED * (few + bases) + 2 * self.seasons
        )  # fmt: skip

    # -------------------------------------------------------------------------------------------------- stages

    def run(self) -> Iterator[Found]:
        yield from self._seasons("screening", range(1))
        self._set_still_aside()
        yield from self._seasons("screening", range(1, SCREENED))
        self._leave_behind()
        yield from self._seasons("racing", range(SCREENED, self.seasons))
        top = self._ordered()[:TOP]
        yield from self._pairs(top)
        yield from self._doubt(top)
        yield from self._set()
        self.planned = self.played
        yield self.found("done")

    def _play(self, stage: Stage, wanted: list[tuple[Scenario, int, Truth]]) -> Iterator[Found]:
        """Play them; tells after each how far it is, with the figures as they were a moment ago."""
        last = self.found(stage) if self.played else None
        for number, known in enumerate(self.plays.play(wanted), 1):
            self.played, self.planned = known, max(self.planned, known)
            if number == len(wanted) or (last is not None and number % ANEW == 0):
                last = self.found(stage)
            if last is not None:
                yield replace(last, stage=stage, played=self.played, planned=self.planned)

    def _seasons(self, stage: Stage, numbers: range) -> Iterator[Found]:
        """Seasons of everything that races. Scenario by scenario, so that each one's world is made once."""
        bases = {step.team.key: step.team for step in self.racing}
        scenarios = [*bases.values(), *(step.plan for step in self.racing)]
        wanted: list[tuple[Scenario, int, Truth]] = [(one, number, "usual") for one in scenarios for number in numbers]
        yield from self._play(stage, wanted)

    def _set_still_aside(self) -> None:
        """A step that leaves every figure of a season as it was would do so in the next."""
        self.still = [step for step in self.racing if not any(self._change(step, kpi)[0] for kpi in TOLD)]
        self.racing = [step for step in self.racing if step not in self.still]

    def _leave_behind(self) -> None:
        """Of each practice only the best line stays."""
        best: dict[str, Step] = {}
        for step in self.racing:
            if step.slug not in best or self._mean(step) > self._mean(best[step.slug]):
                best[step.slug] = step
        self.behind = [step for step in self.racing if best[step.slug] is not step]
        self.racing = [step for step in self.racing if best[step.slug] is step]

    def _pairs(self, top: Sequence[Step]) -> Iterator[Found]:
        """Two at a time against the sum of both."""
        paired = min(PAIRED, self.seasons)
        both = []
        for one, other in combinations(top, 2):
            if one.path != other.path and (plans := self._together((one, other))) is not None:
                both.append((one, other, *plans))
        wanted: list[tuple[Scenario, int, Truth]] = [
            (scenario, number, "usual") for _, _, *plans in both for scenario in plans for number in range(paired)
        ]
        yield from self._play("pairs", wanted)
        found = []
        for one, other, base, plan in both:
            alone = [self._change(step, "value")[:paired] for step in (one, other)]
            together = self.plays.change(base, plan, "value")[:paired]
            found.append(Pair(one.name, other.name, Range.of(together - alone[0] - alone[1])))
        self.pairs = tuple(found)
        yield self.found("pairs")

    def _doubt(self, top: Sequence[Step]) -> Iterator[Found]:
        scenarios = {one.key: one for step in top for one in (step.team, step.plan)}
        truths: tuple[Truth, ...] = ("evidence", "doubt")
        wanted = [(one, n, truth) for truth in truths for one in scenarios.values() for n in range(DOUBTED)]
        yield from self._play("doubt", wanted)
        yield self.found("doubt")

    def _set(self) -> Iterator[Found]:
        """The set by what was found, played on seasons of its own."""
        worths = [self._worth(step, None) for step in self._ordered()]
        sure = [one for one in worths if one.change["value"].mean > one.change["value"].half_width]
        place = {one.step.name: i for i, one in enumerate(sure)}
        more = {
            (place[pair.one], place[pair.other]): pair.more.mean for pair in self.pairs
            if pair.one in place and pair.other in place and abs(pair.more.mean) > pair.more.half_width
        }  # fmt: skip
        apart = [
            (i, j) for i, j in combinations(range(len(sure)), 2)
            if sure[i].step.path == sure[j].step.path or self._together((sure[i].step, sure[j].step)) is None
        ]  # fmt: skip
        costs, limits = [], []
        for limit, cost in (
            (self.limits.money, [one.outlay for one in sure]), (self.limits.hours, [one.step.hours for one in sure]),
        ):  # fmt: skip
            if limit is not None:
                costs.append(cost)
                limits.append(limit)
        taken = choose([one.change["value"].mean for one in sure], costs, limits, more, apart)
        members = [sure[i] for i in taken]
        pair = self._together([one.step for one in members])
        if not members or pair is None:
            yield self.found("set")
            return
        base, plan = pair
        fresh = range(FRESH, FRESH + self.seasons)
        wanted: list[tuple[Scenario, int, Truth]] = [(one, n, "usual") for one in pair for n in fresh]
        yield from self._play("set", wanted)
        promised = sum(one.change["value"].mean for one in members)
        promised += sum(gain for (i, j), gain in more.items() if i in taken and j in taken)
        cash = self.plays.cash(base, plan)
        self.chosen = Chosen(
            tuple(one.step.name for one in members), promised,
            {kpi: self._fresh(base, plan, kpi) for kpi in TOLD}, outlay(cash, self.limits.before_day),
            payback_day(cash), sum(one.step.hours for one in members), plan, base,
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------------- figures

    def _fresh(self, base: Scenario, plan: Scenario, kpi: str) -> Range:
        """Of the last seasons alone: a pair's plan may have been played on others before."""
        return Range.of(self.plays.change(base, plan, kpi)[-self.seasons :])

    def _together(self, members: Sequence[Step]) -> tuple[Scenario, Scenario] | None:
        """The team with what all of them face, and with all of them; None where they cannot be together."""
        try:
            base = self.team
            for step in members:
                base = with_fields(base, _faced(step))
            return base, with_fields(base, {step.path: step.after for step in members})
        except ValueError:
            return None

    def _change(self, step: Step, kpi: str) -> Floats:
        return self.plays.change(step.team, step.plan, kpi)

    def _mean(self, step: Step) -> float:
        return float(self._change(step, "value").mean())

    def _ordered(self) -> list[Step]:
        return sorted(self.racing, key=lambda step: -self.plays.range(step.team, step.plan, "value").mean)

    def _worth(self, step: Step, first: float | None, drops: bool = False) -> Worth:
        cash = self.plays.cash(step.team, step.plan)
        change = {kpi: self.plays.range(step.team, step.plan, kpi) for kpi in TOLD}
        doubts = {
            truth: self.plays.range(step.team, step.plan, "value", truth)
            for truth in ("evidence", "doubt") if len(self.plays.change(step.team, step.plan, "value", truth))
        }  # fmt: skip
        return Worth(
            step, change["value"].n, change, outlay(cash, self.limits.before_day), payback_day(cash),
            self.plays.parts(step.team, step.plan), first, doubts.get("evidence"), doubts.get("doubt"), drops,
        )  # fmt: skip

    def found(self, stage: Stage) -> Found:
        """Everything so far."""
        ordered = self._ordered()
        n = min((len(self._change(step, "value")) for step in ordered), default=0)
        chances: Sequence[float | None] = [None] * len(ordered)
        if n >= FEWEST and len(ordered) > 1:
            chances = list(of_being_best(np.array([self._change(step, "value")[:n] for step in ordered])))
        worths = [self._worth(step, chance) for step, chance in zip(ordered, chances, strict=True)]
        best: dict[str, Worth] = {}  # while lines still race: each practice's best
        for one in worths:
            best.setdefault(one.step.slug, one)
        others = [one for one in worths if best[one.step.slug] is not one]
        others += [self._worth(step, None, drops=True) for step in self.behind]
        return Found(
            self.team, self.seed, stage, self.played, self.planned, tuple(best.values()), tuple(others),
            tuple(self.still), self.pairs, self.limits, self.chosen, tuple(self.plays.laws),
        )  # fmt: skip


def _faced(step: Step) -> dict[str, float]:
    """What the practice of a step faces."""
    from playbook import practices

    return dict(practices.load(step.slug)[0].faces)
