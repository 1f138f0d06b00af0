"""A hiring plan for a team: whom to hire when, what else, at what price, and how surely the promise then holds.

`hiring_plans` begins with an answer by formulas and makes it better with the season as judge: where a period keeps the
promise too rarely, or far too well, the people wanted there are set by what the season showed, and the mix is found
anew. The last word is on seasons that nothing was fitted to, the plan and the team as it is under the same luck.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from sim.arrays import Bools, Floats
from sim.experiment.hiring_options import Numbers, Start, latest_advert, levers_of, options_of, start_of, worth
from sim.experiment.hiring_season import Played, SeasonNeed, play, season_need
from sim.experiment.results import Range
from sim.mechanisms import learning
from sim.planning.heads import busy_day
from sim.planning.hiring.leaving import to_hire
from sim.planning.hiring.mix import Kind, Mix, Option, cheapest, frontier, prices, surely
from sim.planning.kept import share_range
from sim.scenario import Scenario

Made = TypeVar("Made")
LEVELS = (0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99)  # promises of the frontier
ROUNDS = 4
BOUNDS = (0.5, 2.0)  # of one correction of a need
CLEAR = 0.01  # of a share: kept that much too well is worth another try
WORTH_LOOKING = 0.02  # shares nearer to 0 or 1 say nothing about how many people that takes
COSTS = ("wages", "contributions", "overtime", "temps", "outsourced", "hiring")  # accounts that a mix moves


@dataclass(frozen=True)
class Hired:
    """An advert: when it goes out and brings whom, and how many of them can be counted on.

    `people` by group; `surely` of them are still there with the chance that was asked for in period `period`, the one
    with most missing of those that they come to.
    """

    start: Start
    people: dict[str, int]
    period: int
    surely: int
    stays: float  # the chance of each to be there then
    cost: float  # money, of all of them over the season

    @property
    def count(self) -> int:
        return sum(self.people.values())


@dataclass(frozen=True)
class Alone:
    """One way by itself: `units` of it, the people it then gives in the period that misses most, at what cost, and
    how many it could give there at most. `enough`: whether it meets every need."""

    kind: Kind
    units: float
    people: float
    most: float
    cost: float
    enough: bool

    @property
    def each(self) -> float:
        """Money for one person more in that period; none where it gives nobody."""
        return self.cost / self.people if self.people else math.nan


@dataclass(frozen=True)
class Late:
    """Hiring that begins too late: the advert for `period` had to be out by `due`; out on the season's first day it
    brings people worth `brings` of the `wanted` that were to be hired."""

    period: int
    due: dt.date
    wanted: int
    brings: int


@dataclass(frozen=True)
class Offer:
    """A point of the frontier: a promise, the cheapest mix for it by the formulas, and the periods `open` (P,) in which
    it is not kept whatever is bought; there only what pays for itself is."""

    promise: float
    mix: Mix
    open: Bools

    @property
    def cost(self) -> float:
        return self.mix.cost


@dataclass(frozen=True)
class Verdict:
    """Seasons that nothing was fitted to: shares kept (R, S, P) before and after, and the money the mix takes."""

    before: Floats
    after: Floats
    cost: Range  # more money for people, season by season, the robot's price included
    profit: Range  # change of the profit, likewise

    def chance(self, promise: float) -> Floats:
        """Share of the seasons that keep the promise, (S, P)."""
        found: Floats = (self.after >= promise).mean(axis=0)
        return found

    def chance_range(self, promise: float) -> tuple[Floats, Floats]:
        """Where that share lies of all seasons that may come, by so many of them: 95 % sure, (S, P) each."""
        return share_range(self.chance(promise), len(self.after))


@dataclass(frozen=True)
class HiringPlan:
    """See the module's docstring. S sets of types, P periods (`need.periods`); people are experienced ones."""

    need: SeasonNeed
    promise: float
    sure: float
    wanted: Floats  # (S, P) people for the promise
    reach: Floats  # (S, P) highest share that any number of people in today's shifts keeps
    options: tuple[Option, ...]
    mix: Mix
    offers: tuple[Offer, ...]  # the frontier; empty in plans between the first and the last
    rounds: int = 0
    verdict: Verdict | None = None

    @property
    def missing(self) -> Floats:
        """(S, P) people."""
        found: Floats = np.maximum(self.wanted - self.need.there, 0.0)
        return found

    @cached_property
    def worst(self) -> tuple[int, int]:
        """Set and period that miss most: of a campaign, where one misses anybody."""
        sale = np.array([one.campaign is not None for one in self.need.periods])
        missing = self.missing * sale if (self.missing[:, sale] > 0).any() else self.missing
        s, p = np.unravel_index(int(missing.argmax()), missing.shape)
        return int(s), int(p)

    @property
    def open(self) -> Bools:
        """Periods (P,) in which the promise is not kept whatever is bought."""
        found: Bools = np.any((self.mix.short > 0) | (self.reach < self.promise), axis=0)
        return found

    @property
    def levers(self) -> dict[str, Any]:
        return levers_of(self.need, self.options, self.mix.units)

    @property
    def scenario(self) -> Scenario:
        """The team with the plan."""
        return self.need.scenario.with_levers(self.levers)

    def units(self, kind: Kind) -> float:
        """Units of one kind in the mix."""
        return float(sum(n for n, one in zip(self.mix.units, self.options, strict=True) if one.kind == kind))

    @cached_property
    def hired(self) -> tuple[Hired, ...]:
        """The adverts of the mix, the earliest first."""
        numbers, found = Numbers.now(), []
        for n, one in zip(self.mix.units.tolist(), self.options, strict=True):
            if one.kind == "hire" and n and one.stays is not None:
                p = int((self.missing.max(axis=0) * (one.stays > 0)).argmax())
                stays = float(one.stays[p])
                start = start_of(self.need.scenario, numbers, one.week)
                people = self.need.dealt(one.group, int(n), start.ready)
                found.append(Hired(start, people, p, counted_on(int(n), stays, self.sure), stays, n * one.cost))
        return tuple(sorted(found, key=lambda one: one.start.week))

    @cached_property
    def alone(self) -> tuple[Alone, ...]:
        """Each way by itself, in the order of what a person costs."""
        s, p = self.worst
        found = []
        for kind in dict.fromkeys(one.kind for one in self.options):
            mine = [one for one in self.options if one.kind == kind]
            mix = cheapest(mine, self.missing, prices(mine, self.missing, worth(self.need)))
            most = max(one.gives[s, p] * one.most for one in mine) if kind == "hire" else sum(
                one.gives[s, p] * one.most for one in mine)  # fmt: skip
            people = min(float(mix.gives[s, p]), float(most))
            found.append(Alone(kind, float(mix.units.sum()), people, float(most), mix.cost, not mix.short.any()))
        return tuple(sorted(found, key=lambda one: one.each if one.people else math.inf))

    @cached_property
    def late(self) -> tuple[Late, ...]:
        """Periods that miss people whom hiring can no longer bring in time."""
        scenario, numbers, found = self.need.scenario, Numbers.now(), []
        trained = learning.newcomer_experience(numbers.learning, scenario.hiring.training_days)
        in_time = float(learning.speed(numbers.learning, trained))
        for p, period in enumerate(self.need.periods):
            gap, due = float(self.missing[:, p].max()), latest_advert(scenario, numbers, period.first)
            if gap <= 0 or due >= scenario.calendar.start or period.campaign is None:
                continue
            wanted = math.ceil(gap / in_time)
            now = max((float(one.gives[:, p].max()) for one in self.options if one.kind == "hire"), default=0.0)
            found.append(Late(p, due, wanted, min(wanted, math.floor(wanted * now / in_time))))
        return tuple(found)


