"""The search for a promise as a page plays it.

The search is `sim.experiment.goal`; what comes out is played once more, practice by practice beside the team as it is
under the same luck, so that a plan can say of each what it was said to change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playbook.first.found import TOLD
from playbook.first.ladders import Ladder
from playbook.first.sought import Part, Reached
from sim.experiment.goal_parts import Chosen, Promise, fields
from sim.scenario import Scenario

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from sim.experiment.goal import Sought

TOGETHER = 12  # seasons in which the practices of a set are played one by one


def reach(
    team: Scenario, some: Sequence[Ladder], promise: Promise, *, seasons: int, fresh: int, seed: int = 1,
    executor: Executor | None = None, keep: Path | None = None, each_day: Any = None,
) -> Iterator[Reached]:  # fmt: skip
    """`Reached` after every season. `executor`, `keep` and `each_day` as in `sim.experiment.replicate`; close the
    iterator to stop."""
    from sim.experiment.goal import seek_team

    some, options = tuple(some), [one.option for one in some]
    settings = sum(len(one.values) for one in some)
    with closing(seek_team(
        team, options, promise, seed=seed, seasons=seasons, fresh=fresh, executor=executor, keep=keep,
        each_day=each_day,
    )) as steps:  # fmt: skip
        for found in steps:
            planned = found.played + _left(found, settings, seasons, fresh)
            yield Reached(promise, some, found, planned, found.played)
    slugs = _slugs(some, found.fresh.chosen)
    planned = found.played + (len(slugs) + 1) * min(TOGETHER, seasons) * bool(slugs)
    so_far = Reached(promise, some, found, planned, found.played, seed=seed)
    if slugs:
        plans = {slug: team.with_levers(dict(levers)) for slug, levers in slugs.items()}
        yield from _parts(so_far, team, plans, min(TOGETHER, seasons), executor, keep, each_day)
    else:
        yield _ended(so_far, ())


def _left(found: Sought, settings: int, seasons: int, fresh: int) -> int:
    """About how many seasons are still to come."""
    at = {
        "base": seasons - found.now + settings * seasons // 2 + fresh,
        "single": (found.parts - found.part) * seasons // 2 + found.of - found.now + fresh,
        "set": found.of - found.now + fresh,
        "trim": found.of - found.now + fresh,
        "fresh": found.of - found.now,
    }
    return at.get(found.stage, 0)


def _slugs(some: Sequence[Ladder], chosen: Chosen) -> dict[str, dict[str, Any]]:
    """Practice -> its fields of the set, in the order of the levers."""
    values = fields([one.option for one in some], chosen)
    found: dict[str, dict[str, Any]] = {}
    for one in some:
        if one.lever.path in values:
            found.setdefault(one.slug, {})[one.lever.path] = values[one.lever.path]
    return found


def _parts(
    so_far: Reached, team: Scenario, plans: Mapping[str, Scenario], n: int, executor: Any, keep: Any, each_day: Any
) -> Iterator[Reached]:
    from sim.experiment.replications import side_by_side

    worlds = (team, *plans.values())
    with closing(side_by_side(
        worlds, n, so_far.seed, executor=executor, keep=keep, each_day=each_day
    )) as all_found:  # fmt: skip
        for found in all_found:
            yield replace(so_far, played=so_far.sought.played + found[0].n * len(worlds))
    base, *rest = found
    made = []
    chosen = fields([one.option for one in so_far.ladders], so_far.sought.fresh.chosen)
    for slug, plan, estimate in zip(plans, plans.values(), rest, strict=True):
        levers = tuple(
            (one, chosen[one.lever.path]) for one in so_far.ladders if one.slug == slug and one.lever.path in chosen
        )
        made.append(_part(slug, levers, plan, base, estimate, so_far.promise.kpi))
    yield _ended(replace(so_far, played=so_far.sought.played + n * len(worlds), n=n), tuple(made))


def _part(slug: str, levers: Any, plan: Scenario, base: Any, estimate: Any, kpi: str) -> Part:
    from playbook.first.cash import outlay
    from playbook.first.worths import cash_change
    from sim.experiment.options import range_of
    from sim.experiment.results import Comparison

    comparison = Comparison(base, estimate)
    change = {one: range_of(comparison, one) for one in dict.fromkeys((*TOLD, kpi))}
    return Part(slug, levers, plan, change, outlay(cash_change(comparison)))


def _ended(so_far: Reached, parts: tuple[Part, ...]) -> Reached:
    return replace(so_far, parts=parts, planned=so_far.played, done=True)
