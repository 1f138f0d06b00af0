"""Which decision made the difference: each is taken back, on the same lucks, with everything else as it was decided.

For the room: what the weakest team lacks of the strongest. Each choice in which they differ is given to the weakest as
the strongest made it; the one that brings most is the one that made most of the difference.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from typing import Any

import numpy as np

from playbook.workshop import bots
from playbook.workshop.lived import Settings, as_field, stages_of
from playbook.workshop.session import Session
from sim.arrays import Floats
from sim.experiment.results import Range
from sim.experiment.stages import Stages, side_by_side, swapped
from sim.experiment.tasks import EachDay
from sim.scenario import Scenario

TOLD = ("value", "profit", "peak_service_level", "quits")  # of a decision; the first ranks
VALUE = TOLD[0]
SEASONS = 12  # lucks; the first is the room's own


def debrief(
    session: Session, team: Scenario, settings: Mapping[int, Sequence[Settings]], events: Sequence[str], *,
    seasons: int = SEASONS, executor: Executor | None = None, workers: int | None = None,
    each_day: EachDay | None = None,
) -> dict[str, Any]:  # fmt: skip
    """{"teams": {team: {"decisions": [...]}}, "room": {...} or None, "seasons": n}, all of it JSON.

    A decision: `round`, `path`, `before` and `chosen`, and of each of TOLD what it changed against leaving the lever as
    it was, as P10, mean and P90; `se`: standard error of the mean value. Those that changed most come first. `room`: the
    teams `better` and `worse`, their `gap`, and the choice (`round`, `path`, `a` the better's, `b` the worse's) that
    closes most of it: `value` and its `share` of the gap.
    """
    last = len(next(iter(settings.values()))) - 1
    seasons_of = {one: stages_of(session, team, own, last, events) for one, own in sorted(settings.items())}
    lived = [number for number, one in enumerate(session.rounds[: last + 1]) if one.counts]
    asked: dict[str, Stages] = {f"{one}": stages for one, stages in seasons_of.items()}
    taken = []
    for one, own in sorted(settings.items()):
        for at, number, path, before, chosen in _decisions(session, team, own, lived):
            name = f"{one} {number} {path}"
            asked[name] = swapped(seasons_of[one], at, path, as_field(team, path, before))
            taken.append((name, one, number, path, before, chosen))
    how = {"executor": executor, "workers": workers or min(os.cpu_count() or 1, 4), "each_day": each_day}
    played = _figures(asked, seasons, session.seed, how)

    out: dict[str, Any] = {str(one): {"decisions": []} for one in seasons_of}
    for name, one, number, path, before, chosen in taken:
        change = {kpi: played[str(one)][kpi] - played[name][kpi] for kpi in TOLD}
        told = {"round": number, "path": path, "before": before, "chosen": chosen, "se": _error(change[VALUE])}
        out[str(one)]["decisions"].append(told | {kpi: _span(values) for kpi, values in change.items()})
    for found in out.values():
        found["decisions"].sort(key=lambda told: -abs(told[VALUE][1]))
    room = _room(session, team, settings, seasons_of, lived, played, seasons, how)
    return {"teams": out, "room": room, "seasons": seasons}


def _decisions(
    session: Session, team: Scenario, own: Sequence[Settings], lived: Sequence[int]
) -> list[tuple[int, int, str, float, float]]:
    """(stage, round, path, before, chosen) of every lever that a round moved by the team's own will."""
    idle = bots.standing(session, team, ({},) * len(session.rounds))
    found, before = [], {path: value for path, value in idle[lived[0]].items()}
    before |= {path: float(team.at(path)) for path in before}
    for at, number in enumerate(lived):
        round_ = session.rounds[number]
        stood = before | round_.given
        found += [
            (at, number, one.path, stood[one.path], own[number][one.path])
            for one in round_.choices
            if own[number][one.path] != stood[one.path]
        ]
        before = dict(own[number])
    return found


def _room(
    session: Session, team: Scenario, settings: Mapping[int, Sequence[Settings]], seasons_of: Mapping[int, Stages],
    lived: Sequence[int], played: Mapping[str, Mapping[str, Floats]], seasons: int, how: Mapping[str, Any],
) -> dict[str, Any] | None:  # fmt: skip
    """None where there is one team, or all did the same."""
    ranked = sorted(seasons_of, key=lambda one: (-played[str(one)][VALUE].mean(), one))
    better, worse = ranked[0], ranked[-1]
    gap = played[str(better)][VALUE] - played[str(worse)][VALUE]
    differ = [
        (at, number, one.path)
        for at, number in enumerate(lived)
        for one in session.rounds[number].choices
        if settings[better][number][one.path] != settings[worse][number][one.path]
    ]
    if better == worse or not differ or gap.mean() <= 0:
        return None
    asked = {
        f"{number} {path}": swapped(seasons_of[worse], at, path, as_field(team, path, settings[better][number][path]))
        for at, number, path in differ
    }
    found = _figures(asked, seasons, session.seed, how)
    gains = {name: figures[VALUE] - played[str(worse)][VALUE] for name, figures in found.items()}
    _, number, path = max(differ, key=lambda one: gains[f"{one[1]} {one[2]}"].mean())
    gain = gains[f"{number} {path}"]
    return {
        "better": better, "worse": worse, "round": number, "path": path, "a": settings[better][number][path],
        "b": settings[worse][number][path], "value": _span(gain), "share": float(gain.mean() / gap.mean()),
        "gap": _span(gap),
    }  # fmt: skip


def _figures(
    asked: Mapping[str, Stages], seasons: int, seed: int, how: Mapping[str, Any]
) -> dict[str, dict[str, Floats]]:
    """TOLD of every season by name, (seasons,) each; the first is the room's own luck."""
    rows = list(side_by_side(asked, seasons, seed, **how))
    return {name: {kpi: np.array([row[name][kpi] for row in rows]) for kpi in TOLD} for name in asked}


def _span(values: Floats) -> list[float]:
    found = Range.of(values)
    return [found.p10, found.mean, found.p90]


def _error(values: Floats) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else float("nan")
