"""Days of a report by interval played by the laws of others: how many give up and wait on days that were not fitted.

Given are how many came in each interval, spread evenly over it, and who was on duty where the file says so; else the
people of the other days. Handle times and patience are those of the other days, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sim import draws
from sim.arrays import Floats, Ints
from sim.calibrate.figures import ranges
from sim.calibrate.months import ReplayedDay, luck
from sim.calibrate.team.beside import NOTHING
from sim.calibrate.team.left_out import FOLDS, REPLICATIONS
from sim.calibrate.team.totals import Totals
from sim.calibrate.team.totals_fit import TotalsFit, present_of, usual_of
from sim.calibrate.team.works import works_of
from sim.floor import run_day
from sim.floor.model import Crew, Outcome, WorkTypes
from sim.floor.model import Rules as FloorRules
from sim.floor.tape import build, work_types
from sim.shop.facts import Shop
from sim.units import SECONDS_PER_DAY

ALONE = FloorRules(np.ones(1), np.ones(1), -1, False, 0, 0, 0)


def totals_left_out(
    fit: TotalsFit,
    replications: int = REPLICATIONS,
    folds: int = FOLDS,
    seed: int = 1,
    each: Callable[[int, int], None] = lambda played, days: None,
) -> tuple[ReplayedDay, ...] | None:
    """Usual days in order of their dates. None where fewer than two are there, or the report does not say who gave up.

    `each(played, days)` is told how many days are through; what it raises ends the work.
    """
    totals, usual = fit.totals, fit.days.usual
    days = np.flatnonzero(usual)
    if len(days) < 2 or np.isnan(totals.abandoned[:, days]).any() or fit.usual.patience is None:
        return None
    chance = np.random.default_rng(seed)
    days = chance.permutation(days)  # no part is made of Mondays
    made: dict[int, ReplayedDay] = {}
    for fold in range(min(folds, len(days))):
        mine = days[fold::folds]
        others = usual & ~np.isin(np.arange(len(usual)), mine)
        learned = usual_of(totals, others, fit.spread, fit.duty)
        works = works_of(fit.kinds, learned.laws, np.zeros(len(fit.kinds)), {}, NOTHING, {})
        only: dict[str, Any] = {"work": works}  # nobody asks for the rest of a shop
        types = work_types(Shop.model_construct(None, **only))
        for day in mine.tolist():
            people = present_of(totals, day, fit.duty, learned.present)
            made[day] = _played(totals, day, people, types, replications, chance)
            each(len(made), len(days))
    return tuple(made[day] for day in sorted(made))


def _played(
    totals: Totals, day: int, people: Floats, types: WorkTypes, replications: int, chance: np.random.Generator
) -> ReplayedDay:
    """`people` (S,), whole or not."""
    came = np.nan_to_num(totals.answered[:, day] + totals.abandoned[:, day]).astype(np.int64)  # (K, S)
    kind, slot = (np.repeat(which.ravel(), came.ravel()) for which in np.indices(came.shape))
    values: dict[str, list[Floats]] = {"abandonment": [], "mean_wait": []}
    for number in range(replications):
        arrival = (slot + chance.random(len(slot))) * totals.interval_s
        order = np.argsort(arrival)
        keys = draws.key(int(chance.integers(2**31)), "totals", number, np.arange(len(order)))
        tape = build(types, keys, kind[order], arrival[order], number, 2 * SECONDS_PER_DAY)
        log = run_day(tape, _crew(np.floor(people + chance.random()).astype(np.int64), types), types, ALONE)
        values["abandonment"].append(_by_kind(log.outcome == Outcome.ABANDONED, kind[order], len(types)))
        values["mean_wait"].append(_by_kind(log.waited, kind[order], len(types)))
    found = {name: ranges(np.array(rows)) | {"luck": luck(np.array(rows))} for name, rows in values.items()}
    count = came.sum(axis=1).astype(np.float64)
    actual = {
        name: _shares(sums[:, day].sum(axis=1), count)
        for name, sums in (("abandonment", totals.abandoned), ("mean_wait", totals.wait_s))
    }
    return ReplayedDay(totals.counts.date(day), np.append(count.sum(), count), actual, found, None, ())


def _by_kind(column: Any, kind: Ints, kinds: int) -> Floats:
    """(1 + K,) means of all contacts, then of each type."""
    return _shares(
        np.bincount(kind, column, kinds).astype(np.float64), np.bincount(kind, minlength=kinds).astype(np.float64)
    )


def _shares(sums: Floats, count: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.append(sums.sum() / count.sum(), sums / count)


def _crew(people: Ints, types: WorkTypes) -> Crew:
    """As many people in each interval; who comes first goes last."""
    width = SECONDS_PER_DAY / len(people)
    windows = []
    for agent in range(int(people.max(initial=0))):
        there = np.concatenate([[False], people > agent, [False]])
        ends = np.flatnonzero(there[1:] != there[:-1]) * width
        windows += [(float(agent), on, off) for on, off in zip(ends[::2], ends[1::2], strict=True)]
    one = np.ones((max(int(people.max(initial=0)), 1), len(types)))
    ids = np.arange(len(one))
    return Crew(ids, one, one, np.zeros(one.shape, np.int64), np.ones(len(one), np.int64),
                np.array(windows).reshape(-1, 3))  # fmt: skip
