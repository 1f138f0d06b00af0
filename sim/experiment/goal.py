"""The cheapest set of changes that keeps a promise as surely as asked, found by simulation.

The promise is about one figure: at least (or at most) a number in a share of seasons. What counts is therefore the
figure's quantile at that share, and the cost is the mean loss of `value`, season by season under the same luck.

1. The team as it is, for `seasons` seasons: is the promise kept already?
2. Every setting of every option alone, under the same luck: what it shifts, what it costs. One that has left the
   figure as it was in every one of the first seasons is taken to leave it so in the others.
3. As if shifts and costs added up, an integer program proposes the cheapest set that shifts far enough.
4. The set itself is played. Where it falls short it is cut off, and the model is scaled by what came true.
5. Members that the promise can do without, or with a cheaper setting, are taken back.
6. Fresh seasons, that nothing was chosen by, decide. Where they do not, the aim is raised by what was missing.

An option that alone moves nothing is never proposed, and a setting that does not help the promise is left out even
where it earns: that is another question. The result is the cheapest set found, not proven to be the cheapest there is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from sim.arrays import Floats
from sim.experiment.goal_parts import Chosen, Model, Option, Promise, Trial, fields, share_interval
from sim.experiment.replications import replicate
from sim.experiment.workers import Stream, one_pool
from sim.scenario import Scenario

SEASONS = 40  # of each set while it is looked for
FRESH = 2000  # that decide
PRICED = 200  # fresh seasons at most in which the team as it is is played beside the set, for the cost
MOST_ROUNDS = 12  # proposals for one aim
MOST_AIMS = 4  # the first, and three that are raised
STILL = 10  # seasons after which a setting that has left the figure as it was is taken to move nothing
LOOK = 100  # fresh seasons between two looks at whether it is hopeless
HOPELESS = 0.999  # how surely a share is below what was asked before the rest is spared
RAISE = 1.25  # of what was missing in fresh seasons: they miss it by luck, too

SUM = "value"  # what costs are measured in: profit and what is left for the year after

# (values by path, first replication, seasons) → the figure and the value of the seasons so far, after each season
Play = Callable[[Mapping[str, Any], int, int], Stream[tuple[Floats, Floats]]]
Stage = Literal["base", "single", "set", "trim", "fresh", "done"]


@dataclass(frozen=True)
class Sought:
    """The search so far. `now`: seasons of what is played at the moment, of `of`; `part`, `parts`: which one it is.

    `singles`: by option and place; `sets`: proposals and what came of taking back, in the order of play; `found`: the
    set chosen for now; `fresh`: the same in fresh seasons; at the end `fresh` is the answer, feasible or the nearest.
    `aims`: the margin that was aimed at, raised each time that fresh seasons said no.
    """

    stage: Stage
    now: int = 0
    of: int = 0
    part: int = 0
    parts: int = 0
    played: int = 0  # seasons altogether
    base: Trial | None = None
    singles: Mapping[tuple[int, int], Trial] = field(default_factory=dict)
    sets: tuple[Trial, ...] = ()
    found: Trial | None = None
    fresh: Trial | None = None
    aims: tuple[float, ...] = ()

    @property
    def feasible(self) -> bool:
        return self.fresh is not None and self.fresh.feasible


def player(base: Scenario, kpi: str, seed: int = 1, **options: Any) -> Play:
    """Seasons of `base` with some fields changed; `options` as in `replicate`."""

    def play(changes: Mapping[str, Any], first: int, n: int) -> Stream[tuple[Floats, Floats]]:
        scenario = base.with_levers(dict(changes)) if changes else base
        with closing(replicate(scenario, n, seed, first=first, **options)) as estimates:
            for estimate in estimates:
                yield estimate.totals[kpi], estimate.totals[SUM]

    return play


def seek_team(
    base: Scenario, options: Sequence[Option], promise: Promise, *, seed: int = 1, seasons: int = SEASONS,
    fresh: int = FRESH, executor: Any = None, workers: int = 1, **how: Any,
) -> Stream[Sought]:  # fmt: skip
    """`seek` for a team: one pool for all; `how` as in `replicate` (keep, doubt …). Close the iterator to stop.

    Settings that the team cannot have must not be among the options; sets of them that it cannot have together are
    passed over.
    """
    with one_pool(executor, workers) as pool:
        play = player(base, promise.kpi, seed, executor=pool, **how)
        with closing(seek(play, options, promise, seasons=seasons, fresh=fresh)) as steps:
            yield from steps


def seek(
    play: Play, options: Sequence[Option], promise: Promise, *, seasons: int = SEASONS, fresh: int = FRESH
) -> Stream[Sought]:
    """The search, a `Sought` after each season; the last has stage "done". ValueError for fewer than 10 seasons."""
    if min(seasons, fresh) < 10:
        raise ValueError("a promise is sought in ten seasons or more")
    with closing(_Search(play, options, promise, seasons, fresh).run()) as steps:
        yield from steps


class _Search:
    """What is known while it goes on: `so` is what the reader sees, `known` every set that was played."""

    def __init__(self, play: Play, options: Sequence[Option], promise: Promise, seasons: int, fresh: int) -> None:
        self.play, self.options, self.promise = play, tuple(options), promise
        self.seasons, self.fresh = seasons, fresh
        self.none: Chosen = (None,) * len(self.options)
        self.known: dict[Chosen, Trial] = {}
        self.impossible: list[Chosen] = []  # sets that the team cannot have together
        self.tested: dict[Chosen, Trial] = {}  # in fresh seasons
        self.so = Sought("base")
        self._beside: Floats = np.empty(0)  # values of the team as it is in fresh seasons

    def run(self) -> Stream[Sought]:
        yield from self._try(self.none, "base", 1, 1)
        self.so = replace(self.so, base=self.known[self.none], found=self.known[self.none])
        aim = 0.0
        model: Model | None = None
        for _ in range(MOST_AIMS):
            self.so = replace(self.so, aims=(*self.so.aims, aim))
            if self._keeps(self.none, aim):
                chosen: Chosen | None = self.none
            else:
                if model is None:
                    yield from self._singles()
                    model = self._model()
                chosen = yield from self._propose(model, aim)
            if chosen is None:
                break
            small = yield from self._trim(chosen, aim)
            self.so = replace(self.so, found=self.known[small])
            yield from self._verify(small)
            found = self.tested[small]
            if found.feasible:
                yield self._end(found)
                return
            if found.reached == -math.inf:
                break
            aim += max(-RAISE * self._short(found), abs(aim) * 0.1, abs(found.level) * 1e-3)
        nearest = self._nearest()
        if nearest not in self.tested:
            yield from self._verify(nearest)
        best = max(self.tested.values(), key=lambda one: (one.feasible, one.share, -one.cost))
        yield self._end(best)

    def _end(self, found: Trial) -> Sought:
        self.so = replace(self.so, stage="done", now=found.n, of=found.n, fresh=found, found=self.known[found.chosen])
        return self.so

    # --------------------------------------------------------------------------------------------- what is played

    def _try(self, chosen: Chosen, stage: Stage, part: int, parts: int) -> Stream[Sought]:
        """Play a set in the seasons of the search, unless it is known."""
        if chosen in self.known or chosen in self.impossible:
            return
        figures = values = np.empty(0)
        try:
            with closing(self.play(fields(self.options, chosen), 0, self.seasons)) as seasons:
                for so_far in seasons:
                    figures, values = so_far
                    yield self._at(stage, len(figures), self.seasons, part, parts)
                    if stage == "single" and len(figures) == STILL and self._still(figures):
                        break
        except ValueError:  # of pydantic: the fields do not go together
            if chosen == self.none or sum(one is not None for one in chosen) < 2:
                raise
            self.impossible.append(chosen)
            return
        usual = values if chosen == self.none else self.known[self.none].values
        if len(figures) < self.seasons:
            figures = self.known[self.none].figures
        self.known[chosen] = Trial(chosen, self.promise, figures, values, values - usual[: len(values)])

    def _still(self, figures: Floats) -> bool:
        usual = self.known[self.none].figures[: len(figures)]
        return bool(np.array_equal(figures, usual, equal_nan=True))

    def _at(self, stage: Stage, now: int, of: int, part: int, parts: int) -> Sought:
        self.so = replace(self.so, stage=stage, now=now, of=of, part=part, parts=parts, played=self.so.played + 1)
        return self.so

    def _singles(self) -> Stream[Sought]:
        places = [(i, k) for i, option in enumerate(self.options) for k in range(len(option.values))]
        for part, (i, k) in enumerate(places, 1):
            yield from self._try(self._with(self.none, i, k), "single", part, len(places))
            self.so = replace(self.so, singles={**self.so.singles, (i, k): self.known[self._with(self.none, i, k)]})

    def _propose(self, model: Model, aim: float) -> Generator[Sought, None, Chosen | None]:
        """The first proposal that keeps the promise with the margin `aim`; None where none of the rounds does."""
        base = self.known[self.none]
        for number in range(1, MOST_ROUNDS + 1):
            cuts = [one for one in self.known if not self._keeps(one, aim)] + self.impossible
            chosen = model.propose(aim - base.reached, cuts)
            if chosen is None:  # by the model too little whatever is done; what is done together may come to more
                chosen = model.strongest()
                if chosen in cuts:
                    return None
            yield from self._try(chosen, "set", number, MOST_ROUNDS)
            if chosen not in self.known:
                continue
            found = self.known[chosen]
            self._keep_record(found)
            if self._keeps(chosen, aim):
                return chosen
            model = model.corrected(model.shift(chosen), found.reached - base.reached)
        return None

    def _trim(self, chosen: Chosen, aim: float) -> Generator[Sought, None, Chosen]:
        """The set without what it can do without: members left out, or at a cheaper setting, the dearest first."""
        again = True
        while again:
            again = False
            for other in self._cheaper(chosen):
                yield from self._try(other, "trim", 1, 1)
                if other not in self.known:
                    continue
                self._keep_record(self.known[other])
                if self._keeps(other, aim) and self._less(other, chosen):
                    chosen, again = other, True
                    break
        return chosen

    def _cheaper(self, chosen: Chosen) -> list[Chosen]:
        """Sets with one member left out or changed that should cost less, those that spare most first."""
        found: list[tuple[float, int, Chosen]] = []
        for i, place in enumerate(chosen):
            if place is None:
                continue
            costs = {k: self.so.singles[i, k].cost for k in range(len(self.options[i].values))}
            if costs[place] >= 0:  # what earns stays
                found.append((-costs[place], len(found), self._with(chosen, i, None)))
            for k, cost in costs.items():
                if cost < costs[place]:
                    found.append((cost - costs[place], len(found), self._with(chosen, i, k)))
        return [one for _, _, one in sorted(found) if one not in self.known or self._less(one, chosen)]

    def _verify(self, chosen: Chosen) -> Stream[Sought]:
        """Play a set in seasons that nothing was chosen by; the rest is spared where it is hopeless."""
        changes, first, done = fields(self.options, chosen), self.seasons, 0
        figures = values = np.empty(0)
        with closing(self.play(changes, first, self.fresh)) as seasons:
            for so_far in seasons:
                figures, values = so_far
                done = len(figures)
                yield self._at("fresh", done, self.fresh, 1, 1)
                if done % LOOK == 0 and done < self.fresh:
                    kept = int(np.count_nonzero(self.promise.margins(figures) >= 0))
                    if share_interval(kept, done, HOPELESS)[1] < self.promise.sure:
                        break
        priced = min(done, max(PRICED, self.seasons))
        if len(self._beside) < priced:
            with closing(self.play({}, first, priced)) as seasons:
                for _, beside in seasons:
                    self._beside = beside
                    yield self._at("fresh", done, self.fresh, 1, 1)
        self.tested[chosen] = Trial(chosen, self.promise, figures, values, values[:priced] - self._beside[:priced])

    # ------------------------------------------------------------------------------------------------- what it says

    def _model(self) -> Model:
        base = self.known[self.none]
        own = [[self.known[self._with(self.none, i, k)] for k in range(len(option.values))]
               for i, option in enumerate(self.options)]  # fmt: skip
        shifts = tuple(np.array([self._moved(one, base) for one in row]) for row in own)
        return Model(shifts, tuple(np.array([one.cost for one in row]) for row in own))

    @staticmethod
    def _moved(one: Trial, base: Trial) -> float:
        moved = one.reached - base.reached
        return moved if math.isfinite(moved) else 0.0

    def _keeps(self, chosen: Chosen, aim: float) -> bool:
        """Whether a set that was played keeps the promise with this margin, and fresh seasons have not said no."""
        return chosen in self.known and chosen not in self.tested and self.known[chosen].reached >= aim

    def _less(self, one: Chosen, other: Chosen) -> bool:
        """Whether a set costs less than another, or as much with fewer members."""
        a, b = self.known.get(one), self.known[other]
        return a is None or (a.cost, a.size) < (b.cost, b.size)

    def _short(self, found: Trial) -> float:
        """The margin at the share that would have been enough in as many seasons: below 0, by what was missing."""
        kept = found.kept
        while kept < found.n and share_interval(kept, found.n)[0] < self.promise.sure:
            kept += 1
        return float(min(0.0, np.sort(found.margins)[found.n - kept] if kept else 0.0))

    def _nearest(self) -> Chosen:
        """Of all sets played, the one that could promise most."""
        return max(self.known.values(), key=lambda one: (one.reached, one.share, -one.cost)).chosen

    def _keep_record(self, found: Trial) -> None:
        self.so = replace(self.so, sets=(*self.so.sets, found))

    @staticmethod
    def _with(chosen: Chosen, i: int, place: int | None) -> Chosen:
        return (*chosen[:i], place, *chosen[i + 1 :])