def counted_on(hired: int, stays: float, sure: float) -> int:
    """How many of the hired are still there with this chance."""
    return max((n for n in range(hired + 1) if to_hire(n, stays, sure, hired + n) <= hired), default=0) if stays else 0


class Planner:
    """A season's curves of need, and plans from them. `factor` (S, P): what the season showed of the formulas."""

    def __init__(self, need: SeasonNeed, promise: float, sure: float) -> None:
        if not (0 < promise < 1 and 0 < sure < 1):
            raise ValueError("a promise and a chance lie between 0 and 1")
        self.need, self.promise, self.sure = need, promise, sure
        self.shape = len(need.sets), len(need.periods)
        loads = [busy_day(sure, float(cv)) for cv in need.spread]
        self.curves = [[need.curve(s, p, load) for p, load in enumerate(loads)] for s in range(self.shape[0])]
        self.reach = np.array([[one.reach for one in row] for row in self.curves])
        self.factor = self._fitted()
        # Of n people for a work of r, n − r grows with the root of r: half as fast as r itself.
        work = np.minimum(need.work * np.array(loads), wanted := self.wanted(promise))
        self.options, self.worth = options_of(need, (work + wanted) / 2), worth(need)

    def wanted(self, promise: float) -> Floats:
        """People for a promise, (S, P)."""
        found: Floats = np.array([[one.need(promise) for one in row] for row in self.curves]) * self.factor
        return found

    def _fitted(self) -> Floats:
        """What the team as it is says: so many people keep such a share, by the season and by the formulas."""
        kept, there = self.unlucky(self.need.kept(self.need.played)), self.need.there
        factor = np.ones(self.shape)
        for s, p in np.ndindex(*self.shape):
            if WORTH_LOOKING < kept[s, p] < 1 - WORTH_LOOKING:
                formula = self.curves[s][p].need(float(kept[s, p]))
                factor[s, p] = np.clip(there[s, p] / max(formula, CLEAR), *BOUNDS)
        return factor

    def unlucky(self, kept: Floats) -> Floats:
        """The share that is kept in a season which is worse than the chance asked for, (S, P)."""
        found: Floats = np.quantile(kept, 1 - self.sure, axis=0, method="lower")
        return found

    def holds(self, kept: Floats) -> bool:
        """Whether `kept` (R, S, P) is the promise in every period in which it can be kept at all, as surely as asked
        for."""
        able = self.reach >= self.promise
        return bool((self.unlucky(kept) >= self.promise)[able].all())

    def plan(self, rounds: int) -> HiringPlan:
        """The cheapest plan by what is known so far, without its frontier."""
        need, wanted = self.need, self.wanted(self.promise)
        mix = surely(self.options, wanted - need.there, self.sure, self.worth)
        return HiringPlan(need, self.promise, self.sure, wanted, self.reach, self.options, mix, (), rounds)

    def offers(self) -> tuple[Offer, ...]:
        """The frontier by what is known so far."""
        levels = sorted({*LEVELS, self.promise})
        missing = {level: self.wanted(level) - self.need.there for level in levels}
        found = []
        for one in frontier(self.options, missing, self.sure, self.worth):
            still: Bools = np.any((one.mix.short > 0) | (self.reach < one.promise), axis=0)
            found.append(Offer(one.promise, one.mix, still))
        return tuple(found)

    def correct(self, kept: Floats, made: HiringPlan) -> bool:
        """Set the needs by what the season with this plan showed, `kept` (R, S, P); whether anything changed."""
        shown, changed = self.unlucky(kept), False
        for s, p in np.ndindex(*self.shape):
            missed = self.promise - float(shown[s, p])
            lowered = made.missing[s, p] > 0 and missed < -CLEAR
            if not (missed > 0 or lowered) or self.reach[s, p] < self.promise:
                continue
            here = self.curves[s][p]
            ratio = here.need(self.promise) / max(here.need(float(shown[s, p])), CLEAR)
            # on average so many people were there, whatever was wanted: what they came to says what is
            there = self.need.there[s, p] + made.mix.gives[s, p]
            aim = there * float(np.clip(ratio, *BOUNDS)) / max(here.need(self.promise), CLEAR)
            changed = changed or bool(abs(aim / self.factor[s, p] - 1) > CLEAR)
            self.factor[s, p] = aim
        return changed


def hiring_plans(
    scenario: Scenario, promise: float = 0.8, within: float | None = None, sure: float = 0.8, replications: int = 10,
    seed: int = 1, rounds: int = ROUNDS, engine: str = "auto",
) -> Iterator[HiringPlan | None]:  # fmt: skip
    """Plans, each better than the one before; before, between and after them None for each season that was played, at
    most `seasons` of them.

    `promise`: share of the chats and calls of each period that are answered `within` seconds (none: each type's own
    target), kept in a share `sure` of the seasons. With `rounds` 0 the plan by the formulas is the last one. The last
    plan of others has a verdict. ValueError where nobody of the desk takes chats or calls.
    """
    need = yield from _last(season_need(scenario, within, replications, seed, engine))
    planner = Planner(need, promise, sure)
    made = best = replace(planner.plan(0), offers=planner.offers())
    yield made
    held, factor = False, planner.factor.copy()
    for asked in range(rounds):
        played = yield from _last(play(need, made.scenario, replications, seed, engine))
        kept = need.kept(played)
        holds = planner.holds(kept)
        if not held or (holds and made.mix.cost <= best.mix.cost):
            best, held, factor = replace(made, rounds=asked + 1), held or holds, planner.factor.copy()
        if not planner.correct(kept, made):
            break
        made = planner.plan(asked + 1)
        yield made
    if rounds:
        verdict = yield from _last(judged(best, replications, seed + 1, engine))
        planner.factor = factor
        yield replace(best, offers=planner.offers(), verdict=verdict)


def seasons(replications: int, rounds: int = ROUNDS) -> int:
    """Steps that `hiring_plans` takes at most; a step of its last part is a pair of seasons."""
    return replications * (1 + rounds + bool(rounds))


def _last(stream: Iterator[Made]) -> Generator[None, None, Made]:
    """The last one of a stream, after a None for each."""
    found = None
    for one in stream:
        found = one
        yield None
    if found is None:
        raise ValueError("a season is played once at least")
    return found


def judged(plan: HiringPlan, replications: int, seed: int, engine: str = "auto") -> Iterator[Verdict]:
    """The plan against the team as it is, under the same luck, one pair of seasons more each time."""
    need = plan.need
    runs = zip(
        play(need, need.scenario, replications, seed, engine), play(need, plan.scenario, replications, seed, engine),
        strict=True,
    )  # fmt: skip
    robot = sum(
        n * one.cost for n, one in zip(plan.mix.units, plan.options, strict=True) if one.kind == "robot"
    )  # the season's books do not know what a robot costs
    for before, after in runs:
        yield Verdict(
            need.kept(before), need.kept(after), Range.of(people_cost(after) - people_cost(before) + robot),
            Range.of(after.profit - before.profit - robot),
        )  # fmt: skip


def people_cost(played: Played) -> Floats:
    """Money for people and for those who do their work, season by season, (R,)."""
    total: Floats = -np.sum([played.ledger[name] for name in COSTS if name in played.ledger], axis=0)
    return total
